//! The way of a package from approved to ready: until its last step nothing can be fetched.

use chrono::Duration;
use sqlx::types::Json;
use workbench_core::ids::ExportId;
use workbench_core::vocab::ExportState;
use workbench_core::{Action, Digest};

use super::{ExportRequest, PACKAGE_DAYS, PackageFile, wrong_state};
use crate::audit::audit_in;
use crate::db::{new_id, now, write_tx};
use crate::lineage::activity_in;
use crate::{Entity, Grant, Object, Result, Store, StoreError};

/// A package that lies among the objects.
#[derive(Clone, Debug)]
pub struct BuiltPackage {
    /// SHA-256 of the zip file.
    pub hash: Digest,
    /// Bytes.
    pub size: u64,
    /// What is in it.
    pub files: Vec<PackageFile>,
}

impl Store {
    /// Marks an approved request as being built; one that broke off is built anew.
    ///
    /// # Errors
    /// When it is not approved.
    pub async fn begin_export(&self, grant: &Grant, id: ExportId) -> Result<ExportRequest> {
        grant.require(Action::Administer)?;
        let request = self.export(grant, id).await?;
        if request.level > grant.level() {
            return Err(StoreError::barred(
                "the request reaches deeper than its approver may see now",
                "申请的数据级别高于审批人现在的级别",
            ));
        }
        let unfit =
            || wrong_state(&request, "only an approved request is built", "只有已批准的申请可以生成数据包");
        write_tx!(self, tx => {
            let done = sqlx::query("UPDATE export_request SET state = 'building', problem = NULL
                 WHERE id = $1 AND state IN ('approved', 'building', 'failed')")
                .bind(id.0).execute(&mut *tx).await?.rows_affected();
            if done == 0 {
                return Err(unfit());
            }
        });
        self.export(grant, id).await
    }

    /// Makes a package that is whole fetchable. When another worker was first, theirs stays.
    ///
    /// # Errors
    /// When the request was closed meanwhile.
    pub async fn finish_export(
        &self,
        grant: &Grant,
        id: ExportId,
        package: &BuiltPackage,
    ) -> Result<ExportRequest> {
        grant.require(Action::Administer)?;
        let request = self.export(grant, id).await?;
        if request.state == ExportState::Ready {
            return Ok(request);
        }
        let closed = || wrong_state(&request, "its package is thrown away", "生成的数据包作废");
        let at = now();
        let size = i64::try_from(package.size).unwrap_or(i64::MAX);
        let plan = serde_json::json!({"request": request.number, "level": request.level, "formats": request.formats});
        let used = [Entity::new("cohort", request.cohort.id, request.cohort.hash)];
        let made = [Entity::new("package", id, package.hash)];
        write_tx!(self, tx => {
            let done = sqlx::query(
                "UPDATE export_request SET state = 'ready', package = $2, package_size = $3, package_files = $4, built = $5,
                 expires = $6 WHERE id = $1 AND state = 'building' AND package IS NULL")
                .bind(id.0).bind(package.hash.to_string()).bind(size).bind(Json(&package.files)).bind(at)
                .bind(at + Duration::days(PACKAGE_DAYS)).execute(&mut *tx).await?.rows_affected();
            if done == 0 {
                return Err(closed());
            }
            let activity: workbench_core::ids::ActivityId = new_id();
            activity_in!(tx, grant, activity, "export", &plan, at, &used, &made);
            let detail = serde_json::json!({"request": request.number, "package": package.hash, "size": size});
            audit_in!(self, tx, grant, Object::Export(id), detail);
        });
        self.export(grant, id).await
    }

    /// Writes down why a package could not be built.
    ///
    /// # Errors
    /// When the row cannot be written.
    pub async fn fail_export(&self, grant: &Grant, id: ExportId, problem: &str) -> Result<()> {
        grant.require(Action::Administer)?;
        self.export(grant, id).await?;
        write_tx!(self, tx => {
            sqlx::query("UPDATE export_request SET state = 'failed', problem = $2 WHERE id = $1 AND state = 'building'")
                .bind(id.0).bind(problem).execute(&mut *tx).await?;
        });
        Ok(())
    }
}
