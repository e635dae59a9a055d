//! Rule sets 规则集 of a project: the draft, which may be broken, and who uses what was published.

use chrono::{DateTime, Utc};
use workbench_core::ids::{DatabaseId, ProjectId, RuleSetId, RuleSetVersionId};

use crate::db::read;
use crate::{Grant, PublishedVersion, Result, Store, StoreError};

/// A rule set in a list.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct RuleSetRow {
    /// Id.
    pub id: RuleSetId,
    /// Project.
    pub project: ProjectId,
    /// Short name, unique in the project; what `ruleset.id` says in the file.
    pub key: String,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// The pack it was copied from, or empty.
    pub origin: String,
    /// The newest published version.
    pub published: Option<PublishedVersion>,
    /// The draft, when it is not what was published last.
    pub draft: Option<DraftRow>,
    /// The databases that one of its versions fills.
    pub databases: Vec<DatabaseName>,
}

/// A draft in a list.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct DraftRow {
    /// When it was saved.
    pub updated: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
    /// Version in its head; empty when it cannot be read.
    pub version: String,
}

/// A database by its name.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct DatabaseName {
    /// Id.
    pub id: DatabaseId,
    /// Name.
    pub name: String,
}

/// The draft of a rule set.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Draft {
    /// The rule file as written.
    pub source: String,
    /// Names this state of the draft; give it back with a change.
    pub etag: String,
    /// When it was saved.
    pub updated: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
    /// Version in its head; empty when it cannot be read.
    pub version: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    key: String,
    title_zh: String,
    title_en: String,
    origin: String,
    draft: String,
    draft_version: String,
    revision: i64,
    updated: DateTime<Utc>,
    by: String,
}

const RULE_SET: &str =
    "SELECT s.id, s.key, s.title_zh, s.title_en, s.origin, s.draft, s.draft_version, s.revision,
    s.updated, a.name AS by FROM rule_set s JOIN account a ON a.id = s.updated_by WHERE s.project = $1";

impl Store {
    /// The rule sets of the project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn rulesets(&self, grant: &Grant) -> Result<Vec<RuleSetRow>> {
        let sql = format!("{RULE_SET} ORDER BY s.created, s.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        let mut sets = Vec::with_capacity(rows.len());
        for row in rows {
            sets.push(self.ruleset_of_row(grant, row).await?.0);
        }
        Ok(sets)
    }

    /// One rule set with its draft and its versions, newest first.
    ///
    /// # Errors
    /// When the project has no such rule set.
    pub async fn ruleset(
        &self,
        grant: &Grant,
        id: RuleSetId,
    ) -> Result<(RuleSetRow, Draft, Vec<PublishedVersion>)> {
        let sql = format!("{RULE_SET} AND s.id = $2");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        self.ruleset_of_row(grant, row.ok_or(StoreError::NotFound("rule set"))?).await
    }

    async fn ruleset_of_row(
        &self,
        grant: &Grant,
        row: Row,
    ) -> Result<(RuleSetRow, Draft, Vec<PublishedVersion>)> {
        let id = RuleSetId(row.id);
        let versions = self.published_versions(grant, id).await?;
        let last: Option<String> = read!(self, pool => sqlx::query_scalar(
            "SELECT source FROM rule_set_version WHERE rule_set = $1 ORDER BY at DESC, id DESC LIMIT 1")
            .bind(id.0).fetch_optional(pool).await?);
        let databases: Vec<(uuid::Uuid, String)> = read!(self, pool => sqlx::query_as(
            "SELECT d.id, d.name FROM disease_database d JOIN rule_set_version v ON v.id = d.rule_set_version
             WHERE v.rule_set = $1 ORDER BY d.name").bind(id.0).fetch_all(pool).await?);
        let open = last.as_ref() != Some(&row.draft);
        let info = DraftRow { updated: row.updated, by: row.by.clone(), version: row.draft_version.clone() };
        let set = RuleSetRow {
            id,
            project: grant.project(),
            key: row.key,
            title_zh: row.title_zh,
            title_en: row.title_en,
            origin: row.origin,
            published: versions.first().cloned(),
            draft: open.then_some(info),
            databases: databases
                .into_iter()
                .map(|(id, name)| DatabaseName { id: DatabaseId(id), name })
                .collect(),
        };
        let draft = Draft {
            source: row.draft,
            etag: row.revision.to_string(),
            updated: row.updated,
            by: row.by,
            version: row.draft_version,
        };
        Ok((set, draft, versions))
    }
}

/// The id of a version that a database follows.
pub(crate) fn version_id(id: Option<uuid::Uuid>) -> Option<RuleSetVersionId> {
    id.map(RuleSetVersionId)
}
