//! What is kept, for computing: formulas read it whatever the level of who asks.

use std::collections::{BTreeMap, HashMap};

use workbench_core::ids::{CaseId, DatabaseId, PatientId, ReportId};
use workbench_core::{FieldValue, Origin};

use crate::cases::rank;
use crate::db::read;
use crate::error::stored;
use crate::{CaseValue, Grant, Result, Store};

/// A case with its values as they are kept.
#[derive(Clone, Debug)]
pub struct RawCase {
    /// Id.
    pub id: CaseId,
    /// Patient.
    pub patient: PatientId,
    /// The patient's identifier.
    pub identifier: String,
    /// What counts in each field, with where it came from.
    pub values: BTreeMap<String, (Origin, FieldValue)>,
    /// Values that stand for the case as a whole.
    pub(crate) kept: HashMap<(String, Origin), FieldValue>,
}

impl RawCase {
    /// The value of an origin that stands for the case as a whole.
    pub fn kept(&self, origin: Origin, field: &str) -> Option<&FieldValue> {
        self.kept.get(&(field.to_owned(), origin))
    }
}

impl Store {
    /// Cases with their values as they are kept, whatever the grant's level: for formulas, whose answer
    /// must not hang on who asks. Never to be shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn computing_cases(
        &self,
        grant: &Grant,
        database: DatabaseId,
        only: Option<CaseId>,
    ) -> Result<Vec<RawCase>> {
        let only = only.map_or_else(|| "TRUE".to_owned(), |id| self.among(&[id]));
        let sql = format!(
            "SELECT c.id, p.id, p.identifier FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
             JOIN patient p ON p.id = c.patient WHERE d.project = $1 AND d.id = $2 AND c.shown
             AND {only} AND (NOT d.personal OR d.owner = $3) ORDER BY p.identifier"
        );
        let rows: Vec<(uuid::Uuid, uuid::Uuid, String)> = read!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(grant.project().0).bind(database.0).bind(grant.principal().account.0)
                .fetch_all(pool).await?);
        let case = |(id, patient, identifier)| RawCase {
            id: CaseId(id),
            patient: PatientId(patient),
            identifier,
            values: BTreeMap::new(),
            kept: HashMap::new(),
        };
        let mut cases: Vec<RawCase> = rows.into_iter().map(case).collect();
        let places: HashMap<uuid::Uuid, usize> =
            cases.iter().enumerate().map(|(at, case)| (case.id.0, at)).collect();
        let mut ranks: HashMap<(uuid::Uuid, String), (u8, bool)> = HashMap::new();
        for row in self.value_rows(grant, database, &only).await? {
            let Some(case) = places.get(&row.id).and_then(|at| cases.get_mut(*at)) else { continue };
            let origin: Origin = stored(&row.origin)?;
            let value = CaseValue {
                case_id: case.id,
                database: DatabaseId(row.disease_database),
                report: row.report.map(ReportId),
                origin,
                value: row.value.0,
                since: row.valid_from,
            };
            let field = value.value.field.clone();
            if value.report.is_none() && value.database == database {
                case.kept.insert((field.clone(), origin), value.value.clone());
            }
            let (new, key) = (rank(&value), (row.id, field.clone()));
            if ranks.get(&key).is_none_or(|old| new < *old) {
                ranks.insert(key, new);
                case.values.insert(field, (origin, value.value));
            }
        }
        Ok(cases)
    }
}
