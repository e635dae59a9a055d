//! Where a report stands in the queue, so that the page of one leads to the next.

use workbench_core::DataLevel;
use workbench_core::ids::{DatabaseId, ReportId};

use super::queue_query::{QueueQuery, WORDS, pattern, sums};
use crate::db::read;
use crate::{Grant, Result, Store};

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

impl Store {
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
        let sight = self.sight(grant).await?;
        let pattern = pattern(query.q.trim())?;
        let shown = self.words_shown(grant, &sight, query.q.trim(), &pattern).await?;
        let q = if shown.is_some() { "" } else { query.q.trim() };
        let shown = shown.unwrap_or_else(|| "TRUE".to_owned());
        let sql = format!(
            "WITH s AS ({}), list AS (SELECT r.id, ROW_NUMBER() OVER w AS place, LAG(r.id) OVER w AS before,
                LEAD(r.id) OVER w AS after, COUNT(*) OVER () AS total
                FROM s JOIN report r ON r.id = s.report JOIN patient p ON p.id = r.patient
                WHERE r.project = $6 AND (r.id = $7 OR ({} AND {WORDS} AND {shown})) WINDOW w AS (ORDER BY {}))
             SELECT place, total, before, after FROM list WHERE id = $7",
            sums(&query.field),
            query.state.condition(),
            query.order.by_all()
        );
        let found: Option<(i64, i64, Option<uuid::Uuid>, Option<uuid::Uuid>)> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
                .bind(database.0).bind(&query.field).bind(q).bind(&pattern)
                .bind(identified).bind(grant.project().0).bind(report.0).fetch_optional(pool).await?);
        let (index, total, before, after) = found.unwrap_or_default();
        Ok(Neighbours { index, total, previous: before.map(ReportId), next: after.map(ReportId) })
    }
}
