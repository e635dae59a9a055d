//! Feature tables 特征.

use std::collections::HashMap;

use axum::Json;
use workbench_core::ids::{FeatureTableId, ProjectId, RoiId, StudyId};
use workbench_core::{Action, FeatureTable};
use workbench_store::{FeatureTableRow, Object, Patient};

use super::jobs::Started;
use super::problem::{Body, Path, Query};
use super::uploads::download;
use super::{Answer, Caller, Page, PageQuery, Problem, jobs};
use crate::AppError;
use crate::work::{Task, extract};

#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct NewExtraction {
    name: String,
    /// Only these ROIs; all when absent.
    #[serde(default)]
    rois: Vec<RoiId>,
    /// Only ROIs whose label holds this; all when absent.
    #[serde(default)]
    label: String,
    /// A PyRadiomics parameter file; its defaults when absent.
    #[serde(default)]
    settings: String,
}

/// Which ROI a row is of.
#[derive(Clone, serde::Serialize, utoipa::ToSchema)]
pub struct RowRoi {
    id: RoiId,
    label: String,
    study_id: StudyId,
    patient: Patient,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FeatureRow {
    roi: Option<RowRoi>,
    /// One number a column; null where it could not be computed.
    values: Vec<Option<f64>>,
}

/// A column and what it means.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ColumnView {
    name: String,
    name_zh: Option<String>,
    formula: Option<String>,
    /// IBSI code.
    ibsi: Option<String>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FeatureTableView {
    table: FeatureTableRow,
    columns: Vec<ColumnView>,
    rows: Page<FeatureRow>,
}

/// The feature tables of a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/feature-tables", tag = "features", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<FeatureTableRow>), (status = 404, body = Problem)))]
pub async fn list(caller: Caller, Path(id): Path<ProjectId>) -> Answer<Page<FeatureTableRow>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    Ok(Json(Page::whole(caller.app.store.feature_tables(&grant).await?)))
}

/// Computes the features of ROIs.
#[utoipa::path(post, path = "/projects/{id}/feature-tables", tag = "features", params(("id" = uuid::Uuid, Path)),
    request_body = NewExtraction, responses((status = 202, body = Started), (status = 422, body = Problem)))]
pub async fn create(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Body(new): Body<NewExtraction>,
) -> Result<(axum::http::StatusCode, Json<Started>), Problem> {
    let grant = caller.may(Action::Train, Object::Project(id)).await?;
    extract::settings(&new.settings)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() {
        return Err(AppError::bad("a feature table needs a name").zh("请填写特征表名称").into());
    }
    let arguments = extract::Arguments { name, rois: new.rois, label: new.label, settings: new.settings };
    jobs::start(&caller, &grant, Task::ExtractFeatures(arguments).job()?).await
}

/// One feature table, a page of its rows.
#[utoipa::path(get, path = "/feature-tables/{id}", tag = "features", params(("id" = uuid::Uuid, Path), PageQuery),
    responses((status = 200, body = FeatureTableView), (status = 404, body = Problem)))]
pub async fn show(
    caller: Caller,
    Path(id): Path<FeatureTableId>,
    Query(page): Query<PageQuery>,
) -> Answer<FeatureTableView> {
    let grant = caller.may(Action::View, Object::FeatureTable(id)).await?;
    let store = &caller.app.store;
    let row = store.feature_table(&grant, id).await?;
    let table = FeatureTable::from_csv(&store.objects().get(row.hash).await?).map_err(AppError::from)?;
    let rois: HashMap<String, RowRoi> = store
        .rois(&grant)
        .await?
        .into_iter()
        .map(|roi| {
            (
                roi.id.to_string(),
                RowRoi { id: roi.id, label: roi.label, study_id: roi.study_id, patient: roi.patient },
            )
        })
        .collect();
    let rows = Page::of((0..table.rows.len()).collect(), &page).map(|index| FeatureRow {
        roi: rois.get(&table.rows[index]).cloned(),
        values: table.row(index).iter().map(|value| value.is_finite().then_some(*value)).collect(),
    });
    let columns = table.columns.iter().map(|name| column(name)).collect();
    Ok(Json(FeatureTableView { table: row, columns, rows }))
}

fn column(name: &str) -> ColumnView {
    let explained = radiomics::explain(name);
    ColumnView {
        name: name.to_owned(),
        name_zh: explained.as_ref().map(|e| e.zh.to_string()),
        formula: explained.as_ref().map(|e| e.formula.to_string()),
        ibsi: radiomics::ibsi_code(name).map(str::to_owned),
    }
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
