//! Taking a check back: the check before it stands again, with its value.

use sqlx::types::Json;
use workbench_core::ids::{ActivityId, DatabaseId, ReportId};
use workbench_core::{Action, FieldValue};

use super::held::{case_of, close, held, open};
use super::{place, weigh_one};
use crate::audit::audit_in;
use crate::authz::Object;
use crate::children::touch;
use crate::db::{hold, new_id, now, write_tx};
use crate::lineage::activity_in;
use crate::{Grant, Result, Store, StoreError};

impl Store {
    /// Takes the check that stands back. What stood before it, a check or
    /// nothing, stands again, and so does the value; all rows are kept.
    ///
    /// # Errors
    /// When the grant is not to edit or nothing is checked there.
    pub async fn undo_check(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
        field: &str,
    ) -> Result<()> {
        grant.require(Action::Edit)?;
        let object = Object::Report(report);
        let detail = serde_json::json!({"check": "undone", "database": database.to_string(), "field": field});
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let case = case_of!(tx, grant, database, report);
            let at = now();
            let last: Option<(uuid::Uuid, Option<uuid::Uuid>)> = sqlx::query_as(
                "SELECT id, replaced FROM value_check WHERE disease_database = $1 AND report = $2 AND variable = $3 AND stands")
                .bind(database.0).bind(report.0).bind(field).fetch_optional(&mut *tx).await?;
            let (id, replaced) = last.ok_or(StoreError::NotFound("check of this value"))?;
            sqlx::query("UPDATE value_check SET stands = FALSE, undone = $2, undone_by = $3 WHERE id = $1")
                .bind(id).bind(at).bind(grant.principal().account.0).execute(&mut *tx).await?;
            sqlx::query(
                "UPDATE value_check SET stands = TRUE WHERE id = (SELECT id FROM value_check
                    WHERE disease_database = $1 AND report = $2 AND variable = $3 AND undone IS NULL
                    ORDER BY at DESC, id DESC LIMIT 1)")
                .bind(database.0).bind(report.0).bind(field).execute(&mut *tx).await?;
            let manual = held!(tx, case, report, field, "manual").map(|(row, _)| row);
            if manual != replaced {
                if let Some(row) = manual {
                    close!(tx, row, at);
                }
                let before: Option<Json<FieldValue>> =
                    sqlx::query_scalar("SELECT value FROM case_value WHERE id = $1")
                        .bind(replaced).fetch_optional(&mut *tx).await?;
                if let Some(value) = before {
                    let activity: ActivityId = new_id();
                    let used = vec![place(report), crate::Entity::new("check", id, "")];
                    activity_in!(tx, grant, activity, "undo_check", &detail, at, &used, &Vec::<crate::Entity>::new());
                    open!(tx, case, report, "manual", &value.0, activity.0, at);
                }
            }
            weigh_one!(tx, database, report);
            touch!(tx, database);
            audit_in!(self, tx, grant, object, detail.clone());
        });
        Ok(())
    }
}
