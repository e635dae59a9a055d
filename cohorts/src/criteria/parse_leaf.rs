//! JSON to the leaves about texts and values.

use serde_json::{Map, Value};
use workbench_core::State;

use super::fuzzy::{MAX_DISTANCE, PER_ERROR};
use super::{Leaf, MAX_TEXT, Op};
use crate::CohortError;

/// Letters of a `pinyin` criterion.
const MAX_LETTERS: usize = 40;

/// Refuses a key that is neither `form` nor one of `beside`.
pub(super) fn known_keys(
    object: &Map<String, Value>,
    form: &str,
    beside: &[&str],
    path: &str,
) -> Result<(), CohortError> {
    let unknown = object.keys().find(|key| *key != form && !beside.contains(&key.as_str()));
    unknown.map_or(Ok(()), |key| {
        let known = [&[form], beside].concat().join(", ");
        let reason = format!("unknown key, a `{form}` criterion has {known}");
        Err(CohortError::criteria(&format!("{path}.{}", clip(key)), reason))
    })
}

pub(super) fn text(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    let text = words(object, "text", path)?;
    let synonyms = flag(object, "synonyms", path)?.unwrap_or(false);
    Ok(Leaf::Text { text, synonyms, sections: sections(object, path)? })
}

pub(super) fn regex(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    Ok(Leaf::Regex { pattern: words(object, "regex", path)?, sections: sections(object, path)? })
}

pub(super) fn pinyin(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    let pinyin = words(object, "pinyin", path)?;
    let letter = |c: char| c.is_ascii_alphabetic() || matches!(c, ' ' | '\'' | 'ü' | 'Ü');
    let letters = pinyin.chars().filter(char::is_ascii_alphabetic).count();
    if !pinyin.chars().all(letter) || !(2..=MAX_LETTERS).contains(&letters) {
        let reason =
            format!("expected 2 to {MAX_LETTERS} letters without tones, such as `moboli` or `mo bo li`");
        return Err(CohortError::criteria(&format!("{path}.pinyin"), reason));
    }
    Ok(Leaf::Pinyin { pinyin, sections: sections(object, path)? })
}

pub(super) fn mention(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    Ok(Leaf::Mention {
        term: words(object, "mention", path)?,
        negated: flag(object, "negated", path)?,
        uncertain: flag(object, "uncertain", path)?,
        historical: flag(object, "historical", path)?,
        sections: sections(object, path)?,
    })
}

fn flag(object: &Map<String, Value>, key: &str, path: &str) -> Result<Option<bool>, CohortError> {
    match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(CohortError::criteria(&format!("{path}.{key}"), "expected true or false")),
    }
}

pub(super) fn clip(key: &str) -> String {
    key.chars().take(40).collect()
}

pub(super) fn words(object: &Map<String, Value>, key: &str, path: &str) -> Result<String, CohortError> {
    let path = format!("{path}.{key}");
    let Some(Value::String(text)) = object.get(key) else {
        return Err(CohortError::criteria(&path, "expected text in quotes"));
    };
    if text.trim().is_empty() {
        return Err(CohortError::criteria(&path, "the text is empty"));
    }
    if text.chars().nth(MAX_TEXT).is_some() {
        return Err(CohortError::criteria(&path, format!("longer than {MAX_TEXT} characters")));
    }
    Ok(text.clone())
}

fn sections(object: &Map<String, Value>, path: &str) -> Result<Vec<String>, CohortError> {
    let path = format!("{path}.in");
    let refuse = || CohortError::criteria(&path, "expected a list of sections such as [\"findings\"]");
    match object.get("in") {
        None => Ok(Vec::new()),
        Some(Value::Array(items)) if (1..=20).contains(&items.len()) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(refuse)).collect()
        }
        Some(_) => Err(refuse()),
    }
}

pub(super) fn fuzzy(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    let text = words(object, "fuzzy", path)?;
    let given = object.get("distance").map_or(Some(1), Value::as_u64);
    let most = MAX_DISTANCE as u64;
    let distance = given.filter(|errors| (1..=most).contains(errors)).ok_or_else(|| {
        CohortError::criteria(
            &format!("{path}.distance"),
            format!("expected a whole number from 1 to {most}"),
        )
    })? as usize;
    let least = distance * PER_ERROR;
    if text.chars().count() < least {
        let reason = format!(
            "{distance} wrong characters ask for words of {least} or more, else everything is similar"
        );
        return Err(CohortError::criteria(&format!("{path}.fuzzy"), reason));
    }
    Ok(Leaf::Fuzzy { text, distance, sections: sections(object, path)? })
}

pub(super) fn field(object: &Map<String, Value>, path: &str) -> Result<Leaf, CohortError> {
    let field = words(object, "field", path)?;
    let op_path = format!("{path}.op");
    let known: Vec<&str> = Op::ALL.iter().map(|op| op.as_str()).collect();
    let op = object
        .get("op")
        .and_then(Value::as_str)
        .and_then(|sign| Op::ALL.into_iter().find(|op| op.as_str() == sign))
        .ok_or_else(|| CohortError::criteria(&op_path, format!("expected one of {}", known.join(" "))))?;
    let value = object.get("value").cloned().unwrap_or(Value::Null);
    let single = |value: &Value| match value {
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => text.chars().nth(MAX_TEXT).is_none(),
        _ => false,
    };
    let expected = match op {
        Op::Exists | Op::Missing => object.contains_key("value").then_some("no value with this comparison"),
        Op::In => match &value {
            Value::Array(items) if (1..=1000).contains(&items.len()) && items.iter().all(single) => None,
            _ => Some("a list of 1 to 1000 values"),
        },
        Op::State => match value.as_str() {
            Some(word) if word.parse::<State>().is_ok() => None,
            _ => Some("one of asserted, negated, uncertain, not_mentioned, conflict"),
        },
        Op::Lt | Op::Le | Op::Gt | Op::Ge if value.is_boolean() => {
            Some("a number, an ordered word or a date")
        }
        _ => (!single(&value)).then_some("a number, text, true or false"),
    };
    match expected {
        Some(expected) => {
            Err(CohortError::criteria(&format!("{path}.value"), format!("expected {expected}")))
        }
        None => Ok(Leaf::Field { field, op, value }),
    }
}
