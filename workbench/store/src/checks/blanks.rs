//! Values that rules do not mention and nobody has checked: the only ones that
//! a language model may fill.

use sqlx::types::Json;
use workbench_core::ids::{ActivityId, DatabaseId, PatientId, ReportId};
use workbench_core::{Action, DataLevel, FieldValue};

use super::held::{case_of, close, held, open};
use super::{MODEL_RULE, weigh_one};
use crate::audit::audit_in;
use crate::authz::Object;
use crate::children::touch;
use crate::db::{hold, now, read, write_tx};
use crate::sight::{Seen, person};
use crate::{Grant, NewValue, Result, Store, StoreError};

/// A report with variables that nothing fills.
#[derive(Clone, Debug)]
pub struct Blank {
    /// Report.
    pub report: ReportId,
    /// Patient.
    pub patient: PatientId,
    /// Its text at the lowest level that shows rows: no name, no number.
    pub shown: Seen,
    /// Keys of the variables.
    pub fields: Vec<String>,
}

impl Store {
    /// Reports after `after`, at most `limit`, with those of `fields` that
    /// rules do not mention, nobody has checked and no person has filled.
    /// Whatever the grant's level, identity is covered.
    ///
    /// # Errors
    /// When the grant is not to edit.
    pub async fn blanks(
        &self,
        grant: &Grant,
        database: DatabaseId,
        fields: &[String],
        after: ReportId,
        limit: i64,
    ) -> Result<Vec<Blank>> {
        grant.require(Action::Edit)?;
        type Row = (uuid::Uuid, uuid::Uuid, String, String, String, String, String);
        let sight = self.sight(&grant.no_deeper_than(DataLevel::Deidentified)).await?;
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT r.id, p.id, p.identifier, p.name, r.external_id, r.accession, r.text FROM report r JOIN patient p ON p.id = r.patient
             JOIN disease_case c ON c.patient = p.id
             JOIN disease_database d ON d.id = c.disease_database
             WHERE d.id = $1 AND d.project = $2 AND r.id > $3 AND EXISTS (SELECT 1 FROM case_value v
                WHERE v.disease_case = c.id AND v.report = r.id AND v.origin = 'nlp' AND v.valid_to IS NULL)
             ORDER BY r.id LIMIT $4")
            .bind(database.0).bind(grant.project().0).bind(after.0).bind(limit.max(0)).fetch_all(pool).await?);
        let mut blanks = Vec::with_capacity(rows.len());
        for (report, patient, identifier, name, number, accession, text) in rows {
            let open: Vec<String> = read!(self, pool => sqlx::query_scalar(
                "SELECT v.variable FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                 WHERE c.disease_database = $1 AND v.report = $2 AND v.origin = 'nlp' AND v.valid_to IS NULL
                 AND v.state = 'not_mentioned' AND NOT EXISTS (SELECT 1 FROM value_check k
                    WHERE k.disease_database = $1 AND k.report = $2 AND k.variable = v.variable AND k.stands)
                 AND NOT EXISTS (SELECT 1 FROM case_value m WHERE m.disease_case = c.id AND m.report = $2
                    AND m.variable = v.variable AND m.origin = 'manual' AND m.valid_to IS NULL)
                 ORDER BY v.variable")
                .bind(database.0).bind(report).fetch_all(pool).await?);
            let fields = open.into_iter().filter(|key| fields.contains(key)).collect();
            let shown = sight.see(person(patient, &name, &identifier, &[&number, &accession]), &text);
            blanks.push(Blank { report: ReportId(report), patient: PatientId(patient), shown, fields });
        }
        Ok(blanks)
    }

    /// Puts a model's values where at this moment nothing is: no rule's value,
    /// no person's, no check. Answers how many.
    ///
    /// # Errors
    /// When the grant is not to edit, or a value does not bear a model's name.
    pub async fn fill_blanks(
        &self,
        grant: &Grant,
        database: DatabaseId,
        activity: ActivityId,
        values: &[NewValue],
    ) -> Result<usize> {
        grant.require(Action::Edit)?;
        if values.iter().any(|new| !new.value.rule.starts_with(MODEL_RULE) || new.value.confidence > 0.5) {
            return Err(StoreError::BadInput(
                "a model's value bears its name and a grade of at most 0.5".to_owned(),
            ));
        }
        let object = Object::Database(database);
        let mut filled = 0;
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let at = now();
            for new in values {
                let Some(report) = new.report else { continue };
                let case = case_of!(tx, grant, database, report);
                let field = new.value.field.as_str();
                let rules = held!(tx, case, report, field, "nlp");
                let manual = held!(tx, case, report, field, "manual");
                let checked: i64 = sqlx::query_scalar(
                    "SELECT COUNT(*) FROM value_check WHERE disease_database = $1 AND report = $2 AND variable = $3 AND stands")
                    .bind(database.0).bind(report.0).bind(field).fetch_one(&mut *tx).await?;
                let Some((row, Json(FieldValue { state: workbench_core::State::NotMentioned, .. }))) = rules else { continue };
                if manual.is_some() || checked > 0 {
                    continue;
                }
                close!(tx, row, at);
                open!(tx, case, report, "nlp", &new.value, activity.0, at);
                weigh_one!(tx, database, report);
                touch!(tx, database);
                filled += 1;
            }
            let detail = serde_json::json!({"model_fill": filled});
            audit_in!(self, tx, grant, object, detail);
        });
        Ok(filled)
    }
}
