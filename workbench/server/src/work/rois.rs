//! Contour objects become ROI versions: a mask and contours on their series.

use std::collections::BTreeMap;

use imaging::rtstruct::RtStruct;
use imaging::{Kind, LoadedSeries};
use serde::{Deserialize, Serialize};
use workbench_core::{Digest, Mask};
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
/// whose images are not here waits: the next import looks again.
pub async fn from_structures(app: &Shared, grant: &Grant, tick: &Tick) -> Result<Made, AppError> {
    let structures = app.store.structures_without_roi(grant).await?;
    let mut made = Made::default();
    let mut by_series: BTreeMap<String, Vec<Instance>> = BTreeMap::new();
    for structure in structures {
        let header: imaging::Instance = serde_json::from_value(structure.header.clone())
            .map_err(|error| AppError::bad(format!("a stored header does not parse: {error}")))?;
        for uid in &header.referenced_series {
            by_series.entry(uid.clone()).or_default().push(structure.clone());
        }
    }
    tick.stage("勾画转为掩膜 contours to masks", by_series.values().map(Vec::len).sum());
    for (uid, structures) in by_series {
        let Some(series) =
            app.store.series_by_uid(grant, &uid).await?.filter(|series| series.kind == "image")
        else {
            made.problems.extend(structures.into_iter().map(|structure| Problem {
                file: structure.sop_uid,
                reason: format!(
                    "its images (series {uid}) are not here yet; import them and it becomes an ROI"
                ),
            }));
            continue;
        };
        let loaded = match volumes::load(&app.store, grant, series.id).await {
            Ok(loaded) => std::sync::Arc::new(loaded),
            Err(error) => {
                made.problems.push(Problem { file: uid, reason: error.to_string() });
                continue;
            }
        };
        for structure in structures {
            tick.step()?;
            let (store, job) = (app.store.clone(), (structure.clone(), series.clone(), loaded.clone()));
            let rois = on_thread(move || Ok(read_structure(&store, &job.0, &job.1, &job.2))).await?;
            for roi in rois {
                match roi {
                    Ok(roi) => {
                        keep(app, grant, &structure, &series, roi).await?;
                        made.rois += 1;
                    }
                    Err(error) => made
                        .problems
                        .push(Problem { file: structure.sop_uid.clone(), reason: error.to_string() }),
                }
            }
        }
    }
    Ok(made)
}

async fn keep(
    app: &Shared,
    grant: &Grant,
    structure: &Instance,
    series: &Series,
    roi: NewRoi,
) -> Result<(), AppError> {
    let started = chrono::Utc::now();
    let id = app.store.keep_roi(grant, &roi).await?;
    let used =
        [Entity::new("series", series.id, ""), Entity::new("instance", structure.id, structure.object)];
    let made = [Entity::new("roi", id, roi.mask)];
    let plan =
        serde_json::json!({"label": roi.label, "number": roi.number, "rule": "imaging::rtstruct::rasterise"});
    app.store.record_activity(grant, "contours_to_mask", &plan, started, &used, &made).await?;
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
    let named = |roi: &imaging::rtstruct::Roi| {
        make(roi).map_err(|error| error.within(&format!("ROI `{}`", roi.name)))
    };
    set.rois.iter().filter(|roi| !roi.contours.is_empty()).map(named).collect()
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
