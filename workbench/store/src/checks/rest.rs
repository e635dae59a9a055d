//! Accepting all that is left of a report, in one transaction.

use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, ReportId};
use workbench_core::{Action, FieldValue};

use super::held::{case_of, stand};
use super::{CheckVerdict, RulesThen, weigh_one};
use crate::audit::audit_in;
use crate::authz::Object;
use crate::children::touch;
use crate::db::{hold, new_id, now, write_tx};
use crate::{Grant, Result, Store, StoreError};

/// What the rules say, and the row and value of the person, where there is one.
type Open = (Json<FieldValue>, Option<uuid::Uuid>, Option<Json<FieldValue>>);

impl Store {
    /// Accepts every value of the report that nobody has checked, one as the
    /// other; a value that contradicts itself is left for a person to decide.
    /// Answers how many.
    ///
    /// # Errors
    /// As [`check_value`](Self::check_value).
    pub async fn accept_rest(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
        rules: &RulesThen,
    ) -> Result<usize> {
        grant.require(Action::Edit)?;
        let object = Object::Report(report);
        let verdict = CheckVerdict::Accepted;
        Ok(write_tx!(self, tx => {
            hold!(tx, grant.project());
            let case = case_of!(tx, grant, database, report);
            let rows: Vec<Open> = sqlx::query_as(
                "SELECT v.value, m.id, m.value FROM case_value v
                 LEFT JOIN case_value m ON m.disease_case = v.disease_case AND m.report = v.report
                    AND m.variable = v.variable AND m.origin = 'manual' AND m.valid_to IS NULL
                 WHERE v.disease_case = $2 AND v.report = $3 AND v.origin = 'nlp' AND v.valid_to IS NULL
                 AND v.state <> 'conflict' AND NOT EXISTS (SELECT 1 FROM value_check k WHERE k.disease_database = $1
                    AND k.report = v.report AND k.variable = v.variable AND k.stands) ORDER BY v.id")
                .bind(database.0).bind(case).bind(report.0).fetch_all(&mut *tx).await?;
            let at = now();
            for (judged, replaced, manual) in &rows {
                let value = manual.as_ref().map_or(&judged.0, |value| &value.0);
                let id = new_id::<uuid::Uuid>();
                stand!(tx, grant, id, database, report, verdict, value, &judged.0, "", rules, *replaced, at);
            }
            weigh_one!(tx, database, report);
            touch!(tx, database);
            let detail = serde_json::json!({"check": "accepted", "database": database.to_string(), "rest": rows.len()});
            audit_in!(self, tx, grant, object, detail);
            rows.len()
        }))
    }
}
