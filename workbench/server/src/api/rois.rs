//! ROIs 标注: list, contours, masks.

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{ProjectId, RoiId};
use workbench_store::{Object, Roi};

use super::problem::{Path, Query};
use super::uploads::download;
use super::{Answer, Caller, Page, PageQuery, Problem};
use crate::AppError;
use crate::work::rois::Outline;

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RoisQuery {
    /// Part of the label or the patient.
    q: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// The outline of an ROI in patient space.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct ContoursView {
    series_uid: String,
    label: String,
    color: [u8; 3],
    contours: Vec<Outline>,
}

/// The ROIs of a project.
#[utoipa::path(get, path = "/projects/{id}/rois", tag = "rois", params(("id" = uuid::Uuid, Path), RoisQuery),
    responses((status = 200, body = Page<Roi>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<RoisQuery>,
) -> Answer<Page<Roi>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let mut rois = caller.app.store.rois(&grant).await?;
    if let Some(q) = query.q.filter(|q| !q.is_empty()) {
        rois.retain(|roi| roi.label.contains(&q) || roi.patient.label.contains(&q));
    }
    Ok(Json(Page::of(rois, &PageQuery { limit: query.limit, cursor: query.cursor })))
}

/// The closed polygons of an ROI, LPS mm.
#[utoipa::path(get, path = "/rois/{id}/contours", tag = "rois", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = ContoursView), (status = 404, body = Problem)))]
pub async fn contours(caller: Caller, Path(id): Path<RoiId>) -> Answer<ContoursView> {
    let grant = caller.may(Action::View, Object::Roi(id)).await?;
    let store = &caller.app.store;
    let roi = store.roi(&grant, id).await?;
    let bytes = store.objects().get(roi.contours).await?;
    let contours: Vec<Outline> = serde_json::from_slice(&bytes)
        .map_err(|error| AppError::new(workbench_core::Code::Failure, format!("stored contours: {error}")))?;
    Ok(Json(ContoursView { series_uid: roi.series_uid, label: roi.label, color: roi.color, contours }))
}

/// The mask as NIfTI on the grid of its series.
#[utoipa::path(get, path = "/rois/{id}/mask.nii.gz", tag = "rois", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, content_type = "application/gzip", body = Vec<u8>), (status = 403, body = Problem)))]
pub async fn mask(caller: Caller, Path(id): Path<RoiId>) -> Result<axum::response::Response, Problem> {
    let grant = caller.may(Action::Export, Object::Roi(id)).await?;
    let store = &caller.app.store;
    let roi = store.roi(&grant, id).await?;
    download(store.objects().get(roi.mask).await?, "application/gzip", &format!("{}.nii.gz", roi.id))
}
