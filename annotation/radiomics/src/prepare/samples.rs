//! Values between voxels, at the same steps from many voxels: each step has
//! its 64 weights worked out once.

use super::image::{Image, Number};
use super::spline::{coefficients, mirror, weights};
use super::window::Window;
use crate::error::Result;

/// A step from a voxel, in voxels along x, y, z.
pub(crate) struct Around {
    whole: [i64; 3],
    part: [f64; 3],
    weights: [[f64; 4]; 3],
}

impl Around {
    /// This step.
    pub fn new(step: [f64; 3]) -> Self {
        let part = step.map(|s| s - s.floor());
        Self { whole: step.map(|s| s.floor() as i64), part, weights: part.map(weights) }
    }
}

/// An image read between its voxels by a cubic B-spline, 0 outside.
pub(crate) struct Samples {
    window: Window,
    /// Voxels of the whole image.
    size: [usize; 3],
    number: Number,
}

impl Samples {
    /// For steps of at most `reach` voxels from those within `bounds` (first
    /// and last voxel of each axis).
    ///
    /// # Errors
    /// When a voxel within reach is not finite.
    pub fn new(image: &Image, bounds: [[usize; 2]; 3], reach: usize, number: Number) -> Result<Self> {
        let size = image.geometry.size;
        let near = [0, 1, 2].map(|axis| {
            let [first, last] = bounds[axis];
            [first.saturating_sub(reach + 1), (last + reach + 2).min(size[axis] - 1)]
        });
        Ok(Self { window: coefficients(image, near)?, size, number })
    }

    /// The value a step from `voxel`, rounded as stored.
    pub fn at(&self, voxel: [usize; 3], step: &Around) -> f64 {
        let low: [i64; 3] = std::array::from_fn(|axis| voxel[axis] as i64 + step.whole[axis]);
        let outside = |axis: usize| {
            let end = self.size[axis] as i64 - 1;
            low[axis] < 0 || low[axis] > end || (low[axis] == end && step.part[axis] > 0.0)
        };
        if (0..3).any(outside) {
            return 0.0;
        }
        let Window { first, size, data } = &self.window;
        let before: [i64; 3] = std::array::from_fn(|axis| low[axis] - 1 - first[axis] as i64);
        let within = (0..3).all(|axis| before[axis] >= 0 && before[axis] + 4 <= size[axis] as i64);
        let value = if within {
            let [x, y, z] = before.map(|at| at as usize);
            let rows = [0, 1, 2, 3].map(|k| [0, 1, 2, 3].map(|j| x + size[0] * (y + j + size[1] * (z + k))));
            sum(step, |k, j, i| data[rows[k][j] + i])
        } else {
            let index: [[usize; 4]; 3] = std::array::from_fn(|axis| {
                [-1, 0, 1, 2].map(|k| mirror((low[axis] + k) as f64, self.size[axis]) - first[axis])
            });
            sum(step, |k, j, i| data[index[0][i] + size[0] * (index[1][j] + size[1] * index[2][k])])
        };
        self.number.store_nearest(value)
    }
}

/// `Σ w_z w_y w_x coefficient(z, y, x)` over four taps an axis.
fn sum(step: &Around, coefficient: impl Fn(usize, usize, usize) -> f64) -> f64 {
    let [wx, wy, wz] = &step.weights;
    let mut value = 0.0;
    for (k, wz) in wz.iter().enumerate() {
        for (j, wy) in wy.iter().enumerate() {
            let line: f64 = wx.iter().enumerate().map(|(i, wx)| wx * coefficient(k, j, i)).sum();
            value += wz * wy * line;
        }
    }
    value
}
