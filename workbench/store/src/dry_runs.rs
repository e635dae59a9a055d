//! What a draft would change in a database, kept until the next try.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, PatientId, ReportId, RuleSetId};
use workbench_core::{Action, FieldValue};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, now, read, write_tx};
use crate::sight::person;
use crate::{Grant, Result, Store, StoreError};

/// The result of trying a draft.
#[derive(Clone, Debug)]
pub struct NewDryRun {
    /// The database it was tried on.
    pub database: DatabaseId,
    /// Names the state of the draft.
    pub etag: String,
    /// Counts, without words of reports.
    pub result: serde_json::Value,
    /// Values that would change.
    pub examples: Vec<ChangedValue>,
}

/// A value before and after.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct ChangedValue {
    /// Report.
    pub report: ReportId,
    /// Patient.
    pub patient: PatientId,
    /// Key of the variable.
    pub field: String,
    /// Type of the variable.
    pub type_word: String,
    /// `changed`, `filled`, `lost`, `new_conflict` or `settled`.
    pub kind: String,
    /// What the database's rules say.
    pub before: Option<FieldValue>,
    /// What the draft says.
    pub after: Option<FieldValue>,
}

/// A value before and after, as far as the asking person may see.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ChangeExample {
    /// Report.
    pub report: ReportId,
    /// Label of the patient.
    pub patient: String,
    /// Key of the variable.
    pub field: String,
    /// `changed`, `filled`, `lost`, `new_conflict` or `settled`.
    pub kind: String,
    /// What the database's rules say.
    pub before: Option<FieldValue>,
    /// What the draft says.
    pub after: Option<FieldValue>,
}

/// A kept try.
#[derive(Clone, Debug)]
pub struct DryRunRow {
    /// Counts, as they were given.
    pub result: serde_json::Value,
    /// The examples, with identity covered by the grant's level.
    pub examples: Vec<ChangeExample>,
    /// Whether the draft is still the one that was tried.
    pub current: bool,
    /// When.
    pub at: DateTime<Utc>,
}

type Row = (uuid::Uuid, i64, i64, Json<serde_json::Value>, Json<Vec<ChangedValue>>, DateTime<Utc>);

impl Store {
    /// Keeps the result of trying a draft on a database; the one before goes.
    ///
    /// # Errors
    /// When the grant is not to edit, or the project has no such rule set or database.
    pub async fn keep_dry_run(&self, grant: &Grant, id: RuleSetId, new: &NewDryRun) -> Result<()> {
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
                .bind(id.0).bind(new.database.0).bind(revision).bind(Json(&new.result))
                .bind(Json(&new.examples)).bind(now()).execute(&mut *tx).await?;
            audit_in!(self, tx, grant, object, serde_json::json!({"dry_run": new.database.to_string()}));
        });
        Ok(())
    }

    /// The last try of a rule set's draft, if there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dry_run(&self, grant: &Grant, id: RuleSetId) -> Result<Option<DryRunRow>> {
        let row: Option<Row> = read!(self, pool => sqlx::query_as(
            "SELECT d.disease_database, d.revision, s.revision, d.result, d.examples, d.at FROM dry_run d
             JOIN rule_set s ON s.id = d.rule_set WHERE s.project = $1 AND s.id = $2")
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        let Some((database, tried, present, result, examples, at)) = row else { return Ok(None) };
        let examples = self.change_examples(grant, DatabaseId(database), examples.0).await?;
        Ok(Some(DryRunRow { result: result.0, examples, current: tried == present, at }))
    }

    /// Changed values with identity covered by the grant's level.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_examples(
        &self,
        grant: &Grant,
        database: DatabaseId,
        examples: Vec<ChangedValue>,
    ) -> Result<Vec<ChangeExample>> {
        let database = Some(database);
        let sight = self.sight(grant).await?;
        let mut reports: Vec<uuid::Uuid> = examples.iter().map(|example| example.report.0).collect();
        reports.sort();
        reports.dedup();
        let seen = self.seen_reports(grant, &sight, &reports).await?;
        let mut people: HashMap<PatientId, (String, String)> = HashMap::new();
        let mut shown = Vec::with_capacity(examples.len());
        for example in examples {
            let (identifier, name) = match people.get(&example.patient) {
                Some(known) => known.clone(),
                None => {
                    let row: Option<(String, String)> = read!(self, pool => sqlx::query_as(
                        "SELECT identifier, name FROM patient WHERE id = $1 AND project = $2")
                        .bind(example.patient.0).bind(grant.project().0).fetch_optional(pool).await?);
                    people.insert(example.patient, row.clone().unwrap_or_default());
                    row.unwrap_or_default()
                }
            };
            let unread = || sight.see(person(example.patient.0, &name, &identifier, &[]), "");
            let seen = seen.get(&example.report.0).map_or_else(|| Cow::Owned(unread()), Cow::Borrowed);
            let eye = sight.eye(database, &seen);
            let cover = |value: Option<FieldValue>| value.map(|value| eye.value(&example.type_word, value));
            shown.push(ChangeExample {
                report: example.report,
                patient: self.label(grant, example.patient, &identifier, &name),
                before: cover(example.before),
                after: cover(example.after),
                field: example.field,
                kind: example.kind,
            });
        }
        Ok(shown)
    }
}
