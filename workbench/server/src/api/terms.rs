//! Terms 术语: the concepts of a project.

use axum::Json;
use axum::body::Body as Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use workbench_core::Action;
use workbench_core::ids::{ConceptId, ProjectId};
use workbench_store::{Concept, ConceptEvent, NewConcept, Object, TermImport, fold_term};

use super::etag::IfMatch;
use super::problem::{Body, Path, Query};
use super::uploads::{self, download};
use super::{Answer, Caller, Page, PageQuery, Problem};
use crate::app::Shared;
use crate::error::on_thread;
use crate::work::term_table;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TermsQuery {
    /// Part of a name, a term or a code.
    #[serde(default)]
    q: String,
    /// `finding`, `diagnosis`, `sign`, `word` or `place`.
    #[serde(default)]
    kind: String,
    /// Only concepts with a term that another one claims as well.
    #[serde(default)]
    clash: bool,
    /// Retired concepts too.
    #[serde(default)]
    retired: bool,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl TermsQuery {
    fn fits(&self, concept: &Concept, q: &str) -> bool {
        (self.retired || !concept.retired)
            && (self.kind.is_empty() || concept.what.kind == self.kind)
            && (!self.clash || !concept.clashes.is_empty())
            && (q.is_empty()
                || fold_term(&concept.what.code).contains(q)
                || concept.what.folded().any(|word| word.contains(q)))
    }
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct Merge {
    /// The concept that stays.
    into: ConceptId,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct Split {
    zh: String,
    #[serde(default)]
    en: String,
    /// Terms that move to the new concept.
    terms: Vec<String>,
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Only says what the table would do.
    #[serde(default)]
    preview: bool,
    /// Name of the file on the sender's side.
    #[serde(default)]
    #[param(required = false)]
    name: String,
}

/// The concepts of a project.
#[utoipa::path(get, path = "/projects/{id}/terms", tag = "terms", params(("id" = uuid::Uuid, Path), TermsQuery),
    responses((status = 200, body = Page<Concept>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<TermsQuery>,
) -> Answer<Page<Concept>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let q = fold_term(&query.q);
    let mut concepts = caller.app.store.concepts(&grant).await?;
    concepts.retain(|concept| query.fits(concept, &q));
    Ok(Json(Page::of(concepts, &PageQuery { limit: query.limit, cursor: query.cursor })))
}

/// Adds a concept.
#[utoipa::path(post, path = "/projects/{id}/terms", tag = "terms", params(("id" = uuid::Uuid, Path)),
    request_body = NewConcept, responses((status = 200, body = Concept), (status = 409, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewConcept>,
) -> Answer<Concept> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    let made = caller.app.store.add_concept(&grant, &new).await?;
    Ok(Json(caller.app.store.concept(&grant, made).await?))
}

/// One concept.
#[utoipa::path(get, path = "/terms/{id}", tag = "terms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Concept), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<ConceptId>) -> Answer<Concept> {
    let grant = caller.may(Action::View, Object::Concept(id)).await?;
    Ok(Json(caller.app.store.concept(&grant, id).await?))
}

/// Changes a concept; a retired one comes back.
#[utoipa::path(put, path = "/terms/{id}", tag = "terms",
    params(("id" = uuid::Uuid, Path), ("if-match" = String, Header)), request_body = NewConcept,
    responses((status = 200, body = Concept), (status = 412, body = Problem)))]
pub async fn update(
    caller: Caller,
    Path(id): Path<ConceptId>,
    IfMatch(etag): IfMatch,
    Body(new): Body<NewConcept>,
) -> Answer<Concept> {
    let grant = caller.may(Action::Edit, Object::Concept(id)).await?;
    caller.app.store.set_concept(&grant, id, &etag, &new).await?;
    Ok(Json(caller.app.store.concept(&grant, id).await?))
}

/// Takes a concept out of use; its history stays.
#[utoipa::path(delete, path = "/terms/{id}", tag = "terms", params(("id" = uuid::Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub async fn retire(caller: Caller, Path(id): Path<ConceptId>) -> Result<StatusCode, Problem> {
    let grant = caller.may(Action::Edit, Object::Concept(id)).await?;
    caller.app.store.retire_concept(&grant, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a concept into another; answers the one that stays.
#[utoipa::path(post, path = "/terms/{id}/merge", tag = "terms", params(("id" = uuid::Uuid, Path)),
    request_body = Merge, responses((status = 200, body = Concept), (status = 409, body = Problem)))]
pub async fn merge(caller: Caller, Path(id): Path<ConceptId>, Body(merge): Body<Merge>) -> Answer<Concept> {
    let grant = caller.may(Action::Edit, Object::Concept(id)).await?;
    caller.app.store.merge_concepts(&grant, id, merge.into).await?;
    Ok(Json(caller.app.store.concept(&grant, merge.into).await?))
}

/// Takes terms out of a concept into a new one; answers the new one.
#[utoipa::path(post, path = "/terms/{id}/split", tag = "terms", params(("id" = uuid::Uuid, Path)),
    request_body = Split, responses((status = 200, body = Concept), (status = 422, body = Problem)))]
pub async fn split(caller: Caller, Path(id): Path<ConceptId>, Body(split): Body<Split>) -> Answer<Concept> {
    let grant = caller.may(Action::Edit, Object::Concept(id)).await?;
    let made = caller.app.store.split_concept(&grant, id, &split.zh, &split.en, &split.terms).await?;
    Ok(Json(caller.app.store.concept(&grant, made).await?))
}

/// What happened to a concept, newest first.
#[utoipa::path(get, path = "/terms/{id}/history", tag = "terms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ConceptEvent>), (status = 404, body = Problem)))]
pub async fn history(caller: Caller, Path(id): Path<ConceptId>) -> Answer<Page<ConceptEvent>> {
    let grant = caller.may(Action::View, Object::Concept(id)).await?;
    Ok(Json(Page::whole(caller.app.store.concept_history(&grant, id).await?)))
}

/// The concepts in use as a table.
#[utoipa::path(get, path = "/projects/{id}/terms.csv", tag = "terms", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 404, body = Problem)))]
pub async fn csv(caller: Caller, Path(id): Path<ProjectId>) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let concepts = caller.app.store.concepts(&grant).await?;
    download(term_table::write(&concepts), "text/csv; charset=utf-8", "terms.csv")
}

/// Takes a table of concepts (the body is the file), or says what it would do.
#[utoipa::path(post, path = "/projects/{id}/terms/import", tag = "terms",
    params(("id" = uuid::Uuid, Path), ImportQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = TermImport), (status = 422, body = Problem)))]
pub async fn import(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<ImportQuery>,
    State(app): State<Shared>,
    body: Bytes,
) -> Answer<TermImport> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    tracing::debug!(file = query.name, "a table of terms");
    let bytes = uploads::to_memory(body, uploads::MAX_TERMS).await?;
    let rows = on_thread(move || term_table::read(&bytes)).await?;
    Ok(Json(app.store.import_terms(&grant, &rows, query.preview).await?))
}
