//! Which columns a file gets for the columns of a table, and what stands in their cells.

mod names;
mod planner;
mod split;

use std::borrow::Cow;
use std::fmt;

use crate::report::Report;
use crate::{Column, Format, StatError, Table, Value};
use planner::Planner;
pub(crate) use split::Room;

/// Which share of a column a file's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it, or what comes first: the exact count, the first piece of a text.
    Whole,
    /// Whether the choice at this place was made.
    Option(usize),
    /// Lower bound of a count.
    Min,
    /// Upper bound of a count.
    Max,
    /// Piece of a long text, the second being 1.
    Piece(usize),
    /// Why the value is missing.
    Reason,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("whole"),
            Self::Option(place) => write!(f, "option {place}"),
            Self::Min => f.write_str("min"),
            Self::Max => f.write_str("max"),
            Self::Piece(place) => write!(f, "piece {place}"),
            Self::Reason => f.write_str("reason"),
        }
    }
}

impl Part {
    /// Reads what [`Part`]'s display writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let place = |word: &str| text.strip_prefix(word)?.trim().parse().ok();
        match text.trim() {
            "" | "whole" => Some(Self::Whole),
            "min" => Some(Self::Min),
            "max" => Some(Self::Max),
            "reason" => Some(Self::Reason),
            _ => place("option").map(Self::Option).or_else(|| place("piece").map(Self::Piece)),
        }
    }
}

/// How a file's column stores its values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Form {
    /// Whole numbers within these bounds.
    Whole { min: f64, max: f64 },
    /// Numbers.
    Decimal,
    /// Days since 1970.
    Date,
    /// Milliseconds since 1970.
    Moment { millis: bool },
    /// 0 and 1.
    YesNo,
    /// Text of at most so many bytes.
    Text { bytes: usize },
}

impl Form {
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text { .. })
    }
}

/// A column of a file.
#[derive(Clone, Debug)]
pub(crate) struct Physical {
    pub name: String,
    /// Place of the column it comes from.
    pub source: usize,
    pub part: Part,
    pub form: Form,
    pub label: String,
    /// Number for each choice, when choices are stored as numbers.
    pub numbers: Vec<i32>,
    /// Codes with their labels, as stored.
    pub labels: Vec<(String, String)>,
    /// Code for each reason of the source, where a format stores a code for it.
    pub reasons: Vec<String>,
    room: Option<Room>,
}

/// What stands in a cell of a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    /// Missing for the reason at this place.
    Missing(usize),
    Number(f64),
    Text(Cow<'a, str>),
}

/// Pieces of one text at most.
const PIECES: usize = 1000;

impl Physical {
    pub fn is_text(&self) -> bool {
        self.form.is_text()
    }

    /// The cell for a value of the source column.
    #[expect(clippy::cast_precision_loss, reason = "whole numbers beyond 2^53 are planned as text")]
    pub fn cell<'a>(&self, column: &Column, value: &'a Value) -> Cell<'a> {
        let flag = |yes: bool| Cell::Number(f64::from(u8::from(yes)));
        let number = |bound: Option<u32>| bound.map_or(Cell::Empty, |n| Cell::Number(f64::from(n)));
        match (value, self.part) {
            (Value::Empty, _) => Cell::Empty,
            (Value::Missing(_), Part::Piece(_)) => Cell::Empty,
            (Value::Missing(place), _) => Cell::Missing(*place),
            (_, Part::Reason) => Cell::Empty,
            (Value::Text(text), part) => {
                let place = if let Part::Piece(place) = part { place } else { 0 };
                match self.room.map_or(text.as_str(), |room| room.piece(text, place)) {
                    "" => Cell::Empty,
                    piece => Cell::Text(Cow::Borrowed(piece)),
                }
            }
            (Value::Choices(places), Part::Option(place)) => flag(places.contains(&place)),
            (Value::Count(count), Part::Min) => number(count.min().filter(|_| count.known().is_none())),
            (Value::Count(count), Part::Max) => number(count.max().filter(|_| count.known().is_none())),
            (value, _) if self.is_text() => Cell::Text(Cow::Owned(column.write(value))),
            (Value::Integer(n), _) => Cell::Number(*n as f64),
            (Value::Decimal(x), _) => Cell::Number(*x),
            (Value::Date(date), _) => Cell::Number(f64::from(date.days())),
            (Value::Moment(moment), _) => Cell::Number(moment.millis() as f64),
            (Value::YesNo(yes), _) => flag(*yes),
            (Value::Choice(place), _) => {
                self.numbers.get(*place).map_or(Cell::Empty, |n| Cell::Number(f64::from(*n)))
            }
            (Value::Count(count), _) => number(count.known()),
            (Value::Choices(_), _) => Cell::Empty,
        }
    }
}

/// Plans the columns of a file and reports what differs from the table.
pub(crate) fn plan(table: &mut Table, format: Format) -> Result<(Vec<Physical>, Report), StatError> {
    let room = match format {
        Format::Xpt5 => Some(Room::Bytes(200)),
        Format::Xpt8 | Format::Sav => Some(Room::Bytes(32_767)),
        Format::Xlsx => Some(Room::Units(32_767)),
        Format::Csv | Format::Dta | Format::RData => None,
    };
    let mut planner = Planner::new(table.len(), format);
    for source in 0..table.columns().len() {
        let pieces = pieces(table, source, room)?;
        if pieces > PIECES {
            return Err(StatError::limit(
                format,
                format!("a text of column `{}` would fill {pieces} cells", table.columns()[source].key),
            ));
        }
        planner.losses(&table.columns()[source], &table.surveys()[source]);
        planner.column(source, &table.columns()[source], &table.surveys()[source], room, pieces);
    }
    Ok(planner.finish())
}

/// Cells that the longest text of a column fills.
fn pieces(table: &mut Table, source: usize, room: Option<Room>) -> Result<usize, StatError> {
    let survey = &table.surveys()[source];
    let room = match room {
        Some(Room::Bytes(limit)) if survey.bytes > limit => Room::Bytes(limit),
        Some(Room::Units(limit)) if survey.units > limit => Room::Units(limit),
        _ => return Ok(1),
    };
    let mut most = 1;
    table.each_value(source, |_, value| {
        if let Value::Text(text) = value {
            most = most.max(room.pieces(text));
        }
        Ok(())
    })?;
    Ok(most)
}
