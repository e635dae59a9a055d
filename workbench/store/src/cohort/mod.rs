//! Cohorts 队列: named lists of cases whose versions are frozen with their definition, members and values.

mod changed;
mod compare;
mod freeze;
mod members;
mod snapshot;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use workbench_core::Digest;
use workbench_core::ids::{CohortId, CohortVersionId, DatabaseId, UserId};

pub use changed::ChangedCases;
pub use compare::{ComparedCriteria, Comparison, Moved};
pub use freeze::{Freeze, Frozen};
pub use members::{FrozenCase, FrozenCases, FrozenInstance};

use crate::db::read;
use crate::error::stored;
use crate::{Grant, Result, Store, StoreError};

/// A cohort with its versions, newest first.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Cohort {
    /// Id.
    pub id: CohortId,
    /// Database its cases are of.
    pub database: DatabaseId,
    /// Name.
    pub name: String,
    /// Note of its newest version.
    pub note: String,
    /// Name of its maker.
    pub by_name: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// Frozen versions.
    pub versions: Vec<CohortVersion>,
}

/// A frozen version.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct CohortVersion {
    /// Id.
    pub id: CohortVersionId,
    /// Cohort.
    pub cohort: CohortId,
    /// From 1.
    pub version: i64,
    /// Why it was made.
    pub note: String,
    /// Number of cases.
    pub members: i64,
    /// SHA-256 of the object that holds definition, dictionary, members and values.
    #[schema(value_type = String)]
    pub hash: Digest,
    /// Who froze it.
    pub by: UserId,
    /// Name of who froze it.
    pub by_name: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The criteria.
    #[schema(value_type = Object)]
    pub criteria: Value,
    /// The criteria as a sentence.
    pub description_zh: String,
    /// The same in English.
    pub description_en: String,
    /// Against the version before; null on the first.
    pub changed: Option<Changed>,
}

/// How many cases came and went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Changed {
    /// Cases that the version before has not.
    pub added: i64,
    /// Cases of the version before that are gone.
    pub removed: i64,
}

#[derive(sqlx::FromRow)]
struct VersionRow {
    id: uuid::Uuid,
    cohort: uuid::Uuid,
    version: i64,
    note: String,
    criteria: Json<Value>,
    description_zh: String,
    description_en: String,
    members: i64,
    hash: String,
    account: uuid::Uuid,
    by_name: String,
    at: DateTime<Utc>,
    added: i64,
    removed: i64,
}

impl VersionRow {
    fn version(self) -> Result<CohortVersion> {
        let changed = Changed { added: self.added, removed: self.removed };
        Ok(CohortVersion {
            id: CohortVersionId(self.id),
            cohort: CohortId(self.cohort),
            version: self.version,
            note: self.note,
            members: self.members,
            hash: stored(&self.hash)?,
            by: UserId(self.account),
            by_name: self.by_name,
            at: self.at,
            criteria: self.criteria.0,
            description_zh: self.description_zh,
            description_en: self.description_en,
            changed: (self.version > 1).then_some(changed),
        })
    }
}

/// Versions of the cohorts of project `$1`, with what came and went against the one before.
const VERSION: &str = "SELECT v.id, v.cohort, v.version, v.note, v.criteria, v.description_zh, v.description_en, v.members,
    v.hash, v.account, a.name AS by_name, v.at,
    (SELECT COUNT(*) FROM cohort_member m WHERE m.cohort_version = v.id AND NOT EXISTS (SELECT 1 FROM cohort_member o
        WHERE o.cohort_version = b.id AND o.disease_case = m.disease_case)) AS added,
    (SELECT COUNT(*) FROM cohort_member o WHERE o.cohort_version = b.id AND NOT EXISTS (SELECT 1 FROM cohort_member m
        WHERE m.cohort_version = v.id AND m.disease_case = o.disease_case)) AS removed
    FROM cohort_version v JOIN account a ON a.id = v.account JOIN cohort c ON c.id = v.cohort
    JOIN disease_database d ON d.id = c.disease_database
    LEFT JOIN cohort_version b ON b.cohort = v.cohort AND b.version = v.version - 1 WHERE d.project = $1";

type CohortRow = (uuid::Uuid, uuid::Uuid, String, String, DateTime<Utc>);

const COHORT: &str =
    "SELECT c.id, c.disease_database, c.name, a.name, c.at FROM cohort c JOIN account a ON a.id = c.account
    JOIN disease_database d ON d.id = c.disease_database WHERE d.project = $1";

impl Store {
    /// The cohorts of a database, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cohorts(&self, grant: &Grant, database: DatabaseId) -> Result<Vec<Cohort>> {
        let sql = format!("{COHORT} AND c.disease_database = $2 ORDER BY c.at DESC, c.id");
        let rows: Vec<CohortRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(database.0).fetch_all(pool).await?);
        let mut cohorts = Vec::with_capacity(rows.len());
        for row in rows {
            cohorts.push(self.cohort_of_row(grant, row).await?);
        }
        Ok(cohorts)
    }

    /// One cohort.
    ///
    /// # Errors
    /// When the project has no such cohort.
    pub async fn cohort(&self, grant: &Grant, id: CohortId) -> Result<Cohort> {
        let sql = format!("{COHORT} AND c.id = $2");
        let row: Option<CohortRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        self.cohort_of_row(grant, row.ok_or(StoreError::NotFound("cohort"))?).await
    }

    async fn cohort_of_row(&self, grant: &Grant, row: CohortRow) -> Result<Cohort> {
        let (id, database, name, by_name, at) = row;
        let versions = self.versions_where(grant, "v.cohort = $2 ORDER BY v.version DESC", id).await?;
        let note = versions.first().map(|newest| newest.note.clone()).unwrap_or_default();
        Ok(Cohort { id: CohortId(id), database: DatabaseId(database), name, note, by_name, at, versions })
    }

    /// One version of a cohort.
    ///
    /// # Errors
    /// When there is none.
    pub async fn cohort_version(&self, grant: &Grant, id: CohortId, version: i64) -> Result<CohortVersion> {
        let found = self.versions_where(grant, "v.cohort = $2", id.0).await?;
        found
            .into_iter()
            .find(|row| row.version == version)
            .ok_or(StoreError::NotFound("version of this cohort"))
    }

    pub(crate) async fn cohort_version_by_id(
        &self,
        grant: &Grant,
        id: CohortVersionId,
    ) -> Result<CohortVersion> {
        let found = self.versions_where(grant, "v.id = $2", id.0).await?;
        found.into_iter().next().ok_or(StoreError::NotFound("version of this cohort"))
    }

    async fn versions_where(&self, grant: &Grant, which: &str, id: uuid::Uuid) -> Result<Vec<CohortVersion>> {
        let sql = format!("{VERSION} AND {which}");
        let rows: Vec<VersionRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id).fetch_all(pool).await?);
        rows.into_iter().map(VersionRow::version).collect()
    }
}
