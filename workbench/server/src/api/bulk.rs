//! Many cases at once: the same change of all, or a table that comes back from a spreadsheet.

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use cohorts::dictionary::{SheetColumn, SheetProblem};
use serde_json::Value;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::{Action, Digest};
use workbench_store::{Entity, Object, StoreError};

use super::jobs::{self, Started};
use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Problem, uploads};
use crate::AppError;
use crate::app::Shared;
use crate::records::children;
use crate::work::Task;
use crate::work::apply_values::{self, SheetDiff};
use crate::work::bulk_edit::{self, BulkChange, BulkPlan};

/// A change of many cases.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkRequest {
    /// The cases; or `criteria`.
    cases: Option<Vec<CaseId>>,
    /// Which cases.
    #[schema(value_type = Option<Object>)]
    criteria: Option<Value>,
    changes: Vec<BulkChange>,
    /// Only says what it would do.
    #[serde(default)]
    dry: bool,
    #[serde(default)]
    reason: String,
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// Name of the file on the sender's side.
    name: String,
    /// Column with the patients; found by its name when absent.
    #[serde(default)]
    #[param(required = false)]
    key: String,
}

/// What a table would do.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SheetPreview {
    /// The kept file, for `apply`.
    #[schema(value_type = String)]
    object: Digest,
    columns: Vec<SheetColumn>,
    rows: SheetRows,
    /// The first 2000.
    problems: Vec<SheetProblem>,
    diff: SheetDiff,
}

/// Rows of a table.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SheetRows {
    good: usize,
    bad: usize,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetApply {
    /// What `preview` answered.
    #[schema(value_type = String)]
    object: Digest,
    name: String,
    #[serde(default)]
    key: String,
    /// Leaves rows with something wrong out; else they stop the whole.
    #[serde(default)]
    only_good: bool,
}

/// Changes many cases: says what it would do, or starts the job.
#[utoipa::path(post, path = "/databases/{id}/bulk", tag = "entry", params(("id" = uuid::Uuid, Path)),
    request_body = BulkRequest, responses((status = 200, body = BulkPlan), (status = 202, body = Started),
    (status = 422, body = Problem)))]
pub async fn edit(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(request): Body<BulkRequest>,
) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    children::refresh(&caller.app, &grant, id).await?;
    let (cases, criteria, changes) = (request.cases, request.criteria, request.changes);
    let arguments = bulk_edit::Arguments { database: id, cases, criteria, changes, reason: request.reason };
    let plan = bulk_edit::plan(&caller.app, &grant, &arguments).await?;
    if request.dry {
        return Ok(Json(plan).into_response());
    }
    Ok(jobs::start(&caller, &grant, Task::BulkEdit(arguments).job()?).await?.into_response())
}

/// Reads a table of patients and fields (the body) and says what it would do.
#[utoipa::path(post, path = "/databases/{id}/values/preview", tag = "entry",
    params(("id" = uuid::Uuid, Path), SheetQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = SheetPreview), (status = 422, body = Problem)))]
pub async fn preview(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<SheetQuery>,
    State(app): State<Shared>,
    body: Bytes,
) -> Answer<SheetPreview> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    children::refresh(&app, &grant, id).await?;
    let object = uploads::to_object(&app, body).await?;
    let name = uploads::FileName { name: query.name }.shown();
    let arguments = apply_values::Arguments { database: id, name, object, key: query.key, only_good: true };
    let plan = apply_values::plan(&app, &grant, &arguments).await?;
    let told =
        serde_json::json!({"file": arguments.name, "rows": plan.sheet.rows.len(), "bad": plan.sheet.bad});
    let used = [Entity::new("object", object, object)];
    app.store.record_activity(&grant, "preview_values", &told, chrono::Utc::now(), &used, &[]).await?;
    Ok(Json(SheetPreview {
        object,
        rows: SheetRows { good: plan.sheet.rows.len(), bad: plan.sheet.bad },
        columns: plan.sheet.columns,
        problems: plan.sheet.problems,
        diff: plan.diff,
    }))
}

/// Takes a table over that was looked at.
#[utoipa::path(post, path = "/databases/{id}/values/apply", tag = "entry", params(("id" = uuid::Uuid, Path)),
    request_body = SheetApply, responses((status = 202, body = Started), (status = 404, body = Problem)))]
pub async fn apply(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(request): Body<SheetApply>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    if !caller.app.store.received(&grant, request.object).await? {
        let error = AppError::from(StoreError::NotFound("uploaded table"));
        return Err(error.zh("没有这个已上传的表格，请先预览").into());
    }
    let name = uploads::FileName { name: request.name }.shown();
    let (object, key, only_good) = (request.object, request.key, request.only_good);
    let arguments = apply_values::Arguments { database: id, name, object, key, only_good };
    jobs::start(&caller, &grant, Task::ApplyValues(arguments).job()?).await
}
