//! Re-segmentation (IBSI 2.5, IFF8): voxels outside an intensity range leave
//! the region. The range is closed.

use workbench_core::Mask;

use super::image::Image;
use crate::accumulate::mean_of;
use crate::error::{RadiomicsError, Result};
use crate::roi;
use crate::settings::ResegmentMode;

/// The mask with only those voxels of `label` that are within `range`: a lower
/// bound, or a lower and an upper one in any order.
///
/// # Errors
/// When the label is missing or fewer than two voxels are left.
pub(super) fn resegment(
    image: &Image,
    mask: &Mask,
    label: u8,
    range: &[f64],
    mode: ResegmentMode,
) -> Result<Mask> {
    let bounds = roi::bounds(mask, label)?;
    let rows: Vec<_> = (bounds[2][0]..=bounds[2][1])
        .flat_map(|z| (bounds[1][0]..=bounds[1][1]).map(move |y| (y, z)))
        .map(|(y, z)| mask.geometry.index(bounds[0][0], y, z))
        .map(|start| start..start + bounds[0][1] - bounds[0][0] + 1)
        .collect();
    let mut values = Vec::new();
    let mut buffer = Vec::new();
    for row in &rows {
        buffer.clear();
        image.read(row.clone(), &mut buffer);
        let inside = mask.data[row.clone()].iter().zip(&buffer).filter(|(found, _)| **found == label);
        values.extend(inside.map(|(_, value)| *value));
    }
    let [low, high] = thresholds(&values, range, mode);
    let mut kept = mask.clone();
    let mut next = values.iter();
    let mut left = 0;
    for voxel in rows.into_iter().flatten() {
        if mask.data[voxel] == label {
            let inside = next.next().is_some_and(|value| low <= *value && *value <= high);
            left += usize::from(inside);
            kept.data[voxel] = if inside { label } else { 0 };
        }
    }
    if left < 2 {
        return Err(RadiomicsError::Resegmented { label, left, of: values.len(), low, high });
    }
    Ok(kept)
}

/// Lower and upper bound as intensities.
fn thresholds(values: &[f64], range: &[f64], mode: ResegmentMode) -> [f64; 2] {
    let mut range = range.to_vec();
    range.sort_by(f64::total_cmp);
    let (scale, shift) = match mode {
        ResegmentMode::Absolute => (1.0, 0.0),
        ResegmentMode::Relative => (values.iter().copied().fold(f64::NEG_INFINITY, f64::max), 0.0),
        ResegmentMode::Sigma => {
            let mean = mean_of(values, |v| v);
            (mean_of(values, |v| (v - mean).powi(2)).sqrt(), mean)
        }
    };
    let bound = |n: &f64| shift + scale * n;
    [range.first().map_or(f64::NEG_INFINITY, bound), range.get(1).map_or(f64::INFINITY, bound)]
}
