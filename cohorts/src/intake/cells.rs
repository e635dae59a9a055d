//! Any table as cells of text: for tables that are neither reports nor values.

use super::table::{self, Limits};
use crate::CohortError;

/// Header and rows of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Names of the columns as written.
    pub header: Vec<String>,
    /// Rows as a spreadsheet counts them (the header is row 1), with their cells.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Reads CSV, XLSX or JSONL bytes in any encoding that report tables may have;
/// `known` says whether a header has a meaning, which decides between delimiters.
///
/// # Errors
/// When the bytes are no table, or larger than tables may be.
pub fn read(bytes: &[u8], known: &dyn Fn(&str) -> bool) -> Result<Cells, CohortError> {
    let count = |header: &[String]| header.iter().filter(|name| known(name)).count();
    let table = table::read(bytes, &Limits::default(), &count)?;
    let rows = table.rows.into_iter().map(|row| (row.row, row.cells)).collect();
    Ok(Cells { header: table.header, rows })
}
