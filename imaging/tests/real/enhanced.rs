//! Multi-frame instances with functional groups, and frame offsets.

use dicom_core::value::DataSetSequence;
use dicom_core::{DataElement, PrimitiveValue, Tag, VR};
use dicom_dictionary_std::{tags, uids};
use dicom_object::{FileMetaTableBuilder, InMemDicomObject};

fn put(set: &mut InMemDicomObject, tag: Tag, vr: VR, text: &str) {
    set.put(DataElement::new(tag, vr, PrimitiveValue::from(text)));
}

fn group(tag: Tag, fields: &[(Tag, VR, &str)]) -> DataElement<InMemDicomObject> {
    let mut item = InMemDicomObject::new_empty();
    for (field, vr, text) in fields {
        put(&mut item, *field, *vr, text);
    }
    DataElement::new(tag, VR::SQ, DataSetSequence::from(vec![item]))
}

fn enhanced(positions: &[&str]) -> Vec<u8> {
    let mut set = InMemDicomObject::new_empty();
    put(&mut set, tags::SOP_CLASS_UID, VR::UI, uids::ENHANCED_CT_IMAGE_STORAGE);
    put(&mut set, tags::SOP_INSTANCE_UID, VR::UI, "1.2.3");
    put(&mut set, tags::STUDY_INSTANCE_UID, VR::UI, "1.2.4");
    put(&mut set, tags::SERIES_INSTANCE_UID, VR::UI, "1.2.5");
    put(&mut set, tags::NUMBER_OF_FRAMES, VR::IS, &positions.len().to_string());
    for (tag, number) in [
        (tags::ROWS, 2u16),
        (tags::COLUMNS, 2),
        (tags::SAMPLES_PER_PIXEL, 1),
        (tags::BITS_ALLOCATED, 16),
        (tags::BITS_STORED, 12),
        (tags::HIGH_BIT, 11),
        (tags::PIXEL_REPRESENTATION, 0),
    ] {
        set.put(DataElement::new(tag, VR::US, PrimitiveValue::from(number)));
    }
    put(&mut set, tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
    let mut shared = InMemDicomObject::new_empty();
    shared.put(group(
        tags::PLANE_ORIENTATION_SEQUENCE,
        &[(tags::IMAGE_ORIENTATION_PATIENT, VR::DS, "0\\1\\0\\0\\0\\-1")],
    ));
    shared.put(group(
        tags::PIXEL_MEASURES_SEQUENCE,
        &[(tags::PIXEL_SPACING, VR::DS, "0.5\\0.25"), (tags::SLICE_THICKNESS, VR::DS, "3")],
    ));
    let frames: Vec<InMemDicomObject> = positions
        .iter()
        .enumerate()
        .map(|(index, position)| {
            let mut item = InMemDicomObject::new_empty();
            item.put(group(
                tags::PLANE_POSITION_SEQUENCE,
                &[(tags::IMAGE_POSITION_PATIENT, VR::DS, *position)],
            ));
            let slope = (index + 1).to_string();
            item.put(group(
                tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
                &[(tags::RESCALE_SLOPE, VR::DS, &slope), (tags::RESCALE_INTERCEPT, VR::DS, "-10")],
            ));
            item
        })
        .collect();
    set.put(DataElement::new(
        tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
        VR::SQ,
        DataSetSequence::from(vec![shared]),
    ));
    set.put(DataElement::new(
        tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
        VR::SQ,
        DataSetSequence::from(frames),
    ));
    // The top four bits are not part of the sample.
    let samples: Vec<u16> = (0..4 * positions.len() as u16).map(|value| 0xF000 | value).collect();
    set.put(DataElement::new(tags::PIXEL_DATA, VR::OW, PrimitiveValue::U16(samples.into())));
    let meta = FileMetaTableBuilder::new().transfer_syntax(uids::EXPLICIT_VR_LITTLE_ENDIAN);
    let mut bytes = Vec::new();
    set.with_meta(meta).unwrap().write_all(&mut bytes).unwrap();
    bytes
}

#[test]
fn frames_are_stacked_by_their_own_positions() {
    // Sagittal: the normal points to the patient's right, −x.
    let bytes = enhanced(&["10\\0\\5", "16\\0\\5", "13\\0\\5"]);
    let header = imaging::inspect(&bytes).unwrap().image.unwrap();
    assert_eq!((header.frames, header.pixel_spacing), (3, Some([0.5, 0.25])));
    let series = imaging::series::load(1, |_| Ok(bytes.clone())).unwrap();
    let grid = &series.volume.geometry;
    assert_eq!(grid.size, [2, 2, 3]);
    assert_eq!(grid.spacing, [0.25, 0.5, 3.0]);
    assert_eq!(grid.origin, [16.0, 0.0, 5.0]);
    assert_eq!(grid.direction, [[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [-1.0, 0.0, 0.0]]);
    let raw = [[4.0, 5.0, 6.0, 7.0].map(|v| v * 2.0 - 10.0), [8.0, 9.0, 10.0, 11.0].map(|v| v * 3.0 - 10.0)];
    assert_eq!(series.volume.data[..8], raw.concat());
    assert_eq!(series.sop_uids, ["1.2.3", "1.2.3", "1.2.3"]);
}

#[test]
fn uneven_frames_are_refused() {
    let bytes = enhanced(&["10\\0\\5", "13\\0\\5", "16.4\\0\\5"]);
    let error = imaging::series::load(1, |_| Ok(bytes.clone())).unwrap_err().to_string();
    assert!(error.contains("not evenly spaced"), "{error}");
}
