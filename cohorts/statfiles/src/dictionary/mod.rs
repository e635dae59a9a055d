//! The data dictionary as a table of its own: one row a column of the file.

mod header;
mod labels;
mod read;

pub use read::Dictionary;

use crate::plan::Physical;
use crate::{Column, Kind, Notes, Part};

/// Header of a dictionary as we write it.
pub(crate) const HEADER: [&str; 10] =
    ["key", "label_zh", "label_en", "type", "unit", "values", "missing", "name", "part", "codes"];

/// Rows of the dictionary for a file's columns; only the first row of a column says all of it.
pub(crate) fn rows(columns: &[Column], plan: &[Physical]) -> Vec<[String; 10]> {
    let mut last = None;
    plan.iter()
        .filter_map(|p| Some((p, columns.get(p.source)?)))
        .map(|(physical, column)| {
            let first = last != Some(physical.source);
            last = Some(physical.source);
            let say = |text: &str| if first { text.to_owned() } else { String::new() };
            let part = if physical.part == Part::Whole { String::new() } else { physical.part.to_string() };
            [
                column.key.clone(),
                say(&column.label_zh),
                say(&column.label_en),
                say(word(column.kind)),
                say(&column.unit),
                say(&labels::write(&column.values)),
                say(&labels::write(&column.missing)),
                physical.name.clone(),
                part,
                physical.reasons.join("|"),
            ]
        })
        .collect()
}

/// A dictionary as CSV bytes, notes after it as rows whose key begins with `#`.
pub(crate) fn csv(columns: &[Column], plan: &[Physical], notes: &Notes) -> Vec<u8> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut line = |cells: &[String]| {
        let quoted: Vec<String> = cells.iter().map(|c| crate::text::quoted(c).into_owned()).collect();
        out.extend_from_slice(quoted.join(",").as_bytes());
        out.extend_from_slice(b"\r\n");
    };
    line(&HEADER.map(str::to_owned));
    for row in rows(columns, plan) {
        line(&row);
    }
    for (key, text) in notes.lines() {
        let mut cells = vec![String::new(); HEADER.len()];
        cells[0] = format!("#{key}");
        cells[1] = text.to_owned();
        line(&cells);
    }
    out
}

/// The word for a type in a dictionary.
pub(crate) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::LongText => "long_text",
        Kind::Integer => "integer",
        Kind::Decimal => "decimal",
        Kind::Date => "date",
        Kind::Moment => "datetime",
        Kind::YesNo => "yes_no",
        Kind::Choice => "choice",
        Kind::Choices => "choices",
        Kind::Count => "count",
    }
}
