//! Published versions of rule sets: immutable, hashed, with the terms they took.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{RuleSetId, RuleSetVersionId};
use workbench_core::{Digest, Variable};

use crate::db::read;
use crate::error::stored;
use crate::{Grant, Result, Store, StoreError};

/// Concepts by name with their terms, as a version took them.
pub type FrozenTerms = Vec<(String, Vec<String>)>;

/// A version in a list.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct PublishedVersion {
    /// Id.
    pub id: RuleSetVersionId,
    /// Version, three numbers.
    pub version: String,
    /// SHA-256 over source and terms.
    pub hash: String,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
    /// What the person said about it.
    pub note: String,
    /// Number of variables.
    pub fields: usize,
    /// Number of tests inside the file.
    pub tests: i64,
}

/// A version with all that it is.
#[derive(Clone, Debug)]
pub struct RuleSetVersion {
    /// As in a list.
    pub head: PublishedVersion,
    /// Rule set.
    pub ruleset: RuleSetId,
    /// Short name of the rule set.
    pub key: String,
    /// The rule file as published.
    pub source: String,
    /// The terms it took.
    pub terms: FrozenTerms,
    /// Its variables in order.
    pub variables: Vec<Variable>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    version: String,
    hash: String,
    at: DateTime<Utc>,
    by: String,
    note: String,
    tests: i64,
    variables: Json<Vec<Variable>>,
}

#[derive(sqlx::FromRow)]
struct WholeRow {
    #[sqlx(flatten)]
    row: Row,
    rule_set: uuid::Uuid,
    key: String,
    source: String,
    terms: Json<FrozenTerms>,
}

const COLUMNS: &str = "v.id, v.version, v.hash, v.at, a.name AS by, v.note, v.tests, v.variables";
const FROM: &str =
    "FROM rule_set_version v JOIN account a ON a.id = v.account JOIN rule_set s ON s.id = v.rule_set
    WHERE s.project = $1";

impl Row {
    fn head(&self) -> PublishedVersion {
        PublishedVersion {
            id: RuleSetVersionId(self.id),
            version: self.version.clone(),
            hash: self.hash.clone(),
            at: self.at,
            by: self.by.clone(),
            note: self.note.clone(),
            fields: self.variables.len(),
            tests: self.tests,
        }
    }
}

impl Store {
    /// The versions of a rule set, newest first.
    pub(crate) async fn published_versions(
        &self,
        grant: &Grant,
        ruleset: RuleSetId,
    ) -> Result<Vec<PublishedVersion>> {
        let sql = format!("SELECT {COLUMNS} {FROM} AND v.rule_set = $2 ORDER BY v.at DESC, v.id DESC");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(ruleset.0).fetch_all(pool).await?);
        Ok(rows.iter().map(Row::head).collect())
    }

    /// One version.
    ///
    /// # Errors
    /// When the project has no such version, or its stored hash is damaged.
    pub async fn ruleset_version(&self, grant: &Grant, id: RuleSetVersionId) -> Result<RuleSetVersion> {
        let sql = format!("SELECT {COLUMNS}, v.rule_set, s.key, v.source, v.terms {FROM} AND v.id = $2");
        let row: Option<WholeRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let row = row.ok_or(StoreError::NotFound("rule set version"))?;
        stored::<Digest>(&row.row.hash)?;
        Ok(RuleSetVersion {
            head: row.row.head(),
            ruleset: RuleSetId(row.rule_set),
            key: row.key,
            source: row.source,
            terms: row.terms.0,
            variables: row.row.variables.0,
        })
    }
}
