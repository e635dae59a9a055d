//! Image and mask cut to a box.

use std::borrow::Cow;

use workbench_core::{Geometry, Mask};

use super::image::Image;

/// Image and mask within `bounds` and `pad` voxels around, as far as there are
/// any.
pub(super) fn crop(
    image: &Image,
    mask: &Mask,
    bounds: [[usize; 2]; 3],
    pad: usize,
) -> (Image<'static>, Cow<'static, Mask>) {
    let grid = &image.geometry;
    let bounds: [[usize; 2]; 3] = std::array::from_fn(|axis| {
        let [first, last] = bounds[axis];
        [first.saturating_sub(pad), last.saturating_add(pad).min(grid.size[axis] - 1)]
    });
    let mut part = grid.clone();
    part.origin = grid.to_patient(bounds.map(|[first, _]| first as f64));
    part.size = bounds.map(|[first, last]| last - first + 1);
    let mask = Mask { geometry: part.clone(), data: cut(grid, &mask.data, bounds) };
    (image.cut(part, bounds), Cow::Owned(mask))
}

/// Voxels within `bounds`.
pub(crate) fn cut<T: Copy>(grid: &Geometry, data: &[T], bounds: [[usize; 2]; 3]) -> Vec<T> {
    let mut part = Vec::with_capacity(bounds.iter().map(|[first, last]| last - first + 1).product());
    for z in bounds[2][0]..=bounds[2][1] {
        for y in bounds[1][0]..=bounds[1][1] {
            let row = grid.index(bounds[0][0], y, z);
            part.extend_from_slice(&data[row..=row + bounds[0][1] - bounds[0][0]]);
        }
    }
    part
}

/// The mask on its grid, without what lies outside `bounds`.
pub(super) fn keep(mask: &Mask, bounds: [[usize; 2]; 3]) -> Mask {
    let mut kept = Mask { geometry: mask.geometry.clone(), data: vec![0; mask.data.len()] };
    for z in bounds[2][0]..=bounds[2][1] {
        for y in bounds[1][0]..=bounds[1][1] {
            let row = mask.geometry.index(bounds[0][0], y, z);
            let row = row..=row + bounds[0][1] - bounds[0][0];
            kept.data[row.clone()].copy_from_slice(&mask.data[row]);
        }
    }
    kept
}
