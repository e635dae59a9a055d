//! What can go wrong, in words that say which part and what to do.

use std::path::PathBuf;

use workbench_core::error::io_code;
use workbench_core::volume::VolumeError;
use workbench_core::{Code, Coded};

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
pub enum ImagingError {
    /// The bytes do not begin like a DICOM file.
    #[error("not a DICOM file: {0}")]
    NotDicom(&'static str),
    /// The file ends inside a value: copied or sent incompletely.
    #[error(
        "the file is truncated: {what} needs {need} bytes, {have} are left; copy the file again from its source"
    )]
    Truncated {
        /// The element or part that is cut.
        what: String,
        /// Bytes the part needs.
        need: u64,
        /// Bytes that are left.
        have: u64,
    },
    /// The encoding is broken.
    #[error("malformed DICOM: {0}")]
    Malformed(String),
    /// A DICOMDIR: an index of a medium, not an instance.
    #[error("this is a DICOMDIR, an index without content of its own; import the files beside it")]
    Directory,
    /// An attribute without which the object cannot be used is absent or empty.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// Well formed, but not something this crate reads.
    #[error("not supported: {0}")]
    Unsupported(String),
    /// The pixel data cannot be decoded.
    #[error("the pixel data cannot be decoded: {0}")]
    Pixels(String),
    /// The instances do not make one regular volume.
    #[error("the series is not one volume: {0}")]
    Series(String),
    /// Contours cannot be laid on the image.
    #[error("ROI `{roi}`: {reason}")]
    Contours {
        /// Name of the ROI.
        roi: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A segmentation cannot be laid on the image.
    #[error("segment {segment}: {reason}")]
    Segment {
        /// Number of the segment.
        segment: u32,
        /// Why.
        reason: String,
    },
    /// The named ROI, segment or label is not in the file.
    #[error("{0}")]
    Choice(String),
    /// A NIfTI or NRRD file cannot be used.
    #[error("{format}: {reason}")]
    Format {
        /// Name of the format.
        format: &'static str,
        /// Why.
        reason: String,
    },
    /// More than this crate agrees to hold in memory.
    #[error("{what} is too large: the limit is {limit}")]
    TooLarge {
        /// The thing.
        what: String,
        /// The limit with its unit.
        limit: String,
    },
    /// The grid is not usable or does not match another.
    #[error(transparent)]
    Grid(#[from] VolumeError),
    /// A zip archive cannot be read.
    #[error("the zip archive cannot be read: {0}")]
    Zip(String),
    /// A file cannot be read or written.
    #[error("`{path}`: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// Another error, with the file it concerns.
    #[error("`{name}`: {source}")]
    In {
        /// Name of the file.
        name: String,
        /// The cause.
        source: Box<ImagingError>,
    },
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, ImagingError>;

impl Coded for ImagingError {
    fn code(&self) -> Code {
        match self {
            Self::Io { source, .. } => io_code(source),
            Self::In { source, .. } => source.code(),
            Self::Choice(_) => Code::NotFound,
            _ => Code::BadInput,
        }
    }
}

impl ImagingError {
    /// The same error, with the name of the file it concerns.
    #[must_use]
    pub fn within(self, name: impl Into<String>) -> Self {
        match self {
            named @ (Self::In { .. } | Self::Io { .. }) => named,
            bare => Self::In { name: name.into(), source: Box::new(bare) },
        }
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }

    pub(crate) fn format(format: &'static str, reason: impl Into<String>) -> Self {
        Self::Format { format, reason: reason.into() }
    }
}
