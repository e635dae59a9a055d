//! The image continued beyond its edges, for filters that a Fourier transform
//! applies as if it were periodic.

use rayon::prelude::*;

use super::boundary::Boundary;
use crate::error::{RadiomicsError, Result};

/// Most voxels of a continued image: 16 GB in all.
const LIMIT: usize = 1 << 29;

/// A continued image and where the image lies in it.
pub(super) struct Domain {
    /// Voxels along each axis.
    pub size: [usize; 3],
    /// Voxels before the image along each axis.
    pub before: [usize; 3],
    /// Voxels of the image.
    pub inner: [usize; 3],
}

impl Domain {
    /// Half an image before and after along the first `axes` axes; nothing
    /// where the image is periodic anyway.
    ///
    /// # Errors
    /// When it would take too much memory.
    pub fn around(inner: [usize; 3], axes: usize, boundary: Boundary) -> Result<Self> {
        let padded = |axis: usize| axis < axes && boundary != Boundary::Periodic;
        let size = [0, 1, 2].map(|axis| if padded(axis) { 2 * inner[axis] } else { inner[axis] });
        let before = [0, 1, 2].map(|axis| if padded(axis) { inner[axis] / 2 } else { 0 });
        let voxels = size.iter().fold(1_usize, |product, n| product.saturating_mul(*n));
        if voxels > LIMIT {
            return Err(RadiomicsError::FilterTooLarge { voxels, limit: LIMIT });
        }
        Ok(Self { size, before, inner })
    }

    /// The continued image.
    pub fn extend(&self, image: &[f64], boundary: Boundary) -> Vec<f64> {
        if self.size == self.inner {
            return image.to_vec();
        }
        let places = [0, 1, 2].map(|axis| {
            let place =
                |at: usize| boundary.place(at as isize - self.before[axis] as isize, self.inner[axis]);
            (0..self.size[axis]).map(place).collect::<Vec<_>>()
        });
        let [nx, ny, _] = self.size;
        let mut wide = vec![boundary.constant(); self.size.iter().product()];
        wide.par_chunks_mut(nx).enumerate().for_each(|(row, out)| {
            let (Some(y), Some(z)) = (places[1][row % ny], places[2][row / ny]) else { return };
            let source = &image[self.inner[0] * (y + self.inner[1] * z)..][..self.inner[0]];
            for (value, x) in out.iter_mut().zip(&places[0]) {
                if let Some(x) = x {
                    *value = source[*x];
                }
            }
        });
        wide
    }
}

/// A box of an image of `size`.
pub(super) fn cut(image: Vec<f64>, size: [usize; 3], start: [usize; 3], part: [usize; 3]) -> Vec<f64> {
    if size == part {
        return image;
    }
    let [nx, ny, _] = size;
    let [mx, my, mz] = part;
    let mut out = vec![0.0; mx * my * mz];
    out.par_chunks_mut(mx).enumerate().for_each(|(row, out)| {
        let (y, z) = (row % my + start[1], row / my + start[2]);
        out.copy_from_slice(&image[start[0] + nx * (y + ny * z)..][..mx]);
    });
    out
}
