//! A table of text cells, whatever file it came from.

use super::problem::Problem;
use super::{TextEncoding, csv_table, decode, jsonl_table, xlsx_table};
use crate::CohortError;

/// Sizes above which a table is refused or a row is left out.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file, and of a workbook when unpacked.
    pub bytes: u64,
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// Bytes of one cell (as UTF-8).
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 512 << 20, rows: 2_000_000, columns: 2_000, cell: 2 << 20 }
    }
}

/// The kind of file, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text with a delimiter.
    Csv,
    /// Office Open XML workbook (ECMA-376).
    Xlsx,
    /// One JSON object a line.
    Jsonl,
}

/// One row of cells, as many as the header has.
#[derive(Clone, Debug)]
pub(crate) struct RawRow {
    /// Row as a spreadsheet counts it: the header is row 1.
    pub row: usize,
    pub cells: Vec<String>,
}

/// Header and rows.
#[derive(Clone, Debug)]
pub(crate) struct RawTable {
    pub format: Format,
    pub encoding: TextEncoding,
    pub delimiter: Option<char>,
    pub header: Vec<String>,
    pub rows: Vec<RawRow>,
    pub problems: Vec<Problem>,
}

/// Reads a table; `known` says how many of the given headers have a meaning
/// (it decides between delimiters).
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    known: &dyn Fn(&[String]) -> usize,
) -> Result<RawTable, CohortError> {
    if bytes.len() as u64 > limits.bytes {
        return Err(CohortError::table(
            format!("the file has {} bytes, at most {} are read: split it", bytes.len(), limits.bytes),
            format!("文件大小 {} 字节,超过上限 {} 字节,请拆分后再导入", bytes.len(), limits.bytes),
        ));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return xlsx_table::read(bytes, limits);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(CohortError::table(
            "this is an old Excel workbook (.xls) or an encrypted one: save it as .xlsx without a password or as CSV",
            "这是旧版 Excel(.xls)或加密的工作簿,请另存为不加密的 .xlsx 或 CSV",
        ));
    }
    let (text, encoding) = decode::decode(bytes);
    if text.trim().is_empty() {
        return Err(CohortError::table("the file is empty", "文件为空"));
    }
    if is_binary(&text) {
        return Err(CohortError::table(
            "this is not a table: CSV, XLSX or JSONL is expected",
            "无法识别的文件,请提供 CSV、XLSX 或 JSONL 表格",
        ));
    }
    if text.trim_start().starts_with('{') {
        jsonl_table::read(&text, encoding, limits)
    } else {
        csv_table::read(&text, encoding, limits, known)
    }
}

/// Other files are full of zeros; a zero or two in a table is dirt in a cell, and said there.
fn is_binary(text: &str) -> bool {
    let (zeros, all) =
        text.chars().take(4096).fold((0, 0), |(zeros, all), c| (zeros + usize::from(c == '\0'), all + 1));
    zeros > 3 && zeros * 50 > all
}
