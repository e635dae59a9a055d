//! Fourier transform of a real image.
//!
//! Only frequencies `0..=nx/2` along x are kept, the others being their
//! conjugates; they lie with z fastest: `[y][x][z]`.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};

/// A transformed image.
pub(super) struct Spectrum {
    size: [usize; 3],
    data: Vec<Complex64>,
}

/// A filter in the Fourier domain: a real, dimensionless gain of the index of
/// the frequency along each axis, `0..size`, above the middle negative.
pub(super) type Gain<'a> = &'a (dyn Fn([usize; 3]) -> f64 + Sync);

impl Spectrum {
    /// Transforms `image`.
    pub fn of(image: &[f64], size: [usize; 3]) -> Self {
        let [nx, ny, nz] = size;
        let half = nx / 2 + 1;
        let mut planner = FftPlanner::new();
        let (along_x, along_y) = (planner.plan_fft_forward(nx), planner.plan_fft_forward(ny));
        let mut planes = vec![Complex64::default(); half * ny * nz];
        planes.par_chunks_mut(half * ny).zip(image.par_chunks(nx * ny)).for_each(|(plane, slice)| {
            let mut row = vec![Complex64::default(); nx];
            let mut scratch = scratch(&[&along_x, &along_y]);
            for (pair, rows) in slice.chunks(2 * nx).enumerate() {
                // Two real rows make one complex row.
                let (first, second) = rows.split_at(nx);
                for (x, value) in row.iter_mut().enumerate() {
                    *value = Complex64::new(first[x], second.get(x).copied().unwrap_or(0.0));
                }
                along_x.process_with_scratch(&mut row, &mut scratch);
                for k in 0..half {
                    let (a, b) = (row[k], row[(nx - k) % nx].conj());
                    plane[2 * pair * half + k] = (a + b) * 0.5;
                    if !second.is_empty() {
                        plane[(2 * pair + 1) * half + k] = (a - b) * Complex64::new(0.0, -0.5);
                    }
                }
            }
            columns(plane, half, along_y.as_ref(), &mut scratch);
        });
        let data = deepen(&planes, [half, ny, nz]);
        let mut spectrum = Self { size, data };
        let along_z = planner.plan_fft_forward(nz);
        spectrum.lines(&along_z);
        spectrum
    }

    fn lines(&mut self, fft: &Arc<dyn Fft<f64>>) {
        let nz = self.size[2];
        let many = nz * (self.size[0] / 2 + 1);
        self.data
            .par_chunks_mut(many)
            .for_each_init(|| scratch(&[fft]), |scratch, lines| fft.process_with_scratch(lines, scratch));
    }

    /// Real part of the image behind `(−i)^order · gain`.
    ///
    /// Frequencies of even axes have no opposite at −π, and a gain may take
    /// them as it likes: the real part belongs to the mean of the gains at a
    /// frequency and its opposite.
    pub fn filter(&self, order: u32, gain: Gain) -> Vec<f64> {
        let [nx, ny, nz] = self.size;
        let half = nx / 2 + 1;
        let scale = 0.5 / (nx * ny * nz) as f64;
        let turn = Complex64::new(0.0, -1.0).powu(order) * scale;
        let parity = if order % 2 == 1 { -1.0 } else { 1.0 };
        let mut filtered = Self { size: self.size, data: vec![Complex64::default(); self.data.len()] };
        let mut planner = FftPlanner::new();
        let along_z = planner.plan_fft_inverse(nz);
        let rows = filtered.data.par_chunks_mut(half * nz).zip(self.data.par_chunks(half * nz)).enumerate();
        rows.for_each_init(
            || scratch(&[&along_z]),
            |scratch, (y, (row, source))| {
                for (at, (value, source)) in row.iter_mut().zip(source).enumerate() {
                    let (x, z) = (at / nz, at % nz);
                    let opposite = [(nx - x) % nx, (ny - y) % ny, (nz - z) % nz];
                    *value = source * turn * (gain([x, y, z]) + parity * gain(opposite));
                }
                along_z.process_with_scratch(row, scratch);
            },
        );
        let mut planes = flatten(&filtered.data, [half, ny, nz]);
        drop(filtered);
        let (along_x, along_y) = (planner.plan_fft_inverse(nx), planner.plan_fft_inverse(ny));
        let mut image = vec![0.0; nx * ny * nz];
        planes.par_chunks_mut(half * ny).zip(image.par_chunks_mut(nx * ny)).for_each(|(plane, slice)| {
            let mut row = vec![Complex64::default(); nx];
            let mut scratch = scratch(&[&along_x, &along_y]);
            columns(plane, half, along_y.as_ref(), &mut scratch);
            for (pair, rows) in slice.chunks_mut(2 * nx).enumerate() {
                let (first, second) = rows.split_at_mut(nx);
                let at = 2 * pair * half;
                for k in 0..half {
                    let real =
                        |value: Complex64| if 2 * k % nx == 0 { Complex64::from(value.re) } else { value };
                    let a = real(plane[at + k]);
                    let b = if second.is_empty() { Complex64::default() } else { real(plane[at + half + k]) };
                    let b = b * Complex64::i();
                    row[k] = a + b;
                    if 2 * k % nx != 0 {
                        row[nx - k] = a.conj() - b.conj();
                    }
                }
                along_x.process_with_scratch(&mut row, &mut scratch);
                first.iter_mut().zip(&row).for_each(|(value, found)| *value = found.re);
                second.iter_mut().zip(&row).for_each(|(value, found)| *value = found.im);
            }
        });
        image
    }
}

fn scratch(ffts: &[&Arc<dyn Fft<f64>>]) -> Vec<Complex64> {
    let most = ffts.iter().map(|fft| fft.get_inplace_scratch_len()).max().unwrap_or(0);
    vec![Complex64::default(); most]
}

/// Transforms the columns of a plane, `width` long each row.
fn columns(plane: &mut [Complex64], width: usize, fft: &dyn Fft<f64>, scratch: &mut [Complex64]) {
    let height = plane.len() / width;
    let mut turned = vec![Complex64::default(); plane.len()];
    transpose(plane, &mut turned, width);
    fft.process_with_scratch(&mut turned, scratch);
    transpose(&turned, plane, height);
}

/// Rows of length `width` become columns, in blocks that fit the cache.
pub(super) fn transpose(from: &[Complex64], to: &mut [Complex64], width: usize) {
    const BLOCK: usize = 16;
    let height = from.len() / width;
    for y0 in (0..height).step_by(BLOCK) {
        for x0 in (0..width).step_by(BLOCK) {
            for y in y0..height.min(y0 + BLOCK) {
                for x in x0..width.min(x0 + BLOCK) {
                    to[x * height + y] = from[y * width + x];
                }
            }
        }
    }
}

/// `[z][y][x]` to `[y][x][z]`.
fn deepen(from: &[Complex64], [nx, ny, nz]: [usize; 3]) -> Vec<Complex64> {
    let mut to = vec![Complex64::default(); from.len()];
    to.par_chunks_mut(nx * nz).enumerate().for_each(|(y, block)| {
        for (z, plane) in from.chunks(nx * ny).enumerate() {
            for (x, value) in plane[y * nx..][..nx].iter().enumerate() {
                block[x * nz + z] = *value;
            }
        }
    });
    to
}

/// `[y][x][z]` to `[z][y][x]`.
fn flatten(from: &[Complex64], [nx, ny, nz]: [usize; 3]) -> Vec<Complex64> {
    let mut to = vec![Complex64::default(); from.len()];
    to.par_chunks_mut(nx * ny).enumerate().for_each(|(z, plane)| {
        for (at, value) in plane.iter_mut().enumerate() {
            *value = from[at * nz + z];
        }
    });
    to
}
