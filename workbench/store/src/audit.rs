//! The audit log: append-only rows, each hashed together with the one before.

use chrono::{DateTime, Utc};
use sqlx::FromRow as _;
use workbench_core::ids::ProjectId;
use workbench_core::{Action, Digest};

use crate::authz::{Object, Principal};
use crate::db::{read, write_tx};
use crate::{Grant, Result, Store, StoreError};

const ALGORITHM: &str = "sha256";

/// Links the event to the last row and inserts it, inside a transaction that
/// keeps other writers out.
macro_rules! append {
    ($tx:ident, $event:ident) => {
        let last: Option<(i64, String)> =
            sqlx::query_as("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
                .fetch_optional(&mut *$tx)
                .await?;
        let (seq, hash) = last.unwrap_or_default();
        $event.seq = seq + 1;
        $event.prev_hash = hash;
        $event.hash = $event.compute_hash();
        sqlx::query(
            "INSERT INTO audit (seq, at, actor, action, object_kind, object_id, project, ip, result, detail,
             algorithm, prev_hash, hash) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
        )
        .bind($event.seq)
        .bind($event.at)
        .bind(&$event.actor)
        .bind(&$event.action)
        .bind(&$event.object_kind)
        .bind(&$event.object_id)
        .bind($event.project)
        .bind(&$event.ip)
        .bind(&$event.result)
        .bind(&$event.detail)
        .bind(&$event.algorithm)
        .bind(&$event.prev_hash)
        .bind(&$event.hash)
        .execute(&mut *$tx)
        .await?;
    };
}

pub(crate) use append;

/// Appends what was done under a grant inside the transaction that does it, so
/// that both are kept or neither. The last step of a transaction: on
/// PostgreSQL it keeps other writers of the chain out until the commit.
macro_rules! audit_in {
    ($store:expr, $tx:ident, $grant:expr, $object:expr, $detail:expr) => {
        let mut event = $crate::audit::AuditEvent::under($grant, $object, $detail);
        if $store.dialect() == "postgres" {
            sqlx::query("LOCK TABLE audit IN EXCLUSIVE MODE").execute(&mut *$tx).await?;
        }
        $crate::audit::append!($tx, event);
    };
}
pub(crate) use audit_in;

/// Who did what to which object, and how it ended.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct AuditEvent {
    /// Position in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Login of the person.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// Kind of the object.
    pub object_kind: String,
    /// Id of the object.
    pub object_id: String,
    /// Project, if the object lies in one.
    pub project: Option<uuid::Uuid>,
    /// Address of the caller.
    pub ip: String,
    /// `ok`, `denied` or `failed`.
    pub result: String,
    /// More, as JSON text.
    pub detail: String,
    /// Name of the hash function.
    pub algorithm: String,
    /// Hash of the row before.
    pub prev_hash: String,
    /// Hash of this row.
    pub hash: String,
}

impl AuditEvent {
    /// An event under a grant that has ended well, not yet in the chain.
    pub(crate) fn under(grant: &Grant, object: Object, detail: serde_json::Value) -> Self {
        let principal = grant.principal();
        Self {
            seq: 0,
            at: crate::db::now(),
            actor: principal.login.clone(),
            action: grant.action().to_string(),
            object_kind: object.kind().to_owned(),
            object_id: object.id(),
            project: Some(grant.project().0),
            ip: principal.ip.clone(),
            result: "ok".to_owned(),
            detail: detail.to_string(),
            algorithm: ALGORITHM.to_owned(),
            prev_hash: String::new(),
            hash: String::new(),
        }
    }

    /// SHA-256 over the previous hash and the canonical JSON of the row.
    pub(crate) fn compute_hash(&self) -> String {
        let row = serde_json::json!({
            "seq": self.seq, "at": self.at.timestamp_micros(), "actor": self.actor, "action": self.action,
            "object_kind": self.object_kind, "object_id": self.object_id,
            "project": self.project.map(|id| id.to_string()), "ip": self.ip, "result": self.result,
            "detail": self.detail, "algorithm": self.algorithm,
        });
        let text = format!("{}{}", self.prev_hash, workbench_core::digest::canonical_json(&row));
        Digest::of(text.as_bytes()).to_string()
    }
}

/// Which rows to list; empty fields do not filter.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Login.
    pub actor: String,
    /// Action.
    pub action: String,
    /// Kind or id of the object.
    pub object: String,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Not after.
    pub to: Option<DateTime<Utc>>,
    /// Only rows with a smaller position.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: i64,
}

/// What a check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Verification {
    /// Whether every hash fits.
    pub ok: bool,
    /// Rows read.
    pub rows: i64,
    /// First row that does not fit.
    pub broken_at: Option<i64>,
}

impl Store {
    /// Appends an event.
    ///
    /// # Errors
    /// When the row cannot be written; the caller must then not go on.
    pub async fn record(
        &self,
        principal: &Principal,
        action: &str,
        object: &Object,
        project: Option<ProjectId>,
        result: &str,
        detail: &serde_json::Value,
    ) -> Result<()> {
        let mut event = AuditEvent {
            seq: 0,
            at: crate::db::now(),
            actor: principal.login.clone(),
            action: action.to_owned(),
            object_kind: object.kind().to_owned(),
            object_id: object.id(),
            project: project.map(|id| id.0),
            ip: principal.ip.clone(),
            result: result.to_owned(),
            detail: detail.to_string(),
            algorithm: ALGORITHM.to_owned(),
            prev_hash: String::new(),
            hash: String::new(),
        };
        if let crate::db::Db::Postgres(pool) = &self.db {
            let mut tx = pool.begin().await?;
            sqlx::query("LOCK TABLE audit IN EXCLUSIVE MODE").execute(&mut *tx).await?;
            append!(tx, event);
            tx.commit().await?;
            return Ok(());
        }
        write_tx!(self, tx => { append!(tx, event); });
        Ok(())
    }

    /// Lists events, newest first.
    ///
    /// # Errors
    /// When the principal is no audit administrator.
    pub async fn audit_events(&self, principal: &Principal, filter: &AuditFilter) -> Result<Vec<AuditEvent>> {
        self.require_auditor(principal).await?;
        let from = filter.from.unwrap_or(DateTime::UNIX_EPOCH);
        let to = filter.to.unwrap_or_else(|| crate::db::now() + chrono::Duration::days(1));
        let before = filter.before.unwrap_or(i64::MAX);
        Ok(read!(self, pool => sqlx::query_as(
            "SELECT * FROM audit WHERE seq < $1 AND at >= $2 AND at <= $3
             AND ($4 = '' OR actor = $4) AND ($5 = '' OR action = $5)
             AND ($6 = '' OR object_kind = $6 OR object_id = $6) ORDER BY seq DESC LIMIT $7")
            .bind(before).bind(from).bind(to)
            .bind(&filter.actor).bind(&filter.action).bind(&filter.object).bind(filter.limit.max(0))
            .fetch_all(pool).await?))
    }

    /// Number of events.
    ///
    /// # Errors
    /// When the principal is no audit administrator.
    pub async fn audit_count(&self, principal: &Principal) -> Result<i64> {
        self.require_auditor(principal).await?;
        Ok(read!(self, pool => sqlx::query_scalar("SELECT COUNT(*) FROM audit").fetch_one(pool).await?))
    }

    /// Recomputes the whole chain.
    ///
    /// # Errors
    /// When the rows cannot be read.
    pub async fn verify_audit(&self) -> Result<Verification> {
        let (mut previous, mut rows) = (String::new(), 0);
        loop {
            // from the very first row: one slipped in before row 1 must not go unseen
            let after = if rows == 0 { i64::MIN } else { rows };
            let page: Vec<Option<AuditEvent>> = read!(self, pool =>
                sqlx::query("SELECT * FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000").bind(after)
                    .fetch_all(pool).await?.iter().map(|row| AuditEvent::from_row(row).ok()).collect());
            if page.is_empty() {
                return Ok(Verification { ok: true, rows, broken_at: None });
            }
            for event in page {
                let whole = |event: &AuditEvent| {
                    event.seq == rows + 1
                        && event.prev_hash == previous
                        && event.algorithm == ALGORITHM
                        && event.hash == event.compute_hash()
                };
                let Some(event) = event.filter(whole) else {
                    return Ok(Verification { ok: false, rows, broken_at: Some(rows + 1) });
                };
                rows += 1;
                previous = event.hash;
            }
        }
    }

    /// Records what was done under a grant, beyond the check itself.
    ///
    /// # Errors
    /// As [`record`](Self::record).
    pub async fn record_for(
        &self,
        grant: &Grant,
        action: Action,
        object: &Object,
        detail: &serde_json::Value,
    ) -> Result<()> {
        self.record(grant.principal(), action.as_str(), object, Some(grant.project()), "ok", detail).await
    }

    async fn require_auditor(&self, principal: &Principal) -> Result<()> {
        if principal.system_role == workbench_core::SystemRole::AuditAdmin {
            return self
                .record(principal, "view", &Object::Audit, None, "ok", &serde_json::Value::Null)
                .await;
        }
        self.record(principal, "view", &Object::Audit, None, "denied", &serde_json::Value::Null).await?;
        Err(StoreError::Denied("only an audit administrator reads the audit log".to_owned()))
    }
}
