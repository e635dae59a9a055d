//! A database is read anew: values are laid aside page by page, and take the
//! place of the old ones in one transaction together with the rules and columns.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use sqlx::types::Json;
use workbench_core::ids::{ActivityId, CaseId, DatabaseId};
use workbench_core::{Action, Variable};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::checks::{keep_accepted, keep_model_values, weigh_all};
use crate::children::touch;
use crate::databases::variable_in;
use crate::db::{hold, new_id, now, write_tx};
use crate::dictionary::{Changed, dictionary_in};
use crate::fields::overlaid;
use crate::lineage::activity_in;
use crate::{Entity, Grant, NewValue, Result, RulesOf, Store, StoreError};

/// Rows of one statement; seven parameters each, both databases take 30,000.
const ROWS: usize = 1_000;

/// A run that lays values aside. Another run of the same database ends it.
#[derive(Clone, Debug)]
pub struct Refill {
    database: DatabaseId,
    run: uuid::Uuid,
    rows: u64,
    started: DateTime<Utc>,
}

/// What a whole run brings.
#[derive(Clone, Debug)]
pub struct Refilled {
    /// What filled the database when the run began.
    pub before: RulesOf,
    /// What has filled it now.
    pub after: RulesOf,
    /// The columns of these rules, in order.
    pub variables: Vec<Variable>,
    /// Keys of columns that only the rules before had.
    pub dropped: Vec<String>,
    /// Parameters, for the lineage.
    pub plan: serde_json::Value,
    /// What was read.
    pub used: Vec<Entity>,
}

fn overtaken() -> StoreError {
    StoreError::refused(
        "another run fills this database, or its rules were changed meanwhile; run it again",
        "该专病库正由另一任务重新提取，或其规则集已更换；请重新运行",
    )
}

/// Fails unless this run is the database's present one, and keeps it so until the commit.
macro_rules! standing {
    ($tx:ident, $refill:expr) => {
        let found = sqlx::query("UPDATE refill SET at = $3 WHERE disease_database = $1 AND run = $2")
            .bind($refill.database.0)
            .bind($refill.run)
            .bind(now())
            .execute(&mut *$tx)
            .await?;
        if found.rows_affected() == 0 {
            return Err(overtaken());
        }
    };
}
impl Store {
    /// Begins a run; what an earlier one left behind goes.
    ///
    /// # Errors
    /// When the grant allows neither to edit nor to administer, or the project has no such database.
    pub async fn begin_refill(&self, grant: &Grant, database: DatabaseId) -> Result<Refill> {
        if grant.action() != Action::Administer {
            grant.require(Action::Edit)?;
        }
        self.database(grant, database).await?;
        let (run, started) = (new_id(), now());
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO refill (disease_database, run, at) VALUES ($1,$2,$3)
                 ON CONFLICT (disease_database) DO UPDATE SET run = excluded.run, at = excluded.at")
                .bind(database.0).bind(run).bind(started).execute(&mut *tx).await?;
            sqlx::query("DELETE FROM refill_value WHERE disease_database = $1")
                .bind(database.0).execute(&mut *tx).await?;
        });
        Ok(Refill { database, run, rows: 0, started })
    }

    /// Lays a page of values aside. Every value rests on a report; one value a report and variable.
    ///
    /// # Errors
    /// When another run has begun since, or a value is twice there or without report.
    pub async fn lay_aside(&self, refill: &mut Refill, values: &[NewValue]) -> Result<()> {
        let mut rows = Vec::with_capacity(values.len());
        for new in values {
            let json = serde_json::to_value(&new.value).map_err(|e| StoreError::Stored(e.to_string()))?;
            let report =
                new.report.ok_or_else(|| StoreError::BadInput("a value rests on no report".to_owned()))?;
            rows.push((new, report, Json(json)));
        }
        write_tx!(self, tx => {
            standing!(tx, refill);
            for page in rows.chunks(ROWS) {
                let mut query = QueryBuilder::new(
                    "INSERT INTO refill_value (id, disease_database, run, patient, report, variable, state, value) ");
                query.push_values(page, |mut row, (new, report, json)| {
                    row.push_bind(new_id::<uuid::Uuid>()).push_bind(refill.database.0).push_bind(refill.run)
                        .push_bind(new.patient.0).push_bind(report.0).push_bind(&new.value.field)
                        .push_bind(new.value.state.as_str()).push_bind(json);
                });
                query.build().execute(&mut *tx).await?;
            }
        });
        refill.rows += rows.len() as u64;
        Ok(())
    }

    /// Lays nothing more aside and forgets what was: the old values stand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up_refill(&self, refill: Refill) -> Result<()> {
        write_tx!(self, tx => {
            sqlx::query("DELETE FROM refill_value WHERE run = $1").bind(refill.run).execute(&mut *tx).await?;
            sqlx::query("DELETE FROM refill WHERE run = $1").bind(refill.run).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Puts the run in the place of the database's values from rules, and its
    /// rules and columns in the place of the old, in one transaction: before
    /// its commit the old stand whole. Values of people, tables and
    /// computations stay; a column that only the old rules had is retired.
    /// Values that did not change keep their row. Answers how many were opened.
    ///
    /// # Errors
    /// When another run has begun since, the database's rules were changed
    /// meanwhile, or other rules are put in place without a grant to administer.
    pub async fn finish_refill(&self, grant: &Grant, refill: Refill, whole: &Refilled) -> Result<u64> {
        let steer = whole.before.ruleset_version != whole.after.ruleset_version
            || whole.before.pack != whole.after.pack;
        grant.require(if steer { Action::Administer } else { grant.action() })?;
        let activity: ActivityId = new_id();
        let database = refill.database;
        let object = Object::Database(database);
        let made = vec![Entity::new("database", database, "")];
        let detail = serde_json::json!({
            "refill": whole.after.version, "pack": whole.after.pack, "before": whole.before.version,
            "ruleset_version": whole.after.ruleset_version, "values": refill.rows,
        });
        let opened = write_tx!(self, tx => {
            hold!(tx, grant.project());
            standing!(tx, refill);
            let at = now();
            let moved = sqlx::query(
                "UPDATE disease_database SET pack = $3, pack_version = $4, rule_set_version = $5
                 WHERE id = $1 AND project = $2 AND pack = $6 AND pack_version = $7
                 AND (rule_set_version = $8 OR (rule_set_version IS NULL AND $8 IS NULL))")
                .bind(database.0).bind(grant.project().0).bind(&whole.after.pack).bind(&whole.after.version)
                .bind(whole.after.ruleset_version.map(|id| id.0)).bind(&whole.before.pack)
                .bind(&whole.before.version).bind(whole.before.ruleset_version.map(|id| id.0))
                .execute(&mut *tx).await?;
            if moved.rows_affected() == 0 {
                return Err(overtaken());
            }
            let staged: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM refill_value WHERE run = $1")
                .bind(refill.run).fetch_one(&mut *tx).await?;
            if u64::try_from(staged).ok() != Some(refill.rows) {
                return Err(overtaken());
            }
            let fields: Vec<Known> = sqlx::query_as(
                "SELECT key, definition, said, retired, hidden FROM variable WHERE disease_database = $1")
                .bind(database.0).fetch_all(&mut *tx).await?;
            let (variables, told) = anew(&whole.variables, &whole.dropped, fields)?;
            for key in &whole.dropped {
                sqlx::query("UPDATE variable SET retired = TRUE WHERE disease_database = $1 AND key = $2")
                    .bind(database.0).bind(key).execute(&mut *tx).await?;
            }
            sqlx::query("UPDATE variable SET position = position + $2 WHERE disease_database = $1")
                .bind(database.0).bind(i64::try_from(whole.variables.len()).unwrap_or(0)).execute(&mut *tx).await?;
            for (position, variable) in variables.iter().enumerate() {
                variable_in!(tx, database, variable, position,
                    "ON CONFLICT (disease_database, key) DO UPDATE SET position = excluded.position,
                     definition = excluded.definition, kind = excluded.kind, retired = variable.hidden");
            }
            dictionary_in!(tx, grant, database, &whole.after.version, at, &told);
            activity_in!(tx, grant, activity, "extract_values", &whole.plan, refill.started, &whole.used, &made);
            keep_model_values!(tx, database, refill.run);
            sqlx::query(CLOSE).bind(database.0).bind(at).bind(refill.run).execute(&mut *tx).await?;
            let people: Vec<uuid::Uuid> = sqlx::query_scalar(NEW_PEOPLE)
                .bind(database.0).bind(refill.run).bind(grant.project().0).fetch_all(&mut *tx).await?;
            for patient in people {
                sqlx::query(
                    "INSERT INTO disease_case (id, disease_database, patient) VALUES ($1,$2,$3)
                     ON CONFLICT (disease_database, patient) DO UPDATE SET shown = TRUE")
                    .bind(new_id::<CaseId>().0).bind(database.0).bind(patient).execute(&mut *tx).await?;
            }
            let opened = sqlx::query(OPEN).bind(database.0).bind(refill.run).bind(activity.0).bind(at)
                .execute(&mut *tx).await?.rows_affected();
            keep_accepted!(tx, database, activity, at);
            weigh_all!(tx, database);
            touch!(tx, database);
            sqlx::query("DELETE FROM refill WHERE run = $1").bind(refill.run).execute(&mut *tx).await?;
            audit_in!(self, tx, grant, object, detail.clone());
            opened
        });
        // what was laid aside is done with; should this fail, the next run sweeps it
        let _ = self.give_up_refill(refill).await;
        Ok(opened)
    }
}

type Known = (String, Json<Variable>, Option<Json<Variable>>, bool, bool);

/// The columns of the rules with what people have said of them, and what of the dictionary changes by that.
fn anew(rules: &[Variable], dropped: &[String], known: Vec<Known>) -> Result<(Vec<Variable>, Vec<Changed>)> {
    let mut known: HashMap<String, _> = known
        .into_iter()
        .map(|(key, was, said, retired, hidden)| (key, (was.0, said, retired, hidden)))
        .collect();
    let json = |field: &Variable| serde_json::to_value(field).map_err(|e| StoreError::Stored(e.to_string()));
    let (mut variables, mut told) = (Vec::with_capacity(rules.len()), Vec::new());
    for rule in rules {
        let before = known.remove(&rule.key);
        let field = match &before {
            Some((_, Some(said), ..)) => overlaid(rule, said.0.clone()),
            _ => rule.clone(),
        };
        match before {
            Some((_, _, _, true)) => {}
            Some((was, _, false, _)) if was == field => {}
            Some((was, _, false, _)) => {
                told.push((field.key.clone(), Some(json(&was)?), Some(json(&field)?)))
            }
            _ => told.push((field.key.clone(), None, Some(json(&field)?))),
        }
        variables.push(field);
    }
    for key in dropped {
        if let Some((was, _, false, _)) = known.get(key) {
            told.push((key.clone(), Some(json(was)?), None));
        }
    }
    Ok((variables, told))
}

/// Values from rules that the run does not hold the same.
const CLOSE: &str = "UPDATE case_value SET valid_to = $2 WHERE origin = 'nlp' AND valid_to IS NULL
    AND disease_case IN (SELECT id FROM disease_case WHERE disease_database = $1)
    AND NOT EXISTS (SELECT 1 FROM refill_value s JOIN disease_case c ON c.patient = s.patient
        WHERE s.run = $3 AND s.report = case_value.report AND s.variable = case_value.variable
        AND c.id = case_value.disease_case AND s.value = case_value.value)";
const NEW_PEOPLE: &str = "SELECT DISTINCT s.patient FROM refill_value s JOIN patient p ON p.id = s.patient
    WHERE s.run = $2 AND p.project = $3 AND NOT EXISTS (SELECT 1 FROM disease_case c
        WHERE c.disease_database = $1 AND c.patient = s.patient AND c.shown)";
const OPEN: &str = "INSERT INTO case_value (id, disease_case, variable, report, origin, state, value, activity, valid_from)
    SELECT s.id, c.id, s.variable, s.report, 'nlp', s.state, s.value, $3, $4 FROM refill_value s
    JOIN disease_case c ON c.disease_database = $1 AND c.patient = s.patient
    WHERE s.run = $2 AND NOT EXISTS (SELECT 1 FROM case_value v WHERE v.report = s.report AND v.variable = s.variable
        AND v.disease_case = c.id AND v.origin = 'nlp' AND v.valid_to IS NULL)";
