//! Jobs: list, look, cancel, run again.

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{JobId, ProjectId};
use workbench_store::{Job, JobQuery, NewJob, Object};

use super::problem::{Path, Query};
use super::{Answer, Caller, Page, Problem};

/// What a request that starts a job answers.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Started {
    pub job: Job,
}

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobsQuery {
    project: Option<ProjectId>,
}

/// Queues a job and wakes a worker.
pub async fn start(
    caller: &Caller,
    grant: &workbench_store::Grant,
    new: NewJob,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let job = caller.app.store.queue(grant, new).await?;
    caller.app.wake.notify_waiters();
    Ok((axum::http::StatusCode::ACCEPTED, Json(Started { job })))
}

/// The jobs of the caller's projects, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", params(JobsQuery), responses((status = 200, body = Page<Job>)))]
pub async fn list(caller: Caller, Query(query): Query<JobsQuery>) -> Answer<Page<Job>> {
    let query = JobQuery { project: query.project, after: None, limit: 500 };
    Ok(Json(Page::whole(caller.app.store.jobs(&caller.principal, &query).await?)))
}

/// One job.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<JobId>) -> Answer<Job> {
    let grant = caller.may(Action::View, Object::Job(id)).await?;
    Ok(Json(caller.app.store.job(&grant, id).await?))
}

/// Asks a job to stop.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn cancel(caller: Caller, Path(id): Path<JobId>) -> Answer<Job> {
    let grant = caller.may(Action::View, Object::Job(id)).await?;
    Ok(Json(caller.app.store.cancel(&grant, id).await?))
}

/// Queues a failed or cancelled job again; what it had done is not done twice.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Job), (status = 409, body = Problem)))]
pub async fn retry(caller: Caller, Path(id): Path<JobId>) -> Answer<Job> {
    let grant = caller.may(Action::View, Object::Job(id)).await?;
    let job = caller.app.store.retry(&grant, id).await?;
    caller.app.wake.notify_waiters();
    Ok(Json(job))
}
