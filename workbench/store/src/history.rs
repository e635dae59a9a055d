//! History 历史: every value a field of a case ever had.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{CaseId, DatabaseId, ReportId};
use workbench_core::{DataLevel, FieldValue, Origin};

use crate::db::read;
use crate::error::stored;
use crate::seen::Kept;
use crate::{Grant, Result, Store, StoreError, sent};

/// A value, from when to when it stood.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct PastValue {
    /// Its row.
    pub id: uuid::Uuid,
    /// The value as far as the grant shows it.
    pub value: FieldValue,
    /// Who said so.
    pub origin: Origin,
    /// The report it rests on.
    pub report: Option<ReportId>,
    /// Who filled it in, or ran what did.
    pub by: Option<String>,
    /// From when.
    pub at: DateTime<Utc>,
    /// Until when; null while it stands.
    pub until: Option<DateTime<Utc>>,
    /// Who ended it, where a person did.
    pub until_by: Option<String>,
    /// What was said of the change.
    pub reason: String,
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
    valid_to: Option<DateTime<Utc>>,
    kind: Option<String>,
    identifier: String,
    name: String,
    by: Option<String>,
    until_by: Option<String>,
    reason: Option<String>,
    said: Option<String>,
}

impl Store {
    /// The values of a case, newest first, at most 2,000: all fields or one.
    ///
    /// # Errors
    /// When the project has no such case.
    pub async fn history(&self, grant: &Grant, case: CaseId, field: Option<&str>) -> Result<Vec<PastValue>> {
        self.entry(grant, case).await?;
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT v.id, c.disease_database, c.patient, v.report, v.origin, v.value, v.valid_from, v.valid_to, w.kind, p.identifier, p.name,
             a.name AS by, b.name AS until_by, n.reason, k.reason AS said
             FROM case_value v JOIN disease_case c ON c.id = v.disease_case JOIN patient p ON p.id = c.patient
             LEFT JOIN variable w ON w.disease_database = c.disease_database AND w.key = v.variable
             LEFT JOIN activity t ON t.id = v.activity LEFT JOIN account a ON a.login = t.actor
             LEFT JOIN entry_note n ON n.activity = v.activity
             LEFT JOIN entry_note e ON e.activity = v.closed_by LEFT JOIN account b ON b.id = e.account
             LEFT JOIN value_check k ON k.disease_database = c.disease_database AND k.report = v.report
                AND k.variable = v.variable AND k.at = v.valid_from AND v.origin = 'manual'
             WHERE v.disease_case IN (SELECT id FROM disease_case WHERE id = $1 UNION ALL SELECT u.id FROM disease_case c
                JOIN disease_database d ON d.id = c.disease_database
                JOIN disease_case u ON u.disease_database = d.parent AND u.patient = c.patient WHERE c.id = $1)
             AND (v.variable = $2 OR $2 IS NULL) ORDER BY v.valid_from DESC, v.id DESC LIMIT 2000")
            .bind(case.0).bind(field).fetch_all(pool).await?);
        let (heads, kept): (Vec<_>, Vec<_>) = rows.into_iter().map(|row| apart(grant.level(), row)).unzip();
        let shown = self.show_values(grant, kept).await?;
        heads.into_iter().zip(shown).map(past_value).collect()
    }

    /// A value of a case as it is kept: for restoring, never to be shown.
    ///
    /// # Errors
    /// When the case never had such a value of its own.
    pub async fn kept_value(
        &self,
        grant: &Grant,
        case: CaseId,
        id: uuid::Uuid,
    ) -> Result<(FieldValue, Origin, bool)> {
        self.entry(grant, case).await?;
        let row: Option<(Json<FieldValue>, String, bool)> = read!(self, pool => sqlx::query_as(
            "SELECT value, origin, valid_to IS NULL FROM case_value WHERE id = $1 AND disease_case = $2")
            .bind(id).bind(case.0).fetch_optional(pool).await?);
        let (value, origin, current) = row.ok_or(StoreError::NotFound("value of this case"))?;
        Ok((value.0, stored(&origin)?, current))
    }
}

/// How the reason of a table's values begins, before the name of the file.
const IMPORTED: &str = "导入 ";

struct Head {
    id: uuid::Uuid,
    origin: String,
    by: Option<String>,
    at: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    until_by: Option<String>,
}

fn apart(level: DataLevel, row: Row) -> (Head, Kept) {
    let reason = row.reason.filter(|reason| !reason.is_empty()).or(row.said).unwrap_or_default();
    let file = reason.strip_prefix(IMPORTED).map(|name| format!("{IMPORTED}{}", sent::file(level, name)));
    let kept = Kept {
        database: DatabaseId(row.disease_database),
        patient: row.patient,
        name: row.name,
        identifier: row.identifier,
        report: row.report,
        kind: row.kind.unwrap_or_default(),
        value: row.value.0,
        words: file.unwrap_or(reason),
    };
    let (id, origin, by, at) = (row.id, row.origin, row.by, row.valid_from);
    (Head { id, origin, by, at, until: row.valid_to, until_by: row.until_by }, kept)
}

fn past_value((head, shown): (Head, Kept)) -> Result<PastValue> {
    Ok(PastValue {
        id: head.id,
        value: shown.value,
        origin: stored(&head.origin)?,
        report: shown.report.map(ReportId),
        by: head.by,
        at: head.at,
        until: head.until,
        until_by: head.until_by,
        reason: shown.words,
    })
}
