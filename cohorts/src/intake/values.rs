//! Imported values: a table of patients and arbitrary columns.

use std::collections::HashMap;

use serde_json::Value;
use workbench_core::VariableType;

use super::header::{self, Role};
use super::problem::Problem;
use super::table::{self, Limits};
use super::{Format, TextEncoding};
use crate::CohortError;

/// A column of values with the type its cells share.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ValueColumn {
    /// Name in the file.
    pub name: String,
    /// `bool`, `integer`, `number`, `date` or `text`.
    pub kind: VariableType,
    /// Cells that hold a value.
    pub filled: usize,
}

/// One patient's values.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct ValueRow {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// Patient number.
    pub patient_id: String,
    /// One JSON value a column; null where the cell is empty or says it is missing.
    pub cells: Vec<Value>,
}

/// What a value table held.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ValueTable {
    /// Kind of file.
    pub format: Format,
    /// Encoding of its text.
    pub encoding: TextEncoding,
    /// Name of the column with the patient numbers.
    pub id_column: String,
    /// The other columns.
    pub columns: Vec<ValueColumn>,
    /// Rows in file order.
    pub rows: Vec<ValueRow>,
    /// What is wrong with rows that were left out.
    pub problems: Vec<Problem>,
}

/// Reads a value table: one row a patient, patients found by `patient_id` or a
/// synonym. A column is `bool` when all its cells are yes/no words (or all 0
/// and 1), else `integer`, `number`, `date`, else `text`.
///
/// # Errors
/// When the bytes are no table or no column holds patient numbers.
pub fn read(bytes: &[u8]) -> Result<ValueTable, CohortError> {
    let table = table::read(bytes, &Limits::default(), &header::known)?;
    let find = |role| table.header.iter().position(|name| Role::of(name) == Some(role));
    let Some(id) = find(Role::PatientId).or_else(|| find(Role::Accession)) else {
        let found: Vec<String> = table.header.iter().take(30).cloned().collect();
        return Err(CohortError::table(
            format!("the table lacks a column `patient_id`; its columns are: {}", found.join(", ")),
            format!("表格缺少患者编号列(patient_id/患者编号/病历号);现有列:{}", found.join("、")),
        ));
    };
    let mut problems = table.problems;
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut kept = Vec::new();
    for raw in table.rows {
        let patient = raw.cells.get(id).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        if patient.is_empty() {
            let (zh, en) = ("患者编号为空,该行未导入", "the patient number is empty, the row was left out");
            problems.push(Problem::dropped(raw.row, &table.header[id], zh, en));
            continue;
        }
        let first = *seen.entry(patient.clone()).or_insert(raw.row);
        if first != raw.row {
            problems.push(Problem::dropped(
                raw.row,
                &table.header[id],
                format!("患者编号“{patient}”与第 {first} 行重复,该行未导入"),
                format!("patient `{patient}` is already in row {first}, the row was left out"),
            ));
            continue;
        }
        kept.push((raw, patient));
    }

    let at: Vec<usize> =
        (0..table.header.len()).filter(|at| *at != id && !table.header[*at].is_empty()).collect();
    let mut columns = Vec::new();
    for column in &at {
        let cells = || kept.iter().map(|(raw, _)| raw.cells[*column].trim()).filter(|cell| !is_missing(cell));
        columns.push(ValueColumn {
            name: table.header[*column].clone(),
            kind: kind_of(cells),
            filled: cells().count(),
        });
    }
    let rows = kept
        .iter()
        .map(|(raw, patient)| ValueRow {
            row: raw.row,
            patient_id: patient.clone(),
            cells: at.iter().zip(&columns).map(|(at, c)| value_of(raw.cells[*at].trim(), c.kind)).collect(),
        })
        .collect();
    problems.sort_by_key(|problem| problem.row);
    let id_column = table.header[id].clone();
    Ok(ValueTable { format: table.format, encoding: table.encoding, id_column, columns, rows, problems })
}

fn is_missing(cell: &str) -> bool {
    let word = crate::fold::fold(cell);
    matches!(
        word.as_str(),
        "" | "na" | "n/a" | "nan" | "null" | "none" | "-" | "--" | "." | "缺失" | "不详" | "未知" | "未提及"
    )
}

fn yes_no(cell: &str) -> Option<bool> {
    match crate::fold::fold(cell).as_str() {
        "1" | "true" | "yes" | "y" | "是" | "有" | "阳性" | "t" => Some(true),
        "0" | "false" | "no" | "n" | "否" | "无" | "阴性" | "f" => Some(false),
        _ => None,
    }
}

fn number(cell: &str) -> Option<f64> {
    // an id such as 007 is not the number 7
    let plain = cell.trim_start_matches(['+', '-']);
    if plain.len() > 1 && plain.starts_with('0') && !plain.starts_with("0.") {
        return None;
    }
    let starts_as_number = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    cell.parse().ok().filter(|n: &f64| n.is_finite() && starts_as_number)
}

fn kind_of<'a, I: Iterator<Item = &'a str>>(cells: impl Fn() -> I) -> VariableType {
    let all = |test: &dyn Fn(&str) -> bool| cells().all(test);
    if cells().next().is_none() {
        VariableType::Text
    } else if all(&|cell| yes_no(cell).is_some()) {
        VariableType::Bool
    } else if all(&|cell| number(cell).is_some() && cell.parse::<i64>().is_ok()) {
        VariableType::Integer
    } else if all(&|cell| number(cell).is_some()) {
        VariableType::Number
    } else if all(&|cell| cell.len() >= 8 && super::iso_date(cell).is_some()) {
        VariableType::Date
    } else {
        VariableType::Text
    }
}

fn value_of(cell: &str, kind: VariableType) -> Value {
    if is_missing(cell) {
        return Value::Null;
    }
    match kind {
        VariableType::Bool => yes_no(cell).into(),
        VariableType::Integer => cell.parse::<i64>().ok().into(),
        VariableType::Number => number(cell).into(),
        VariableType::Date => super::iso_date(cell).into(),
        _ => cell.into(),
    }
}
