//! CSV tables: UTF-8 with byte-order mark out, UTF-8 or GB18030 in.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

use crate::guard;
use crate::text::{Rows, quoted};
use crate::{Column, Dictionary, Format, Intake, Kind, StatError, Table};

/// Problems of a file that are named before reading stops.
const PROBLEMS: usize = 20;

pub(crate) fn write(table: &mut Table, out: &mut impl Write) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    let columns = table.columns().to_vec();
    let mut line = String::from("\u{feff}");
    let mut put = |line: &mut String| {
        // a line without any character is no row to a reader
        if columns.len() == 1 && line.trim_start_matches('\u{feff}').is_empty() {
            line.push_str("\"\"");
        }
        line.push_str("\r\n");
        let result = out.write_all(line.as_bytes()).map_err(&io);
        line.clear();
        result
    };
    for (n, column) in columns.iter().enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&quoted(&column.key));
    }
    put(&mut line)?;
    table.each_row(|_, values| {
        for (n, (column, value)) in columns.iter().zip(values).enumerate() {
            if n > 0 {
                line.push(',');
            }
            line.push_str(&quoted(&column.write(value)));
        }
        put(&mut line)
    })
}

/// Reads a table; without a dictionary every column is text. Columns are found by key, else by label; a dictionary's column
/// that the file has not is left out, a file's column that the dictionary has not is an error.
pub(crate) fn read(
    input: impl Read,
    dictionary: Option<&Dictionary>,
    folder: Option<&Path>,
) -> Result<Table, StatError> {
    let mut rows = Rows::new(input)?;
    let header = match rows.next_row() {
        Some(row) => row?.1,
        None => return Err(StatError::damaged(Format::Csv, "it is empty")),
    };
    let names: Vec<&str> = header.iter().map(|h| guard::bare(h.trim())).collect();
    let columns = match dictionary {
        None => names.iter().map(|n| Column::new(*n, Kind::Text)).collect(),
        Some(dictionary) => matched(&names, dictionary)?,
    };
    let notes = dictionary.map(|d| d.notes.clone()).unwrap_or_default();
    let mut intake = Intake::new(columns.clone(), notes, folder)?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next_row() {
        let (number, cells) = row?;
        if cells.len() != columns.len() {
            let reason = format!("{} cells where the header has {}", cells.len(), columns.len());
            problems.push(StatError::Row { row: number, reason });
        } else {
            let mut values = Vec::with_capacity(cells.len());
            for (column, cell) in columns.iter().zip(&cells) {
                match column.read(guard::bare(cell)) {
                    Ok(value) => values.push(value),
                    Err(reason) => problems.push(StatError::cell(number, &column.key, reason)),
                }
            }
            if problems.is_empty() {
                intake.push(values)?;
            }
        }
        if problems.len() >= PROBLEMS {
            break;
        }
    }
    match problems.len() {
        0 => intake.finish(),
        1 => Err(problems.remove(0)),
        _ => {
            problems.truncate(PROBLEMS);
            Err(StatError::Problems(problems))
        }
    }
}

fn matched(names: &[&str], dictionary: &Dictionary) -> Result<Vec<Column>, StatError> {
    let mut by_name: HashMap<&str, &Column> = HashMap::new();
    for column in &dictionary.columns {
        for label in [&column.label_zh, &column.label_en] {
            by_name.entry(label).or_insert(column);
        }
    }
    by_name.remove("");
    // keys win over labels
    by_name.extend(dictionary.columns.iter().map(|c| (c.key.as_str(), c)));
    let mut found: Vec<Column> = Vec::new();
    for name in names {
        let Some(column) = by_name.get(name) else {
            return Err(StatError::Header(format!(
                "the dictionary does not describe column `{name}` of the table: add a row with this key"
            )));
        };
        if found.iter().any(|f| f.key == column.key) {
            return Err(StatError::Header(format!("the table has the column `{}` twice", column.key)));
        }
        found.push((*column).clone());
    }
    Ok(found)
}
