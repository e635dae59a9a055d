//! Riesz transform (IBSI 2, AYRS): derivatives of every order that leave the
//! length of a frequency alone, along the axes of the image or of its local
//! structure.

use super::radial::{Radial, closed, open};

/// Order along x, y (and z), and what the axes follow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Riesz {
    /// Times derived along each axis.
    pub order: Vec<u32>,
    /// σ of the structure tensor's window, mm; `None` keeps to the image's axes.
    pub tensor_sigma: Option<f64>,
}

/// Gain of a wavelet, or of nothing, and the transform after it.
pub(super) struct Multiplier {
    wavelet: Option<Radial>,
    /// Frequencies of the wavelet along each axis.
    closed: [Vec<f64>; 3],
    /// Frequencies of the transform.
    open: [Vec<f64>; 3],
}

impl Multiplier {
    /// For images of `size`, filtered along the first `axes` axes.
    pub fn new(wavelet: Option<Radial>, size: [usize; 3], axes: usize) -> Self {
        let table = |axis: usize, of: fn(usize) -> Vec<f64>| {
            if axis < axes { of(size[axis]) } else { vec![0.0; size[axis]] }
        };
        Self {
            wavelet,
            closed: [0, 1, 2].map(|axis| table(axis, closed)),
            open: [0, 1, 2].map(|axis| table(axis, open)),
        }
    }

    /// `√(L! / Π l!) Π ω^l / ‖ω‖^L` times the wavelet; `(−i)^L` is left out.
    pub fn gain(&self, order: &[u32], at: [usize; 3]) -> f64 {
        let length = |table: &[Vec<f64>; 3]| (0..3).map(|k| table[k][at[k]].powi(2)).sum::<f64>().sqrt();
        let base = self.wavelet.map_or(1.0, |wavelet| wavelet.gain(length(&self.closed)));
        let total: u32 = order.iter().sum();
        if total == 0 || base == 0.0 {
            return base;
        }
        let omega = length(&self.open);
        // A constant has no direction.
        if omega == 0.0 {
            return 0.0;
        }
        let along = order.iter().enumerate().map(|(k, l)| {
            // −π stands for π as well.
            let both = 2 * at[k] == self.open[k].len();
            if both && l % 2 == 1 { 0.0 } else { (self.open[k][at[k]] / omega).powi(*l as i32) }
        });
        base * weight(order) * along.product::<f64>()
    }
}

/// `√(L! / Π l!)`.
pub(super) fn weight(order: &[u32]) -> f64 {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    (factorial(order.iter().sum()) / order.iter().map(|l| factorial(*l)).product::<f64>()).sqrt()
}
