//! RT Structure Set Storage (PS3.3 A.19).

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};

use super::ct::common;
use super::set::Set;
use crate::error::{ImagingError, Result};
use crate::instance::{Patient, Series, Study};
use crate::rtstruct::{Contour, Roi};

/// Detached Study Management, retired, still the class that the reference to
/// a study carries.
const STUDY_CLASS: &str = "1.2.840.10008.3.1.2.3.1";

/// Everything a structure set says beside its contours.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StructureMeta {
    /// SOP Instance UID of the structure set.
    pub sop_uid: String,
    /// The patient, as in the images.
    pub patient: Patient,
    /// The study, as in the images.
    pub study: Study,
    /// The structure set's own series; its UID must be given. The frame of
    /// reference is that of the images and must be given.
    pub series: Series,
    /// Structure Set Label, at most 16 characters.
    pub label: String,
    /// SOP class of the images.
    pub image_class_uid: String,
    /// Series Instance UID of the images.
    pub image_series_uid: String,
    /// SOP Instance UIDs of the images, in z order.
    pub image_uids: Vec<String>,
    /// Marks the object as made up.
    pub synthetic: bool,
}

/// Writes ROIs as a structure set on a series of images. A contour without
/// `sop_uid` names no slice.
///
/// # Errors
/// When a UID or the frame of reference is missing, or a contour has no point.
pub fn rtstruct(rois: &[Roi], meta: &StructureMeta) -> Result<Vec<u8>> {
    let frame = meta.series.frame_of_reference.as_ref().filter(|uid| !uid.is_empty());
    let frame = frame.ok_or(ImagingError::Missing("the frame of reference of the images"))?;
    let given =
        [&meta.sop_uid, &meta.study.uid, &meta.series.uid, &meta.image_series_uid, &meta.image_class_uid];
    if given.iter().any(|uid| uid.is_empty()) {
        return Err(ImagingError::Missing("a UID of the structure set to write"));
    }
    let mut set = Set::new();
    common(&mut set, &meta.patient, &meta.study, &meta.series, meta.synthetic);
    let (mut declared, mut drawn, mut observed) = (Vec::new(), Vec::new(), Vec::new());
    for roi in rois {
        let mut item = Set::new();
        item.integer(tags::ROI_NUMBER, roi.number)
            .text(tags::REFERENCED_FRAME_OF_REFERENCE_UID, VR::UI, frame)
            .text(tags::ROI_NAME, VR::LO, &roi.name)
            .text(tags::ROI_GENERATION_ALGORITHM, VR::CS, "");
        declared.push(item);
        let mut item = Set::new();
        let color = roi.color.unwrap_or([255, 0, 0]).map(|part| part.to_string());
        item.text(tags::ROI_DISPLAY_COLOR, VR::IS, color.join("\\"))
            .integer(tags::REFERENCED_ROI_NUMBER, roi.number);
        let contours = roi
            .contours
            .iter()
            .map(|contour| contour_item(roi, contour, meta))
            .collect::<Result<Vec<_>>>()?;
        if !contours.is_empty() {
            item.items(tags::CONTOUR_SEQUENCE, contours);
        }
        drawn.push(item);
        let mut item = Set::new();
        item.integer(tags::OBSERVATION_NUMBER, roi.number)
            .integer(tags::REFERENCED_ROI_NUMBER, roi.number)
            .text(tags::RTROI_INTERPRETED_TYPE, VR::CS, "")
            .text(tags::ROI_INTERPRETER, VR::PN, "");
        observed.push(item);
    }
    set.text(tags::MODALITY, VR::CS, "RTSTRUCT")
        .text(tags::OPERATORS_NAME, VR::PN, "")
        .text(tags::STRUCTURE_SET_LABEL, VR::SH, meta.label.chars().take(16).collect::<String>())
        .maybe(tags::STRUCTURE_SET_DATE, VR::DA, meta.study.date.as_ref())
        .maybe(tags::STRUCTURE_SET_TIME, VR::TM, meta.study.time.as_ref())
        .text(tags::FRAME_OF_REFERENCE_UID, VR::UI, frame)
        .text(tags::POSITION_REFERENCE_INDICATOR, VR::LO, "")
        .text(tags::APPROVAL_STATUS, VR::CS, "UNAPPROVED")
        .items(tags::REFERENCED_FRAME_OF_REFERENCE_SEQUENCE, vec![reference(frame, meta)])
        .items(tags::STRUCTURE_SET_ROI_SEQUENCE, declared)
        .items(tags::ROI_CONTOUR_SEQUENCE, drawn)
        .items(tags::RTROI_OBSERVATIONS_SEQUENCE, observed);
    if meta.synthetic {
        set.text(tags::STRUCTURE_SET_DESCRIPTION, VR::ST, format!("{}: made-up contours", super::SYNTHETIC));
    }
    set.file(uids::RT_STRUCTURE_SET_STORAGE, &meta.sop_uid)
}

fn image(class: &str, instance: &str) -> Set {
    let mut item = Set::new();
    item.text(tags::REFERENCED_SOP_CLASS_UID, VR::UI, class).text(
        tags::REFERENCED_SOP_INSTANCE_UID,
        VR::UI,
        instance,
    );
    item
}

fn reference(frame: &str, meta: &StructureMeta) -> Set {
    let mut series = Set::new();
    let images = meta.image_uids.iter().map(|uid| image(&meta.image_class_uid, uid)).collect();
    series
        .text(tags::SERIES_INSTANCE_UID, VR::UI, &meta.image_series_uid)
        .items(tags::CONTOUR_IMAGE_SEQUENCE, images);
    let mut study = image(STUDY_CLASS, &meta.study.uid);
    study.items(tags::RT_REFERENCED_SERIES_SEQUENCE, vec![series]);
    let mut item = Set::new();
    item.text(tags::FRAME_OF_REFERENCE_UID, VR::UI, frame)
        .items(tags::RT_REFERENCED_STUDY_SEQUENCE, vec![study]);
    item
}

fn contour_item(roi: &Roi, contour: &Contour, meta: &StructureMeta) -> Result<Set> {
    if contour.points.iter().flatten().any(|mm| !mm.is_finite()) || contour.points.is_empty() {
        return Err(ImagingError::Contours {
            roi: roi.name.clone(),
            reason: "a contour has no points, or points that are not numbers".into(),
        });
    }
    let mut item = Set::new();
    if let Some(uid) = &contour.sop_uid {
        item.items(tags::CONTOUR_IMAGE_SEQUENCE, vec![image(&meta.image_class_uid, uid)]);
    }
    item.text(tags::CONTOUR_GEOMETRIC_TYPE, VR::CS, &contour.kind)
        .integer(tags::NUMBER_OF_CONTOUR_POINTS, contour.points.len() as i64)
        .decimals(tags::CONTOUR_DATA, contour.points.as_flattened());
    Ok(item)
}
