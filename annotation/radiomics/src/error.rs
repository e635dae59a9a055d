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
        "{0}; resample the mask onto the image's grid, or raise `geometryTolerance` if they only differ by rounding"
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
    /// The region's box is larger than the counters can hold.
    #[error("the box around label {label} has {voxels} voxels, at most {limit} are possible")]
    TooLarge {
        /// Label asked for.
        label: u8,
        /// Voxels of the box.
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
