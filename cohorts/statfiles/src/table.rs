//! A table on its way: taken row by row, kept in a temporary file, read as often as a format needs.

use std::fs::File;
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::codec;
use crate::column;
use crate::survey::Survey;
use crate::{Column, Notes, StatError, Value};

/// Bytes of a batch of rows in memory.
const BATCH: usize = 4 << 20;
/// Rows of a batch at most.
const BATCH_ROWS: u32 = 4096;
/// Bytes of one text at most.
const TEXT: usize = 64 << 20;

/// Takes the rows of a table. Memory stays within one batch (4 MB, or one row that is longer).
pub struct Intake {
    columns: Vec<Column>,
    notes: Notes,
    surveys: Vec<Survey>,
    file: BufWriter<File>,
    segments: Vec<Vec<u8>>,
    bytes: usize,
    batch: Batch,
    batches: Vec<Batch>,
    end: u64,
    rows: u64,
}

/// Some rows in the temporary file, column after column.
#[derive(Clone, Default)]
struct Batch {
    rows: u32,
    start: u64,
    lengths: Vec<u32>,
}

/// A complete table, ready to be written in any format, any number of times.
pub struct Table {
    columns: Vec<Column>,
    notes: Notes,
    surveys: Vec<Survey>,
    file: File,
    batches: Vec<Batch>,
    rows: u64,
}

impl Intake {
    /// A table of these columns. The temporary file has no name and lies in `folder`, or where the system puts such files.
    pub fn new(columns: Vec<Column>, notes: Notes, folder: Option<&Path>) -> Result<Self, StatError> {
        column::check(&columns)?;
        let file = match folder {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        };
        let file = BufWriter::new(file.map_err(StatError::io("make a temporary file"))?);
        let n = columns.len();
        Ok(Self {
            surveys: vec![Survey::default(); n],
            segments: vec![Vec::new(); n],
            columns,
            notes,
            file,
            bytes: 0,
            batch: Batch::default(),
            batches: Vec::new(),
            end: 0,
            rows: 0,
        })
    }

    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Rows taken so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes a row, one value a column. Rows are numbered from 1 in errors.
    pub fn push(&mut self, row: impl IntoIterator<Item = Value>) -> Result<(), StatError> {
        let number = self.rows + 1;
        let mut values = row.into_iter();
        for ((column, survey), segment) in self.columns.iter().zip(&mut self.surveys).zip(&mut self.segments)
        {
            let Some(value) = values.next() else {
                return Err(StatError::cell(number, &column.key, "the row ends before this column"));
            };
            let had = matches!(&value, Value::Text(text) if text.contains('\u{fffd}'));
            let value =
                column.accept(value).map_err(|reason| StatError::cell(number, &column.key, reason))?;
            if let Value::Text(text) = &value {
                if text.len() > TEXT {
                    return Err(StatError::cell(number, &column.key, "a text has at most 64 MB"));
                }
                survey.replaced += u64::from(!had && text.contains('\u{fffd}'));
            }
            survey.note(&value);
            let before = segment.len();
            codec::put(segment, &value);
            self.bytes += segment.len() - before;
        }
        if values.next().is_some() {
            return Err(StatError::Row { row: number, reason: "more values than columns".to_owned() });
        }
        self.rows = number;
        self.batch.rows += 1;
        if self.bytes >= BATCH || self.batch.rows >= BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StatError> {
        let mut batch = std::mem::take(&mut self.batch);
        batch.start = self.end;
        for segment in &mut self.segments {
            self.file.write_all(segment).map_err(StatError::io("write the temporary file"))?;
            let length = u32::try_from(segment.len());
            batch.lengths.push(length.map_err(|_| StatError::Row {
                row: self.rows,
                reason: "the texts of some rows are too long together".to_owned(),
            })?);
            self.end += segment.len() as u64;
            segment.clear();
            segment.shrink_to(BATCH);
        }
        self.bytes = 0;
        self.batches.push(batch);
        Ok(())
    }

    /// The table, all rows taken.
    pub fn finish(mut self) -> Result<Table, StatError> {
        if self.batch.rows > 0 {
            self.flush()?;
        }
        let file =
            self.file.into_inner().map_err(|e| StatError::io("write the temporary file")(e.into_error()))?;
        let Self { columns, notes, surveys, batches, rows, .. } = self;
        Ok(Table { columns, notes, surveys, file, batches, rows })
    }
}

impl Table {
    /// The columns, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The notes that go with it.
    pub fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The notes, to be added to.
    pub fn notes_mut(&mut self) -> &mut Notes {
        &mut self.notes
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub(crate) fn surveys(&self) -> &[Survey] {
        &self.surveys
    }

    /// Calls `body` with each row in order (numbered from 1). A batch of rows is in memory at a time.
    pub fn each_row(
        &mut self,
        mut body: impl FnMut(u64, &[Value]) -> Result<(), StatError>,
    ) -> Result<(), StatError> {
        let (mut number, mut bytes) = (0, Vec::new());
        let mut row = Vec::with_capacity(self.columns.len());
        for batch in &self.batches {
            let length = batch.lengths.iter().map(|l| *l as usize).sum();
            read(&mut self.file, batch.start, length, &mut bytes)?;
            let mut cursors = Vec::with_capacity(batch.lengths.len());
            let mut rest = bytes.as_slice();
            for length in &batch.lengths {
                let (segment, after) = rest.split_at_checked(*length as usize).ok_or_else(damaged)?;
                cursors.push(segment);
                rest = after;
            }
            for _ in 0..batch.rows {
                row.clear();
                for cursor in &mut cursors {
                    row.push(codec::take(cursor).ok_or_else(damaged)?);
                }
                number += 1;
                body(number, &row)?;
            }
        }
        Ok(())
    }

    /// Calls `body` with each value of one column in order.
    pub(crate) fn each_value(
        &mut self,
        column: usize,
        mut body: impl FnMut(u64, &Value) -> Result<(), StatError>,
    ) -> Result<(), StatError> {
        let (mut number, mut bytes) = (0, Vec::new());
        for batch in &self.batches {
            let before: u64 = batch.lengths.iter().take(column).map(|l| u64::from(*l)).sum();
            let length = *batch.lengths.get(column).ok_or_else(damaged)? as usize;
            read(&mut self.file, batch.start + before, length, &mut bytes)?;
            let mut cursor = bytes.as_slice();
            for _ in 0..batch.rows {
                number += 1;
                body(number, &codec::take(&mut cursor).ok_or_else(damaged)?)?;
            }
        }
        Ok(())
    }
}

fn read(file: &mut File, start: u64, length: usize, bytes: &mut Vec<u8>) -> Result<(), StatError> {
    bytes.resize(length, 0);
    file.seek(SeekFrom::Start(start))
        .and_then(|_| file.read_exact(bytes))
        .map_err(StatError::io("read the temporary file"))
}

fn damaged() -> StatError {
    StatError::io("read the temporary file")(std::io::ErrorKind::InvalidData.into())
}
