//! A mask on another grid than the image's.

use workbench_core::{Geometry, Mask};

use super::axis;
use crate::error::{RadiomicsError, Result};
use crate::roi;

/// Overlap with the image that may be missing, voxels.
const TOLERANCE: f64 = 1e-3;

/// Checks that the label's box lies within the image.
///
/// # Errors
/// When the label is missing or reaches out of the image.
pub(crate) fn check_inside(image: &Geometry, mask: &Mask, label: u8) -> Result<()> {
    let bounds = roi::bounds(mask, label)?;
    let corners = [0, 1].map(|end| {
        let corner =
            bounds.map(|[first, last]| if end == 0 { first as f64 - 0.5 } else { last as f64 + 0.5 });
        let point = mask.geometry.to_patient(corner);
        [0, 1, 2].map(|axis| axis::along(image, axis, point))
    });
    for axis in 0..3 {
        let (low, high) = (corners[0][axis].min(corners[1][axis]), corners[0][axis].max(corners[1][axis]));
        if low < -0.5 - TOLERANCE || high > image.size[axis] as f64 - 0.5 + TOLERANCE {
            let axis = ["x", "y", "z"][axis];
            return Err(RadiomicsError::OutsideImage { label, axis, low, high, size: image.size });
        }
    }
    Ok(())
}
