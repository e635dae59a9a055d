//! Asking for an export, and taking the request back.

use sqlx::types::Json;
use workbench_core::ids::{CohortId, ExportId};
use workbench_core::vocab::ExportState;
use workbench_core::{Action, DataLevel, Variable};

use super::{Asked, ExportRequest, wrong_state};
use crate::audit::audit_in;
use crate::db::{hold, new_id, now, write_tx};
use crate::{Grant, Object, Result, Store, StoreError};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewExport {
    /// Whose cases.
    pub cohort: CohortId,
    /// The frozen version.
    pub version: i64,
    /// The columns.
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
}

impl NewExport {
    fn check(&self, grant: &Grant) -> Result<()> {
        if self.level < DataLevel::Deidentified {
            return Err(StoreError::bad(
                "rows leave at the level deidentified, limited or identified",
                "导出明细数据的级别须为去标识、受限或可识别",
            ));
        }
        if self.level > grant.level() {
            return Err(StoreError::barred(
                format!("your level in this project is {}; ask for no deeper one", grant.level()),
                "申请的数据级别高于本人在本课题的级别",
            ));
        }
        if self.reason.trim().is_empty() || self.reason.chars().count() > 2_000 {
            return Err(StoreError::bad(
                "say in 1 to 2000 characters what the data are for",
                "请填写 1 至 2000 字的用途说明",
            ));
        }
        Ok(())
    }
}

impl Store {
    /// Files a request.
    ///
    /// # Errors
    /// When the grant is not to export, the level is deeper than the person's, or the cohort has no such version.
    pub async fn request_export(&self, grant: &Grant, new: &NewExport) -> Result<ExportId> {
        grant.require(Action::Export)?;
        new.check(grant)?;
        let version = self.cohort_version(grant, new.cohort, new.version).await?;
        let id: ExportId = new_id();
        let asked = Asked {
            fields: new.fields.clone(),
            formats: new.formats.clone(),
            reports: new.reports,
            dicom: new.dicom,
        };
        let keys: Vec<&str> = new.fields.iter().map(|field| field.key.as_str()).collect();
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let last: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) FROM export_request WHERE project = $1")
                .bind(grant.project().0).fetch_one(&mut *tx).await?;
            sqlx::query(
                "INSERT INTO export_request (id, project, number, cohort_version, asked, level, reason, account, at, state)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'requested')")
                .bind(id.0).bind(grant.project().0).bind(last + 1).bind(version.id.0).bind(Json(&asked))
                .bind(new.level.as_str()).bind(new.reason.trim()).bind(grant.principal().account.0).bind(now())
                .execute(&mut *tx).await?;
            let detail = serde_json::json!({"request": last + 1, "cohort": version.hash, "fields": keys,
                "level": new.level, "formats": new.formats, "reports": new.reports, "dicom": new.dicom});
            audit_in!(self, tx, grant, Object::Export(id), detail);
        });
        Ok(id)
    }

    /// Takes back one's own request before it is decided.
    ///
    /// # Errors
    /// When it is another's or decided already.
    pub async fn withdraw_export(&self, grant: &Grant, id: ExportId) -> Result<ExportRequest> {
        let request = self.export(grant, id).await?;
        if request.by != grant.principal().account {
            return Err(StoreError::barred(
                "only the person who asked takes a request back",
                "只有申请人本人可以撤回申请",
            ));
        }
        let late = || {
            wrong_state(&request, "only one that nobody decided on is taken back", "只有待审批的申请可以撤回")
        };
        if request.state == ExportState::Withdrawn {
            return Ok(request);
        }
        write_tx!(self, tx => {
            let done = sqlx::query("UPDATE export_request SET state = 'withdrawn' WHERE id = $1 AND state = 'requested'")
                .bind(id.0).execute(&mut *tx).await?.rows_affected();
            if done == 0 {
                return Err(late());
            }
            audit_in!(self, tx, grant, Object::Export(id), serde_json::json!({"withdraw": request.number}));
        });
        self.export(grant, id).await
    }
}
