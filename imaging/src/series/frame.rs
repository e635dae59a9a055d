//! Where each frame lies and how its samples become intensities.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::Dataset;
use crate::error::{ImagingError, Result};
use crate::pixels::PixelFormat;

/// Place and rescale of one frame. Lengths in mm, LPS.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub rows: usize,
    pub cols: usize,
    pub position: Option<[f64; 3]>,
    pub orientation: Option<[f64; 6]>,
    /// Between rows, between columns.
    pub spacing: Option<[f64; 2]>,
    /// Between slices as declared, else the slice thickness.
    pub thickness: Option<f64>,
    pub slope: f64,
    pub intercept: f64,
}

/// The place of every frame: of the data set itself, of its functional groups
/// (PS3.3 C.7.6.16), or along a grid frame offset vector (C.8.8.3.2).
pub(crate) fn places(set: &Dataset, format: &PixelFormat) -> Result<Vec<Place>> {
    let shared = set.item(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE);
    let per_frame = set.items(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
    let offsets = set.numbers(tags::GRID_FRAME_OFFSET_VECTOR);
    if per_frame.is_empty() && format.frames > 1 && offsets.len() != format.frames {
        return Err(ImagingError::Unsupported(format!(
            "{} frames without positions (neither functional groups nor frame offsets)",
            format.frames
        )));
    }
    if !per_frame.is_empty() && per_frame.len() != format.frames {
        return Err(ImagingError::Malformed(format!(
            "{} frames, but functional groups for {}",
            format.frames,
            per_frame.len()
        )));
    }
    let place = |frame: usize| {
        let own = per_frame.get(frame);
        let group = |sequence: Tag| {
            let found = [own, shared].into_iter().flatten().find_map(|groups| groups.item(sequence));
            found.unwrap_or(set)
        };
        let measures = group(tags::PIXEL_MEASURES_SEQUENCE);
        let rescale = group(tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE);
        let orientation = group(tags::PLANE_ORIENTATION_SEQUENCE).vector(tags::IMAGE_ORIENTATION_PATIENT);
        let mut position = group(tags::PLANE_POSITION_SEQUENCE).vector(tags::IMAGE_POSITION_PATIENT);
        if own.is_none()
            && let (Some(offset), Some(start), Some(turn)) = (offsets.get(frame), position, orientation)
            && format.frames > 1
        {
            let along = normal(&turn);
            position = Some(std::array::from_fn(|axis| start[axis] + along[axis] * offset));
        }
        let between = measures.number(tags::SPACING_BETWEEN_SLICES).filter(|mm| *mm > 0.0);
        Place {
            rows: format.rows,
            cols: format.cols,
            position,
            orientation,
            spacing: measures.vector(tags::PIXEL_SPACING).or_else(|| set.vector(tags::IMAGER_PIXEL_SPACING)),
            thickness: between.or_else(|| measures.number(tags::SLICE_THICKNESS).filter(|mm| *mm > 0.0)),
            slope: rescale.number(tags::RESCALE_SLOPE).unwrap_or(1.0),
            intercept: rescale.number(tags::RESCALE_INTERCEPT).unwrap_or(0.0),
        }
    };
    Ok((0..format.frames).map(place).collect())
}

/// Cross product of the row and column direction.
pub(crate) fn normal(turn: &[f64; 6]) -> [f64; 3] {
    let [ax, ay, az, bx, by, bz] = *turn;
    [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx]
}
