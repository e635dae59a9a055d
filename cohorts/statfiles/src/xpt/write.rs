use std::io::Write;

use super::{DAY, EPOCH, RECORD, header, ibm};
use crate::bytes::padded;
use crate::plan::{Cell, Form, Physical};
use crate::{Format, Moment, StatError, Table};

/// Variables whose numbers fit the header.
const COLUMNS: [usize; 2] = [9_999, 32_767];

pub(crate) fn write(
    table: &mut Table,
    plan: &[Physical],
    format: Format,
    created: Option<Moment>,
    out: &mut impl Write,
) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    let long = format == Format::Xpt8;
    let (limit, most) = if long { (32_767, COLUMNS[1]) } else { (200, COLUMNS[0]) };
    if plan.len() > most {
        return Err(StatError::limit(format, format!("{} columns, at most {most}", plan.len())));
    }
    let columns = table.columns().to_vec();
    out.write_all(&header::records(plan, table.notes(), long, created)).map_err(&io)?;
    let (mut line, mut bytes) = (Vec::new(), 0_usize);
    table.each_row(|row, values| {
        line.clear();
        for physical in plan {
            let column = &columns[physical.source];
            let cell = physical.cell(column, &values[physical.source]);
            if physical.is_text() {
                let text = match &cell {
                    Cell::Text(text) => text,
                    Cell::Missing(place) => column.missing.get(*place).map_or("", |m| &m.text),
                    _ => "",
                };
                padded(&mut line, text, header::width(physical, limit));
                continue;
            }
            let number = match cell {
                Cell::Number(x) => ibm::encode(moved(physical.form, x)).ok_or_else(|| {
                    let reason = format!("{x:e} is beyond SAS numbers, which go from 5.4e-79 to 7.2e75");
                    StatError::cell(row, &column.key, reason)
                })?,
                Cell::Missing(place) => ibm::missing(Some(place)),
                _ => ibm::missing(None),
            };
            line.extend_from_slice(&number);
        }
        bytes = (bytes + line.len()) % RECORD;
        out.write_all(&line).map_err(&io)
    })?;
    let rest = (RECORD - bytes) % RECORD;
    out.write_all(&vec![b' '; rest]).map_err(io)
}

fn moved(form: Form, x: f64) -> f64 {
    match form {
        Form::Date => x + EPOCH,
        Form::Moment { .. } => x / 1000.0 + EPOCH * DAY,
        _ => x,
    }
}
