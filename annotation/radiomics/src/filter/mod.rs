//! Derived images: the intensities of the region after a filter.
//!
//! A filter looks at the whole image but computes only what the region's box
//! needs. Every filter gives one or more images, each a list of values for
//! the region's voxels in storage order.

mod gradient;
mod harmonics;
mod icosphere;
mod lbp2d;
mod lbp3d;
mod log;
mod maps;
mod plane;
mod recursive;
mod wavelet;
mod wavelet_table;

use rayon::prelude::*;
use workbench_core::{Bounds, Geometry};

use crate::error::{RadiomicsError, Result};
use crate::prepare::Image;
use crate::roi::Roi;

pub(crate) use lbp2d::{Lbp2d, Method};
pub(crate) use lbp3d::Lbp3d;
pub(crate) use log::Log;
pub(crate) use maps::Map;
pub(crate) use wavelet::Wavelet;
pub(crate) use wavelet_table::{low_pass, names as wavelet_names};

/// Prefix of features of the unfiltered image.
pub(crate) const ORIGINAL: &str = "original";

/// What makes a derived image.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Filter {
    /// The image as it is.
    Original,
    /// Laplacian of Gaussian.
    Log(Log),
    /// Stationary wavelet transform.
    Wavelet(Wavelet),
    /// A function of each intensity.
    Map(Map),
    /// Magnitude of the gradient, per mm or per voxel.
    Gradient {
        /// Whether distances are in mm.
        use_spacing: bool,
    },
    /// Local binary patterns of axial slices.
    Lbp2d(Lbp2d),
    /// Local binary patterns on spheres.
    Lbp3d(Lbp3d),
}

impl Filter {
    /// Names of the images it makes: the prefixes of their features.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::Original => vec![ORIGINAL.to_owned()],
            Self::Log(log) => vec![log.name()],
            Self::Wavelet(wavelet) => wavelet.names(),
            Self::Map(map) => vec![map.name().to_owned()],
            Self::Gradient { .. } => vec!["gradient".to_owned()],
            Self::Lbp2d(_) => vec!["lbp-2D".to_owned()],
            Self::Lbp3d(lbp) => lbp.names(),
        }
    }

    /// Whether a region's images depend on the voxels around it alone, and on the
    /// image's largest |intensity|.
    pub fn is_local(&self) -> bool {
        // Patterns round positions that are counted from the image's first voxel.
        !matches!(self, Self::Lbp2d(_) | Self::Lbp3d(_))
    }

    /// The box of an image on `grid` that the images of a region within
    /// `region` depend on.
    pub fn around(&self, grid: &Geometry, region: Bounds) -> Bounds {
        match self {
            Self::Original | Self::Map(_) => region,
            Self::Gradient { .. } => widened(grid, region, [1; 3]),
            Self::Log(log) => log.around(grid, region),
            Self::Wavelet(wavelet) => wavelet.around(grid, region),
            Self::Lbp2d(_) | Self::Lbp3d(_) => grid.size.map(|length| [0, length - 1]),
        }
    }

    /// The images in the order of [`Filter::names`].
    ///
    /// # Errors
    /// When the image is too small for the filter, or NaN or infinity outside
    /// the region reach into it.
    pub fn apply(&self, source: &Source) -> Result<Vec<Vec<f64>>> {
        let images = match self {
            Self::Original => vec![source.roi.values.clone()],
            Self::Log(log) => vec![log.apply(source)?],
            Self::Wavelet(wavelet) => wavelet.apply(source),
            Self::Map(map) => vec![map.apply(source)],
            Self::Gradient { use_spacing } => vec![gradient::apply(source, *use_spacing)],
            Self::Lbp2d(lbp) => vec![lbp.apply(source)],
            Self::Lbp3d(lbp) => lbp.apply(source)?,
        };
        for (name, values) in self.names().iter().zip(&images) {
            let count = values.iter().filter(|value| !value.is_finite()).count();
            if count > 0 {
                return Err(RadiomicsError::FilterNotFinite { count }.in_image(name));
            }
        }
        Ok(images)
    }
}

/// `region` and `margin` voxels around it, as far as the grid goes.
fn widened(grid: &Geometry, region: Bounds, margin: [usize; 3]) -> Bounds {
    std::array::from_fn(|axis| {
        let [first, last] = region[axis];
        [first.saturating_sub(margin[axis]), last.saturating_add(margin[axis]).min(grid.size[axis] - 1)]
    })
}

/// The image that filters read, and the region they compute for.
pub(crate) struct Source<'a> {
    /// The whole image.
    pub image: &'a Image<'a>,
    /// The region within it.
    pub roi: &'a Roi,
    /// Largest |intensity| of the whole image; 0 when no filter needs it.
    pub peak: f64,
}

impl<'a> Source<'a> {
    /// Looks through the whole image only when one of `filters` asks for its
    /// `peak` and that is not known.
    pub fn new<'f>(
        image: &'a Image<'a>,
        roi: &'a Roi,
        peak: Option<f64>,
        mut filters: impl Iterator<Item = &'f Filter>,
    ) -> Self {
        let wanted = filters.any(|filter| matches!(filter, Filter::Map(_)));
        let peak = if wanted { peak.unwrap_or_else(|| image.peak()) } else { 0.0 };
        Self { image, roi, peak }
    }

    /// `value([x, y, z])` for each voxel of the region, at its place in the
    /// whole image.
    fn per_voxel(&self, value: impl Fn([usize; 3]) -> f64 + Sync) -> Vec<f64> {
        let [nx, ny, _] = self.roi.size;
        let [x0, y0, z0] = self.roi.origin;
        let slices = self.roi.inside.par_chunks(nx * ny).enumerate();
        let values: Vec<Vec<f64>> = slices
            .map(|(z, slice)| {
                let inside = slice.iter().enumerate().filter(|(_, inside)| **inside);
                inside.map(|(k, _)| value([x0 + k % nx, y0 + k / nx, z0 + z])).collect()
            })
            .collect();
        values.concat()
    }
}

#[cfg(test)]
mod tests;
