//! Forms CRF of a database.

use axum::Json;
use axum::http::StatusCode;
use cohorts::Fault;
use cohorts::form::Definition;
use workbench_core::ids::{DatabaseId, FormId};
use workbench_core::{Action, Variable};
use workbench_store::{Form, Grant, NewForm, Object, StoreError};

use super::etag::IfMatch;
use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem, form_templates};
use crate::AppError;

/// A form to make: its sections, or a template.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormRequest {
    title_zh: String,
    #[serde(default)]
    title_en: String,
    definition: Option<Definition>,
    /// Id of a template of the project, or of a shipped one; fields that the database lacks are added.
    template: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormSave {
    title_zh: String,
    #[serde(default)]
    title_en: String,
    definition: Definition,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormCheck {
    database: DatabaseId,
    definition: Definition,
}

/// What is wrong with a form; empty when nothing is.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FormFaults {
    errors: Vec<Fault>,
}

/// Fields in use.
async fn fields(caller: &Caller, grant: &Grant, database: DatabaseId) -> Result<Vec<Variable>, Problem> {
    let fields = caller.app.store.field_list(grant, database).await?;
    Ok(fields.into_iter().filter(|field| !field.retired).map(|field| field.field).collect())
}

fn checked(definition: &Definition, fields: &[Variable]) -> Result<serde_json::Value, Problem> {
    if let Err(faults) = definition.check(fields) {
        let (zh, en) = faults.first().map(|fault| (fault.zh.clone(), fault.en.clone())).unwrap_or_default();
        return Err(Problem::unfit(&faults, &zh, &en));
    }
    serde_json::to_value(definition).map_err(|error| AppError::bad(error.to_string()).into())
}

/// The forms of a database.
#[utoipa::path(get, path = "/databases/{id}/forms", tag = "forms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<Form>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<DatabaseId>) -> Answer<Page<Form>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    Ok(Json(Page::whole(caller.app.store.forms(&grant, id).await?)))
}

/// Makes a form.
#[utoipa::path(post, path = "/databases/{id}/forms", tag = "forms", params(("id" = uuid::Uuid, Path)),
    request_body = FormRequest, responses((status = 201, body = Form), (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(request): Body<FormRequest>,
) -> Result<(StatusCode, Json<Form>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let definition = match (request.definition, request.template) {
        (Some(definition), None) => definition,
        (None, Some(template)) => form_templates::brought(&caller, &grant, id, &template).await?,
        _ => {
            return Err(AppError::bad("send either `definition` or `template`")
                .zh("请给出 definition 或 template 之一")
                .into());
        }
    };
    let definition = checked(&definition, &fields(&caller, &grant, id).await?)?;
    let new = NewForm { title_zh: request.title_zh, title_en: request.title_en, definition };
    let form = caller.app.store.create_form(&grant, id, &new).await?;
    Ok((StatusCode::CREATED, Json(caller.app.store.form(&grant, form).await?)))
}

/// One form.
#[utoipa::path(get, path = "/forms/{id}", tag = "forms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Form), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<FormId>) -> Answer<Form> {
    let grant = caller.may(Action::View, Object::Form(id)).await?;
    Ok(Json(caller.app.store.form(&grant, id).await?))
}

/// Saves a form over the state that was read.
#[utoipa::path(put, path = "/forms/{id}", tag = "forms",
    params(("id" = uuid::Uuid, Path), ("if-match" = String, Header)), request_body = FormSave,
    responses((status = 200, body = Form), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn save(
    caller: Caller,
    Path(id): Path<FormId>,
    IfMatch(etag): IfMatch,
    Body(request): Body<FormSave>,
) -> Answer<Form> {
    let grant = caller.may(Action::Edit, Object::Form(id)).await?;
    let store = &caller.app.store;
    let stored = store.form(&grant, id).await?;
    let definition = checked(&request.definition, &fields(&caller, &grant, stored.database).await?)?;
    let new = NewForm { title_zh: request.title_zh, title_en: request.title_en, definition };
    match store.save_form(&grant, id, &etag, &new).await {
        Err(StoreError::Stale(what)) => {
            let stored = store.form(&grant, id).await?;
            Err(Problem::from(StoreError::Stale(what)).also(serde_json::json!({"form": stored})))
        }
        done => {
            done?;
            Ok(Json(store.form(&grant, id).await?))
        }
    }
}

/// Takes a form out of use; its versions stay.
#[utoipa::path(delete, path = "/forms/{id}", tag = "forms", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retire(caller: Caller, Path(id): Path<FormId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::Edit, Object::Form(id)).await?;
    caller.app.store.retire_form(&grant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says what is wrong with a form.
#[utoipa::path(post, path = "/forms/check", tag = "forms", request_body = FormCheck,
    responses((status = 200, body = FormFaults), (status = 404, body = Problem)))]
pub async fn check(caller: Caller, Body(request): Body<FormCheck>) -> Answer<FormFaults> {
    let grant = caller.may(Action::View, Object::Database(request.database)).await?;
    let fields = fields(&caller, &grant, request.database).await?;
    Ok(Json(FormFaults { errors: request.definition.check(&fields).err().unwrap_or_default() }))
}
