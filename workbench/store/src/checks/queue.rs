//! The queue: which reports a person should look at first. Sorted and cut in SQL.

use workbench_core::DataLevel;
use workbench_core::ids::{DatabaseId, PatientId, ReportId};

use super::queue_query::{QueueQuery, WORDS, pattern, sums};
use crate::db::read;
use crate::sight::person;
use crate::{Grant, Patient, Result, Store};

/// A report in the queue.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct QueueRow {
    /// Report.
    pub report: ReportId,
    /// Its own number.
    pub external_id: String,
    /// Patient.
    pub patient: Patient,
    /// ISO date.
    pub exam_date: String,
    /// Modality.
    pub modality: String,
    /// Its first words.
    pub excerpt: String,
    /// Values not checked that contradict themselves.
    pub conflicts: i64,
    /// Values not checked that are hedged or have a low grade.
    pub doubtful: i64,
    /// The lowest grade of what is mentioned and not checked.
    pub lowest: Option<f64>,
    /// Values not checked.
    pub open: i64,
    /// Values checked.
    pub checked: i64,
}

/// Characters shown of a report.
const EXCERPT: usize = 120;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    external_id: String,
    patient: uuid::Uuid,
    identifier: String,
    name: String,
    sex: String,
    exam_date: String,
    modality: String,
    text: String,
    accession: String,
    conflicts: i64,
    doubtful: i64,
    lowest: Option<f64>,
    open: i64,
    checked: i64,
    total: i64,
}

impl Store {
    /// A page of the queue, and how many reports it has in all.
    ///
    /// # Errors
    /// When the words are too long or the database fails.
    pub async fn check_queue(
        &self,
        grant: &Grant,
        database: DatabaseId,
        query: &QueueQuery,
    ) -> Result<(Vec<QueueRow>, usize)> {
        let identified = i32::from(grant.level() == DataLevel::Identified);
        let sight = self.sight(grant).await?;
        let pattern = pattern(query.q.trim())?;
        let shown = self.words_shown(grant, &sight, query.q.trim(), &pattern).await?;
        let q = if shown.is_some() { "" } else { query.q.trim() };
        let shown = shown.unwrap_or_else(|| "TRUE".to_owned());
        let sql = format!(
            "WITH s AS ({}) SELECT r.id, r.external_id, r.patient, p.identifier, p.name, p.sex, r.exam_date, r.modality,
             r.text, r.accession, s.conflicts, s.doubtful, s.lowest, s.open, s.checked, COUNT(*) OVER () AS total
             FROM s JOIN report r ON r.id = s.report JOIN patient p ON p.id = r.patient
             WHERE r.project = $6 AND {} AND {WORDS} AND {shown} ORDER BY {} LIMIT $7 OFFSET $8",
            sums(&query.field),
            query.state.condition(),
            query.order.by()
        );
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(database.0).bind(&query.field).bind(q).bind(&pattern)
            .bind(identified).bind(grant.project().0).bind(query.limit.max(0)).bind(query.offset.max(0))
            .fetch_all(pool).await?);
        let total = rows.first().map_or(0, |row| usize::try_from(row.total).unwrap_or(0));
        let row = |row: Row| {
            let who = person(row.patient, &row.name, &row.identifier, &[&row.external_id, &row.accession]);
            let seen = sight.see(who, &row.text);
            QueueRow {
                report: ReportId(row.id),
                excerpt: seen.text().chars().take(EXCERPT).collect(),
                external_id: self.number(grant, row.external_id),
                patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
                exam_date: sight.eye(Some(database), &seen).date(&row.exam_date),
                modality: row.modality,
                conflicts: row.conflicts,
                doubtful: row.doubtful,
                lowest: row.lowest,
                open: row.open,
                checked: row.checked,
            }
        };
        Ok((rows.into_iter().map(row).collect(), total))
    }
}
