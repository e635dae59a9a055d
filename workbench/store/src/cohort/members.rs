//! The cases of a frozen version, shown as the level of whoever reads them allows.

use std::collections::{BTreeMap, HashMap};

use workbench_core::Variable;
use workbench_core::ids::{CaseId, DatabaseId, PatientId, ReportId};

use super::snapshot::{self, Kept};
use super::CohortVersion;
use crate::db::read;
use crate::{CaseRow, CaseValue, Grant, Result, Store};

/// Cases of a version as they were when it was frozen.
#[derive(Clone, Debug)]
pub struct FrozenCases {
    /// The dictionary as it was.
    pub dictionary: Vec<Variable>,
    /// The cases asked for, ordered by id.
    pub cases: Vec<FrozenCase>,
}

/// A case as it was.
#[derive(Clone, Debug)]
pub struct FrozenCase {
    /// The case with the values that counted.
    pub row: CaseRow,
    /// The newest versions of its reports then.
    pub reports: Vec<ReportId>,
    /// Date of birth as far as the level shows it.
    pub birth_date: String,
}

type PatientRow = (uuid::Uuid, String, String, String, String);

impl Store {
    /// The cases `from..from + limit` of a version.
    ///
    /// # Errors
    /// When its object is missing or damaged.
    pub async fn frozen_cases(
        &self,
        grant: &Grant,
        version: &CohortVersion,
        from: usize,
        limit: usize,
    ) -> Result<FrozenCases> {
        // the version is of the grant's project
        let version = self.cohort_version_by_id(grant, version.id).await?;
        let bytes = self.objects().get(version.hash).await?;
        let (head, kept) = snapshot::read(&bytes, from, limit)?;
        drop(bytes);
        let rows: Vec<PatientRow> = read!(self, pool => sqlx::query_as(
            "SELECT p.id, p.identifier, p.name, p.sex, p.birth_date FROM cohort_member m JOIN patient p ON p.id = m.patient
             WHERE m.cohort_version = $1 AND p.project = $2")
            .bind(version.id.0).bind(grant.project().0).fetch_all(pool).await?);
        let people: HashMap<uuid::Uuid, PatientRow> = rows.into_iter().map(|row| (row.0, row)).collect();
        let kinds: HashMap<&str, &str> =
            head.dictionary.iter().map(|variable| (variable.key.as_str(), variable.kind.as_str())).collect();
        let case = |kept: Kept| self.frozen_case(grant, &version, head.database, &people, &kinds, kept);
        let cases = kept.into_iter().map(case).collect();
        Ok(FrozenCases { cases, dictionary: head.dictionary })
    }

    /// The one place where a frozen value is read.
    fn frozen_case(
        &self,
        grant: &Grant,
        version: &CohortVersion,
        database: DatabaseId,
        people: &HashMap<uuid::Uuid, PatientRow>,
        kinds: &HashMap<&str, &str>,
        kept: Kept,
    ) -> FrozenCase {
        let nobody = (kept.patient.0, String::new(), String::new(), String::new(), String::new());
        let (_, identifier, name, sex, birth) = people.get(&kept.patient.0).cloned().unwrap_or(nobody);
        let mut values = BTreeMap::new();
        for (key, held) in kept.values {
            let kind = kinds.get(key.as_str()).copied().unwrap_or_default();
            let value = self.value(grant, kind, held.value, [&name, &identifier]);
            let shown = CaseValue {
                case_id: kept.case,
                database,
                report: held.report,
                origin: held.origin,
                value,
                since: version.at,
            };
            values.insert(key, shown);
        }
        let reports = i64::try_from(kept.reports.len()).unwrap_or(i64::MAX);
        let patient = self.patient(grant, kept.patient, identifier, &name, sex);
        FrozenCase {
            row: CaseRow { id: kept.case, patient, reports, values },
            reports: kept.reports,
            birth_date: self.date(grant, birth),
        }
    }

    /// The cases and patients of a version, by case id.
    pub(crate) async fn members_of(&self, version: &CohortVersion) -> Result<Vec<(CaseId, PatientId)>> {
        let rows: Vec<(uuid::Uuid, uuid::Uuid)> = read!(self, pool => sqlx::query_as(
            "SELECT disease_case, patient FROM cohort_member WHERE cohort_version = $1 ORDER BY disease_case")
            .bind(version.id.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|(case, patient)| (CaseId(case), PatientId(patient))).collect())
    }
}
