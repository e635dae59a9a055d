//! What a new extraction may not take away, for use inside its transaction.

/// An accepted value stays when the rules now say something else: it becomes
/// the person's value. To be used after the new values are in their place.
macro_rules! keep_accepted {
    ($tx:ident, $database:expr, $activity:expr, $at:expr) => {
        let rows: Vec<(
            uuid::Uuid,
            uuid::Uuid,
            sqlx::types::Json<workbench_core::FieldValue>,
            sqlx::types::Json<workbench_core::FieldValue>,
        )> = sqlx::query_as(
            "SELECT v.disease_case, v.report, k.value, v.value FROM value_check k
             JOIN disease_case c ON c.disease_database = k.disease_database
             JOIN case_value v ON v.disease_case = c.id AND v.report = k.report AND v.variable = k.variable
                AND v.origin = 'nlp' AND v.valid_to IS NULL
             WHERE k.disease_database = $1 AND k.stands AND k.verdict = 'accepted' AND k.value <> v.value
             AND NOT EXISTS (SELECT 1 FROM case_value m WHERE m.disease_case = c.id AND m.report = k.report
                AND m.variable = k.variable AND m.origin = 'manual' AND m.valid_to IS NULL)",
        )
        .bind($database.0)
        .fetch_all(&mut *$tx)
        .await?;
        for (case, report, accepted, value) in rows {
            if (&accepted.0.value, accepted.0.state) == (&value.0.value, value.0.state) {
                continue;
            }
            sqlx::query(
                "INSERT INTO case_value (id, disease_case, variable, report, origin, state, value, activity, valid_from)
                 VALUES ($1,$2,$3,$4,'manual',$5,$6,$7,$8)",
            )
            .bind($crate::db::new_id::<uuid::Uuid>())
            .bind(case)
            .bind(&accepted.0.field)
            .bind(report)
            .bind(accepted.0.state.as_str())
            .bind(&accepted)
            .bind($activity.0)
            .bind($at)
            .execute(&mut *$tx)
            .await?;
        }
    };
}
pub(crate) use keep_accepted;

/// A value that a language model found stays where the rules of the run find
/// nothing. To be used before the run's values take the place of the old.
macro_rules! keep_model_values {
    ($tx:ident, $database:expr, $run:expr) => {
        sqlx::query(
            "UPDATE refill_value SET state = v.state, value = v.value FROM case_value v
             JOIN disease_case c ON c.id = v.disease_case
             WHERE c.disease_database = $1 AND refill_value.run = $2 AND refill_value.state = 'not_mentioned'
             AND v.report = refill_value.report AND v.variable = refill_value.variable AND v.origin = 'nlp'
             AND v.valid_to IS NULL AND v.value ->> 'rule' LIKE 'model:%'",
        )
        .bind($database.0)
        .bind($run)
        .execute(&mut *$tx)
        .await?
    };
}
pub(crate) use keep_model_values;
