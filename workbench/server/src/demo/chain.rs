//! The chain, link by link, through the same code that jobs run. What an
//! earlier run of the demo left is used again.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use workbench_core::ids::{DatabaseId, FeatureTableId, ModelId, RuleSetVersionId, StudyId};
use workbench_demo::Cohort;

use super::accounts::People;
use super::{checks, cohort, rules};
use crate::AppError;
use crate::app::Shared;
use crate::cli::with_bar;
use crate::error::on_thread;
use crate::work::{
    Tick, extract, fill, import_dicom, import_reports, import_values, mine_terms, predict, train,
};

const DATABASE: &str = "肺结节 lung nodules";

/// What each link did and how long it took.
pub struct Done {
    pub steps: Vec<Step>,
    pub database: DatabaseId,
    /// The logistic model, which answers for the held-out patients.
    pub model: ModelId,
    /// Out-of-fold AUC by learner.
    pub auc: Vec<(String, Option<f64>)>,
}

pub struct Step {
    pub zh: &'static str,
    pub en: &'static str,
    pub what: String,
    pub took: Duration,
}

struct Log {
    steps: Vec<Step>,
    tick: Tick,
}

impl Log {
    async fn step<T>(
        &mut self,
        zh: &'static str,
        en: &'static str,
        work: impl Future<Output = Result<T, AppError>>,
        what: impl FnOnce(&T) -> String,
    ) -> Result<T, AppError> {
        let begun = Instant::now();
        let out = with_bar(&self.tick, work).await.map_err(|error| error.within(en))?;
        let what = what(&out);
        eprintln!("  {zh} {en}: {what}");
        self.steps.push(Step { zh, en, what, took: begun.elapsed() });
        Ok(out)
    }
}

pub async fn run(app: &Shared, people: &People, all: Cohort) -> Result<Done, AppError> {
    let tick = Tick::default();
    let mut log = Log { steps: Vec::new(), tick: tick.clone() };
    let folder = cohort::folder(&app.data);
    let (target, written) = (folder.clone(), tick.clone());
    let generate = on_thread(move || cohort::write_images(all, &target, &written));
    log.step("生成合成队列", "synthetic cohort", generate, |()| {
        format!("{} patients, marked synthetic", all.len())
    })
    .await?;

    let arguments = keep(app, "synthetic-reports.csv", cohort::reports(all)?).await?;
    let run = import_reports::run(app, &people.grant, &arguments, &tick);
    log.step("导入报告", "reports", run, |s| format!("{} rows ({}), {} new", s.rows, s.encoding, s.new))
        .await?;

    let run = rules::terms(app, people);
    log.step("术语", "terms", run, |n| format!("{n} concepts")).await?;
    let run = rules::ready(app, people);
    let version =
        log.step("规则集", "rule set", run, |_| "copied from the pack and published".to_owned()).await?;
    let database = database(app, people, version).await?;
    let arguments = fill::Arguments::rules_only(database);
    let run = fill::run(app, &people.grant, &arguments, &tick);
    log.step("结构化入库", "database", run, |s| {
        format!("{} cases, {} values changed", s.cases, s.changed)
    })
    .await?;

    let run = checks::run(app, people, database, all, &tick);
    log.step("核对", "checks", run, |s| {
        format!("{} values of {} reports by the synthetic truth", s.values, s.reports)
    })
    .await?;
    let arguments = mine_terms::Arguments { database: Some(database) };
    let run = mine_terms::run(app, &people.grant, &arguments, &tick);
    log.step("提取新词", "unknown terms", run, |s| format!("{} words that no dictionary knows", s.new))
        .await?;

    let table = keep(app, "synthetic-outcomes.csv", cohort::outcomes(all)).await?;
    let arguments = import_values::Arguments { database, name: table.name, object: table.object };
    let run = import_values::run(app, &people.grant, &arguments, &tick);
    log.step("导入结局", "outcomes", run, |s| format!("{} patients told, the rest held out", s.rows)).await?;

    let arguments = import_dicom::Arguments { paths: vec![folder], uploaded: false };
    let run = import_dicom::run(app, &people.grant, &arguments, &tick);
    log.step("导入影像", "images", run, |s| {
        format!(
            "{} files, {} new, {} series, {} ROIs, {} problems",
            s.files,
            s.new,
            s.series,
            s.rois,
            s.problems.len()
        )
    })
    .await?;

    let table = features(app, people, &mut log).await?;
    let (model, auc) = models(app, people, &mut log, database, table).await?;
    let arguments =
        predict::Arguments { model, studies: held_out(app, people, all, model).await?, threshold: None };
    if arguments.studies.is_empty() {
        return Ok(Done { steps: log.steps, database, model, auc });
    }
    let run = predict::run(app, &people.train, &arguments, chrono::Utc::now(), &tick);
    log.step("预测新检查", "predictions", run, |s| {
        format!("{} held-out studies, {} findings", s.studies, s.findings)
    })
    .await?;
    Ok(Done { steps: log.steps, database, model, auc })
}

async fn keep(app: &Shared, name: &str, bytes: Vec<u8>) -> Result<import_reports::Arguments, AppError> {
    tokio::fs::write(app.data.join(name), &bytes).await?;
    Ok(import_reports::Arguments { name: name.to_owned(), object: app.store.objects().put(bytes).await? })
}

async fn database(app: &Shared, people: &People, version: RuleSetVersionId) -> Result<DatabaseId, AppError> {
    let known =
        app.store.databases(&people.grant).await?.into_iter().find(|database| database.name == DATABASE);
    match known {
        Some(database) => Ok(database.id),
        None => fill::make(app, &people.grant, DATABASE, fill::Source::Version(version), false).await,
    }
}

async fn features(app: &Shared, people: &People, log: &mut Log) -> Result<FeatureTableId, AppError> {
    let name = "合成队列 SYNTHETIC · 原始图像 original image";
    let rois = app.store.rois(&people.train).await?.len() as i64;
    let known = app
        .store
        .feature_tables(&people.train)
        .await?
        .into_iter()
        .find(|table| table.name == name && table.rows + table.failed.len() as i64 == rois);
    if let Some(table) = known {
        return Ok(table.id);
    }
    let arguments =
        extract::Arguments { name: name.to_owned(), label: "Nodule".to_owned(), ..Default::default() };
    let tick = log.tick.clone();
    let run = extract::run(app, &people.train, &arguments, &tick);
    let made = log.step("影像组学", "radiomics", run, |s| {
        format!("{} ROIs × {} features, {} failed", s.rows, s.columns, s.failed)
    });
    Ok(made.await?.feature_table)
}

async fn models(
    app: &Shared,
    people: &People,
    log: &mut Log,
    database: DatabaseId,
    feature_table: FeatureTableId,
) -> Result<(ModelId, Vec<(String, Option<f64>)>), AppError> {
    let known: Vec<_> = app
        .store
        .models(&people.train)
        .await?
        .into_iter()
        .filter(|m| m.feature_table == feature_table)
        .collect();
    if let Some(first) = known.iter().find(|model| model.learner == "logistic") {
        let auc = known.iter().map(|model| (model.learner.clone(), model.summary["auc"].as_f64())).collect();
        return Ok((first.id, auc));
    }
    let arguments = train::Arguments {
        name: "合成结节良恶性 SYNTHETIC malignancy".to_owned(),
        feature_table,
        database,
        target: "malignant".to_owned(),
        positive: "true".to_owned(),
        learners: vec!["logistic".to_owned(), "mlp".to_owned()],
        folds: 5,
        seed: 7,
        every_roi: false,
    };
    let tick = log.tick.clone();
    let run = train::run(app, &people.train, &arguments, &tick);
    let made = log.step("训练模型", "models", run, |s| {
        format!("{} patients, {} malignant, 5 folds by patient", s.rows, s.positives)
    });
    let made = made.await?;
    let first = made.models.first().copied().ok_or_else(|| AppError::bad("no model was trained"))?;
    Ok((first, made.auc))
}

/// Studies of the patients whose outcome was not told, as far as the model has
/// not answered for them yet.
async fn held_out(
    app: &Shared,
    people: &People,
    all: Cohort,
    model: ModelId,
) -> Result<Vec<StudyId>, AppError> {
    let unseen: Vec<String> = all
        .cases()
        .skip(cohort::told(all))
        .filter(|case| !case.truth.nodules.is_empty())
        .map(|case| case.accession)
        .collect();
    let answered: HashSet<StudyId> = app
        .store
        .findings(&people.grant)
        .await?
        .iter()
        .filter(|f| f.model == model)
        .map(|f| f.study)
        .collect();
    let studies = app.store.studies(&people.grant).await?.into_iter();
    Ok(studies.filter(|s| unseen.contains(&s.accession) && !answered.contains(&s.id)).map(|s| s.id).collect())
}
