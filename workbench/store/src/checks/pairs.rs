//! Checked values beside what the rules say now: what an evaluation counts.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::FieldValue;
use workbench_core::ids::{DatabaseId, PatientId, ReportId, UserId};

use super::{CheckVerdict, Checker};
use crate::db::read;
use crate::error::stored;
use crate::seen::PAGE;
use crate::sight::{Seen, person};
use crate::{Grant, Result, Store};

/// What stands beside a check.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'a> {
    /// The present value of the rules; reports and variables that rules read no more are left out.
    Present,
    /// What this version of the rules had said when it was judged; checks under other versions are left out.
    Then(&'a str),
    /// What the rules had said when they were judged, whichever they were.
    Judged,
}

/// A check that stands, beside the value of today.
#[derive(Clone, Debug)]
pub struct CheckedValue {
    /// Report.
    pub report: ReportId,
    /// Patient as shown.
    pub patient: String,
    /// Verdict.
    pub verdict: CheckVerdict,
    /// What is right; what is not, for `wrong`.
    pub value: FieldValue,
    /// What the rules say now (or said then, where a version is asked for).
    pub got: FieldValue,
    /// Who checked.
    pub by: Checker,
}

#[derive(sqlx::FromRow)]
struct Row {
    report: uuid::Uuid,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    kind: String,
    verdict: String,
    value: Json<FieldValue>,
    got: Json<FieldValue>,
    account: uuid::Uuid,
    checker: String,
}

impl Store {
    /// The checks that stand, each beside what `beside` names.
    ///
    /// Both sides are shown as the report is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checked_values(
        &self,
        grant: &Grant,
        database: DatabaseId,
        beside: Beside<'_>,
    ) -> Result<Vec<CheckedValue>> {
        let (got, join) = match beside {
            Beside::Then(_) | Beside::Judged => ("k.judged", ""),
            Beside::Present => (
                "v.value",
                "JOIN case_value v ON v.disease_case = c.id AND v.report = k.report AND v.variable = k.variable
                AND v.origin = 'nlp' AND v.valid_to IS NULL",
            ),
        };
        let version = if let Beside::Then(version) = beside { version } else { "" };
        let sql = format!(
            "SELECT k.report, p.id AS patient, p.identifier, p.name, w.kind, k.verdict, k.value, {got} AS got, k.account,
                a.name AS checker FROM value_check k JOIN report r ON r.id = k.report JOIN patient p ON p.id = r.patient
             JOIN disease_case c ON c.disease_database = k.disease_database AND c.patient = r.patient {join}
             JOIN variable w ON w.disease_database = k.disease_database AND w.key = k.variable
             JOIN account a ON a.id = k.account
             WHERE k.disease_database = $1 AND k.stands AND r.project = $2 AND ($3 = '' OR k.ruleset_version = $3)
             ORDER BY k.variable, k.report"
        );
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(database.0).bind(grant.project().0).bind(version).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        let mut reports: Vec<uuid::Uuid> = rows.iter().map(|row| row.report).collect();
        reports.sort();
        reports.dedup();
        let mut seen: HashMap<uuid::Uuid, Seen> = HashMap::new();
        for page in reports.chunks(PAGE) {
            seen.extend(self.seen_reports(grant, &sight, page).await?);
        }
        let checked = |row: Row| {
            let unread = || sight.see(person(row.patient, &row.name, &row.identifier, &[]), "");
            let seen = seen.get(&row.report).map_or_else(|| Cow::Owned(unread()), Cow::Borrowed);
            let eye = sight.eye(Some(database), &seen);
            Ok(CheckedValue {
                report: ReportId(row.report),
                patient: self.label(grant, PatientId(row.patient), &row.identifier, &row.name),
                verdict: stored(&row.verdict)?,
                value: eye.value(&row.kind, row.value.0),
                got: eye.value(&row.kind, row.got.0),
                by: Checker { id: UserId(row.account), name: row.checker },
            })
        };
        rows.into_iter().map(checked).collect()
    }

    /// A word that changes whenever the checks of the database or the values of its rules do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checks_stamp(&self, grant: &Grant, database: DatabaseId) -> Result<String> {
        let (version, rules, checks, undone, last): (String, String, i64, i64, Option<DateTime<Utc>>) = read!(self, pool => sqlx::query_as(
            "SELECT d.pack_version, d.pack, (SELECT COUNT(*) FROM value_check k WHERE k.disease_database = d.id),
             (SELECT COUNT(*) FROM value_check k WHERE k.disease_database = d.id AND k.undone IS NOT NULL),
             (SELECT MAX(v.ended) FROM activity v JOIN edge e ON e.activity = v.id WHERE e.entity_kind = 'database'
                AND e.entity_id = $3 AND e.role = 'generated')
             FROM disease_database d WHERE d.id = $1 AND d.project = $2")
            .bind(database.0).bind(grant.project().0).bind(database.to_string()).fetch_one(pool).await
            .map_err(crate::error::absent("database"))?);
        Ok(format!("{rules}@{version} {checks} {undone} {last:?}"))
    }
}
