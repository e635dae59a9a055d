//! Reading, a column at a time: a page of a wide table needs few of them.

use axum::body::Bytes;
use parquet::basic::Type as Physical;
use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};

use super::broken;
use crate::AppError;

/// An open file.
pub struct FeatureFile {
    reader: SerializedFileReader<Bytes>,
    features: Vec<String>,
}

impl FeatureFile {
    /// # Errors
    /// When the bytes are no Parquet file.
    pub fn open(bytes: Vec<u8>) -> Result<Self, AppError> {
        let reader = SerializedFileReader::new(Bytes::from(bytes)).map_err(broken)?;
        let columns = reader.metadata().file_metadata().schema_descr().columns();
        let features = columns
            .iter()
            .filter(|column| column.physical_type() == Physical::DOUBLE)
            .map(|column| column.name().to_owned())
            .collect();
        Ok(Self { reader, features })
    }

    /// Names of the columns of numbers.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    pub fn rows(&self) -> usize {
        usize::try_from(self.reader.metadata().file_metadata().num_rows()).unwrap_or_default()
    }

    /// What stands beside the rows under a key.
    pub fn beside(&self, key: &str) -> Option<&str> {
        let pairs = self.reader.metadata().file_metadata().key_value_metadata()?;
        pairs.iter().find(|pair| pair.key == key)?.value.as_deref()
    }

    /// How many numbers of a column could not be computed.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn missing(&self, name: &str) -> Result<usize, AppError> {
        let at = self.place(name)?;
        let groups = self.reader.metadata().row_groups().iter();
        let counted: Option<u64> = groups.map(|group| group.column(at).statistics()?.null_count_opt()).sum();
        match counted {
            Some(count) => Ok(usize::try_from(count).unwrap_or(usize::MAX)),
            None => Ok(self.numbers(name)?.iter().filter(|value| value.is_nan()).count()),
        }
    }

    /// A column of numbers, top to bottom; NaN where there is none.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, AppError> {
        let mut all = Vec::with_capacity(self.rows());
        self.each(name, |column, rows| {
            let ColumnReader::DoubleColumnReader(column) = column else { return Ok(false) };
            let (mut there, mut values) = (Vec::new(), Vec::new());
            column.read_records(rows, Some(&mut there), None, &mut values)?;
            let mut values = values.into_iter();
            all.extend(there.iter().map(|here| match here {
                0 => f64::NAN,
                _ => values.next().unwrap_or(f64::NAN),
            }));
            Ok(true)
        })?;
        Ok(all)
    }

    /// A column of text.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, AppError> {
        let mut all = Vec::with_capacity(self.rows());
        self.each(name, |column, rows| {
            let ColumnReader::ByteArrayColumnReader(column) = column else { return Ok(false) };
            let mut cells = Vec::new();
            column.read_records(rows, None, None, &mut cells)?;
            all.extend(cells.iter().map(|cell| String::from_utf8_lossy(cell.data()).into_owned()));
            Ok(true)
        })?;
        Ok(all)
    }

    fn place(&self, name: &str) -> Result<usize, AppError> {
        let columns = self.reader.metadata().file_metadata().schema_descr().columns();
        columns.iter().position(|column| column.name() == name).ok_or_else(|| no_column(name))
    }

    fn each(
        &self,
        name: &str,
        mut read: impl FnMut(&mut ColumnReader, usize) -> Result<bool, ParquetError>,
    ) -> Result<(), AppError> {
        let at = self.place(name)?;
        for group in 0..self.reader.num_row_groups() {
            let group = self.reader.get_row_group(group).map_err(broken)?;
            let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
            let mut column = group.get_column_reader(at).map_err(broken)?;
            if !read(&mut column, rows).map_err(broken)? {
                return Err(no_column(name));
            }
        }
        Ok(())
    }
}

/// The table has no such column.
pub fn no_column(name: &str) -> AppError {
    AppError::bad(format!("the table has no column `{name}`")).zh(format!("表中没有列“{name}”"))
}
