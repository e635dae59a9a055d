//! Magnitude of the gradient by central differences.

use super::Source;

/// `√(Σ ((x₊ − x₋) / 2s)²)` over the axes, s the spacing in mm or 1; the image
/// goes on beyond its border with its last value. Values are rounded to single
/// precision, as ITK's filter does for `PyRadiomics`.
pub(super) fn apply(source: &Source, use_spacing: bool) -> Vec<f64> {
    let image = source.image;
    let size = image.geometry.size;
    let stride = [1, size[0], size[0] * size[1]];
    let half = source.roi.spacing.map(|s| 0.5 * if use_spacing { 1.0 / s } else { 1.0 });
    source.per_voxel(|at| {
        let here = at[0] + at[1] * stride[1] + at[2] * stride[2];
        let mut sum = 0.0;
        for axis in 0..3 {
            let before = if at[axis] > 0 { here - stride[axis] } else { here };
            let after = if at[axis] + 1 < size[axis] { here + stride[axis] } else { here };
            let value = |index: usize| image.at(index) * half[axis];
            let slope = value(after) - value(before);
            sum += slope * slope;
        }
        f64::from(sum.sqrt() as f32)
    })
}
