//! Words seen in reports that no dictionary knows.

use axum::Json;
use axum::http::StatusCode;
use workbench_core::Action;
use workbench_core::ids::{ConceptId, DatabaseId, ProjectId, UnknownTermId};
use workbench_store::{NewConcept, Object, UnknownTerm};

use super::jobs::Started;
use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, PageQuery, Problem, jobs};
use crate::AppError;
use crate::work::{Task, mine_terms};

#[derive(Default, serde::Deserialize, utoipa::ToSchema)]
pub struct MineRequest {
    database: Option<DatabaseId>,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnknownQuery {
    /// `new`, `ignored` or `added`; all when empty.
    #[serde(default)]
    state: String,
    /// Part of the word.
    #[serde(default)]
    q: String,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// What to do with a word: exactly one of the three.
#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct Decision {
    /// Sets the word aside (true) or takes it back (false).
    ignore: Option<bool>,
    /// Makes it a term of this concept.
    add_to: Option<ConceptId>,
    /// Makes it a concept of its own.
    new: Option<NewConcept>,
}

/// Gathers unknown words from the project's reports.
#[utoipa::path(post, path = "/projects/{id}/unknown-terms/mine", tag = "terms", params(("id" = uuid::Uuid, Path)),
    request_body = MineRequest, responses((status = 202, body = Started), (status = 404, body = Problem)))]
pub async fn mine(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(request): Body<MineRequest>,
) -> Result<(StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Edit, Object::Project(id)).await?;
    if let Some(database) = request.database {
        caller.app.store.database(&grant, database).await?;
    }
    let arguments = mine_terms::Arguments { database: request.database };
    jobs::start(&caller, &grant, Task::MineTerms(arguments).job()?).await
}

/// The words, most frequent first.
#[utoipa::path(get, path = "/projects/{id}/unknown-terms", tag = "terms",
    params(("id" = uuid::Uuid, Path), UnknownQuery),
    responses((status = 200, body = Page<UnknownTerm>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<UnknownQuery>,
) -> Answer<Page<UnknownTerm>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let words = caller.app.store.unknown_terms(&grant, &query.state, &query.q).await?;
    Ok(Json(Page::of(words, &PageQuery { limit: query.limit, cursor: query.cursor })))
}

/// Decides about a word.
#[utoipa::path(post, path = "/unknown-terms/{id}", tag = "terms", params(("id" = uuid::Uuid, Path)),
    request_body = Decision, responses((status = 200, body = UnknownTerm), (status = 422, body = Problem)))]
pub async fn decide(
    caller: Caller,
    Path(id): Path<UnknownTermId>,
    Body(decision): Body<Decision>,
) -> Answer<UnknownTerm> {
    let grant = caller.may(Action::Edit, Object::UnknownTerm(id)).await?;
    let store = &caller.app.store;
    match (decision.ignore, decision.add_to, decision.new) {
        (Some(ignored), None, None) => store.ignore_term(&grant, id, ignored).await?,
        (None, Some(concept), None) => store.add_unknown_term(&grant, id, concept).await?,
        (None, None, Some(concept)) => drop(store.make_concept_of(&grant, id, &concept).await?),
        _ => {
            return Err(AppError::bad("give exactly one of `ignore`, `add_to` and `new`")
                .zh("请在 ignore、add_to、new 中只选一项")
                .into());
        }
    }
    Ok(Json(store.unknown_term(&grant, id).await?))
}
