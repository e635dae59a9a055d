//! Templates 模板 to make forms from: a project's own and the shipped ones.

use axum::Json;
use axum::http::StatusCode;
use cohorts::form::Definition;
use cohorts::library::{ShippedTemplate, templates};
use workbench_core::ids::{DatabaseId, FormId, FormTemplateId, ProjectId};
use workbench_core::{Action, Variable};
use workbench_store::{Grant, NewForm, Object, StoreError};

use super::problem::{Body, Path};
use super::{Answer, Caller, Page, Problem};
use crate::AppError;
use crate::records::fields as work;

/// A template; shipped ones have a word for an id and no maker.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct TemplateView {
    id: String,
    title_zh: String,
    title_en: String,
    shipped: bool,
    definition: Definition,
    /// The fields it needs.
    fields: Vec<Variable>,
    created: Option<chrono::DateTime<chrono::Utc>>,
    by: Option<String>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateRequest {
    title_zh: String,
    #[serde(default)]
    title_en: String,
    /// The form to keep.
    form: FormId,
}

impl From<ShippedTemplate> for TemplateView {
    fn from(template: ShippedTemplate) -> Self {
        Self {
            id: template.id.to_owned(),
            title_zh: template.title_zh.to_owned(),
            title_en: template.title_en.to_owned(),
            shipped: true,
            definition: template.definition,
            fields: template.fields,
            created: None,
            by: None,
        }
    }
}

async fn all(caller: &Caller, grant: &Grant) -> Result<Vec<TemplateView>, Problem> {
    let own = caller.app.store.form_templates(grant).await?;
    let view = |template: workbench_store::FormTemplate| TemplateView {
        id: template.id.to_string(),
        title_zh: template.title_zh,
        title_en: template.title_en,
        shipped: false,
        definition: serde_json::from_value(template.definition).unwrap_or_default(),
        fields: template.fields,
        created: Some(template.created),
        by: Some(template.by),
    };
    Ok(own.into_iter().map(view).chain(templates().into_iter().map(TemplateView::from)).collect())
}

/// The templates of a project, then the shipped ones.
#[utoipa::path(get, path = "/projects/{id}/form-templates", tag = "forms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<TemplateView>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<TemplateView>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(all(&caller, &grant).await?)))
}

/// Keeps a form as a template.
#[utoipa::path(post, path = "/projects/{id}/form-templates", tag = "forms", params(("id" = uuid::Uuid, Path)),
    request_body = TemplateRequest, responses((status = 201, body = TemplateView), (status = 404, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(request): Body<TemplateRequest>,
) -> Result<(StatusCode, Json<TemplateView>), Problem> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    caller.may(Action::View, Object::Form(request.form)).await?;
    let store = &caller.app.store;
    let form = store.form(&grant, request.form).await?;
    let definition: Definition = serde_json::from_value(form.definition.clone()).unwrap_or_default();
    let known: Vec<Variable> =
        store.field_list(&grant, form.database).await?.into_iter().map(|field| field.field).collect();
    let needed = needed(&definition, &known);
    let new = NewForm { title_zh: request.title_zh, title_en: request.title_en, definition: form.definition };
    let made = store.create_form_template(&grant, &new, &needed).await?;
    let made = all(&caller, &grant).await?.into_iter().find(|template| template.id == made.to_string());
    Ok((StatusCode::CREATED, Json(made.ok_or(StoreError::NotFound("template"))?)))
}

/// Fields on a form, and those that its conditions and formulas read.
fn needed(definition: &Definition, known: &[Variable]) -> Vec<Variable> {
    let reads = |source: &str| {
        workbench_expr::Expr::parse(source).map(|expr| expr.names().clone()).unwrap_or_default()
    };
    let mut wanted: Vec<String> = definition.fields().map(str::to_owned).collect();
    for section in &definition.sections {
        let items = section.items.iter().flat_map(|item| [&item.visible_if, &item.required_if]);
        wanted.extend(items.chain([&section.visible_if]).flatten().flat_map(|source| reads(source)));
    }
    let mut fields: Vec<Variable> = Vec::new();
    while let Some(key) = wanted.pop() {
        if fields.iter().any(|field| field.key == key) {
            continue;
        }
        if let Some(field) = known.iter().find(|field| field.key == key) {
            wanted.extend(field.formula.iter().flat_map(|source| reads(source)));
            fields.push(field.clone());
        }
    }
    fields.sort_by_key(|field| known.iter().position(|known| known.key == field.key));
    fields
}

/// Takes a template out of use; forms made from it stay.
#[utoipa::path(delete, path = "/form-templates/{id}", tag = "forms", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retire(caller: Caller, Path(id): Path<FormTemplateId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::Edit, Object::FormTemplate(id)).await?;
    caller.app.store.retire_form_template(&grant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The sections of a template, whose fields the database has from now on.
pub async fn brought(
    caller: &Caller,
    grant: &Grant,
    database: DatabaseId,
    id: &str,
) -> Result<Definition, Problem> {
    let template = all(caller, grant).await?.into_iter().find(|template| template.id == id);
    let template =
        template.ok_or_else(|| AppError::from(StoreError::NotFound("template")).zh("没有这个模板"))?;
    let there = caller.app.store.field_list(grant, database).await?;
    let clash = |field: &&Variable| {
        there
            .iter()
            .any(|known| known.field.key == field.key && (known.retired || known.field.kind != field.kind))
    };
    if let Some(field) = template.fields.iter().find(clash) {
        let (zh, en) = (&field.name_zh, &field.key);
        return Err(AppError::new(
            workbench_core::Code::Conflict,
            format!("the database has another field `{en}`, of another type or retired"),
        )
        .zh(format!("库中的字段“{zh}”（{en}）类型不同或已停用，请先处理"))
        .into());
    }
    let lacks = |field: &Variable| !there.iter().any(|known| known.field.key == field.key);
    let new: Vec<Variable> = template.fields.into_iter().filter(lacks).collect();
    if !new.is_empty() {
        work::add(&caller.app, grant, database, new, &template.title_zh).await?;
    }
    Ok(template.definition)
}
