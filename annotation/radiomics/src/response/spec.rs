//! What a filter is, and its application to an image.

use rayon::prelude::*;
use workbench_core::{Geometry, Volume};

use super::bank::Bank;
use super::boundary::Boundary;
use super::field::Field;
use super::fourier::{self, Base};
use super::gabor::Gabor;
use super::pool::Pooling;
use super::radial::Radial;
use super::riesz::Riesz;
use super::{convolve, limits, log, mean, wavelet};
use crate::error::Result;

/// One filter with all its parameters, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    pub(super) kernel: Kernel,
    /// 2 filters each axial slice by itself, 3 the volume.
    pub(super) dimensions: usize,
    pub(super) boundary: Boundary,
}

/// The kinds of filters.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kernel {
    Mean { support: usize },
    Log { sigma: f64, truncate: f64, riesz: Option<Riesz> },
    Laws { kernels: Vec<Vec<f64>>, pooling: Option<Pooling>, energy: Option<usize> },
    Gabor(Gabor),
    Wavelet { low: &'static [f64], high: Vec<bool>, level: u32, pooling: Option<Pooling> },
    Radial { wavelet: Radial, riesz: Option<Riesz> },
}

impl Spec {
    /// The response map of an image: one number a voxel, on its grid.
    ///
    /// # Errors
    /// When the image is not finite, or too small or too large for the filter.
    pub fn apply(&self, volume: &Volume) -> Result<Field> {
        self.apply_to(&Field::of(volume))
    }

    /// [`apply`](Self::apply) for an image in double precision.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub fn apply_to(&self, image: &Field) -> Result<Field> {
        image.check()?;
        limits::check(self, &image.geometry)?;
        let data = self.response(image)?;
        Ok(Field { geometry: image.geometry.clone(), data })
    }

    /// What a reader of the response should know about the grid: a filter that
    /// counts voxels is longer in mm along one axis than along another.
    pub fn note(&self, grid: &Geometry) -> Option<String> {
        let in_mm = matches!(&self.kernel, Kernel::Log { riesz: None, .. } | Kernel::Gabor(_));
        let [first, rest @ ..] = &grid.spacing[..self.dimensions] else { return None };
        if in_mm || rest.iter().all(|step| (step - first).abs() <= 0.01 * first) {
            return None;
        }
        let [x, y, z] = grid.spacing;
        Some(format!(
            "this filter counts voxels, and those of {x} x {y} x {z} mm are not cubes; resample the image first"
        ))
    }

    fn response(&self, image: &Field) -> Result<Vec<f64>> {
        let size = image.geometry.size;
        let spacing = &image.geometry.spacing[..self.dimensions];
        let (data, boundary) = (&image.data, self.boundary);
        Ok(match &self.kernel {
            Kernel::Mean { support } => {
                convolve::product(data, size, &mean::kernel(*support), self.dimensions, boundary)
            }
            Kernel::Log { sigma, truncate, riesz: None } => {
                log::apply(data, size, *sigma, *truncate, spacing, boundary)
            }
            Kernel::Log { sigma, truncate, riesz } => {
                let base = Base::Log { sigma: *sigma, truncate: *truncate };
                self.fourier(image, base, riesz.as_ref())?
            }
            Kernel::Laws { kernels, pooling, energy } => {
                let bank = Bank { stages: vec![kernels.clone()], pooling: *pooling, boundary };
                let mut response = bank.apply(data, size);
                if let Some(distance) = energy {
                    response.par_iter_mut().for_each(|value| *value = value.abs());
                    let sums = kernels.iter().map(|kernel| kernel.iter().sum::<f64>());
                    let outside = boundary.filtered(sums.product::<f64>().abs());
                    let kernel = mean::kernel(2 * distance + 1);
                    response = convolve::product(&response, size, &kernel, self.dimensions, outside);
                }
                response
            }
            Kernel::Gabor(gabor) => gabor.apply(data, size, image.geometry.spacing, boundary),
            Kernel::Wavelet { low, high, level, pooling } => {
                let bank = Bank { stages: wavelet::stages(low, high, *level), pooling: *pooling, boundary };
                bank.apply(data, size)
            }
            Kernel::Radial { wavelet, riesz } => {
                self.fourier(image, Base::Radial(*wavelet), riesz.as_ref())?
            }
        })
    }

    fn fourier(&self, image: &Field, base: Base, riesz: Option<&Riesz>) -> Result<Vec<f64>> {
        let [nx, ny, nz] = image.geometry.size;
        let spacing = &image.geometry.spacing[..self.dimensions];
        if self.dimensions == 3 {
            return fourier::apply(&image.data, [nx, ny, nz], spacing, base, riesz, self.boundary);
        }
        let slices = image.data.par_chunks(nx * ny);
        let filter = |slice: &[f64]| fourier::apply(slice, [nx, ny, 1], spacing, base, riesz, self.boundary);
        let maps: Vec<_> = slices.map(filter).collect::<Result<_>>()?;
        Ok(maps.concat())
    }
}
