//! Versions of a dictionary, what changed between two, and the library of fields to pick from.

use axum::Json;
use cohorts::dictionary::{Diff, diff as differing};
use cohorts::library::{LibraryField, fields as library_fields};
use workbench_core::Action;
use workbench_core::ids::DatabaseId;
use workbench_store::{DictionaryVersion, Object};

use super::problem::{Path, Query};
use super::{Answer, Caller, Page, Problem};

/// The versions of a dictionary, newest first.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct DictionaryView {
    version: i64,
    etag: String,
    versions: Vec<DictionaryVersion>,
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DiffQuery {
    /// Version before; 0 is before the first.
    a: i64,
    /// Version after.
    b: i64,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LibraryQuery {
    /// Part of a key, a name or a group.
    #[serde(default)]
    q: String,
}

/// Who changed the dictionary when.
#[utoipa::path(get, path = "/databases/{id}/dictionary", tag = "fields", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = DictionaryView), (status = 404, body = Problem)))]
pub async fn versions(caller: Caller, Path(id): Path<DatabaseId>) -> Answer<DictionaryView> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let version = caller.app.store.dictionary_version(&grant, id).await?;
    let versions = caller.app.store.dictionary_versions(&grant, id).await?;
    Ok(Json(DictionaryView { version, etag: version.to_string(), versions }))
}

/// What changed between two versions.
#[utoipa::path(get, path = "/databases/{id}/dictionary/diff", tag = "fields",
    params(("id" = uuid::Uuid, Path), DiffQuery),
    responses((status = 200, body = Diff), (status = 404, body = Problem)))]
pub async fn diff(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<DiffQuery>,
) -> Answer<Diff> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let fields = caller.app.store.dictionary_between(&grant, id, query.a, query.b).await?;
    Ok(Json(differing(fields)))
}

/// Fields that many databases need.
#[utoipa::path(get, path = "/field-library", tag = "fields", params(LibraryQuery),
    responses((status = 200, body = Page<LibraryField>)))]
pub async fn library(_: Caller, Query(query): Query<LibraryQuery>) -> Answer<Page<LibraryField>> {
    let q = query.q.trim().to_lowercase();
    Ok(Json(Page::whole(library_fields().iter().filter(|field| field.speaks_of(&q)).cloned().collect())))
}
