//! Stata files of release 118 (Stata 14 and newer; 119 beyond 32,767 variables).
//!
//! The layout is that of Stata's `help dta`: marked sections, a map of their places, fixed names, types, formats and labels,
//! rows, long strings apart from the rows, value labels. Texts are UTF-8; texts beyond 2045 bytes are `strL`.

mod header;
mod missing;
mod read;
mod write;

pub(crate) use read::File;
pub(crate) use write::write;

/// Longest text within a row.
const STR: usize = 2045;
/// Type number of a long string.
const STRL: u16 = 32_768;
/// Days from 1960-01-01 to 1970-01-01.
const EPOCH: f64 = 3653.0;
/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;
