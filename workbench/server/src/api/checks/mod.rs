//! Checking 核对: the queue, the page of one report, and what a person says of a value.

mod say;
mod view;

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, ReportId};
use workbench_store::{Check, Object, QueueOrder, QueueQuery, QueueRow, QueueState, RulesThen};

use super::problem::{Body, Path, Query};
use super::{Answer, Caller, Page, Problem};
use crate::AppError;
use crate::records::calculate;
use crate::work::index::touched::changing;

pub use say::{AcceptRest, NewAnswer};
pub use view::{CheckRow, CheckView};

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChecksQuery {
    /// `open` (default), `done` or `all`.
    state: Option<String>,
    /// Only by the values of this variable.
    field: Option<String>,
    /// `risk` (default): contradictions first, then the lowest grade; or `date`.
    sort: Option<String>,
    /// Words of the text, or a number of report or patient.
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl ChecksQuery {
    fn checked(self) -> Result<QueueQuery, AppError> {
        let unknown = |what: &str, known: &str| {
            AppError::bad(format!("`{what}` is one of {known}")).zh(format!("{what} 只能取 {known} 之一"))
        };
        let state = match self.state.as_deref() {
            None | Some("" | "open") => QueueState::Open,
            Some("done") => QueueState::Done,
            Some("all") => QueueState::All,
            Some(_) => return Err(unknown("state", "open, done, all")),
        };
        let order = match self.sort.as_deref() {
            None | Some("" | "risk") => QueueOrder::Risk,
            Some("date") => QueueOrder::Date,
            Some(_) => return Err(unknown("sort", "risk, date")),
        };
        let limit = i64::try_from(self.limit.unwrap_or(50).clamp(1, 1_000)).unwrap_or(50);
        let offset = self.cursor.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let (field, q) = (self.field.unwrap_or_default(), self.q.unwrap_or_default());
        Ok(QueueQuery { state, order, field, q, offset, limit })
    }
}

/// Reports to check, the riskiest first.
#[utoipa::path(get, path = "/databases/{id}/check-queue", tag = "checks", params(("id" = uuid::Uuid, Path), ChecksQuery),
    responses((status = 200, body = Page<QueueRow>), (status = 404, body = Problem)))]
pub async fn queue(
    caller: Caller,
    Path(id): Path<DatabaseId>,
    Query(query): Query<ChecksQuery>,
) -> Answer<Page<QueueRow>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let query = query.checked()?;
    let (items, total) = caller.app.store.check_queue(&grant, id, &query).await?;
    let end = query.offset.saturating_add(query.limit);
    let more = usize::try_from(end).is_ok_and(|end| end < total);
    Ok(Json(Page { items, next: more.then(|| end.to_string()), total }))
}

/// A report with its values, the rules that gave them and the checks made. The
/// parameters say which queue it is walked in.
#[utoipa::path(get, path = "/databases/{id}/reports/{report}/check", tag = "checks",
    params(("id" = uuid::Uuid, Path), ("report" = uuid::Uuid, Path), ChecksQuery),
    responses((status = 200, body = CheckView), (status = 404, body = Problem)))]
pub async fn show(
    caller: Caller,
    Path((id, report)): Path<(DatabaseId, ReportId)>,
    Query(query): Query<ChecksQuery>,
) -> Answer<CheckView> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    let query = query.checked()?;
    Ok(Json(view::view(&caller.app, &grant, id, report, &query).await?))
}

/// Says of a value that it is right, what is right, that it is not mentioned, or that it is wrong.
#[utoipa::path(put, path = "/databases/{id}/reports/{report}/check/{field}", tag = "checks",
    params(("id" = uuid::Uuid, Path), ("report" = uuid::Uuid, Path), ("field" = String, Path)),
    request_body = NewAnswer, responses((status = 200, body = CheckRow), (status = 422, body = Problem)))]
pub async fn say(
    caller: Caller,
    Path((id, report, field)): Path<(DatabaseId, ReportId, String)>,
    Body(new): Body<NewAnswer>,
) -> Answer<CheckRow> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let (app, store) = (&caller.app, &caller.app.store);
    let page = view::page(app, &grant, id, report).await?;
    let check = say::check(&page, &field, new)?;
    let case = store.report_values(&grant, id, report).await?.case_id;
    let change = async {
        store.check_value(&grant, id, report, &field, &check).await?;
        calculate::of_case(app, &grant, id, case).await
    };
    changing(app, id, &[case], change).await??;
    Ok(Json(view::row(app, &grant, id, report, &field).await?))
}

/// Takes the last check of a value back; the one before it stands again.
#[utoipa::path(delete, path = "/databases/{id}/reports/{report}/check/{field}", tag = "checks",
    params(("id" = uuid::Uuid, Path), ("report" = uuid::Uuid, Path), ("field" = String, Path)),
    responses((status = 200, body = CheckRow), (status = 404, body = Problem)))]
pub async fn undo(
    caller: Caller,
    Path((id, report, field)): Path<(DatabaseId, ReportId, String)>,
) -> Answer<CheckRow> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let (app, store) = (&caller.app, &caller.app.store);
    let case = store.report_values(&grant, id, report).await?.case_id;
    let change = async {
        store.undo_check(&grant, id, report, &field).await?;
        calculate::of_case(app, &grant, id, case).await
    };
    changing(app, id, &[case], change).await??;
    Ok(Json(view::row(app, &grant, id, report, &field).await?))
}

/// Every check of a value, newest first, those taken back too.
#[utoipa::path(get, path = "/databases/{id}/reports/{report}/check/{field}", tag = "checks",
    params(("id" = uuid::Uuid, Path), ("report" = uuid::Uuid, Path), ("field" = String, Path)),
    responses((status = 200, body = Page<Check>), (status = 404, body = Problem)))]
pub async fn history(
    caller: Caller,
    Path((id, report, field)): Path<(DatabaseId, ReportId, String)>,
) -> Answer<Page<Check>> {
    let grant = caller.may(Action::View, Object::Database(id)).await?;
    Ok(Json(Page::whole(caller.app.store.check_history(&grant, id, report, &field).await?)))
}

/// Accepts every value that nobody has checked, contradictions left out.
#[utoipa::path(post, path = "/databases/{id}/reports/{report}/check", tag = "checks",
    params(("id" = uuid::Uuid, Path), ("report" = uuid::Uuid, Path)),
    request_body = AcceptRest, responses((status = 200, body = CheckView), (status = 404, body = Problem)))]
pub async fn accept_rest(
    caller: Caller,
    Path((id, report)): Path<(DatabaseId, ReportId)>,
    Body(AcceptRest { accept: say::Rest::Rest }): Body<AcceptRest>,
) -> Answer<CheckView> {
    let grant = caller.may(Action::Edit, Object::Database(id)).await?;
    let app = &caller.app;
    let rules: RulesThen = view::page(app, &grant, id, report).await?.rules_then();
    let case = app.store.report_values(&grant, id, report).await?.case_id;
    let change = async {
        app.store.accept_rest(&grant, id, report, &rules).await?;
        calculate::of_case(app, &grant, id, case).await
    };
    changing(app, id, &[case], change).await??;
    Ok(Json(view::view(app, &grant, id, report, &QueueQuery::default()).await?))
}
