//! A database is filled: every report of the project is read by the pack's
//! rules, values become cases, and the search index is rebuilt.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use workbench_core::ids::DatabaseId;
use workbench_core::{Digest, Origin};
use workbench_store::{Entity, Grant, NewValue, Report, ReportQuery};

use super::Tick;
use crate::AppError;
use crate::app::{App, Shared};
use crate::error::on_thread;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub reports: usize,
    pub cases: i64,
    /// Value rows that are new or changed.
    pub changed: usize,
    pub indexed: usize,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    let database = app.store.database(grant, arguments.database).await?;
    let query = ReportQuery { limit: i64::MAX, ..ReportQuery::default() };
    let reports = app.store.reports(grant, &query).await?;
    tick.stage("报告结构化 reading reports", reports.len());
    let used: Vec<Entity> =
        reports.iter().map(|report| Entity::new("report", report.id, &report.hash)).collect();
    let count = reports.len();
    let (extract_app, extract_tick, pack) = (app.clone(), tick.clone(), database.pack.clone());
    let values = on_thread(move || extract(&extract_app, &pack, &reports, &extract_tick)).await?;
    tick.stage("写入变量 keeping values", 0);
    let plan = serde_json::json!({
        "pack": database.pack, "version": database.pack_version, "reports": count,
        "corpus": Digest::of_json(&serde_json::json!(used)).to_string(),
    });
    let made = [Entity::new("database", arguments.database, "")];
    let activity = app.store.record_activity(grant, "extract_values", &plan, started, &used, &made).await?;
    let changed =
        app.store.set_values(grant, arguments.database, Origin::Nlp, activity, &values, true).await?;
    let indexed = super::index::rebuild(app, grant, arguments.database, tick).await?;
    let cases = app.store.database(grant, arguments.database).await?.cases;
    Ok(Summary { reports: count, cases, changed, indexed })
}

fn extract(app: &Shared, pack: &str, reports: &[Report], tick: &Tick) -> Result<Vec<NewValue>, AppError> {
    let pack =
        nlp::pack::find(pack).ok_or_else(|| AppError::bad(format!("there is no rule pack `{pack}`")))?;
    let engine = app.engine();
    let values: Vec<Vec<NewValue>> = reports
        .par_iter()
        .map(|report| {
            tick.step()?;
            let values = pack.extract(engine, &report.text).into_iter();
            Ok(values
                .map(|value| NewValue { patient: report.patient.id, report: Some(report.id), value })
                .collect())
        })
        .collect::<Result<_, AppError>>()?;
    Ok(values.into_iter().flatten().collect())
}

/// Makes a database from a pack.
pub async fn create(app: &App, grant: &Grant, name: &str, pack: &str) -> Result<DatabaseId, AppError> {
    let found = nlp::pack::find(pack).ok_or_else(|| {
        let known: Vec<_> = nlp::pack::packs().iter().map(|pack| pack.name).collect();
        AppError::bad(format!("there is no rule pack `{pack}`; there are {}", known.join(", ")))
            .zh(format!("没有名为“{pack}”的规则包；现有：{}", known.join("、")))
    })?;
    Ok(app.store.create_database(grant, name, pack, found.version, &found.variables()).await?)
}
