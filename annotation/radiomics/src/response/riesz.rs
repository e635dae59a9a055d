//! Riesz transform (IBSI 2, AYRS): derivatives of every order that leave the
//! length of a frequency alone, along the axes of the image or of its local
//! structure.

use super::radial::open;

/// Order along x, y (and z), and what the axes follow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Riesz {
    /// Times derived along each axis.
    pub order: Vec<u32>,
    /// σ of the structure tensor's window, mm; `None` keeps to the image's axes.
    pub tensor_sigma: Option<f64>,
}

/// Gain of the transform.
pub(super) struct Direction {
    frequencies: [Vec<f64>; 3],
}

impl Direction {
    /// For images of `size`, transformed along the first `axes` axes.
    pub fn new(size: [usize; 3], axes: usize) -> Self {
        Self {
            frequencies: [0, 1, 2]
                .map(|axis| if axis < axes { open(size[axis]) } else { vec![0.0; size[axis]] }),
        }
    }

    /// `√(L! / Π l!) Π ω^l / ‖ω‖^L`; `(−i)^L` is left out. Order 0 is 1.
    pub fn gain(&self, order: &[u32], at: [usize; 3]) -> f64 {
        if order.iter().all(|l| *l == 0) {
            return 1.0;
        }
        let omega = [0, 1, 2].map(|k| self.frequencies[k][at[k]]);
        let length = omega.iter().map(|value| value * value).sum::<f64>().sqrt();
        // A constant has no direction.
        if length == 0.0 {
            return 0.0;
        }
        let along = order.iter().enumerate().map(|(k, l)| {
            // −π stands for π as well.
            let both = 2 * at[k] == self.frequencies[k].len();
            if both && l % 2 == 1 { 0.0 } else { (omega[k] / length).powi(*l as i32) }
        });
        weight(order) * along.product::<f64>()
    }
}

/// `√(L! / Π l!)`.
pub(super) fn weight(order: &[u32]) -> f64 {
    let factorial = |n: u32| (1..=n).map(f64::from).product::<f64>();
    (factorial(order.iter().sum()) / order.iter().map(|l| factorial(*l)).product::<f64>()).sqrt()
}
