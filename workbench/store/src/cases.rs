//! Cases 病例 and their values 值: append-only, an edit closes one row and opens another.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{ActivityId, CaseId, DatabaseId, PatientId, ReportId};
use workbench_core::{Action, FieldValue, Origin, State};

use crate::checks::weigh_all;
use crate::children::touch;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::stored;
use crate::reports::moved;
use crate::seen::Kept;
use crate::sight::person;
use crate::{Grant, Patient, Result, Store, StoreError};

/// Ends the life of a value row.
macro_rules! close {
    ($tx:ident, $id:expr, $at:expr) => {
        sqlx::query("UPDATE case_value SET valid_to = $2 WHERE id = $1")
            .bind($id)
            .bind($at)
            .execute(&mut *$tx)
            .await?
    };
}

/// A value for a patient's case.
#[derive(Clone, Debug)]
pub struct NewValue {
    /// Patient.
    pub patient: PatientId,
    /// The report it rests on.
    pub report: Option<ReportId>,
    /// The value with its evidence.
    pub value: FieldValue,
}

/// A current value.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct CaseValue {
    /// Case.
    pub case_id: CaseId,
    /// Database.
    pub database: DatabaseId,
    /// Report it rests on.
    pub report: Option<ReportId>,
    /// Where it came from.
    pub origin: Origin,
    /// The value with its evidence.
    pub value: FieldValue,
    /// When it became current.
    pub since: DateTime<Utc>,
}

/// A case with the value that counts for each variable.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct CaseRow {
    /// Id.
    pub id: CaseId,
    /// Patient.
    pub patient: Patient,
    /// Number of reports.
    pub reports: i64,
    /// Values by variable key.
    pub values: BTreeMap<String, CaseValue>,
}

/// A text of a case, for the search index.
#[derive(Clone, Debug)]
pub struct CaseText {
    /// Case.
    pub case_id: CaseId,
    /// Report.
    pub report: ReportId,
    /// The text, as far as the level shows it.
    pub text: String,
    /// Sections: kind and code points of that text.
    pub sections: serde_json::Value,
    /// Modality of the examination.
    pub modality: String,
    /// Body part examined.
    pub body_part: String,
    /// Day of the examination, as far as the level shows it.
    pub exam_date: String,
}

/// Row, patient, report, variable, value.
type OldRow = (uuid::Uuid, uuid::Uuid, Option<uuid::Uuid>, String, Json<serde_json::Value>);

#[derive(sqlx::FromRow)]
struct TextRow {
    case_id: uuid::Uuid,
    id: uuid::Uuid,
    text: String,
    sections: Json<serde_json::Value>,
    patient: uuid::Uuid,
    name: String,
    identifier: String,
    external_id: String,
    accession: String,
    modality: String,
    body_part: String,
    exam_date: String,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ValueRow {
    pub(crate) id: uuid::Uuid,
    pub(crate) disease_database: uuid::Uuid,
    patient: uuid::Uuid,
    pub(crate) report: Option<uuid::Uuid>,
    pub(crate) origin: String,
    pub(crate) value: Json<FieldValue>,
    pub(crate) valid_from: DateTime<Utc>,
    kind: Option<String>,
    identifier: String,
    name: String,
}

impl ValueRow {
    fn apart(self) -> ((uuid::Uuid, String, DateTime<Utc>), Kept) {
        let kept = Kept {
            database: DatabaseId(self.disease_database),
            patient: self.patient,
            name: self.name,
            identifier: self.identifier,
            report: self.report,
            kind: self.kind.unwrap_or_default(),
            value: self.value.0,
            words: String::new(),
        };
        ((self.id, self.origin, self.valid_from), kept)
    }
}

const VALUE: &str =
    "SELECT c.id, c.disease_database, c.patient, v.report, v.origin, v.value, v.valid_from, w.kind, p.identifier, p.name
    FROM case_value v JOIN disease_case c ON c.id = v.disease_case JOIN patient p ON p.id = c.patient
    JOIN disease_database d ON d.id = c.disease_database LEFT JOIN report r ON r.id = v.report
    LEFT JOIN variable w ON w.disease_database = c.disease_database AND w.key = v.variable";

/// The same of the parent's values in the cases of a child.
const PARENTS: &str =
    "SELECT c.id, u.disease_database, c.patient, v.report, v.origin, v.value, v.valid_from, w.kind, p.identifier, p.name
    FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
    JOIN disease_case u ON u.disease_database = d.parent AND u.patient = c.patient
    JOIN case_value v ON v.disease_case = u.id JOIN patient p ON p.id = c.patient LEFT JOIN report r ON r.id = v.report
    LEFT JOIN variable w ON w.disease_database = u.disease_database AND w.key = v.variable";

/// Which of two values counts: a person's before a table's before a
/// computation's before a rule's; what a person says of the case before what
/// one says of a report; what is mentioned before what is not; then the one
/// that comes first (the newest report).
pub(crate) fn rank(value: &CaseValue) -> (u8, bool) {
    let origin = match value.origin {
        Origin::Manual if value.report.is_none() => 0,
        Origin::Manual => 1,
        Origin::Import => 2,
        Origin::Calc => 3,
        Origin::Nlp => 4,
    };
    (origin, value.value.state == State::NotMentioned)
}

impl Store {
    async fn shown(&self, grant: &Grant, rows: Vec<ValueRow>) -> Result<Vec<CaseValue>> {
        let (heads, kept): (Vec<_>, Vec<_>) = rows.into_iter().map(ValueRow::apart).unzip();
        let kept = self.show_values(grant, kept).await?;
        let value = |((id, origin, since), kept): ((uuid::Uuid, String, DateTime<Utc>), Kept)| {
            Ok(CaseValue {
                case_id: CaseId(id),
                database: kept.database,
                report: kept.report.map(ReportId),
                origin: stored(&origin)?,
                value: kept.value,
                since,
            })
        };
        heads.into_iter().zip(kept).map(value).collect()
    }

    /// Makes `values` the current values of this origin in the database, in
    /// one transaction: until it is committed the old ones stand. Values that
    /// did not change keep their row. Answers how many rows were opened.
    ///
    /// With `whole` the values of this origin that are not among `values` are
    /// closed; without it only those of the same case and variable are.
    ///
    /// # Errors
    /// When the grant is not to edit, the project has no such database or patient, or the transaction fails.
    pub async fn set_values(
        &self,
        grant: &Grant,
        database: DatabaseId,
        origin: Origin,
        activity: ActivityId,
        values: &[NewValue],
        whole: bool,
    ) -> Result<usize> {
        grant.require(Action::Edit)?;
        self.database(grant, database).await?;
        let mut opened = 0;
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let at = now();
            let rows: Vec<OldRow> = sqlx::query_as(
                "SELECT v.id, c.patient, v.report, v.variable, v.value FROM case_value v
                 JOIN disease_case c ON c.id = v.disease_case
                 WHERE c.disease_database = $1 AND v.origin = $2 AND v.valid_to IS NULL")
                .bind(database.0).bind(origin.as_str()).fetch_all(&mut *tx).await?;
            let mut current: HashMap<_, _> = rows.into_iter()
                .map(|(id, patient, report, variable, value)| ((patient, report, variable), (id, value.0)))
                .collect();
            let mut cases: HashMap<uuid::Uuid, uuid::Uuid> = HashMap::new();
            for new in values {
                let key = (new.patient.0, new.report.map(|id| id.0), new.value.field.clone());
                let json = serde_json::to_value(&new.value).map_err(|e| StoreError::Stored(e.to_string()))?;
                if let Some((old, value)) = current.remove(&key) {
                    if value == json {
                        continue;
                    }
                    close!(tx, old, at);
                }
                let case = match cases.get(&new.patient.0) {
                    Some(case) => *case,
                    None => {
                        let case: Option<uuid::Uuid> = sqlx::query_scalar(
                            "INSERT INTO disease_case (id, disease_database, patient)
                             SELECT $1,$2,id FROM patient WHERE id = $3 AND project = $4
                             ON CONFLICT (disease_database, patient) DO UPDATE SET shown = TRUE RETURNING id")
                            .bind(new_id::<CaseId>().0).bind(database.0).bind(new.patient.0).bind(grant.project().0)
                            .fetch_optional(&mut *tx).await?;
                        let case = case.ok_or(StoreError::NotFound("patient"))?;
                        cases.insert(new.patient.0, case);
                        case
                    }
                };
                sqlx::query(
                    "INSERT INTO case_value (id, disease_case, variable, report, origin, state, value, activity, valid_from)
                     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9)")
                    .bind(new_id::<uuid::Uuid>()).bind(case).bind(&new.value.field).bind(new.report.map(|id| id.0))
                    .bind(origin.as_str()).bind(new.value.state.as_str()).bind(Json(&json)).bind(activity.0).bind(at)
                    .execute(&mut *tx).await?;
                opened += 1;
            }
            if whole {
                let mut gone: Vec<uuid::Uuid> = current.into_values().map(|(id, _)| id).collect();
                gone.sort();
                for old in gone {
                    close!(tx, old, at);
                }
            }
            if origin == Origin::Nlp {
                weigh_all!(tx, database);
            }
            touch!(tx, database);
        });
        Ok(opened)
    }

    /// The cases of a database with the value that counts for each variable.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases(&self, grant: &Grant, database: DatabaseId) -> Result<Vec<CaseRow>> {
        self.cases_where(grant, database, "TRUE").await
    }

    /// Those cases of a database that are among `ids`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cases_among(
        &self,
        grant: &Grant,
        database: DatabaseId,
        ids: &[CaseId],
    ) -> Result<Vec<CaseRow>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.cases_where(grant, database, &self.among(ids)).await
    }

    pub(crate) fn among(&self, ids: &[CaseId]) -> String {
        let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
        format!("c.id IN ({})", self.literals(&ids))
    }

    /// One case.
    ///
    /// # Errors
    /// When the project has no such case.
    pub async fn case(&self, grant: &Grant, id: CaseId) -> Result<(DatabaseId, CaseRow, Vec<CaseValue>)> {
        let database: Option<uuid::Uuid> = read!(self, pool =>
            sqlx::query_scalar("SELECT disease_database FROM disease_case WHERE id = $1")
                .bind(id.0).fetch_optional(pool).await?);
        let database = DatabaseId(database.ok_or(StoreError::NotFound("case"))?);
        let row =
            self.cases_among(grant, database, &[id]).await?.pop().ok_or(StoreError::NotFound("case"))?;
        let values = self.value_rows(grant, database, &self.among(&[id])).await?;
        Ok((database, row, self.shown(grant, values).await?))
    }

    /// Current values of a database's cases, or of one: its own, then those of its parent.
    pub(crate) async fn value_rows(
        &self,
        grant: &Grant,
        database: DatabaseId,
        only: &str,
    ) -> Result<Vec<ValueRow>> {
        let child: Option<bool> = read!(self, pool =>
            sqlx::query_scalar("SELECT parent IS NOT NULL FROM disease_database WHERE id = $1")
                .bind(database.0).fetch_optional(pool).await?);
        let mut values: Vec<ValueRow> = Vec::new();
        for from in [VALUE, PARENTS].iter().take(if child == Some(true) { 2 } else { 1 }) {
            let sql = format!(
                "{from} WHERE d.project = $1 AND d.id = $2 AND c.shown AND {only}
                AND v.valid_to IS NULL ORDER BY COALESCE(r.exam_date, '') DESC, v.id"
            );
            let rows: Vec<ValueRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(grant.project().0).bind(database.0).fetch_all(pool).await?);
            values.extend(rows);
        }
        Ok(values)
    }

    async fn cases_where(&self, grant: &Grant, database: DatabaseId, only: &str) -> Result<Vec<CaseRow>> {
        let sql = format!("SELECT c.id, p.id, p.identifier, p.name, p.sex, (SELECT COUNT(DISTINCT r.external_id) FROM report r WHERE r.patient = p.id)
             FROM disease_case c JOIN disease_database d ON d.id = c.disease_database JOIN patient p ON p.id = c.patient
             WHERE d.project = $1 AND d.id = $2 AND c.shown AND {only}
             AND (NOT d.personal OR d.owner = $3) ORDER BY p.identifier");
        let rows: Vec<(uuid::Uuid, uuid::Uuid, String, String, String, i64)> = read!(self, pool =>
            sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(grant.project().0).bind(database.0).bind(grant.principal().account.0)
                .fetch_all(pool).await?);
        let values = self.value_rows(grant, database, only).await?;
        let mut by_case: HashMap<CaseId, BTreeMap<String, CaseValue>> = HashMap::new();
        for value in self.shown(grant, values).await? {
            let chosen = by_case.entry(value.case_id).or_default();
            match chosen.get(&value.value.field) {
                Some(old) if rank(old) <= rank(&value) => {}
                _ => drop(chosen.insert(value.value.field.clone(), value)),
            }
        }
        let case = |(id, patient, identifier, name, sex, reports): (
            uuid::Uuid,
            uuid::Uuid,
            String,
            String,
            String,
            i64,
        )| {
            CaseRow {
                id: CaseId(id),
                patient: self.patient(grant, PatientId(patient), identifier, &name, sex),
                reports,
                values: by_case.remove(&CaseId(id)).unwrap_or_default(),
            }
        };
        Ok(rows.into_iter().map(case).collect())
    }

    /// The current values that rest on a report.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn values_of_report(&self, grant: &Grant, report: ReportId) -> Result<Vec<CaseValue>> {
        let sql = format!(
            "{VALUE} WHERE d.project = $1 AND v.report = $2 AND v.valid_to IS NULL
                AND (NOT d.personal OR d.owner = $3) ORDER BY v.id"
        );
        let values: Vec<ValueRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(report.0).bind(grant.principal().account.0).fetch_all(pool).await?);
        self.shown(grant, values).await
    }

    /// The newest texts of every case of a database, case by case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_texts(&self, grant: &Grant, database: DatabaseId) -> Result<Vec<CaseText>> {
        self.texts_where(grant, database, "TRUE").await
    }

    /// The newest texts of those cases of a database that are among `ids`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_texts_among(
        &self,
        grant: &Grant,
        database: DatabaseId,
        ids: &[CaseId],
    ) -> Result<Vec<CaseText>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.texts_where(grant, database, &self.among(ids)).await
    }

    async fn texts_where(&self, grant: &Grant, database: DatabaseId, only: &str) -> Result<Vec<CaseText>> {
        let sight = self.sight(grant).await?;
        let sql = format!("SELECT c.id AS case_id, r.id, r.text, r.sections, p.id AS patient, p.name, p.identifier, r.external_id, r.accession,
                r.modality, r.body_part, r.exam_date
             FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
             JOIN report r ON r.patient = c.patient JOIN patient p ON p.id = r.patient
             WHERE d.project = $1 AND d.id = $2 AND c.shown AND {only} AND NOT EXISTS (SELECT 1 FROM report n
                WHERE n.patient = r.patient AND n.external_id = r.external_id AND n.version > r.version)
             ORDER BY c.id, r.exam_date, r.id");
        let rows: Vec<TextRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(database.0).fetch_all(pool).await?);
        let text = |row: TextRow| {
            let who = person(row.patient, &row.name, &row.identifier, &[&row.external_id, &row.accession]);
            let seen = sight.see(who, &row.text);
            let sections = moved(row.sections.0, &seen);
            CaseText {
                case_id: CaseId(row.case_id),
                report: ReportId(row.id),
                text: seen.text().to_owned(),
                sections,
                modality: row.modality,
                body_part: row.body_part,
                exam_date: sight.eye(Some(database), &seen).date(&row.exam_date),
            }
        };
        Ok(rows.into_iter().map(text).collect())
    }

    /// The patients with these identifiers, for tables keyed by identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn patients_by_identifier(&self, grant: &Grant) -> Result<HashMap<String, PatientId>> {
        grant.require(Action::Edit)?;
        let rows: Vec<(String, uuid::Uuid)> = read!(self, pool =>
            sqlx::query_as("SELECT identifier, id FROM patient WHERE project = $1")
                .bind(grant.project().0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|(identifier, id)| (identifier, PatientId(id))).collect())
    }
}
