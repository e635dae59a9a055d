//! Requests to take data out 导出申请: asked for by one person, decided by another, built once, fetched by a timed link.

mod build;
mod decide;
mod link;
mod request;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use workbench_core::ids::{CohortId, CohortVersionId, DatabaseId, ExportId, ProjectId, UserId};
use workbench_core::vocab::ExportState;
use workbench_core::{Action, DataLevel, Digest, Variable};

pub use build::BuiltPackage;
pub use link::{Fetch, Link};
pub use request::NewExport;

use crate::db::{now, read};
use crate::error::stored;
use crate::{Grant, Result, Store, StoreError};

/// Days for which a package can be fetched.
pub const PACKAGE_DAYS: i64 = 30;

/// A request.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportRequest {
    /// Id.
    pub id: ExportId,
    /// Project.
    pub project: ProjectId,
    /// From 1 in its project.
    pub number: i64,
    /// Where it stands.
    pub state: ExportState,
    /// Who asked.
    pub by: UserId,
    /// Login of who asked.
    pub by_login: String,
    /// Name of who asked.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whose cases.
    pub cohort: ExportCohort,
    /// The columns, as the dictionary had them when the cohort was frozen.
    pub fields: Vec<Variable>,
    /// Depth of data.
    pub level: DataLevel,
    /// Words of the file formats.
    pub formats: Vec<String>,
    /// Whether the texts of the reports go with it.
    pub reports: bool,
    /// Whether the images go with it.
    pub dicom: bool,
    /// What it is for.
    pub reason: String,
    /// What was decided.
    pub decision: Option<Decision>,
    /// Why the package could not be built.
    pub problem: Option<String>,
    /// The package, once it is built.
    pub package: Option<Package>,
}

/// The frozen cohort of a request.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExportCohort {
    /// Cohort.
    pub id: CohortId,
    /// The frozen version.
    pub version_id: CohortVersionId,
    /// Its number.
    pub version: i64,
    /// Name of the cohort.
    pub name: String,
    /// Database of its cases.
    pub database: DatabaseId,
    /// Name of the database.
    pub database_name: String,
    /// Hash of the frozen version.
    #[schema(value_type = String)]
    pub hash: Digest,
    /// Number of cases.
    pub members: i64,
}

/// What a steward decided.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ExportDecision)]
pub struct Decision {
    /// Allowed or refused.
    pub approved: bool,
    /// Who decided.
    pub by: UserId,
    /// Name of who decided.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub note: String,
}

/// A built package.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Package {
    /// SHA-256 of the zip file.
    #[schema(value_type = String)]
    pub hash: Digest,
    /// Bytes.
    pub size: i64,
    /// What is in it.
    pub files: Vec<PackageFile>,
    /// What marks it as this request's.
    pub watermark: String,
    /// When it was built.
    pub built: DateTime<Utc>,
    /// Until when it can be fetched.
    pub expires: DateTime<Utc>,
    /// Who fetched it.
    pub downloads: Vec<Download>,
    /// Who closed it.
    pub revoked: Option<Revoked>,
}

/// A file of a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PackageFile {
    /// Name in the zip file.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: String,
}

/// A fetch of the package.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Download {
    /// Who.
    pub by: UserId,
    /// Name.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub ip: String,
}

/// The closing of a package.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Revoked {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub note: String,
}

/// What was asked for, as the row keeps it.
#[derive(Serialize, Deserialize)]
struct Asked {
    fields: Vec<Variable>,
    formats: Vec<String>,
    reports: bool,
    dicom: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    project: uuid::Uuid,
    number: i64,
    asked: Json<Asked>,
    level: String,
    reason: String,
    account: uuid::Uuid,
    by_login: String,
    by_name: String,
    at: DateTime<Utc>,
    state: String,
    decided_by: Option<uuid::Uuid>,
    decided_name: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    decision_note: Option<String>,
    approved: Option<bool>,
    problem: Option<String>,
    package: Option<String>,
    package_size: Option<i64>,
    package_files: Option<Json<Vec<PackageFile>>>,
    built: Option<DateTime<Utc>>,
    expires: Option<DateTime<Utc>>,
    revoked_by: Option<uuid::Uuid>,
    revoked_at: Option<DateTime<Utc>>,
    revoke_note: Option<String>,
    cohort: uuid::Uuid,
    cohort_version: uuid::Uuid,
    version: i64,
    cohort_name: String,
    disease_database: uuid::Uuid,
    database_name: String,
    hash: String,
    members: i64,
}

const EXPORT: &str = "SELECT e.id, e.project, e.number, e.asked, e.level, e.reason, e.account, a.login AS by_login,
    a.name AS by_name, e.at, e.state, e.decided_by, s.name AS decided_name, e.decided_at, e.decision_note, e.approved,
    e.problem, e.package, e.package_size, e.package_files, e.built, e.expires, e.revoked_by, e.revoked_at, e.revoke_note,
    c.id AS cohort, v.id AS cohort_version, v.version, c.name AS cohort_name, c.disease_database, d.name AS database_name,
    v.hash, v.members
    FROM export_request e JOIN account a ON a.id = e.account JOIN cohort_version v ON v.id = e.cohort_version
    JOIN cohort c ON c.id = v.cohort JOIN disease_database d ON d.id = c.disease_database
    LEFT JOIN account s ON s.id = e.decided_by WHERE e.project = $1";

impl Row {
    fn request(self, downloads: Vec<Download>) -> Result<ExportRequest> {
        let at = now();
        let state: ExportState = stored(&self.state)?;
        let over = self.expires.is_some_and(|expires| expires <= at);
        let state = if state == ExportState::Ready && over { ExportState::Expired } else { state };
        let decision = match (self.decided_by, self.decided_at) {
            (Some(by), Some(at)) => Some(Decision {
                approved: self.approved.unwrap_or_default(),
                by: UserId(by),
                by_name: self.decided_name.unwrap_or_default(),
                at,
                note: self.decision_note.unwrap_or_default(),
            }),
            _ => None,
        };
        let revoked = match (self.revoked_by, self.revoked_at) {
            (Some(by), Some(at)) => {
                Some(Revoked { by: UserId(by), at, note: self.revoke_note.unwrap_or_default() })
            }
            _ => None,
        };
        let package = match (self.package, self.built, self.expires) {
            (Some(hash), Some(built), Some(expires)) => Some(Package {
                hash: stored(&hash)?,
                size: self.package_size.unwrap_or_default(),
                files: self.package_files.map(|files| files.0).unwrap_or_default(),
                watermark: watermark(self.number, &self.by_login),
                built,
                expires,
                downloads,
                revoked,
            }),
            _ => None,
        };
        Ok(ExportRequest {
            id: ExportId(self.id),
            project: ProjectId(self.project),
            number: self.number,
            state,
            by: UserId(self.account),
            by_login: self.by_login,
            by_name: self.by_name,
            at: self.at,
            cohort: ExportCohort {
                id: CohortId(self.cohort),
                version_id: CohortVersionId(self.cohort_version),
                version: self.version,
                name: self.cohort_name,
                database: DatabaseId(self.disease_database),
                database_name: self.database_name,
                hash: stored(&self.hash)?,
                members: self.members,
            },
            fields: self.asked.0.fields,
            level: stored(&self.level)?,
            formats: self.asked.0.formats,
            reports: self.asked.0.reports,
            dicom: self.asked.0.dicom,
            reason: self.reason,
            decision,
            problem: self.problem,
            package,
        })
    }
}

/// What marks a package as a request's.
fn watermark(number: i64, login: &str) -> String {
    format!("EX-{number:05} {login}")
}

impl ExportRequest {
    /// What marks its package as this request's.
    pub fn watermark(&self) -> String {
        watermark(self.number, &self.by_login)
    }
}

impl Store {
    /// The requests of the project, newest first: all for who decides on them, else the person's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exports(&self, grant: &Grant) -> Result<Vec<ExportRequest>> {
        let sql = format!("{EXPORT} AND (e.account = $2 OR $3) ORDER BY e.number DESC");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(decides(grant)).fetch_all(pool).await?);
        let mut requests = Vec::with_capacity(rows.len());
        for row in rows {
            let downloads = self.downloads(row.id).await?;
            requests.push(row.request(downloads)?);
        }
        Ok(requests)
    }

    /// One request: the person's own, or any for who decides on them.
    ///
    /// # Errors
    /// When there is none that the person may see.
    pub async fn export(&self, grant: &Grant, id: ExportId) -> Result<ExportRequest> {
        let sql = format!("{EXPORT} AND (e.account = $2 OR $3) AND e.id = $4");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(decides(grant)).bind(id.0)
            .fetch_optional(pool).await?);
        let row = row.ok_or(StoreError::NotFound("export request"))?;
        let downloads = self.downloads(row.id).await?;
        row.request(downloads)
    }

    async fn downloads(&self, request: uuid::Uuid) -> Result<Vec<Download>> {
        let rows: Vec<(uuid::Uuid, String, DateTime<Utc>, String)> = read!(self, pool => sqlx::query_as(
            "SELECT a.id, a.name, w.at, w.ip FROM export_download w JOIN account a ON a.id = w.account
             WHERE w.export_request = $1 ORDER BY w.at, w.id").bind(request).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|(by, by_name, at, ip)| Download { by: UserId(by), by_name, at, ip })
            .collect())
    }
}

/// Whether the person decides on the requests of others.
pub(crate) fn decides(grant: &Grant) -> bool {
    grant.role().allows(Action::Administer)
}

/// The state does not allow this.
fn wrong_state(request: &ExportRequest, en: &str, zh: &str) -> StoreError {
    let (state, number) = (request.state, request.number);
    StoreError::refused(
        format!("request {number} is {state}; {en}"),
        format!("申请 {number} 的状态为“{}”，{zh}", state_zh(state)),
    )
}

fn state_zh(state: ExportState) -> &'static str {
    match state {
        ExportState::Requested => "待审批",
        ExportState::Approved => "已批准",
        ExportState::Building => "生成中",
        ExportState::Ready => "可下载",
        ExportState::Rejected => "已驳回",
        ExportState::Withdrawn => "已撤回",
        ExportState::Failed => "生成失败",
        ExportState::Revoked => "已撤销",
        ExportState::Expired => "已过期",
    }
}
