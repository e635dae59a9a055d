//! Keeping checks: the check, the value that follows from it and the audit row
//! are written in one transaction.

use workbench_core::Action;
use workbench_core::ids::{ActivityId, DatabaseId, ReportId};

use super::held::{case_of, close, held, open, stand};
use super::outcome::outcome;
use super::{CheckVerdict, NewCheck, not_mentioned, place, weigh_one};
use crate::audit::audit_in;
use crate::authz::Object;
use crate::children::touch;
use crate::db::{hold, new_id, now, write_tx};
use crate::lineage::activity_in;
use crate::{Entity, Grant, Result, Store, StoreError};

/// Longest reason, in characters.
const MAX_REASON: usize = 2_000;

impl Store {
    /// Keeps what a person says of a value. `accepted` leaves the values alone;
    /// `corrected` and `not_mentioned` become the person's value, `wrong` a
    /// contradiction without a value, so that it is never taken for a fact.
    ///
    /// # Errors
    /// When the grant is not to edit, the report is in no case of the
    /// database, the database has no such variable, or the reason is too long.
    pub async fn check_value(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
        field: &str,
        new: &NewCheck,
    ) -> Result<()> {
        grant.require(Action::Edit)?;
        if new.reason.chars().count() > MAX_REASON || new.reason.contains('\0') {
            return Err(StoreError::bad(
                format!("a reason has at most {MAX_REASON} characters"),
                format!("理由不得超过 {MAX_REASON} 字"),
            ));
        }
        let (id, object) = (new_id::<uuid::Uuid>(), Object::Report(report));
        let detail = serde_json::json!({
            "check": new.verdict.as_str(), "database": database.to_string(), "field": field,
        });
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let case = case_of!(tx, grant, database, report);
            let known: Option<i64> = sqlx::query_scalar(
                "SELECT CAST(1 AS BIGINT) FROM variable WHERE disease_database = $1 AND key = $2")
                .bind(database.0).bind(field).fetch_optional(&mut *tx).await?;
            known.ok_or(StoreError::NotFound("variable"))?;
            let at = now();
            let rules = held!(tx, case, report, field, "nlp");
            let manual = held!(tx, case, report, field, "manual");
            let last: Option<String> = sqlx::query_scalar(
                "SELECT verdict FROM value_check WHERE disease_database = $1 AND report = $2 AND variable = $3 AND stands")
                .bind(database.0).bind(report.0).bind(field).fetch_optional(&mut *tx).await?;
            let judged = rules.map_or_else(|| not_mentioned(field, ""), |(_, value)| value.0);
            let shown = manual.as_ref().map_or(&judged, |(_, value)| &value.0);
            let lifted = last.as_deref() == Some(CheckVerdict::Wrong.as_str());
            let after = outcome(new, &judged, shown, lifted)?;
            let replaced = manual.as_ref().map(|(row, _)| *row);
            if let Some(row) = replaced.filter(|_| after.manual.is_some() || lifted) {
                close!(tx, row, at);
            }
            if let Some(value) = &after.manual {
                let activity: ActivityId = new_id();
                let (used, made) = (vec![place(report)], vec![Entity::new("check", id, "")]);
                activity_in!(tx, grant, activity, "check_value", &detail, at, &used, &made);
                open!(tx, case, report, "manual", value, activity.0, at);
            }
            stand!(tx, grant, id, database, report, new.verdict, &after.value, &judged, new.reason.trim(),
                new.ruleset, replaced, at);
            weigh_one!(tx, database, report);
            touch!(tx, database);
            audit_in!(self, tx, grant, object, detail.clone());
        });
        Ok(())
    }
}
