//! JSON to criteria; every refusal names the place.

use serde_json::{Map, Value};
use workbench_core::State;

use super::fuzzy::{MAX_DISTANCE, PER_ERROR};
use super::{Criteria, Leaf, MAX_DEPTH, MAX_NODES, MAX_TEXT, Op};
use crate::CohortError;

impl Criteria {
    /// Reads criteria from JSON text.
    ///
    /// # Errors
    /// When the text is not JSON, or as [`parse`](Self::parse).
    pub fn from_json(text: &str) -> Result<Self, CohortError> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| CohortError::criteria("$", format!("not valid JSON: {error}")))?;
        Self::parse(&value)
    }

    /// Reads criteria from JSON.
    ///
    /// # Errors
    /// Names the place of the first unknown key, missing part, wrong type, or
    /// of what goes beyond [`MAX_DEPTH`], [`MAX_NODES`] or [`MAX_TEXT`].
    pub fn parse(value: &Value) -> Result<Self, CohortError> {
        Parser { nodes: 0 }.node(value, "$", 1)
    }
}

struct Parser {
    nodes: usize,
}

const FORMS: &str = "one of `all`, `any`, `not`, `text`, `fuzzy`, `regex`, `field`";

impl Parser {
    fn node(&mut self, value: &Value, path: &str, depth: usize) -> Result<Criteria, CohortError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(CohortError::criteria(path, format!("more than {MAX_NODES} criteria")));
        }
        if depth > MAX_DEPTH {
            return Err(CohortError::criteria(path, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let Value::Object(object) = value else {
            return Err(CohortError::criteria(path, format!("expected an object with {FORMS}")));
        };
        let forms = ["all", "any", "not", "text", "fuzzy", "regex", "field"];
        let mut found = forms.into_iter().filter(|form| object.contains_key(*form));
        let form = match (found.next(), found.next()) {
            (Some(form), None) => form,
            (Some(first), Some(second)) => {
                return Err(CohortError::criteria(
                    path,
                    format!("`{first}` and `{second}` exclude each other"),
                ));
            }
            (None, _) => {
                let key = object.keys().next().map(|key| format!("unknown key `{}`, ", clip(key)));
                return Err(CohortError::criteria(
                    path,
                    format!("{}expected {FORMS}", key.unwrap_or_default()),
                ));
            }
        };
        let allowed: &[&str] = match form {
            "text" | "regex" => &[form, "in"],
            "fuzzy" => &[form, "distance", "in"],
            "field" => &["field", "op", "value"],
            _ => &[form],
        };
        if let Some(key) = object.keys().find(|key| !allowed.contains(&key.as_str())) {
            let reason = format!("unknown key, a `{form}` criterion has {}", allowed.join(", "));
            return Err(CohortError::criteria(&format!("{path}.{}", clip(key)), reason));
        }
        let place = format!("{path}.{form}");
        match form {
            "all" => Ok(Criteria::All(self.list(&object[form], &place, depth)?)),
            "any" => Ok(Criteria::Any(self.list(&object[form], &place, depth)?)),
            "not" => Ok(Criteria::Not(Box::new(self.node(&object[form], &place, depth + 1)?))),
            "text" => {
                let text = words(object, "text", path)?;
                Ok(Criteria::Leaf(Leaf::Text { text, sections: sections(object, path)? }))
            }
            "fuzzy" => fuzzy(object, path),
            "regex" => {
                let pattern = words(object, "regex", path)?;
                Ok(Criteria::Leaf(Leaf::Regex { pattern, sections: sections(object, path)? }))
            }
            _ => field(object, path),
        }
    }

    fn list(&mut self, value: &Value, path: &str, depth: usize) -> Result<Vec<Criteria>, CohortError> {
        let Value::Array(items) = value else {
            return Err(CohortError::criteria(path, "expected a list of criteria"));
        };
        if items.is_empty() {
            return Err(CohortError::criteria(path, "the list is empty"));
        }
        let each = |(index, item)| self.node(item, &format!("{path}[{index}]"), depth + 1);
        items.iter().enumerate().map(each).collect()
    }
}

fn clip(key: &str) -> String {
    key.chars().take(40).collect()
}

fn words(object: &Map<String, Value>, key: &str, path: &str) -> Result<String, CohortError> {
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

fn fuzzy(object: &Map<String, Value>, path: &str) -> Result<Criteria, CohortError> {
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
    Ok(Criteria::Leaf(Leaf::Fuzzy { text, distance, sections: sections(object, path)? }))
}

fn field(object: &Map<String, Value>, path: &str) -> Result<Criteria, CohortError> {
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
        None => Ok(Criteria::Leaf(Leaf::Field { field, op, value })),
    }
}
