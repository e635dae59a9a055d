//! DICOM out: CT series and structure sets.
//!
//! UIDs, dates and times come from the caller: the same input gives the same
//! bytes.

mod ct;
mod rtstruct;
mod set;
mod uid;

pub use ct::{SeriesMeta, ct_series};
pub use rtstruct::{StructureMeta, rtstruct};
pub use uid::uid;

/// What marks made-up data, in every object of a synthetic series.
pub const SYNTHETIC: &str = "SYNTHETIC";
