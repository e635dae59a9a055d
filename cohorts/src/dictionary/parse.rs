//! The cells of a table as values of fields.

use serde_json::{Value, json};
use workbench_core::{Misfit, Variable, VariableType};

use super::fill::misfit;
use crate::fold::{fold, narrowed};

/// What a cell says.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing: the value stays as it is.
    Empty,
    /// This, still to be held against the field.
    Says(Value),
}

/// Reads a cell as a field's type asks: yes and no in words, options by their word or label, several options and lower
/// bounds as they are exported.
///
/// # Errors
/// When the words are no value of the type.
pub fn parse(field: &Variable, cell: &str) -> Result<Cell, Misfit> {
    let text = cell.trim();
    let listed = matches!(field.kind, VariableType::Enum | VariableType::Ordinal | VariableType::Multi);
    if text.is_empty() || (!is_option(field, text) && is_missing(text)) {
        return Ok(Cell::Empty);
    }
    if listed {
        return Ok(Cell::Says(chosen(field, text)));
    }
    let plain = narrowed(text);
    let plain = plain.trim();
    let shown: String = text.chars().take(40).collect();
    let value = match field.kind {
        VariableType::Bool => yes_no(plain).map(Value::Bool),
        VariableType::Integer | VariableType::Number => number(plain),
        VariableType::Count => count(plain),
        VariableType::Date => date(plain).map(Value::from),
        _ => Some(Value::from(text)),
    };
    match value {
        Some(value) => Ok(Cell::Says(value)),
        None => {
            let (zh, en) = match field.kind {
                VariableType::Bool => ("是或否", "yes or no"),
                VariableType::Date => ("存在的日期，如 2024-05-01", "a date that exists, like 2024-05-01"),
                VariableType::Count => ("个数，如 3 或 >=3", "a number of things, like 3 or >=3"),
                _ => ("数字", "a number"),
            };
            misfit(format!("“{shown}”不是{zh}"), format!("`{shown}` is not {en}"))
        }
    }
}

fn is_option(field: &Variable, text: &str) -> bool {
    field.options.iter().any(|option| option == text)
        || field.option_labels.values().any(|label| label == text)
}

/// An option by its word, by what it is called, or by the word alone that case and width do not tell apart.
fn chosen(field: &Variable, text: &str) -> Value {
    let word = |text: &str| -> String {
        if field.options.iter().any(|option| option == text) {
            return text.to_owned();
        }
        let labelled = field.option_labels.iter().find(|(_, label)| *label == text).map(|(option, _)| option);
        let alike = || {
            let wanted = fold(text);
            field.options.iter().find(|option| fold(option) == wanted)
        };
        labelled.or_else(alike).cloned().unwrap_or_else(|| text.to_owned())
    };
    if field.kind != VariableType::Multi {
        return Value::from(word(text));
    }
    let parts =
        text.split([';', '；', '、', '|', '\n', ',', '，']).map(str::trim).filter(|part| !part.is_empty());
    if is_option(field, text) {
        json!([word(text)])
    } else {
        Value::from(parts.map(word).collect::<Vec<_>>())
    }
}

fn is_missing(cell: &str) -> bool {
    let word = fold(cell);
    matches!(
        word.as_str(),
        "na" | "n/a" | "nan" | "null" | "none" | "-" | "--" | "." | "缺失" | "不详" | "未知" | "未提及"
    )
}

fn yes_no(cell: &str) -> Option<bool> {
    match fold(cell).as_str() {
        "1" | "true" | "yes" | "y" | "是" | "有" | "阳性" | "t" | "√" => Some(true),
        "0" | "false" | "no" | "n" | "否" | "无" | "阴性" | "f" | "×" => Some(false),
        _ => None,
    }
}

fn number(cell: &str) -> Option<Value> {
    let begins = cell.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let size: f64 = cell.parse().ok().filter(|size: &f64| size.is_finite() && begins)?;
    serde_json::Number::from_f64(size).map(Value::Number)
}

fn count(cell: &str) -> Option<Value> {
    let whole = |text: &str| text.trim().strip_suffix(".0").unwrap_or(text.trim()).parse::<u32>().ok();
    if let Some(exact) = whole(cell) {
        return Some(json!(exact));
    }
    let least = cell.strip_prefix(">=").or_else(|| cell.strip_prefix('≥'))?;
    Some(json!({"min": whole(least)?}))
}

/// A day that exists; a year or a month alone stays one.
fn date(cell: &str) -> Option<String> {
    let partial = cell.len() == 4 || cell.len() == 7;
    if partial && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return Some(cell.to_owned());
    }
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let midnight = cell.strip_suffix(" 00:00:00").or_else(|| cell.strip_suffix("T00:00:00")).unwrap_or(cell);
    if digits > 8 && midnight.len() == cell.len() {
        return None;
    }
    crate::intake::iso_date(midnight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: VariableType) -> Variable {
        Variable { key: "x".to_owned(), kind, ..Variable::default() }
    }

    #[test]
    fn cells_are_read_by_type() {
        let says = |kind, cell: &str| parse(&field(kind), cell).ok();
        let is = |value: Value| Some(Cell::Says(value));
        assert_eq!(says(VariableType::Bool, "阳性"), is(json!(true)));
        assert_eq!(says(VariableType::Bool, "也许"), None);
        assert_eq!(says(VariableType::Number, "１２.５"), is(json!(12.5)));
        assert_eq!(says(VariableType::Number, "12mm"), None);
        assert_eq!(says(VariableType::Number, "inf"), None);
        assert_eq!(says(VariableType::Date, "2024/2/30"), None);
        assert_eq!(says(VariableType::Date, "2024年5月1日"), is(json!("2024-05-01")));
        assert_eq!(says(VariableType::Count, ">=3"), is(json!({"min": 3})));
        assert_eq!(says(VariableType::Text, "未提及"), Some(Cell::Empty));
        assert_eq!(says(VariableType::Text, " "), Some(Cell::Empty));
    }

    #[test]
    fn options_go_by_word_or_label() {
        let mut sex = field(VariableType::Enum);
        sex.options = vec!["1".to_owned(), "2".to_owned(), "未知".to_owned()];
        sex.option_labels = [("1".to_owned(), "男".to_owned())].into();
        assert_eq!(parse(&sex, "男").ok(), Some(Cell::Says(json!("1"))));
        assert_eq!(parse(&sex, "２").ok(), Some(Cell::Says(json!("2"))));
        assert_eq!(parse(&sex, "未知").ok(), Some(Cell::Says(json!("未知"))));
        let mut margin = field(VariableType::Multi);
        margin.options = vec!["毛刺".to_owned(), "分叶".to_owned()];
        assert_eq!(parse(&margin, "毛刺;分叶").ok(), Some(Cell::Says(json!(["毛刺", "分叶"]))));
    }
}
