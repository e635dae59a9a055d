//! The table that leaves, in memory, column by column.

use serde_json::{Value as Json, json};
use statfiles::{Column, Intake, Notes, StatError, Table, Value};
use workbench_core::{State, Variable};
use workbench_store::FrozenCase;

use super::column::{Cell, column};
use super::fields::{self, BIRTH, REPORTS, SEX};

/// Rows and columns as they leave.
pub struct Sheet {
    /// Dictionary entries, one a column; the patient's first.
    pub variables: Vec<Variable>,
    pub columns: Vec<Column>,
    /// Values column by column.
    values: Vec<Vec<Value>>,
    rows: usize,
}

impl Sheet {
    /// The table of these cases.
    pub fn of(chosen: &[Variable], cases: &[FrozenCase]) -> Self {
        let mut variables = vec![fields::patient()];
        variables.extend(chosen.iter().cloned());
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for variable in &variables {
            let cells: Vec<Cell> = cases.iter().map(|case| cell(variable, case)).collect();
            let (column, held) = column(variable, &cells);
            columns.push(column);
            values.push(held);
        }
        Self { variables, columns, values, rows: cases.len() }
    }

    pub fn count(&self) -> usize {
        self.rows
    }

    /// A cell as text, as a CSV file has it before formulas are disarmed.
    pub fn text(&self, row: usize, column: usize) -> String {
        match (self.columns.get(column), self.value(row, column)) {
            (Some(kind), Some(value)) => kind.write(value),
            _ => String::new(),
        }
    }

    pub fn value(&self, row: usize, column: usize) -> Option<&Value> {
        self.values.get(column)?.get(row)
    }

    /// The rows `from..from + limit` as texts.
    pub fn rows(&self, from: usize, limit: usize) -> Vec<Vec<String>> {
        let row = |row| (0..self.columns.len()).map(|column| self.text(row, column)).collect();
        (0..self.rows).skip(from).take(limit).map(row).collect()
    }

    /// The table for the writers of files.
    pub fn table(&self, notes: Notes, folder: &std::path::Path) -> Result<Table, StatError> {
        let mut intake = Intake::new(self.columns.clone(), notes, Some(folder))?;
        for row in 0..self.rows {
            intake.push(
                (0..self.columns.len()).map(|column| self.value(row, column).cloned().unwrap_or_default()),
            )?;
        }
        intake.finish()
    }
}

fn cell(variable: &Variable, case: &FrozenCase) -> Cell {
    let patient = &case.row.patient;
    let known = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Held(json!(text)) };
    match variable.key.as_str() {
        fields::PATIENT => known(patient.identifier.as_deref().unwrap_or(&patient.label)),
        SEX => known(&patient.sex),
        BIRTH => known(&iso(&case.birth_date)),
        REPORTS => Cell::Held(json!(case.row.reports)),
        key => match case.row.values.get(key) {
            None => Cell::Empty,
            Some(held) => match held.value.state {
                State::NotMentioned => Cell::NotMentioned,
                State::Conflict => Cell::Conflict,
                _ if held.value.value == Json::Null => Cell::Empty,
                _ => Cell::Held(held.value.value.clone()),
            },
        },
    }
}

/// A DICOM date as ISO 8601; anything else as it is.
fn iso(date: &str) -> String {
    let digits = date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit());
    match (date.get(..4), date.get(4..6), date.get(6..)) {
        (Some(year), Some(month), Some(day)) if digits => format!("{year}-{month}-{day}"),
        _ => date.to_owned(),
    }
}
