//! The values of a report as rows: which case they belong to, the one that
//! stands, ending it, opening the next. For use inside a transaction.

use sqlx::types::Json;
use workbench_core::FieldValue;

/// A current value of one origin: its row and the value.
pub(super) type Held = (uuid::Uuid, Json<FieldValue>);

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
        let held: Option<$crate::checks::held::Held> = sqlx::query_as(concat!(
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
pub(super) use stand;
