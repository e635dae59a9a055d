//! From the columns of a file back to the columns of a table.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::plan::{Cell, Part};
use crate::{
    Column, Count, Date, Dictionary, Intake, Kind, Label, Moment, Notes, StatError, Table, Value, dictionary,
};

/// What a file says about one of its columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    pub name: String,
    pub label: String,
    /// Fields of our own dictionary, when the file has them.
    pub fields: BTreeMap<String, String>,
    pub shape: Shape,
    /// Codes with labels.
    pub labels: Vec<(String, String)>,
    /// User-missing values in the order in which [`Cell::Missing`] counts them.
    pub missing: Vec<Label>,
}

/// What its cells are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Number,
    Text,
    /// Numbers are days since 1970.
    Date,
    /// Numbers are milliseconds since 1970.
    Moment,
}

/// What is done with a row's number and cells.
pub(crate) type Body<'b> = dyn FnMut(u64, &[Cell<'_>]) -> Result<(), StatError> + 'b;

/// A file whose columns are known and whose rows can be gone through more than once.
pub(crate) trait Cells {
    fn found(&self) -> &[Found];
    fn notes(&self) -> Notes;
    /// Calls `body` with the cells of each row, from the first row on.
    fn each(&mut self, body: &mut Body<'_>) -> Result<(), StatError>;
}

/// Where the values of a table's column stand in the file.
struct Place {
    cell: usize,
    part: Part,
    /// The column's reason for each missing value that the file tells apart.
    reasons: Vec<usize>,
}

/// Reads a file as a table: by the dictionary given, else by its own, else as its columns look.
pub(crate) fn gather(
    file: &mut dyn Cells,
    given: Option<&Dictionary>,
    folder: Option<&Path>,
) -> Result<Table, StatError> {
    let own = if given.is_none() { embedded(file.found())? } else { None };
    let (columns, places) = match given.or(own.as_ref()) {
        Some(dictionary) => matched(file, dictionary)?,
        None => inferred(file)?,
    };
    let mut notes = file.notes();
    for (key, text) in given.map(|d| d.notes.lines().collect::<Vec<_>>()).unwrap_or_default() {
        notes.add(key, text);
    }
    let mut intake = Intake::new(columns.clone(), notes, folder)?;
    file.each(&mut |row, cells| {
        let mut values = Vec::with_capacity(columns.len());
        for (column, places) in columns.iter().zip(&places) {
            values.push(value(column, places, cells).map_err(|e| StatError::cell(row, &column.key, e))?);
        }
        intake.push(values)
    })?;
    intake.finish()
}

/// The dictionary in the file's own fields, if every column has it.
fn embedded(found: &[Found]) -> Result<Option<Dictionary>, StatError> {
    if found.is_empty() || found.iter().any(|f| !f.fields.contains_key("key")) {
        return Ok(None);
    }
    let header = dictionary::HEADER.map(str::to_owned).to_vec();
    let rows = found.iter().map(|f| {
        let field = |name: &&str| match *name {
            "name" => f.name.clone(),
            name => f.fields.get(name).cloned().unwrap_or_default(),
        };
        dictionary::HEADER.iter().map(field).collect()
    });
    Dictionary::from_rows(std::iter::once(header).chain(rows)).map(Some)
}

fn matched(file: &dyn Cells, dictionary: &Dictionary) -> Result<(Vec<Column>, Vec<Vec<Place>>), StatError> {
    let mut places: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
    for (cell, found) in file.found().iter().enumerate() {
        let named = dictionary.names.iter().position(|n| n.name.eq_ignore_ascii_case(&found.name));
        let (key, part) = match named.and_then(|n| dictionary.names.get(n)) {
            Some(name) => (name.key.as_str(), name.part),
            None => (found.name.as_str(), Part::Whole),
        };
        let Some(column) = dictionary.columns.iter().find(|c| c.key == key) else {
            return Err(StatError::Header(format!(
                "the dictionary does not describe column `{key}` of the file"
            )));
        };
        let reasons = found.missing.iter().enumerate();
        let reasons = reasons.map(|(n, m)| column.reason(&m.text).unwrap_or(n)).collect();
        places.entry(key).or_default().push(Place { cell, part, reasons });
    }
    let there = |column: &&Column| places.contains_key(column.key.as_str());
    let columns: Vec<Column> = dictionary.columns.iter().filter(there).cloned().collect();
    let places = columns.iter().map(|c| places.remove(c.key.as_str()).unwrap_or_default()).collect();
    Ok((columns, places))
}

/// Columns of a file of another maker. A numbered column is a choice if it has labels for all its values.
fn inferred(file: &mut dyn Cells) -> Result<(Vec<Column>, Vec<Vec<Place>>), StatError> {
    let found = file.found().to_vec();
    let known: Vec<BTreeSet<&str>> =
        found.iter().map(|f| f.labels.iter().map(|(c, _)| c.as_str()).collect()).collect();
    let mut choice: Vec<bool> = known.iter().map(|k| !k.is_empty()).collect();
    if choice.contains(&true) {
        file.each(&mut |_, cells| {
            for ((cell, known), choice) in cells.iter().zip(&known).zip(&mut choice) {
                *choice = *choice
                    && match cell {
                        Cell::Number(x) => known.contains(crate::cell::shortest(*x).as_str()),
                        Cell::Text(text) => known.contains(text.as_ref()),
                        _ => true,
                    };
            }
            Ok(())
        })?;
    }
    let mut columns = Vec::new();
    for (found, choice) in found.iter().zip(choice) {
        let mut column = Column::new(
            found.name.clone(),
            match found.shape {
                Shape::Number => Kind::Decimal,
                Shape::Text => Kind::Text,
                Shape::Date => Kind::Date,
                Shape::Moment => Kind::Moment,
            },
        );
        column.label_zh = one_line(&found.label);
        column.missing = distinct(&found.missing, &[]);
        let is_missing = |code: &str| column.missing.iter().any(|m| m.code == code);
        let values: Vec<Label> = found
            .labels
            .iter()
            .filter(|(code, _)| !is_missing(code))
            .map(|(code, text)| Label::new(code.clone(), text.clone()))
            .collect();
        let values = distinct(&values, &column.missing);
        if choice && !values.is_empty() && matches!(found.shape, Shape::Number | Shape::Text) {
            column.kind = Kind::Choice;
            column.values = values;
        }
        columns.push(column);
    }
    let places = (0..)
        .zip(&found)
        .map(|(cell, f)| vec![Place { cell, part: Part::Whole, reasons: (0..f.missing.len()).collect() }])
        .collect();
    Ok((columns, places))
}

/// Labels of another maker may repeat or hold anything; a code then stands for itself.
fn distinct(labels: &[Label], others: &[Label]) -> Vec<Label> {
    let mut words: BTreeSet<String> = others.iter().chain(labels).map(|l| l.code.clone()).collect();
    words.extend(others.iter().map(|l| l.text.clone()));
    labels
        .iter()
        .map(|label| {
            let text = one_line(&label.text);
            let text = if words.insert(text.clone()) { text } else { String::new() };
            Label::new(label.code.clone(), text)
        })
        .collect()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn value(column: &Column, places: &[Place], cells: &[Cell<'_>]) -> Result<Value, String> {
    let (mut options, mut bounds, mut text): (Vec<usize>, [Option<u32>; 2], Option<Cow<'_, str>>) =
        (Vec::new(), [None; 2], None);
    let mut whole = Value::Empty;
    for place in places {
        let cell = cells.get(place.cell).unwrap_or(&Cell::Empty);
        if let Cell::Missing(reason) = cell {
            let reason = place.reasons.get(*reason).unwrap_or(reason);
            // a letter without label says no reason
            let known = *reason < column.missing.len();
            return Ok(if known { Value::Missing(*reason) } else { Value::Empty });
        }
        match (place.part, cell) {
            (_, Cell::Empty | Cell::Missing(_)) | (Part::Reason, _) => {}
            (Part::Option(n), Cell::Number(x)) if *x != 0.0 => options.push(n),
            (Part::Option(_), _) => {}
            (Part::Min, Cell::Number(x)) => bounds[0] = Some(small(*x)?),
            (Part::Max, Cell::Number(x)) => bounds[1] = Some(small(*x)?),
            (Part::Whole | Part::Piece(_), Cell::Text(piece)) => {
                text = Some(text.map_or(Cow::Borrowed(piece.as_ref()), |t| t + piece.as_ref()));
            }
            (Part::Whole, Cell::Number(x)) => whole = number(column, *x)?,
            (part, cell) => return Err(format!("the {part} of the column is {cell:?}")),
        }
    }
    if let Some(text) = text {
        return column.read(&text);
    }
    if !options.is_empty() {
        options.sort_unstable();
        return Ok(Value::Choices(options));
    }
    if bounds != [None; 2] {
        return Count::new(bounds[0], bounds[1])
            .map(Value::Count)
            .ok_or_else(|| "the lower bound is above the upper one".to_owned());
    }
    Ok(whole)
}

fn small(x: f64) -> Result<u32, String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared with what came in")]
    let n = x as u32;
    if f64::from(n) == x { Ok(n) } else { Err(format!("{x} is no count")) }
}

fn number(column: &Column, x: f64) -> Result<Value, String> {
    #[expect(clippy::cast_possible_truncation, reason = "compared with what came in; saturates")]
    let whole = x.round() as i64;
    #[expect(clippy::cast_precision_loss, reason = "whole numbers beyond 2^53 are text in files")]
    let exact = whole as f64 == x;
    let wrong = |what: &str| format!("{x} is not {what}");
    match column.kind {
        Kind::Decimal => Ok(Value::Decimal(x)),
        Kind::Integer if exact => Ok(Value::Integer(whole)),
        Kind::Date => Date::from_days(whole).filter(|_| exact).map(Value::Date).ok_or_else(|| wrong("a day")),
        Kind::Moment => Moment::from_millis(whole).map(Value::Moment).ok_or_else(|| wrong("a time")),
        Kind::YesNo if x == 0.0 || x == 1.0 => Ok(Value::YesNo(x == 1.0)),
        Kind::Choice => {
            let place = if column.numeric_codes() {
                column.choice(&crate::cell::shortest(x))
            } else {
                let numbered = usize::try_from(whole - 1).ok().filter(|n| exact && *n < column.values.len());
                numbered.or_else(|| column.choice(&crate::cell::shortest(x)))
            };
            place.map(Value::Choice).ok_or_else(|| wrong("one of the values"))
        }
        Kind::Count => small(x).map(|n| Value::Count(Count::exact(n))),
        Kind::Text | Kind::LongText => column.read(&crate::cell::shortest(x)),
        Kind::Choices => column.read(&crate::cell::shortest(x)),
        Kind::Integer => Err(wrong("a whole number")),
        Kind::YesNo => Err(wrong("yes or no")),
    }
}
