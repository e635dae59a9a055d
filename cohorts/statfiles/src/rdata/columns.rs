//! A column as an R vector.

use std::io::Write;

use super::node::{INTEGER, LOGICAL, NA, NA_REAL, REAL, STRING, Writer};
use crate::plan::{Cell, Form, Part, Physical};
use crate::{Column, Kind, StatError, Table, Value};

/// How a column looks in R.
enum Shape {
    Logical,
    Integer,
    Real,
    Date,
    Moment,
    Text,
    /// Levels of a factor.
    Factor(Vec<String>),
}

pub(super) fn write<W: Write>(
    table: &mut Table,
    physical: &Physical,
    rows: i32,
    out: &mut Writer<W>,
) -> Result<(), StatError> {
    let io = StatError::io("write the file");
    let column = table.columns()[physical.source].clone();
    let shape = shape(&column, physical);
    let (kind, classes): (i32, &[&str]) = match &shape {
        Shape::Logical => (LOGICAL, &[]),
        Shape::Integer => (INTEGER, &[]),
        Shape::Real => (REAL, &[]),
        Shape::Date => (REAL, &["Date"]),
        Shape::Moment => (REAL, &["POSIXct", "POSIXt"]),
        Shape::Text => (STRING, &[]),
        Shape::Factor(_) => (INTEGER, &["factor"]),
    };
    out.vector(kind, !classes.is_empty(), rows).map_err(&io)?;
    table.each_value(physical.source, |_, value| item(&column, physical, &shape, value, out).map_err(&io))?;
    let mut attributes = || {
        if let Shape::Factor(levels) = &shape {
            out.attribute("levels", &levels.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        if !classes.is_empty() {
            out.attribute("class", classes)?;
        }
        if matches!(shape, Shape::Moment) {
            out.attribute("tzone", &["UTC"])?;
        }
        out.attribute("label", &[physical.label.as_str()])?;
        if !column.unit.is_empty() {
            out.attribute("units", &[column.unit.as_str()])?;
        }
        out.end()
    };
    attributes().map_err(io)
}

fn shape(column: &Column, physical: &Physical) -> Shape {
    if physical.part == Part::Reason {
        return Shape::Factor(column.missing.iter().map(|m| m.text.clone()).collect());
    }
    if column.kind == Kind::Choice {
        return Shape::Factor(column.values.iter().map(|v| v.text.clone()).collect());
    }
    match physical.form {
        Form::YesNo => Shape::Logical,
        Form::Whole { min, max } if min > f64::from(NA) && max <= f64::from(i32::MAX) => Shape::Integer,
        Form::Whole { .. } | Form::Decimal => Shape::Real,
        Form::Date => Shape::Date,
        Form::Moment { .. } => Shape::Moment,
        Form::Text { .. } => Shape::Text,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "integers are chosen where the column's range fits them")]
fn item<W: Write>(
    column: &Column,
    physical: &Physical,
    shape: &Shape,
    value: &Value,
    out: &mut Writer<W>,
) -> std::io::Result<()> {
    // factors count their levels from 1
    let level = |place: &usize| i32::try_from(place + 1).unwrap_or(NA);
    match (shape, value, physical.part) {
        (Shape::Factor(_), Value::Missing(place), Part::Reason) => return out.int(level(place)),
        (Shape::Factor(_), Value::Choice(place), Part::Whole) => return out.int(level(place)),
        (Shape::Factor(_), _, _) => return out.int(NA),
        _ => {}
    }
    match (shape, physical.cell(column, value)) {
        (Shape::Logical | Shape::Integer, Cell::Number(x)) => out.int(x as i32),
        (Shape::Logical | Shape::Integer, _) => out.int(NA),
        (Shape::Moment, Cell::Number(x)) => out.real(x / 1000.0),
        (Shape::Text, Cell::Text(text)) => out.chars(Some(&text)),
        (Shape::Text, _) => out.chars(None),
        (_, Cell::Number(x)) => out.real(x),
        _ => out.real(f64::from_bits(NA_REAL)),
    }
}
