//! Laplacian of Gaussian, by recursion along the axes.

use rayon::prelude::*;
use workbench_core::{Bounds, Geometry};

use super::recursive::{LANES, Lanes, Lines, Recursion};
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

/// Single-precision voxels; rows lie along x.
struct Grid {
    size: [usize; 3],
    /// Outermost axis: 2, or 1 after lines along z have been filtered.
    outer: usize,
    data: Vec<f32>,
}

/// Where a pass takes its rows from.
enum Rows<'a> {
    /// The image, from voxel `first` on.
    Image {
        image: &'a Image<'a>,
        first: [usize; 3],
        size: [usize; 3],
    },
    Grid(Grid),
}

impl Rows<'_> {
    fn size(&self) -> [usize; 3] {
        match self {
            Self::Image { size, .. } => *size,
            Self::Grid(grid) => grid.size,
        }
    }

    fn outer(&self) -> usize {
        match self {
            Self::Image { .. } => 2,
            Self::Grid(grid) => grid.outer,
        }
    }

    /// Appends the row at y, z.
    fn push(&self, y: usize, z: usize, rows: &mut Vec<f32>) {
        match self {
            Self::Image { image, first: [x0, y0, z0], size } => {
                let start = image.geometry.index(*x0, y0 + y, z0 + z);
                image.read_single(start..start + size[0], rows);
            }
            Self::Grid(grid) => rows.extend_from_slice(grid.row(y, z)),
        }
    }
}

impl Grid {
    fn row(&self, y: usize, z: usize) -> &[f32] {
        let [nx, ny, nz] = self.size;
        let row = if self.outer == 2 { y + ny * z } else { z + nz * y };
        &self.data[row * nx..][..nx]
    }
}

impl Log {
    /// Prefix of the features.
    pub fn name(&self) -> String {
        format!("log-sigma-{}-mm-3D", self.label.replace('.', "-"))
    }

    /// What lies within [`MARGIN`] σ of `region`.
    pub fn around(&self, grid: &Geometry, region: Bounds) -> Bounds {
        let reach = grid.spacing.map(|spacing| (MARGIN * (self.sigma / spacing)).ceil() as usize + 4);
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
        // One axis after the other: lines are enough to share out, and the grids are large.
        for axis in 0..3 {
            let bend = Recursion::second_derivative(widths[axis], self.sigma * self.sigma);
            let mut rows = Rows::Image { image: source.image, first, size };
            rows = Rows::Grid(pass(&rows, axis, &bend, keep[axis]));
            for other in (0..3).filter(|other| *other != axis) {
                rows = Rows::Grid(pass(&rows, other, &Recursion::smooth(widths[other]), keep[other]));
            }
            if let Rows::Grid(grid) = &rows {
                add(&mut sum, grid, roi, roi.spacing[axis] * roi.spacing[axis]);
            }
        }
        Ok(sum.into_iter().map(f64::from).collect())
    }
}

/// Filters all lines along `axis` and keeps `length` samples from `start`.
/// Results are rounded to single precision, as between ITK's filters.
fn pass(input: &Rows, axis: usize, recursion: &Recursion, keep: [usize; 2]) -> Grid {
    let length = keep[1];
    let [nx, ny, nz] = input.size();
    let mut size = input.size();
    size[axis] = length;
    // The filtered axis becomes the middle one: slabs of the result are then
    // independent of each other.
    let outer = if axis == 0 { input.outer() } else { 3 - axis };
    let mut data = vec![0.0_f32; size.iter().product()];
    let arch = pulp::Arch::new();
    let buffers = || (Lines::default(), Vec::new());
    let slab = if axis == 0 { length * LANES } else { nx * length };
    data.par_chunks_mut(slab).enumerate().for_each_init(buffers, |(lines, rows), (slab, kept)| {
        rows.clear();
        match axis {
            0 => (slab * LANES..).take(kept.len() / length).for_each(|row| match outer {
                2 => input.push(row % ny, row / ny, rows),
                _ => input.push(row / nz, row % nz, rows),
            }),
            // Rows side by side: lines through far rows would miss the cache.
            1 => (0..ny).for_each(|y| input.push(y, slab, rows)),
            _ => (0..nz).for_each(|z| input.push(slab, z, rows)),
        }
        arch.dispatch(Slab { along: axis == 0, rows, nx, kept, lines, recursion, keep });
    });
    Grid { size, outer, data }
}

/// Lines of one slab of the grid to be filtered, with the machine's widest
/// vector instructions.
struct Slab<'a> {
    /// Along the rows, or across them.
    along: bool,
    /// Rows of `nx` voxels.
    rows: &'a [f32],
    nx: usize,
    kept: &'a mut [f32],
    lines: &'a mut Lines,
    recursion: &'a Recursion,
    keep: [usize; 2],
}

impl pulp::NullaryFnOnce for Slab<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        if self.along { self.filter_along() } else { self.filter_across() }
    }
}

impl Slab<'_> {
    /// Up to [`LANES`] rows.
    #[inline(always)]
    fn filter_along(self) {
        let (nx, length) = (self.nx, self.keep[1]);
        let last = self.rows.len() / nx - 1;
        let rows: [&[f32]; LANES] = std::array::from_fn(|lane| &self.rows[lane.min(last) * nx..][..nx]);
        self.lines.load(nx, |x| {
            let mut lanes = [0.0; LANES];
            for lane in 0..LANES {
                lanes[lane] = f64::from(rows[lane][x]);
            }
            lanes
        });
        let samples = self.recursion.run(self.lines, self.keep);
        for (lane, row) in self.kept.chunks_mut(length).enumerate() {
            for (value, sample) in row.iter_mut().zip(samples) {
                *value = sample[lane] as f32;
            }
        }
    }

    #[inline(always)]
    fn filter_across(self) {
        let nx = self.nx;
        for x in (0..nx).step_by(LANES) {
            let width = LANES.min(nx - x);
            self.lines.load(self.rows.len() / nx, |k| lanes(&self.rows[k * nx + x..][..width]));
            let samples = self.recursion.run(self.lines, self.keep);
            for (row, sample) in self.kept.chunks_mut(nx).zip(samples) {
                for (value, lane) in row[x..x + width].iter_mut().zip(sample) {
                    *value = *lane as f32;
                }
            }
        }
    }
}

/// Up to [`LANES`] values; lanes without one are 0.
#[inline(always)]
fn lanes(values: &[f32]) -> Lanes {
    if let Some(all) = values.first_chunk::<LANES>() {
        return all.map(f64::from);
    }
    let mut some = [0.0; LANES];
    some.iter_mut().zip(values).for_each(|(lane, value)| *lane = f64::from(*value));
    some
}

/// Adds a second derivative, per mm², at the voxels of the region.
fn add(sum: &mut [f32], grid: &Grid, roi: &Roi, square: f64) {
    let [nx, ny, _] = roi.size;
    let mut sums = sum.iter_mut();
    for (row, inside) in roi.inside.chunks(nx).enumerate() {
        let values = grid.row(row % ny, row / ny).iter();
        let values = values.zip(inside).filter(|(_, inside)| **inside);
        for ((value, _), sum) in values.zip(&mut sums) {
            *sum = (f64::from(*sum) + f64::from(*value) / square) as f32;
        }
    }
}
