//! Requests to take data out 导出申请: filed, looked at, decided, fetched.

mod fetch;
mod look;
mod view;

use axum::Json;
use axum::http::StatusCode;
use workbench_core::ids::{CohortId, ExportId, ProjectId};
use workbench_core::vocab::ExportState;
use workbench_core::{Action, DataLevel};
use workbench_store::{ExportRequest, Grant, NewExport, Object};

use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, Problem, jobs};
use crate::export::{build, fields, formats};
use crate::work::Task;

pub use fetch::*;
pub use look::*;
use view::{ExportView, view};

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewRequest {
    cohort: CohortId,
    version: i64,
    /// Keys of the frozen dictionary; also `_sex`, `_birth_date`, `_reports`.
    fields: Vec<String>,
    /// The caller's own level, or a lower one.
    level: DataLevel,
    /// `csv`, `xlsx`, `sav`, `dta`, `xpt8`, `xpt5`, `rdata`.
    formats: Vec<String>,
    /// Whether the texts of the reports go with it.
    #[serde(default)]
    reports: bool,
    /// Whether the images go with it, de-identified.
    #[serde(default)]
    dicom: bool,
    reason: String,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportsQuery {
    /// Only those that stand so.
    state: Option<ExportState>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct DecisionBody {
    approve: bool,
    /// Needed to reject.
    #[serde(default)]
    note: String,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NoteBody {
    note: String,
}

/// Files a request to take frozen cases out.
#[utoipa::path(post, path = "/projects/{id}/exports", tag = "exports", params(("id" = uuid::Uuid, Path)),
    request_body = NewRequest, responses((status = 201, body = ExportView), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewRequest>,
) -> Result<(StatusCode, Json<ExportView>), Problem> {
    let grant = caller.may(Action::Export, Object::Project(id)).await?;
    let store = &caller.app.store;
    caller.may(Action::View, Object::Cohort(new.cohort)).await?;
    let cohort = store.cohort(&grant, new.cohort).await?;
    store.database(&grant, cohort.database).await?;
    let version = store.cohort_version(&grant, new.cohort, new.version).await?;
    let dictionary = store.frozen_cases(&grant, &version, 0, 0).await?.dictionary;
    let new = NewExport {
        cohort: new.cohort,
        version: new.version,
        fields: fields::chosen(&new.fields, &dictionary)?,
        level: new.level,
        formats: formats::chosen(&new.formats)?,
        reports: new.reports,
        dicom: new.dicom,
        reason: new.reason,
    };
    let request = store.request_export(&grant, &new).await?;
    let request = store.export(&grant, request).await?;
    Ok((StatusCode::CREATED, Json(view(&grant, request))))
}

/// The requests of a project: all for who decides on them, else the caller's own.
#[utoipa::path(get, path = "/projects/{id}/exports", tag = "exports", params(("id" = uuid::Uuid, Path), ExportsQuery),
    responses((status = 200, body = Page<ExportView>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<ExportsQuery>,
) -> Answer<Page<ExportView>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let requests = caller.app.store.exports(&grant).await?;
    let wanted = |request: &ExportRequest| query.state.is_none_or(|state| request.state == state);
    let items = requests.into_iter().filter(wanted).map(|request| view(&grant, request)).collect();
    Ok(Json(Page::whole(items)))
}

/// One request.
#[utoipa::path(get, path = "/exports/{id}", tag = "exports", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ExportView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<ExportId>) -> Answer<ExportView> {
    let (grant, request) = seen(&caller, id).await?;
    Ok(Json(view(&grant, request)))
}

/// Approves or rejects another's request; an approved one is built by a job.
#[utoipa::path(post, path = "/exports/{id}/decision", tag = "exports", params(("id" = uuid::Uuid, Path)),
    request_body = DecisionBody, responses((status = 200, body = ExportView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn decide(
    caller: Caller,
    Path(id): Path<ExportId>,
    Body(body): Body<DecisionBody>,
) -> Answer<ExportView> {
    let (_, request) = seen(&caller, id).await?;
    if request.by == caller.principal.account {
        let detail = "nobody decides on their own request";
        return Err(Problem::new(StatusCode::FORBIDDEN, "own_request", detail).zh("不能审批本人提交的申请"));
    }
    let grant = caller.may(Action::Administer, Object::Export(id)).await?;
    let store = &caller.app.store;
    let request = store.decide_export(&grant, id, body.approve, &body.note).await?;
    if body.approve {
        let task = Task::BuildExport(build::Arguments { request: id });
        let _ = jobs::start(&caller, &grant, task.job()?).await?;
    }
    Ok(Json(view(&grant, request)))
}

/// Takes back one's own request before it is decided.
#[utoipa::path(post, path = "/exports/{id}/withdraw", tag = "exports", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ExportView), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn withdraw(caller: Caller, Path(id): Path<ExportId>) -> Answer<ExportView> {
    let grant = caller.may(Action::View, Object::Export(id)).await?;
    let request = caller.app.store.withdraw_export(&grant, id).await?;
    Ok(Json(view(&grant, request)))
}

/// Closes a package; its links end with it.
#[utoipa::path(post, path = "/exports/{id}/revoke", tag = "exports", params(("id" = uuid::Uuid, Path)),
    request_body = NoteBody, responses((status = 200, body = ExportView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn revoke(
    caller: Caller,
    Path(id): Path<ExportId>,
    Body(body): Body<NoteBody>,
) -> Answer<ExportView> {
    let grant = caller.may(Action::Administer, Object::Export(id)).await?;
    let request = caller.app.store.revoke_export(&grant, id, &body.note).await?;
    Ok(Json(view(&grant, request)))
}

/// A request that the caller may see.
async fn seen(caller: &Caller, id: ExportId) -> Result<(Grant, ExportRequest), Problem> {
    let grant = caller.may(Action::View, Object::Export(id)).await?;
    let request = caller.app.store.export(&grant, id).await?;
    Ok((grant, request))
}
