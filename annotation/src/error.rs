//! What can go wrong.

use workbench_core::volume::VolumeError;
use workbench_core::{Code, Coded};

/// Errors of this crate.
#[derive(Debug, thiserror::Error)]
pub enum AnnotationError {
    /// Run-length bytes do not describe a mask of the expected grid.
    #[error("the stored mask is damaged: {0}")]
    Runs(&'static str),
    /// A label scheme contradicts itself.
    #[error("label scheme `{scheme}`: {reason}")]
    Scheme {
        /// Name of the scheme.
        scheme: String,
        /// What is wrong.
        reason: String,
    },
    /// The grid is not usable.
    #[error(transparent)]
    Grid(#[from] VolumeError),
}

impl Coded for AnnotationError {
    fn code(&self) -> Code {
        match self {
            Self::Runs(_) => Code::Failure,
            Self::Scheme { .. } | Self::Grid(_) => Code::BadInput,
        }
    }
}
