//! Ellipsoids (IBSI 3.1.19 to 3.1.24).

use std::f64::consts::PI;

use nalgebra::{Matrix3, Matrix4, SymmetricEigen, Vector4};

/// How much farther out than the ellipsoid the farthest point may seem
/// (Khachiyan's τ).
const TOLERANCE: f64 = 1e-3;
/// Steps at most; a thousand points take hundreds.
const STEPS: usize = 100_000;
/// Terms of the series for the area after the first.
const TERMS: u32 = 20;

/// An ellipsoid by its semi-axes, mm, descending.
pub(super) struct Ellipsoid([f64; 3]);

impl Ellipsoid {
    /// Of these semi-axes, descending.
    pub fn new(axes: [f64; 3]) -> Self {
        Self(axes)
    }

    /// The smallest ellipsoid around points that are not all in a plane, within
    /// a tolerance (Khachiyan 1996; the exchange of weights that also takes from
    /// points is that of Todd and Yıldırım 2007).
    pub fn enclosing(points: &[[f64; 3]]) -> Self {
        const D: f64 = 3.0;
        let n = points.len();
        let lifted: Vec<Vector4<f64>> =
            points.iter().map(|[x, y, z]| Vector4::new(*x, *y, *z, 1.0)).collect();
        let mut weights = vec![1.0 / n as f64; n];
        for _ in 0..STEPS {
            let moment: Matrix4<f64> =
                lifted.iter().zip(&weights).map(|(q, weight)| q * q.transpose() * *weight).sum();
            let Some(inverse) = moment.try_inverse() else { break };
            let distances: Vec<f64> = lifted.iter().map(|q| (q.transpose() * inverse * q)[0]).collect();
            let (mut far, mut near) = (0, None);
            for (k, distance) in distances.iter().enumerate() {
                if *distance > distances[far] {
                    far = k;
                }
                if weights[k] > 0.0 && near.is_none_or(|near: usize| *distance < distances[near]) {
                    near = Some(k);
                }
            }
            let above = distances[far] / (D + 1.0) - 1.0;
            let below = near.map_or(0.0, |near| 1.0 - distances[near] / (D + 1.0));
            if above <= TOLERANCE && below <= TOLERANCE {
                break;
            }
            let best = |distance: f64| (distance - D - 1.0) / ((D + 1.0) * (distance - 1.0));
            let (k, step) = match near {
                Some(near) if below > above => {
                    // Not more than the point has.
                    let all = -weights[near] / (1.0 - weights[near]);
                    (near, if distances[near] > 1.0 { best(distances[near]).max(all) } else { all })
                }
                _ => (far, best(distances[far])),
            };
            weights.iter_mut().for_each(|weight| *weight *= 1.0 - step);
            weights[k] = (weights[k] + step).max(0.0);
        }
        Self::of_weights(points, &weights)
    }

    /// The ellipsoid whose shape is the weighted covariance, as large as holds
    /// every point.
    fn of_weights(points: &[[f64; 3]], weights: &[f64]) -> Self {
        let place = |p: &[f64; 3]| nalgebra::Vector3::from(*p);
        let centre: nalgebra::Vector3<f64> = points.iter().zip(weights).map(|(p, w)| place(p) * *w).sum();
        let spread: Matrix3<f64> = points
            .iter()
            .zip(weights)
            .map(|(p, w)| {
                let away = place(p) - centre;
                away * away.transpose() * *w
            })
            .sum();
        let Some(inverse) = spread.try_inverse() else { return Self([f64::NAN; 3]) };
        let reach = points.iter().map(|p| {
            let away = place(p) - centre;
            (away.transpose() * inverse * away)[0]
        });
        let reach = reach.fold(0.0, f64::max);
        let mut axes: [f64; 3] =
            SymmetricEigen::new(spread).eigenvalues.map(|value| (value * reach).sqrt()).into();
        axes.sort_by(|a, b| b.total_cmp(a));
        Self(axes)
    }

    /// mm³.
    pub fn volume(&self) -> f64 {
        4.0 / 3.0 * PI * self.0.iter().product::<f64>()
    }

    /// mm², by the series of the manual: 4π a b Σ_ν (αβ)^ν P_ν / (1 − 4ν²) up to
    /// ν = 20, P_ν the Legendre polynomial at (α² + β²) / 2αβ, α² = 1 − b²/a²,
    /// β² = 1 − c²/a².
    ///
    /// An ellipsoid's area has α² = 1 − c²/a², β² = 1 − c²/b² in this series. The
    /// reference values follow the manual, so this does too.
    pub fn area(&self) -> f64 {
        let [a, b, c] = self.0;
        let [alpha2, beta2] = [b, c].map(|axis| 1.0 - (axis / a).powi(2));
        // (αβ)^ν P_ν by Bonnet's recursion, which also holds where αβ is 0.
        let (middle, product) = ((alpha2 + beta2) / 2.0, alpha2 * beta2);
        let (mut before, mut here) = (0.0, 1.0);
        let mut sum = 0.0;
        for nu in 0..=TERMS {
            let nu = f64::from(nu);
            sum += here / (1.0 - 4.0 * nu * nu);
            let next = ((2.0 * nu + 1.0) * middle * here - nu * product * before) / (nu + 1.0);
            (before, here) = (here, next);
        }
        4.0 * PI * a * b * sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_that_have_a_sum() {
        assert!((Ellipsoid::new([2.0; 3]).area() - 16.0 * PI).abs() < 1e-12);
        // The manual's series where it has a closed form: β = α, and α = 0.
        let (a, c) = (3.0_f64, 2.0_f64);
        let e = (1.0 - c * c / (a * a)).sqrt();
        let equal = 2.0 * PI * a * c * (1.0 + (1.0 - e * e) / e * e.atanh());
        let flat = 2.0 * PI * a * a * ((1.0 - e * e).sqrt() + e.asin() / e);
        assert!((Ellipsoid::new([a, c, c]).area() - equal).abs() < 1e-6 * equal);
        assert!((Ellipsoid::new([a, a, c]).area() - flat).abs() < 1e-6 * flat);
    }

    #[test]
    fn a_box_is_held_by_the_ellipsoid_through_its_corners() {
        let corners: Vec<[f64; 3]> = (0..8)
            .map(|k| [f64::from(k & 1) * 4.0, f64::from(k >> 1 & 1) * 2.0, f64::from(k >> 2)])
            .collect();
        let found = Ellipsoid::enclosing(&corners);
        for (axis, edge) in found.0.iter().zip([4.0, 2.0, 1.0]) {
            assert!((axis - edge / 2.0 * 3.0_f64.sqrt()).abs() < 1e-2, "{:?}", found.0);
        }
    }
}
