use std::io::Write;

use super::data::Units;
use super::{EPOCH, SYSMIS, header};
use crate::plan::{Cell, Form, Physical};
use crate::{Format, Moment, StatError, Table};

pub(crate) fn write(
    table: &mut Table,
    plan: &[Physical],
    created: Option<Moment>,
    out: &mut impl Write,
) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    let columns = table.columns().to_vec();
    let variables = header::variables(plan);
    let head = header::records(&variables, &columns, table.notes(), table.len(), created);
    out.write_all(&head).map_err(&io)?;
    let mut units = Units::new(out);
    table.each_row(|row, values| {
        for variable in &variables {
            let physical = variable.physical;
            let column = &columns[physical.source];
            let cell = physical.cell(column, &values[physical.source]);
            if variable.width > 0 {
                let text: &str = match &cell {
                    Cell::Text(text) => text,
                    Cell::Missing(place) => physical.reasons.get(*place).map_or("", |c| c),
                    _ => "",
                };
                // nearly every string is one piece
                let mut rest = text.as_bytes();
                for (bytes, length) in header::segments(variable.width) {
                    let (piece, after) = rest.split_at(rest.len().min(bytes));
                    units.text(piece, length).map_err(&io)?;
                    rest = after;
                }
                continue;
            }
            let x = match cell {
                Cell::Number(x) => number(physical.form, x)
                    .ok_or_else(|| StatError::cell(row, &column.key, refused(physical.form)))?,
                Cell::Missing(place) => {
                    physical.reasons.get(place).and_then(|c| c.parse().ok()).unwrap_or(SYSMIS)
                }
                _ => SYSMIS,
            };
            units.number(x).map_err(&io)?;
        }
        Ok(())
    })?;
    units.finish().map_err(io)
}

fn number(form: Form, x: f64) -> Option<f64> {
    match form {
        Form::Date => Some(x * 86_400.0 + EPOCH).filter(|s| *s > 0.0),
        Form::Moment { .. } => Some(x / 1000.0 + EPOCH).filter(|s| *s > 0.0),
        _ => Some(x).filter(|x| x.to_bits() != SYSMIS.to_bits()),
    }
}

fn refused(form: Form) -> String {
    match form {
        Form::Date | Form::Moment { .. } => {
            format!("{} has no day before 1582-10-15, where its calendar begins", Format::Sav)
        }
        _ => format!("{} uses this number for missing values", Format::Sav),
    }
}
