//! Whether a value that came from outside fits its variable.

use serde_json::{Map, Value, json};

use crate::value::{State, Variable, VariableType};

/// Longest text value, in characters.
const MAX_TEXT: usize = 2_000;
/// Longest text of several lines.
const MAX_LONG: usize = 100_000;
/// Largest number of lesions.
const MAX_COUNT: i64 = 10_000;

/// Why a value does not fit, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, serde::Serialize)]
#[error("{en}")]
pub struct Misfit {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

fn misfit<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit { zh: zh.into(), en: en.into() })
}

/// The value in the form in which rules give it, and what it states: false
/// and none are stated absences. A count may be given as a whole number.
///
/// # Errors
/// When the value has another type, is none of the options, or lies outside
/// the range.
pub fn fit(variable: &Variable, value: &Value) -> Result<(Value, State), Misfit> {
    use VariableType::{
        Bool, Count, Date, DateTime, Enum, File, Integer, LongText, Multi, Number, Ordinal, Text,
    };
    let name = (&variable.name_zh, &variable.key);
    let state = |denied: bool| if denied { State::Negated } else { State::Asserted };
    match (variable.kind, value) {
        (Bool, Value::Bool(yes)) => Ok((value.clone(), state(!yes))),
        (Bool, _) => misfit(format!("“{}”须为是或否", name.0), format!("`{}` must be true or false", name.1)),
        (Integer | Number, Value::Number(number)) => {
            let whole = variable.kind == Integer;
            Ok((number_of(variable, number, whole)?, State::Asserted))
        }
        (Integer | Number, _) => {
            misfit(format!("“{}”须为数字", name.0), format!("`{}` must be a number", name.1))
        }
        (Count, value) => count(variable, value).map(|(value, none)| (value, state(none))),
        (Enum | Ordinal, Value::String(word)) => option(variable, word).map(|word| (word, State::Asserted)),
        (Enum | Ordinal, _) => option(variable, &value.to_string()).map(|word| (word, State::Asserted)),
        (Multi, Value::Array(items)) => several(variable, items).map(|items| (items, State::Asserted)),
        (Multi, _) => {
            misfit(format!("“{}”须为选项列表", name.0), format!("`{}` must be a list of options", name.1))
        }
        (Date, Value::String(text)) if is_date(text) => Ok((value.clone(), State::Asserted)),
        (Date, _) => misfit(
            format!("“{}”须为日期，如 2024-05-01", name.0),
            format!("`{}` must be a date like 2024-05-01", name.1),
        ),
        (DateTime, Value::String(text)) => match moment(text) {
            Some(moment) => Ok((json!(moment), State::Asserted)),
            None => not_a_moment(variable),
        },
        (DateTime, _) => not_a_moment(variable),
        (File, Value::String(text)) => link(variable, text).map(|link| (link, State::Asserted)),
        (Text | LongText, Value::String(text)) => words(variable, text).map(|text| (text, State::Asserted)),
        (Text | LongText | File, _) => {
            misfit(format!("“{}”须为文字", name.0), format!("`{}` must be text", name.1))
        }
    }
}

fn number_of(variable: &Variable, number: &serde_json::Number, whole: bool) -> Result<Value, Misfit> {
    let (zh, key) = (&variable.name_zh, &variable.key);
    let Some(size) = number.as_f64().filter(|size| size.is_finite()) else {
        return misfit(format!("“{zh}”的数字过大"), format!("the number for `{key}` is too large"));
    };
    if whole && size.fract() != 0.0 {
        return misfit(format!("“{zh}”须为整数"), format!("`{key}` must be a whole number"));
    }
    if let Some([low, high]) = variable.range.filter(|[low, high]| size < *low || size > *high) {
        let unit = variable.unit.as_deref().unwrap_or_default();
        return misfit(
            format!("“{zh}”须在 {low}–{high} {unit} 之间").replace("  ", " "),
            format!("`{key}` must lie between {low} and {high} {unit}").trim_end().to_owned(),
        );
    }
    // 9.0 and 9 are one number; kept as rules write it
    let tidy = size.fract() == 0.0 && size.abs() < 9e15;
    Ok(if tidy { json!(size as i64) } else { json!(size) })
}

/// `{exact, min, max, kind}` and whether it is none.
fn count(variable: &Variable, value: &Value) -> Result<(Value, bool), Misfit> {
    let wrong = || {
        misfit(
            format!("“{}”须为个数（0 以上的整数）或下限", variable.name_zh),
            format!("`{}` must be a whole number from 0, or {{min}} for several", variable.key),
        )
    };
    let whole = |value: &Value| value.as_i64().filter(|count| (0..=MAX_COUNT).contains(count));
    if let Some(exact) = whole(value) {
        return Ok((json!({"exact": exact, "min": exact, "max": exact, "kind": "exact"}), exact == 0));
    }
    let Value::Object(parts) = value else { return wrong() };
    let known = ["exact", "min", "max", "kind"];
    if parts.keys().any(|key| !known.contains(&key.as_str())) {
        return wrong();
    }
    let bound = |parts: &Map<String, Value>, key: &str| match parts.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => whole(value).map(Some).ok_or(()),
    };
    let (Ok(exact), Ok(min), Ok(max)) = (bound(parts, "exact"), bound(parts, "min"), bound(parts, "max"))
    else {
        return wrong();
    };
    match (exact, min, max) {
        (Some(exact), min, max) if min.unwrap_or(exact) == exact && max.unwrap_or(exact) == exact => {
            count(variable, &json!(exact))
        }
        (None, Some(min), max) if max.is_none_or(|max| max >= min) => {
            Ok((json!({"exact": null, "min": min, "max": max, "kind": "many"}), false))
        }
        _ => wrong(),
    }
}

fn option(variable: &Variable, word: &str) -> Result<Value, Misfit> {
    let word = word.trim();
    if variable.options.is_empty() && !word.is_empty() {
        return words(variable, word);
    }
    if variable.options.iter().any(|known| known == word) {
        return Ok(json!(word));
    }
    let shown: String = word.chars().filter(|c| !c.is_control()).take(40).collect();
    misfit(
        format!("“{shown}”不是“{}”的选项；可选：{}", variable.name_zh, variable.options.join("、")),
        format!("`{shown}` is no option of `{}`; there are {}", variable.key, variable.options.join(", ")),
    )
}

/// In the order of the options, each once.
fn several(variable: &Variable, items: &[Value]) -> Result<Value, Misfit> {
    let mut chosen = Vec::new();
    for item in items {
        let word = item.as_str().map_or_else(|| item.to_string(), str::to_owned);
        let word = option(variable, &word)?;
        if !chosen.contains(&word) {
            chosen.push(word);
        }
    }
    if chosen.is_empty() {
        return misfit(
            format!("“{}”至少选一项；报告未写请选“未提及”", variable.name_zh),
            format!("choose at least one option of `{}`, or `not mentioned`", variable.key),
        );
    }
    let place =
        |word: &Value| variable.options.iter().position(|known| Some(known.as_str()) == word.as_str());
    chosen.sort_by_key(place);
    Ok(Value::Array(chosen))
}

fn not_a_moment<T>(variable: &Variable) -> Result<T, Misfit> {
    misfit(
        format!("“{}”须为日期和时间，如 2024-05-01 08:30", variable.name_zh),
        format!("`{}` must be a date with a time like 2024-05-01 08:30", variable.key),
    )
}

/// A web address or a path; nothing that a browser would run.
fn link(variable: &Variable, text: &str) -> Result<Value, Misfit> {
    let text = text.trim();
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let known = scheme.is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https" | "object"));
    if !known || text.chars().any(char::is_control) {
        return misfit(
            format!("“{}”须为文件路径或以 http:// 、https:// 开头的链接", variable.name_zh),
            format!("`{}` must be a path or a link that begins with http:// or https://", variable.key),
        );
    }
    words(variable, text)
}

/// `YYYY-MM-DDTHH:MM:SS` of a moment that exists, from the same with a space, slashes or without seconds.
fn moment(text: &str) -> Option<String> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let date = date.replace('/', "-");
    if date.len() != 10 || !is_date(&date) {
        return None;
    }
    let parts: Vec<&str> = time.trim().split(':').collect();
    let two = |part: &str, below: u32| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u32>().ok()).flatten().filter(|number| *number < below)
    };
    let (hour, minute, second) = match parts.as_slice() {
        [hour, minute] => (two(hour, 24)?, two(minute, 60)?, 0),
        [hour, minute, second] => (two(hour, 24)?, two(minute, 60)?, two(second, 60)?),
        _ => return None,
    };
    Some(format!("{date}T{hour:02}:{minute:02}:{second:02}"))
}

fn words(variable: &Variable, text: &str) -> Result<Value, Misfit> {
    let text = text.trim();
    let length = text.chars().count();
    let most = if variable.kind == VariableType::LongText { MAX_LONG } else { MAX_TEXT };
    if length == 0 || length > most || text.contains('\0') {
        return misfit(
            format!("“{}”须为 1 至 {most} 个字", variable.name_zh),
            format!("`{}` must have 1 to {most} characters", variable.key),
        );
    }
    Ok(json!(text))
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD` of a day that exists.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = [4, 2, 2];
    let digits = parts
        .iter()
        .zip(lengths)
        .all(|(part, length)| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !digits || parts.len() > 3 {
        return false;
    }
    let mut numbers = parts.iter().map(|part| part.parse::<u32>().unwrap_or(0));
    let (year, month, day) = (numbers.next().unwrap_or(0), numbers.next(), numbers.next());
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month.unwrap_or(1) {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    year > 0 && day.is_none_or(|day| (1..=days).contains(&day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(kind: VariableType, value: Value) -> Option<Value> {
        fit(&Variable { kind, ..Variable::default() }, &value).ok().map(|(value, _)| value)
    }

    #[test]
    fn moments_exist_and_are_written_one_way() {
        let moment = |text: &str| fits(VariableType::DateTime, json!(text));
        for text in ["2024-02-29 08:30", "2024-02-29T08:30:00", "2024/02/29 08:30"] {
            assert_eq!(moment(text), Some(json!("2024-02-29T08:30:00")), "{text}");
        }
        for text in
            ["2023-02-29 08:30", "2024-05-01 24:00", "2024-05-01", "2024-05 08:30", "2024-05-01 8:30", ""]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn links_run_nothing() {
        let link = |text: &str| fits(VariableType::File, json!(text)).is_some();
        assert!(link("https://pacs.example/1") && link("影像/2024/a.pdf"));
        assert!(!link("javascript:alert(1)") && !link("data:text/html,x") && !link("a\nb") && !link(" "));
    }

    #[test]
    fn long_texts_are_longer() {
        let text = json!("长".repeat(5_000));
        assert!(fits(VariableType::LongText, text.clone()).is_some());
        assert!(fits(VariableType::Text, text).is_none());
    }
}
