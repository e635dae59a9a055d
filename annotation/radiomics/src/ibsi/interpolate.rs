//! Image and mask on a grid of another spacing (IBSI 2.4, VTM2).
//!
//! The new grid covers the old one (026Q) and shares its centre (3WE3, QCY4).
//! Beyond the outermost voxel centres the edge goes on.

use workbench_core::{Geometry, Mask};

use crate::error::{RadiomicsError, Result};
use crate::prepare::image::Number;
use crate::prepare::{Image, bspline, linear};
use crate::settings::Interpolator;

/// Voxels the new grid may have: 2 GB of intensities.
const MAX_VOXELS: f64 = (1_u32 << 28) as f64;
/// A grid this many voxels longer than a whole number is not one voxel longer:
/// spacings are often stored in single precision.
const SLACK: f64 = 1e-4;
/// Shares of a voxel are compared with the threshold after rounding errors are
/// allowed for: one half is not 0.4999….
const ROUNDING: f64 = 1e-6;

/// A new grid, and where its voxels lie on the old one, in voxels, axis by axis.
pub(super) struct Grid {
    pub geometry: Geometry,
    positions: [Vec<Option<f64>>; 3],
}

impl Grid {
    /// The grid of `spacing` (mm, 0 keeps an axis); `None` when it is the old
    /// one.
    ///
    /// # Errors
    /// When it would have too many voxels.
    pub fn new(old: &Geometry, spacing: [f64; 3], label: u8) -> Result<Option<Self>> {
        let same = |axis: usize| {
            let (was, is) = (old.spacing[axis], spacing[axis]);
            is == 0.0 || (is - was).abs() <= 1e-6 * was
        };
        if (0..3).all(same) {
            return Ok(None);
        }
        let new: [f64; 3] =
            std::array::from_fn(|axis| if same(axis) { old.spacing[axis] } else { spacing[axis] });
        let ratio: [f64; 3] = std::array::from_fn(|axis| new[axis] / old.spacing[axis]);
        let size: [f64; 3] =
            std::array::from_fn(|axis| (old.size[axis] as f64 / ratio[axis] - SLACK).ceil().max(1.0));
        let voxels: f64 = size.iter().product();
        if voxels.is_nan() || voxels > MAX_VOXELS {
            return Err(RadiomicsError::ResampledTooLarge { label, voxels, limit: MAX_VOXELS, spacing: new });
        }
        let first: [f64; 3] = std::array::from_fn(|axis| {
            0.5 * (old.size[axis] as f64 - 1.0 - ratio[axis] * (size[axis] - 1.0))
        });
        let positions = std::array::from_fn(|axis| {
            let last = (old.size[axis] - 1) as f64;
            (0..size[axis] as usize)
                .map(|k| Some((first[axis] + k as f64 * ratio[axis]).clamp(0.0, last)))
                .collect()
        });
        let geometry = Geometry {
            size: size.map(|n| n as usize),
            spacing: new,
            origin: old.to_patient(first),
            direction: old.direction,
        };
        Ok(Some(Self { geometry, positions }))
    }

    /// The image on this grid.
    ///
    /// # Errors
    /// When a spline meets a voxel that is not a finite number.
    pub fn image(&self, image: &Image, interpolator: Interpolator, round: bool) -> Result<Image<'static>> {
        let mut data = match interpolator {
            Interpolator::Nearest => self.nearest(|voxel| image.at(voxel), &image.geometry),
            Interpolator::Linear => linear::sample(image, &self.positions, Number::Double),
            Interpolator::BSpline => bspline::sample(image, &self.positions, Number::Double)?,
        };
        if round {
            // Adding 0 makes -0 plain 0.
            data.iter_mut().for_each(|value| *value = value.round_ties_even() + 0.0);
        }
        Ok(Image::made(self.geometry.clone(), data, Number::Double))
    }

    /// The label's voxels on this grid as label 1: those covered by the region
    /// to a share of at least `threshold` (E8H9).
    ///
    /// # Errors
    /// When there are none.
    pub fn mask(&self, mask: &Mask, label: u8, interpolator: Interpolator, threshold: f64) -> Result<Mask> {
        let data: Vec<u8> = if interpolator == Interpolator::Nearest {
            self.nearest(|voxel| u8::from(mask.data[voxel] == label), &mask.geometry)
        } else {
            let region = mask.data.iter().map(|found| if *found == label { 1.0 } else { 0.0 }).collect();
            let region = Image::made(mask.geometry.clone(), region, Number::Double);
            let shares = linear::sample(&region, &self.positions, Number::Double);
            shares.into_iter().map(|share| u8::from(share >= threshold - ROUNDING)).collect()
        };
        if data.iter().all(|found| *found == 0) {
            return Err(RadiomicsError::ResampledAway { label, spacing: self.geometry.spacing });
        }
        Ok(Mask { geometry: self.geometry.clone(), data })
    }

    fn nearest<T>(&self, voxel: impl Fn(usize) -> T, old: &Geometry) -> Vec<T> {
        let [columns, rows, slices] = [0, 1, 2].map(|axis| -> Vec<usize> {
            self.positions[axis].iter().flatten().map(|x| (x + 0.5).floor() as usize).collect()
        });
        let mut data = Vec::with_capacity(self.geometry.len());
        for z in &slices {
            for y in &rows {
                data.extend(columns.iter().map(|x| voxel(old.index(*x, *y, *z))));
            }
        }
        data
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(n: usize, was: f64, is: f64) -> Vec<f64> {
        let old = Geometry::axis_aligned([n, 1, 1], [was, 1.0, 1.0], [0.0; 3]);
        let grid = Grid::new(&old, [is, 0.0, 0.0], 1).unwrap().unwrap();
        grid.positions[0].iter().flatten().copied().collect()
    }

    #[test]
    fn centres_are_aligned() {
        // The example of the manual: 4 voxels of 3 mm to 2 mm.
        let found = positions(4, 3.0, 2.0);
        assert_eq!(found.len(), 6);
        for (k, x) in found.iter().enumerate().skip(1).take(4) {
            assert!((x - (-1.0 / 6.0 + k as f64 * 2.0 / 3.0)).abs() < 1e-12, "{found:?}");
        }
        // Beyond the outermost centres the edge goes on.
        assert_eq!((found[0], found[5]), (0.0, 3.0));
        assert_eq!(positions(60, f64::from(1.500_000_1_f32), 3.0).len(), 30);
        assert_eq!(positions(5, 1.0, 4.0), [0.0, 4.0]);
        assert_eq!(positions(3, 1.0, 40.0), [1.0]);
    }

    #[test]
    fn one_half_is_inside() {
        let old = Geometry::axis_aligned([1, 1, 60], [1.0, 1.0, 3.0], [0.0; 3]);
        let mut mask = Mask::new(old.clone(), vec![0; 60]).unwrap();
        mask.data[19..29].fill(4);
        let grid = Grid::new(&old, [0.0, 0.0, 2.0], 4).unwrap().unwrap();
        let found = grid.mask(&mask, 4, Interpolator::Linear, 0.5).unwrap();
        // 2 mm voxels at sixths of old ones: 18.5 and 28.5 are half covered.
        assert_eq!(found.count(1), 16);
        assert_eq!(grid.mask(&mask, 4, Interpolator::Linear, 0.6).unwrap().count(1), 14);
    }
}
