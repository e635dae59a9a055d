//! The values of one report in one database, each with its check.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{CaseId, DatabaseId, ReportId, UserId};
use workbench_core::{FieldValue, State, Variable};

use super::{Check, CheckVerdict, Checker, RulesThen};
use crate::db::read;
use crate::error::stored;
use crate::sight::{Eye, Seen, Sight, person};
use crate::{Grant, Result, Store, StoreError};

/// A variable with what rules and people say of it in a report.
#[derive(Clone, Debug)]
pub struct ShownValue {
    /// The variable.
    pub variable: Variable,
    /// Whether the rules of the database no longer have it.
    pub retired: bool,
    /// What the rules (or a language model) say.
    pub rules: Option<FieldValue>,
    /// What a person says.
    pub manual: Option<FieldValue>,
    /// The check that stands.
    pub check: Option<Check>,
}

/// What a report says in a database.
#[derive(Clone, Debug)]
pub struct ReportValues {
    /// Name of the database.
    pub name: String,
    /// What fills it.
    pub rules: crate::RulesOf,
    /// The case.
    pub case_id: CaseId,
    /// Every variable in order.
    pub values: Vec<ShownValue>,
}

#[derive(sqlx::FromRow)]
pub(super) struct CheckRow {
    pub(super) variable: String,
    verdict: String,
    value: Json<FieldValue>,
    judged: Json<FieldValue>,
    reason: String,
    ruleset_version: String,
    ruleset_hash: String,
    account: uuid::Uuid,
    name: String,
    at: DateTime<Utc>,
    undone: Option<DateTime<Utc>>,
}

const CHECK: &str =
    "SELECT k.variable, k.verdict, k.value, k.judged, k.reason, k.ruleset_version, k.ruleset_hash,
    k.account, a.name, k.at, k.undone FROM value_check k JOIN account a ON a.id = k.account
    WHERE k.disease_database = $1 AND k.report = $2";

/// A report in a database.
#[derive(sqlx::FromRow)]
struct Head {
    case_id: uuid::Uuid,
    database_name: String,
    pack: String,
    pack_version: String,
    rule_set_version: Option<uuid::Uuid>,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    external_id: String,
    accession: String,
    text: String,
}

impl Head {
    fn seen(&self, sight: &Sight) -> Seen {
        let numbers = [self.external_id.as_str(), self.accession.as_str()];
        sight.see(person(self.patient, &self.name, &self.identifier, &numbers), &self.text)
    }
}

impl Store {
    async fn head(&self, grant: &Grant, database: DatabaseId, report: ReportId) -> Result<Head> {
        let head: Option<Head> = read!(self, pool => sqlx::query_as(
            "SELECT c.id AS case_id, d.name AS database_name, d.pack, d.pack_version, d.rule_set_version, c.patient, p.identifier,
                p.name, r.external_id, r.accession, r.text FROM disease_database d
             JOIN disease_case c ON c.disease_database = d.id JOIN report r ON r.patient = c.patient
             JOIN patient p ON p.id = c.patient WHERE d.id = $1 AND d.project = $2 AND r.id = $3 AND r.project = $2")
            .bind(database.0).bind(grant.project().0).bind(report.0).fetch_optional(pool).await?);
        head.ok_or(StoreError::NotFound("report in this database"))
    }

    /// The values of a report with their checks.
    ///
    /// # Errors
    /// When the report is in no case of the database.
    pub async fn report_values(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
    ) -> Result<ReportValues> {
        let head = self.head(grant, database, report).await?;
        let sight = self.sight(grant).await?;
        let seen = head.seen(&sight);
        let eye = sight.eye(Some(database), &seen);
        let variables: Vec<(Json<Variable>, bool)> = read!(self, pool => sqlx::query_as(
            "SELECT definition, retired FROM variable WHERE disease_database = $1 ORDER BY retired, position, key")
            .bind(database.0).fetch_all(pool).await?);
        let held: Vec<(String, String, Json<FieldValue>)> = read!(self, pool => sqlx::query_as(
            "SELECT variable, origin, value FROM case_value WHERE disease_case = $1 AND report = $2 AND valid_to IS NULL
             AND origin IN ('nlp', 'manual') ORDER BY id")
            .bind(head.case_id).bind(report.0).fetch_all(pool).await?);
        let sql = format!("{CHECK} AND k.stands");
        let checks: Vec<CheckRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(database.0).bind(report.0).fetch_all(pool).await?);
        let mut held: HashMap<(String, String), FieldValue> =
            held.into_iter().map(|(variable, origin, value)| ((variable, origin), value.0)).collect();
        let mut checks: HashMap<String, CheckRow> =
            checks.into_iter().map(|row| (row.variable.clone(), row)).collect();
        let mut values = Vec::with_capacity(variables.len());
        for (variable, retired) in variables {
            let kind = variable.kind.as_str();
            let mut of = |origin: &str| {
                let value = held.remove(&(variable.key.clone(), origin.to_owned()));
                value.map(|value| eye.value(kind, value))
            };
            let (rules, manual) = (of("nlp"), of("manual"));
            let check = checks.remove(&variable.key);
            let check = check.map(|row| check_of_row(&eye, kind, row)).transpose()?;
            values.push(ShownValue { variable: variable.0, retired, rules, manual, check });
        }
        let rules = crate::RulesOf {
            ruleset_version: crate::rulesets::version_id(head.rule_set_version),
            pack: head.pack,
            version: head.pack_version,
        };
        Ok(ReportValues { name: head.database_name, rules, case_id: CaseId(head.case_id), values })
    }

    /// Every check of a value, newest first, those taken back too.
    ///
    /// # Errors
    /// When the report is in no case of the database.
    pub async fn check_history(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
        field: &str,
    ) -> Result<Vec<Check>> {
        let head = self.head(grant, database, report).await?;
        let kind: Option<String> = read!(self, pool => sqlx::query_scalar(
            "SELECT kind FROM variable WHERE disease_database = $1 AND key = $2")
            .bind(database.0).bind(field).fetch_optional(pool).await?);
        let kind = kind.ok_or(StoreError::NotFound("variable"))?;
        let sql = format!("{CHECK} AND k.variable = $3 ORDER BY k.at DESC, k.id DESC LIMIT 1000");
        let rows: Vec<CheckRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(database.0).bind(report.0).bind(field).fetch_all(pool).await?);
        let sight = self.sight(grant).await?;
        let seen = head.seen(&sight);
        let eye = sight.eye(Some(database), &seen);
        rows.into_iter().map(|row| check_of_row(&eye, &kind, row)).collect()
    }
}

/// The one place where a check is read: its values are covered as the report is.
fn check_of_row(eye: &Eye, kind: &str, row: CheckRow) -> Result<Check> {
    let verdict: CheckVerdict = stored(&row.verdict)?;
    let value = eye.value(kind, row.value.0);
    let judged = eye.value(kind, row.judged.0);
    let wrong = verdict == CheckVerdict::Wrong;
    Ok(Check {
        verdict,
        value: if wrong { serde_json::Value::Null } else { value.value },
        state: if wrong { State::Conflict } else { value.state },
        spans: value.spans,
        reason: eye.words(&row.reason),
        by: Checker { id: UserId(row.account), name: row.name },
        at: row.at,
        judged,
        ruleset: RulesThen { version: row.ruleset_version, hash: row.ruleset_hash },
        undone: row.undone,
    })
}
