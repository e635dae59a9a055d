//! Fast Fourier transform of lengths that are powers of two.

use std::f64::consts::TAU;

/// A complex number: real and imaginary part.
pub(super) type Complex = [f64; 2];

/// A transform of one length.
pub(super) struct Fourier {
    /// e^(−2πik/n) for k below n / 2.
    roots: Vec<Complex>,
    /// Where each number goes before the first step.
    order: Vec<u32>,
}

impl Fourier {
    /// For `length` numbers, a power of two.
    pub fn new(length: usize) -> Self {
        let root = |k: usize| {
            let (sin, cos) = (TAU * k as f64 / length as f64).sin_cos();
            [cos, -sin]
        };
        let bits = length.trailing_zeros();
        let reverse = |k: usize| if bits == 0 { 0 } else { (k as u32).reverse_bits() >> (32 - bits) };
        Self { roots: (0..length / 2).map(root).collect(), order: (0..length).map(reverse).collect() }
    }

    /// How many numbers a line has.
    pub fn length(&self) -> usize {
        self.order.len()
    }

    /// Smallest length that keeps `n` numbers and `n - 1` zeros.
    pub fn padded(n: usize) -> usize {
        (2 * n).saturating_sub(1).max(1).next_power_of_two()
    }

    /// Replaces `lanes` interleaved lines by their spectra: number k of line l
    /// stands at `k * lanes + l`.
    pub fn transform(&self, data: &mut [Complex], lanes: usize) {
        let n = self.order.len();
        for (k, other) in self.order.iter().enumerate() {
            let other = *other as usize;
            if k < other {
                let (low, high) = data.split_at_mut(other * lanes);
                low[k * lanes..(k + 1) * lanes].swap_with_slice(&mut high[..lanes]);
            }
        }
        let mut half = 1;
        while half < n {
            let stride = n / (2 * half);
            for group in data.chunks_exact_mut(2 * half * lanes) {
                let (even, odd) = group.split_at_mut(half * lanes);
                let roots = self.roots.iter().step_by(stride);
                if lanes == 1 {
                    for ((a, b), root) in even.iter_mut().zip(odd).zip(roots) {
                        butterfly(a, b, *root);
                    }
                    continue;
                }
                let lines = even.chunks_exact_mut(lanes).zip(odd.chunks_exact_mut(lanes));
                for ((even, odd), root) in lines.zip(roots) {
                    for (a, b) in even.iter_mut().zip(odd) {
                        butterfly(a, b, *root);
                    }
                }
            }
            half *= 2;
        }
    }
}

fn butterfly(a: &mut Complex, b: &mut Complex, [re, im]: Complex) {
    let turned = [re * b[0] - im * b[1], re * b[1] + im * b[0]];
    *b = [a[0] - turned[0], a[1] - turned[1]];
    *a = [a[0] + turned[0], a[1] + turned[1]];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spectra_are_sums_of_waves() {
        for (n, lanes) in [(1, 3), (2, 1), (8, 5), (16, 2)] {
            let data: Vec<Complex> =
                (0..n * lanes).map(|k| [(k * k % 7) as f64, (k % 5) as f64 - 2.0]).collect();
            let mut found = data.clone();
            Fourier::new(n).transform(&mut found, lanes);
            for (lane, f) in (0..lanes).flat_map(|lane| (0..n).map(move |f| (lane, f))) {
                let mut sum = [0.0; 2];
                for k in 0..n {
                    let (sin, cos) = (-TAU * (k * f) as f64 / n as f64).sin_cos();
                    let [re, im] = data[k * lanes + lane];
                    sum = [sum[0] + re * cos - im * sin, sum[1] + re * sin + im * cos];
                }
                let there = found[f * lanes + lane];
                assert!((sum[0] - there[0]).abs() + (sum[1] - there[1]).abs() < 1e-11);
            }
        }
    }
}
