//! Laplacian of Gaussian, by recursion along the axes.

use rayon::prelude::*;
use workbench_core::{Bounds, Geometry};

use super::plane::Plane;
use super::recursive::Recursion;
use super::{Source, widened};
use crate::error::{RadiomicsError, Result};
use crate::prepare::Image;
use crate::roi::Roi;

/// Standard deviations beyond which intensities no longer matter: what is cut
/// off there moves values by less than single precision does.
const MARGIN: f64 = 12.0;

/// Scale-normalised Laplacian `σ² Σ ∂²/∂a² (G_σ * x)`, σ in mm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Log {
    /// Standard deviation of the Gaussian, mm.
    pub sigma: f64,
    /// σ as it is written in the parameter file: `1.0` makes `1-0`.
    pub label: String,
}

impl Log {
    /// Prefix of the features.
    pub fn name(&self) -> String {
        format!("log-sigma-{}-mm-3D", self.label.replace('.', "-"))
    }

    /// What lies within [`MARGIN`] σ of `region`.
    pub fn around(&self, grid: &Geometry, region: Bounds) -> Bounds {
        let voxels = |spacing: f64| (MARGIN * (self.sigma / spacing)).ceil() as usize;
        let reach = grid.spacing.map(|spacing| voxels(spacing).saturating_add(4));
        widened(grid, region, reach)
    }

    /// Filters what lies within [`MARGIN`] σ of the region's box; the image
    /// goes on beyond its border with its last value.
    ///
    /// # Errors
    /// When an axis of the image has less than 4 or `ceil(σ / spacing) + 1` voxels.
    pub fn apply(&self, source: &Source) -> Result<Vec<f64>> {
        let roi = source.roi;
        let widths = roi.spacing.map(|spacing| self.sigma / spacing);
        let size = source.image.geometry.size;
        if (0..3).any(|axis| size[axis] < 4 || (size[axis] as f64) < widths[axis].ceil() + 1.0) {
            let [x, y, z] = size;
            return Err(RadiomicsError::TooSmall { sigma: self.sigma, x, y, z }.in_image(&self.name()));
        }
        let around = self.around(&source.image.geometry, roi.bounds());
        let first = around.map(|[first, _]| first);
        let keep: [[usize; 2]; 3] = std::array::from_fn(|a| [roi.origin[a] - first[a], roi.size[a]]);
        let size = around.map(|[first, last]| last - first + 1);
        let mut sum = vec![0.0_f32; roi.values.len()];
        let kept = keep.map(|[_, length]| length);
        let mut planes = Vec::with_capacity(kept[0] * (kept[1] * size[2]).max(kept[2] * size[1]));
        let mut bent = Vec::with_capacity(kept.iter().product());
        // One axis after the other: planes are enough to share out, and the grids are large.
        for axis in 0..3 {
            let recursion = |along: usize| match along == axis {
                true => Recursion::second_derivative(widths[along], self.sigma * self.sigma),
                false => Recursion::smooth(widths[along]),
            };
            let part = Part { image: source.image, first, size, keep, axis };
            part.planes(&recursion, &mut planes);
            part.smooth_last(&planes, &recursion(part.last()), &mut bent);
            part.add(&mut sum, &bent, roi);
        }
        Ok(sum.into_iter().map(f64::from).collect())
    }
}

/// The second derivative along `axis` of a part of an image, smoothed along the
/// other axes, x first. Results are rounded to single precision after each axis, as
/// between ITK's filters.
struct Part<'a> {
    image: &'a Image<'a>,
    /// First voxel of the part.
    first: [usize; 3],
    size: [usize; 3],
    /// Of each axis, first voxel within the part that is wanted, and how many.
    keep: [[usize; 2]; 3],
    axis: usize,
}

impl Part<'_> {
    /// The axis across the planes that are filtered first.
    fn last(&self) -> usize {
        if self.axis == 2 { 1 } else { 2 }
    }

    /// Filters within planes along x and another axis: a plane stays in the
    /// processor's cache, and no more of it is kept in `data` than is wanted.
    fn planes(&self, recursion: &(dyn Fn(usize) -> Recursion + Sync), data: &mut Vec<f32>) {
        let (last, keep) = (self.last(), self.keep);
        let other = 3 - last;
        let [[_, width], [_, height]] = [keep[0], keep[other]];
        let along_x = recursion(0);
        let across = recursion(other);
        // What is there need not be cleared: every voxel is written.
        data.resize(width * height * self.size[last], 0.0);
        let planes = data.par_chunks_mut(width * height).enumerate();
        planes.for_each_init(Plane::default, |plane, (at, kept)| {
            plane.rows.clear();
            (0..self.size[other]).for_each(|row| match other {
                1 => self.push(row, at, &mut plane.rows),
                _ => self.push(at, row, &mut plane.rows),
            });
            if self.axis == 0 {
                plane.along(self.size[0], &along_x, keep[0]);
                plane.across(width, &across, keep[other], kept);
            } else {
                let mut half = std::mem::take(&mut plane.half);
                half.resize(self.size[0] * height, 0.0);
                plane.across(self.size[0], &across, keep[other], &mut half);
                plane.half = std::mem::replace(&mut plane.rows, half);
                plane.along(self.size[0], &along_x, keep[0]);
                kept.copy_from_slice(&plane.rows);
            }
        });
    }

    /// Appends a row of the image.
    fn push(&self, y: usize, z: usize, rows: &mut Vec<f32>) {
        let [x0, y0, z0] = self.first;
        let start = self.image.geometry.index(x0, y0 + y, z0 + z);
        self.image.read_single(start..start + self.size[0], rows);
    }

    /// Filters the rows of [`planes`](Self::planes) along the last axis, which
    /// becomes the middle one.
    fn smooth_last(&self, planes: &[f32], recursion: &Recursion, data: &mut Vec<f32>) {
        let (last, [_, width]) = (self.last(), self.keep[0]);
        let [[_, height], [_, length]] = [self.keep[3 - last], self.keep[last]];
        data.resize(width * height * length, 0.0);
        let slabs = data.par_chunks_mut(width * length).enumerate();
        slabs.for_each_init(Plane::default, |plane, (row, kept)| {
            plane.rows.clear();
            let rows = planes.chunks_exact(width).skip(row).step_by(height);
            rows.for_each(|row| plane.rows.extend_from_slice(row));
            plane.across(width, recursion, self.keep[last], kept);
        });
    }

    /// Adds the derivative, per mm², at the voxels of the region.
    fn add(&self, sum: &mut [f32], bent: &[f32], roi: &Roi) {
        let [nx, ny, nz] = roi.size;
        let square = roi.spacing[self.axis] * roi.spacing[self.axis];
        let mut sums = sum.iter_mut();
        for (row, inside) in roi.inside.chunks(nx).enumerate() {
            let (y, z) = (row % ny, row / ny);
            let row = if self.last() == 2 { z + nz * y } else { y + ny * z };
            let values = bent[row * nx..][..nx].iter().zip(inside).filter(|(_, inside)| **inside);
            for ((value, _), sum) in values.zip(&mut sums) {
                *sum = (f64::from(*sum) + f64::from(*value) / square) as f32;
            }
        }
    }
}
