//! Freezing: what is found now is kept as it is now.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;
use sqlx::types::Json;
use workbench_core::ids::{CaseId, CohortId, CohortVersionId, DatabaseId, PatientId, ReportId};
use workbench_core::{Action, Digest};

use super::CohortVersion;
use super::snapshot::{self, Head, Kept, KeptValue};
use crate::audit::audit_in;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::unique;
use crate::{Database, Grant, Object, Result, Store, StoreError};

/// Writes a version and its members inside a transaction.
macro_rules! version_in {
    ($tx:ident, $id:expr, $cohort:expr, $version:expr, $new:expr, $kept:expr, $hash:expr, $account:expr) => {
        sqlx::query(
            "INSERT INTO cohort_version (id, cohort, version, note, criteria, description_zh, description_en, members,
             hash, account, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
        )
        .bind($id.0)
        .bind($cohort.0)
        .bind($version)
        .bind(&$new.note)
        .bind(Json(&$new.criteria))
        .bind(&$new.description_zh)
        .bind(&$new.description_en)
        .bind(i64::try_from($kept.len()).unwrap_or(i64::MAX))
        .bind($hash.to_string())
        .bind($account)
        .bind(now())
        .execute(&mut *$tx)
        .await?;
        for case in &$kept {
            sqlx::query("INSERT INTO cohort_member (cohort_version, disease_case, patient) VALUES ($1,$2,$3)")
                .bind($id.0)
                .bind(case.case.0)
                .bind(case.patient.0)
                .execute(&mut *$tx)
                .await?;
        }
    };
}

/// What to freeze.
#[derive(Clone, Debug)]
pub struct Freeze {
    /// Why.
    pub note: String,
    /// The criteria, checked.
    pub criteria: Value,
    /// As a sentence.
    pub description_zh: String,
    /// The same in English.
    pub description_en: String,
    /// The cases that satisfy them.
    pub cases: Vec<CaseId>,
}

/// A version, and whether it is new.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// The version.
    pub version: CohortVersion,
    /// False when a version with the same hash was there already.
    pub made: bool,
}

impl Store {
    /// Makes a cohort and freezes its first version.
    ///
    /// # Errors
    /// When the name is taken or unusable, no case is found, or the grant is not to edit.
    pub async fn freeze_cohort(
        &self,
        grant: &Grant,
        database: DatabaseId,
        name: &str,
        new: &Freeze,
    ) -> Result<CohortId> {
        grant.require(Action::Edit)?;
        crate::tags::name(name, "a cohort", "队列")?;
        let database = self.database(grant, database).await?;
        let taken = self.cohorts(grant, database.id).await?.into_iter().any(|cohort| cohort.name == name);
        if taken {
            return Err(StoreError::refused("a cohort of this name exists already", "已有同名队列"));
        }
        let (kept, hash) = self.snapshot(grant, &database, new).await?;
        let (id, version): (CohortId, CohortVersionId) = (new_id(), new_id());
        let account = grant.principal().account.0;
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            sqlx::query("INSERT INTO cohort (id, disease_database, name, account, at) VALUES ($1,$2,$3,$4,$5)")
                .bind(id.0).bind(database.id.0).bind(name).bind(account).bind(now())
                .execute(&mut *tx).await.map_err(unique("a cohort of this name"))?;
            version_in!(tx, version, id, 1_i64, new, kept, hash, account);
            let detail = serde_json::json!({"freeze": name, "version": 1, "hash": hash, "members": kept.len()});
            audit_in!(self, tx, grant, Object::Cohort(id), detail);
        });
        Ok(id)
    }

    /// Freezes the next version of a cohort, unless what is found equals a version that is there.
    ///
    /// # Errors
    /// When no case is found or the grant is not to edit.
    pub async fn freeze_again(&self, grant: &Grant, id: CohortId, new: &Freeze) -> Result<Frozen> {
        grant.require(Action::Edit)?;
        let cohort = self.cohort(grant, id).await?;
        let database = self.database(grant, cohort.database).await?;
        let (kept, hash) = self.snapshot(grant, &database, new).await?;
        let account = grant.principal().account.0;
        let made = write_tx!(self, tx => {
            hold!(tx, grant.project());
            let known: Option<i64> = sqlx::query_scalar("SELECT version FROM cohort_version WHERE cohort = $1 AND hash = $2")
                .bind(id.0).bind(hash.to_string()).fetch_optional(&mut *tx).await?;
            match known {
                Some(version) => (version, false),
                None => {
                    let last: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM cohort_version WHERE cohort = $1")
                        .bind(id.0).fetch_one(&mut *tx).await?;
                    let row: CohortVersionId = new_id();
                    version_in!(tx, row, id, last + 1, new, kept, hash, account);
                    let detail = serde_json::json!(
                        {"freeze": cohort.name, "version": last + 1, "hash": hash, "members": kept.len()});
                    audit_in!(self, tx, grant, Object::Cohort(id), detail);
                    (last + 1, true)
                }
            }
        });
        Ok(Frozen { version: self.cohort_version(grant, id, made.0).await?, made: made.1 })
    }

    /// The cases as they are now, and the object that holds them.
    async fn snapshot(
        &self,
        grant: &Grant,
        database: &Database,
        new: &Freeze,
    ) -> Result<(Vec<Kept>, Digest)> {
        let wanted: BTreeSet<CaseId> = new.cases.iter().copied().collect();
        let mut reports = self.newest_reports(grant, database.id).await?;
        let images = self.image_counts(grant).await?;
        let rows = self.cases(&grant.sealed(), database.id).await?;
        let keep = |row: crate::CaseRow| Kept {
            case: row.id,
            patient: row.patient.id,
            reports: reports.remove(&row.id).unwrap_or_default(),
            images: images.get(&row.patient.id).copied().unwrap_or_default(),
            values: row
                .values
                .into_iter()
                .map(|(key, held)| {
                    (key, KeptValue { report: held.report, origin: held.origin, value: held.value })
                })
                .collect::<BTreeMap<_, _>>(),
        };
        let mut kept: Vec<Kept> = rows.into_iter().filter(|row| wanted.contains(&row.id)).map(keep).collect();
        if kept.is_empty() {
            return Err(StoreError::bad(
                "no case satisfies the criteria, so there is nothing to freeze",
                "没有病例符合条件，无法冻结队列",
            ));
        }
        kept.sort_by_key(|case| case.case);
        let head = Head {
            cohort_snapshot: 1,
            database: database.id,
            criteria: new.criteria.clone(),
            dictionary: database.variables.clone(),
        };
        let hash = self.objects().put(snapshot::write(&head, &kept)?).await?;
        Ok((kept, hash))
    }

    /// How many images each patient has.
    async fn image_counts(&self, grant: &Grant) -> Result<HashMap<PatientId, u64>> {
        let rows: Vec<(uuid::Uuid, i64)> = read!(self, pool => sqlx::query_as(
            "SELECT t.patient, COUNT(*) FROM instance i JOIN series s ON s.id = i.series JOIN study t ON t.id = s.study
             WHERE i.project = $1 GROUP BY t.patient")
            .bind(grant.project().0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|(patient, count)| (PatientId(patient), count.unsigned_abs())).collect())
    }

    /// The newest version of each report, by case.
    async fn newest_reports(
        &self,
        grant: &Grant,
        database: DatabaseId,
    ) -> Result<HashMap<CaseId, Vec<ReportId>>> {
        let rows: Vec<(uuid::Uuid, uuid::Uuid)> = read!(self, pool => sqlx::query_as(
            "SELECT c.id, r.id FROM disease_case c
             JOIN disease_database d ON d.id = c.disease_database JOIN report r ON r.patient = c.patient
             WHERE d.project = $1 AND d.id = $2 AND NOT EXISTS (SELECT 1 FROM report n
                WHERE n.patient = r.patient AND n.external_id = r.external_id AND n.version > r.version)
             ORDER BY c.id, r.exam_date, r.id")
            .bind(grant.project().0).bind(database.0).fetch_all(pool).await?);
        let mut reports: HashMap<CaseId, Vec<ReportId>> = HashMap::new();
        for (case, report) in rows {
            reports.entry(CaseId(case)).or_default().push(ReportId(report));
        }
        Ok(reports)
    }
}
