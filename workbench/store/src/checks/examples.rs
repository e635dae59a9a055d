//! Labelled examples: every check that stands, with its text.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, ReportId, UserId};
use workbench_core::{Action, FieldValue};

use super::{CheckVerdict, Checker, RulesThen};
use crate::db::read;
use crate::error::stored;
use crate::sight::person;
use crate::{Grant, Result, Store};

/// A labelled example.
#[derive(Clone, Debug)]
pub struct Example {
    /// Id of the check; the next page begins after it.
    pub id: uuid::Uuid,
    /// Report.
    pub report: ReportId,
    /// Text of the report, as far as the level shows it.
    pub text: String,
    /// Verdict.
    pub verdict: CheckVerdict,
    /// What is right; what is not, for `wrong`.
    pub value: FieldValue,
    /// What the rules had said.
    pub judged: FieldValue,
    /// Why.
    pub reason: String,
    /// The rules of that time.
    pub ruleset: RulesThen,
    /// Who.
    pub by: Checker,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    report: uuid::Uuid,
    text: String,
    patient: uuid::Uuid,
    identifier: String,
    external_id: String,
    accession: String,
    name: String,
    kind: String,
    verdict: String,
    value: Json<FieldValue>,
    judged: Json<FieldValue>,
    reason: String,
    ruleset_version: String,
    ruleset_hash: String,
    account: uuid::Uuid,
    checker: String,
    at: DateTime<Utc>,
}

impl Store {
    /// Labelled examples: the checks that stand, by id; `after` begins the next page.
    ///
    /// # Errors
    /// When the grant is not to export.
    pub async fn examples(
        &self,
        grant: &Grant,
        database: DatabaseId,
        after: uuid::Uuid,
        limit: i64,
    ) -> Result<Vec<Example>> {
        grant.require(Action::Export)?;
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT k.id, k.report, r.text, r.patient, r.external_id, r.accession, p.identifier, p.name, w.kind, k.verdict, k.value, k.judged, k.reason,
                k.ruleset_version, k.ruleset_hash, k.account, a.name AS checker, k.at
             FROM value_check k JOIN report r ON r.id = k.report JOIN patient p ON p.id = r.patient
             JOIN variable w ON w.disease_database = k.disease_database AND w.key = k.variable
             JOIN account a ON a.id = k.account
             WHERE k.disease_database = $1 AND k.stands AND r.project = $2 AND k.id > $3 ORDER BY k.id LIMIT $4")
            .bind(database.0).bind(grant.project().0).bind(after).bind(limit.max(0)).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        let example = |row: Row| {
            let who = person(row.patient, &row.name, &row.identifier, &[&row.external_id, &row.accession]);
            let seen = sight.see(who, &row.text);
            let eye = sight.eye(Some(database), &seen);
            Ok(Example {
                id: row.id,
                report: ReportId(row.report),
                verdict: stored(&row.verdict)?,
                value: eye.value(&row.kind, row.value.0),
                judged: eye.value(&row.kind, row.judged.0),
                reason: eye.words(&row.reason),
                text: seen.text().to_owned(),
                ruleset: RulesThen { version: row.ruleset_version, hash: row.ruleset_hash },
                by: Checker { id: UserId(row.account), name: row.checker },
                at: row.at,
            })
        };
        rows.into_iter().map(example).collect()
    }
}
