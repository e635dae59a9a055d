//! Laplacian of Gaussian (IBSI 2, L6PA), sampled at the voxel centres.

use super::boundary::Boundary;
use super::convolve::{Pass, add, along};

/// Gaussian and its second derivative along one axis.
struct Curve {
    smooth: Vec<f64>,
    bend: Vec<f64>,
}

/// Voxels of the kernel along an axis: 1 + 2 ⌊d σ / s + 1/2⌋ for a cut-off of
/// d standard deviations (WGPM).
pub(super) fn length(sigma: f64, truncate: f64, spacing: f64) -> f64 {
    1.0 + 2.0 * (truncate * sigma / spacing + 0.5).floor()
}

/// `Σ_axis (x² / σ⁴ − 1 / σ²) G`, G the product of Gaussians along the axes, σ
/// and x in units of the finest spacing; for cubic voxels that is IBSI's
/// kernel in voxel units. `sigma` and `spacing` in mm.
pub(super) fn apply(
    image: &[f64],
    size: [usize; 3],
    sigma: f64,
    truncate: f64,
    spacing: &[f64],
    boundary: Boundary,
) -> Vec<f64> {
    let unit = spacing.iter().copied().fold(f64::INFINITY, f64::min);
    let curves: Vec<Curve> = spacing.iter().map(|step| curve(sigma, truncate, *step, unit)).collect();
    let [mut bent, mut smooth] = [&curves[0].bend, &curves[0].smooth]
        .map(|kernel| along(image, size, Pass { axis: 0, kernel, boundary }));
    // `bent` holds the Laplacian over the axes so far, `smooth` the Gaussian.
    let [mut outer, mut inner] =
        [&curves[0].bend, &curves[0].smooth].map(|k| boundary.filtered(k.iter().sum()));
    for (axis, curve) in curves.iter().enumerate().skip(1) {
        let mut next = along(&bent, size, Pass { axis, kernel: &curve.smooth, boundary: outer });
        add(&mut next, &smooth, size, Pass { axis, kernel: &curve.bend, boundary: inner });
        bent = next;
        let sums = [&curve.smooth, &curve.bend].map(|kernel| kernel.iter().sum::<f64>());
        outer = match (outer.filtered(sums[0]), inner.filtered(sums[1])) {
            (Boundary::Constant(a), Boundary::Constant(b)) => Boundary::Constant(a + b),
            (same, _) => same,
        };
        if axis + 1 < curves.len() {
            smooth = along(&smooth, size, Pass { axis, kernel: &curve.smooth, boundary: inner });
            inner = inner.filtered(sums[0]);
        }
    }
    bent
}

fn curve(sigma: f64, truncate: f64, spacing: f64, unit: f64) -> Curve {
    let radius = (truncate * sigma / spacing + 0.5).floor() as isize;
    let (voxels, wide) = (sigma / spacing, sigma / unit);
    let gauss = |x: f64| (-0.5 * x * x).exp() / (voxels * std::f64::consts::TAU.sqrt());
    let places = || (-radius..=radius).map(|k| k as f64 / voxels);
    Curve {
        smooth: places().map(gauss).collect(),
        bend: places().map(|x| (x * x - 1.0) / (wide * wide) * gauss(x)).collect(),
    }
}

/// Gaussian window, `truncate` standard deviations to either side, adding up to 1.
pub(super) fn window(sigma: f64, truncate: f64, spacing: f64) -> Vec<f64> {
    let mut kernel = curve(sigma, truncate, spacing, spacing).smooth;
    let sum: f64 = kernel.iter().sum();
    kernel.iter_mut().for_each(|g| *g /= sum);
    kernel
}
