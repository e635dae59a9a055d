//! How much there is to check in each report: sums that every transaction
//! which changes values of rules or checks brings up to date, so that the queue
//! is read without counting all values.

/// The sums of reports in SQL; the tail says of which.
macro_rules! sums {
    ($tail:literal) => {
        concat!(
            "SELECT c.disease_database, v.report,
                SUM(CASE WHEN k.id IS NULL AND v.state = 'conflict' THEN 1 ELSE 0 END) AS conflicts,
                SUM(CASE WHEN k.id IS NULL AND v.state NOT IN ('conflict', 'not_mentioned')
                    AND (v.state = 'uncertain' OR v.confidence < 0.7) THEN 1 ELSE 0 END) AS doubtful,
                MIN(CASE WHEN k.id IS NULL AND v.state <> 'not_mentioned' THEN v.confidence END) AS lowest,
                SUM(CASE WHEN k.id IS NULL THEN 1 ELSE 0 END) AS open, COUNT(k.id) AS checked,
                MAX(CASE WHEN v.state = 'conflict' THEN 1 ELSE 0 END) AS any_conflict,
                MIN(CASE WHEN v.state <> 'not_mentioned' THEN v.confidence END) AS any_lowest
            FROM case_value v JOIN disease_case c ON c.id = v.disease_case
            LEFT JOIN value_check k ON k.disease_database = c.disease_database AND k.report = v.report
                AND k.variable = v.variable AND k.stands
            WHERE c.disease_database = $1 AND v.report IS NOT NULL AND v.valid_to IS NULL AND v.origin = 'nlp' ",
            $tail,
            " GROUP BY c.disease_database, v.report"
        )
    };
}
pub(super) use sums;

pub(crate) const WEIGH_ALL: &str = concat!("INSERT INTO check_queue ", sums!(""));
pub(crate) const WEIGH_ONE: &str = concat!("INSERT INTO check_queue ", sums!("AND v.report = $2"));

/// Sums up the reports of a database anew, inside the transaction that changed their values.
macro_rules! weigh_all {
    ($tx:ident, $database:expr) => {
        sqlx::query("DELETE FROM check_queue WHERE disease_database = $1")
            .bind($database.0)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::checks::WEIGH_ALL).bind($database.0).execute(&mut *$tx).await?
    };
}
pub(crate) use weigh_all;

/// Sums up one report anew.
macro_rules! weigh_one {
    ($tx:ident, $database:expr, $report:expr) => {
        sqlx::query("DELETE FROM check_queue WHERE disease_database = $1 AND report = $2")
            .bind($database.0)
            .bind($report.0)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::checks::WEIGH_ONE).bind($database.0).bind($report.0).execute(&mut *$tx).await?
    };
}
pub(crate) use weigh_one;
