//! Which attributes stay.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::{Dataset, Value};

/// An element of a copy.
#[derive(Clone, Debug)]
pub(super) struct Kept<'a> {
    pub(super) tag: Tag,
    pub(super) vr: VR,
    pub(super) value: KeptValue<'a>,
}

#[derive(Clone, Debug)]
pub(super) enum KeptValue<'a> {
    Borrowed(&'a [u8]),
    Owned(Vec<u8>),
    Items(Vec<Vec<Kept<'a>>>),
    Fragments(Vec<&'a [u8]>),
}

/// What was done, over all depths.
#[derive(Default)]
pub(super) struct Pruned {
    pub(super) kept: usize,
    pub(super) removed: usize,
    pub(super) replaced: usize,
}

/// What becomes of an attribute.
enum Action {
    Keep,
    Empty,
    Rename,
    Remove,
}

/// Emptied, not removed: the objects of an image need them to be there (type 2).
const EMPTIED: [Tag; 10] = [
    tags::STUDY_DATE,
    tags::STUDY_TIME,
    tags::CONTENT_DATE,
    tags::CONTENT_TIME,
    tags::ACCESSION_NUMBER,
    tags::REFERRING_PHYSICIAN_NAME,
    tags::PATIENT_BIRTH_DATE,
    tags::PATIENT_SEX,
    tags::STUDY_ID,
    tags::POSITION_REFERENCE_INDICATOR,
];

/// Names of one identifier each, whose classes are public and stay.
const CLASSES: [Tag; 2] = [tags::SOP_CLASS_UID, tags::REFERENCED_SOP_CLASS_UID];

/// Single attributes of groups that otherwise go.
const SINGLE: [Tag; 16] = [
    tags::SPECIFIC_CHARACTER_SET,
    tags::IMAGE_TYPE,
    tags::MODALITY,
    tags::MANUFACTURER,
    tags::MANUFACTURER_MODEL_NAME,
    tags::PIXEL_PRESENTATION,
    tags::VOLUMETRIC_PROPERTIES,
    tags::VOLUME_BASED_CALCULATION_TECHNIQUE,
    tags::COMPLEX_IMAGE_COMPONENT,
    tags::ACQUISITION_CONTRAST,
    tags::FRAME_TYPE,
    tags::ANATOMIC_REGION_SEQUENCE,
    tags::PRESENTATION_LUT_SHAPE,
    tags::CONVOLUTION_KERNEL,
    tags::RESCALE_TYPE,
    tags::UNITS,
];

/// Coding schemes whose meanings nobody writes by hand.
const SCHEMES: [&str; 8] = ["SCT", "SRT", "SNM3", "DCM", "UCUM", "FMA", "RADLEX", "LN"];

fn action(tag: Tag, vr: VR, depth: usize, coded: bool) -> Action {
    let Tag(group, element) = tag;
    // private, group lengths, overlays and curves
    if group % 2 == 1
        || element == 0
        || (0x5000..0x5100).contains(&group)
        || (0x6000..0x6100).contains(&group)
    {
        return Action::Remove;
    }
    if EMPTIED.contains(&tag) {
        return if depth == 0 { Action::Empty } else { Action::Remove };
    }
    if SINGLE.contains(&tag) || CLASSES.contains(&tag) {
        return Action::Keep;
    }
    let measured = matches!(
        vr,
        VR::CS | VR::DS | VR::IS | VR::US | VR::SS | VR::UL | VR::SL | VR::FL | VR::FD | VR::AT | VR::SQ
    );
    match group {
        0x0008 if coded && matches!(element, 0x0100 | 0x0102 | 0x0104) => Action::Keep,
        0x0008 if vr == VR::UI && matches!(element, 0x0018 | 0x1155) => Action::Rename,
        0x0018 | 0x0020 if vr == VR::UI => Action::Rename,
        // what a patient could be told by stands in (0010), (0032), (0038), (0040) and in texts
        0x0018 | 0x0020 | 0x0028 | 0x0054 | 0x5200 if measured => Action::Keep,
        0x0028 if matches!(vr, VR::OW | VR::OB) => Action::Keep,
        0x0040 if matches!(element, 0x9096 | 0x9210..=0x9225) && measured => Action::Keep,
        0x7FE0 if matches!(element, 0x0008..=0x0010) => Action::Keep,
        _ => Action::Remove,
    }
}

impl Pruned {
    /// The elements of a level that stay.
    pub(super) fn prune<'a>(
        &mut self,
        set: &Dataset<'a>,
        renamed: &dyn Fn(&str) -> String,
        depth: usize,
    ) -> Vec<Kept<'a>> {
        let scheme = set.text(tags::CODING_SCHEME_DESIGNATOR).unwrap_or_default();
        let coded = depth > 0 && SCHEMES.contains(&scheme.as_str());
        let mut out: Vec<Kept<'a>> = Vec::new();
        for element in &set.elements {
            let value = match action(element.tag, element.vr, depth, coded) {
                Action::Remove => {
                    self.removed += 1;
                    continue;
                }
                Action::Empty => {
                    self.replaced += 1;
                    KeptValue::Borrowed(&[])
                }
                Action::Rename => match set.uid(element.tag) {
                    Some(old) => {
                        self.replaced += 1;
                        KeptValue::Owned(renamed(&old).into_bytes())
                    }
                    None => {
                        self.removed += 1;
                        continue;
                    }
                },
                Action::Keep => {
                    self.kept += 1;
                    match &element.value {
                        Value::Bytes(bytes) => KeptValue::Borrowed(bytes),
                        Value::Fragments(parts) => KeptValue::Fragments(parts.clone()),
                        Value::Items(items) => KeptValue::Items(
                            items.iter().map(|item| self.prune(item, renamed, depth + 1)).collect(),
                        ),
                    }
                }
            };
            // a repeated element would make the copy unreadable
            if out.last().is_none_or(|last| last.tag < element.tag) {
                out.push(Kept { tag: element.tag, vr: element.vr, value });
            }
        }
        out
    }
}

/// Puts the new identity in, and what was done.
pub(super) fn identity(
    elements: &mut Vec<Kept<'_>>,
    patient: &str,
    study: &str,
    series: &str,
    instance: &str,
    class: &str,
) {
    let mut put = |tag: Tag, vr: VR, value: KeptValue<'static>| {
        let kept = Kept { tag, vr, value };
        match elements.binary_search_by_key(&tag, |element| element.tag) {
            Ok(at) => {
                if let Some(place) = elements.get_mut(at) {
                    *place = kept;
                }
            }
            Err(at) => elements.insert(at, kept),
        }
    };
    let text = |text: &str| KeptValue::Owned(text.as_bytes().to_vec());
    put(tags::SOP_CLASS_UID, VR::UI, text(class));
    put(tags::SOP_INSTANCE_UID, VR::UI, text(instance));
    for (tag, vr) in [
        (tags::STUDY_DATE, VR::DA),
        (tags::STUDY_TIME, VR::TM),
        (tags::ACCESSION_NUMBER, VR::SH),
        (tags::REFERRING_PHYSICIAN_NAME, VR::PN),
        (tags::PATIENT_BIRTH_DATE, VR::DA),
        (tags::PATIENT_SEX, VR::CS),
        (tags::STUDY_ID, VR::SH),
    ] {
        put(tag, vr, KeptValue::Borrowed(&[]));
    }
    put(tags::PATIENT_NAME, VR::PN, text(patient));
    put(tags::PATIENT_ID, VR::LO, text(patient));
    put(tags::PATIENT_IDENTITY_REMOVED, VR::CS, text("YES"));
    put(tags::DEIDENTIFICATION_METHOD, VR::LO, text("PS3.15 basic profile by a list of what stays"));
    let code = vec![
        Kept { tag: tags::CODE_VALUE, vr: VR::SH, value: text("113100") },
        Kept { tag: tags::CODING_SCHEME_DESIGNATOR, vr: VR::SH, value: text("DCM") },
        Kept {
            tag: tags::CODE_MEANING,
            vr: VR::LO,
            value: text("Basic Application Confidentiality Profile"),
        },
    ];
    put(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE, VR::SQ, KeptValue::Items(vec![code]));
    put(tags::STUDY_INSTANCE_UID, VR::UI, text(study));
    put(tags::SERIES_INSTANCE_UID, VR::UI, text(series));
}
