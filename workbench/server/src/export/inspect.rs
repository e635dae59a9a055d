//! What a steward looks at beside the rows: values and combinations that few share, and identifiers left.

use std::collections::BTreeMap;

use cohorts::deident::{FieldKinds, Kind, KnownNames, KnownPerson, ProjectKey, Projection};
use statfiles::Value;
use workbench_core::value::DeidentKind;
use workbench_core::{DataLevel, Span};

use super::fields::{BIRTH, SEX};
use super::sheet::Sheet;

/// Fewer cases than this share a small cell.
pub const SMALL: usize = 5;
/// A text column with more different texts is no category.
const CATEGORIES: usize = 50;
/// Most lines of either list.
const MOST: usize = 1_000;

/// A value that few cases share, or a combination of what may tell a person.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct SmallCell {
    /// Key of the field; several joined by `+` for a combination.
    pub field: String,
    /// The value; several joined by ` · `.
    pub value: String,
    /// Cases that share it.
    pub n: usize,
    /// Whether it is a combination of what may tell a person.
    pub combination: bool,
}

/// A place that the second look finds to identify somebody.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Left {
    /// Row of the table, from 1.
    pub row: usize,
    /// Key of the field.
    pub field: String,
    /// The words.
    pub text: String,
    /// What they look like.
    pub kind: String,
}

/// Values and combinations that fewer than [`SMALL`] cases share.
pub fn small_cells(sheet: &Sheet) -> Vec<SmallCell> {
    let mut cells = Vec::new();
    for column in 1..sheet.columns.len() {
        let Some(variable) = sheet.variables.get(column) else { continue };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut category = true;
        for row in 0..sheet.count() {
            match sheet.value(row, column) {
                None | Some(Value::Empty | Value::Missing(_)) => continue,
                Some(
                    Value::Choice(_) | Value::Choices(_) | Value::YesNo(_) | Value::Text(_) | Value::Count(_),
                ) => {}
                Some(_) => category = false,
            }
            *counts.entry(sheet.text(row, column)).or_default() += 1;
        }
        if category && counts.len() <= CATEGORIES {
            let few = counts.into_iter().filter(|(_, n)| *n < SMALL);
            cells.extend(few.map(|(value, n)| SmallCell {
                field: variable.key.clone(),
                value,
                n,
                combination: false,
            }));
        }
    }
    cells.extend(combinations(sheet));
    cells.sort_by(|a, b| (a.n, &a.field, &a.value).cmp(&(b.n, &b.field, &b.value)));
    cells.truncate(MOST);
    cells
}

/// Combinations of sex, age band, dates and place that fewer than [`SMALL`] cases share.
fn combinations(sheet: &Sheet) -> Vec<SmallCell> {
    let (tells, counts) = counted(sheet);
    let key = |column: &usize| sheet.variables.get(*column).map(|v| v.key.as_str()).unwrap_or_default();
    let field = tells.iter().map(key).collect::<Vec<_>>().join("+");
    let few = counts.into_iter().filter(|(_, n)| *n < SMALL);
    few.map(|(values, n)| SmallCell {
        field: field.clone(), value: values.join(" · "), n, combination: true
    })
    .collect()
}

/// The fewest cases that share one combination of what may tell a person; none without such columns.
pub fn fewest(sheet: &Sheet) -> Option<usize> {
    counted(sheet).1.into_values().min()
}

/// The columns that may tell a person, and how many cases share each combination.
fn counted(sheet: &Sheet) -> (Vec<usize>, BTreeMap<Vec<String>, usize>) {
    let tells: Vec<usize> = (1..sheet.columns.len()).filter(|column| tells(sheet, *column)).collect();
    let mut counts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    if !tells.is_empty() {
        for row in 0..sheet.count() {
            let key = tells.iter().map(|column| banded(sheet, row, *column)).collect();
            *counts.entry(key).or_default() += 1;
        }
    }
    (tells, counts)
}

/// Whether a column may tell a person when joined with others: sex, birth, ages, dates, places.
fn tells(sheet: &Sheet, column: usize) -> bool {
    let Some(variable) = sheet.variables.get(column) else { return false };
    let named = |words: &[&str]| {
        let (zh, en, key) = (&variable.name_zh, variable.name_en.to_lowercase(), variable.key.to_lowercase());
        words.iter().any(|word| {
            zh.contains(word)
                || en.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word)
                || key == *word
        })
    };
    let marked = variable.deident.is_some_and(|kind| {
        matches!(
            kind,
            DeidentKind::Address | DeidentKind::Age | DeidentKind::Hospital | DeidentKind::DateShift
        )
    });
    marked
        || matches!(variable.key.as_str(), SEX | BIRTH)
        || matches!(variable.kind.as_str(), "date" | "datetime")
        || named(&[
            "性别", "年龄", "出生", "日期", "地址", "籍贯", "民族", "职业", "省", "市", "sex", "gender",
            "age", "birth", "date", "address", "place", "city", "province",
        ])
}

/// A value as few as possible can be told by: a date as its year, a number as its band of ten.
fn banded(sheet: &Sheet, row: usize, column: usize) -> String {
    let text = sheet.text(row, column);
    match sheet.value(row, column) {
        Some(Value::Date(_) | Value::Moment(_)) => text.chars().take(4).collect(),
        Some(Value::Integer(_) | Value::Decimal(_)) => match text.parse::<f64>() {
            Ok(number) => {
                let low = (number / 10.0).floor() * 10.0;
                format!("{low}–{}", low + 9.0)
            }
            Err(_) => text,
        },
        _ => text,
    }
}

/// Places in the table that still look as if they identified somebody, by the finder that covers texts.
pub fn identifiers_left(sheet: &Sheet, level: DataLevel) -> Vec<Left> {
    let (key, names, kinds) =
        (ProjectKey::new(b"second look", ""), KnownNames::default(), FieldKinds::default());
    let finder =
        Projection::new(level.min(DataLevel::Limited), &key, &KnownPerson::default(), &names, &kinds);
    let mut left = Vec::new();
    for row in 0..sheet.count() {
        for column in 1..sheet.columns.len() {
            let text = match sheet.value(row, column) {
                Some(Value::Text(text)) => text.clone(),
                Some(Value::Choice(_) | Value::Choices(_)) => sheet.text(row, column),
                _ => continue,
            };
            let field = sheet.variables.get(column).map(|v| v.key.clone()).unwrap_or_default();
            for (text, kind) in found(&finder, &text) {
                left.push(Left { row: row + 1, field: field.clone(), text, kind });
                if left.len() >= MOST {
                    return left;
                }
            }
        }
    }
    left
}

/// The places the finder would cover, with their kinds.
pub fn found(finder: &Projection<'_>, text: &str) -> Vec<(String, String)> {
    let covered = finder.text(text);
    let place = |part: &cohorts::deident::Part| {
        let span: Span = covered.back(part.span);
        Some((span.of(text)?.to_owned(), word(part.kind)))
    };
    covered.parts().iter().filter_map(place).collect()
}

fn word(kind: Kind) -> String {
    match serde_json::to_value(kind) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
