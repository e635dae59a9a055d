//! Deciding on a request, and closing its package.

use workbench_core::Action;
use workbench_core::ids::{ExportId, UserId};
use workbench_core::vocab::ExportState;

use super::{ExportRequest, wrong_state};
use crate::audit::audit_in;
use crate::db::{now, read, write_tx};
use crate::{Grant, Object, Result, Store, StoreError};

impl Store {
    /// Who has approved a request, for the operator at the command line; none when nobody has.
    ///
    /// # Errors
    /// When there is no such request.
    pub async fn export_approver(&self, id: ExportId) -> Result<Option<UserId>> {
        let found: Option<(Option<uuid::Uuid>, Option<bool>)> = read!(self, pool =>
            sqlx::query_as("SELECT decided_by, approved FROM export_request WHERE id = $1").bind(id.0)
                .fetch_optional(pool).await?);
        let (by, approved) = found.ok_or(StoreError::NotFound("export request"))?;
        Ok(by.filter(|_| approved == Some(true)).map(UserId))
    }

    /// Approves or rejects another's request, once.
    ///
    /// # Errors
    /// When it is one's own, is decided already, reaches deeper than the decider sees, or is rejected without a note.
    pub async fn decide_export(
        &self,
        grant: &Grant,
        id: ExportId,
        approve: bool,
        note: &str,
    ) -> Result<ExportRequest> {
        grant.require(Action::Administer)?;
        let request = self.export(grant, id).await?;
        if request.by == grant.principal().account {
            return Err(StoreError::barred("nobody decides on their own request", "不能审批本人提交的申请"));
        }
        if request.level > grant.level() {
            return Err(StoreError::barred(
                "the request reaches deeper than you may see; somebody of that level decides on it",
                "申请的数据级别高于本人级别，无法核对内容，须由相应级别者审批",
            ));
        }
        let note = note.trim();
        if note.chars().count() > 2_000 || (!approve && note.is_empty()) {
            return Err(StoreError::bad(
                "a rejection needs a note of 1 to 2000 characters",
                "驳回须填写 1 至 2000 字的理由",
            ));
        }
        let decided =
            || wrong_state(&request, "it is decided on once, while it waits", "只有待审批的申请可以审批");
        let state = if approve { ExportState::Approved } else { ExportState::Rejected };
        write_tx!(self, tx => {
            let done = sqlx::query(
                "UPDATE export_request SET state = $2, decided_by = $3, decided_at = $4, decision_note = $5, approved = $6
                 WHERE id = $1 AND state = 'requested'")
                .bind(id.0).bind(state.as_str()).bind(grant.principal().account.0).bind(now()).bind(note).bind(approve)
                .execute(&mut *tx).await?.rows_affected();
            if done == 0 {
                return Err(decided());
            }
            let detail = serde_json::json!({"request": request.number, "approve": approve, "note": note});
            audit_in!(self, tx, grant, Object::Export(id), detail);
        });
        self.export(grant, id).await
    }

    /// Closes a package, or stops one before it is built; links end with it.
    ///
    /// # Errors
    /// When there is nothing to close or no note.
    pub async fn revoke_export(&self, grant: &Grant, id: ExportId, note: &str) -> Result<ExportRequest> {
        grant.require(Action::Administer)?;
        let request = self.export(grant, id).await?;
        let note = note.trim();
        if note.is_empty() || note.chars().count() > 2_000 {
            return Err(StoreError::bad("say in 1 to 2000 characters why", "请填写 1 至 2000 字的理由"));
        }
        let nothing = || wrong_state(&request, "there is no package to close", "没有可撤销的数据包");
        write_tx!(self, tx => {
            let done = sqlx::query(
                "UPDATE export_request SET state = 'revoked', revoked_by = $2, revoked_at = $3, revoke_note = $4
                 WHERE id = $1 AND state IN ('approved', 'building', 'failed', 'ready')")
                .bind(id.0).bind(grant.principal().account.0).bind(now()).bind(note)
                .execute(&mut *tx).await?.rows_affected();
            if done == 0 {
                return Err(nothing());
            }
            let detail = serde_json::json!({"request": request.number, "revoke": note});
            audit_in!(self, tx, grant, Object::Export(id), detail);
        });
        self.export(grant, id).await
    }
}
