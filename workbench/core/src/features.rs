//! Feature tables 特征: rows of one ROI each, columns of numbers.

use crate::{Code, Coded};

/// A dense table of numbers with named rows and columns; NaN marks a value
/// that could not be computed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeatureTable {
    /// Row names: ids of ROI versions, or any unique text.
    pub rows: Vec<String>,
    /// Column names.
    pub columns: Vec<String>,
    /// `rows.len() * columns.len()` numbers, row after row.
    pub values: Vec<f64>,
}

/// Why a table cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A row has another number of cells than the header.
    #[error("row `{row}` has {found} values, the table has {expected} columns")]
    Width {
        /// Name of the row.
        row: String,
        /// Cells found.
        found: usize,
        /// Cells expected.
        expected: usize,
    },
    /// No such column.
    #[error("the table has no column `{0}`")]
    NoColumn(String),
    /// The CSV text is malformed.
    #[error("the table is not valid CSV: {0}")]
    Csv(#[from] csv::Error),
}

impl Coded for TableError {
    fn code(&self) -> Code {
        Code::BadInput
    }
}

impl FeatureTable {
    /// An empty table with these columns.
    pub fn new(columns: Vec<String>) -> Self {
        Self { rows: Vec::new(), columns, values: Vec::new() }
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When `values` is not as long as the table is wide.
    pub fn push(&mut self, row: impl Into<String>, values: &[f64]) -> Result<(), TableError> {
        let row = row.into();
        if values.len() != self.columns.len() {
            return Err(TableError::Width { row, found: values.len(), expected: self.columns.len() });
        }
        self.rows.push(row);
        self.values.extend_from_slice(values);
        Ok(())
    }

    /// The numbers of row `index`.
    pub fn row(&self, index: usize) -> &[f64] {
        let width = self.columns.len();
        &self.values[index * width..(index + 1) * width]
    }

    /// The numbers of a column, top to bottom.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn column(&self, name: &str) -> Result<Vec<f64>, TableError> {
        let at = self
            .columns
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| TableError::NoColumn(name.to_owned()))?;
        Ok((0..self.rows.len()).map(|row| self.row(row)[at]).collect())
    }

    /// The table as CSV: first column `id`, numbers in the shortest form that
    /// reads back to the same bits, an empty cell for NaN.
    pub fn to_csv(&self) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let header = std::iter::once("id").chain(self.columns.iter().map(String::as_str));
        let mut ok = out.write_record(header).is_ok();
        for (index, row) in self.rows.iter().enumerate() {
            let cells =
                self.row(index).iter().map(|v| if v.is_nan() { String::new() } else { v.to_string() });
            ok &= out.write_record(std::iter::once(row.clone()).chain(cells)).is_ok();
        }
        debug_assert!(ok, "writing to memory does not fail");
        out.into_inner().unwrap_or_default()
    }

    /// Reads what [`to_csv`](Self::to_csv) wrote.
    ///
    /// # Errors
    /// When the text is not CSV or a row is too short or long. A cell that is
    /// not a number becomes NaN.
    pub fn from_csv(bytes: &[u8]) -> Result<Self, TableError> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
        let columns = reader.headers()?.iter().skip(1).map(str::to_owned).collect();
        let mut table = Self::new(columns);
        for record in reader.records() {
            let record = record?;
            let numbers: Vec<f64> =
                record.iter().skip(1).map(|cell| cell.trim().parse().unwrap_or(f64::NAN)).collect();
            table.push(record.get(0).unwrap_or_default(), &numbers)?;
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn csv_round_trips(values in proptest::collection::vec(proptest::num::f64::NORMAL, 6)) {
            let mut table = FeatureTable::new(vec!["a,b".into(), "c\"d".into()]);
            for (row, cells) in values.chunks(2).enumerate() {
                table.push(format!("第{row}行"), cells).unwrap();
            }
            prop_assert_eq!(FeatureTable::from_csv(&table.to_csv()).unwrap(), table);
        }
    }

    #[test]
    fn a_short_row_is_named() {
        let error = FeatureTable::from_csv(b"id,a,b\nr1,1,2\nr2,1\n").unwrap_err();
        assert_eq!(error.to_string(), "row `r2` has 1 values, the table has 2 columns");
    }
}
