//! Drafts of rule sets: making one, and saving over the state that was read.

use workbench_core::Action;
use workbench_core::ids::RuleSetId;

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{new_id, now, write_tx};
use crate::error::unique;
use crate::{Grant, Result, Store, StoreError};

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
}
