//! What each step left of image and masks (reference manual, chapter 5).

use rayon::prelude::*;

use super::region::Region;
use crate::accumulate::mean_of;
use crate::prepare::Image;
use crate::roi::Roi;

/// Voxels summed as one block.
const BLOCK: usize = 1 << 16;

/// Named values in the order of the reference files.
pub(super) type Diagnostics = Vec<(String, f64)>;

/// Size and spacing (mm), mean and range over all finite voxels of the image
/// after a step, such as `init`.
pub(super) fn image(image: &Image, step: &str, found: &mut Diagnostics) {
    for (axis, n) in ["x", "y", "z"].iter().zip(image.geometry.size) {
        found.push((format!("img_dim_{axis}_{step}_img"), n as f64));
    }
    for (axis, mm) in ["x", "y", "z"].iter().zip(image.geometry.spacing) {
        found.push((format!("vox_dim_{axis}_{step}_img"), mm));
    }
    // Blocks in parallel, added in order.
    let blocks: Vec<[f64; 4]> = (0..image.geometry.len().div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let mut values = Vec::with_capacity(BLOCK);
            image.read(block * BLOCK..((block + 1) * BLOCK).min(image.geometry.len()), &mut values);
            let finite = values.iter().filter(|value| value.is_finite());
            finite.fold([0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY], |[sum, count, low, high], value| {
                [sum + value, count + 1.0, low.min(*value), high.max(*value)]
            })
        })
        .collect();
    let [sum, count, low, high] = blocks
        .into_iter()
        .fold([0.0, 0.0, f64::INFINITY, f64::NEG_INFINITY], |[s, c, l, h], [sum, count, low, high]| {
            [s + sum, c + count, l.min(low), h.max(high)]
        });
    found.push((format!("mean_int_{step}_img"), sum / count));
    found.push((format!("min_int_{step}_img"), low));
    found.push((format!("max_int_{step}_img"), high));
}

/// Size of the grid, boxes and voxels of both masks, mean and range of the
/// intensities after a step.
pub(super) fn region(region: &Region, grid: [usize; 3], step: &str, found: &mut Diagnostics) {
    let mut dimensions = |name: &str, size: [usize; 3]| {
        for (axis, n) in ["x", "y", "z"].iter().zip(size) {
            found.push((format!("{name}_dim_{axis}_{step}_roi"), n as f64));
        }
    };
    dimensions("int_mask", grid);
    dimensions("int_mask_bb", extent(&region.intensity));
    dimensions("morph_mask_bb", extent(&region.form));
    let values = &region.intensity.values;
    let numbers = [
        ("int_mask_vox_count", values.len() as f64),
        ("morph_mask_vox_count", region.form.voxels() as f64),
        ("int_mask_mean_int", mean_of(values, |v| v)),
        ("int_mask_min_int", values.iter().copied().fold(f64::INFINITY, f64::min)),
        ("int_mask_max_int", values.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
    ];
    found.extend(numbers.map(|(name, value)| (format!("{name}_{step}_roi"), value)));
}

/// Voxels along each axis of the smallest box around a mask that is not empty.
fn extent(roi: &Roi) -> [usize; 3] {
    let mut bounds = [[usize::MAX, 0]; 3];
    for at in Region::positions(roi) {
        for (bound, x) in bounds.iter_mut().zip(at) {
            *bound = [bound[0].min(x), bound[1].max(x)];
        }
    }
    bounds.map(|[first, last]| (last + 1).saturating_sub(first))
}
