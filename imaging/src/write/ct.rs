//! CT Image Storage (PS3.3 A.3).

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use workbench_core::Volume;

use super::set::Set;
use super::{SYNTHETIC, uid};
use crate::error::{ImagingError, Result};
use crate::instance::{Patient, Series, Study};

/// Stored value 0 stands for this, so that air is not negative.
const INTERCEPT: f32 = -1024.0;

/// Everything a CT series says beside its voxels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SeriesMeta {
    /// The patient.
    pub patient: Patient,
    /// The study; its UID must be given.
    pub study: Study,
    /// The series; its UID must be given. Without a frame of reference one is
    /// derived from the series UID.
    pub series: Series,
    /// Window centre and width in HU.
    pub window: Option<[f64; 2]>,
    /// Marks every instance as made up, in fields that viewers show: image
    /// type, patient comments, image comments, derivation description, model.
    pub synthetic: bool,
}

impl SeriesMeta {
    /// The frame of reference, given or derived.
    pub fn frame_of_reference(&self) -> String {
        let given = self.series.frame_of_reference.clone();
        given.unwrap_or_else(|| uid(&self.series.uid, "frame of reference"))
    }
}

/// Patient, study, equipment and what marks synthetic data.
pub(super) fn common(set: &mut Set, patient: &Patient, study: &Study, series: &Series, synthetic: bool) {
    set.maybe(tags::PATIENT_NAME, VR::PN, patient.name.as_ref())
        .maybe(tags::PATIENT_ID, VR::LO, patient.id.as_ref())
        .maybe(tags::PATIENT_BIRTH_DATE, VR::DA, patient.birth_date.as_ref())
        .maybe(tags::PATIENT_SEX, VR::CS, patient.sex.as_ref())
        .text(tags::STUDY_INSTANCE_UID, VR::UI, &study.uid)
        .maybe(tags::STUDY_DATE, VR::DA, study.date.as_ref())
        .maybe(tags::STUDY_TIME, VR::TM, study.time.as_ref())
        .maybe(tags::ACCESSION_NUMBER, VR::SH, study.accession.as_ref())
        .text(tags::REFERRING_PHYSICIAN_NAME, VR::PN, "")
        .text(tags::STUDY_ID, VR::SH, study.accession.as_deref().unwrap_or("1"))
        .optional(tags::STUDY_DESCRIPTION, VR::LO, study.description.as_ref())
        .text(tags::SERIES_INSTANCE_UID, VR::UI, &series.uid)
        .text(tags::SERIES_NUMBER, VR::IS, series.number.map(|n| n.to_string()).unwrap_or_default())
        .optional(tags::SERIES_DESCRIPTION, VR::LO, series.description.as_ref())
        .maybe(tags::MANUFACTURER, VR::LO, series.manufacturer.as_ref());
    if synthetic {
        set.text(tags::PATIENT_COMMENTS, VR::LT, format!("{SYNTHETIC}: made-up data, not a patient")).text(
            tags::MANUFACTURER_MODEL_NAME,
            VR::LO,
            SYNTHETIC,
        );
    }
}

/// Writes a volume of HU as CT instances, one a slice in z order: SOP Instance
/// UID (derived from the series UID and the slice number) and file bytes.
/// Explicit little endian, 16-bit signed, intercept −1024; HU are rounded.
///
/// # Errors
/// When an intensity is not within −33792..=31743 HU, a slice is larger than
/// 65535 pixels, or a UID is empty.
pub fn ct_series(volume: &Volume, meta: &SeriesMeta) -> Result<Vec<(String, Vec<u8>)>> {
    if meta.study.uid.is_empty() || meta.series.uid.is_empty() {
        return Err(ImagingError::Missing("the study or series UID of the series to write"));
    }
    let grid = &volume.geometry;
    let [cols, rows, slices] = grid.size;
    let (Ok(columns), Ok(lines)) = (u16::try_from(cols), u16::try_from(rows)) else {
        return Err(ImagingError::TooLarge {
            what: format!("a slice of {cols}×{rows}"),
            limit: "65535 pixels".into(),
        });
    };
    let frame = meta.frame_of_reference();
    let turn: Vec<f64> = grid.direction[..2].concat();
    (0..slices)
        .map(|z| {
            let instance = uid(&meta.series.uid, &format!("slice {z}"));
            let voxels = volume.data.get(grid.index(0, 0, z)..grid.index(0, 0, z + 1)).unwrap_or_default();
            let samples = voxels.iter().map(|hu| stored(*hu)).collect::<Result<_>>()?;
            let position = grid.to_patient([0.0, 0.0, z as f64]);
            let mut set = Set::new();
            common(&mut set, &meta.patient, &meta.study, &meta.series, meta.synthetic);
            let kind = if meta.synthetic { "DERIVED\\SECONDARY\\AXIAL" } else { "ORIGINAL\\PRIMARY\\AXIAL" };
            set.text(tags::IMAGE_TYPE, VR::CS, kind)
                .text(tags::MODALITY, VR::CS, "CT")
                .maybe(tags::CONTENT_DATE, VR::DA, meta.study.date.as_ref())
                .maybe(tags::CONTENT_TIME, VR::TM, meta.study.time.as_ref())
                .optional(tags::BODY_PART_EXAMINED, VR::CS, meta.series.body_part.as_ref())
                .optional(tags::PROTOCOL_NAME, VR::LO, meta.series.protocol.as_ref())
                .text(tags::PATIENT_POSITION, VR::CS, "HFS")
                .text(tags::KVP, VR::DS, "")
                .text(tags::ACQUISITION_NUMBER, VR::IS, "")
                .integer(tags::INSTANCE_NUMBER, z as i64 + 1)
                .text(tags::FRAME_OF_REFERENCE_UID, VR::UI, &frame)
                .text(tags::POSITION_REFERENCE_INDICATOR, VR::LO, "")
                .decimals(tags::IMAGE_POSITION_PATIENT, &position)
                .decimals(tags::IMAGE_ORIENTATION_PATIENT, &turn)
                .decimals(tags::PIXEL_SPACING, &[grid.spacing[1], grid.spacing[0]])
                .decimals(tags::SLICE_THICKNESS, &[grid.spacing[2]])
                .short(tags::SAMPLES_PER_PIXEL, 1)
                .text(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2")
                .short(tags::ROWS, lines)
                .short(tags::COLUMNS, columns)
                .short(tags::BITS_ALLOCATED, 16)
                .short(tags::BITS_STORED, 16)
                .short(tags::HIGH_BIT, 15)
                .short(tags::PIXEL_REPRESENTATION, 1)
                .decimals(tags::RESCALE_INTERCEPT, &[f64::from(INTERCEPT)])
                .decimals(tags::RESCALE_SLOPE, &[1.0])
                .text(tags::RESCALE_TYPE, VR::LO, "HU");
            if let Some([center, width]) = meta.window {
                set.decimals(tags::WINDOW_CENTER, &[center]).decimals(tags::WINDOW_WIDTH, &[width]);
            }
            if meta.synthetic {
                set.text(tags::IMAGE_COMMENTS, VR::LT, SYNTHETIC).text(
                    tags::DERIVATION_DESCRIPTION,
                    VR::ST,
                    format!("{SYNTHETIC}: computed, never acquired"),
                );
            }
            set.samples(tags::PIXEL_DATA, samples);
            Ok((instance.clone(), set.file(uids::CT_IMAGE_STORAGE, &instance)?))
        })
        .collect()
}

fn stored(hu: f32) -> Result<u16> {
    let raw = (hu - INTERCEPT).round();
    if (f32::from(i16::MIN)..=f32::from(i16::MAX)).contains(&raw) {
        return Ok(u16::from_le_bytes((raw as i16).to_le_bytes()));
    }
    Err(ImagingError::Pixels(format!("{hu} HU does not fit 16 bits")))
}
