//! Durable jobs: rows with leases, so that a worker that dies loses nothing.

use chrono::{DateTime, Duration, Utc};
use workbench_core::ids::{JobId, ProjectId, UserId};
use workbench_core::vocab::JobState;
use workbench_core::{Action, DataLevel, Role};

use crate::db::{new_id, now, read, write_tx};
use crate::error::stored;
use crate::{Grant, Principal, Result, Store, StoreError, sent};

/// A worker that has not spoken for this long is taken for dead.
const LEASE_SECONDS: i64 = 60;
/// A job is tried this often before it counts as failed.
const MAX_ATTEMPTS: i64 = 3;

/// A background job.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Job {
    /// Id.
    pub id: JobId,
    /// What it does.
    pub kind: String,
    /// Project it works in.
    pub project: Option<ProjectId>,
    /// For whom it runs.
    pub account: UserId,
    /// Arguments.
    #[serde(skip)]
    pub payload: serde_json::Value,
    /// Where it stands.
    pub state: JobState,
    /// How often it was started.
    pub attempts: i64,
    /// How far it is.
    pub progress: Progress,
    /// What it made.
    pub result: Option<serde_json::Value>,
    /// Why it failed.
    pub error: Option<String>,
    /// When it was asked for.
    pub created: DateTime<Utc>,
    /// When it last started.
    pub started: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended: Option<DateTime<Utc>>,
    /// When its row last changed.
    pub updated: DateTime<Utc>,
}

/// How far a job is.
#[derive(Clone, Debug, Default, serde::Serialize, utoipa::ToSchema)]
pub struct Progress {
    /// Steps done.
    pub done: i64,
    /// Steps in all; 0 when not known yet.
    pub total: i64,
    /// What it is doing.
    pub message: String,
}

/// A job to run.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What to do.
    pub kind: &'static str,
    /// Arguments.
    pub payload: serde_json::Value,
    /// While a job of the project with this key waits or runs, asking again answers that one.
    pub dedupe_key: Option<String>,
}

/// Which jobs to list.
#[derive(Clone, Debug, Default)]
pub struct JobQuery {
    /// Only of this project.
    pub project: Option<ProjectId>,
    /// Only changed after this.
    pub after: Option<DateTime<Utc>>,
    /// At most this many.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    kind: String,
    project: Option<uuid::Uuid>,
    account: uuid::Uuid,
    payload: sqlx::types::Json<serde_json::Value>,
    state: String,
    cancel_requested: bool,
    attempts: i64,
    done: i64,
    total: i64,
    message: String,
    result: Option<sqlx::types::Json<serde_json::Value>>,
    error: Option<String>,
    created: DateTime<Utc>,
    started: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
    updated: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Listed {
    #[sqlx(flatten)]
    job: Row,
    role: String,
}

/// A person reads all of their own job; of another's what their level shows.
fn shown(principal: &Principal, level: DataLevel, job: Job) -> Job {
    let own = job.account == principal.account;
    sent::job(if own { DataLevel::Identified } else { level }, job)
}

impl Row {
    fn job(self) -> Result<Job> {
        Ok(Job {
            id: JobId(self.id),
            kind: self.kind,
            project: self.project.map(ProjectId),
            account: UserId(self.account),
            payload: self.payload.0,
            state: stored(&self.state)?,
            attempts: self.attempts,
            progress: Progress { done: self.done, total: self.total, message: self.message },
            result: self.result.map(|json| json.0),
            error: self.error,
            created: self.created,
            started: self.started,
            ended: self.ended,
            updated: self.updated,
        })
    }
}

impl Store {
    /// Queues a job in the grant's project, for the grant's person.
    ///
    /// # Errors
    /// When the row cannot be written.
    pub async fn queue(&self, grant: &Grant, new: NewJob) -> Result<Job> {
        let (id, at): (JobId, _) = (new_id(), now());
        let key = new.dedupe_key.map(|key| format!("{}:{key}", grant.project()));
        let made = write_tx!(self, tx => sqlx::query(
            "INSERT INTO job (id, kind, project, account, payload, state, attempts, run_after, dedupe_key,
             cancel_requested, done, total, message, created, updated)
             VALUES ($1,$2,$3,$4,$5,'queued',0,$6,$7,$8,0,0,'',$6,$6)
             ON CONFLICT (dedupe_key) WHERE state IN ('queued', 'running') DO NOTHING")
            .bind(id.0).bind(new.kind).bind(grant.project().0).bind(grant.principal().account.0)
            .bind(sqlx::types::Json(&new.payload)).bind(at).bind(&key).bind(false)
            .execute(&mut *tx).await?.rows_affected());
        if made == 1 {
            return self.job_row(id).await;
        }
        let row: Row = read!(self, pool => sqlx::query_as(
            "SELECT * FROM job WHERE dedupe_key = $1 ORDER BY created DESC LIMIT 1")
            .bind(&key).fetch_one(pool).await?);
        Ok(shown(grant.principal(), grant.level(), row.job()?))
    }

    /// Takes the next job: one that waits, or one whose worker has died.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim(&self, worker: &str) -> Result<Option<Job>> {
        let sql = match &self.db {
            crate::db::Db::Sqlite { .. } => CLAIM_SQLITE,
            crate::db::Db::Postgres(_) => CLAIM_POSTGRES,
        };
        loop {
            let at = now();
            let lease = at + Duration::seconds(LEASE_SECONDS);
            let row: Option<Row> = write_tx!(self, tx =>
                sqlx::query_as(sql).bind(at).bind(lease).bind(worker).fetch_optional(&mut *tx).await?);
            let Some(row) = row else { return Ok(None) };
            let cancelled = row.cancel_requested;
            let job = row.job()?;
            if cancelled {
                self.finish(job.id, worker, JobState::Cancelled, None, None).await?;
            } else if job.attempts > MAX_ATTEMPTS {
                let error = format!("given up after {MAX_ATTEMPTS} attempts: the worker died each time");
                self.finish(job.id, worker, JobState::Failed, None, Some(&error)).await?;
            } else {
                return Ok(Some(job));
            }
        }
    }

    /// Reports progress, renews the lease, and answers whether to go on: false
    /// when somebody cancelled the job or another worker has taken it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn progress(&self, id: JobId, worker: &str, progress: &Progress) -> Result<bool> {
        let at = now();
        let cancel: Option<bool> = write_tx!(self, tx => sqlx::query_scalar(
            "UPDATE job SET done = $3, total = $4, message = $5, lease_until = $6, updated = $7
             WHERE id = $1 AND lease_owner = $2 AND state = 'running' RETURNING cancel_requested")
            .bind(id.0).bind(worker).bind(progress.done).bind(progress.total).bind(&progress.message)
            .bind(at + Duration::seconds(LEASE_SECONDS)).bind(at).fetch_optional(&mut *tx).await?);
        Ok(cancel == Some(false))
    }

    /// Ends a job, unless it has ended or another worker has taken it meanwhile.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish(
        &self,
        id: JobId,
        worker: &str,
        state: JobState,
        result: Option<&serde_json::Value>,
        error: Option<&str>,
    ) -> Result<()> {
        write_tx!(self, tx => { sqlx::query(
            "UPDATE job SET state = $3, result = $4, error = $5, ended = $6, updated = $6, lease_owner = NULL,
             lease_until = NULL WHERE id = $1 AND lease_owner = $2 AND state = 'running'")
            .bind(id.0).bind(worker).bind(state.as_str()).bind(result.map(sqlx::types::Json)).bind(error)
            .bind(now()).execute(&mut *tx).await?; });
        Ok(())
    }

    /// Asks a job to stop; one that has not started stops at once.
    ///
    /// # Errors
    /// When the job is not of the grant's project.
    pub async fn cancel(&self, grant: &Grant, id: JobId) -> Result<Job> {
        self.may_steer(grant, id).await?;
        write_tx!(self, tx => {
            sqlx::query(
                "UPDATE job SET state = 'cancelled', ended = $2, updated = $2 WHERE id = $1 AND state = 'queued'")
                .bind(id.0).bind(now()).execute(&mut *tx).await?;
            sqlx::query("UPDATE job SET cancel_requested = $2, updated = $3 WHERE id = $1 AND state = 'running'")
                .bind(id.0).bind(true).bind(now()).execute(&mut *tx).await?;
        });
        self.job(grant, id).await
    }

    /// Queues an ended job again.
    ///
    /// # Errors
    /// When it has not ended badly, or the same work waits already.
    pub async fn retry(&self, grant: &Grant, id: JobId) -> Result<Job> {
        let job = self.may_steer(grant, id).await?;
        if !matches!(job.state, JobState::Failed | JobState::Cancelled) {
            return Err(StoreError::Conflict(format!(
                "the job is {}; only a failed or cancelled one runs again",
                job.state
            )));
        }
        let queued = write_tx!(self, tx => sqlx::query(
            "UPDATE job SET state = 'queued', attempts = 0, cancel_requested = $2, error = NULL, result = NULL,
             done = 0, message = '', ended = NULL, run_after = $3, updated = $3
             WHERE id = $1 AND state IN ('failed', 'cancelled')")
            .bind(id.0).bind(false).bind(now()).execute(&mut *tx).await
            .map_err(crate::error::unique("a job that does the same"))?.rows_affected());
        if queued == 0 {
            return Err(StoreError::Conflict("the job has been queued again already".to_owned()));
        }
        self.job(grant, id).await
    }

    /// A job of the grant's project.
    ///
    /// # Errors
    /// When there is none.
    pub async fn job(&self, grant: &Grant, id: JobId) -> Result<Job> {
        let job = self.job_row(id).await?;
        if job.project != Some(grant.project()) {
            return Err(StoreError::NotFound("job"));
        }
        Ok(shown(grant.principal(), grant.level(), job))
    }

    /// The person's jobs and those of the projects they belong to, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, principal: &Principal, query: &JobQuery) -> Result<Vec<Job>> {
        let after = query.after.unwrap_or(DateTime::UNIX_EPOCH);
        let project = query.project.map(|id| id.0);
        let rows: Vec<Listed> = read!(self, pool => sqlx::query_as(
            "SELECT j.*, m.role FROM job j JOIN member m ON m.project = j.project
             WHERE m.account = $1 AND (j.project = $2 OR $2 IS NULL) AND j.updated > $3
             ORDER BY j.created DESC LIMIT $4")
            .bind(principal.account.0).bind(project).bind(after).bind(query.limit.max(0)).fetch_all(pool).await?);
        let shown = |row: Listed| {
            let role: Role = stored(&row.role)?;
            Ok(shown(principal, role.permission().level, row.job.job()?))
        };
        rows.into_iter().map(shown).collect()
    }

    async fn may_steer(&self, grant: &Grant, id: JobId) -> Result<Job> {
        let job = self.job(grant, id).await?;
        let own = job.account == grant.principal().account;
        if own || matches!(grant.role(), Role::Owner) || grant.action() == Action::Administer {
            return Ok(job);
        }
        Err(StoreError::Denied("only the person who started a job or an owner steers it".to_owned()))
    }

    async fn job_row(&self, id: JobId) -> Result<Job> {
        let row: Option<Row> = read!(self, pool =>
            sqlx::query_as("SELECT * FROM job WHERE id = $1").bind(id.0).fetch_optional(pool).await?);
        row.ok_or(StoreError::NotFound("job"))?.job()
    }
}

const CLAIM_SQLITE: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $2,
    lease_owner = $3, started = $1, updated = $1 WHERE id = (SELECT id FROM job
        WHERE (state = 'queued' AND run_after <= $1) OR (state = 'running' AND lease_until < $1)
        ORDER BY created, id LIMIT 1) RETURNING *";
const CLAIM_POSTGRES: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, lease_until = $2,
    lease_owner = $3, started = $1, updated = $1 WHERE id = (SELECT id FROM job
        WHERE (state = 'queued' AND run_after <= $1) OR (state = 'running' AND lease_until < $1)
        ORDER BY created, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *";
