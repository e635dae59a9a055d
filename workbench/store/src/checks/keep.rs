//! Keeping checks: the check, the value that follows from it and the audit row
//! are written in one transaction.

use sqlx::types::Json;
use workbench_core::ids::{ActivityId, DatabaseId, ReportId};
use workbench_core::{Action, FieldValue, State};

use super::{CheckVerdict, MANUAL_RULE, NewCheck, RulesThen, not_mentioned, place, weigh_one};
use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, write_tx};
use crate::lineage::activity_in;
use crate::{Entity, Grant, Result, Store, StoreError};

/// Longest reason, in characters.
const MAX_REASON: usize = 2_000;

/// A current value of one origin: its row and the value.
pub(super) type Held = (uuid::Uuid, Json<FieldValue>);

/// What the rules say, and the row and value of the person, where there is one.
type Open = (Json<FieldValue>, Option<uuid::Uuid>, Option<Json<FieldValue>>);

/// The case that a report belongs to in a database of the project.
macro_rules! case_of {
    ($tx:ident, $grant:expr, $database:expr, $report:expr) => {{
        let case: Option<uuid::Uuid> = sqlx::query_scalar(
            "SELECT c.id FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
             JOIN report r ON r.patient = c.patient WHERE d.id = $1 AND d.project = $2 AND r.id = $3 AND r.project = $2",
        )
        .bind($database.0)
        .bind($grant.project().0)
        .bind($report.0)
        .fetch_optional(&mut *$tx)
        .await?;
        case.ok_or(StoreError::NotFound("report in this database"))?
    }};
}
pub(super) use case_of;

/// The current value of an origin.
macro_rules! held {
    ($tx:ident, $case:expr, $report:expr, $field:expr, $origin:literal) => {{
        let held: Option<$crate::checks::keep::Held> = sqlx::query_as(concat!(
            "SELECT id, value FROM case_value WHERE disease_case = $1 AND report = $2 AND variable = $3
             AND valid_to IS NULL AND origin = '",
            $origin,
            "'"
        ))
        .bind($case)
        .bind($report.0)
        .bind($field)
        .fetch_optional(&mut *$tx)
        .await?;
        held
    }};
}
pub(super) use held;

/// Ends the life of a value row.
macro_rules! close {
    ($tx:ident, $id:expr, $at:expr) => {
        sqlx::query("UPDATE case_value SET valid_to = $2 WHERE id = $1")
            .bind($id)
            .bind($at)
            .execute(&mut *$tx)
            .await?
    };
}
pub(super) use close;

/// Opens a value row.
macro_rules! open {
    ($tx:ident, $case:expr, $report:expr, $origin:literal, $value:expr, $activity:expr, $at:expr) => {
        sqlx::query(concat!(
            "INSERT INTO case_value (id, disease_case, variable, report, origin, state, value, activity, valid_from)
             VALUES ($1,$2,$3,$4,'",
            $origin,
            "',$5,$6,$7,$8)"
        ))
        .bind($crate::db::new_id::<uuid::Uuid>())
        .bind($case)
        .bind(&$value.field)
        .bind($report.0)
        .bind($value.state.as_str())
        .bind(sqlx::types::Json($value))
        .bind($activity)
        .bind($at)
        .execute(&mut *$tx)
        .await?
    };
}
pub(super) use open;

/// Writes the check that stands from now on.
macro_rules! stand {
    ($tx:ident, $grant:expr, $id:expr, $database:expr, $report:expr, $verdict:expr, $value:expr, $judged:expr,
     $reason:expr, $rules:expr, $replaced:expr, $at:expr) => {
        sqlx::query(
            "UPDATE value_check SET stands = FALSE WHERE disease_database = $1 AND report = $2 AND variable = $3 AND stands",
        )
        .bind($database.0)
        .bind($report.0)
        .bind(&$judged.field)
        .execute(&mut *$tx)
        .await?;
        sqlx::query(
            "INSERT INTO value_check (id, disease_database, report, variable, verdict, value, judged, reason,
             ruleset_version, ruleset_hash, account, at, stands, replaced)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,TRUE,$13)",
        )
        .bind($id)
        .bind($database.0)
        .bind($report.0)
        .bind(&$judged.field)
        .bind($verdict.as_str())
        .bind(sqlx::types::Json($value))
        .bind(sqlx::types::Json($judged))
        .bind($reason)
        .bind(&$rules.version)
        .bind(&$rules.hash)
        .bind($grant.principal().account.0)
        .bind($at)
        .bind($replaced)
        .execute(&mut *$tx)
        .await?
    };
}

/// What the values are after a check.
struct Outcome {
    /// What the check says is right; what it says is wrong, for `wrong`.
    value: FieldValue,
    /// The person's value that follows.
    manual: Option<FieldValue>,
}

/// `shown` is the value on the page: the person's, if there is one, else the rules'.
fn outcome(new: &NewCheck, judged: &FieldValue, shown: &FieldValue, lifted: bool) -> Result<Outcome> {
    Ok(match new.verdict {
        // to accept after "wrong" is to say that the rules are right
        CheckVerdict::Accepted if lifted => Outcome { value: judged.clone(), manual: None },
        CheckVerdict::Accepted => Outcome { value: shown.clone(), manual: None },
        CheckVerdict::Corrected => {
            let value = new
                .value
                .clone()
                .ok_or_else(|| StoreError::bad("a correction needs a value", "更正须给出新值"))?;
            Outcome { value: value.clone(), manual: Some(value) }
        }
        CheckVerdict::NotMentioned => {
            let value = not_mentioned(&judged.field, MANUAL_RULE);
            Outcome { value: value.clone(), manual: Some(value) }
        }
        CheckVerdict::Wrong => {
            let refused = if lifted { judged } else { shown };
            let alternatives = [refused.value.clone()].into_iter().filter(|value| !value.is_null()).collect();
            let doubted = FieldValue {
                state: State::Conflict,
                alternatives,
                spans: refused.spans.clone(),
                ..not_mentioned(&judged.field, MANUAL_RULE)
            };
            Outcome { value: refused.clone(), manual: Some(doubted) }
        }
    })
}

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
            audit_in!(self, tx, grant, object, detail.clone());
        });
        Ok(())
    }

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
            let detail = serde_json::json!({"check": "accepted", "database": database.to_string(), "rest": rows.len()});
            audit_in!(self, tx, grant, object, detail);
            rows.len()
        }))
    }
}
