//! Studies 检查 and their series.

use std::cmp::Ordering;

use axum::Json;
use workbench_core::Action;
use workbench_core::ids::{InstanceId, ProjectId, SeriesId, StudyId};
use workbench_store::{Object, Roi, Series, Study};

use super::findings::FindingView;
use super::problem::{Path, Query};
use super::reports::ReportSummary;
use super::{Answer, Caller, Page, PageQuery, Problem};

#[derive(Default, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StudiesQuery {
    /// Part of patient, accession number or description.
    q: Option<String>,
    modality: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// A series with the size of its images.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct SeriesView {
    #[serde(flatten)]
    series: Series,
    rows: Option<u32>,
    cols: Option<u32>,
    /// Between rows and columns, mm.
    spacing: Option<[f64; 2]>,
    /// Slice thickness, mm.
    thickness: Option<f64>,
}

/// A study with everything that belongs to it.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct StudyView {
    #[serde(flatten)]
    study: Study,
    series_list: Vec<SeriesView>,
    roi_list: Vec<Roi>,
    reports: Vec<ReportSummary>,
    finding_list: Vec<FindingView>,
}

/// An instance and where its bytes are.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct InstanceView {
    id: InstanceId,
    sop_uid: String,
    number: Option<i64>,
    /// Distance along the slice normal, mm.
    position: Option<f64>,
    frames: u32,
    url: String,
}

/// The studies of a project, newest first.
#[utoipa::path(get, path = "/projects/{id}/studies", tag = "studies", params(("id" = uuid::Uuid, Path), StudiesQuery),
    responses((status = 200, body = Page<Study>), (status = 404, body = Problem)))]
pub async fn list(
    caller: Caller,
    Path(id): Path<ProjectId>,
    Query(query): Query<StudiesQuery>,
) -> Answer<Page<Study>> {
    let grant = caller.may(Action::View, Object::Project(id)).await?;
    let mut studies = caller.app.store.studies(&grant).await?;
    let q = query.q.unwrap_or_default().to_lowercase();
    let modality = query.modality.unwrap_or_default();
    studies.retain(|study| {
        let text =
            format!("{} {} {}", study.patient.label, study.accession, study.description).to_lowercase();
        text.contains(&q) && (modality.is_empty() || study.modalities.contains(&modality))
    });
    Ok(Json(Page::of(studies, &PageQuery { limit: query.limit, cursor: query.cursor })))
}

/// One study.
#[utoipa::path(get, path = "/studies/{id}", tag = "studies", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = StudyView), (status = 404, body = Problem)))]
pub async fn show(caller: Caller, Path(id): Path<StudyId>) -> Answer<StudyView> {
    let grant = caller.may(Action::View, Object::Study(id)).await?;
    let store = &caller.app.store;
    let mut series_list = Vec::new();
    for series in store.series_of(&grant, id).await? {
        let first = store.first_instance(&grant, series.id).await?;
        let header: Option<imaging::Instance> =
            first.and_then(|first| serde_json::from_value(first.header).ok());
        let image = header.and_then(|header| header.image);
        series_list.push(SeriesView {
            series,
            rows: image.as_ref().map(|image| image.rows),
            cols: image.as_ref().map(|image| image.cols),
            spacing: image.as_ref().and_then(|image| image.pixel_spacing),
            thickness: image.as_ref().and_then(|image| image.slice_thickness),
        });
    }
    Ok(Json(StudyView {
        study: store.study(&grant, id).await?,
        series_list,
        roi_list: store.rois_of_study(&grant, id).await?,
        reports: store.reports_of_study(&grant, id).await?.into_iter().map(ReportSummary::from).collect(),
        finding_list: store.findings_of_study(&grant, id).await?.into_iter().map(FindingView::from).collect(),
    }))
}

/// The instances of a series, sorted along the slice normal.
#[utoipa::path(get, path = "/series/{id}/instances", tag = "studies", params(("id" = uuid::Uuid, Path)),
    responses((status = 200, body = Page<InstanceView>), (status = 404, body = Problem)))]
pub async fn instances(caller: Caller, Path(id): Path<SeriesId>) -> Answer<Page<InstanceView>> {
    let grant = caller.may(Action::View, Object::Series(id)).await?;
    let mut views: Vec<InstanceView> = caller
        .app
        .store
        .instances_of(&grant, id)
        .await?
        .into_iter()
        .map(|instance| {
            let header: Option<imaging::Instance> = serde_json::from_value(instance.header).ok();
            let image = header.and_then(|header| header.image);
            InstanceView {
                id: instance.id,
                sop_uid: instance.sop_uid,
                number: instance.number,
                position: image.as_ref().and_then(along_normal),
                frames: image.map_or(0, |image| image.frames),
                url: format!("/api/v1/instances/{}/file", instance.id),
            }
        })
        .collect();
    // A total order, whatever the headers say: placed slices first.
    views.sort_by(|a, b| {
        let by_place = match (a.position, b.position) {
            (Some(x), Some(y)) => x.total_cmp(&y),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => a.number.cmp(&b.number),
        };
        by_place.then_with(|| a.sop_uid.cmp(&b.sop_uid))
    });
    Ok(Json(Page::whole(views)))
}

/// Position · (row × column), PS3.3 C.7.6.2.1.1.
fn along_normal(image: &imaging::ImageHeader) -> Option<f64> {
    let ([x, y, z], [a, b, c, d, e, f]) = (image.position?, image.orientation?);
    Some(x * (b * f - c * e) + y * (c * d - a * f) + z * (a * e - b * d))
}
