//! Cohorts 队列 and their frozen versions.

use axum::Json;
use axum::http::StatusCode;
use serde_json::Value;
use workbench_core::Action;
use workbench_core::ids::{CohortId, DatabaseId, TagId};
use workbench_store::{CaseRow, Cohort, CohortVersion, Comparison, Database, Freeze, Grant, Object};

use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, PageQuery, Problem};
use crate::criteria::Checked;

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewCohort {
    name: String,
    #[serde(default)]
    note: String,
    /// As for a search; or `tag`.
    #[schema(value_type = Option<Object>)]
    criteria: Option<Value>,
    /// A tag whose criteria are taken.
    tag: Option<TagId>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewVersion {
    /// Those of the newest version when absent.
    #[schema(value_type = Option<Object>)]
    criteria: Option<Value>,
    #[serde(default)]
    note: String,
}

#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// A version.
    a: i64,
    /// Another.
    b: i64,
}

/// The cohorts of a database.
#[utoipa::path(get, path = "/databases/{id}/cohorts", tag = "cohorts", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<Cohort>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<DatabaseId>) -> Answer<Page<Cohort>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    Ok(Json(Page::whole(caller.app.store.cohorts(&grant, id).await?)))
}

/// Makes a cohort and freezes what is found now as its version 1.
#[utoipa::path(post, path = "/databases/{id}/cohorts", tag = "cohorts", params(("id" = uuid::Uuid, Path)),
    request_body = NewCohort, responses((status = 201, body = Cohort), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Body(new): Body<NewCohort>,
) -> Result<(StatusCode, Json<Cohort>), Problem> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    crate::records::children::refresh(&caller.app, &grant, id).await?;
    let store = &caller.app.store;
    let database = store.database(&grant, id).await?;
    let criteria = match (new.criteria, new.tag) {
        (Some(criteria), None) => criteria,
        (None, Some(tag)) => {
            let tag = store.tag(&grant, tag).await?;
            if tag.database != id {
                return Err(Problem::bad("the tag searches another database").zh("该标签属于另一个专病库"));
            }
            tag.criteria
        }
        _ => {
            return Err(
                Problem::bad("give criteria or a tag, one of them").zh("请给出检索条件或标签，二者取一")
            );
        }
    };
    let freeze = found(&caller, &grant, &database, &criteria, new.note).await?;
    let cohort = store.freeze_cohort(&grant, id, new.name.trim(), &freeze).await?;
    Ok((StatusCode::CREATED, Json(store.cohort(&grant, cohort).await?)))
}

async fn found(
    caller: &Caller,
    grant: &Grant,
    database: &Database,
    criteria: &Value,
    note: String,
) -> Result<Freeze, Problem> {
    if note.chars().count() > 2_000 {
        return Err(Problem::bad("a note has at most 2000 characters").zh("备注最多 2000 字"));
    }
    let checked = Checked::of(&caller.app, grant, criteria, database).await?;
    let cases = checked.cases(&caller.app, grant, database).await?;
    Ok(checked.freeze(note, cases))
}

/// Freezes what is found now as the next version; 200 with the version that is there when it is the same.
#[utoipa::path(post, path = "/cohorts/{id}/versions", tag = "cohorts", params(("id" = uuid::Uuid, Path)),
    request_body = NewVersion, responses((status = 201, body = CohortVersion), (status = 200, body = CohortVersion),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn freeze(
    caller: Caller,
    Path(id): Path<CohortId>,
    Body(new): Body<NewVersion>,
) -> Result<(StatusCode, Json<CohortVersion>), Problem> {
    let grant = caller.may(Action::Edit, Object::Cohort(id)).await?;
    let store = &caller.app.store;
    let cohort = store.cohort(&grant, id).await?;
    crate::records::children::refresh(&caller.app, &grant, cohort.database).await?;
    let database = store.database(&grant, cohort.database).await?;
    let last = cohort.versions.into_iter().next().map(|version| version.criteria);
    let criteria = new.criteria.or(last).unwrap_or_default();
    let freeze = found(&caller, &grant, &database, &criteria, new.note).await?;
    let frozen = store.freeze_again(&grant, id, &freeze).await?;
    let status = if frozen.made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(frozen.version)))
}

/// One cohort.
#[utoipa::path(get, path = "/cohorts/{id}", tag = "cohorts", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Cohort), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<CohortId>) -> Answer<Cohort> {
    let (_, cohort) = seen(&caller, id).await?;
    Ok(Json(cohort))
}

/// The cases of a version as they were when it was frozen.
#[utoipa::path(get, path = "/cohorts/{id}/versions/{version}/members", tag = "cohorts",
    params(("id" = uuid::Uuid, Path), ("version" = i64, Path), PageQuery),
    responses((status = 200, body = Page<CaseRow>), (status = 404, body = Problem)))]
pub async fn members(
    caller: Caller,
    Path((id, version)): Path<(CohortId, i64)>,
    Query(query): Query<PageQuery>,
) -> Answer<Page<CaseRow>> {
    let (grant, _) = seen(&caller, id).await?;
    let store = &caller.app.store;
    let version = store.cohort_version(&grant, id, version).await?;
    let found = store.frozen_cases(&grant, &version, query.start(), query.limit()).await?;
    let rows = found.cases.into_iter().map(|case| case.row).collect();
    Ok(Json(Page::part(rows, usize::try_from(version.members).unwrap_or(0), &query)))
}

/// Two versions beside each other.
#[utoipa::path(get, path = "/cohorts/{id}/compare", tag = "cohorts", params(("id" = uuid::Uuid, Path), CompareQuery),
    responses((status = 200, body = Comparison), (status = 404, body = Problem)))]
pub async fn compare(
    caller: Caller,
    Path(id): Path<CohortId>,
    Query(query): Query<CompareQuery>,
) -> Answer<Comparison> {
    let (grant, _) = seen(&caller, id).await?;
    Ok(Json(caller.app.store.compare_cohort(&grant, id, query.a, query.b).await?))
}

/// A cohort of a database that the caller may see.
async fn seen(caller: &Caller, id: CohortId) -> Result<(Grant, Cohort), Problem> {
    let grant = caller.may(Action::View, Object::Cohort(id)).await?;
    let cohort = caller.app.store.cohort(&grant, id).await?;
    caller.app.store.database(&grant, cohort.database).await?;
    Ok((grant, cohort))
}
