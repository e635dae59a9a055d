//! A table of patients and fields, to be held against the values that stand.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use workbench_core::Variable;

use super::{Cell, Filler, parse};
use crate::CohortError;
use crate::fold::fold;
use crate::intake::{Limits, Role, marks, table};

/// What a column of the file is taken for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SheetColumn {
    /// Name in the file.
    pub column: String,
    /// Key of the field; null when the column is not read.
    pub field: Option<String>,
}

/// Something wrong with a row; row 0 is the file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SheetProblem {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// Column as it is named in the file; empty when the row as a whole is meant.
    pub column: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A row with nothing wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// Row as a spreadsheet counts it.
    pub row: usize,
    /// Patient as the file names one.
    pub patient: String,
    /// What it says of fields, as it is kept.
    pub values: BTreeMap<String, Value>,
}

/// What a table says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Its columns, the patient's left out.
    pub columns: Vec<SheetColumn>,
    /// Rows with nothing wrong.
    pub rows: Vec<SheetRow>,
    /// Number of rows with something wrong.
    pub bad: usize,
    /// What is wrong, by row.
    pub problems: Vec<SheetProblem>,
}

/// Reads a table (CSV, XLSX or JSONL). `key` names the column with the patients; without it, or when the file has no such
/// column, it is found by its name. A column is a field when it is called by its key or one of its names.
///
/// # Errors
/// When the bytes are no table or no column names the patient.
pub fn sheet(bytes: &[u8], key: &str, fields: &[Variable]) -> Result<Sheet, CohortError> {
    let names = names(fields);
    let count =
        |header: &[String]| header.iter().filter(|name| names.contains_key(&fold(name.trim()))).count();
    let raw = table::read(bytes, &Limits::default(), &count)?;
    let marks = marks(bytes)?;
    let patient = (!key.is_empty()).then(|| raw.header.iter().position(|name| name == key)).flatten();
    let by_role = || raw.header.iter().position(|name| Role::of(name) == Some(Role::PatientId));
    let plain = || raw.header.iter().position(|name| matches!(fold(name).as_str(), "patient" | "患者"));
    let Some(patient) = patient.or_else(by_role).or_else(plain) else {
        let found: Vec<String> = raw.header.iter().take(30).cloned().collect();
        return Err(CohortError::table(
            format!("the table lacks a column `patient_id`; its columns are: {}", found.join(", ")),
            format!("表格缺少患者编号列(patient_id/患者编号/病历号);现有列:{}", found.join("、")),
        ));
    };
    let mut sheet = Sheet::default();
    let told = raw.problems.iter().map(|problem| SheetProblem {
        row: problem.row,
        column: problem.column.clone(),
        zh: problem.message_zh.clone(),
        en: problem.message_en.clone(),
    });
    sheet.problems.extend(told);
    sheet.bad = raw.problems.iter().filter(|problem| problem.dropped).count();
    let places = sheet.place(&raw.header, patient, &names);
    let filler = Filler::new(fields);
    let mut seen: HashMap<&str, Vec<usize>> = HashMap::new();
    for row in &raw.rows {
        let name = row.cells.get(patient).map_or("", |cell| cell.trim());
        seen.entry(name).or_default().push(row.row);
    }
    for row in &raw.rows {
        let name = row.cells.get(patient).map_or("", |cell| cell.trim());
        let filled = row.cells.iter().any(|cell| !cell.trim().is_empty());
        let before = sheet.problems.len();
        if !filled && marks.of_row(row.row, &raw.header).next().is_none() {
            continue;
        }
        let header = raw.header.get(patient).map_or("", String::as_str);
        for (column, zh, en) in marks.of_row(row.row, &raw.header) {
            sheet.wrong(row.row, &column, zh, en);
        }
        if name.is_empty() {
            sheet.wrong(row.row, header, "患者编号为空".to_owned(), "the patient number is empty".to_owned());
        } else if let Some(rows) = seen.get(name).filter(|rows| rows.len() > 1) {
            let others: Vec<String> =
                rows.iter().filter(|other| **other != row.row).take(5).map(usize::to_string).collect();
            let others = others.join("、");
            sheet.wrong(
                row.row,
                header,
                format!("患者编号“{name}”与第 {others} 行重复，无法判断以哪行为准"),
                format!("patient `{name}` is in row {others} too; which of them is right cannot be told"),
            );
        }
        let mut values = BTreeMap::new();
        for (column, field) in &places {
            let cell = row.cells.get(*column).map_or("", String::as_str);
            let read = parse(field, cell).and_then(|cell| match cell {
                Cell::Empty => Ok(None),
                Cell::Says(value) => filler.fill(&field.key, &value).map(|(value, _)| Some(value)),
            });
            match read {
                Ok(None) => {}
                Ok(Some(value)) => drop(values.insert(field.key.clone(), value)),
                Err(misfit) => {
                    let column = raw.header.get(*column).cloned().unwrap_or_default();
                    sheet.wrong(row.row, &column, misfit.zh, misfit.en);
                }
            }
        }
        if sheet.problems.len() > before {
            sheet.bad += 1;
        } else {
            sheet.rows.push(SheetRow { row: row.row, patient: name.to_owned(), values });
        }
    }
    sheet.problems.sort_by_key(|problem| problem.row);
    Ok(sheet)
}

/// Fields by what columns may call them; a key wins over a name.
fn names(fields: &[Variable]) -> HashMap<String, &Variable> {
    let mut names = HashMap::new();
    for field in fields {
        for name in [&field.name_en, &field.name_zh] {
            names.entry(fold(name.trim())).or_insert(field);
        }
    }
    for field in fields {
        names.insert(fold(&field.key), field);
    }
    names
}

impl Sheet {
    fn wrong(&mut self, row: usize, column: &str, zh: String, en: String) {
        self.problems.push(SheetProblem { row, column: column.to_owned(), zh, en });
    }

    /// Which columns are read as which fields; each field once, calculated ones never.
    fn place<'a>(
        &mut self,
        header: &[String],
        patient: usize,
        names: &HashMap<String, &'a Variable>,
    ) -> Vec<(usize, &'a Variable)> {
        let mut places: Vec<(usize, &Variable)> = Vec::new();
        for (index, column) in header.iter().enumerate() {
            if index == patient || column.trim().is_empty() {
                continue;
            }
            let field = names.get(&fold(column.trim())).copied();
            let twice = field.is_some_and(|field| places.iter().any(|(_, known)| known.key == field.key));
            let calculated = field.is_some_and(|field| field.formula.is_some());
            if twice {
                self.wrong(
                    0,
                    column,
                    "该列与前面的列是同一字段，未读取".to_owned(),
                    "an earlier column is the same field; this one is not read".to_owned(),
                );
            }
            if calculated {
                self.wrong(
                    0,
                    column,
                    "该字段是自动计算的，未读取".to_owned(),
                    "the field is calculated; the column is not read".to_owned(),
                );
            }
            let field = field.filter(|_| !twice && !calculated);
            places.extend(field.map(|field| (index, field)));
            self.columns
                .push(SheetColumn { column: column.clone(), field: field.map(|field| field.key.clone()) });
        }
        places
    }
}
