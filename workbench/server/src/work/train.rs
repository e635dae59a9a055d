//! A feature table and a variable become models (F2, F6).

use std::collections::HashMap;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use training::{Dataset, FoldSource, Outcome, Spec, Target};
use workbench_core::ids::{DatabaseId, FeatureTableId, ModelId, PatientId};
use workbench_core::{DataLevel, Digest, FeatureTable, State};
use workbench_store::{CaseRow, Entity, Grant, NewModel, Roi};

use super::Tick;
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub name: String,
    pub feature_table: FeatureTableId,
    pub database: DatabaseId,
    /// Variable to predict.
    pub target: String,
    /// Its positive value, as text.
    pub positive: String,
    pub learners: Vec<String>,
    pub folds: usize,
    pub seed: u64,
    /// Every ROI of a patient is a row; otherwise only the largest is.
    pub every_roi: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub models: Vec<ModelId>,
    pub rows: usize,
    pub positives: usize,
    /// Rows of the table whose patient has no value of the target.
    pub without_target: usize,
    pub auc: Vec<(String, Option<f64>)>,
}

/// What a model's page shows, kept as one object a learner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    pub metrics: Value,
    pub roc: Value,
    pub epochs: Value,
    pub predictions: Vec<Predicted>,
    pub coefficients: Value,
}

/// An out-of-fold prediction.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Predicted {
    pub roi: String,
    pub patient: String,
    pub fold: usize,
    pub label: bool,
    pub probability: f64,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    tick.stage("准备数据 preparing", 0);
    let features = app.store.feature_table(grant, arguments.feature_table).await?;
    let table = FeatureTable::from_csv(&app.store.objects().get(features.hash).await?)?;
    let database = app.store.database(grant, arguments.database).await?;
    if !database.variables.iter().any(|variable| variable.key == arguments.target) {
        return Err(AppError::bad(format!(
            "the database `{}` has no variable `{}`",
            database.name, arguments.target
        )));
    }
    let cases = app.store.cases(grant, arguments.database).await?;
    // the labels of patients become part of a model that every member reads
    let rois = app.store.rois(&grant.no_deeper_than(DataLevel::Deidentified)).await?;
    let (data, without_target) = dataset(&table, &rois, &cases, arguments)?;
    let labels: HashMap<PatientId, String> =
        rois.iter().map(|roi| (roi.patient.id, roi.patient.label.clone())).collect();
    let spec = Spec {
        learners: arguments.learners.clone(),
        folds: FoldSource::CrossValidation(arguments.folds),
        seed: arguments.seed,
    };
    let steps = tick.clone();
    let (data, outcome) = on_thread(move || {
        let spec = spec.check(&data)?;
        let outcome = training::run(&data, &spec, &mut |progress| {
            if steps.progress().total != progress.total as i64 {
                steps.stage("训练 training", progress.total);
            }
            match steps.at(progress.done) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        steps.go_on()?;
        Ok((data, outcome?))
    })
    .await?;
    let plan = json!({
        "target": arguments.target, "positive": arguments.positive, "learners": arguments.learners,
        "folds": arguments.folds, "seed": arguments.seed, "every_roi": arguments.every_roi,
        "data_sha256": outcome.metrics.data_sha256,
    });
    let mut models = Vec::new();
    let mut made = Vec::new();
    for index in 0..outcome.models.len() {
        let new = registration(app, arguments, &data, &outcome, index, &labels).await?;
        let id = app.store.keep_model(grant, &new).await?;
        made.push(Entity::new("model", id, new.model));
        models.push(id);
    }
    let used = [
        Entity::new("feature_table", arguments.feature_table, features.hash),
        Entity::new("database", arguments.database, ""),
    ];
    app.store.record_activity(grant, "train_model", &plan, started, &used, &made).await?;
    Ok(Summary {
        models,
        rows: data.len(),
        positives: outcome.metrics.positives,
        without_target,
        auc: outcome
            .metrics
            .learners
            .iter()
            .map(|l| (l.learner.clone(), l.pooled.auc.map(|auc| auc.value)))
            .collect(),
    })
}

/// Rows whose patient has a value of the target; one row a patient (the
/// largest ROI) unless every ROI is asked for. Groups are patients, so that no
/// patient is on both sides of a split.
fn dataset(
    table: &FeatureTable,
    rois: &[Roi],
    cases: &[CaseRow],
    arguments: &Arguments,
) -> Result<(Dataset, usize), AppError> {
    let rois: HashMap<String, &Roi> = rois.iter().map(|roi| (roi.id.to_string(), roi)).collect();
    let targets: HashMap<PatientId, bool> =
        cases.iter().filter_map(|case| Some((case.patient.id, target(case, arguments)?))).collect();
    let mut largest: HashMap<PatientId, (f64, usize)> = HashMap::new();
    for (row, id) in table.rows.iter().enumerate() {
        let Some(roi) = rois.get(id) else { continue };
        let best = largest.entry(roi.patient.id).or_insert((roi.volume_mm3, row));
        if roi.volume_mm3 > best.0 {
            *best = (roi.volume_mm3, row);
        }
    }
    let mut chosen = FeatureTable::new(table.columns.clone());
    let (mut labels, mut groups, mut without) = (Vec::new(), Vec::new(), 0);
    for (row, id) in table.rows.iter().enumerate() {
        let Some(roi) = rois.get(id) else { continue };
        let patient = roi.patient.id;
        if !arguments.every_roi && largest.get(&patient).is_none_or(|(_, best)| *best != row) {
            continue;
        }
        let Some(label) = targets.get(&patient) else {
            without += 1;
            continue;
        };
        chosen.push(id.clone(), table.row(row))?;
        labels.push(*label);
        groups.push(patient.to_string());
    }
    if labels.is_empty() {
        return Err(AppError::bad(format!(
            "no ROI of the table belongs to a patient with a value of `{}`",
            arguments.target
        ))
        .zh(format!("特征表中没有任何一行的患者具有变量“{}”的取值", arguments.target)));
    }
    let target = Target::new(&arguments.target, &arguments.positive, "other");
    Ok((Dataset::new(chosen, labels, groups, target)?, without))
}

/// Whether the case is positive; `None` when it has no certain value.
fn target(case: &CaseRow, arguments: &Arguments) -> Option<bool> {
    let held = &case.values.get(&arguments.target)?.value;
    if !matches!(held.state, State::Asserted | State::Negated) {
        return None;
    }
    let word = match &held.value {
        Value::Null => return None,
        Value::String(word) => word.clone(),
        other => other.to_string(),
    };
    Some(word.eq_ignore_ascii_case(&arguments.positive))
}

async fn registration(
    app: &Shared,
    arguments: &Arguments,
    data: &Dataset,
    outcome: &Outcome,
    index: usize,
    labels: &HashMap<PatientId, String>,
) -> Result<NewModel, AppError> {
    let (model, metrics) = (&outcome.models[index], &outcome.metrics.learners[index]);
    let patient = |row: usize| {
        let id = data.groups()[row].parse().ok();
        id.and_then(|id| labels.get(&id)).cloned().unwrap_or_default()
    };
    let predictions = outcome
        .predictions
        .iter()
        .filter(|prediction| prediction.learner == model.learner)
        .map(|prediction| Predicted {
            roi: data.table().rows[prediction.row].clone(),
            patient: patient(prediction.row),
            fold: prediction.fold,
            label: data.labels()[prediction.row],
            probability: prediction.probability,
        })
        .collect();
    let record = Record {
        metrics: json!(metrics),
        roc: json!(outcome.rocs[index].pooled),
        epochs: json!(
            outcome.epochs[index]
                .points
                .iter()
                .map(|(fold, epoch)| json!({"fold": fold, "epoch": epoch}))
                .collect::<Vec<_>>()
        ),
        predictions,
        coefficients: coefficients(model),
    };
    let pooled = &metrics.pooled;
    let summary = json!({
        "n": data.len(), "positives": outcome.metrics.positives, "positive": arguments.positive,
        "auc": pooled.auc.map(|auc| auc.value), "auc_low": pooled.auc.and_then(|auc| auc.low), "auc_high": pooled.auc.and_then(|auc| auc.high),
        "accuracy": pooled.accuracy, "seed": arguments.seed, "folds": arguments.folds,
    });
    let record = serde_json::to_vec(&record).map_err(|error| AppError::bad(error.to_string()))?;
    let bytes = model.to_bytes()?;
    let (outcome_object, model_object): (Digest, Digest) =
        (app.store.objects().put(record).await?, app.store.objects().put(bytes).await?);
    Ok(NewModel {
        name: format!("{} · {}", arguments.name, model.learner),
        learner: model.learner.clone(),
        target: arguments.target.clone(),
        feature_table: arguments.feature_table,
        database: arguments.database,
        summary,
        outcome: outcome_object,
        model: model_object,
    })
}

/// Standardised coefficients of a linear model, largest first; empty for others.
fn coefficients(model: &training::Model) -> Value {
    let training::learner::Weights::Linear { coefficients, .. } = model.weights() else { return json!([]) };
    let mut rows: Vec<(String, f64)> = model
        .features()
        .iter()
        .map(|feature| feature.name.clone())
        .zip(coefficients.iter().copied())
        .collect();
    rows.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    json!(
        rows.into_iter()
            .map(|(feature, value)| json!({"feature": feature, "value": value}))
            .collect::<Vec<_>>()
    )
}
