//! Spherical harmonics of one degree, in real numbers.

use std::f64::consts::PI;

/// The basis of degree n at some points of a sphere, and its inner products.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Degree {
    /// `[function][point]`: Y_n^0, then √2 Re Y_n^m and √2 Im Y_n^m for m from 1 to n.
    pub basis: Vec<Vec<f64>>,
    /// `[i][j]`: Σ over the points of function i times function j.
    gram: Vec<Vec<f64>>,
}

impl Degree {
    /// Of degree `n`; a point is its azimuth and its polar angle.
    pub fn new(n: usize, points: &[[f64; 2]]) -> Self {
        let mut basis = vec![Vec::with_capacity(points.len()); 2 * n + 1];
        for &[azimuth, polar] in points {
            basis[0].push(scale(n, 0) * legendre(n, 0, polar.cos()));
            for m in 1..=n {
                let size = 2.0_f64.sqrt() * scale(n, m) * legendre(n, m, polar.cos());
                let (sin, cos) = (m as f64 * azimuth).sin_cos();
                basis[2 * m - 1].push(size * cos);
                basis[2 * m].push(size * sin);
            }
        }
        let product = |a: &Vec<f64>, b: &Vec<f64>| a.iter().zip(b).map(|(a, b)| a * b).sum();
        let gram = basis.iter().map(|a| basis.iter().map(|b| product(a, b)).collect()).collect();
        Self { basis, gram }
    }

    /// Root of the sum over the points of (Σ_m c_m Y_m)², c_m = Σ over the
    /// points `set` of Y_m: not of its conjugate, so that the sines count
    /// against the cosines, as in `PyRadiomics`.
    pub fn norm(&self, set: &[bool]) -> f64 {
        let weigh = |(function, basis): (usize, &Vec<f64>)| {
            let sum: f64 = basis.iter().zip(set).map(|(value, set)| if *set { *value } else { 0.0 }).sum();
            if function > 0 && function % 2 == 0 { -sum } else { sum }
        };
        let weights: Vec<f64> = self.basis.iter().enumerate().map(weigh).collect();
        let row = |gram: &Vec<f64>| gram.iter().zip(&weights).map(|(g, w)| g * w).sum::<f64>();
        let square: f64 = self.gram.iter().zip(&weights).map(|(gram, w)| w * row(gram)).sum();
        square.max(0.0).sqrt()
    }
}

/// √((2n+1)/4π · (n-m)!/(n+m)!).
fn scale(n: usize, m: usize) -> f64 {
    let ratio: f64 = (n - m + 1..=n + m).map(|k| 1.0 / k as f64).product();
    ((2 * n + 1) as f64 / (4.0 * PI) * ratio).sqrt()
}

/// Associated Legendre function P_n^m(x) with the sign (-1)ᵐ, by recursion
/// over n.
fn legendre(n: usize, m: usize, x: f64) -> f64 {
    let root = (1.0 - x * x).max(0.0).sqrt();
    let mut last = (1..=m).map(|k| -((2 * k - 1) as f64) * root).product::<f64>();
    if n == m {
        return last;
    }
    let mut this = x * (2 * m + 1) as f64 * last;
    for k in m + 2..=n {
        let next = (x * (2 * k - 1) as f64 * this - (k + m - 1) as f64 * last) / (k - m) as f64;
        (last, this) = (this, next);
    }
    this
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_low_degree() {
        let [azimuth, polar] = [0.7, 1.9_f64];
        let first = Degree::new(1, &[[azimuth, polar]]);
        let k = (3.0 / (4.0 * PI)).sqrt();
        let expected = [polar.cos(), -polar.sin() * azimuth.cos(), -polar.sin() * azimuth.sin()];
        for (found, expected) in first.basis.iter().zip(expected) {
            assert!((found[0] - k * expected).abs() < 1e-12);
        }
        let second = Degree::new(2, &[[azimuth, polar]]);
        let expected = (5.0 / (16.0 * PI)).sqrt() * (3.0 * polar.cos().powi(2) - 1.0);
        assert!((second.basis[0][0] - expected).abs() < 1e-12);
    }

    #[test]
    fn degree_zero_counts() {
        let points = [[0.1, 0.2], [1.0, 2.0], [3.0, 1.0], [0.0, 0.0]];
        let norm = Degree::new(0, &points).norm(&[true, false, true, true]);
        assert!((norm - 3.0 * 2.0 / (4.0 * PI)).abs() < 1e-12, "{norm}");
    }
}
