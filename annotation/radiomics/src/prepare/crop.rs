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
    let mask = part(mask, bounds);
    (image.cut(mask.geometry.clone(), bounds), Cow::Owned(mask))
}

/// The mask within `bounds`: first and last voxel of each axis.
pub(super) fn part(mask: &Mask, bounds: [[usize; 2]; 3]) -> Mask {
    Mask { geometry: mask.geometry.part(bounds), data: cut(&mask.geometry, &mask.data, bounds) }
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
