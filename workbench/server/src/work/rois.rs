//! Contour objects become ROI versions: a mask and contours on their series.

use std::sync::Arc;

use imaging::rtstruct::RtStruct;
use imaging::{Kind, LoadedSeries};
use serde::{Deserialize, Serialize};
use workbench_core::{Code, Digest, Mask};
use workbench_store::{Entity, Grant, Instance, NewRoi, Series, Store};

use super::import_dicom::Problem;
use super::{Tick, volumes};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

#[derive(Default)]
pub struct Made {
    pub rois: usize,
    pub problems: Vec<Problem>,
}

/// The outline of an ROI, as kept and as sent to the viewer.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Outline {
    /// Image it lies on, where the source says so.
    pub sop_uid: Option<String>,
    /// Closed polygon, LPS mm.
    pub points: Vec<[f64; 3]>,
}

/// Makes ROIs of every structure of the project that has none yet. A structure
/// whose images are not all here waits: the next import looks again. The ROIs
/// of one structure are kept together or not at all.
pub async fn from_structures(app: &Shared, grant: &Grant, tick: &Tick) -> Result<Made, AppError> {
    let structures = app.store.structures_without_roi(grant).await?;
    let mut made = Made::default();
    tick.stage("勾画转为掩膜 contours to masks", structures.len());
    let mut last: Option<Arc<LoadedSeries>> = None;
    for structure in structures {
        tick.go_on()?;
        let mut rois = Vec::new();
        match images_of(app, grant, &structure).await? {
            Err(reason) => made.problems.push(Problem { file: structure.sop_uid.clone(), reason }),
            Ok(images) => {
                for series in images {
                    let loaded = match last.take().filter(|loaded| loaded.series_uid == series.uid) {
                        Some(loaded) => loaded,
                        None => match volumes::load(&app.store, grant, series.id).await {
                            Ok(loaded) => Arc::new(loaded),
                            Err(error) => {
                                made.problems
                                    .push(Problem { file: series.uid.clone(), reason: error.to_string() });
                                continue;
                            }
                        },
                    };
                    last = Some(loaded.clone());
                    let (store, structure) = (app.store.clone(), structure.clone());
                    rois.extend(
                        on_thread(move || Ok(read_structure(&store, &structure, &series, &loaded))).await?,
                    );
                }
                keep(app, grant, &structure, rois, &mut made).await?;
            }
        }
        tick.step()?;
    }
    Ok(made)
}

/// The image series a structure was drawn on, or why it has to wait.
async fn images_of(
    app: &Shared,
    grant: &Grant,
    structure: &Instance,
) -> Result<Result<Vec<Series>, String>, AppError> {
    let header: imaging::Instance = serde_json::from_value(structure.header.clone())
        .map_err(|error| AppError::new(Code::Failure, format!("a stored header does not parse: {error}")))?;
    let mut images = Vec::new();
    for uid in &header.referenced_series {
        match app.store.series_by_uid(grant, uid).await?.filter(|series| series.kind == "image") {
            Some(series) => images.push(series),
            None => {
                return Ok(Err(format!(
                    "its images (series {uid}) are not here yet; import them and it becomes an ROI"
                )));
            }
        }
    }
    if images.is_empty() {
        return Ok(Err("it names no series of images it was drawn on".to_owned()));
    }
    Ok(Ok(images))
}

/// Keeps what could be read; a failure of the store itself keeps none, so that
/// the next run does it all.
async fn keep(
    app: &Shared,
    grant: &Grant,
    structure: &Instance,
    read: Read,
    made: &mut Made,
) -> Result<(), AppError> {
    let started = chrono::Utc::now();
    let mut rois = Vec::new();
    for roi in read {
        match roi {
            Ok(roi) => rois.push(roi),
            Err(error) if matches!(error.code, Code::StorageFull | Code::Failure) => return Err(error),
            Err(error) => {
                made.problems.push(Problem { file: structure.sop_uid.clone(), reason: error.to_string() })
            }
        }
    }
    let ids = app.store.keep_rois(grant, &rois).await?;
    made.rois += ids.len();
    let mut used = vec![Entity::new("instance", structure.id, structure.object)];
    used.extend(rois.iter().map(|roi| Entity::new("series", roi.series, "")));
    let kept: Vec<Entity> = ids.iter().zip(&rois).map(|(id, roi)| Entity::new("roi", id, roi.mask)).collect();
    let labels: Vec<&String> = rois.iter().map(|roi| &roi.label).collect();
    let plan =
        serde_json::json!({"labels": labels, "rule": "imaging::rtstruct::rasterise or imaging::seg::mask"});
    app.store.record_activity(grant, "contours_to_mask", &plan, started, &used, &kept).await?;
    Ok(())
}

type Read = Vec<Result<NewRoi, AppError>>;

fn read_structure(store: &Store, structure: &Instance, series: &Series, loaded: &LoadedSeries) -> Read {
    let read = || -> Result<Read, AppError> {
        let bytes = store.objects().get_blocking(structure.object)?;
        let header = imaging::inspect(&bytes)?;
        if header.kind == Kind::Segmentation {
            return read_segments(store, structure, series, loaded, &bytes);
        }
        let structures = imaging::rtstruct::read(&bytes)?;
        Ok(read_contours(store, structure, series, loaded, &structures))
    };
    read().unwrap_or_else(|error| vec![Err(error)])
}

fn read_contours(
    store: &Store,
    structure: &Instance,
    series: &Series,
    loaded: &LoadedSeries,
    set: &RtStruct,
) -> Read {
    let make = |roi: &imaging::rtstruct::Roi| -> Result<NewRoi, AppError> {
        let grid = &loaded.volume.geometry;
        let mask = imaging::rtstruct::rasterise(roi, grid)?;
        let outlines: Vec<Outline> = roi
            .contours
            .iter()
            .filter(|contour| contour.is_closed())
            .map(|contour| Outline { sop_uid: contour.sop_uid.clone(), points: contour.points.clone() })
            .collect();
        let volume = imaging::rtstruct::contour_volume_mm3(roi, grid.spacing[2]);
        let color = roi.color.unwrap_or([255, 170, 0]);
        let mut new = new_roi(store, series, structure, &mask, 1, &outlines)?;
        (new.label, new.number, new.color) = (roi.name.clone(), roi.number, color);
        new.contour_volume_mm3 = Some(volume);
        Ok(new)
    };
    // An ROI that names its images belongs to the series that holds them.
    let here = |roi: &&imaging::rtstruct::Roi| {
        let mut uids = roi.contours.iter().filter_map(|contour| contour.sop_uid.as_ref()).peekable();
        uids.peek().is_none() || uids.any(|uid| loaded.sop_uids.contains(uid))
    };
    let named = |roi: &imaging::rtstruct::Roi| {
        make(roi).map_err(|error| error.within(&format!("ROI `{}`", roi.name)))
    };
    set.rois.iter().filter(|roi| !roi.contours.is_empty()).filter(here).map(named).collect()
}

fn read_segments(
    store: &Store,
    structure: &Instance,
    series: &Series,
    loaded: &LoadedSeries,
    bytes: &[u8],
) -> Result<Read, AppError> {
    let seg = imaging::seg::read(bytes)?;
    let grid = &loaded.volume.geometry;
    let make = |number: u32, label: &str| -> Result<NewRoi, AppError> {
        let mask = imaging::seg::mask(&seg, number, grid)?;
        let outlines: Vec<Outline> = annotation::contours_of(&mask, 1)
            .into_iter()
            .map(|contour| Outline {
                sop_uid: loaded.sop_uids.get(contour.z).cloned(),
                points: contour.points,
            })
            .collect();
        let mut new = new_roi(store, series, structure, &mask, 1, &outlines)?;
        (new.label, new.number) = (label.to_owned(), i64::from(number));
        Ok(new)
    };
    Ok(seg.segments.iter().map(|segment| make(segment.number, &segment.label)).collect())
}

fn new_roi(
    store: &Store,
    series: &Series,
    structure: &Instance,
    mask: &Mask,
    label: u8,
    outlines: &[Outline],
) -> Result<NewRoi, AppError> {
    let bbox = annotation::bounding_box_mm(mask, label)
        .ok_or_else(|| AppError::bad("the contours enclose no voxel of the image"))?;
    let voxels = mask.count(label);
    let contours = serde_json::to_vec(outlines).map_err(|error| AppError::bad(error.to_string()))?;
    let object = |bytes: &[u8]| -> Result<Digest, AppError> { Ok(store.objects().put_blocking(bytes)?) };
    Ok(NewRoi {
        series: series.id,
        source_instance: Some(structure.id),
        label: String::new(),
        number: 0,
        color: [255, 170, 0],
        source: "imported".to_owned(),
        voxels: voxels as i64,
        volume_mm3: voxels as f64 * mask.geometry.voxel_volume(),
        contour_volume_mm3: None,
        bbox,
        mask: object(&imaging::nifti::encode_mask(mask)?)?,
        contours: object(&contours)?,
    })
}
