//! Reads workbooks: our own with their dictionary, others by their first sheet. Cells come one by one.

use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};

use super::{EPOCH, FIRST_DAY, SHEETS};
use crate::gather::{Body, Cells, Found, Shape};
use crate::plan::Cell;
use crate::{Dictionary, Format, Moment, Notes, StatError};

pub(crate) struct File<R: Read + Seek> {
    book: Xlsx<BufReader<R>>,
    sheet: String,
    found: Vec<Found>,
    notes: Notes,
    /// The dictionary in the workbook.
    pub dictionary: Option<Dictionary>,
}

/// Unpacked bytes of all parts that are read at once; sheets are not among them.
const UNPACKED: u64 = 1 << 30;
/// Bytes of one text or tag of a sheet: 32,767 characters, each written as an escape.
const ELEMENT: usize = 1 << 20;

impl<R: Read + Seek> File<R> {
    pub fn open(mut input: R) -> Result<Self, StatError> {
        unpacked(&mut input)?;
        let mut book = Xlsx::new(BufReader::new(input)).map_err(wrong)?;
        let names = book.sheet_names();
        let sheet = names.iter().find(|n| *n == SHEETS[0]).or(names.first()).cloned();
        let sheet = sheet.ok_or_else(|| StatError::damaged(Format::Xlsx, "it has no sheet"))?;
        let own = names.first().is_some_and(|n| n == SHEETS[0]);
        let mut notes = Notes::new();
        let mut dictionary = None;
        if own && names.iter().any(|n| n == SHEETS[1]) {
            let rows = small(&mut book, SHEETS[1])?;
            dictionary = Some(Dictionary::from_rows(rows)?);
        }
        if own && names.iter().any(|n| n == SHEETS[2]) {
            for row in small(&mut book, SHEETS[2])? {
                if let [key, text, ..] = row.as_slice() {
                    notes.add(key, text);
                }
            }
        }
        let mut found: Vec<Found> = Vec::new();
        let mut cells = book.worksheet_cells_reader(&sheet).map_err(wrong)?;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (row, column) = cell.get_position();
            if row > 0 {
                break;
            }
            let name = Data::from(cell.get_value().clone()).to_string().trim().to_owned();
            // columns without a name hold nothing that could be asked for
            while found.len() < column as usize {
                found.push(Found {
                    name: format!("V{}", found.len() + 1),
                    shape: Shape::Text,
                    ..Found::default()
                });
            }
            found.push(Found { name, shape: Shape::Text, ..Found::default() });
        }
        drop(cells);
        if found.is_empty() {
            return Err(StatError::damaged(Format::Xlsx, "its first row has no names"));
        }
        Ok(Self { book, sheet, found, notes, dictionary })
    }
}

/// A sheet of some thousand rows.
fn small<R: Read + Seek>(book: &mut Xlsx<BufReader<R>>, sheet: &str) -> Result<Vec<Vec<String>>, StatError> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cells = book.worksheet_cells_reader(sheet).map_err(wrong)?;
    while let Some(cell) = cells.next_cell().map_err(wrong)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        if column >= 16 || row > rows.len() + 1 {
            return Err(StatError::damaged(
                Format::Xlsx,
                format!("sheet `{sheet}` is not as it was written"),
            ));
        }
        while rows.len() <= row {
            rows.push(Vec::new());
        }
        rows[row].resize(column + 1, String::new());
        rows[row][column] = Data::from(cell.get_value().clone()).to_string();
    }
    Ok(rows)
}

impl<R: Read + Seek> Cells for File<R> {
    fn found(&self) -> &[Found] {
        &self.found
    }

    fn notes(&self) -> Notes {
        self.notes.clone()
    }

    fn each(&mut self, body: &mut Body<'_>) -> Result<(), StatError> {
        let mut cells = self.book.worksheet_cells_reader(&self.sheet).map_err(wrong)?;
        // the range the sheet declares; rows at its end may be empty
        let last = cells.dimensions().end.0;
        let mut row = vec![Cell::Empty; self.found.len()];
        let mut number = 0_u32;
        while let Some(cell) = cells.next_cell().map_err(wrong)? {
            let (at, column) = cell.get_position();
            if at == 0 {
                number = number.max(1);
                continue;
            }
            while number < at {
                if number > 0 {
                    body(number.into(), &row)?;
                    row.fill(Cell::Empty);
                }
                number += 1;
            }
            if let Some(slot) = row.get_mut(column as usize) {
                *slot = value(cell.get_value(), at)?;
            }
        }
        while number > 0 && number <= last.min(super::ROWS as u32) {
            body(number.into(), &row)?;
            row.fill(Cell::Empty);
            number += 1;
        }
        Ok(())
    }
}

fn value(value: &DataRef<'_>, row: u32) -> Result<Cell<'static>, StatError> {
    let text = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned().into()) };
    Ok(match value {
        DataRef::Empty => Cell::Empty,
        DataRef::String(t) => text(t),
        DataRef::SharedString(t) => text(t),
        #[expect(clippy::cast_precision_loss, reason = "Excel's numbers are doubles")]
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Float(x) => Cell::Number(*x),
        DataRef::Bool(yes) => Cell::Number(f64::from(u8::from(*yes))),
        DataRef::DateTime(serial) => {
            let days = serial.as_f64() - EPOCH;
            let moment = Some(days)
                .filter(|d| *d >= f64::from(FIRST_DAY) && *d < 3e6)
                .map(|d| (d * 86_400_000.0).round())
                .and_then(|ms| {
                    #[expect(clippy::cast_possible_truncation, reason = "below 3e6 days")]
                    Moment::from_millis(ms as i64)
                });
            match moment {
                Some(moment) => text(&moment.to_string()),
                None => Cell::Number(serial.as_f64()),
            }
        }
        DataRef::DateTimeIso(t) | DataRef::DurationIso(t) => text(t),
        DataRef::Error(e) => {
            return Err(StatError::Row {
                row: u64::from(row) + 1,
                reason: format!("a cell holds the error {e}"),
            });
        }
    })
}

/// Measures by unpacking to nowhere what will be in memory at once: a sheet's longest text, all of the other parts.
fn unpacked<R: Read + Seek>(input: &mut R) -> Result<(), StatError> {
    let bad = |reason: String| StatError::damaged(Format::Xlsx, reason);
    let mut archive = zip::ZipArchive::new(&mut *input).map_err(|e| bad(e.to_string()))?;
    let mut room = UNPACKED;
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).map_err(|e| bad(e.to_string()))?;
        let whole = if part.name().is_ok_and(|name| name.starts_with("xl/worksheets/sheet")) {
            longest(&mut part).is_ok_and(|longest| longest < ELEMENT)
        } else {
            let read = std::io::copy(&mut part.by_ref().take(room + 1), &mut std::io::sink());
            let left = read.ok().and_then(|n| room.checked_sub(n));
            room = left.unwrap_or(0);
            left.is_some()
        };
        if !whole {
            return Err(bad("a part of it is damaged or unpacks to more than a workbook holds".to_owned()));
        }
    }
    drop(archive);
    input.seek(SeekFrom::Start(0)).map(drop).map_err(StatError::io("read the file"))
}

/// Bytes of the longest run without a tag.
fn longest(part: &mut impl Read) -> std::io::Result<usize> {
    let (mut longest, mut run, mut bytes) = (0, 0, vec![0; 1 << 16]);
    loop {
        let n = part.read(&mut bytes)?;
        let Some(read) = bytes.get(..n).filter(|read| !read.is_empty()) else { return Ok(longest.max(run)) };
        for (place, piece) in read.split(|b| *b == b'<').enumerate() {
            run = if place == 0 { run + piece.len() } else { piece.len() };
            longest = longest.max(run);
        }
    }
}

fn wrong(error: XlsxError) -> StatError {
    StatError::damaged(Format::Xlsx, error.to_string())
}
