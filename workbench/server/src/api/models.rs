//! Experiments and the model registry 模型.

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, FeatureTableId, ModelId, ProjectId, StudyId};
use workbench_store::{ModelRow, Object};

use super::jobs::Started;
use super::problem::{Body, Path};
use super::uploads::download;
use super::{Answer, Caller, Page, Problem, jobs};
use crate::AppError;
use crate::work::{Task, predict, train};

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewExperiment {
    name: String,
    feature_table: FeatureTableId,
    database: DatabaseId,
    /// Variable to predict.
    target: String,
    /// Its positive value; `true` when absent.
    positive: Option<String>,
    learners: Vec<String>,
    /// 5 when absent.
    folds: Option<usize>,
    seed: Option<u64>,
    /// Use every ROI of a patient, not only the largest.
    #[serde(default)]
    every_roi: bool,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewPrediction {
    studies: Vec<StudyId>,
    /// Instead of the model's own threshold.
    threshold: Option<f64>,
}

/// A model with its curves and out-of-fold predictions.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ModelView {
    model: ModelRow,
    /// Feature names in the order the model reads them.
    features: Vec<String>,
    #[schema(value_type = Object)]
    metrics: serde_json::Value,
    /// Points `{threshold, tpr, fpr}` of all out-of-fold predictions.
    #[schema(value_type = Vec<Object>)]
    roc: serde_json::Value,
    /// Points `{fold, epoch}`.
    #[schema(value_type = Vec<Object>)]
    epochs: serde_json::Value,
    predictions: Vec<train::Predicted>,
    /// Standardised coefficients `{feature, value}`, largest first.
    #[schema(value_type = Vec<Object>)]
    coefficients: serde_json::Value,
}

/// Trains models on a feature table.
#[utoipa::path(post, path = "/projects/{id}/experiments", tag = "models", params(("id" = uuid::Uuid, Path)),
    request_body = NewExperiment, responses((status = 202, body = Started), (status = 422, body = Problem)))]
pub async fn train(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewExperiment>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Train, Object::Project(id)).await?;
    let arguments = train::Arguments {
        name: new.name.trim().to_owned(),
        feature_table: new.feature_table,
        database: new.database,
        target: new.target,
        positive: new.positive.unwrap_or_else(|| "true".to_owned()),
        learners: new.learners,
        folds: new.folds.unwrap_or(5),
        seed: new.seed.unwrap_or(0),
        every_roi: new.every_roi,
    };
    if arguments.name.is_empty() {
        return Err(AppError::bad("an experiment needs a name").zh("请填写实验名称").into());
    }
    for learner in &arguments.learners {
        training::learner::by_name(learner).map_err(AppError::from)?;
    }
    jobs::start(&caller, &grant, Task::TrainModel(arguments).job()?).await
}

/// The models of a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/models", tag = "models", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ModelRow>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<ModelRow>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(caller.app.store.models(&grant).await?)))
}

/// One model.
#[utoipa::path(get, path = "/models/{id}", tag = "models", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ModelView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<ModelId>) -> Answer<ModelView> {
    let grant = caller.may(Action::View, Object::Model(id)).await?;
    let store = &caller.app.store;
    let row = store.model(&grant, id).await?;
    let model = training::Model::from_bytes(&store.objects().get(row.hash).await?).map_err(AppError::from)?;
    let broken = || AppError::new(workbench_core::Code::Failure, "the model's record does not parse");
    let outcome = row.outcome.ok_or_else(broken)?;
    let record: train::Record =
        serde_json::from_slice(&store.objects().get(outcome).await?).map_err(|_| broken())?;
    Ok(Json(ModelView {
        model: row,
        features: model.features().iter().map(|feature| feature.name.clone()).collect(),
        metrics: record.metrics,
        roc: record.roc,
        epochs: record.epochs,
        predictions: record.predictions,
        coefficients: record.coefficients,
    }))
}

/// The model file, which `workbench predict` reads.
#[utoipa::path(get, path = "/models/{id}/file", tag = "models", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/json", body = Vec<u8>), (status = 403, body = Problem)))]
pub async fn file(caller: Caller, Path(id): Path<ModelId>) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Export, Object::Model(id)).await?;
    let row = caller.app.store.model(&grant, id).await?;
    let bytes = caller.app.store.objects().get(row.hash).await?;
    download(bytes, "application/json", &format!("model-{}-v{}.json", row.learner, row.version))
}

/// Asks the model about studies.
#[utoipa::path(post, path = "/models/{id}/predictions", tag = "models", params(("id" = uuid::Uuid, Path)),
    request_body = NewPrediction, responses((status = 202, body = Started), (status = 422, body = Problem)))]
pub async fn predict(
    caller: Caller,
    Path(id): Path<ModelId>,
    Body(new): Body<NewPrediction>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Train, Object::Model(id)).await?;
    if new.studies.is_empty() {
        return Err(AppError::bad("choose at least one study").zh("请至少选择一项检查").into());
    }
    let arguments = predict::Arguments { model: id, studies: new.studies, threshold: new.threshold };
    jobs::start(&caller, &grant, Task::Predict(arguments).job()?).await
}
