//! Entry 录入: the values of a case as people fill them in, held to the state that they saw.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{ActivityId, CaseId, DatabaseId, ReportId};
use workbench_core::{Action, Digest, FieldValue, Origin};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::cases::rank;
use crate::children::touch;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::stored;
use crate::lineage::activity_in;
use crate::patients::patient_in;
use crate::seen::Kept;
use crate::sight::{Seen, person};
use crate::{CaseValue, Entity, Grant, Patient, Result, Store, StoreError};

/// Longest reason, in characters.
const MAX_REASON: usize = 2_000;

/// The value that counts in a field, with where it came from.
#[derive(Clone, Debug)]
pub struct EntryValue {
    /// Its row.
    pub id: uuid::Uuid,
    /// The value as far as the grant shows it.
    pub value: CaseValue,
    /// Who filled it in; null when rules or formulas gave it.
    pub by: Option<String>,
}

/// A case to be filled in.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Case.
    pub case: CaseId,
    /// Database.
    pub database: DatabaseId,
    /// Patient.
    pub patient: Patient,
    /// What is known of the patient, for showing what is computed.
    pub about: Seen,
    /// Changes with every change of a value of the case.
    pub etag: String,
    /// What counts in each field.
    pub values: BTreeMap<String, EntryValue>,
    /// Current values that people gave to the case as a whole, as they are kept: for comparing, never to be shown.
    pub(crate) kept: HashMap<(String, Origin), FieldValue>,
}

impl Entry {
    /// Whether a value of this origin stands for the case as a whole, and is this one.
    pub fn holds(&self, origin: Origin, value: &FieldValue) -> bool {
        self.kept.get(&(value.field.clone(), origin)) == Some(value)
    }

    /// The calculated value of a field.
    pub fn kept_calc(&self, field: &str) -> Option<FieldValue> {
        self.kept.get(&(field.to_owned(), Origin::Calc)).cloned()
    }

    /// Whether a value of this origin stands for the case as a whole.
    pub fn has(&self, origin: Origin, field: &str) -> bool {
        self.kept.contains_key(&(field.to_owned(), origin))
    }
}

/// What becomes of a field of a case.
#[derive(Clone, Debug)]
pub struct Written {
    /// Who says so.
    pub origin: Origin,
    /// The value; when `close` is set, only its field counts.
    pub value: FieldValue,
    /// The value of this origin ends and none takes its place.
    pub close: bool,
}

/// Changes of one case.
#[derive(Clone, Debug)]
pub struct CaseWrite {
    /// Case.
    pub case: CaseId,
    /// The state they are meant for; any when absent.
    pub etag: Option<String>,
    /// The changes.
    pub values: Vec<Written>,
}

/// Why and how values are changed.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Kind of activity: `edit_case`, `bulk_edit`, `import_values`, `calculate`.
    pub kind: &'static str,
    /// Why, in the person's words; may be empty.
    pub reason: String,
    /// Parameters, for the lineage.
    pub plan: serde_json::Value,
    /// What was read.
    pub used: Vec<Entity>,
    /// Patients who have no case yet, by identifier, with what the writes call their case.
    pub fresh: Vec<(String, CaseId)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    disease_database: uuid::Uuid,
    patient: uuid::Uuid,
    report: Option<uuid::Uuid>,
    origin: String,
    value: Json<FieldValue>,
    valid_from: DateTime<Utc>,
    kind: Option<String>,
    identifier: String,
    name: String,
    by: Option<String>,
}

/// Current values of case `$1`: its own, and those of the same patient in the parent of its database.
const CURRENT: &str =
    "SELECT v.id, c.disease_database, c.patient, v.report, v.origin, v.value, v.valid_from, w.kind,
    p.identifier, p.name, a.name AS by
    FROM case_value v JOIN disease_case c ON c.id = v.disease_case JOIN patient p ON p.id = c.patient
    LEFT JOIN report r ON r.id = v.report LEFT JOIN activity t ON t.id = v.activity
    LEFT JOIN account a ON a.login = t.actor
    LEFT JOIN variable w ON w.disease_database = c.disease_database AND w.key = v.variable
    WHERE v.valid_to IS NULL AND v.disease_case IN (";
const PLACES: &str = "SELECT id FROM disease_case WHERE id = $1 UNION ALL SELECT u.id FROM disease_case c
    JOIN disease_database d ON d.id = c.disease_database
    JOIN disease_case u ON u.disease_database = d.parent AND u.patient = c.patient WHERE c.id = $1";

/// A word for the rows that are current.
fn etag(mut rows: Vec<uuid::Uuid>) -> String {
    rows.sort();
    let bytes: Vec<u8> = rows.iter().flat_map(|id| id.as_bytes().iter().copied()).collect();
    Digest::of(&bytes).to_string().chars().take(32).collect()
}

impl Store {
    /// A case with what counts in each field.
    ///
    /// # Errors
    /// When the project has no such case, or its database does not show it now.
    pub async fn entry(&self, grant: &Grant, case: CaseId) -> Result<Entry> {
        let head: Option<(uuid::Uuid, uuid::Uuid, String, String, String)> = read!(self, pool => sqlx::query_as(
            "SELECT d.id, p.id, p.identifier, p.name, p.sex FROM disease_case c
             JOIN disease_database d ON d.id = c.disease_database JOIN patient p ON p.id = c.patient
             WHERE c.id = $1 AND d.project = $2 AND c.shown AND (NOT d.personal OR d.owner = $3)")
            .bind(case.0).bind(grant.project().0).bind(grant.principal().account.0).fetch_optional(pool).await?);
        let (database, patient, identifier, name, sex) = head.ok_or(StoreError::NotFound("case"))?;
        let sql = format!("{CURRENT}{PLACES}) ORDER BY COALESCE(r.exam_date, '') DESC, v.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(case.0).fetch_all(pool).await?);
        let etag = etag(rows.iter().map(|row| row.id).collect());
        let mut entry = Entry {
            case,
            database: DatabaseId(database),
            about: self.sight(grant).await?.see(person(patient, &name, &identifier, &[]), ""),
            patient: self.patient(grant, patient.into(), identifier, &name, sex),
            etag,
            values: BTreeMap::new(),
            kept: HashMap::new(),
        };
        let (own, parents): (Vec<Row>, Vec<Row>) =
            rows.into_iter().partition(|row| row.disease_database == database);
        let mut heads = Vec::new();
        let mut kept = Vec::new();
        for row in own.into_iter().chain(parents) {
            let origin: Origin = stored(&row.origin)?;
            if row.report.is_none() && row.disease_database == database {
                entry.kept.insert((row.value.field.clone(), origin), row.value.0.clone());
            }
            let by = row.by.filter(|_| matches!(origin, Origin::Manual | Origin::Import));
            heads.push((row.id, origin, row.valid_from, by));
            kept.push(Kept {
                database: DatabaseId(row.disease_database),
                patient: row.patient,
                name: row.name,
                identifier: row.identifier,
                report: row.report,
                kind: row.kind.unwrap_or_default(),
                value: row.value.0,
                words: String::new(),
            });
        }
        let shown = self.show_values(grant, kept).await?;
        for ((id, origin, since, by), shown) in heads.into_iter().zip(shown) {
            let value = CaseValue {
                case_id: case,
                database: shown.database,
                report: shown.report.map(ReportId),
                origin,
                value: shown.value,
                since,
            };
            match entry.values.get(&value.value.field) {
                Some(old) if rank(&old.value) <= rank(&value) => {}
                _ => drop(entry.values.insert(value.value.field.clone(), EntryValue { id, value, by })),
            }
        }
        Ok(entry)
    }

    /// Writes changes of cases of one database in one transaction, under one activity. What is as it was keeps its
    /// row. Answers how many rows were opened or ended.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when a case is no longer in the state its changes are meant for: then nothing is written.
    /// When the grant is not to edit, the reason is too long, or the database shows no such case.
    pub async fn save_cases(
        &self,
        grant: &Grant,
        database: DatabaseId,
        edit: &Edit,
        writes: &[CaseWrite],
    ) -> Result<u64> {
        // who changes the rules of a database has its calculated values follow
        if grant.action() != Action::Administer {
            grant.require(Action::Edit)?;
        }
        if edit.reason.chars().count() > MAX_REASON || edit.reason.contains('\0') {
            return Err(StoreError::bad(
                format!("a reason has at most {MAX_REASON} characters"),
                format!("理由不得超过 {MAX_REASON} 字"),
            ));
        }
        self.dictionary_version(grant, database).await?;
        let activity: ActivityId = new_id();
        let one = match writes {
            [write] => Some(write.case),
            _ => None,
        };
        let object = one.map_or(Object::Database(database), Object::Case);
        let made: Vec<Entity> = match one {
            Some(case) => vec![Entity::new("case", case, "")],
            None => vec![Entity::new("database", database, "")],
        };
        Ok(write_tx!(self, tx => {
            hold!(tx, grant.project());
            let at = now();
            let (mut rows, mut changed) = (0, 0_usize);
            let mut called: HashMap<CaseId, uuid::Uuid> = HashMap::new();
            for (identifier, name) in &edit.fresh {
                let patient = patient_in!(tx, grant.project(), identifier, "", "", "")?;
                // a case that was taken away comes back under its own id
                let case: uuid::Uuid = sqlx::query_scalar(
                    "INSERT INTO disease_case (id, disease_database, patient) VALUES ($1,$2,$3)
                     ON CONFLICT (disease_database, patient) DO UPDATE SET shown = TRUE RETURNING id")
                    .bind(name.0).bind(database.0).bind(patient).fetch_one(&mut *tx).await?;
                called.insert(*name, case);
                rows += 1;
            }
            for write in writes {
                let case = called.get(&write.case).copied().unwrap_or(write.case.0);
                let shown: Option<bool> =
                    sqlx::query_scalar("SELECT shown FROM disease_case WHERE id = $1 AND disease_database = $2")
                        .bind(case).bind(database.0).fetch_optional(&mut *tx).await?;
                if shown != Some(true) {
                    return Err(StoreError::NotFound("case"));
                }
                if let Some(seen) = &write.etag {
                    let sql = format!("SELECT id FROM case_value WHERE valid_to IS NULL AND disease_case IN ({PLACES})");
                    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql.as_str()))
                        .bind(case).fetch_all(&mut *tx).await?;
                    if etag(ids) != *seen {
                        return Err(StoreError::Stale("case"));
                    }
                }
                let before = rows;
                for new in &write.values {
                    let old: Option<(uuid::Uuid, Json<FieldValue>)> = sqlx::query_as(
                        "SELECT id, value FROM case_value WHERE disease_case = $1 AND variable = $2 AND origin = $3
                         AND report IS NULL AND valid_to IS NULL")
                        .bind(case).bind(&new.value.field).bind(new.origin.as_str())
                        .fetch_optional(&mut *tx).await?;
                    if let Some((id, value)) = old {
                        if !new.close && value.0 == new.value {
                            continue;
                        }
                        sqlx::query("UPDATE case_value SET valid_to = $2, closed_by = $3 WHERE id = $1")
                            .bind(id).bind(at).bind(activity.0).execute(&mut *tx).await?;
                        rows += 1;
                    }
                    if !new.close {
                        sqlx::query(
                            "INSERT INTO case_value (id, disease_case, variable, report, origin, state, value, activity, valid_from)
                             VALUES ($1,$2,$3,NULL,$4,$5,$6,$7,$8)")
                            .bind(new_id::<uuid::Uuid>()).bind(case).bind(&new.value.field)
                            .bind(new.origin.as_str()).bind(new.value.state.as_str()).bind(Json(&new.value))
                            .bind(activity.0).bind(at).execute(&mut *tx).await?;
                        rows += 1;
                    }
                }
                changed += usize::from(rows > before);
            }
            if rows > 0 {
                activity_in!(tx, grant, activity, edit.kind, &edit.plan, at, &edit.used, &made);
                sqlx::query("INSERT INTO entry_note (activity, account, reason) VALUES ($1,$2,$3)")
                    .bind(activity.0).bind(grant.principal().account.0).bind(edit.reason.trim())
                    .execute(&mut *tx).await?;
                touch!(tx, database);
                audit_in!(self, tx, grant, object, serde_json::json!({
                    "values": edit.kind, "database": database.to_string(), "cases": changed, "rows": rows,
                }));
            }
            rows
        }))
    }
}
