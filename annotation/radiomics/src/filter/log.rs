//! Laplacian of Gaussian, by recursion along the axes.

use rayon::prelude::*;

use super::Source;
use super::recursive::{LANES, Lanes, Lines, Recursion};
use crate::error::{RadiomicsError, Result};
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

impl Grid {
    fn stride(&self, axis: usize) -> usize {
        match axis {
            0 => 1,
            _ if axis == self.outer => self.size[0] * self.size[3 - axis],
            _ => self.size[0],
        }
    }
}

impl Log {
    /// Prefix of the features.
    pub fn name(&self) -> String {
        format!("log-sigma-{}-mm-3D", self.label.replace('.', "-"))
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
        let reach = widths.map(|width| (MARGIN * width).ceil() as usize + 4);
        let (crop, keep) = crop(source, reach);
        let sums: Vec<Grid> = (0..3)
            .into_par_iter()
            .map(|axis| {
                let bend = Recursion::second_derivative(widths[axis], self.sigma * self.sigma);
                let mut grid = pass(&crop, axis, &bend, keep[axis]);
                for other in (0..3).filter(|other| *other != axis) {
                    grid = pass(&grid, other, &Recursion::smooth(widths[other]), keep[other]);
                }
                grid
            })
            .collect();
        Ok(add(&sums, roi))
    }
}

/// The region's box and `reach` voxels around it, as far as the image goes;
/// per axis, first voxel of the box in the crop and its length.
fn crop(source: &Source, reach: [usize; 3]) -> (Grid, [[usize; 2]; 3]) {
    let (roi, geometry) = (source.roi, &source.image.geometry);
    let first: [usize; 3] = std::array::from_fn(|a| roi.origin[a].saturating_sub(reach[a]));
    let size: [usize; 3] =
        std::array::from_fn(|a| (roi.origin[a] + roi.size[a] + reach[a]).min(geometry.size[a]) - first[a]);
    let mut data = Vec::with_capacity(size.iter().product());
    let mut row = Vec::with_capacity(size[0]);
    for z in 0..size[2] {
        for y in 0..size[1] {
            let start = geometry.index(first[0], first[1] + y, first[2] + z);
            row.clear();
            source.image.read(start..start + size[0], &mut row);
            data.extend(row.iter().map(|value| *value as f32));
        }
    }
    let keep = std::array::from_fn(|a| [roi.origin[a] - first[a], roi.size[a]]);
    (Grid { size, outer: 2, data }, keep)
}

/// Filters all lines along `axis` and keeps `length` samples from `start`.
/// Results are rounded to single precision, as between ITK's filters.
fn pass(grid: &Grid, axis: usize, recursion: &Recursion, keep: [usize; 2]) -> Grid {
    let length = keep[1];
    let mut size = grid.size;
    size[axis] = length;
    // The filtered axis becomes the middle one: slabs of the result are then
    // independent of each other.
    let outer = if axis == 0 { grid.outer } else { 3 - axis };
    let mut data = vec![0.0_f32; size.iter().product()];
    let (nx, step) = (grid.size[0], grid.stride(axis));
    let arch = pulp::Arch::new();
    if axis == 0 {
        let rows = grid.data.par_chunks(nx * LANES).zip(data.par_chunks_mut(length * LANES));
        rows.for_each_init(Lines::default, |lines, (rows, kept)| {
            arch.dispatch(Slab { along: true, rows, nx, kept, lines, recursion, keep });
        });
    } else {
        let apart = grid.stride(3 - axis);
        let buffers = || (Lines::default(), Vec::new());
        data.par_chunks_mut(nx * length).enumerate().for_each_init(
            buffers,
            |(lines, plane), (slab, kept)| {
                // Rows side by side: lines through far rows would miss the cache.
                plane.clear();
                let rows = (0..grid.size[axis]).map(|k| slab * apart + k * step);
                rows.for_each(|row| plane.extend_from_slice(&grid.data[row..row + nx]));
                arch.dispatch(Slab { along: false, rows: plane, nx, kept, lines, recursion, keep });
            },
        );
    }
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

/// Sum of the second derivatives, per mm², at the voxels of the region.
fn add(parts: &[Grid], roi: &Roi) -> Vec<f64> {
    let squares = roi.spacing.map(|spacing| spacing * spacing);
    let [nx, ny, _] = roi.size;
    let mut values = Vec::with_capacity(roi.values.len());
    for (row, inside) in roi.inside.chunks(nx).enumerate() {
        let (y, z) = (row % ny, row / ny);
        let rows: Vec<&[f32]> =
            parts.iter().map(|grid| &grid.data[y * grid.stride(1) + z * grid.stride(2)..][..nx]).collect();
        for x in (0..nx).filter(|x| inside[*x]) {
            let sum = rows
                .iter()
                .zip(squares)
                .fold(0.0_f32, |sum, (row, square)| (f64::from(sum) + f64::from(row[x]) / square) as f32);
            values.push(f64::from(sum));
        }
    }
    values
}
