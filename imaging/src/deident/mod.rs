//! De-identified copies of images, for data that leave.
//!
//! The actions of the Basic Application Level Confidentiality Profile (PS3.15 Annex E), turned round: an attribute is
//! kept only when it is known to say nothing of a person ([`keep`]); private elements, overlays, curves, free texts,
//! dates, times, ages, devices' and people's names go; identifiers of objects are replaced by keyed hashes that agree
//! in all copies made with one key. Objects whose pixels or text may name somebody are not copied at all.
//!
//! It does not look into pixels (no search for burned-in text, no defacing), keeps no option of the profile (no real or
//! moved dates, no patient characteristics, so no SUV), and copies images only: structure sets, segmentations, reports,
//! waveforms and documents are left out.

mod keep;
mod out;
#[cfg(test)]
mod tests;

use dicom_dictionary_std::{tags, uids};

use crate::dicom::{Body, Dataset, Extent};
use crate::error::Result;
use crate::instance::{Kind, describe};
use crate::write::uid;
use keep::Pruned;

/// What takes the place of identity.
#[derive(Clone, Debug)]
pub struct Replacement<'a> {
    /// Patient's name and number in the copy, at most 64 letters and digits.
    pub patient: &'a str,
    /// Secret from which new identifiers of objects come.
    pub key: &'a str,
}

/// What became of an object.
#[derive(Clone, Debug)]
pub enum Copy {
    /// A copy.
    Made(Made),
    /// No copy, for this reason.
    LeftOut(Reason),
}

/// A de-identified copy.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its new Study Instance UID.
    pub study: String,
    /// Its new Series Instance UID.
    pub series: String,
    /// Its new SOP Instance UID.
    pub instance: String,
    /// Modality.
    pub modality: String,
    /// Attributes kept as they were, at any depth.
    pub kept: usize,
    /// Attributes taken away.
    pub removed: usize,
    /// Attributes emptied or replaced.
    pub replaced: usize,
}

/// Why an object is not copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No image: a structure set, segmentation, report, document or unknown class.
    NoImage,
    /// A screen capture or secondary capture, whose pixels often hold names.
    Capture,
    /// Burned-in annotation is declared.
    BurnedIn,
    /// The modality burns names into the pixels and the file does not say that it has not.
    MayBeBurnedIn,
    /// Stored in an encoding that is not copied: big endian.
    Encoding,
}

impl Reason {
    /// In Chinese and English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoImage => ("不是图像（结构化报告、轮廓、分割、文档等不随影像导出）", "not an image"),
            Self::Capture => ("二次捕获或屏幕截图，像素中常含患者信息", "a secondary or screen capture"),
            Self::BurnedIn => ("标明像素中含患者信息", "burned-in annotation is declared"),
            Self::MayBeBurnedIn => (
                "该设备类型常在像素中写入患者信息，且文件未声明没有",
                "the modality often burns names in and the file does not deny it",
            ),
            Self::Encoding => ("大端编码的文件不予导出", "stored big endian"),
        }
    }
}

/// Modalities that draw names into the picture unless told not to.
const DRAWS: [&str; 12] = ["US", "ES", "XC", "GM", "OT", "SC", "DG", "OP", "IVUS", "ECG", "EPS", "HC"];

/// A copy of an object without identity, or why there is none. The same bytes and replacement give the same copy.
///
/// # Errors
/// When the file is damaged or lacks its identifiers.
pub fn deidentify(bytes: &[u8], replacement: &Replacement<'_>) -> Result<Copy> {
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let instance = describe(&body, &set)?;
    if let Some(reason) = left_out(&body, &set, instance.kind, &instance.sop_class_uid) {
        return Ok(Copy::LeftOut(reason));
    }
    let renamed = |old: &str| uid(replacement.key, old);
    let mut pruned = Pruned::default();
    let mut elements = pruned.prune(&set, &renamed, 0);
    let patient: String =
        replacement.patient.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(64).collect();
    let new = |old: &str| renamed(old);
    let (study, series) = (new(&instance.study.uid), new(&instance.series.uid));
    let sop = new(&instance.sop_instance_uid);
    keep::identity(&mut elements, &patient, &study, &series, &sop, &instance.sop_class_uid);
    let bytes = out::file(&elements, &set, &instance.sop_class_uid, &sop, &body.transfer_syntax)?;
    Ok(Copy::Made(Made {
        bytes,
        study,
        series,
        instance: sop,
        modality: instance.modality.unwrap_or_default(),
        kept: pruned.kept,
        removed: pruned.removed,
        replaced: pruned.replaced,
    }))
}

fn left_out(body: &Body, set: &Dataset, kind: Kind, class: &str) -> Option<Reason> {
    let text = |tag| set.text(tag).unwrap_or_default().to_ascii_uppercase();
    let burned = text(tags::BURNED_IN_ANNOTATION);
    let modality = text(tags::MODALITY);
    let image_type = text(tags::IMAGE_TYPE);
    let capture = class.starts_with(uids::SECONDARY_CAPTURE_IMAGE_STORAGE)
        || ["SCREEN", "CAPTURE", "SAVE"].iter().any(|word| image_type.contains(word));
    if kind != Kind::Image {
        return Some(Reason::NoImage);
    }
    if capture {
        return Some(Reason::Capture);
    }
    if burned == "YES" {
        return Some(Reason::BurnedIn);
    }
    if burned != "NO" && (modality.is_empty() || DRAWS.contains(&modality.as_str())) {
        return Some(Reason::MayBeBurnedIn);
    }
    body.big_endian().then_some(Reason::Encoding)
}
