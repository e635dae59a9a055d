//! Two versions of a cohort beside each other.

use std::collections::BTreeMap;

use serde_json::Value;
use workbench_core::ids::{CaseId, CohortId, PatientId};

use super::changed::ChangedCases;
use crate::db::read;
use crate::{Grant, Patient, Result, Store};

/// Which cases two versions share and which they do not.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Comparison {
    /// Cases in both.
    pub kept: usize,
    /// Cases of the second version alone.
    pub added: Vec<Moved>,
    /// Cases of the first version alone.
    pub removed: Vec<Moved>,
    /// What is not the same of the cases in both.
    pub changed: ChangedCases,
    /// The criteria of both.
    pub criteria: ComparedCriteria,
}

/// The criteria of two versions.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ComparedCriteria {
    /// Of the first.
    #[schema(value_type = Object)]
    pub a: Value,
    /// Of the second.
    #[schema(value_type = Object)]
    pub b: Value,
}

/// A case that came or went.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Moved {
    /// The case.
    pub case: CaseId,
    /// Its patient.
    pub patient: Patient,
}

impl Store {
    /// Compares two versions.
    ///
    /// # Errors
    /// When the cohort has no such versions.
    pub async fn compare_cohort(&self, grant: &Grant, id: CohortId, a: i64, b: i64) -> Result<Comparison> {
        let (first, second) =
            (self.cohort_version(grant, id, a).await?, self.cohort_version(grant, id, b).await?);
        let before: BTreeMap<CaseId, PatientId> = self.members_of(&first).await?.into_iter().collect();
        let after: BTreeMap<CaseId, PatientId> = self.members_of(&second).await?.into_iter().collect();
        let rows: Vec<(uuid::Uuid, String, String, String)> = read!(self, pool => sqlx::query_as(
            "SELECT DISTINCT p.id, p.identifier, p.name, p.sex FROM cohort_member m JOIN patient p ON p.id = m.patient
             WHERE m.cohort_version IN ($1, $2) AND p.project = $3")
            .bind(first.id.0).bind(second.id.0).bind(grant.project().0).fetch_all(pool).await?);
        let people: BTreeMap<PatientId, Patient> = rows
            .into_iter()
            .map(|(id, identifier, name, sex)| {
                (PatientId(id), self.patient(grant, PatientId(id), identifier, &name, sex))
            })
            .collect();
        let moved = |from: &BTreeMap<CaseId, PatientId>, other: &BTreeMap<CaseId, PatientId>| -> Vec<Moved> {
            let gone = from.iter().filter(|(case, _)| !other.contains_key(case));
            gone.filter_map(|(case, patient)| {
                Some(Moved { case: *case, patient: people.get(patient)?.clone() })
            })
            .collect()
        };
        Ok(Comparison {
            kept: before.keys().filter(|case| after.contains_key(case)).count(),
            added: moved(&after, &before),
            removed: moved(&before, &after),
            changed: self.changed(&first, &second).await?,
            criteria: ComparedCriteria { a: first.criteria, b: second.criteria },
        })
    }
}
