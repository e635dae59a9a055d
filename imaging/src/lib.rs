//! Medical images: DICOM in and out, volumes, contours and masks, NIfTI, NRRD.
//!
//! Patient space is LPS in millimetres everywhere ([`workbench_core::Volume`]).
//! Nothing here reads a clock, a database or the network, and no input may
//! make it panic: lengths are checked before memory is taken.
//!

mod dicom;
mod error;
mod instance;
mod pixels;
pub mod scan;
pub mod series;

pub use error::{ImagingError, Result};
pub use instance::{ImageHeader, Instance, Kind, Patient, Series, Study, inspect, person_name};
pub use series::LoadedSeries;
