//! Settings: what a parameter file says, and what has been checked.

mod check;
mod class;
mod image_types;
mod number_type;
mod preparation;
mod voxel;
pub(crate) mod yaml;

pub(crate) use check::MAX_DISTANCE;
pub use check::ValidSettings;
pub use class::FeatureClass;
pub use image_types::{ImageKind, ImageType};
pub use number_type::NumberType;
pub use preparation::{Interpolator, Preparation, ResegmentMode};
pub(crate) use preparation::{flag, interpolator};
pub use voxel::VoxelSettings;

use serde_json::{Map, Value};

/// Largest grey level a discretised region may have.
pub const MAX_LEVELS: usize = 4096;

/// How intensities become grey levels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bins {
    /// Bins of this width; an edge lies at 0 (IBSI fixed bin size, Q3RU, with
    /// `PyRadiomics`' lower edge).
    Width(f64),
    /// This many bins between smallest and largest intensity (IBSI fixed bin
    /// number, K15C).
    Count(u32),
}

/// Norm of the distance that weights each direction before GLCM and GLRLM are
/// merged over directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightingNorm {
    /// Sum over the axes.
    Manhattan,
    /// Straight line.
    Euclidean,
    /// Longest axis.
    Infinity,
    /// Merge without weights.
    NoWeighting,
}

/// Unchecked settings. [`Settings::default`] is `PyRadiomics`' default:
/// original image, bin width 25, every class but `shape2D`.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Label to use when the caller names none.
    pub label: u8,
    /// Discretisation.
    pub bins: Bins,
    /// Added to intensities in Energy, `TotalEnergy` and `RootMeanSquared`.
    pub voxel_array_shift: f64,
    /// Chebyshev distances of neighbours in GLCM, GLDM and NGTDM, voxels.
    pub distances: Vec<u32>,
    /// Whether both directions of a neighbour pair count in the GLCM.
    pub symmetrical_glcm: bool,
    /// Weighting over directions; `None` averages the features instead.
    pub weighting_norm: Option<WeightingNorm>,
    /// Largest difference of grey levels that is a dependence in the GLDM.
    pub gldm_a: u32,
    /// Axes along which the region must be longer than one voxel, 1 to 3.
    pub minimum_roi_dimensions: u8,
    /// The region must have more voxels than this.
    pub minimum_roi_size: Option<usize>,
    /// Largest difference between the grids of image and mask: mm for spacing
    /// and origin, unitless for directions.
    pub geometry_tolerance: f64,
    /// What happens to image and mask before.
    pub preparation: Preparation,
    /// Whether neighbours are looked for only within planes. All planes still
    /// feed the same matrices.
    pub force_2d: bool,
    /// Axis across these planes, counted as `PyRadiomics` does: 0 is z, 1 y,
    /// 2 x.
    pub force_2d_dimension: u8,
    /// Classes to compute and, in each, the features; no feature named means
    /// all but deprecated ones.
    pub classes: Vec<(FeatureClass, Vec<String>)>,
    /// Images whose features are computed. Shape is of the region and computed
    /// once, whatever the images.
    pub images: Vec<ImageType>,
    /// Arguments of filters for every image type that has them and does not
    /// give them itself.
    pub image_arguments: Map<String, Value>,
    /// Kernels of feature maps; features of regions do not look at them.
    pub voxel: VoxelSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            label: 1,
            bins: Bins::Width(25.0),
            voxel_array_shift: 0.0,
            distances: vec![1],
            symmetrical_glcm: true,
            weighting_norm: None,
            gldm_a: 0,
            minimum_roi_dimensions: 2,
            minimum_roi_size: None,
            geometry_tolerance: 1e-6,
            preparation: Preparation::default(),
            force_2d: false,
            force_2d_dimension: 0,
            classes: FeatureClass::ALL
                .into_iter()
                .filter(|class| *class != FeatureClass::Shape2D)
                .map(|class| (class, Vec::new()))
                .collect(),
            images: vec![ImageType::new(ImageKind::Original)],
            image_arguments: Map::new(),
            voxel: VoxelSettings::default(),
        }
    }
}

impl Settings {
    /// Axis (0 is x) across the planes within which neighbours are looked for.
    pub(crate) fn across(&self) -> Option<usize> {
        self.force_2d.then(|| 2 - usize::from(self.force_2d_dimension.min(2)))
    }
}
