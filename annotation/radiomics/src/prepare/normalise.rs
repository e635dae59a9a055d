//! Normalisation over the whole image: `scale (x - mean) / sd`, clipped before
//! the scale. The standard deviation divides by n - 1.

use rayon::prelude::*;
use workbench_core::Volume;

use super::image::Image;
use crate::error::{RadiomicsError, Result};

/// Voxels added by one block.
const BLOCK: usize = 4096;

/// A normalisation with known mean and standard deviation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Normal {
    mean: f64,
    inverse_sd: f64,
    clip: f64,
    scale: f64,
}

impl Normal {
    /// The normalised intensity.
    pub fn of(&self, value: f64) -> f64 {
        let normal = (value - self.mean) * self.inverse_sd;
        // Not `clamp`: NaN stays NaN either way, and the bounds are positive.
        normal.min(self.clip).max(-self.clip) * self.scale
    }
}

/// The volume with mean 0 and standard deviation `scale`; outliers beyond
/// `outliers` standard deviations are set to that bound.
///
/// # Errors
/// When the image is flat or has voxels that are not finite.
pub(super) fn normalise(volume: &Volume, scale: f64, outliers: Option<f64>) -> Result<Image<'_>> {
    let n = volume.data.len() as f64;
    let mean = sum(&volume.data, |v| v) / n;
    let sd = (sum(&volume.data, |v| (v - mean).powi(2)) / (n - 1.0)).sqrt();
    if !(sd.is_finite() && sd > 0.0) {
        return Err(RadiomicsError::Normalise { mean, sd });
    }
    let clip = outliers.unwrap_or(f64::INFINITY);
    Ok(Image::normalised(volume, Some(Normal { mean, inverse_sd: 1.0 / sd, clip, scale })))
}

/// Blocks in parallel, added in order: the same bits for any number of threads.
fn sum(values: &[f32], term: impl Fn(f64) -> f64 + Sync) -> f64 {
    let blocks: Vec<f64> = values
        .par_chunks(BLOCK)
        .map(|block| block.iter().map(|value| term(f64::from(*value))).sum::<f64>())
        .collect();
    blocks.iter().sum()
}
