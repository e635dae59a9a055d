//! Workbooks: a sheet for the data, one for the dictionary, one for the notes.

mod read;
mod write;

pub(crate) use read::File;
pub(crate) use write::write;

/// Rows of a sheet, the header included.
const ROWS: u64 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// Names of the sheets.
const SHEETS: [&str; 3] = ["data", "dictionary", "notes"];
/// Days from Excel's day 0 to 1970-01-01, for days from 1900-03-01 on: before, Excel counts a 29 February 1900.
const EPOCH: f64 = 25_569.0;
/// 1900-03-01 in days since 1970.
const FIRST_DAY: i32 = -25_508;
