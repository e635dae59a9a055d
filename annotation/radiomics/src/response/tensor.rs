//! Structure tensor of the image, and Riesz transforms turned to its axes
//! (Unser, Chenouard: A Unifying Parametric Framework for 2D Steerable Wavelet
//! Transforms, SIAM J Imaging Sci 2013;6:102-135).

use nalgebra::{Matrix3, SymmetricEigen, Vector3};
use rayon::prelude::*;

use super::boundary::Boundary;
use super::convolve::{Pass, along};
use super::domain::{Domain, cut};
use super::expansion::Expansion;
use super::log::window;
use super::riesz::{Direction, weight};
use super::spectrum::Spectrum;

/// Standard deviations of the window to either side.
const TRUNCATE: f64 = 4.0;

/// Directions of the local structure, one row each: the first that along
/// which intensities change most.
pub(super) struct Orientation {
    /// Smoothed products of first-order transforms: xx, xy, xz, yy, yz, zz.
    products: Vec<Vec<f64>>,
    /// Smoothed first-order transforms; they say which way a direction points.
    slopes: Vec<Vec<f64>>,
}

impl Orientation {
    /// Of the image behind `spectrum`, which covers `domain`. `spacing` has an
    /// entry for each axis that is filtered.
    pub fn of(spectrum: &Spectrum, domain: &Domain, sigma: f64, spacing: &[f64], boundary: Boundary) -> Self {
        let axes = spacing.len();
        let windows: Vec<_> = spacing.iter().map(|step| window(sigma, TRUNCATE, *step)).collect();
        let rule = if boundary == Boundary::Periodic { Boundary::Periodic } else { Boundary::Nearest };
        // What the window reaches around the image is enough.
        let margin =
            [0, 1, 2].map(|axis| windows.get(axis).map_or(0, |w| (w.len() / 2).min(domain.before[axis])));
        let inner = domain.inner;
        let near = [0, 1, 2].map(|axis| inner[axis] + 2 * margin[axis]);
        let start = [0, 1, 2].map(|axis| domain.before[axis] - margin[axis]);
        let direction = Direction::new(domain.size, axes);
        let slopes: Vec<Vec<f64>> = (0..axes)
            .map(|axis| {
                let order: Vec<u32> = (0..axes).map(|k| u32::from(k == axis)).collect();
                spectrum.filter(1, &|at| direction.gain(&order, at), start, near)
            })
            .collect();
        let smooth = |data: Vec<f64>| {
            let passes = windows.iter().enumerate();
            let data = passes
                .fold(data, |data, (axis, kernel)| along(&data, near, Pass { axis, kernel, boundary: rule }));
            cut(data, near, margin, inner)
        };
        let mut products = Vec::new();
        for row in 0..3 {
            for column in row..3 {
                products.push(match (slopes.get(row), slopes.get(column)) {
                    (Some(a), Some(b)) => smooth(a.iter().zip(b).map(|(a, b)| a * b).collect()),
                    _ => Vec::new(),
                });
            }
        }
        Self { products, slopes: slopes.into_iter().map(smooth).collect() }
    }

    /// Directions at a voxel of the image. Each points the way intensities
    /// rise in its surroundings; the last completes a right-handed frame.
    fn at(&self, voxel: usize) -> Matrix3<f64> {
        // An axis that is not filtered never comes before one that is.
        let flat = self.slopes.len() == 2;
        let product = |k: usize| self.products[k].get(voxel).copied().unwrap_or(0.0);
        let last = if flat { -1.0 } else { product(5) };
        let tensor = Matrix3::new(
            product(0),
            product(1),
            product(2),
            product(1),
            product(3),
            product(4),
            product(2),
            product(4),
            last,
        );
        let eigen = SymmetricEigen::new(tensor);
        let mut order = [0, 1, 2];
        order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
        let slope = Vector3::from_fn(|axis, _| self.slopes.get(axis).map_or(0.0, |slope| slope[voxel]));
        let pointing = |k: usize| {
            let unit: Vector3<f64> = eigen.eigenvectors.column(order[k]).into_owned();
            let rise = unit.dot(&slope);
            let largest =
                unit.iter().copied().fold(0.0, |old: f64, new| if new.abs() > old.abs() { new } else { old });
            if rise < 0.0 || (rise == 0.0 && largest < 0.0) { -unit } else { unit }
        };
        let (first, second) = (pointing(0), pointing(1));
        Matrix3::from_rows(&[first.transpose(), second.transpose(), first.cross(&second).transpose()])
    }
}

/// The transform of `order` along the directions of `orientation`, from the
/// transforms of the same total along the image's axes: `response(m)` gives
/// the one of order m, voxels of the image.
pub(super) fn steer(
    order: &[u32],
    orientation: &Orientation,
    response: impl Fn(&[u32]) -> Vec<f64>,
) -> Vec<f64> {
    let expansion = Expansion::of(order);
    let maps: Vec<Vec<f64>> = expansion.orders().iter().map(|order| response(order)).collect();
    let weights: Vec<f64> = expansion.orders().iter().map(|one| weight(order) / weight(one)).collect();
    let count = maps.first().map_or(0, Vec::len);
    let voxels = (0..count).into_par_iter().with_min_len(1 << 10);
    voxels
        .map_init(
            || expansion.desk(),
            |desk, voxel| {
                let shares = expansion.coefficients(&orientation.at(voxel), desk);
                let terms = shares.iter().zip(&weights).zip(&maps);
                terms.map(|((share, weight), map)| share * weight * map[voxel]).sum()
            },
        )
        .collect()
}
