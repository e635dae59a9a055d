//! Annotations: labels, versions of regions of interest, their voxels and
//! outlines.
//!
//! Pure types: what is stored, shown and counted of an ROI. Drawing rules and
//! files belong to `imaging`, tables to the store.

mod error;
mod outline;
mod rle;
mod scheme;
mod version;

pub use error::AnnotationError;
pub use outline::{SliceContour, bounding_box_mm, contours_of, to_roi};
pub use rle::{decode_mask, encode_mask};
pub use scheme::{Label, LabelScheme};
pub use version::{RoiVersion, Shape, Source};
