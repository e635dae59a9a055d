//! The DICOM file format (PS3.5, PS3.10), read without copying.
//!
//! The reader works on a byte slice, so that a length is checked against what
//! is really there before anything is allocated, and nesting is bounded.

pub(crate) mod charset;
pub(crate) mod dataset;
pub(crate) mod file;
mod parse;

pub(crate) use dataset::{Dataset, Value};
pub(crate) use file::{Body, Extent};
pub(crate) use parse::has_long_length;
