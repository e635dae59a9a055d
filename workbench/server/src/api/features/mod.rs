//! Feature tables 特征.

mod column;
mod extraction;
mod presets;
mod row;
mod settings;

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{FeatureTableId, ProjectId};
use workbench_store::{FeatureTableRow, Object};

pub use extraction::*;
pub use presets::*;
pub use settings::*;

use self::column::{ColumnFacts, ColumnView, Columns};
use self::row::{FailedRoi, FeatureRow};
use super::problem::{Path, Query};
use super::uploads::download;
use super::{Answer, Caller, Page, PageQuery, Problem};
use crate::AppError;
use crate::error::on_thread;
use crate::work::distribution::Distribution;

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FeatureTableView {
    table: FeatureTableRow,
    /// The columns that were asked for, in the order they were asked for.
    columns: Vec<ColumnView>,
    rows: Page<FeatureRow>,
    /// ROIs that have no row.
    failed: Vec<FailedRoi>,
}

/// Which part of a table.
#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// Names of columns, commas between them; all when absent.
    columns: Option<String>,
    /// Rows of a page, at most 5000; 100 when absent.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Which column.
#[derive(serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ColumnQuery {
    /// Name of a column.
    column: String,
}

/// Most rows of a page: the page sorts and filters what it has.
const MOST_ROWS: usize = 5_000;

/// The feature tables of a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/feature-tables", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<FeatureTableRow>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<FeatureTableRow>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(caller.app.store.feature_tables(&grant).await?)))
}

/// One feature table: the columns that are asked for, a page of its rows.
#[utoipa::path(get, path = "/feature-tables/{id}", tag = "features", params(("id" = uuid::Uuid, Path), PartQuery),
    responses((status = 200, body = FeatureTableView), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn show(
    caller: Caller,
    Path(id): Path<FeatureTableId>,
    Query(part): Query<PartQuery>,
) -> Answer<FeatureTableView> {
    let grant = caller.may(Action::View, Object::FeatureTable(id)).await?;
    let table = caller.app.store.feature_table(&grant, id).await?;
    let names: Vec<String> = match part.columns {
        Some(columns) => columns.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        None => table.columns.clone(),
    };
    let page = PageQuery { limit: part.limit, cursor: part.cursor };
    let held = Columns::read(&caller.app.store, &table).await?;
    let columns = names.iter().map(|name| ColumnView::of(name, &table.settings)).collect();
    let (rows, values) = on_thread(move || held.numbers(&names)).await?;
    let places = Page::up_to((0..rows.len()).collect(), &page, MOST_ROWS);
    let known = row::rois(&caller.app.store, &grant).await?;
    let rows = places.map(|at| FeatureRow::of(&known, &rows[at], values.iter().map(|column| column[at])));
    let failed = table.failed.iter().map(|one| FailedRoi::of(&known, one)).collect();
    Ok(Json(FeatureTableView { table, columns, rows, failed }))
}

/// Every column of a table: what it means, and how many of its values are missing.
#[utoipa::path(get, path = "/feature-tables/{id}/columns", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<ColumnFacts>), (status = 404, body = Problem)))]
pub async fn columns(caller: Caller, Path(id): Path<FeatureTableId>) -> Answer<Page<ColumnFacts>> {
    let grant = caller.may(Action::View, Object::FeatureTable(id)).await?;
    let table = caller.app.store.feature_table(&grant, id).await?;
    let held = Columns::read(&caller.app.store, &table).await?;
    Ok(Json(Page::whole(on_thread(move || held.facts(&table)).await?)))
}

/// How the values of a column are distributed, over all rows.
#[utoipa::path(get, path = "/feature-tables/{id}/distribution", tag = "features",
    params(("id" = uuid::Uuid, Path), ColumnQuery),
    responses((status = 200, body = Distribution), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn distribution(
    caller: Caller,
    Path(id): Path<FeatureTableId>,
    Query(query): Query<ColumnQuery>,
) -> Answer<Distribution> {
    let grant = caller.may(Action::View, Object::FeatureTable(id)).await?;
    let table = caller.app.store.feature_table(&grant, id).await?;
    let held = Columns::read(&caller.app.store, &table).await?;
    let (_, values) = on_thread(move || held.numbers(&[query.column])).await?;
    Ok(Json(Distribution::of(values.first().map_or(&[], Vec::as_slice))))
}

/// The table as CSV; the first column is the ROI's id.
#[utoipa::path(get, path = "/feature-tables/{id}/csv", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "text/csv", body = String), (status = 403, body = Problem)))]
pub async fn csv(
    caller: Caller,
    Path(id): Path<FeatureTableId>,
) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Export, Object::FeatureTable(id)).await?;
    let row = caller.app.store.feature_table(&grant, id).await?;
    let bytes = caller.app.store.objects().get(row.hash).await?;
    download(bytes, "text/csv; charset=utf-8", &format!("features-{id}.csv"))
}

/// The table as Parquet: which ROI, mask, label, patient (pseudonym), series and image a row is of, its features, and
/// beside them the settings, the code that computed, and the IBSI codes of the columns.
#[utoipa::path(get, path = "/feature-tables/{id}/parquet", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/vnd.apache.parquet", body = Vec<u8>),
        (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn parquet(
    caller: Caller,
    Path(id): Path<FeatureTableId>,
) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Export, Object::FeatureTable(id)).await?;
    let row = caller.app.store.feature_table(&grant, id).await?;
    let object = row.parquet.ok_or_else(|| {
        AppError::new(
            workbench_core::Code::NotFound,
            "the table was made before there was Parquet; take the CSV, or extract again",
        )
        .zh("该特征表生成时尚无 Parquet 格式；请下载 CSV，或重新提取")
    })?;
    let bytes = caller.app.store.objects().get(object).await?;
    download(bytes, "application/vnd.apache.parquet", &format!("features-{id}.parquet"))
}
