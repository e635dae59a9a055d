//! A dictionary entry as a column of a statistics file, and its values in it.

use serde_json::Value as Json;
use statfiles::{Column, Count, Date, Kind, Label, Moment, Value};
use workbench_core::Variable;

use crate::api::plain;

/// Why a value may be missing, in the order of [`Absent`].
const REASONS: [(&str, &str); 2] = [("not_mentioned", "未提及"), ("conflict", "记载矛盾")];

/// What a cell holds before its column's type is known.
#[derive(Clone, Debug)]
pub enum Cell {
    /// There is no value.
    Empty,
    /// The reports do not speak of it.
    NotMentioned,
    /// The reports contradict each other.
    Conflict,
    /// A value as the projection shows it.
    Held(Json),
}

/// A column for these cells: of the entry's type where every cell fits it, else of text, so that nothing is lost.
pub fn column(variable: &Variable, cells: &[Cell]) -> (Column, Vec<Value>) {
    let mut column = labelled(variable, kind(variable));
    if matches!(column.kind, Kind::Choice | Kind::Choices) {
        column.values = choices(variable, cells);
        if column.values.is_empty() || column.values.len() > 4_000 {
            column.kind = Kind::Text;
            column.values.clear();
        }
    }
    if let Some(values) = typed(&mut column, cells) {
        return (column, values);
    }
    let long = column.kind == Kind::LongText;
    let mut text = labelled(variable, Kind::Text);
    reasons(&mut text);
    let value = |cell: &Cell| match cell {
        Cell::Held(value) => Some(words(value)),
        other => Some(missing(&text, other)),
    };
    let values: Vec<Value> = cells.iter().filter_map(value).collect();
    let longer =
        |value: &Value| matches!(value, Value::Text(text) if text.len() > 255 || text.contains('\n'));
    if long || values.iter().any(longer) {
        text.kind = Kind::LongText;
    }
    (text, values)
}

fn kind(variable: &Variable) -> Kind {
    match variable.kind.as_str() {
        "bool" => Kind::YesNo,
        "count" => Kind::Count,
        "integer" => Kind::Integer,
        "number" => Kind::Decimal,
        "enum" | "ordinal" => Kind::Choice,
        "multi" => Kind::Choices,
        "date" => Kind::Date,
        "datetime" => Kind::Moment,
        "long_text" => Kind::LongText,
        _ => Kind::Text,
    }
}

fn labelled(variable: &Variable, kind: Kind) -> Column {
    let mut column = Column::new(line(&variable.key, 256), kind);
    column.label_zh = line(&variable.name_zh, 4_000);
    column.label_en = line(&variable.name_en, 4_000);
    column.unit = line(variable.unit.as_deref().unwrap_or_default(), 200);
    column
}

/// A text on one line, at most so many bytes.
fn line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut end = plain.len().min(most);
    while !plain.is_char_boundary(end) {
        end -= 1;
    }
    plain.get(..end).unwrap_or_default().trim().to_owned()
}

/// The options, and after them what else is held: an older dictionary's words, or a mask.
fn choices(variable: &Variable, cells: &[Cell]) -> Vec<Label> {
    let mut codes: Vec<String> = Vec::new();
    let mut add = |word: &str| {
        let known = word.trim().is_empty() || codes.iter().any(|code| code == word);
        if !known {
            codes.push(word.to_owned());
        }
    };
    variable.options.iter().for_each(|option| add(option));
    for cell in cells {
        match cell {
            Cell::Held(Json::Array(items)) => items.iter().for_each(|item| add(&plain(item))),
            Cell::Held(value) => add(&plain(value)),
            _ => {}
        }
    }
    let word = |code: &String| line(variable.option_labels.get(code).map_or("", String::as_str), 4_000);
    let labelled: Vec<Label> = codes.iter().map(|code| Label::new(code.clone(), word(code))).collect();
    // two codes of one name, or a name that is another's code, cannot be told apart in a file: codes alone then
    let told = |label: &Label| {
        labelled.iter().filter(|other| [&other.code, &other.text].contains(&&label.text)).count() == 1
    };
    match labelled.iter().all(told) {
        true => labelled,
        false => codes.into_iter().map(|code| Label::new(code.clone(), code)).collect(),
    }
}

fn reasons(column: &mut Column) {
    let free = |(code, text): &(&str, &str)| {
        column
            .values
            .iter()
            .all(|label| [*code, *text].iter().all(|word| label.code != *word && label.text != *word))
    };
    // both or none, so that their places stay
    if REASONS.iter().all(free) {
        column.missing = REASONS.iter().map(|(code, text)| Label::new(*code, *text)).collect();
    }
}

fn missing(column: &Column, cell: &Cell) -> Value {
    match cell {
        Cell::NotMentioned if !column.missing.is_empty() => Value::Missing(0),
        Cell::Conflict if !column.missing.is_empty() => Value::Missing(1),
        _ => Value::Empty,
    }
}

fn typed(column: &mut Column, cells: &[Cell]) -> Option<Vec<Value>> {
    if matches!(column.kind, Kind::Text | Kind::LongText) {
        return None;
    }
    reasons(column);
    let odd = |label: &Label| {
        let code = &label.code;
        code.trim() != code
            || code.len() > 4_000
            || code.chars().any(char::is_control)
            || column.kind == Kind::Choices && code.contains(['|', ';'])
    };
    if column.values.iter().any(odd) {
        return None;
    }
    let value = |cell: &Cell| match cell {
        Cell::Held(Json::Null) => Some(Value::Empty),
        Cell::Held(value) => one(column, value),
        other => Some(missing(column, other)),
    };
    cells.iter().map(value).collect()
}

fn one(column: &Column, value: &Json) -> Option<Value> {
    let choice = |value: &Json| {
        let word = plain(value);
        column.values.iter().position(|label| label.code == word)
    };
    match column.kind {
        Kind::YesNo => value.as_bool().map(Value::YesNo),
        Kind::Integer => value.as_i64().map(Value::Integer),
        Kind::Decimal => value.as_f64().filter(|x| x.is_finite()).map(Value::Decimal),
        Kind::Date => value.as_str().and_then(Date::parse).map(Value::Date),
        Kind::Moment => value.as_str().and_then(Moment::parse).map(Value::Moment),
        Kind::Choice => choice(value).map(Value::Choice),
        Kind::Choices => {
            let mut places: Vec<usize> = match value {
                Json::Array(items) => items.iter().map(choice).collect::<Option<_>>()?,
                single => vec![choice(single)?],
            };
            places.sort_unstable();
            places.dedup();
            Some(if places.is_empty() { Value::Empty } else { Value::Choices(places) })
        }
        Kind::Count => {
            let part = |key: &str| value.get(key).and_then(Json::as_u64).and_then(|n| u32::try_from(n).ok());
            let whole = value.as_u64().and_then(|n| u32::try_from(n).ok()).map(Count::exact);
            let count = whole
                .or_else(|| part("exact").map(Count::exact))
                .or_else(|| Count::new(part("min"), part("max")));
            count.map(Value::Count)
        }
        Kind::Text | Kind::LongText => Some(words(value)),
    }
}

fn words(value: &Json) -> Value {
    let text = plain(value);
    if text.is_empty() { Value::Empty } else { Value::Text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn variable(kind: &str, options: &[&str]) -> Variable {
        serde_json::from_value(
            json!({"key": "k", "name_zh": "名", "name_en": "n", "type": kind, "options": options}),
        )
        .unwrap()
    }

    fn held(values: &[Json]) -> Vec<Cell> {
        values.iter().cloned().map(Cell::Held).collect()
    }

    #[test]
    fn a_cell_that_does_not_fit_makes_the_column_text_and_nothing_is_lost() {
        let (column, values) =
            super::column(&variable("date", &[]), &held(&[json!("2024-05-01"), json!("2024")]));
        assert_eq!(column.kind, Kind::Text);
        assert_eq!(values, [Value::Text("2024-05-01".into()), Value::Text("2024".into())]);
        let (column, _) = super::column(&variable("date", &[]), &held(&[json!("2024-05-01")]));
        assert_eq!(column.kind, Kind::Date);
    }

    #[test]
    fn words_outside_the_options_become_options() {
        let (column, values) =
            super::column(&variable("enum", &["a", "b"]), &held(&[json!("b"), json!("c")]));
        assert_eq!(column.values.iter().map(|l| l.code.as_str()).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(values, [Value::Choice(1), Value::Choice(2)]);
        let (column, _) = super::column(&variable("multi", &["a|b"]), &held(&[json!(["a|b"])]));
        assert_eq!(column.kind, Kind::Text);
    }

    #[test]
    fn silence_and_contradiction_are_reasons_unless_a_choice_is_called_so() {
        let cells = [Cell::NotMentioned, Cell::Conflict, Cell::Empty];
        let (_, values) = super::column(&variable("number", &[]), &cells);
        assert_eq!(values, [Value::Missing(0), Value::Missing(1), Value::Empty]);
        let (column, values) = super::column(&variable("enum", &["未提及", "有"]), &cells);
        assert!(column.missing.is_empty());
        assert_eq!(values, [Value::Empty, Value::Empty, Value::Empty]);
    }

    #[test]
    fn counts_keep_their_bounds() {
        let cells = held(&[json!({"exact": 2}), json!({"exact": null, "min": 3, "max": null}), json!(4)]);
        let (column, values) = super::column(&variable("count", &[]), &cells);
        let text: Vec<String> = values.iter().map(|value| column.write(value)).collect();
        assert_eq!(text, ["2", ">=3", "4"]);
    }
}
