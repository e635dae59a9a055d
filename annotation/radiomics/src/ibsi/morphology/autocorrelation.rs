//! Moran's I (N365) and Geary's C (NPT7) over all pairs of voxels, weighted by
//! the inverse of their distance in mm.
//!
//! A sum over pairs is a sum over frequencies: with w = 1/|d|, m the mask and x
//! the intensities less their mean, Σ w x x' = Σ_f W |X|² / n and so on, so that
//! n log n steps do instead of n². Nothing is left out or sampled; in place of
//! the sums over pairs a Fourier transform rounds.
//!
//! Lines along x are transformed first; then, one plane of equal frequency along
//! x after another, y and z, so that only planes are padded along these.

use rayon::prelude::*;

use super::fourier::{Complex, Fourier};
use super::lines::{Lines, Spectra};
use crate::accumulate::{mean_of, sum_of};
use crate::roi::Roi;

/// Voxels the box may have: 4 GB of spectra.
const MAX_BOX: usize = 1 << 26;

/// Both measures; NaN for a single voxel, equal intensities, or a box of more
/// than 2²⁶ voxels.
pub(super) struct Autocorrelation {
    pub moran: f64,
    pub geary: f64,
}

/// Measures the voxels of a mask with their intensities.
pub(super) fn measure(roi: &Roi) -> Autocorrelation {
    let n = roi.values.len() as f64;
    let mean = mean_of(&roi.values, |v| v);
    let spread = sum_of(&roi.values, |v| (v - mean).powi(2));
    if roi.values.len() < 2 || spread == 0.0 || roi.inside.len() > MAX_BOX {
        return Autocorrelation { moran: f64::NAN, geary: f64::NAN };
    }
    let sd = (spread / n).sqrt();
    let normal: Vec<f64> = roi.values.iter().map(|value| (value - mean) / sd).collect();
    let [weight, product, square] = pair_sums(roi, &normal);
    // Σ w (x − x')² = 2 (Σ w x² − Σ w x x'), and Σ x² = n.
    Autocorrelation { moran: product / weight, geary: (n - 1.0) * (square - product) / (n * weight) }
}

/// Σ w, Σ w x x' and Σ w x² over all ordered pairs of different voxels; `x` has
/// a number for each voxel of the mask.
fn pair_sums(roi: &Roi, x: &[f64]) -> [f64; 3] {
    let lines = Lines::transform(roi, x);
    let [rows, slices] = [1, 2].map(|axis| Fourier::padded(lines.size[axis]));
    let plane = Plane { lines: &lines, rows: Fourier::new(rows), slices: Fourier::new(slices) };
    // Frequencies f and −f have conjugate spectra: one of them is enough.
    let sums: Vec<[f64; 3]> = (0..=lines.length / 2)
        .into_par_iter()
        .map(|f| {
            let times = if f == 0 || 2 * f == lines.length { 1.0 } else { 2.0 };
            plane.sums(f).map(|sum| times * sum)
        })
        .collect();
    let voxels = (lines.length * rows * slices) as f64;
    std::array::from_fn(|k| sums.iter().map(|plane| plane[k]).sum::<f64>() / voxels)
}

/// What turns planes of lines into spectra along y and z.
struct Plane<'a> {
    lines: &'a Lines,
    rows: Fourier,
    slices: Fourier,
}

impl Plane<'_> {
    /// The three sums at frequency `f` along x.
    fn sums(&self, f: usize) -> [f64; 3] {
        let mask = self.spectrum(|line| line[f].mask, false);
        let value = self.spectrum(|line| line[f].value, false);
        let square = self.spectrum(|line| line[f].square, false);
        let weight = self.spectrum(|line| [line[f].weight, 0.0], true);
        let mut sums = [0.0; 3];
        for (((w, m), x), s) in weight.iter().zip(&mask).zip(&value).zip(&square) {
            sums[0] += w[0] * (m[0] * m[0] + m[1] * m[1]);
            sums[1] += w[0] * (x[0] * x[0] + x[1] * x[1]);
            sums[2] += w[0] * (s[0] * m[0] + s[1] * m[1]);
        }
        sums
    }

    /// The spectrum along y and z of a number a line; `even` numbers are also
    /// those of the negative offsets.
    fn spectrum(&self, of: impl Fn(&[Spectra]) -> Complex, even: bool) -> Vec<Complex> {
        let [_, ny, nz] = self.lines.size;
        let (rows, slices) = (self.rows.length(), self.slices.length());
        let mut data = vec![[0.0; 2]; rows * slices];
        for (z, row) in data.chunks_exact_mut(rows).enumerate().take(nz) {
            for (y, line) in self.lines.spectra[ny * z..ny * (z + 1)].iter().enumerate() {
                row[y] = of(line);
                if even {
                    row[(rows - y) % rows] = row[y];
                }
            }
            self.rows.transform(row, 1);
        }
        if even {
            for z in 1..nz {
                data.copy_within(z * rows..(z + 1) * rows, (slices - z) * rows);
            }
        }
        self.slices.transform(&mut data, rows);
        data
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ibsi::region::Region;

    /// Pair by pair.
    fn slowly(roi: &Roi) -> [f64; 2] {
        let places: Vec<[usize; 3]> = Region::positions(roi).collect();
        let n = places.len() as f64;
        let mean = roi.values.iter().sum::<f64>() / n;
        let spread: f64 = roi.values.iter().map(|v| (v - mean).powi(2)).sum();
        let (mut weights, mut products, mut squares) = (0.0, 0.0, 0.0);
        for (a, va) in places.iter().zip(&roi.values) {
            for (b, vb) in places.iter().zip(&roi.values).filter(|(b, _)| *b != a) {
                let d: f64 = (0..3)
                    .map(|k| ((a[k] as f64 - b[k] as f64) * roi.spacing[k]).powi(2))
                    .sum::<f64>()
                    .sqrt();
                weights += 1.0 / d;
                products += (va - mean) * (vb - mean) / d;
                squares += (va - vb).powi(2) / d;
            }
        }
        [n / weights * products / spread, (n - 1.0) / (2.0 * weights) * squares / spread]
    }

    proptest! {
        #[test]
        fn frequencies_are_pairs(values in proptest::collection::vec(-9..9_i8, 7 * 4 * 5), holes in any::<u64>()) {
            let inside: Vec<bool> = (0..140).map(|k| holes >> (k % 61) & 1 == 0 || k < 2).collect();
            let values: Vec<f64> =
                values.iter().zip(&inside).filter(|(_, i)| **i).map(|(v, _)| f64::from(*v)).collect();
            prop_assume!(values.iter().any(|v| *v != values[0]));
            let roi = Roi { size: [7, 4, 5], origin: [0; 3], spacing: [0.7, 1.0, 2.5], inside, values };
            let (found, expected) = (measure(&roi), slowly(&roi));
            prop_assert!((found.moran - expected[0]).abs() < 1e-11, "{} {}", found.moran, expected[0]);
            prop_assert!((found.geary - expected[1]).abs() < 1e-11, "{} {}", found.geary, expected[1]);
        }
    }
}
