//! Image and mask on a grid of another spacing (IBSI 2.4, VTM2), of which only
//! the region's box with padding is made.
//!
//! As in `PyRadiomics`, the grid shares the corner, not the centre, of the
//! mask's grid; axes along which the region is one voxel thick stay.

use std::borrow::Cow;

use workbench_core::{Geometry, Mask};

use super::image::Image;
use super::{axis, bspline, crop, linear, nearest};
use crate::error::{RadiomicsError, Result};
use crate::roi;
use crate::settings::{Interpolator, Preparation};

/// Voxels the new box may have: 2 GB of intensities.
const MAX_VOXELS: f64 = (1_u32 << 28) as f64;

/// Image and mask resampled to `steps.spacing`.
///
/// # Errors
/// When the label is missing, the new box has too many voxels, or no voxel of
/// the new grid is nearest to one of the label.
pub(super) fn resample<'a>(
    image: Image<'a>,
    mask: Cow<'a, Mask>,
    label: u8,
    steps: &Preparation,
) -> Result<(Image<'a>, Cow<'a, Mask>)> {
    let bounds = roi::bounds(&mask, label)?;
    let old = &mask.geometry;
    let wanted = steps.spacing.unwrap_or_default();
    let spacing: [f64; 3] = std::array::from_fn(|axis| {
        let thin = bounds[axis][0] == bounds[axis][1];
        if thin || wanted[axis] == 0.0 { old.spacing[axis] } else { wanted[axis] }
    });
    if (0..3).all(|axis| close(image.geometry.spacing[axis], spacing[axis])) {
        let mask =
            if image.geometry == *old { mask } else { Cow::Owned(nearest::onto(&image.geometry, &mask)) };
        let bounds = roi::bounds(&mask, label)?;
        return Ok(crop::crop(&image, &mask, bounds, steps.pad_distance as usize));
    }
    let target = grid(old, bounds, spacing, f64::from(steps.pad_distance), label)?;
    let number = image.number(steps.number_type);
    let positions = || [0, 1, 2].map(|axis| axis::positions(&target, &image.geometry, axis));
    let data = match steps.interpolator.unwrap_or(Interpolator::BSpline) {
        Interpolator::Nearest => {
            nearest::sample(&target, &image.geometry, |row, found| image.read(row, found))
        }
        Interpolator::Linear => linear::sample(&image, &positions(), number),
        Interpolator::BSpline => bspline::sample(&image, &positions(), number)?,
    };
    let mask = nearest::onto(&target, &mask);
    if mask.bounding_box(label).is_none() {
        return Err(RadiomicsError::ResampledAway { label, spacing });
    }
    Ok((Image::made(target, data, number), Cow::Owned(mask)))
}

/// `numpy.allclose`: such spacings count as equal.
fn close(old: f64, new: f64) -> bool {
    (old - new).abs() <= 1e-8 + 1e-5 * new
}

/// The new grid around the box, `pad` new voxels wider, within the old grid.
fn grid(old: &Geometry, bounds: [[usize; 2]; 3], spacing: [f64; 3], pad: f64, label: u8) -> Result<Geometry> {
    let mut first_voxel = [0.0; 3];
    let mut size = [0.0; 3];
    for axis in 0..3 {
        let ratio = old.spacing[axis] / spacing[axis];
        let [first, last] = bounds[axis].map(|voxel| voxel as f64);
        let low = ((first - 0.5) * ratio - pad).floor().max(0.0);
        let end = (old.size[axis] as f64 * ratio).ceil() - 1.0;
        let high = ((last + 0.5) * ratio + pad).ceil().min(end);
        first_voxel[axis] = 0.5 * (spacing[axis] - old.spacing[axis]) / old.spacing[axis] + low / ratio;
        size[axis] = high - low + 1.0;
    }
    let voxels: f64 = size.iter().product();
    if voxels.is_nan() || voxels > MAX_VOXELS {
        return Err(RadiomicsError::ResampledTooLarge { label, voxels, limit: MAX_VOXELS, spacing });
    }
    Ok(Geometry {
        size: size.map(|n| n.max(1.0) as usize),
        spacing,
        origin: old.to_patient(first_voxel),
        direction: old.direction,
    })
}
