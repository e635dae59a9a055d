//! Images that a filter is too large for.

use workbench_core::Geometry;

use super::spec::{Kernel, Spec};
use super::{log, wavelet};
use crate::error::{RadiomicsError, Result};

/// A kernel may be this many times as long as the image.
const TIMES: f64 = 10.0;
const AXES: [&str; 3] = ["x", "y", "z"];

/// # Errors
/// When a kernel would be much longer than the image, or the image has no
/// frequencies left at the level asked for.
pub(super) fn check(spec: &Spec, grid: &Geometry) -> Result<()> {
    let spacing = |axis: usize| grid.spacing[axis];
    match &spec.kernel {
        Kernel::Mean { support } => long("support", spec.dimensions, grid, |_| *support as f64),
        Kernel::Log { sigma, truncate, riesz } => {
            long("sigma", spec.dimensions, grid, |axis| log::length(*sigma, *truncate, spacing(axis)))?;
            let tensor = riesz.as_ref().and_then(|riesz| riesz.tensor_sigma);
            tensor.map_or(Ok(()), |sigma| window(sigma, spec, grid))
        }
        Kernel::Laws { energy, .. } => {
            let span = 2 * energy.unwrap_or(2) + 1;
            long("energy", spec.dimensions, grid, |_| span as f64)
        }
        Kernel::Gabor(gabor) => long("sigma", gabor.axes(), grid, |axis| gabor.length(spacing(axis))),
        Kernel::Wavelet { low, level, .. } => {
            let fits = |level: u32| level == 1 || wavelet::length(low, level) <= shortest(spec, grid) as f64;
            levels(*level, fits, spec, grid)
        }
        Kernel::Radial { wavelet, riesz } => {
            let fits = |level: u32| f64::from(level).exp2() <= shortest(spec, grid) as f64;
            levels(wavelet.level, fits, spec, grid)?;
            let tensor = riesz.as_ref().and_then(|riesz| riesz.tensor_sigma);
            tensor.map_or(Ok(()), |sigma| window(sigma, spec, grid))
        }
    }
}

fn window(sigma: f64, spec: &Spec, grid: &Geometry) -> Result<()> {
    long("tensor_sigma", spec.dimensions, grid, |axis| log::length(sigma, 4.0, grid.spacing[axis]))
}

fn long(key: &'static str, axes: usize, grid: &Geometry, length: impl Fn(usize) -> f64) -> Result<()> {
    for (axis, name) in AXES.iter().enumerate().take(axes) {
        let (length, size) = (length(axis), grid.size[axis]);
        if length > TIMES * size as f64 {
            return Err(RadiomicsError::FilterKernel { key, length, axis: name, size });
        }
    }
    Ok(())
}

/// Voxels of the shortest axis that is filtered.
fn shortest(spec: &Spec, grid: &Geometry) -> usize {
    grid.size[..spec.dimensions].iter().copied().min().unwrap_or(0)
}

fn levels(level: u32, fits: impl Fn(u32) -> bool, spec: &Spec, grid: &Geometry) -> Result<()> {
    if fits(level) {
        return Ok(());
    }
    let most = (1..level).rev().find(|level| fits(*level)).unwrap_or(0);
    Err(RadiomicsError::FilterLevel { level, most, size: shortest(spec, grid) })
}
