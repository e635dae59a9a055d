//! Comparing an answer with what a scenario expects.
//!
//! An expected object is a part of the actual one; an expected list has the same length. An object with one key
//! that begins with `$` is a matcher, see [`check`].

use regex::Regex;
use serde_json::{Map, Value};

/// Values captured by earlier steps, by name.
pub type Captures = Map<String, Value>;

/// Compares; `at` is the JSON pointer so far, for the message.
///
/// Matchers: `$type` (uuid, time, string, number, integer, bool, list, object, null), `$gt`, `$gte`, `$lt`, `$lte`,
/// `$near` ([value, tolerance]), `$regex`, `$contains` (part of a string, or one element of a list), `$length`,
/// `$each`, `$not`, `$absent`.
///
/// # Errors
/// The first difference, with its place.
pub fn check(expected: &Value, actual: &Value, at: &str) -> Result<(), String> {
    match expected {
        Value::Object(wanted) => match wanted.iter().next() {
            Some((name, argument)) if wanted.len() == 1 && name.starts_with('$') => {
                matcher(name, argument, actual)
                    .map_err(|e| if e.starts_with('/') { e } else { format!("{at}: {e}") })
            }
            _ => object(wanted, actual, at),
        },
        Value::Array(wanted) => {
            let found = actual.as_array().ok_or_else(|| format!("{at}: expected a list, found {actual}"))?;
            if wanted.len() != found.len() {
                return Err(format!(
                    "{at}: expected {} elements, found {}: {actual}",
                    wanted.len(),
                    found.len()
                ));
            }
            wanted.iter().zip(found).enumerate().try_for_each(|(i, (w, f))| check(w, f, &format!("{at}/{i}")))
        }
        Value::Number(wanted) => {
            let same = expected == actual || wanted.as_f64().is_some() && wanted.as_f64() == actual.as_f64();
            if same { Ok(()) } else { Err(format!("{at}: expected {expected}, found {actual}")) }
        }
        _ if expected == actual => Ok(()),
        _ => Err(format!("{at}: expected {expected}, found {actual}")),
    }
}

fn object(wanted: &Map<String, Value>, actual: &Value, at: &str) -> Result<(), String> {
    let found = actual.as_object().ok_or_else(|| format!("{at}: expected an object, found {actual}"))?;
    for (key, value) in wanted {
        let place = format!("{at}/{key}");
        match found.get(key) {
            Some(actual) => check(value, actual, &place)?,
            None if value.get("$absent").is_some() => {}
            None => return Err(format!("{place}: missing in {actual}")),
        }
    }
    Ok(())
}

fn matcher(name: &str, argument: &Value, actual: &Value) -> Result<(), String> {
    let verdict = |good: bool| {
        if good { Ok(()) } else { Err(format!("{actual} does not satisfy {name} {argument}")) }
    };
    let compare = |good: fn(f64, f64) -> bool| {
        verdict(actual.as_f64().zip(argument.as_f64()).is_some_and(|(a, b)| good(a, b)))
    };
    match name {
        "$type" => verdict(has_type(argument.as_str().unwrap_or_default(), actual)),
        "$gt" => compare(|a, b| a > b),
        "$gte" => compare(|a, b| a >= b),
        "$lt" => compare(|a, b| a < b),
        "$lte" => compare(|a, b| a <= b),
        "$near" => {
            let value = argument.get(0).and_then(Value::as_f64);
            let tolerance = argument.get(1).and_then(Value::as_f64);
            let found = actual.as_f64();
            verdict(matches!((value, tolerance, found), (Some(v), Some(t), Some(a)) if (a - v).abs() <= t))
        }
        "$regex" => {
            let pattern = argument.as_str().unwrap_or_default();
            let regex = Regex::new(pattern).map_err(|e| format!("bad pattern in the scenario: {e}"))?;
            verdict(actual.as_str().is_some_and(|text| regex.is_match(text)))
        }
        "$contains" => match (actual, argument) {
            (Value::String(text), Value::String(part)) => verdict(text.contains(part.as_str())),
            (Value::Array(found), _) => verdict(found.iter().any(|f| check(argument, f, "").is_ok())),
            _ => verdict(false),
        },
        "$length" => {
            let length = match actual {
                Value::Array(list) => list.len(),
                Value::String(text) => text.chars().count(),
                _ => return verdict(false),
            };
            check(argument, &Value::from(length), "length").map_err(|e| format!("{e} in {actual}"))
        }
        "$each" => match actual.as_array() {
            Some(list) => list.iter().enumerate().try_for_each(|(i, f)| check(argument, f, &format!("/{i}"))),
            None => verdict(false),
        },
        "$not" => verdict(check(argument, actual, "").is_err()),
        "$absent" => Err(format!("should not be there: {actual}")),
        _ => Err(format!("the scenario uses an unknown matcher `{name}`")),
    }
}

fn has_type(name: &str, value: &Value) -> bool {
    match name {
        "uuid" => value.as_str().is_some_and(|s| uuid::Uuid::try_parse(s).is_ok()),
        "time" => value.as_str().is_some_and(|s| {
            Regex::new(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)$").is_ok_and(|r| r.is_match(s))
        }),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "bool" => value.is_boolean(),
        "list" => value.is_array(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

/// Puts captured values into a text: `$name` or `${name}`; `$$` is a dollar sign. Unknown names stay as they are.
pub fn fill(text: &str, captures: &Captures) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let braced = after.strip_prefix('{').and_then(|b| b.split_once('}'));
        let bare = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
        let (name, following) = braced.unwrap_or((&after[..bare], &after[bare..]));
        match captures.get(name) {
            Some(Value::String(value)) => out.push_str(value),
            Some(value) => out.push_str(&value.to_string()),
            None if after.starts_with('$') => {
                out.push('$');
                rest = &after[1..];
                continue;
            }
            None => out.push_str(&rest[at..rest.len() - following.len()]),
        }
        rest = following;
    }
    out.push_str(rest);
    out
}

/// Puts captured values into every text of a value; a text that is exactly `$name` becomes the value itself.
pub fn fill_value(value: &Value, captures: &Captures) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$').and_then(|name| captures.get(name)) {
            Some(captured) => captured.clone(),
            None => Value::String(fill(text, captures)),
        },
        Value::Array(list) => list.iter().map(|v| fill_value(v, captures)).collect(),
        Value::Object(map) => map.iter().map(|(k, v)| (k.clone(), fill_value(v, captures))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_part_of_an_object_is_enough_and_lists_are_whole() {
        let actual =
            json!({"id": "5d7f0a9e-9f0c-4a53-8f3f-0a6a2f2b8a11", "n": 3, "items": [{"a": 1, "b": 2}]});
        let good = [
            json!({"n": 3}),
            json!({"n": 3.0, "items": [{"a": 1}]}),
            json!({"id": {"$type": "uuid"}, "n": {"$gt": 2}}),
            json!({"items": {"$contains": {"b": 2}}}),
            json!({"items": {"$length": 1}, "gone": {"$absent": true}}),
            json!({"items": {"$each": {"a": {"$lte": 1}}}, "n": {"$near": [3.05, 0.1]}}),
        ];
        for expected in good {
            assert_eq!(check(&expected, &actual, ""), Ok(()));
        }
        let bad = [
            json!({"n": 4}),
            json!({"m": 3}),
            json!({"items": []}),
            json!({"items": [{"a": 2}]}),
            json!({"n": {"$absent": true}}),
            json!({"id": {"$type": "time"}}),
            json!({"n": {"$unknown": 1}}),
            json!({"items": {"$each": {"a": 2}}}),
        ];
        for expected in bad {
            assert!(check(&expected, &actual, "").is_err(), "{expected}");
        }
    }

    #[test]
    fn captures_fill_texts_and_keep_their_type() {
        let captures = json!({"p": "abc", "n": 5});
        let captures = captures.as_object().unwrap();
        assert_eq!(fill("/projects/$p/x?n=${n}0 $$ $q", captures), "/projects/abc/x?n=50 $ $q");
        assert_eq!(fill_value(&json!({"a": ["$n", "n=$n"]}), captures), json!({"a": [5, "n=5"]}));
    }
}
