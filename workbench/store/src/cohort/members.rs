//! The cases of a frozen version, shown as the level of whoever reads them allows.

use std::collections::{BTreeMap, HashMap};

use workbench_core::ids::{CaseId, DatabaseId, PatientId, ReportId};
use workbench_core::{Digest, Origin, Variable, VariableType};

use super::CohortVersion;
use super::snapshot::{self, Kept};
use crate::db::read;
use crate::error::stored;
use crate::sight::person;
use crate::{CaseRow, CaseValue, Grant, Result, Store, seen};

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

/// What a field says of a person: what its entry states, else by its type.
fn said(variable: &Variable) -> &'static str {
    match (variable.deident, variable.kind) {
        (Some(kind), _) => kind.as_str(),
        (None, VariableType::Date | VariableType::DateTime) => "date",
        _ => "free_text",
    }
}

/// An image as it was.
#[derive(Clone, Debug)]
pub struct FrozenInstance {
    /// The patient as tables of the same level name them.
    pub patient: String,
    /// The patient's pseudonym, whatever the level.
    pub pseudonym: String,
    /// The original file.
    pub object: Digest,
}

type PatientRow = (uuid::Uuid, String, String, String, String);
/// Case, patient, reports, keys and origins of its values.
type Head = (CaseId, PatientId, Vec<ReportId>, Vec<(String, Origin)>);

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
        let cases = self.frozen_shown(grant, &version, head.database, &people, &kinds, kept).await?;
        Ok(FrozenCases { cases, dictionary: head.dictionary })
    }

    /// Frozen values go through the same projection as living ones.
    async fn frozen_shown(
        &self,
        grant: &Grant,
        version: &CohortVersion,
        database: DatabaseId,
        people: &HashMap<uuid::Uuid, PatientRow>,
        kinds: &HashMap<&str, &str>,
        kept: Vec<Kept>,
    ) -> Result<Vec<FrozenCase>> {
        let who = |id: PatientId| {
            let nobody = (id.0, String::new(), String::new(), String::new(), String::new());
            people.get(&id.0).cloned().unwrap_or(nobody)
        };
        let mut values = Vec::new();
        let mut heads = Vec::with_capacity(kept.len());
        for case in kept {
            let (id, identifier, name, ..) = who(case.patient);
            let origins: Vec<_> = case.values.iter().map(|(key, held)| (key.clone(), held.origin)).collect();
            heads.push((case.case, case.patient, case.reports, origins));
            values.extend(case.values.into_iter().map(|(key, held)| seen::Kept {
                database,
                patient: id,
                name: name.clone(),
                identifier: identifier.clone(),
                report: held.report.map(|id| id.0),
                kind: kinds.get(key.as_str()).copied().unwrap_or_default().to_owned(),
                value: held.value,
                words: String::new(),
            }));
        }
        let mut values = self.show_values(grant, values).await?.into_iter();
        let sight = self.sight(grant).await?;
        let case = |(id, patient, reports, origins): Head| {
            let (row, identifier, name, sex, birth) = who(patient);
            let shown = origins.into_iter().zip(values.by_ref()).map(|((key, origin), kept)| {
                let report = kept.report.map(ReportId);
                (
                    key,
                    CaseValue { case_id: id, database, report, origin, value: kept.value, since: version.at },
                )
            });
            let values = shown.collect();
            let known = sight.see(person(row, &name, &identifier, &[]), "");
            let count = i64::try_from(reports.len()).unwrap_or(i64::MAX);
            FrozenCase {
                birth_date: sight.eye(Some(database), &known).date(&birth),
                row: CaseRow {
                    id,
                    patient: self.patient(grant, patient, identifier, &name, sex),
                    reports: count,
                    values,
                },
                reports,
            }
        };
        Ok(heads.into_iter().map(case).collect())
    }

    /// How many values of a version the grant's level shows otherwise than they are, by what the field says of a person;
    /// `patient` counts the patients whose number is replaced.
    ///
    /// # Errors
    /// As [`frozen_cases`](Self::frozen_cases).
    pub async fn frozen_changes(
        &self,
        grant: &Grant,
        version: &CohortVersion,
        keys: &[&str],
    ) -> Result<BTreeMap<String, usize>> {
        let shown = self.frozen_cases(grant, version, 0, usize::MAX).await?;
        let whole = self.frozen_cases(&grant.sealed(), version, 0, usize::MAX).await?;
        let kinds: HashMap<&str, &Variable> = shown.dictionary.iter().map(|v| (v.key.as_str(), v)).collect();
        let mut changes = BTreeMap::new();
        for (shown, whole) in shown.cases.iter().zip(&whole.cases) {
            if shown.row.patient.identifier != whole.row.patient.identifier {
                *changes.entry("patient".to_owned()).or_default() += 1;
            }
            for key in keys {
                let value =
                    |case: &FrozenCase| case.row.values.get(*key).map(|held| held.value.value.clone());
                if value(shown) != value(whole) {
                    let kind = kinds.get(key).map_or("free_text", |variable| said(variable));
                    *changes.entry(kind.to_owned()).or_default() += 1;
                }
            }
        }
        Ok(changes)
    }

    /// The instances that the patients of a version had when it was frozen, patient by patient.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn frozen_instances(
        &self,
        grant: &Grant,
        version: &CohortVersion,
    ) -> Result<Vec<FrozenInstance>> {
        let version = self.cohort_version_by_id(grant, version.id).await?;
        // ids grow with time: what came after the freezing has a larger one than the version
        let rows: Vec<(uuid::Uuid, String, String, String)> = read!(self, pool => sqlx::query_as(
            "SELECT p.id, p.identifier, p.name, i.object FROM cohort_member m JOIN patient p ON p.id = m.patient
             JOIN study t ON t.patient = p.id JOIN series s ON s.study = t.id JOIN instance i ON i.series = s.id
             WHERE m.cohort_version = $1 AND i.project = $2 AND i.id < $1 ORDER BY p.id, s.uid, i.number, i.sop_uid")
            .bind(version.id.0).bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter()
            .map(|(patient, identifier, name, object)| {
                let id = PatientId(patient);
                let shown = self.patient(grant, id, identifier, &name, String::new());
                Ok(FrozenInstance {
                    pseudonym: self.pseudonym(grant.project(), id),
                    patient: shown.identifier.unwrap_or(shown.label),
                    object: stored(&object)?,
                })
            })
            .collect()
    }

    /// The secret of the project from which new identifiers of copied images come.
    pub fn image_key(&self, grant: &Grant) -> String {
        let mut bytes = self.secret.to_vec();
        bytes.extend(b"images");
        bytes.extend(grant.project().0.as_bytes());
        bytes.extend(self.secret);
        Digest::of(&bytes).to_string()
    }

    /// The cases of a version, for criteria that ask for its members.
    ///
    /// # Errors
    /// When the project has no such version.
    pub async fn cohort_cases(&self, grant: &Grant, version: &CohortVersion) -> Result<Vec<CaseId>> {
        let version = self.cohort_version_by_id(grant, version.id).await?;
        Ok(self.members_of(&version).await?.into_iter().map(|(case, _)| case).collect())
    }

    /// The patients of a version, for work that goes by patient.
    ///
    /// # Errors
    /// When the project has no such version.
    pub async fn cohort_patients(&self, grant: &Grant, version: &CohortVersion) -> Result<Vec<PatientId>> {
        let version = self.cohort_version_by_id(grant, version.id).await?;
        Ok(self.members_of(&version).await?.into_iter().map(|(_, patient)| patient).collect())
    }

    /// The cases and patients of a version, by case id.
    pub(crate) async fn members_of(&self, version: &CohortVersion) -> Result<Vec<(CaseId, PatientId)>> {
        let rows: Vec<(uuid::Uuid, uuid::Uuid)> = read!(self, pool => sqlx::query_as(
            "SELECT disease_case, patient FROM cohort_member WHERE cohort_version = $1 ORDER BY disease_case")
            .bind(version.id.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|(case, patient)| (CaseId(case), PatientId(patient))).collect())
    }
}
