//! Workbooks, cell by cell: a hostile sheet cannot make us allocate its grid.

use std::io::{Cursor, Read};

use calamine::{DataRef, DataType, Reader, SheetVisible, Xlsx};

use super::TextEncoding;
use super::problem::Problem;
use super::table::{Format, Limits, RawRow, RawTable};
use crate::CohortError;

pub(super) fn bad(error: impl std::fmt::Display) -> CohortError {
    CohortError::table(
        format!("the workbook cannot be read ({error}): open it, save it again as .xlsx, or save as CSV"),
        format!("工作簿无法读取({error}),请重新另存为 .xlsx 或 CSV"),
    )
}

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<RawTable, CohortError> {
    check_unpacked_size(bytes, limits)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let sheets: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| matches!(sheet.visible, SheetVisible::Visible))
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut table = RawTable {
        format: Format::Xlsx,
        encoding: TextEncoding::Workbook,
        delimiter: None,
        header: Vec::new(),
        rows: Vec::new(),
        problems: Vec::new(),
    };
    for (index, sheet) in sheets.iter().enumerate() {
        read_sheet(&mut book, sheet, limits, &mut table)?;
        if !table.header.is_empty() {
            if sheets.len() > 1 {
                let others: Vec<_> = sheets.iter().skip(index + 1).map(String::as_str).collect();
                table.problems.push(Problem::noted(
                    0,
                    "",
                    format!("只读取了工作表“{sheet}”,未读取:{}", others.join("、")),
                    format!("only the sheet `{sheet}` was read, not {}", others.join(", ")),
                ));
            }
            return Ok(table);
        }
    }
    Err(CohortError::table("the workbook has no cells", "工作簿为空"))
}

fn read_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limits: &Limits,
    table: &mut RawTable,
) -> Result<(), CohortError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(bad)?;
    let mut current: Option<(u32, Vec<String>)> = None;
    let mut long: Option<(usize, String)> = None;
    loop {
        let cell = cells.next_cell().map_err(bad)?;
        let position = cell.as_ref().map(|cell| cell.get_position());
        let new_row = match (&current, position) {
            (Some((row, _)), Some((next, _))) => *row != next,
            (Some(_), None) => true,
            (None, _) => false,
        };
        if new_row && let Some((row, values)) = current.take() {
            let number = row as usize + 1;
            if table.rows.len() >= limits.rows {
                return Err(super::too_many_rows(limits));
            }
            match long.take() {
                Some((number, column)) => table.problems.push(super::too_long(number, &column, limits)),
                None => push(table, number, values),
            }
        }
        let Some(cell) = cell else { break };
        let (row, column) = cell.get_position();
        let column = column as usize;
        let text = cell_text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if column >= limits.columns || (!table.header.is_empty() && column >= table.header.len()) {
            continue;
        }
        let (_, values) = current.get_or_insert_with(|| (row, Vec::new()));
        if text.len() > limits.cell {
            let name = table.header.get(column).cloned().unwrap_or_default();
            long = Some((row as usize + 1, name));
            continue;
        }
        if values.len() <= column {
            values.resize(column + 1, String::new());
        }
        values[column] = text;
    }
    Ok(())
}

fn push(table: &mut RawTable, row: usize, mut cells: Vec<String>) {
    if table.header.is_empty() {
        table.header = cells.iter().map(|cell| cell.trim().to_owned()).collect();
        return;
    }
    cells.resize(table.header.len(), String::new());
    table.rows.push(RawRow { row, cells });
}

fn cell_text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        other => other.as_string().unwrap_or_default(),
    }
}

/// Unpacks every member into nothing, to know its true size before any parser
/// allocates for it.
pub(super) fn check_unpacked_size(bytes: &[u8], limits: &Limits) -> Result<(), CohortError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(bad)?;
    let mut left = limits.bytes;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(bad)?;
        let read =
            std::io::copy(&mut member.take(left.saturating_add(1)), &mut std::io::sink()).map_err(bad)?;
        left = left.checked_sub(read).ok_or_else(|| {
            CohortError::table(
                format!("the workbook unpacks to more than {} bytes", limits.bytes),
                format!("工作簿解压后超过 {} 字节", limits.bytes),
            )
        })?;
    }
    Ok(())
}
