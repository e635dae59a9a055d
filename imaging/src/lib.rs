//! Medical images: DICOM in and out, volumes, contours and masks, NIfTI, NRRD.
//!
//! Patient space is LPS in millimetres everywhere ([`workbench_core::Volume`]).
//! Nothing here reads a clock, a database or the network, and no input may
//! make it panic: lengths are checked before memory is taken.
//!

mod ahead;
mod contours;
pub mod deident;
mod dicom;
mod error;
mod files;
mod instance;
mod load;
pub mod nifti;
pub mod nrrd;
pub mod pixels;
mod pseudonym;
mod region;
pub mod render;
pub mod rtstruct;
pub mod scan;
pub mod seg;
pub mod series;
mod source;
mod voxels;
pub mod write;

pub use deident::deidentify;
pub use error::{ImagingError, Result};
pub use files::write_file;
pub use instance::{ImageHeader, Instance, Kind, Patient, Series, Study, inspect, person_name};
pub use load::{Selector, decode_mask, load_image, load_mask, load_pair, load_series};
pub use pseudonym::pseudonymise;
pub use region::load_region;
pub use series::LoadedSeries;
