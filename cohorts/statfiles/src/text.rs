//! Comma-separated text: rows in, one cell out.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use encoding_rs::GB18030;

use crate::{Format, StatError};

/// Bytes looked at to tell UTF-8 from GB18030.
const LOOK: u64 = 1 << 20;

/// The rows of a CSV file, in UTF-8 or GB18030, with or without byte-order mark.
pub(crate) struct Rows<R: Read> {
    records: csv::ByteRecordsIntoIter<std::io::Chain<Cursor<Vec<u8>>, R>>,
    chinese: bool,
    row: u64,
}

impl<R: Read> Rows<R> {
    pub fn new(mut input: R) -> Result<Self, StatError> {
        let mut start = Vec::new();
        input.by_ref().take(LOOK).read_to_end(&mut start).map_err(StatError::io("read the table"))?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            return Err(StatError::damaged(Format::Csv, "it is UTF-16: save it as CSV in UTF-8"));
        }
        if start.starts_with(b"PK\x03\x04") {
            return Err(StatError::damaged(Format::Csv, "it is a workbook or archive: save it as CSV"));
        }
        let chinese = match std::str::from_utf8(&start) {
            Ok(_) => false,
            // a character cut off at the end of what was looked at is no fault
            Err(e) => e.error_len().is_some() || (start.len() as u64) < LOOK,
        };
        if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            start.drain(..3);
        }
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(Cursor::new(start).chain(input));
        Ok(Self { records: reader.into_byte_records(), chinese, row: 0 })
    }

    /// The next row with its number, counted from 1.
    pub fn next_row(&mut self) -> Option<Result<(u64, Vec<String>), StatError>> {
        let record = self.records.next()?;
        self.row += 1;
        Some(self.decode(record).map(|cells| (self.row, cells)))
    }

    fn decode(&self, record: Result<csv::ByteRecord, csv::Error>) -> Result<Vec<String>, StatError> {
        let record = record.map_err(|e| match e.into_kind() {
            csv::ErrorKind::Io(e) => StatError::io("read the table")(e),
            other => StatError::Row { row: self.row, reason: format!("not a row of a CSV file: {other:?}") },
        })?;
        let cells = record.iter().map(|cell| {
            if self.chinese {
                GB18030.decode_without_bom_handling_and_without_replacement(cell).map(Cow::into_owned)
            } else {
                std::str::from_utf8(cell).ok().map(str::to_owned)
            }
        });
        cells.collect::<Option<_>>().ok_or_else(|| StatError::Row {
            row: self.row,
            reason: "its bytes are neither UTF-8 nor GB18030: save the file as CSV in UTF-8".to_owned(),
        })
    }
}

/// A cell with quotes where it needs them (RFC 4180), safe in a spreadsheet.
pub(crate) fn quoted(text: &str) -> Cow<'_, str> {
    let safe = crate::guard::guarded(text);
    if safe.contains(['"', ',', '\n', '\r']) || safe.starts_with(' ') || safe.ends_with(' ') {
        Cow::Owned(format!("\"{}\"", safe.replace('"', "\"\"")))
    } else {
        safe
    }
}
