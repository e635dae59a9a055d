//! Rule sets 规则集 of a project: the draft, which may be broken, and who uses what was published.

use chrono::{DateTime, Utc};
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, ProjectId, RuleSetId, RuleSetVersionId};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::unique;
use crate::{Grant, PublishedVersion, Result, Store, StoreError};

/// Most bytes of a rule file.
const MAX_SOURCE: usize = 1 << 20;

/// The text of a draft with what its head says.
#[derive(Clone, Debug)]
pub struct DraftText {
    /// The rule file as written.
    pub source: String,
    /// Version in its head; empty when it cannot be read.
    pub version: String,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
}

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

fn fits(draft: &DraftText) -> Result<()> {
    if draft.source.len() > MAX_SOURCE {
        return Err(StoreError::bad("a rule file has at most 1 MB", "规则文件不得超过 1 MB"));
    }
    if draft.source.contains('\0') {
        return Err(StoreError::bad("a rule file holds no NUL character", "规则文件含有 NUL 字符，请删除"));
    }
    Ok(())
}

impl Store {
    /// Makes a rule set with its first draft.
    ///
    /// # Errors
    /// When the grant is not to edit or the project has a rule set of this key.
    pub async fn create_ruleset(
        &self,
        grant: &Grant,
        key: &str,
        origin: &str,
        draft: &DraftText,
    ) -> Result<RuleSetId> {
        grant.require(Action::Edit)?;
        fits(draft)?;
        let (id, at): (RuleSetId, _) = (new_id(), now());
        let object = Object::RuleSet(id);
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO rule_set (id, project, key, title_zh, title_en, origin, draft, draft_version, revision,
                 updated, updated_by, created) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,1,$9,$10,$9)")
                .bind(id.0).bind(grant.project().0).bind(key).bind(&draft.title_zh).bind(&draft.title_en)
                .bind(origin).bind(&draft.source).bind(&draft.version).bind(at)
                .bind(grant.principal().account.0)
                .execute(&mut *tx).await.map_err(unique("a rule set of this id"))?;
            audit_in!(self, tx, grant, object, serde_json::json!({"create": key, "origin": origin}));
        });
        Ok(id)
    }

    /// Saves a draft over the state that `etag` names; answers the new etag.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else has saved since.
    pub async fn save_draft(
        &self,
        grant: &Grant,
        id: RuleSetId,
        etag: &str,
        draft: &DraftText,
    ) -> Result<String> {
        grant.require(Action::Edit)?;
        fits(draft)?;
        let revision: i64 = etag.parse().map_err(|_| StoreError::Stale("rule set"))?;
        let object = Object::RuleSet(id);
        let digest = workbench_core::Digest::of(draft.source.as_bytes());
        write_tx!(self, tx => {
            let saved = sqlx::query(
                "UPDATE rule_set SET draft = $4, draft_version = $5, title_zh = $6, title_en = $7, revision = revision + 1,
                 updated = $8, updated_by = $9 WHERE id = $1 AND project = $2 AND revision = $3")
                .bind(id.0).bind(grant.project().0).bind(revision).bind(&draft.source).bind(&draft.version)
                .bind(&draft.title_zh).bind(&draft.title_en).bind(now()).bind(grant.principal().account.0)
                .execute(&mut *tx).await?;
            if saved.rows_affected() == 0 {
                return Err(StoreError::Stale("rule set"));
            }
            audit_in!(self, tx, grant, object, serde_json::json!({"draft": digest.to_string()}));
        });
        Ok((revision + 1).to_string())
    }

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

    /// Keeps the result of trying a draft on a database; the one before goes.
    ///
    /// # Errors
    /// When the grant is not to edit, or the project has no such rule set or database.
    pub async fn keep_dry_run(&self, grant: &Grant, id: RuleSetId, new: &crate::NewDryRun) -> Result<()> {
        grant.require(Action::Edit)?;
        self.ruleset(grant, id).await?;
        self.database(grant, new.database).await?;
        let revision: i64 = new.etag.parse().map_err(|_| StoreError::Stale("rule set"))?;
        let object = Object::RuleSet(id);
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            sqlx::query(
                "INSERT INTO dry_run (rule_set, disease_database, revision, result, examples, at) VALUES ($1,$2,$3,$4,$5,$6)
                 ON CONFLICT (rule_set) DO UPDATE SET disease_database = excluded.disease_database,
                 revision = excluded.revision, result = excluded.result, examples = excluded.examples, at = excluded.at")
                .bind(id.0).bind(new.database.0).bind(revision).bind(sqlx::types::Json(&new.result))
                .bind(sqlx::types::Json(&new.examples)).bind(now()).execute(&mut *tx).await?;
            audit_in!(self, tx, grant, object, serde_json::json!({"dry_run": new.database.to_string()}));
        });
        Ok(())
    }
}

/// The id of a version that a database follows.
pub(crate) fn version_id(id: Option<uuid::Uuid>) -> Option<RuleSetVersionId> {
    id.map(RuleSetVersionId)
}
