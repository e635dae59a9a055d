//! What one DICOM file says of itself.

use dicom_dictionary_std::{tags, uids};
use serde::{Deserialize, Serialize};

use crate::dicom::{Body, Dataset, Extent};
use crate::error::{ImagingError, Result};

/// What an object is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Pixels of an acquisition or a capture.
    Image,
    /// Contours (RT Structure Set).
    RtStruct,
    /// A segmentation (DICOM SEG).
    Segmentation,
    /// A structured report.
    Report,
    /// Anything else: waveforms, plans, presentation states, unknown classes.
    Other,
}

/// The patient as the file names them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// Patient ID (0010,0020).
    pub id: Option<String>,
    /// Patient's Name as written, with `^` and `=`; [`person_name`] makes it readable.
    pub name: Option<String>,
    /// Birth date, YYYYMMDD.
    pub birth_date: Option<String>,
    /// M, F or O.
    pub sex: Option<String>,
}

/// The study.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Study {
    /// Study Instance UID.
    pub uid: String,
    /// Date, YYYYMMDD.
    pub date: Option<String>,
    /// Time, HHMMSS with an optional fraction.
    pub time: Option<String>,
    /// Accession number.
    pub accession: Option<String>,
    /// Description.
    pub description: Option<String>,
}

/// The series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Series Instance UID.
    pub uid: String,
    /// Series number.
    pub number: Option<i64>,
    /// Description.
    pub description: Option<String>,
    /// Body part examined.
    pub body_part: Option<String>,
    /// Protocol name.
    pub protocol: Option<String>,
    /// Frame of Reference UID: objects that share it share patient space.
    pub frame_of_reference: Option<String>,
    /// Manufacturer.
    pub manufacturer: Option<String>,
}

/// Size and place of an image; lengths in mm, patient space LPS.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImageHeader {
    /// Rows of a frame.
    pub rows: u32,
    /// Columns of a frame.
    pub cols: u32,
    /// Frames.
    pub frames: u32,
    /// Samples of a pixel: 1 grey, 3 colour.
    pub samples: u32,
    /// Bits allocated to a sample.
    pub bits: u32,
    /// Photometric interpretation, `MONOCHROME2` for instance.
    pub photometric: Option<String>,
    /// Centre of the first pixel.
    pub position: Option<[f64; 3]>,
    /// Unit vectors along a row, then along a column.
    pub orientation: Option<[f64; 6]>,
    /// Distance between rows, then between columns.
    pub pixel_spacing: Option<[f64; 2]>,
    /// Slice thickness.
    pub slice_thickness: Option<f64>,
    /// Distance between slice centres as declared.
    pub spacing_between: Option<f64>,
    /// Window centre, in units after the modality LUT.
    pub window_center: Option<f64>,
    /// Window width.
    pub window_width: Option<f64>,
}

/// One DICOM object, read from its header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instance {
    /// SOP Class UID.
    pub sop_class_uid: String,
    /// SOP Instance UID.
    pub sop_instance_uid: String,
    /// Transfer Syntax UID as declared, or as found when nothing is declared.
    pub transfer_syntax_uid: String,
    /// What the object is for.
    pub kind: Kind,
    /// Modality, `CT` for instance.
    pub modality: Option<String>,
    /// The patient.
    pub patient: Patient,
    /// The study.
    pub study: Study,
    /// The series.
    pub series: Series,
    /// Instance number.
    pub instance_number: Option<i64>,
    /// Present when the object has pixels.
    pub image: Option<ImageHeader>,
    /// Series Instance UIDs that the object refers to, sorted.
    pub referenced_series: Vec<String>,
}

/// Reads the header of a DICOM file: the pixel data is not decoded, but its
/// length is checked. Files without preamble or meta group are read too.
///
/// # Errors
/// Names what is wrong: not DICOM, truncated, malformed, a DICOMDIR, or a
/// missing SOP class, SOP instance, study or series UID.
pub fn inspect(bytes: &[u8]) -> Result<Instance> {
    let body = Body::open(bytes)?;
    if body.media_class.as_deref() == Some(uids::MEDIA_STORAGE_DIRECTORY_STORAGE) {
        return Err(ImagingError::Directory);
    }
    let set = body.dataset(Extent::Header)?;
    describe(&body, &set)
}

pub(crate) fn describe(body: &Body, set: &Dataset) -> Result<Instance> {
    let sop_class_uid = set
        .uid(tags::SOP_CLASS_UID)
        .or_else(|| body.media_class.clone())
        .ok_or(ImagingError::Missing("SOP Class UID (0008,0016)"))?;
    let sop_instance_uid = set
        .uid(tags::SOP_INSTANCE_UID)
        .or_else(|| body.media_instance.clone())
        .ok_or(ImagingError::Missing("SOP Instance UID (0008,0018)"))?;
    let study_uid =
        set.uid(tags::STUDY_INSTANCE_UID).ok_or(ImagingError::Missing("Study Instance UID (0020,000D)"))?;
    let series_uid =
        set.uid(tags::SERIES_INSTANCE_UID).ok_or(ImagingError::Missing("Series Instance UID (0020,000E)"))?;
    let image = image_header(set);
    let mut referenced_series = Vec::new();
    collect_series(set, &mut referenced_series);
    referenced_series.sort();
    referenced_series.dedup();
    Ok(Instance {
        kind: kind(&sop_class_uid, image.is_some()),
        sop_class_uid,
        sop_instance_uid,
        transfer_syntax_uid: body.transfer_syntax.clone(),
        modality: set.text(tags::MODALITY),
        patient: Patient {
            id: set.text(tags::PATIENT_ID),
            name: set.text(tags::PATIENT_NAME),
            birth_date: set.text(tags::PATIENT_BIRTH_DATE),
            sex: set.text(tags::PATIENT_SEX),
        },
        study: Study {
            uid: study_uid,
            date: set.text(tags::STUDY_DATE),
            time: set.text(tags::STUDY_TIME),
            accession: set.text(tags::ACCESSION_NUMBER),
            description: set.text(tags::STUDY_DESCRIPTION),
        },
        series: Series {
            uid: series_uid,
            number: whole(set, tags::SERIES_NUMBER),
            description: set.text(tags::SERIES_DESCRIPTION),
            body_part: set.text(tags::BODY_PART_EXAMINED),
            protocol: set.text(tags::PROTOCOL_NAME),
            frame_of_reference: set.uid(tags::FRAME_OF_REFERENCE_UID),
            manufacturer: set.text(tags::MANUFACTURER),
        },
        instance_number: whole(set, tags::INSTANCE_NUMBER),
        image,
        referenced_series,
    })
}

fn whole(set: &Dataset, tag: dicom_core::Tag) -> Option<i64> {
    set.number(tag).filter(|number| number.abs() < 1e15).map(|number| number as i64)
}

fn kind(sop_class: &str, has_pixels: bool) -> Kind {
    const REPORTS: &str = "1.2.840.10008.5.1.4.1.1.88.";
    match sop_class {
        uids::RT_STRUCTURE_SET_STORAGE => Kind::RtStruct,
        uids::SEGMENTATION_STORAGE | uids::LABEL_MAP_SEGMENTATION_STORAGE => Kind::Segmentation,
        uids::RT_DOSE_STORAGE | uids::REAL_WORLD_VALUE_MAPPING_STORAGE => Kind::Other,
        uids::KEY_OBJECT_SELECTION_DOCUMENT_STORAGE => Kind::Other,
        other if other.starts_with(REPORTS) => Kind::Report,
        _ if has_pixels => Kind::Image,
        _ => Kind::Other,
    }
}

fn image_header(set: &Dataset) -> Option<ImageHeader> {
    let rows = set.count(tags::ROWS).filter(|n| *n > 0)?;
    let cols = set.count(tags::COLUMNS).filter(|n| *n > 0)?;
    let shared = set.item(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE);
    let first = set.item(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    // Enhanced objects keep geometry in functional groups (PS3.3 C.7.6.16).
    let group = |sequence| [first, shared].into_iter().flatten().find_map(|set| set.item(sequence));
    let measures = group(tags::PIXEL_MEASURES_SEQUENCE);
    let place = group(tags::PLANE_POSITION_SEQUENCE);
    let turn = group(tags::PLANE_ORIENTATION_SEQUENCE);
    let windows = group(tags::FRAME_VOILUT_SEQUENCE);
    Some(ImageHeader {
        rows,
        cols,
        frames: set.count(tags::NUMBER_OF_FRAMES).unwrap_or(1).max(1),
        samples: set.count(tags::SAMPLES_PER_PIXEL).unwrap_or(1),
        bits: set.count(tags::BITS_ALLOCATED).unwrap_or(0),
        photometric: set.text(tags::PHOTOMETRIC_INTERPRETATION),
        position: place.unwrap_or(set).vector(tags::IMAGE_POSITION_PATIENT),
        orientation: turn.unwrap_or(set).vector(tags::IMAGE_ORIENTATION_PATIENT),
        pixel_spacing: measures.unwrap_or(set).vector(tags::PIXEL_SPACING),
        slice_thickness: measures.unwrap_or(set).number(tags::SLICE_THICKNESS),
        spacing_between: measures.unwrap_or(set).number(tags::SPACING_BETWEEN_SLICES),
        window_center: windows.unwrap_or(set).number(tags::WINDOW_CENTER),
        window_width: windows.unwrap_or(set).number(tags::WINDOW_WIDTH),
    })
}

/// Series that RTSTRUCT, SEG and SR name, at whatever depth they do.
fn collect_series(set: &Dataset, found: &mut Vec<String>) {
    const CARRIERS: [dicom_core::Tag; 8] = [
        tags::REFERENCED_SERIES_SEQUENCE,
        tags::REFERENCED_FRAME_OF_REFERENCE_SEQUENCE,
        tags::RT_REFERENCED_STUDY_SEQUENCE,
        tags::RT_REFERENCED_SERIES_SEQUENCE,
        tags::CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE,
        tags::PERTINENT_OTHER_EVIDENCE_SEQUENCE,
        tags::STUDIES_CONTAINING_OTHER_REFERENCED_INSTANCES_SEQUENCE,
        tags::REFERENCED_STUDY_SEQUENCE,
    ];
    for item in CARRIERS.iter().flat_map(|tag| set.items(*tag)) {
        found.extend(item.uid(tags::SERIES_INSTANCE_UID));
        collect_series(item, found);
    }
}

/// A person's name (PS3.5 6.2.1) for reading: the ideographic group when there
/// is one, without separators in Chinese and with spaces otherwise.
pub fn person_name(written: &str) -> String {
    let groups: Vec<&str> = written.split('=').collect();
    let ideographic = groups.get(1).filter(|group| !group.trim_matches(['^', ' ']).is_empty());
    let group = ideographic.or(groups.first()).copied().unwrap_or_default();
    let parts: Vec<&str> = group.split('^').map(str::trim).filter(|part| !part.is_empty()).collect();
    let between =
        if parts.iter().any(|part| part.chars().any(|c| c.is_ascii_alphabetic())) { " " } else { "" };
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable() {
        let table = [
            ("Wang^XiaoDong=王^小東", "王小東"),
            ("张^三", "张三"),
            ("Doe^Jane^^Dr", "Doe Jane Dr"),
            ("Zhang^San=", "Zhang San"),
            ("", ""),
        ];
        for (written, expected) in table {
            assert_eq!(person_name(written), expected);
        }
    }

    #[test]
    fn rubbish_is_refused_with_a_reason() {
        assert_eq!(inspect(b"").unwrap_err().to_string(), "not a DICOM file: it is nearly empty");
        let text = b"id,name\n1,an ordinary table of comma separated values\n";
        assert!(inspect(text).unwrap_err().to_string().starts_with("not a DICOM file"));
    }
}
