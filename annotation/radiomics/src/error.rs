//! What can go wrong, in words that name the cure.

use workbench_core::volume::VolumeError;
use workbench_core::{Code, Coded};

/// Result of this crate.
pub type Result<T> = std::result::Result<T, RadiomicsError>;

/// Why no features could be computed.
#[derive(Debug, thiserror::Error)]
pub enum RadiomicsError {
    /// Image and mask do not share a grid, or a grid and its data disagree.
    #[error(
        "{0}; set `correctMask: true` to take the mask to the image's grid, or raise `geometryTolerance` if they only differ by rounding"
    )]
    Geometry(#[from] VolumeError),
    /// The mask has no label at all.
    #[error("the mask is empty: every voxel is 0")]
    EmptyMask,
    /// Background was asked for.
    #[error("label 0 is the background; choose one of the labels {present}")]
    Background {
        /// Labels the mask has.
        present: String,
    },
    /// The label is not in the mask.
    #[error("the mask has no label {label}; it has {present}")]
    NoLabel {
        /// Label asked for.
        label: u8,
        /// Labels the mask has.
        present: String,
    },
    /// One voxel only.
    #[error("label {label} has a single voxel; features need a region")]
    SingleVoxel {
        /// Label asked for.
        label: u8,
    },
    /// The region is a line or a plane and that is not allowed.
    #[error(
        "label {label} extends in {found} dimension(s) ({x} x {y} x {z} voxels), `minimumROIDimensions` asks for {minimum}"
    )]
    FewDimensions {
        /// Label asked for.
        label: u8,
        /// Axes along which the region is longer than one voxel.
        found: u8,
        /// Voxels along x of the smallest box around the region.
        x: usize,
        /// Voxels along y.
        y: usize,
        /// Voxels along z.
        z: usize,
        /// Setting `minimumROIDimensions`.
        minimum: u8,
    },
    /// The region has too few voxels.
    #[error("label {label} has {found} voxels, `minimumROISize` asks for more than {minimum}")]
    FewVoxels {
        /// Label asked for.
        label: u8,
        /// Voxels of the region.
        found: usize,
        /// Setting `minimumROISize`.
        minimum: usize,
    },
    /// The class `shape2D` needs a plane.
    #[error(
        "label {label} is {found} voxels thick along {axis}, `shape2D` needs 1; choose another `force2Ddimension` or leave the class out"
    )]
    NotFlat {
        /// Label asked for.
        label: u8,
        /// Axis that `force2Ddimension` names.
        axis: &'static str,
        /// Voxels of the region's box along it.
        found: usize,
    },
    /// NaN or infinity inside the region.
    #[error(
        "label {label}: {count} voxel(s) are not finite numbers, the first at x {x}, y {y}, z {z}; repair the image or leave them out of the mask"
    )]
    NotFinite {
        /// Label asked for.
        label: u8,
        /// How many voxels.
        count: usize,
        /// Column of the first one, from 0.
        x: usize,
        /// Row of the first one, from 0.
        y: usize,
        /// Slice of the first one, from 0.
        z: usize,
    },
    /// NaN or infinity where a spline would spread it.
    #[error(
        "{count} voxel(s) around the region are not finite numbers, which `interpolator: sitkBSpline` would spread; repair the image or use sitkLinear"
    )]
    NotFiniteAround {
        /// How many voxels.
        count: usize,
    },
    /// NaN or infinity around the region where kernels hold them.
    #[error(
        "{count} voxel(s) in the box around the region are not finite numbers, which kernels hold with `maskedKernel: false`; repair the image or leave the setting out"
    )]
    KernelNotFinite {
        /// How many voxels.
        count: usize,
    },
    /// No feature has a map.
    #[error("no feature to map is chosen: form (`shape`, `shape2D`) has none; there are {available} others")]
    NoMaps {
        /// How many features the settings compute that have maps.
        available: usize,
    },
    /// The image cannot be normalised.
    #[error(
        "`normalize` needs an image of different finite numbers; its mean is {mean}, its standard deviation {sd}"
    )]
    Normalise {
        /// Mean over the whole image.
        mean: f64,
        /// Standard deviation over the whole image.
        sd: f64,
    },
    /// A mask on another grid reaches out of the image.
    #[error(
        "label {label} reaches from {low} to {high} along {axis} in voxels of the image, which has {size:?}; `correctMask` needs a region inside the image"
    )]
    OutsideImage {
        /// Label asked for.
        label: u8,
        /// Axis of the image.
        axis: &'static str,
        /// Lower end of the region's box, voxels of the image.
        low: f64,
        /// Upper end.
        high: f64,
        /// Voxels of the image.
        size: [usize; 3],
    },
    /// No new voxel belongs to the region.
    #[error(
        "label {label} has no voxel left at a spacing of {spacing:?} mm; use a smaller `resampledPixelSpacing`"
    )]
    ResampledAway {
        /// Label asked for.
        label: u8,
        /// New spacing, mm.
        spacing: [f64; 3],
    },
    /// Resampling would give too many voxels.
    #[error(
        "label {label} would take {voxels} voxels at a spacing of {spacing:?} mm, at most {limit} are possible; use a larger `resampledPixelSpacing` or a smaller `padDistance`"
    )]
    ResampledTooLarge {
        /// Label asked for.
        label: u8,
        /// Voxels it would take.
        voxels: f64,
        /// Most voxels allowed.
        limit: f64,
        /// New spacing, mm.
        spacing: [f64; 3],
    },
    /// Re-segmentation leaves nothing to measure.
    #[error(
        "re-segmentation to {low} to {high} leaves {left} of the {of} voxels of label {label}; widen `resegmentRange`"
    )]
    Resegmented {
        /// Label asked for.
        label: u8,
        /// Voxels left.
        left: usize,
        /// Voxels before.
        of: usize,
        /// Lower bound as an intensity.
        low: f64,
        /// Upper bound as an intensity.
        high: f64,
    },
    /// Discretisation would give too many grey levels.
    #[error(
        "`binWidth` {width} cuts the intensities {minimum} to {maximum} into {levels} grey levels, at most {limit} are possible; use a `binWidth` of at least {advice} or a `binCount`"
    )]
    TooManyLevels {
        /// Setting `binWidth`.
        width: f64,
        /// Smallest intensity of the region.
        minimum: f64,
        /// Largest intensity of the region.
        maximum: f64,
        /// Grey levels it would take.
        levels: f64,
        /// Most grey levels allowed.
        limit: usize,
        /// Bin width that would do.
        advice: f64,
    },
    /// Intensities that should be grey levels are none.
    #[error(
        "with `discretise: false` intensities are grey levels and must be whole numbers from 1 to {limit}, there is {value}; set `binWidth` or `binCount`"
    )]
    NotLevels {
        /// An intensity that is no level.
        value: f64,
        /// Largest level.
        limit: usize,
    },
    /// An image that a filter makes is refused.
    #[error("image `{image}`: {source}")]
    Image {
        /// Its name, the prefix of its features.
        image: String,
        /// Why.
        source: Box<RadiomicsError>,
    },
    /// The image has too few voxels for a Laplacian of Gaussian.
    #[error(
        "an image of {x} x {y} x {z} voxels is too small for `sigma` {sigma}: every axis needs 4 voxels and more than `sigma` mm; leave this `sigma` out"
    )]
    TooSmall {
        /// Argument `sigma`, mm.
        sigma: f64,
        /// Voxels along x.
        x: usize,
        /// Voxels along y.
        y: usize,
        /// Voxels along z.
        z: usize,
    },
    /// A filter gives NaN or infinity inside the region.
    #[error(
        "{count} voxel(s) of the region are not finite numbers after the filter; repair NaN and infinity around the region"
    )]
    FilterNotFinite {
        /// How many voxels.
        count: usize,
    },
    /// NaN or infinity anywhere in an image that is filtered as a whole.
    #[error(
        "{count} voxel(s) of the image are not finite numbers, the first at x {x}, y {y}, z {z}; a filter would spread them, repair the image"
    )]
    ImageNotFinite {
        /// How many voxels.
        count: usize,
        /// Column of the first one, from 0.
        x: usize,
        /// Row of the first one, from 0.
        y: usize,
        /// Slice of the first one, from 0.
        z: usize,
    },
    /// The kernel of a filter is far longer than the image.
    #[error(
        "`{key}` asks for a kernel of {length} voxels along {axis}, more than ten times the {size} voxels of the image; use a smaller `{key}`"
    )]
    FilterKernel {
        /// The key that decides its length.
        key: &'static str,
        /// Voxels of the kernel.
        length: f64,
        /// Axis of the image.
        axis: &'static str,
        /// Voxels of the image along it.
        size: usize,
    },
    /// The image is too small for this level of a wavelet.
    #[error(
        "`level` {level} is too high for an image whose shortest axis has {size} voxel(s); at most {most} is possible"
    )]
    FilterLevel {
        /// Level asked for.
        level: u32,
        /// Highest level the image has room for; 0 when none.
        most: u32,
        /// Voxels of the shortest axis that is filtered.
        size: usize,
    },
    /// The image continued beyond its edges takes too much memory.
    #[error(
        "the image with its surroundings has {voxels} voxels, at most {limit} can be filtered; crop or resample it, or use `boundary: periodic`"
    )]
    FilterTooLarge {
        /// Voxels it would take.
        voxels: usize,
        /// Most voxels allowed.
        limit: usize,
    },
    /// The region's box is larger than the counters can hold.
    #[error("the box around label {label} has {voxels} voxels with its border, at most {limit} are possible")]
    TooLarge {
        /// Label asked for.
        label: u8,
        /// Voxels of the box with its border.
        voxels: usize,
        /// Most voxels allowed.
        limit: usize,
    },
    /// The parameter file is not YAML.
    #[error("the parameter file is not valid YAML: {0}")]
    Yaml(String),
    /// A key nobody knows.
    #[error("unknown key `{key}` in the parameter file; supported: {supported}")]
    UnknownKey {
        /// Where it stands, dots between levels.
        key: String,
        /// Keys that are supported there.
        supported: String,
    },
    /// A known key or value this version does not compute.
    #[error("`{key}` is not supported yet: {reason}; supported: {supported}")]
    Unsupported {
        /// Where it stands, dots between levels.
        key: String,
        /// What is missing.
        reason: String,
        /// What is supported instead.
        supported: String,
    },
    /// A value of the wrong kind or out of range.
    #[error("`{key}` is {found}, expected {expected}")]
    BadValue {
        /// Where it stands, dots between levels.
        key: String,
        /// What stands there.
        found: String,
        /// What may stand there.
        expected: String,
    },
}

impl RadiomicsError {
    /// The same error, saying which derived image it is about.
    pub(crate) fn in_image(self, image: &str) -> Self {
        match self {
            Self::Image { .. } => self,
            _ => Self::Image { image: image.to_owned(), source: Box::new(self) },
        }
    }
}

impl Coded for RadiomicsError {
    fn code(&self) -> Code {
        match self {
            Self::NoLabel { .. } => Code::NotFound,
            _ => Code::BadInput,
        }
    }
}
