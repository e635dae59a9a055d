//! Fields 字段 of a database: one by one, from a file, from another database, as a file.

use axum::Json;
use axum::body::Body as Bytes;
use axum::http::StatusCode;
use axum::http::header::ETAG;
use cohorts::dictionary::{PreviewRow, preview as read_fields};
use workbench_core::ids::DatabaseId;
use workbench_core::{Action, Variable};
use workbench_store::{Field, Grant, Object, StoreError};

use super::etag::IfMatch;
use super::problem::{Body, Path, Query};
use super::uploads::{self, FileName, download};
use super::{Answer, Caller, Page, PageQuery, Problem, jobs};
use crate::AppError;
use crate::error::on_thread;
use crate::records::fields::{self as work, Refusal};
use crate::work::{Task, calculate};

/// Most fields of one page.
const MOST: usize = 20_000;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FieldsQuery {
    /// Part of a key, a name or a group.
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// What is wrong with a part of a field.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// Which of the fields that were sent, from 0.
    index: usize,
    /// The part: `key`, `options`, `formula`.
    field: String,
    message_zh: String,
    message: String,
    /// Code points of a formula before the fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<usize>,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let faults = match refusal {
            Refusal::Other(error) => return error.into(),
            Refusal::Faults(faults) => faults,
        };
        let (zh, en) =
            faults.first().map(|(_, fault)| (fault.zh.clone(), fault.en.clone())).unwrap_or_default();
        let problem = |(index, fault): (usize, cohorts::Fault)| FieldProblem {
            index,
            field: fault.path,
            message_zh: fault.zh,
            message: fault.en,
            at: fault.at,
        };
        let errors: Vec<FieldProblem> = faults.into_iter().map(problem).collect();
        Problem::unfit(&errors, &zh, &en)
    }
}

/// The rows of a file of fields.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FieldsPreview {
    rows: Vec<PreviewRow>,
    /// Rows that can be added.
    good: usize,
    /// Rows with something wrong.
    bad: usize,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldsBatch {
    fields: Vec<Variable>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldsCopy {
    /// The database to copy from.
    from: DatabaseId,
    keys: Vec<String>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Added {
    added: usize,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Copied {
    added: usize,
    skipped: Vec<Skipped>,
}

/// A field that was not copied, and why.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Skipped {
    key: String,
    zh: String,
    en: String,
}

type Tagged<T> = ([(axum::http::HeaderName, String); 1], Json<T>);

/// The fields of a database, retired ones last. The header `ETag` is the version of the dictionary.
#[utoipa::path(get, path = "/databases/{id}/fields", tag = "fields", params(("id" = uuid::Uuid, Path), FieldsQuery),
    responses((status = 200, body = Page<Field>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<FieldsQuery>,
) -> Result<Tagged<Page<Field>>, Problem> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let version = caller.app.store.dictionary_version(&grant, id).await?;
    let mut fields = caller.app.store.fields(&grant, id).await?;
    let q = query.q.trim().to_lowercase();
    if !q.is_empty() {
        let holds = |text: &str| text.to_lowercase().contains(&q);
        fields.retain(|field| {
            let field = &field.field;
            [&field.key, &field.name_zh, &field.name_en].into_iter().any(|text| holds(text))
                || field.group.as_deref().is_some_and(holds)
        });
    }
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    Ok(tagged(version, Page::up_to(fields, &page, MOST)))
}

fn tagged<T>(version: i64, body: T) -> Tagged<T> {
    ([(ETAG, format!("\"{version}\""))], Json(body))
}

async fn shown(caller: &Caller, grant: &Grant, id: DatabaseId, key: &str) -> Result<Tagged<Field>, Problem> {
    let version = caller.app.store.dictionary_version(grant, id).await?;
    let fields = caller.app.store.fields(grant, id).await?;
    let field =
        fields.into_iter().find(|field| field.field.key == key).ok_or(StoreError::NotFound("field"))?;
    Ok(tagged(version, field))
}

/// Adds a field.
#[utoipa::path(post, path = "/databases/{id}/fields", tag = "fields", params(("id" = uuid::Uuid, Path)),
    request_body = Variable, responses((status = 201, body = Field), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(field): Body<Variable>,
) -> Result<(StatusCode, Tagged<Field>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let key = field.key.trim().to_owned();
    if caller.app.store.field_list(&grant, id).await?.iter().any(|known| known.field.key == key) {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "conflict",
            format!("there is a field `{key}` already"),
        )
        .zh(&format!("库中已有字段“{key}”（停用的字段可以恢复）")));
    }
    let calculated = field.formula.is_some();
    work::add(&caller.app, &grant, id, vec![field], "").await?;
    if calculated {
        recalculate(&caller, &grant, id).await?;
    }
    Ok((StatusCode::CREATED, shown(&caller, &grant, id, &key).await?))
}

/// Changes a field; a retired one is in use again.
#[utoipa::path(put, path = "/databases/{id}/fields/{key}", tag = "fields",
    params(("id" = uuid::Uuid, Path), ("key" = String, Path), ("if-match" = String, Header)), request_body = Variable,
    responses((status = 200, body = Field), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn update(
    caller: Caller,
    Path((id, key)): Path<(DatabaseId, String)>,
    IfMatch(etag): IfMatch,
    Body(field): Body<Variable>,
) -> Result<Tagged<Field>, Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let version = caller.app.store.dictionary_version(&grant, id).await?;
    if etag.parse() != Ok(version) {
        let stored = shown(&caller, &grant, id, &key).await?.1.0;
        return Err(Problem::from(StoreError::Stale("dictionary"))
            .also(serde_json::json!({"field": stored, "etag": version.to_string()})));
    }
    if field.key.trim() != key {
        return Err(Problem::unfit(
            &[
                serde_json::json!({"index": 0, "field": "key", "message_zh": "字段名不能改", "message": "a key does not change"}),
            ],
            "字段名不能改；请新建字段并停用这个",
            "a key does not change; add another field and retire this one",
        ));
    }
    let before = shown(&caller, &grant, id, &key).await?.1.0;
    work::set(&caller.app, &grant, id, version, &key, field).await?;
    let after = shown(&caller, &grant, id, &key).await?;
    if before.field.formula != after.1.field.formula || before.retired {
        recalculate(&caller, &grant, id).await?;
    }
    Ok(after)
}

/// Calculated values follow their formulas.
async fn recalculate(caller: &Caller, grant: &Grant, id: DatabaseId) -> Result<(), Problem> {
    let dictionary = caller.app.store.dictionary_version(grant, id).await?;
    let task = Task::Calculate(calculate::Arguments { database: id, dictionary });
    jobs::start(caller, grant, task.job()?).await.map(drop)
}

/// Takes a field out of use; values and history stay.
#[utoipa::path(delete, path = "/databases/{id}/fields/{key}", tag = "fields",
    params(("id" = uuid::Uuid, Path), ("key" = String, Path)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retire(
    caller: Caller,
    Path((id, key)): Path<(DatabaseId, String)>,
) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    work::retire(&caller.app, &grant, id, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reads a file of fields (the body) and says of each row what is wrong.
#[utoipa::path(post, path = "/databases/{id}/fields/preview", tag = "fields",
    params(("id" = uuid::Uuid, Path), FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = FieldsPreview), (status = 422, body = Problem)))]
pub async fn preview(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(file): Query<FileName>,
    body: Bytes,
) -> Answer<FieldsPreview> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    tracing::debug!(file = file.shown(), "a file of fields");
    let there: Vec<Variable> =
        caller.app.store.field_list(&grant, id).await?.into_iter().map(|field| field.field).collect();
    let bytes = uploads::to_memory(body, uploads::MAX_TERMS).await?;
    let rows = on_thread(move || Ok(read_fields(&bytes, &there)?)).await?;
    let bad = rows.iter().filter(|row| !row.problems.is_empty()).count();
    Ok(Json(FieldsPreview { good: rows.len() - bad, bad, rows }))
}

/// Adds fields, all or nothing.
#[utoipa::path(post, path = "/databases/{id}/fields/batch", tag = "fields", params(("id" = uuid::Uuid, Path)),
    request_body = FieldsBatch, responses((status = 200, body = Added), (status = 422, body = Problem)))]
pub async fn batch(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(batch): Body<FieldsBatch>,
) -> Answer<Added> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let calculated = batch.fields.iter().any(|field| field.formula.is_some());
    let added = work::add(&caller.app, &grant, id, batch.fields, "").await?;
    if calculated {
        recalculate(&caller, &grant, id).await?;
    }
    Ok(Json(Added { added }))
}

/// Copies fields of another database; those that cannot be are named.
#[utoipa::path(post, path = "/databases/{id}/fields/copy", tag = "fields", params(("id" = uuid::Uuid, Path)),
    request_body = FieldsCopy, responses((status = 200, body = Copied), (status = 404, body = Problem)))]
pub async fn copy(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(copy): Body<FieldsCopy>,
) -> Answer<Copied> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let store = &caller.app.store;
    let view = caller.may(Action::View, Object::Database(copy.from)).await?;
    let source = store.field_list(&view, copy.from).await?;
    let (mut wanted, mut skipped) = (Vec::new(), Vec::new());
    for key in copy.keys {
        match source.iter().find(|field| field.field.key == key) {
            Some(field) => wanted.push(field.field.clone()),
            None => skipped.push(Skipped {
                zh: "来源库没有这个字段".to_owned(),
                en: "the database to copy from has no such field".to_owned(),
                key,
            }),
        }
    }
    // a formula may read what cannot be copied, so that leaving one out may take others along
    let added = loop {
        match work::add(&caller.app, &grant, id, wanted.clone(), "copy").await {
            Ok(added) => break added,
            Err(Refusal::Faults(faults)) if !wanted.is_empty() => {
                let mut bad: Vec<usize> = faults.iter().map(|(index, _)| *index).collect();
                bad.sort_unstable();
                bad.dedup();
                for index in bad.into_iter().rev() {
                    let fault = faults.iter().find(|(at, _)| *at == index).map(|(_, fault)| fault);
                    let (zh, en) =
                        fault.map(|fault| (fault.zh.clone(), fault.en.clone())).unwrap_or_default();
                    if index < wanted.len() {
                        skipped.push(Skipped { key: wanted.remove(index).key, zh, en });
                    }
                }
            }
            Err(refusal) => return Err(refusal.into()),
        }
    };
    if wanted.iter().any(|field| field.formula.is_some()) {
        recalculate(&caller, &grant, id).await?;
    }
    Ok(Json(Copied { added, skipped }))
}

async fn in_use(caller: &Caller, id: DatabaseId) -> Result<Vec<Variable>, Problem> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let fields = caller.app.store.field_list(&grant, id).await?;
    Ok(fields.into_iter().filter(|field| !field.retired).map(|field| field.field).collect())
}

/// The dictionary as CSV.
#[utoipa::path(get, path = "/databases/{id}/fields.csv", tag = "fields", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub async fn csv(caller: Caller, Path(id): Path<DatabaseId>) -> Result<axum::response::Response, Problem> {
    let fields = in_use(&caller, id).await?;
    download(cohorts::dictionary::csv(&fields), "text/csv; charset=utf-8", "dictionary.csv")
}

/// The dictionary as a workbook.
#[utoipa::path(get, path = "/databases/{id}/fields.xlsx", tag = "fields", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    body = Vec<u8>), (status = 404, body = Problem)))]
pub async fn xlsx(caller: Caller, Path(id): Path<DatabaseId>) -> Result<axum::response::Response, Problem> {
    let fields = in_use(&caller, id).await?;
    let bytes = on_thread(move || cohorts::dictionary::xlsx(&fields).map_err(AppError::from)).await?;
    download(bytes, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "dictionary.xlsx")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_for_statistics_read_our_dictionary() {
        let fields: Vec<Variable> =
            cohorts::library::fields().iter().map(|field| field.field.clone()).collect();
        let read = statfiles::Dictionary::read(cohorts::dictionary::csv(&fields).as_slice()).unwrap();
        assert_eq!(read.columns.len(), fields.len());
        for (column, field) in read.columns.iter().zip(&fields) {
            assert_eq!((&column.key, &column.label_zh), (&field.key, &field.name_zh));
            assert_eq!(column.values.len(), field.options.len(), "{}", field.key);
        }
    }
}
