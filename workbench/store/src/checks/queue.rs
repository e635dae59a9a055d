//! The queue: which reports a person should look at first. Sorted and cut in SQL.

use workbench_core::DataLevel;
use workbench_core::ids::{DatabaseId, PatientId, ReportId};

use crate::db::read;
use crate::{Grant, Patient, Result, Store};

/// Which reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueState {
    /// Those with a value that nobody has checked.
    #[default]
    Open,
    /// Those where every value is checked.
    Done,
    /// Every one.
    All,
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueOrder {
    /// Contradictions first, then the lowest grade of what is not checked.
    #[default]
    Risk,
    /// Newest examination first.
    Date,
}

/// What is listed.
#[derive(Clone, Debug, Default)]
pub struct QueueQuery {
    /// Which reports.
    pub state: QueueState,
    /// In which order.
    pub order: QueueOrder,
    /// Only by the values of this variable; all when empty.
    pub field: String,
    /// Words of the text, or the number of the report or patient.
    pub q: String,
    /// Rows before the first.
    pub offset: i64,
    /// At most this many.
    pub limit: i64,
}

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

/// Where a report stands in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Place from 1; 0 when it is not in it.
    pub index: i64,
    /// Reports in it.
    pub total: i64,
    /// The one before.
    pub previous: Option<ReportId>,
    /// The one after.
    pub next: Option<ReportId>,
}

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
    excerpt: String,
    conflicts: i64,
    doubtful: i64,
    lowest: Option<f64>,
    open: i64,
    checked: i64,
    total: i64,
}

/// The kept sums of a database, or those of one variable `$2`.
fn sums(field: &str) -> &'static str {
    let kept = "SELECT * FROM check_queue WHERE disease_database = $1 AND $2 = ''";
    if field.is_empty() { kept } else { super::weigh::sums!("AND v.variable = $2") }
}

/// `$3` words or empty, `$4` their pattern, `$5` whether numbers of patients may be asked for.
const WORDS: &str = "($3 = '' OR LOWER(r.text) LIKE LOWER($4) ESCAPE '!'
    OR ($5 = 1 AND (r.external_id = $3 OR p.identifier = $3 OR p.name = $3)))";

impl QueueState {
    fn condition(self) -> &'static str {
        match self {
            Self::Open => "s.open > 0",
            Self::Done => "s.open = 0",
            Self::All => "TRUE",
        }
    }
}

impl QueueOrder {
    fn by(self) -> &'static str {
        match self {
            Self::Risk => {
                "CASE WHEN s.conflicts > 0 THEN 0 ELSE 1 END, COALESCE(s.lowest, 2), r.exam_date DESC, r.id"
            }
            Self::Date => "r.exam_date DESC, r.id",
        }
    }

    /// The same, whatever of it is checked already: so that going on from a
    /// report whose checks change its risk still leads through the queue once.
    fn by_all(self) -> &'static str {
        match self {
            Self::Risk => "s.any_conflict DESC, COALESCE(s.any_lowest, 2), r.exam_date DESC, r.id",
            Self::Date => "r.exam_date DESC, r.id",
        }
    }
}

fn pattern(q: &str) -> Result<String> {
    if q.chars().count() > 200 || q.contains('\0') {
        return Err(crate::StoreError::bad("search for at most 200 characters", "检索词不得超过 200 字"));
    }
    Ok(format!("%{}%", q.replace('!', "!!").replace('%', "!%").replace('_', "!_")))
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
        let sql = format!(
            "WITH s AS ({}) SELECT r.id, r.external_id, r.patient, p.identifier, p.name, p.sex, r.exam_date, r.modality,
             SUBSTR(r.text, 1, 120) AS excerpt, s.conflicts, s.doubtful, s.lowest, s.open, s.checked, COUNT(*) OVER () AS total
             FROM s JOIN report r ON r.id = s.report JOIN patient p ON p.id = r.patient
             WHERE r.project = $6 AND {} AND {WORDS} ORDER BY {} LIMIT $7 OFFSET $8",
            sums(&query.field),
            query.state.condition(),
            query.order.by()
        );
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(database.0).bind(&query.field).bind(query.q.trim()).bind(pattern(query.q.trim())?)
            .bind(identified).bind(grant.project().0).bind(query.limit.max(0)).bind(query.offset.max(0))
            .fetch_all(pool).await?);
        let total = rows.first().map_or(0, |row| usize::try_from(row.total).unwrap_or(0));
        let row = |row: Row| QueueRow {
            report: ReportId(row.id),
            excerpt: self.text(grant, row.excerpt, [&row.name, &row.identifier]),
            external_id: self.number(grant, row.external_id),
            patient: self.patient(grant, PatientId(row.patient), row.identifier, &row.name, row.sex),
            exam_date: self.date(grant, row.exam_date),
            modality: row.modality,
            conflicts: row.conflicts,
            doubtful: row.doubtful,
            lowest: row.lowest,
            open: row.open,
            checked: row.checked,
        };
        Ok((rows.into_iter().map(row).collect(), total))
    }

    /// Where a report stands among those of the queue; it belongs to it even
    /// when the checks just made would take it out.
    ///
    /// # Errors
    /// As [`check_queue`](Self::check_queue).
    pub async fn check_neighbours(
        &self,
        grant: &Grant,
        database: DatabaseId,
        report: ReportId,
        query: &QueueQuery,
    ) -> Result<Neighbours> {
        let identified = i32::from(grant.level() == DataLevel::Identified);
        let sql = format!(
            "WITH s AS ({}), list AS (SELECT r.id, ROW_NUMBER() OVER w AS place, LAG(r.id) OVER w AS before,
                LEAD(r.id) OVER w AS after, COUNT(*) OVER () AS total
                FROM s JOIN report r ON r.id = s.report JOIN patient p ON p.id = r.patient
                WHERE r.project = $6 AND (r.id = $7 OR ({} AND {WORDS})) WINDOW w AS (ORDER BY {}))
             SELECT place, total, before, after FROM list WHERE id = $7",
            sums(&query.field),
            query.state.condition(),
            query.order.by_all()
        );
        let found: Option<(i64, i64, Option<uuid::Uuid>, Option<uuid::Uuid>)> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(database.0).bind(&query.field).bind(query.q.trim()).bind(pattern(query.q.trim())?)
                .bind(identified).bind(grant.project().0).bind(report.0).fetch_optional(pool).await?);
        let (index, total, before, after) = found.unwrap_or_default();
        Ok(Neighbours { index, total, previous: before.map(ReportId), next: after.map(ReportId) })
    }
}
