//! The audit log, for the audit administrator.

use axum::Json;
use chrono::{DateTime, Utc};
use workbench_core::SystemRole;
use workbench_store::{AuditEvent, AuditFilter, Verification};

use super::problem::Query;
use super::{Answer, Caller, Page, Problem};

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    actor: Option<String>,
    action: Option<String>,
    /// Kind or id of the object.
    object: Option<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    limit: Option<i64>,
    cursor: Option<i64>,
}

/// Events, newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = Page<AuditEvent>), (status = 403, body = Problem)))]
pub async fn list(caller: Caller, Query(query): Query<AuditQuery>) -> Answer<Page<AuditEvent>> {
    let limit = query.limit.unwrap_or(100).clamp(1, 1_000);
    let filter = AuditFilter {
        actor: query.actor.unwrap_or_default(),
        action: query.action.unwrap_or_default(),
        object: query.object.unwrap_or_default(),
        from: query.from,
        to: query.to,
        before: query.cursor,
        limit,
    };
    let store = &caller.app.store;
    let items = store.audit_events(&caller.principal, &filter).await?;
    let next =
        (items.len() as i64 == limit).then(|| items.last().map(|event| event.seq.to_string())).flatten();
    let total = items.first().map_or(0, |event| usize::try_from(event.seq).unwrap_or(0));
    Ok(Json(Page { items, next, total }))
}

/// Recomputes the chain of hashes.
#[utoipa::path(get, path = "/audit/verify", tag = "audit",
    responses((status = 200, body = Verification), (status = 403, body = Problem)))]
pub async fn verify(caller: Caller) -> Answer<Verification> {
    caller.must_be(&[SystemRole::AuditAdmin, SystemRole::SecurityAdmin])?;
    Ok(Json(caller.app.store.verify_audit().await?))
}
