//! AI findings 所见 and the clinicians' verdicts (A3–A6).

use axum::Json;
use chrono::{DateTime, Utc};
use serde_json::Value;
use workbench_core::Action;
use workbench_core::ids::{FindingId, ModelId, PredictionId, ProjectId, RoiId, SeriesId, StudyId};
use workbench_core::vocab::Verdict;
use workbench_store::{Feedback, FindingRow, Object, Patient};

use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, PageQuery, Problem};

/// Which model said it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FindingModel {
    id: ModelId,
    name: String,
    version: i64,
}

/// A finding as the clinician sees it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FindingView {
    id: FindingId,
    prediction_id: PredictionId,
    model: FindingModel,
    study_id: StudyId,
    series_id: SeriesId,
    series_uid: String,
    roi_id: RoiId,
    patient: Patient,
    probability: f64,
    positive: bool,
    /// Smallest and largest corner, LPS mm.
    bbox: [[f64; 3]; 2],
    label_zh: String,
    label_en: String,
    text_zh: String,
    text_en: String,
    threshold: f64,
    /// Instance that shows it best.
    sop_uid: Option<String>,
    /// Measurements `{code, value, unit}`.
    #[schema(value_type = Vec<Object>)]
    measurements: Value,
    /// Features that moved the answer most `{feature, value, score, log_odds}`.
    #[schema(value_type = Vec<Object>)]
    reasons: Value,
    created: DateTime<Utc>,
    feedback: Option<Feedback>,
}

impl From<FindingRow> for FindingView {
    fn from(row: FindingRow) -> Self {
        let detail = &row.detail;
        let text = |key: &str| detail[key].as_str().unwrap_or_default().to_owned();
        Self {
            label_zh: text("label_zh"),
            label_en: text("label_en"),
            text_zh: text("text_zh"),
            text_en: text("text_en"),
            threshold: detail["threshold"].as_f64().unwrap_or(0.5),
            sop_uid: detail["location"]["sop_uid"].as_str().map(str::to_owned),
            measurements: detail["measurements"].clone(),
            reasons: detail["reasons"].clone(),
            id: row.id,
            prediction_id: row.prediction,
            model: FindingModel { id: row.model, name: row.model_name, version: row.model_version },
            study_id: row.study,
            series_id: row.series,
            series_uid: row.series_uid,
            roi_id: row.roi,
            patient: row.patient,
            probability: row.probability,
            positive: row.positive,
            bbox: row.bbox,
            created: row.created,
            feedback: row.feedback,
        }
    }
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingsQuery {
    /// `accepted`, `rejected` or `open`.
    verdict: Option<String>,
    model: Option<ModelId>,
    limit: Option<usize>,
    cursor: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewFeedback {
    verdict: Verdict,
    #[serde(default)]
    reason: String,
}

/// The findings of a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/findings", tag = "results", params(("id" = uuid::Uuid, Path), FindingsQuery),
    responses((status = 200, body = Page<FindingView>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<FindingsQuery>,
) -> Answer<Page<FindingView>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let mut rows = caller.app.store.findings(&grant).await?;
    rows.retain(|row| {
        let said = row.feedback.as_ref().map_or("open", |feedback| feedback.verdict.as_str());
        query.verdict.as_deref().is_none_or(|wanted| wanted.is_empty() || wanted == said)
            && query.model.is_none_or(|wanted| wanted == row.model)
    });
    let page = Page::of(rows, &PageQuery { limit: query.limit, cursor: query.cursor });
    Ok(Json(page.map(FindingView::from)))
}

/// One finding.
#[utoipa::path(get, path = "/findings/{id}", tag = "results", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = FindingView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<FindingId>) -> Answer<FindingView> {
    let grant = caller.may(Action::View, Object::Finding(id)).await?;
    Ok(Json(caller.app.store.finding(&grant, id).await?.into()))
}

/// Accepts or rejects a finding; every verdict is kept, the last one counts.
#[utoipa::path(post, path = "/findings/{id}/feedback", tag = "results", params(("id" = uuid::Uuid, Path)),
    request_body = NewFeedback, responses((status = 200, body = FindingView), (status = 403, body = Problem)))]
pub async fn feedback(
    caller: Caller,
    Path(id): Path<FindingId>,
    Body(new): Body<NewFeedback>,
) -> Answer<FindingView> {
    let grant = caller.may(Action::Review, Object::Finding(id)).await?;
    let store = &caller.app.store;
    store.keep_feedback(&grant, id, new.verdict, &new.reason).await?;
    Ok(Json(store.finding(&grant, id).await?.into()))
}
