//! Rows of a feature table.

use std::collections::HashMap;

use workbench_core::ids::{RoiId, SeriesId, StudyId};
use workbench_store::{FailedRow, Grant, Patient, Roi, Store};

use crate::AppError;

/// Which ROI a row is of.
#[derive(Clone, serde::Serialize, utoipa::ToSchema)]
pub struct RowRoi {
    id: RoiId,
    label: String,
    study_id: StudyId,
    series_id: SeriesId,
    patient: Patient,
    /// SHA-256 of its mask: what names this version.
    mask: String,
    /// `imported`, `drawn` or `model`.
    source: String,
    voxels: i64,
    volume_mm3: f64,
    created: chrono::DateTime<chrono::Utc>,
}

#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FeatureRow {
    /// Its ROI's id, also when the ROI is gone.
    id: String,
    roi: Option<RowRoi>,
    /// One number a column; null where it could not be computed.
    values: Vec<Option<f64>>,
}

impl FeatureRow {
    pub fn of(rois: &HashMap<String, RowRoi>, id: &str, values: impl Iterator<Item = f64>) -> Self {
        let values = values.map(|value| value.is_finite().then_some(value)).collect();
        Self { id: id.to_owned(), roi: rois.get(id).cloned(), values }
    }
}

/// An ROI without a row, and why.
#[derive(serde::Serialize, utoipa::ToSchema)]
pub struct FailedRoi {
    /// Its id, also when the ROI is gone.
    id: String,
    label: String,
    reason: String,
    reason_zh: Option<String>,
    roi: Option<RowRoi>,
}

impl FailedRoi {
    pub fn of(rois: &HashMap<String, RowRoi>, failed: &FailedRow) -> Self {
        Self {
            id: failed.roi.clone(),
            label: failed.label.clone(),
            reason: failed.reason.clone(),
            reason_zh: failed.reason_zh.clone(),
            roi: rois.get(&failed.roi).cloned(),
        }
    }
}

/// The ROIs of the project by id, as far as the grant sees them.
pub async fn rois(store: &Store, grant: &Grant) -> Result<HashMap<String, RowRoi>, AppError> {
    let rois = store.rois(grant).await?.into_iter();
    Ok(rois.map(|roi| (roi.id.to_string(), shown(roi))).collect())
}

fn shown(roi: Roi) -> RowRoi {
    RowRoi {
        id: roi.id,
        label: roi.label,
        study_id: roi.study_id,
        series_id: roi.series_id,
        patient: roi.patient,
        mask: roi.mask.to_string(),
        source: roi.source,
        voxels: roi.voxels,
        volume_mm3: roi.volume_mm3,
        created: roi.created,
    }
}
