//! SPSS system files.
//!
//! The layout is that of the PSPP developers' guide, appendix "System File Format": a header, a record a variable (further
//! records for each eight bytes of a string), value labels, documents, extension records, and cases of eight-byte units,
//! here compressed by one code byte a unit. Strings beyond 255 bytes are several variables of which each holds 255 bytes.

mod data;
mod dictionary;
mod extension;
mod header;
mod read;
mod write;

pub(crate) use read::File;
pub(crate) use write::write;

/// The system-missing value.
const SYSMIS: f64 = -f64::MAX;
/// Whole numbers from 1 - 100 to 251 - 100 take one byte.
const BIAS: f64 = 100.0;
/// Seconds from 1582-10-14 to 1970-01-01.
const EPOCH: f64 = 12_219_379_200.0;
/// Longest label of a variable and of a value, in bytes.
const LABEL: usize = 255;
/// Longest label of a value that SPSS itself keeps.
const VALUE_LABEL: usize = 120;
/// Longest string that is one variable.
const SHORT: usize = 255;
/// Bytes that each variable of a longer string stands for, by which their number is found.
const SEGMENT: usize = 252;
