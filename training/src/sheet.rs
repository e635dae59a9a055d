//! A CSV text as named columns of cells.

use crate::error::{Result, TrainingError, short};
use std::borrow::Cow;
use std::collections::HashMap;

/// Cells that mean "no value", compared in lower case.
const MISSING: [&str; 6] = ["", "na", "n/a", "nan", "null", "none"];

/// Column names that name a row; so does a first column without a name.
const ROW_NAMES: [&str; 2] = ["id", "row_id"];

/// A decoded CSV table: header, cells and the line each row began on.
#[derive(Clone, Debug)]
pub struct Sheet {
    header: Vec<String>,
    rows: Vec<csv::StringRecord>,
    id: Option<usize>,
}

impl Sheet {
    /// Reads UTF-8 or UTF-16 (with or without byte-order mark) or GB18030 text,
    /// separated by commas, tabs or semicolons. Rows count from 0 below the header.
    ///
    /// # Errors
    /// When the text is in another encoding, is not CSV, has no rows, or two
    /// columns share a name.
    pub fn from_csv(bytes: &[u8]) -> Result<Self> {
        let text = decode(bytes)?;
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&text)).from_reader(text.as_bytes());
        let mut header: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_owned()).collect();
        if header.iter().all(String::is_empty) {
            return Err(TrainingError::Empty("it has no header line"));
        }
        if let Some(first) = header.first_mut().filter(|name| name.is_empty()) {
            "id".clone_into(first);
        }
        let mut seen = HashMap::new();
        for (at, name) in header.iter().enumerate() {
            let position = at + 1;
            if name.is_empty() {
                return Err(TrainingError::Header { position, problem: "has no name".into() });
            }
            if let Some(before) = seen.insert(name.as_str(), position) {
                let problem = format!("is called `{}` like column {before}", short(name));
                return Err(TrainingError::Header { position, problem });
            }
        }
        let rows = reader.records().collect::<Result<Vec<_>, _>>()?;
        if rows.is_empty() {
            return Err(TrainingError::Empty("it has a header and no rows"));
        }
        let id = header.iter().position(|name| ROW_NAMES.contains(&name.to_lowercase().as_str()));
        Ok(Self { header, rows, id })
    }

    /// Column names in order.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Number of rows below the header.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row; never true after reading.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The column that names rows: `id`, `row_id`, or a first column without a name.
    pub fn id_column(&self) -> Option<usize> {
        self.id
    }

    /// The index of a named column.
    ///
    /// # Errors
    /// When there is none; the message lists what there is.
    pub fn position(&self, name: &str) -> Result<usize> {
        self.header.iter().position(|column| column == name).ok_or_else(|| {
            let mut known: Vec<_> = self.header.iter().take(12).map(|c| format!("`{}`", short(c))).collect();
            if self.header.len() > known.len() {
                known.push(format!("{} more", self.header.len() - known.len()));
            }
            TrainingError::NoColumn { name: short(name), known: known.join(", ") }
        })
    }

    /// A cell without surrounding white space, or `None` when it is missing.
    pub fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let cell = self.rows.get(row)?.get(column)?.trim();
        let missing = cell.len() <= 4 && MISSING.contains(&cell.to_ascii_lowercase().as_str());
        (!missing).then_some(cell)
    }

    /// The name of a row: its `id` cell, else its number from 0.
    pub fn row_name(&self, row: usize) -> String {
        self.id.and_then(|id| self.cell(row, id)).map_or_else(|| row.to_string(), str::to_owned)
    }

    /// Where a row begins, for messages: `line 7`.
    pub fn place(&self, row: usize) -> String {
        let line = self.rows.get(row).and_then(csv::StringRecord::position).map_or(0, csv::Position::line);
        format!("line {line}")
    }

    /// A cell as a number, NaN when missing.
    ///
    /// # Errors
    /// When it is anything but a finite number; the message names column and line.
    pub fn number(&self, row: usize, column: usize) -> Result<f64> {
        let Some(cell) = self.cell(row, column) else { return Ok(f64::NAN) };
        cell.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| TrainingError::Cell {
            column: self.header.get(column).map(|name| short(name)).unwrap_or_default(),
            place: self.place(row),
            cell: short(cell),
        })
    }
}

/// The text of `bytes`; a byte-order mark decides, else UTF-8, else GB18030.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        return encoding
            .decode_without_bom_handling_and_without_replacement(body)
            .ok_or(TrainingError::Encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.into());
    }
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or(TrainingError::Encoding)
}

/// The separator that occurs most often in the header line; comma when none does.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let count = |mark: u8| header.bytes().filter(|&byte| byte == mark).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|&mark| count(mark)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_and_separators_agree() {
        let text = "id,大小,b\nr1,1.5,NA\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let variants = [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            gb.into_owned(),
            utf16,
            text.replace(',', "\t").into_bytes(),
            text.replace(',', ";").replace('\n', "\r\n").into_bytes(),
        ];
        for bytes in variants {
            let sheet = Sheet::from_csv(&bytes).unwrap();
            assert_eq!(sheet.header(), ["id", "大小", "b"]);
            assert_eq!(sheet.row_name(0), "r1");
            assert_eq!(sheet.number(0, 1).unwrap().to_bits(), 1.5f64.to_bits());
            assert!(sheet.number(0, 2).unwrap().is_nan());
        }
    }

    #[test]
    fn errors_name_the_place() {
        let message = |bytes: &[u8]| match Sheet::from_csv(bytes) {
            Err(error) => error.to_string(),
            Ok(sheet) => sheet.number(1, 1).unwrap_err().to_string(),
        };
        assert!(message(b"id,a\nx,1\ny,inf\n").contains("column `a`, line 3: `inf`"));
        assert!(message(b"id,a,a\n1,2,3\n").contains("column 3 of the table is called `a` like column 2"));
        assert!(message(b"id,a\nx,1,2\n").contains("line: 2"));
        assert!(message(b"id,a\n").contains("no rows"));
        assert!(message(b"").contains("no header"));
        assert!(message(b"a\n\xff\xff\x80").contains("GB18030"));
    }
}
