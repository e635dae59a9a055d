use std::io::{Seek, SeekFrom, Write};

use super::header::{self, Map};
use super::missing::{self, Store};
use super::{DAY, EPOCH};
use crate::bytes::zeroed;
use crate::plan::{Cell, Form, Physical};
use crate::{Column, Format, Moment, StatError, Table};

/// Columns that any edition of Stata holds.
const COLUMNS: usize = 120_000;

pub(crate) fn write<W: Write + Seek>(
    table: &mut Table,
    plan: &[Physical],
    created: Option<Moment>,
    out: &mut W,
) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    if plan.len() > COLUMNS {
        return Err(StatError::limit(Format::Dta, format!("{} columns, at most {COLUMNS}", plan.len())));
    }
    let columns = table.columns().to_vec();
    let mut map = Map::default();
    let (head, place) = header::sections(plan, &columns, table.notes(), table.len(), created, &mut map);
    let start = out.stream_position().map_err(&io)?;
    let mut end = head.len() as u64;
    out.write_all(&head).map_err(&io)?;

    map.0.push(end);
    let stores: Vec<Store> = plan.iter().map(Store::of).collect();
    out.write_all(b"<data>").map_err(&io)?;
    let mut line = Vec::new();
    table.each_row(|row, values| {
        line.clear();
        for (variable, (physical, store)) in (1_u16..).zip(plan.iter().zip(&stores)) {
            let column = &columns[physical.source];
            put(
                &mut line,
                row,
                variable,
                column,
                physical,
                *store,
                physical.cell(column, &values[physical.source]),
            )?;
        }
        out.write_all(&line).map_err(&io)
    })?;
    out.write_all(b"</data>").map_err(&io)?;
    let width: usize = stores.iter().map(|s| s.width()).sum();
    end += 13 + table.len() * width as u64;

    map.0.push(end);
    out.write_all(b"<strls>").map_err(&io)?;
    end += 15;
    if stores.contains(&Store::StrL) {
        table.each_row(|row, values| {
            for (variable, (physical, store)) in (1_u32..).zip(plan.iter().zip(&stores)) {
                let column = &columns[physical.source];
                let cell = physical.cell(column, &values[physical.source]);
                let (Store::StrL, Some(text)) = (store, text(column, &cell)) else { continue };
                line.clear();
                line.extend_from_slice(b"GSO");
                line.extend_from_slice(&variable.to_le_bytes());
                line.extend_from_slice(&row.to_le_bytes());
                line.push(130);
                crate::bytes::size(&mut line, text.len() + 1);
                line.extend_from_slice(text.as_bytes());
                line.push(0);
                end += line.len() as u64;
                out.write_all(&line).map_err(&io)?;
            }
            Ok(())
        })?;
    }
    out.write_all(b"</strls>").map_err(&io)?;

    map.0.push(end);
    let labels = header::value_labels(plan, &columns);
    out.write_all(&labels).map_err(&io)?;
    end += labels.len() as u64;
    map.0.push(end);
    out.write_all(b"</stata_dta>").map_err(&io)?;
    map.0.push(end + 12);

    let bytes: Vec<u8> = map.0.iter().flat_map(|place| place.to_le_bytes()).collect();
    out.seek(SeekFrom::Start(start + place)).map_err(&io)?;
    out.write_all(&bytes).map_err(&io)?;
    out.seek(SeekFrom::Start(start + end + 12)).map_err(&io)?;
    out.flush().map_err(io)
}

/// What a text column holds; a missing value is its label, as Stata's texts have no other.
fn text<'a>(column: &'a Column, cell: &'a Cell<'_>) -> Option<&'a str> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Missing(place) => column.missing.get(*place).map(|m| m.text.as_str()),
        _ => None,
    }
}

fn put(
    line: &mut Vec<u8>,
    row: u64,
    variable: u16,
    column: &Column,
    physical: &Physical,
    store: Store,
    cell: Cell<'_>,
) -> Result<(), StatError> {
    match store {
        Store::Str(width) => zeroed(line, text(column, &cell).unwrap_or(""), width.into()),
        Store::StrL => {
            // variable in two bytes and row in six; nothing is 0, 0
            let there = text(column, &cell).is_some();
            line.extend_from_slice(&(if there { variable } else { 0 }).to_le_bytes());
            let row = if there { row } else { 0 };
            line.extend(row.to_le_bytes().iter().take(6));
        }
        Store::Double | Store::Float => {
            let x = match cell {
                Cell::Number(x) => Some(moved(physical.form, x))
                    .filter(|x| *x < missing::double(0) && *x >= -missing::double(0))
                    .ok_or_else(|| StatError::cell(row, &column.key, "too large a number for Stata"))?,
                Cell::Missing(place) => missing::double(place as u64 + 1),
                _ => missing::double(0),
            };
            line.extend_from_slice(&x.to_le_bytes());
        }
        Store::Byte | Store::Int | Store::Long => {
            let n = match cell {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the type was chosen for the column's range"
                )]
                Cell::Number(x) => moved(physical.form, x) as i32,
                Cell::Missing(place) => missing::integer(store, i32::try_from(place).unwrap_or(25) + 1),
                _ => missing::integer(store, 0),
            };
            line.extend(n.to_le_bytes().iter().take(store.width()));
        }
    }
    Ok(())
}

fn moved(form: Form, x: f64) -> f64 {
    match form {
        Form::Date => x + EPOCH,
        Form::Moment { .. } => x + EPOCH * DAY,
        _ => x,
    }
}
