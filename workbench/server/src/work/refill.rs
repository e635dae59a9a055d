//! Every report of the project is read anew by a database's rules. Pages of
//! reports are read side by side and laid aside; the values, columns and rules
//! of the database change together when all is there.

use rayon::prelude::*;
use serde::Serialize;
use workbench_core::{Digest, Variable};
use workbench_store::{Database, Entity, Grant, NewValue, Refill, Refilled, Report, ReportQuery};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::rules::{Rules, followed};

/// Reports that are in memory at a time, twice.
pub const PAGE: i64 = 500;

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub reports: usize,
    pub cases: i64,
    /// Value rows that are new or changed.
    pub changed: u64,
    pub indexed: usize,
    /// What fills the database now.
    pub rules: String,
    pub version: String,
    pub took_ms: u64,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    database: &Database,
    rules: &Rules,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let begin = std::time::Instant::now();
    let mut refill = app.store.begin_refill(grant, database.id).await?;
    let used = match read(app, grant, rules, &mut refill, tick).await {
        Ok(used) => used,
        Err(error) => {
            let _ = app.store.give_up_refill(refill).await;
            return Err(error);
        }
    };
    tick.stage("写入变量 keeping values", 0);
    let reports = used.len();
    let whole = whole(app, grant, database, rules, used).await?;
    let changed = app.store.finish_refill(grant, refill, &whole).await?;
    crate::records::calculate::after(app, grant, database.id).await?;
    let indexed = super::index::rebuild(app, grant, database.id, tick).await?;
    let cases = app.store.database(grant, database.id).await?.cases;
    let took_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (rules, version) = (rules.of.pack.clone(), rules.of.version.clone());
    Ok(Summary { reports, cases, changed, indexed, rules, version, took_ms })
}

/// While a page is written, the next is read.
async fn read(
    app: &Shared,
    grant: &Grant,
    rules: &Rules,
    refill: &mut Refill,
    tick: &Tick,
) -> Result<Vec<Entity>, AppError> {
    let total = app.store.count_reports(grant, &ReportQuery::default()).await?;
    tick.stage("报告结构化 reading reports", total);
    let reader = rules.reader(grant);
    let (mut used, mut ready, mut after) = (Vec::with_capacity(total), Vec::new(), None);
    loop {
        let query = ReportQuery { after, limit: PAGE, ..ReportQuery::default() };
        let page = app.store.reports(&reader, &query).await?;
        let Some(last) = page.last().map(|report| report.id) else { break };
        used.extend(page.iter().map(|report| Entity::new("report", report.id, &report.hash)));
        let (values, laid) = tokio::join!(extract(page, rules, tick), app.store.lay_aside(refill, &ready));
        laid?;
        (ready, after) = (values?, Some(last));
    }
    app.store.lay_aside(refill, &ready).await?;
    Ok(used)
}

async fn extract(page: Vec<Report>, rules: &Rules, tick: &Tick) -> Result<Vec<NewValue>, AppError> {
    let (rules, tick) = (rules.clone(), tick.clone());
    on_thread(move || {
        let values: Vec<Vec<NewValue>> = page
            .par_iter()
            .map(|report| {
                tick.step()?;
                let place = |value| NewValue { patient: report.patient.id, report: Some(report.id), value };
                Ok(rules.read(report).into_iter().map(place).collect())
            })
            .collect::<Result<_, AppError>>()?;
        Ok(values.into_iter().flatten().collect())
    })
    .await
}

async fn whole(
    app: &Shared,
    grant: &Grant,
    database: &Database,
    rules: &Rules,
    mut used: Vec<Entity>,
) -> Result<Refilled, AppError> {
    let variables = rules.variables();
    let corpus = Digest::of_json(&serde_json::json!(used)).to_string();
    let plan = serde_json::json!({
        "pack": rules.of.pack, "version": rules.of.version, "rules": rules.set.hash(), "reports": used.len(),
        "corpus": corpus,
    });
    if let Some(version) = rules.of.ruleset_version {
        used.push(Entity::new("rule_set_version", version, rules.set.hash()));
    }
    let known = |key: &str| variables.iter().any(|variable| variable.key == key);
    let old = Rules::of(app, grant, database).await.map(|old| old.variables()).unwrap_or_default();
    let gone = |variable: Variable| (!known(&variable.key)).then_some(variable.key);
    let dropped = old.into_iter().filter_map(gone).collect();
    Ok(Refilled { before: followed(database), after: rules.of.clone(), variables, dropped, plan, used })
}
