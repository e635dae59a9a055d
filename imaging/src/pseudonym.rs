//! The patient's identity covered on the way to a screen.
//!
//! This is the projection for viewing, not the de-identification of an export
//! (PS3.15): it covers who the patient and the staff are, in place, and leaves
//! dates, descriptions, private elements and pixels as they are.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{Body, Dataset, Extent, Value};
use crate::error::{ImagingError, Result};

/// Covered wherever they occur, besides every person name.
const COVERED: &[Tag] = &[
    tags::PATIENT_ID,
    tags::PATIENT_BIRTH_DATE,
    tags::PATIENT_BIRTH_TIME,
    Tag(0x0010, 0x1000), // Other Patient IDs, retired and still sent
    tags::ISSUER_OF_PATIENT_ID,
    tags::PATIENT_ADDRESS,
    tags::PATIENT_TELEPHONE_NUMBERS,
    Tag(0x0010, 0x1090), // Medical Record Locator, retired
    tags::PATIENT_COMMENTS,
    tags::ADDITIONAL_PATIENT_HISTORY,
    tags::ACCESSION_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
    tags::STATION_NAME,
    tags::REQUESTING_SERVICE,
];

/// The same object with `patient` for the patient's name and number, and
/// spaces for other identity, at any depth. Lengths, and so everything else in
/// the file, stay as they are; a longer pseudonym is cut.
///
/// # Errors
/// When the file is damaged, or deflated, which cannot be changed in place.
pub fn pseudonymise(bytes: &[u8], patient: &str) -> Result<Vec<u8>> {
    let body = Body::open(bytes)?;
    if !body.in_place() {
        return Err(ImagingError::Unsupported("a deflated object cannot be shown under a pseudonym".into()));
    }
    let set = body.dataset(Extent::Header)?;
    let mut places = Vec::new();
    find(&set, &mut places);
    let start = bytes.as_ptr() as usize;
    let mut covered = bytes.to_vec();
    for (tag, value) in places {
        let at = (value.as_ptr() as usize).wrapping_sub(start);
        let Some(target) = covered.get_mut(at..at.saturating_add(value.len())) else {
            return Err(ImagingError::Malformed("an element lies outside the file".to_owned()));
        };
        target.fill(b' ');
        if matches!(tag, tags::PATIENT_NAME | tags::PATIENT_ID) {
            for (byte, letter) in target.iter_mut().zip(patient.bytes()) {
                *byte = letter;
            }
        }
    }
    Ok(covered)
}

fn find<'a>(set: &Dataset<'a>, places: &mut Vec<(Tag, &'a [u8])>) {
    for element in &set.elements {
        match &element.value {
            Value::Bytes(value) if element.vr == VR::PN || COVERED.contains(&element.tag) => {
                places.push((element.tag, *value));
            }
            Value::Items(items) => items.iter().for_each(|item| find(item, places)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{SeriesMeta, ct_series};
    use workbench_core::{Geometry, Volume};

    #[test]
    fn identity_is_covered_and_pixels_stay() {
        let grid = Geometry::axis_aligned([4, 4, 1], [1.0; 3], [0.0; 3]);
        let volume = Volume::new(grid, (0..16).map(|v| v as f32).collect()).unwrap();
        let meta = SeriesMeta {
            patient: crate::Patient {
                id: Some("H0012345678".into()),
                name: Some("张^三四五六七八九十".into()),
                birth_date: Some("19600203".into()),
                sex: Some("M".into()),
            },
            study: crate::Study { uid: "1.2.3".into(), ..Default::default() },
            series: crate::Series { uid: "1.2.3.4".into(), ..Default::default() },
            ..SeriesMeta::default()
        };
        let files = ct_series(&volume, &meta).unwrap();
        let covered = pseudonymise(&files[0].1, "P-0123456789").unwrap();
        let header = crate::inspect(&covered).unwrap();
        assert_eq!(header.patient.id.as_deref(), Some("P-0123456789"));
        assert_eq!(header.patient.name.as_deref(), Some("P-0123456789"));
        assert_eq!(header.patient.birth_date.filter(|date| !date.trim().is_empty()), None);
        assert!(!covered.windows(6).any(|part| part == "张^三".as_bytes().get(..6).unwrap()));
        let load = |bytes: &[u8]| crate::series::load(1, |_| Ok(bytes.to_vec())).unwrap().volume;
        assert_eq!(load(&covered), load(&files[0].1));
    }
}
