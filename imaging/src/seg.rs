//! DICOM Segmentation objects (PS3.3 A.51, C.8.20).

use dicom_core::Tag;
use dicom_dictionary_std::{tags, uids};
use serde::{Deserialize, Serialize};
use workbench_core::{Geometry, Mask};

use crate::dicom::{Body, Dataset, Extent};
use crate::error::{ImagingError, Result};
use crate::instance::describe;
use crate::pixels::Frames;
use crate::series::{MAX_VOXELS, Place, places};

/// How the pixels are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegKind {
    /// In or out, one bit.
    Binary,
    /// Probability or occupancy, 0 to the maximum fractional value.
    Fractional,
    /// Each pixel holds a segment number.
    LabelMap,
}

/// One segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Segment Number, from 1.
    pub number: u32,
    /// Segment Label.
    pub label: String,
    /// AUTOMATIC, SEMIAUTOMATIC or MANUAL.
    pub algorithm_type: Option<String>,
    /// Name of the algorithm.
    pub algorithm_name: Option<String>,
    /// Meaning of the property type, `Nodule` for instance.
    pub property: Option<String>,
    /// Frames that show it.
    pub frames: usize,
}

/// A frame and where it lies.
#[derive(Clone, Debug, PartialEq)]
struct SegFrame {
    /// Segment of the frame; `None` in a label map.
    segment: Option<u32>,
    place: Place,
    values: Vec<u8>,
}

/// A segmentation object.
#[derive(Clone, Debug, PartialEq)]
pub struct Seg {
    /// Kind of pixels.
    pub kind: SegKind,
    /// Largest value of a fractional segmentation.
    pub max_fractional: u8,
    /// Frame of Reference UID.
    pub frame_of_reference: Option<String>,
    /// Series it was drawn on, sorted.
    pub referenced_series: Vec<String>,
    /// Segments, in file order.
    pub segments: Vec<Segment>,
    frames: Vec<SegFrame>,
}

impl Seg {
    /// The segment with this label or number, or the only one when `name` is
    /// `None`.
    ///
    /// # Errors
    /// Lists the segments there are.
    pub fn segment(&self, name: Option<&str>) -> Result<&Segment> {
        let names: Vec<String> =
            self.segments.iter().map(|s| format!("{} `{}`", s.number, s.label)).collect();
        let names = names.join(", ");
        let Some(name) = name else {
            return match self.segments.as_slice() {
                [only] => Ok(only),
                _ => Err(ImagingError::Choice(format!(
                    "the segmentation has several segments, choose one: {names}"
                ))),
            };
        };
        let exact = self.segments.iter().find(|segment| segment.label == name);
        let loose = || self.segments.iter().find(|segment| segment.label.eq_ignore_ascii_case(name));
        let numbered = || name.parse().ok().and_then(|n: u32| self.segments.iter().find(|s| s.number == n));
        exact.or_else(loose).or_else(numbered).ok_or_else(|| {
            ImagingError::Choice(format!("there is no segment `{name}`, the file has {names}"))
        })
    }

    /// Positions (LPS mm) of the frames of a segment, in file order.
    pub fn positions(&self, number: u32) -> Vec<[f64; 3]> {
        self.frames_of(number).filter_map(|frame| frame.place.position).collect()
    }

    fn frames_of(&self, number: u32) -> impl Iterator<Item = &SegFrame> {
        self.frames.iter().filter(move |frame| frame.segment.is_none_or(|own| own == number))
    }
}

/// Reads a segmentation: BINARY, FRACTIONAL or LABELMAP.
///
/// # Errors
/// When the bytes are not one, or a frame has no position or segment.
pub fn read(bytes: &[u8]) -> Result<Seg> {
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let instance = describe(&body, &set)?;
    let class = instance.sop_class_uid.as_str();
    if ![uids::SEGMENTATION_STORAGE, uids::LABEL_MAP_SEGMENTATION_STORAGE].contains(&class) {
        return Err(ImagingError::Unsupported(format!("SOP class {class} is not Segmentation")));
    }
    let kind = match set.text(tags::SEGMENTATION_TYPE).as_deref() {
        Some("BINARY") => SegKind::Binary,
        Some("FRACTIONAL") => SegKind::Fractional,
        Some("LABELMAP") => SegKind::LabelMap,
        other => {
            return Err(ImagingError::Unsupported(format!(
                "segmentation type {}",
                other.unwrap_or("(none)")
            )));
        }
    };
    let pixels = Frames::of(&body, &set)?;
    let format = &pixels.format;
    if format.frame_pixels().checked_mul(format.frames).is_none_or(|n| n > MAX_VOXELS) {
        return Err(ImagingError::TooLarge {
            what: "the segmentation".into(),
            limit: format!("{MAX_VOXELS} pixels"),
        });
    }
    let per_frame = set.items(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    let shared = set.item(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE);
    let places = places(&set, format)?;
    let mut frames = Vec::with_capacity(places.len());
    for (index, place) in places.into_iter().enumerate() {
        let group =
            |tag: Tag| [per_frame.get(index), shared].into_iter().flatten().find_map(|set| set.item(tag));
        let segment = group(tags::SEGMENT_IDENTIFICATION_SEQUENCE)
            .and_then(|item| item.count(tags::REFERENCED_SEGMENT_NUMBER));
        if segment.is_none() && kind != SegKind::LabelMap {
            return Err(ImagingError::Malformed(format!("frame {} names no segment", index + 1)));
        }
        let values = pixels.samples(index)?.iter().map(|value| value.clamp(0.0, 255.0) as u8).collect();
        let segment = if kind == SegKind::LabelMap { None } else { segment };
        frames.push(SegFrame { segment, place, values });
    }
    let segments = set
        .items(tags::SEGMENT_SEQUENCE)
        .iter()
        .filter_map(|item| {
            let number = item.count(tags::SEGMENT_NUMBER)?;
            let shown = |frame: &&SegFrame| match frame.segment {
                Some(own) => own == number,
                None => frame.values.iter().any(|value| u32::from(*value) == number),
            };
            Some(Segment {
                number,
                label: item.text(tags::SEGMENT_LABEL).unwrap_or_else(|| format!("segment {number}")),
                algorithm_type: item.text(tags::SEGMENT_ALGORITHM_TYPE),
                algorithm_name: item.text(tags::SEGMENT_ALGORITHM_NAME),
                property: meaning(item),
                frames: frames.iter().filter(shown).count(),
            })
        })
        .filter(|segment| !(kind == SegKind::LabelMap && segment.number == 0))
        .collect();
    Ok(Seg {
        kind,
        max_fractional: set.count(tags::MAXIMUM_FRACTIONAL_VALUE).map_or(255, |max| max.clamp(1, 255) as u8),
        frame_of_reference: instance.series.frame_of_reference,
        referenced_series: instance.referenced_series,
        segments,
        frames,
    })
}

fn meaning(item: &Dataset) -> Option<String> {
    item.item(tags::SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE)?.text(tags::CODE_MEANING)
}

/// A segment on the voxels of `grid`, labelled 1. A fractional value counts
/// from half of the maximum. Frames may cover a part of the grid, or more than
/// it as long as the rest is empty.
///
/// # Errors
/// When there is no such segment, or its pixels do not coincide with voxels of
/// the grid (orientation, spacing, or offset differ).
pub fn mask(seg: &Seg, number: u32, grid: &Geometry) -> Result<Mask> {
    let fail = |reason: String| ImagingError::Segment { segment: number, reason };
    if !seg.segments.iter().any(|segment| segment.number == number) {
        return Err(fail("there is no such segment in the file".into()));
    }
    let len = grid.checked_len().filter(|len| *len <= MAX_VOXELS);
    let mut mask = Mask::new(grid.clone(), vec![0; len.unwrap_or(0)])?;
    let size = grid.size.map(|n| n as i64);
    let mut placed = 0;
    for frame in seg.frames_of(number) {
        let place = &frame.place;
        let inside = |value: u8| match seg.kind {
            SegKind::Binary => value > 0,
            SegKind::Fractional => u16::from(value) * 2 >= u16::from(seg.max_fractional),
            SegKind::LabelMap => u32::from(value) == number,
        };
        if !frame.values.iter().any(|value| inside(*value)) {
            continue;
        }
        let (Some(position), Some(turn), Some(spacing)) = (place.position, place.orientation, place.spacing)
        else {
            return Err(fail("a frame has no position, orientation or pixel spacing".into()));
        };
        let start = grid.to_voxel(position);
        // Steps of one column and one row of the frame, in voxels of the grid.
        let step = |offset: usize, mm: f64| {
            let end = std::array::from_fn(|axis| position[axis] + mm * turn[offset + axis]);
            let end = grid.to_voxel(end);
            std::array::from_fn::<f64, 3, _>(|axis| end[axis] - start[axis])
        };
        let (column, row) = (step(0, spacing[1]), step(3, spacing[0]));
        let whole = |v: &f64| (v - v.round()).abs() < 0.01;
        if !column.iter().chain(&row).all(whole) {
            return Err(fail(format!(
                "its pixels ({} × {} mm) do not coincide with the image's voxels ({:?} mm); it was drawn on another \
                 series",
                spacing[1], spacing[0], grid.spacing
            )));
        }
        if start.iter().any(|v| (v - v.round()).abs() > 0.1) {
            return Err(fail(format!(
                "a frame lies between the image's voxels, at {start:.2?} of the grid; it was drawn on another series"
            )));
        }
        for (at, _) in frame.values.iter().enumerate().filter(|(_, value)| inside(**value)) {
            let (x, y) = ((at % place.cols) as f64, (at / place.cols) as f64);
            let voxel: [i64; 3] = std::array::from_fn(|a| {
                (start[a].round() + x * column[a].round() + y * row[a].round()) as i64
            });
            if voxel.iter().zip(size).any(|(v, n)| *v < 0 || *v >= n) {
                return Err(fail(
                    "a part of it lies outside of the image; choose the series it was drawn on".into(),
                ));
            }
            let [x, y, z] = voxel.map(|v| v as usize);
            if let Some(place) = mask.data.get_mut(grid.index(x, y, z)) {
                *place = 1;
                placed += 1;
            }
        }
    }
    if placed == 0 {
        return Err(fail("it is empty".into()));
    }
    Ok(mask)
}
