//! One JSON object a line; keys become columns.

use serde_json::Value;

use super::TextEncoding;
use super::problem::Problem;
use super::table::{Format, Limits, RawRow, RawTable};
use crate::CohortError;

pub(super) fn read(text: &str, encoding: TextEncoding, limits: &Limits) -> Result<RawTable, CohortError> {
    let mut table = RawTable {
        format: Format::Jsonl,
        encoding,
        delimiter: None,
        header: Vec::new(),
        rows: Vec::new(),
        problems: Vec::new(),
    };
    for (index, line) in text.lines().enumerate() {
        let row = index + 1;
        if index >= limits.rows {
            return Err(super::too_many_rows(limits));
        }
        if line.trim().is_empty() {
            continue;
        }
        let object = match serde_json::from_str(line) {
            Ok(Value::Object(object)) => object,
            Ok(_) => {
                let (zh, en) = ("该行不是 JSON 对象 {…}", "the line is not a JSON object {…}");
                table.problems.push(Problem::dropped(row, "", zh, en));
                continue;
            }
            Err(error) => {
                let at = error.column();
                table.problems.push(Problem::dropped(
                    row,
                    "",
                    format!("该行不是有效的 JSON(第 {at} 个字节附近)"),
                    format!("the line is not valid JSON (near byte {at})"),
                ));
                continue;
            }
        };
        let mut cells = vec![String::new(); table.header.len()];
        for (key, value) in object {
            let at = match table.header.iter().position(|name| *name == key) {
                Some(at) => at,
                None if table.header.len() >= limits.columns => continue,
                None => {
                    table.header.push(key);
                    cells.push(String::new());
                    table.header.len() - 1
                }
            };
            cells[at] = match value {
                Value::Null => String::new(),
                Value::String(text) => text,
                other => other.to_string(),
            };
        }
        match cells.iter().position(|cell| cell.len() > limits.cell) {
            Some(at) => table.problems.push(super::too_long(row, &table.header[at], limits)),
            None => table.rows.push(RawRow { row, cells }),
        }
    }
    // keys may appear late
    let width = table.header.len();
    for row in &mut table.rows {
        row.cells.resize(width, String::new());
    }
    Ok(table)
}
