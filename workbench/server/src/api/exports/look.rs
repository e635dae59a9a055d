//! The look of a steward at what would leave.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use workbench_core::Variable;
use workbench_core::ids::ExportId;

use super::super::problem::{Path, Query};
use super::super::{Answer, Caller, PageQuery, Problem};
use super::seen;
use crate::error::on_thread;
use crate::export::inspect::{self, Left, SmallCell};
use crate::export::sheet;

/// What would leave, row by row, and what to look at.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct Preview {
    columns: Vec<PreviewColumn>,
    /// Cells as they will be written, one text a column.
    rows: Vec<Vec<String>>,
    /// Rows in all.
    total: usize,
    /// `cursor` of the next page.
    next: Option<String>,
    /// Values and combinations that fewer than 5 cases share, over all rows.
    small_cells: Vec<SmallCell>,
    /// The fewest cases that share one combination of sex, ages, dates and places; null without such columns.
    k: Option<usize>,
    /// What a second look finds to identify somebody, over all rows.
    identifiers_left: Vec<Left>,
    /// How many cells de-identification changed, by what their field says of a person (`name`, `date`, `free_text` …);
    /// `patient` counts the patients under a pseudonym.
    changes: BTreeMap<String, usize>,
}

/// A column of the table.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct PreviewColumn {
    #[serde(flatten)]
    variable: Variable,
}

/// Exactly the rows and columns that would be written, with small cells and identifiers left.
#[utoipa::path(get, path = "/exports/{id}/preview", tag = "exports", params(("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = Preview), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn preview(
    caller: Caller,
    Path(id): Path<ExportId>,
    Query(query): Query<PageQuery>,
) -> Answer<Preview> {
    let (grant, request) = seen(&caller, id).await?;
    if request.level > grant.level() {
        let detail = "the request reaches deeper than you may see";
        return Err(Problem::new(StatusCode::FORBIDDEN, "level_too_deep", detail)
            .zh("申请的数据级别高于本人级别，不能预览"));
    }
    let store = &caller.app.store;
    let version = store.cohort_version(&grant, request.cohort.id, request.cohort.version).await?;
    let keys: Vec<&str> = request.fields.iter().map(|field| field.key.as_str()).collect();
    let changes = store.frozen_changes(&grant.no_deeper_than(request.level), &version, &keys).await?;
    let sheet = sheet(&caller.app, &grant, &request).await?;
    let (from, limit, level) = (query.start(), query.limit(), request.level);
    let preview = on_thread(move || {
        let rows = sheet.rows(from, limit);
        let end = from.saturating_add(rows.len());
        let small_cells = inspect::small_cells(&sheet);
        Ok(Preview {
            next: (end < sheet.count()).then(|| end.to_string()),
            rows,
            total: sheet.count(),
            k: inspect::fewest(&sheet),
            identifiers_left: inspect::identifiers_left(&sheet, level),
            changes,
            small_cells,
            columns: sheet.variables.into_iter().map(|variable| PreviewColumn { variable }).collect(),
        })
    })
    .await?;
    Ok(Json(preview))
}
