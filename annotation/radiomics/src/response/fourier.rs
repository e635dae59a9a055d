//! Filters that are applied in the Fourier domain: non-separable wavelets, and
//! Riesz transforms of them or of a Laplacian of Gaussian.

use super::boundary::Boundary;
use super::domain::Domain;
use super::log;
use super::radial::Radial;
use super::riesz::{Direction, Riesz};
use super::spectrum::Spectrum;
use super::tensor::{Orientation, steer};
use crate::error::Result;

/// What stands before the Riesz transform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Base {
    /// Laplacian of Gaussian of σ mm, cut off at `truncate` σ.
    Log { sigma: f64, truncate: f64 },
    /// A non-separable wavelet.
    Radial(Radial),
}

/// The response to `base` and `riesz`. Filtered are as many axes as `spacing`
/// has entries; the others of `size` are 1.
///
/// # Errors
/// When the continued image is too large.
pub(super) fn apply(
    image: &[f64],
    size: [usize; 3],
    spacing: &[f64],
    base: Base,
    riesz: Option<&Riesz>,
    boundary: Boundary,
) -> Result<Vec<f64>> {
    let axes = spacing.len();
    let domain = Domain::around(size, axes, boundary)?;
    let transform = |image: &[f64]| Spectrum::of(&domain.extend(image, boundary), domain.size);
    let tensor_sigma = riesz.and_then(|riesz| riesz.tensor_sigma);
    let orientation =
        tensor_sigma.map(|sigma| Orientation::of(&transform(image), &domain, sigma, spacing, boundary));
    let spectrum = match base {
        Base::Log { sigma, truncate } => {
            let log = |image: &[f64], size| log::apply(image, size, sigma, truncate, spacing, boundary);
            // What is mirrored or repeated stays so behind a symmetric kernel.
            if matches!(boundary, Boundary::Mirror | Boundary::Periodic) {
                transform(&log(image, size))
            } else {
                Spectrum::of(&log(&domain.extend(image, boundary), domain.size), domain.size)
            }
        }
        Base::Radial(wavelet) => {
            let mut spectrum = transform(image);
            spectrum.multiply(&wavelet.gains(domain.size, axes));
            spectrum
        }
    };
    let direction = Direction::new(domain.size, axes);
    let response = |order: &[u32]| {
        let total = order.iter().sum();
        spectrum.filter(total, &|at| direction.gain(order, at), domain.before, domain.inner)
    };
    Ok(match (riesz, orientation) {
        (Some(riesz), Some(orientation)) => steer(&riesz.order, &orientation, response),
        (Some(riesz), None) => response(&riesz.order),
        (None, _) => response(&[]),
    })
}
