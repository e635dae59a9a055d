use std::io::{Seek, Write};
use std::path::Path;

use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};

use super::{COLUMNS, EPOCH, FIRST_DAY, ROWS, SHEETS};
use crate::guard;
use crate::plan::{Part, Physical};
use crate::{Column, Format, StatError, Table, Value, dictionary};

/// Formats of cells.
struct Styles {
    header: Style,
    date: Style,
    moment: Style,
    millis: Style,
    /// Text that a spreadsheet would run if it were typed in: marked as text for good.
    quoted: Style,
}

pub(crate) fn write<W: Write + Seek + Send>(
    table: &mut Table,
    plan: &[Physical],
    folder: Option<&Path>,
    out: &mut W,
) -> Result<(), StatError> {
    let limit = |reason: String| StatError::limit(Format::Xlsx, reason);
    if table.len() >= ROWS {
        return Err(limit(format!("{} rows, where a sheet has room for {}: use CSV", table.len(), ROWS - 1)));
    }
    if plan.len() > COLUMNS {
        return Err(limit(format!("{} columns, where a sheet has room for {COLUMNS}: use CSV", plan.len())));
    }
    let mut book = Workbook::new();
    if let Some(folder) = folder {
        book.set_tempdir(folder).map_err(failed)?;
    }
    let styles = Styles {
        header: Style::new().set_bold(),
        date: Style::new().set_num_format("yyyy-mm-dd"),
        moment: Style::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        millis: Style::new().set_num_format("yyyy-mm-dd hh:mm:ss.000"),
        quoted: Style::new().set_quote_prefix(),
    };
    let columns = table.columns().to_vec();
    let rows = dictionary::rows(&columns, plan);
    let notes: Vec<[String; 2]> = table.notes().lines().map(|(k, t)| [k.to_owned(), t.to_owned()]).collect();
    let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name(SHEETS[0]).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    for (place, physical) in (0..).zip(plan) {
        let width = if physical.is_text() { 24.0 } else { 12.0 };
        sheet.set_column_width(place, width).map_err(failed)?;
        text(sheet, 0, place, &physical.name, Some(&styles.header), &styles)?;
    }
    table.each_row(|number, values| {
        let row = u32::try_from(number).unwrap_or(u32::MAX);
        if values.iter().all(|v| *v == Value::Empty) {
            // a row without any cell is no row to a reader
            sheet.write_blank(row, 0, &styles.date).map_err(failed)?;
        }
        for (place, physical) in (0..).zip(plan) {
            let (column, value) = (&columns[physical.source], &values[physical.source]);
            cell(sheet, row, place, column, physical, value, &styles)?;
        }
        Ok(())
    })?;
    let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name(SHEETS[1]).map_err(failed)?;
    let header = dictionary::HEADER.map(str::to_owned);
    lines(sheet, std::iter::once(&header).chain(&rows), &styles)?;
    if !notes.is_empty() {
        let sheet = book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(SHEETS[2]).map_err(failed)?;
        lines(sheet, notes.iter(), &styles)?;
    }
    book.save_to_writer(out).map_err(failed)
}

fn cell(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    column: &Column,
    physical: &Physical,
    value: &Value,
    styles: &Styles,
) -> Result<(), StatError> {
    let number = |sheet: &mut Worksheet, x: f64| sheet.write_number(row, place, x).map(drop).map_err(failed);
    match value {
        Value::Empty => Ok(()),
        Value::Missing(reason) if physical.part == Part::Whole => {
            let label = column.missing.get(*reason).map_or("", |m| &m.text);
            text(sheet, row, place, label, None, styles)
        }
        Value::Date(date) if date.days() >= FIRST_DAY => {
            let serial = f64::from(date.days()) + EPOCH;
            sheet.write_number_with_format(row, place, serial, &styles.date).map(drop).map_err(failed)
        }
        Value::Moment(moment) if moment.date().days() >= FIRST_DAY => {
            #[expect(clippy::cast_precision_loss, reason = "years to 9999: 2^48 milliseconds")]
            let serial = moment.millis() as f64 / 86_400_000.0 + EPOCH;
            let style = if moment.millis() % 1000 == 0 { &styles.moment } else { &styles.millis };
            sheet.write_number_with_format(row, place, serial, style).map(drop).map_err(failed)
        }
        // Excel counts no days before: ISO text
        Value::Date(_) | Value::Moment(_) => text(sheet, row, place, &column.write(value), None, styles),
        Value::YesNo(yes) => sheet.write_boolean(row, place, *yes).map(drop).map_err(failed),
        Value::Count(count) => match count.known() {
            Some(n) => number(sheet, f64::from(n)),
            None => text(sheet, row, place, &count.to_string(), None, styles),
        },
        Value::Choices(_) => text(sheet, row, place, &column.write(value), None, styles),
        value => match physical.cell(column, value) {
            crate::plan::Cell::Number(x) => number(sheet, x),
            crate::plan::Cell::Text(t) => text(sheet, row, place, &t, None, styles),
            _ => Ok(()),
        },
    }
}

fn lines<'a, const N: usize>(
    sheet: &mut Worksheet,
    rows: impl Iterator<Item = &'a [String; N]>,
    styles: &Styles,
) -> Result<(), StatError> {
    for (row, cells) in (0..).zip(rows) {
        for (place, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                text(sheet, row, place, cell, None, styles)?;
            }
        }
    }
    Ok(())
}

fn text(
    sheet: &mut Worksheet,
    row: u32,
    place: u16,
    text: &str,
    style: Option<&Style>,
    styles: &Styles,
) -> Result<(), StatError> {
    let style = if guard::dangerous(text) { Some(&styles.quoted) } else { style };
    match style {
        Some(style) => sheet.write_string_with_format(row, place, text, style),
        None => sheet.write_string(row, place, text),
    }
    .map(drop)
    .map_err(failed)
}

fn failed(error: XlsxError) -> StatError {
    match error {
        XlsxError::IoError(source) => StatError::io("write the file")(source),
        other => StatError::limit(Format::Xlsx, other.to_string()),
    }
}
