//! Spectra of the lines along x of a region.

use rayon::prelude::*;

use super::fourier::{Complex, Fourier};
use crate::ibsi::region::Region;
use crate::roi::Roi;

/// Spectra along x at one frequency.
#[derive(Clone, Copy)]
pub(super) struct Spectra {
    /// Of the mask.
    pub mask: Complex,
    /// Of the numbers.
    pub value: Complex,
    /// Of their squares.
    pub square: Complex,
    /// Of the weights: real, as they are even.
    pub weight: f64,
}

/// Spectra along x of every line of the tight box around the mask; those of the
/// weights are at the offset (y, z) instead.
pub(super) struct Lines {
    /// Voxels of the box along x, y, z.
    pub size: [usize; 3],
    /// Padded length of a line.
    pub length: usize,
    /// `[y + ny z][frequency]`, up to half the length.
    pub spectra: Vec<Vec<Spectra>>,
}

impl Lines {
    /// Of a number `x` for each voxel of the mask; weights are the inverse of the
    /// distance in mm.
    pub fn transform(roi: &Roi, x: &[f64]) -> Self {
        let mut bounds = [[usize::MAX, 0]; 3];
        for at in Region::positions(roi) {
            for (bound, x) in bounds.iter_mut().zip(at) {
                *bound = [bound[0].min(x), bound[1].max(x)];
            }
        }
        let size = bounds.map(|[first, last]| last - first + 1);
        let length = Fourier::padded(size[0]);
        // Mask and value are the parts of one complex number, square and weight of another.
        let mut data = vec![[[0.0; 2]; 2]; size[1] * size[2] * size[0]];
        for (at, value) in Region::positions(roi).zip(x) {
            let [x, y, z] = [0, 1, 2].map(|axis| at[axis] - bounds[axis][0]);
            data[x + size[0] * (y + size[1] * z)] = [[1.0, *value], [value * value, 0.0]];
        }
        let fourier = Fourier::new(length);
        let spectra = data
            .par_chunks(size[0])
            .enumerate()
            .map(|(line, voxels)| {
                let offset = [line % size[1], line / size[1]];
                let away = |step: usize, axis: usize| (step as f64 * roi.spacing[axis]).powi(2);
                let across = away(offset[0], 1) + away(offset[1], 2);
                let (mut first, mut second) = (vec![[0.0; 2]; length], vec![[0.0; 2]; length]);
                for (x, [mask_value, square_weight]) in voxels.iter().enumerate() {
                    first[x] = *mask_value;
                    second[x][0] = square_weight[0];
                    let distance = (away(x, 0) + across).sqrt();
                    let weight = if distance > 0.0 { 1.0 / distance } else { 0.0 };
                    second[x][1] = weight;
                    second[(length - x) % length][1] = weight;
                }
                fourier.transform(&mut first, 1);
                fourier.transform(&mut second, 1);
                (0..=length / 2)
                    .map(|f| {
                        let back = (length - f) % length;
                        let (mask, value) = apart(first[f], first[back]);
                        let (square, weight) = apart(second[f], second[back]);
                        Spectra { mask, value, square, weight: weight[0] }
                    })
                    .collect()
            })
            .collect();
        Self { size, length, spectra }
    }
}

/// Spectra of the real and of the imaginary part of a signal, from its own at f
/// and −f.
fn apart(here: Complex, back: Complex) -> (Complex, Complex) {
    let real = [0.5 * (here[0] + back[0]), 0.5 * (here[1] - back[1])];
    let imaginary = [0.5 * (here[1] + back[1]), 0.5 * (back[0] - here[0])];
    (real, imaginary)
}
