//! Fourier transform of a real image.
//!
//! Only frequencies `0..=nx/2` along x are kept, the others being their
//! conjugates; they lie with z fastest: `[y][x][z]`.

use std::sync::Arc;

use rayon::prelude::*;
use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};

/// Places copied at a time where the order of axes changes: they fit the cache.
const BLOCK: usize = 16;

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

    /// Multiplies by a gain; the image behind it is to stay real.
    ///
    /// Frequencies of even axes have no opposite at −π, and a gain may take
    /// them as it likes: the real part belongs to the mean of the gains at a
    /// frequency and its opposite.
    pub fn multiply(&mut self, gain: Gain) {
        let [nx, ny, nz] = self.size;
        self.data.par_chunks_mut((nx / 2 + 1) * nz).enumerate().for_each(|(y, row)| {
            for (at, value) in row.iter_mut().enumerate() {
                let (x, z) = (at / nz, at % nz);
                let opposite = [(nx - x) % nx, (ny - y) % ny, (nz - z) % nz];
                *value *= 0.5 * (gain([x, y, z]) + gain(opposite));
            }
        });
    }

    /// The box `part` from `start` on of the image behind `(−i)^order · gain`.
    /// The gain at opposite frequencies is the same, and the opposite for odd
    /// orders.
    pub fn filter(&self, order: u32, gain: Gain, start: [usize; 3], part: [usize; 3]) -> Vec<f64> {
        let [nx, ny, nz] = self.size;
        let half = nx / 2 + 1;
        let turn = Complex64::new(0.0, -1.0).powu(order) / (nx * ny * nz) as f64;
        let mut filtered = vec![Complex64::default(); self.data.len()];
        let mut planner = FftPlanner::new();
        let along_z = planner.plan_fft_inverse(nz);
        let rows = filtered.par_chunks_mut(half * nz).zip(self.data.par_chunks(half * nz)).enumerate();
        rows.for_each_init(
            || scratch(&[&along_z]),
            |scratch, (y, (row, source))| {
                for (at, (value, source)) in row.iter_mut().zip(source).enumerate() {
                    *value = source * turn * gain([at / nz, y, at % nz]);
                }
                along_z.process_with_scratch(row, scratch);
            },
        );
        let mut planes = flatten(&filtered, half * ny, nz, start[2], part[2]);
        drop(filtered);
        let (along_x, along_y) = (planner.plan_fft_inverse(nx), planner.plan_fft_inverse(ny));
        let [px, py, _] = part;
        let mut image = vec![0.0; part.iter().product()];
        planes.par_chunks_mut(half * ny).zip(image.par_chunks_mut(px * py)).for_each(|(plane, slice)| {
            let mut row = vec![Complex64::default(); nx];
            let mut scratch = scratch(&[&along_x, &along_y]);
            columns(plane, half, along_y.as_ref(), &mut scratch);
            for (pair, rows) in slice.chunks_mut(2 * px).enumerate() {
                let (first, second) = rows.split_at_mut(px);
                let at = (start[1] + 2 * pair) * half;
                for k in 0..half {
                    // Frequencies that are their own opposites belong to real numbers.
                    let alone = (2 * k).is_multiple_of(nx);
                    let real = |value: Complex64| if alone { Complex64::from(value.re) } else { value };
                    let a = real(plane[at + k]);
                    let b = if second.is_empty() { Complex64::default() } else { real(plane[at + half + k]) };
                    row[k] = a + b * Complex64::i();
                    if !alone {
                        row[nx - k] = a.conj() + b.conj() * Complex64::i();
                    }
                }
                along_x.process_with_scratch(&mut row, &mut scratch);
                let found = &row[start[0]..start[0] + px];
                first.iter_mut().zip(found).for_each(|(value, found)| *value = found.re);
                second.iter_mut().zip(found).for_each(|(value, found)| *value = found.im);
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
        for low in (0..nz).step_by(BLOCK) {
            for x in 0..nx {
                for z in low..nz.min(low + BLOCK) {
                    block[x * nz + z] = from[x + nx * (y + ny * z)];
                }
            }
        }
    });
    to
}

/// Planes `start` to `start + count` of `[y][x][z]` as `[z][y][x]`; a plane
/// has `area` places.
fn flatten(from: &[Complex64], area: usize, nz: usize, start: usize, count: usize) -> Vec<Complex64> {
    let mut to = vec![Complex64::default(); area * count];
    to.par_chunks_mut(area * BLOCK).enumerate().for_each(|(block, planes)| {
        let low = start + block * BLOCK;
        let many = planes.len() / area;
        for at in 0..area {
            for (z, value) in from[at * nz + low..][..many].iter().enumerate() {
                planes[z * area + at] = *value;
            }
        }
    });
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(−i)^order · gain` by the definition of the transform, term by term.
    fn slowly(image: &[f64], size: [usize; 3], order: u32, gain: Gain) -> Vec<f64> {
        let place = |at: usize| [at % size[0], at / size[0] % size[1], at / size[0] / size[1]];
        let wave = |k: usize, x: usize, sign: f64| {
            let (k, x) = (place(k), place(x));
            let turns: f64 = (0..3).map(|axis| (k[axis] * x[axis]) as f64 / size[axis] as f64).sum();
            Complex64::from_polar(1.0, sign * std::f64::consts::TAU * turns)
        };
        let turn = Complex64::new(0.0, -1.0).powu(order) / image.len() as f64;
        let waves: Vec<Complex64> = (0..image.len())
            .map(|k| {
                let sum: Complex64 =
                    image.iter().enumerate().map(|(x, value)| wave(k, x, -1.0) * value).sum();
                sum * turn * gain(place(k))
            })
            .collect();
        let value = |x: usize| waves.iter().enumerate().map(|(k, found)| (found * wave(k, x, 1.0)).re).sum();
        (0..image.len()).map(value).collect()
    }

    fn apart(a: &[f64], b: &[f64]) -> f64 {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn filters_are_products_in_the_fourier_domain() {
        for size in [[4, 3, 2], [5, 4, 1], [1, 5, 3], [6, 1, 1], [3, 3, 4]] {
            let count = size.iter().product::<usize>();
            let image: Vec<f64> = (0..count).map(|k| (k * k * 37 % 101) as f64).collect();
            let gain = |[x, y, z]: [usize; 3]| ((3 * x + 5 * y + 7 * z) % 11) as f64 - 4.0;
            let mut spectrum = Spectrum::of(&image, size);
            let same = spectrum.filter(0, &|_| 1.0, [0; 3], size);
            assert!(apart(&same, &image) < 1e-9);
            // An odd gain, 0 where a frequency is its own opposite.
            let odd = |at: [usize; 3]| {
                let side = |k: usize| (2 * at[k] as i32 - size[k] as i32).signum() * i32::from(at[k] > 0);
                f64::from(side(0) + 2 * side(1) + 3 * side(2))
            };
            for (order, gain) in [(0, &(|_| 0.25) as Gain), (1, &odd), (2, &|_| 3.0), (3, &odd)] {
                let found = spectrum.filter(order, gain, [0; 3], size);
                assert!(apart(&found, &slowly(&image, size, order, gain)) < 1e-8, "{size:?} {order}");
            }
            let expected = slowly(&image, size, 0, &gain);
            spectrum.multiply(&gain);
            assert!(apart(&spectrum.filter(0, &|_| 1.0, [0; 3], size), &expected) < 1e-8, "{size:?}");
            let start = size.map(|n| n / 3);
            let part = size.map(|n| n - n / 3 - usize::from(n > 3));
            let cut = crate::response::domain::cut(expected, size, start, part);
            assert!(apart(&spectrum.filter(0, &|_| 1.0, start, part), &cut) < 1e-8, "{size:?}");
        }
    }
}
