//! Child databases 子项库: which cases of the parent they show. Criteria are evaluated outside; here stands the result.

use sqlx::types::Json;
use workbench_core::ids::{CaseId, DatabaseId, PatientId};

use crate::db::{hold, new_id, read, write_tx};
use crate::{Grant, Result, Store, StoreError};

/// Says inside a transaction that values of a database have changed.
macro_rules! touch {
    ($tx:ident, $database:expr) => {
        sqlx::query("UPDATE disease_database SET revision = revision + 1 WHERE id = $1")
            .bind($database.0)
            .execute(&mut *$tx)
            .await?
    };
}
pub(crate) use touch;

/// Says inside a transaction that texts of a project have changed.
macro_rules! touch_all {
    ($tx:ident, $project:expr) => {
        sqlx::query("UPDATE disease_database SET revision = revision + 1 WHERE project = $1")
            .bind($project.0)
            .execute(&mut *$tx)
            .await?
    };
}
pub(crate) use touch_all;

/// A child whose cases must be found again.
#[derive(Clone, Debug)]
pub struct StaleChild {
    /// The parent.
    pub parent: DatabaseId,
    /// Which of its cases.
    pub criteria: serde_json::Value,
    /// The parent's state that they are found in.
    pub revision: i64,
}

impl Store {
    /// What must be asked of the parent again; nothing when the database is no child, or the parent has not changed
    /// since its cases were found.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn stale_child(&self, grant: &Grant, id: DatabaseId) -> Result<Option<StaleChild>> {
        let row: Option<(uuid::Uuid, Json<serde_json::Value>, i64)> = read!(self, pool => sqlx::query_as(
            "SELECT u.id, d.criteria, u.revision FROM disease_database d JOIN disease_database u ON u.id = d.parent
             WHERE d.id = $1 AND d.project = $2 AND d.seen <> u.revision")
            .bind(id.0).bind(grant.project().0).fetch_optional(pool).await?);
        Ok(row.map(|(parent, criteria, revision)| StaleChild {
            parent: DatabaseId(parent),
            criteria: criteria.0,
            revision,
        }))
    }

    /// The children of a database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn children(&self, grant: &Grant, id: DatabaseId) -> Result<Vec<DatabaseId>> {
        let rows: Vec<uuid::Uuid> = read!(self, pool => sqlx::query_scalar(
            "SELECT id FROM disease_database WHERE parent = $1 AND project = $2 ORDER BY created")
            .bind(id.0).bind(grant.project().0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(DatabaseId).collect())
    }

    /// Whether calculated values stand in a database.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_calculated(&self, grant: &Grant, id: DatabaseId) -> Result<bool> {
        let one: Option<i64> = read!(self, pool => sqlx::query_scalar(
            "SELECT CAST(1 AS BIGINT) FROM case_value v JOIN disease_case c ON c.id = v.disease_case
             JOIN disease_database d ON d.id = c.disease_database
             WHERE d.id = $1 AND d.project = $2 AND v.origin = 'calc' AND v.valid_to IS NULL LIMIT 1")
            .bind(id.0).bind(grant.project().0).fetch_optional(pool).await?);
        Ok(one.is_some())
    }

    /// Keeps which patients a child shows, found in the parent's state `revision`; their cases are made where they are
    /// not there yet, and what people have filled in for others stays, unseen. Answers whether anything changed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn show_cases(
        &self,
        grant: &Grant,
        child: DatabaseId,
        revision: i64,
        patients: &[PatientId],
    ) -> Result<bool> {
        Ok(write_tx!(self, tx => {
            hold!(tx, grant.project());
            let rows: Vec<(uuid::Uuid, bool)> = sqlx::query_as(
                "SELECT c.patient, c.shown FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
                 WHERE d.id = $1 AND d.project = $2")
                .bind(child.0).bind(grant.project().0).fetch_all(&mut *tx).await?;
            let there: std::collections::HashMap<uuid::Uuid, bool> = rows.into_iter().collect();
            let wanted: std::collections::BTreeSet<uuid::Uuid> = patients.iter().map(|id| id.0).collect();
            let mut changed = false;
            for patient in &wanted {
                match there.get(patient) {
                    Some(true) => {}
                    Some(false) => {
                        changed = true;
                        sqlx::query("UPDATE disease_case SET shown = TRUE WHERE disease_database = $1 AND patient = $2")
                            .bind(child.0).bind(patient).execute(&mut *tx).await?;
                    }
                    None => {
                        changed = true;
                        let made = sqlx::query(
                            "INSERT INTO disease_case (id, disease_database, patient)
                             SELECT $1, $2, id FROM patient WHERE id = $3 AND project = $4")
                            .bind(new_id::<CaseId>().0).bind(child.0).bind(patient).bind(grant.project().0)
                            .execute(&mut *tx).await?;
                        if made.rows_affected() == 0 {
                            return Err(StoreError::NotFound("patient"));
                        }
                    }
                }
            }
            let mut gone: Vec<&uuid::Uuid> =
                there.iter().filter(|(patient, shown)| **shown && !wanted.contains(*patient)).map(|(id, _)| id).collect();
            gone.sort();
            for patient in gone {
                changed = true;
                sqlx::query("UPDATE disease_case SET shown = FALSE WHERE disease_database = $1 AND patient = $2")
                    .bind(child.0).bind(patient).execute(&mut *tx).await?;
            }
            sqlx::query("UPDATE disease_database SET seen = $2 WHERE id = $1")
                .bind(child.0).bind(revision).execute(&mut *tx).await?;
            // the parent's values are the child's too
            touch!(tx, child);
            changed
        }))
    }
}
