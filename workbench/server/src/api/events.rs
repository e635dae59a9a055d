//! Server-sent events: every change of a job, replayed from `Last-Event-ID`.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use chrono::{DateTime, Utc};
use futures::Stream;
use workbench_core::ids::ProjectId;
use workbench_store::JobQuery;

use super::Caller;
use super::problem::Query;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    project: Option<ProjectId>,
}

/// How often the rows are looked at; they are the truth for every process.
const EVERY: Duration = Duration::from_millis(400);

/// A stream of `job` events whose id is the time of the change in microseconds.
#[utoipa::path(get, path = "/events", tag = "jobs", params(EventsQuery),
    responses((status = 200, content_type = "text/event-stream", body = String)))]
pub async fn stream(
    caller: Caller,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let after = seen.and_then(DateTime::from_timestamp_micros).unwrap_or_else(Utc::now);
    let events = futures::stream::unfold((caller, after), move |(caller, after)| async move {
        loop {
            tokio::time::sleep(EVERY).await;
            // The stream ends with the session, however long the socket lives.
            let session = caller.app.store.session(&caller.token, false).await;
            if !matches!(session, Ok(Some(_))) {
                return None;
            }
            let query = JobQuery { project: query.project, after: Some(after), limit: 200 };
            let mut jobs = caller.app.store.jobs(&caller.principal, &query).await.unwrap_or_default();
            jobs.sort_by_key(|job| job.updated);
            let Some(last) = jobs.last().map(|job| job.updated) else { continue };
            let events: Vec<_> = jobs
                .iter()
                .map(|job| {
                    let event = Event::default().event("job").id(job.updated.timestamp_micros().to_string());
                    Ok(event.json_data(job).unwrap_or_default())
                })
                .collect();
            return Some((futures::stream::iter(events), (caller, last)));
        }
    });
    Sse::new(futures::StreamExt::flatten(events)).keep_alive(KeepAlive::default())
}
