//! Which columns a file gets for the columns of a table, and what stands in their cells.

mod names;
mod split;

use std::borrow::Cow;
use std::fmt;

use crate::column::code_number;
use crate::report::Report;
use crate::survey::Survey;
use crate::{Column, Format, Kind, StatError, Table, Value};
use names::Namer;
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
        matches!(self.form, Form::Text { .. })
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
    let mut planner = Planner {
        format,
        namer: Namer::new(format),
        columns: Vec::new(),
        report: Report { rows: table.len(), ..Report::default() },
    };
    for source in 0..table.columns().len() {
        let pieces = pieces(table, source, room)?;
        if pieces > PIECES {
            return Err(StatError::limit(
                format,
                format!("a text of column `{}` would fill {pieces} cells", table.columns()[source].key),
            ));
        }
        planner.column(source, &table.columns()[source], &table.surveys()[source], room, pieces);
    }
    Ok((planner.columns, planner.report))
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

struct Planner {
    format: Format,
    namer: Namer,
    columns: Vec<Physical>,
    report: Report,
}

impl Planner {
    fn column(&mut self, source: usize, column: &Column, survey: &Survey, room: Option<Room>, pieces: usize) {
        let flat = matches!(self.format, Format::Csv | Format::Xlsx);
        let form = self.form(column, survey);
        let reasons = self.reasons(column, survey, form);
        let mut labels: Vec<(String, String)> = Vec::new();
        let mut numbers = Vec::new();
        match column.kind {
            Kind::YesNo => labels = column.yes_no().map(|l| (l.code, l.text)).into(),
            Kind::Choice => {
                if matches!(form, Form::Whole { .. }) {
                    let codes: Option<Vec<i32>> =
                        column.values.iter().map(|v| code_number(&v.code)).collect();
                    numbers = codes.unwrap_or_else(|| (1..).take(column.values.len()).collect());
                    if !column.numeric_codes() {
                        self.report.change(column, "its codes are numbered from 1; the labels are kept");
                    }
                    let texts = column.values.iter().map(|v| v.text.clone());
                    labels = numbers.iter().map(ToString::to_string).zip(texts).collect();
                } else {
                    labels = column.values.iter().map(|v| (v.code.clone(), v.text.clone())).collect();
                }
            }
            _ => {}
        }
        let named = |reasons: &[String]| -> Vec<(String, String)> {
            reasons.iter().cloned().zip(column.missing.iter().map(|m| m.text.clone())).collect()
        };
        labels.extend(named(&reasons));
        let base = Physical {
            name: String::new(),
            source,
            part: Part::Whole,
            form,
            label: column.title().to_owned(),
            numbers,
            labels,
            reasons,
            room: room.filter(|_| pieces > 1),
        };
        if column.kind == Kind::Choices && !flat {
            let reasons = self.assigned(column, survey);
            for (place, option) in column.values.iter().enumerate() {
                let label = format!("{}: {}", column.title(), option.text);
                let mut labels = vec![("0".to_owned(), "否".to_owned()), ("1".to_owned(), "是".to_owned())];
                labels.extend(named(&reasons));
                let wanted = format!("{}_{}", column.key, option.code);
                let part =
                    Physical { part: Part::Option(place), form: Form::YesNo, label, labels, ..base.clone() };
                self.add(column, &wanted, Physical { reasons: reasons.clone(), ..part });
            }
            self.report.change(column, "each of its choices is a column of 0 and 1");
            return self.reason(column, &base);
        }
        self.add(column, &column.key.clone(), base.clone());
        if column.kind == Kind::Count && survey.bounds && !flat {
            for (part, end) in [(Part::Min, "min"), (Part::Max, "max")] {
                let label = format!("{} ({end})", column.title());
                let reasons = self.assigned(column, survey);
                let bound = Physical { part, label, labels: named(&reasons), reasons, ..base.clone() };
                self.add(column, &format!("{}_{end}", column.key), bound);
            }
            self.report.change(column, "counts known within bounds only are in two further columns");
        }
        for place in 1..pieces {
            let label = format!("{} ({})", column.title(), place + 1);
            let wanted = format!("{}_{}", column.key, place + 1);
            let part = Part::Piece(place);
            self.add(
                column,
                &wanted,
                Physical { part, label, labels: Vec::new(), reasons: Vec::new(), ..base.clone() },
            );
        }
        if pieces > 1 {
            self.report
                .change(column, format!("texts longer than a cell go on in {} further columns", pieces - 1));
        }
        self.reason(column, &base);
    }

    /// R alone: its missing value is one, so the reason is a column of its own.
    fn reason(&mut self, column: &Column, base: &Physical) {
        if self.format != Format::RData || column.missing.is_empty() {
            return;
        }
        let label = format!("{} (missing)", column.title());
        let wanted = format!("{}_missing", column.key);
        let labels = column.missing.iter().map(|m| (m.code.clone(), m.text.clone())).collect();
        let form = Form::Text { bytes: 0 };
        let part = Part::Reason;
        self.add(
            column,
            &wanted,
            Physical { part, form, label, labels, reasons: Vec::new(), ..base.clone() },
        );
        self.report.change(column, "why a value is missing is in a column of its own");
    }

    fn add(&mut self, column: &Column, wanted: &str, mut physical: Physical) {
        let other = match physical.part {
            Part::Whole => column.label_en.clone(),
            Part::Option(place) => {
                let code = column.values.get(place).map_or("", |v| &v.code);
                let option = if code.is_ascii() { code.to_owned() } else { (place + 1).to_string() };
                let start = if column.key.is_ascii() { &column.key } else { &column.label_en };
                if start.is_empty() { String::new() } else { format!("{start}_{option}") }
            }
            _ if column.label_en.is_empty() => String::new(),
            part => format!("{} {part}", column.label_en),
        };
        physical.name = self.namer.name(wanted, &other, self.columns.len() + 1);
        self.report.place(column, physical.part, &physical.name, physical.name == column.key);
        self.columns.push(physical);
    }

    fn form(&mut self, column: &Column, survey: &Survey) -> Form {
        // where texts have no missing values but the words themselves, these need room too
        let words = match self.format {
            Format::Dta | Format::Xpt5 | Format::Xpt8 => {
                column.missing.iter().map(|m| m.text.len()).max().unwrap_or(0)
            }
            _ => 0,
        };
        let text = |bytes: usize| Form::Text { bytes: bytes.max(words) };
        match column.kind {
            Kind::Text | Kind::LongText => text(survey.bytes),
            Kind::Integer if survey.beyond && self.format != Format::Csv => {
                self.report.change(column, "numbers beyond 2^53 are text, so that no digit is lost");
                text(20)
            }
            Kind::Integer | Kind::Count => {
                let (min, max) = survey.numbers.unwrap_or((0.0, 0.0));
                Form::Whole { min, max }
            }
            Kind::Decimal => Form::Decimal,
            Kind::Date => Form::Date,
            Kind::Moment => Form::Moment { millis: survey.millis },
            Kind::YesNo => Form::YesNo,
            Kind::Choice if self.format == Format::Dta || column.numeric_codes() => {
                let numbers = column.values.iter().filter_map(|v| code_number(&v.code)).map(f64::from);
                let n = f64::from(u16::try_from(column.values.len()).unwrap_or(u16::MAX));
                let (min, max) = numbers.fold((0.0, n), |(a, b): (f64, f64), x| (a.min(x), b.max(x)));
                Form::Whole { min, max }
            }
            Kind::Choice => {
                let codes = column.values.iter().map(|v| v.code.len()).max();
                text(codes.unwrap_or(0))
            }
            Kind::Choices => text(0),
        }
    }

    /// Codes for the reasons in SPSS, which alone stores them among the values.
    fn reasons(&mut self, column: &Column, survey: &Survey, form: Form) -> Vec<String> {
        if self.format != Format::Sav || column.missing.is_empty() {
            return Vec::new();
        }
        let own: Vec<String> = column.missing.iter().map(|m| m.code.clone()).collect();
        let fits = match form {
            Form::Text { .. } => own.iter().all(|c| c.len() <= 8),
            Form::Date | Form::Moment { .. } => false,
            _ => own.iter().all(|c| code_number(c).is_some()),
        };
        if fits && own.len() <= 3 {
            return own;
        }
        let codes = self.assigned(column, survey);
        let said: Vec<String> =
            codes.iter().zip(&column.missing).map(|(c, m)| format!("{c} = {}", m.text)).collect();
        self.report.change(column, format!("missing values are coded {}", said.join(", ")));
        codes
    }

    fn assigned(&self, column: &Column, survey: &Survey) -> Vec<String> {
        if self.format != Format::Sav {
            return Vec::new();
        }
        survey.free_codes(column).iter().map(ToString::to_string).collect()
    }
}
