//! Disease databases 专病库: make, fill from reports, import values.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use workbench_core::ids::{DatabaseId, ProjectId, RuleSetVersionId};
use workbench_core::{Action, DataLevel};
use workbench_store::{Database, Object};

use super::jobs::Started;
use super::problem::{Body as JsonBody, Path, Query};
use super::uploads::{self, FileName};
use super::{Answer, Caller, Page, Problem, jobs};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
use crate::records::children;
use crate::work::{Task, fill, import_values, model_fill};

/// A database with the state of its index.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct DatabaseView {
    #[serde(flatten)]
    database: Database,
    index: IndexView,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct IndexView {
    built: bool,
    documents: u64,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewDatabase {
    name: String,
    /// Name of a pack; or `version`.
    #[serde(default)]
    pack: String,
    /// A published version of a rule set.
    version: Option<RuleSetVersionId>,
    /// Nothing fills it: people add its fields.
    #[serde(default)]
    empty: bool,
    /// Shows the cases of another database for which criteria hold, with fields of its own.
    parent: Option<ParentRequest>,
    /// Only its maker sees it.
    #[serde(default)]
    personal: bool,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParentRequest {
    database: DatabaseId,
    /// Which of its cases.
    #[schema(value_type = Object)]
    criteria: serde_json::Value,
}

#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
pub struct FillRequest {
    /// Whether a configured model may fill what the rules leave empty.
    #[serde(default)]
    model: bool,
}

async fn view(app: &Shared, database: Database) -> Result<DatabaseView, Problem> {
    let (looked, id) = (app.clone(), database.id);
    let index = on_thread(move || Ok(looked.index(id, DataLevel::Identified).ok())).await?;
    let index = IndexView { built: index.is_some(), documents: index.map_or(0, |index| index.len()) };
    Ok(DatabaseView { database, index })
}

/// The databases of a project.
#[utoipa::path(get, path = "/projects/{id}/databases", tag = "databases", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<DatabaseView>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<DatabaseView>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let databases = caller.app.store.databases(&grant).await?;
    let mut views = Vec::with_capacity(databases.len());
    for database in databases {
        views.push(view(&caller.app, database).await?);
    }
    Ok(Json(Page::whole(views)))
}

/// Makes a database from a pack or a published version.
#[utoipa::path(post, path = "/projects/{id}/databases", tag = "databases", params(("id" = uuid::Uuid, Path)),
    request_body = NewDatabase, responses((status = 200, body = DatabaseView), (status = 409, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    JsonBody(new): JsonBody<NewDatabase>,
) -> Answer<DatabaseView> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    let source = match (new.version, new.parent) {
        (None, Some(parent)) => fill::Source::Parent(parent.database, parent.criteria),
        (Some(version), None) => fill::Source::Version(version),
        (None, None) if new.empty => fill::Source::Nothing,
        (None, None) => fill::Source::Pack(new.pack),
        (Some(_), Some(_)) => {
            let message = "a database has either rules or a parent";
            return Err(AppError::bad(message).zh("规则集与上级库只能选一个").into());
        }
    };
    let database = fill::make(&caller.app, &grant, &new.name, source, new.personal).await?;
    children::refresh(&caller.app, &grant, database).await?;
    let store = &caller.app.store;
    Ok(Json(view(&caller.app, store.database(&grant, database).await?).await?))
}

/// One database.
#[utoipa::path(get, path = "/databases/{id}", tag = "databases", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DatabaseView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<DatabaseId>) -> Answer<DatabaseView> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    children::refresh(&caller.app, &grant, id).await?;
    Ok(Json(view(&caller.app, caller.app.store.database(&grant, id).await?).await?))
}

/// Reads every report of the project into cases and rebuilds the index.
#[utoipa::path(post, path = "/databases/{id}/fill", tag = "databases", params(("id" = uuid::Uuid, Path)),
    request_body(content = Option<FillRequest>), responses((status = 202, body = Started), (status = 404, body = Problem)))]
pub async fn fill(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    request: Option<Json<FillRequest>>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    fill::fillable(&caller.app.store.database(&grant, id).await?)?;
    let model = request.is_some_and(|Json(request)| request.model);
    if model {
        model_fill::endpoint(&caller.app)?;
    }
    jobs::start(&caller, &grant, Task::FillDatabase(fill::Arguments { database: id, model }).job()?).await
}

/// Imports a table with a patient column and value columns: the body is the file.
#[utoipa::path(post, path = "/databases/{id}/values", tag = "databases", params(("id" = uuid::Uuid, Path), FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 202, body = Started), (status = 422, body = Problem)))]
pub async fn import_values(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(file): Query<FileName>,
    State(app): State<Shared>,
    body: Body,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let object = uploads::to_object(&app, body).await?;
    let arguments = import_values::Arguments { database: id, name: file.shown(), object };
    jobs::start(&caller, &grant, Task::ImportValues(arguments).job()?).await
}
