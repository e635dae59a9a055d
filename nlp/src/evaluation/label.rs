//! What a value says, in a form that two values of one variable can be compared in.

use std::collections::BTreeSet;

use serde_json::Value;
use workbench_core::value::VariableType;
use workbench_core::{FieldValue, State};

/// What a report says of a variable, as far as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub enum Label {
    /// Nothing.
    NotMentioned,
    /// Two things that exclude each other.
    Conflict,
    /// That there is none, without an option that says so.
    Denied,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Number(f64),
    /// At least, at most: a count that is not exact.
    Bounds(Option<i64>, Option<i64>),
    /// A set of options.
    Set(BTreeSet<String>),
    /// A word.
    Word(String),
}

impl Label {
    /// The label of a value; a value of another type than the variable's is a word.
    pub fn of(kind: VariableType, value: &FieldValue) -> Self {
        match (value.state, &value.value) {
            (State::NotMentioned, _) => Self::NotMentioned,
            (State::Conflict, _) => Self::Conflict,
            (State::Negated, Value::Null) => Self::Denied,
            (_, Value::Null) => Self::NotMentioned,
            (_, json) => Self::of_json(kind, json),
        }
    }

    fn of_json(kind: VariableType, json: &Value) -> Self {
        match (kind, json) {
            (VariableType::Bool, Value::Bool(yes)) => Self::Bool(*yes),
            (VariableType::Count, Value::Object(count)) => {
                let bound = |key: &str| count.get(key).and_then(Value::as_i64);
                match bound("exact") {
                    Some(exact) => Self::Number(exact as f64),
                    None => Self::Bounds(bound("min"), bound("max")),
                }
            }
            (VariableType::Count | VariableType::Integer | VariableType::Number, Value::Number(number)) => {
                number.as_f64().map_or_else(|| Self::Word(number.to_string()), Self::Number)
            }
            (VariableType::Multi, Value::Array(items)) => Self::Set(items.iter().map(word).collect()),
            (VariableType::Multi, Value::String(item)) => Self::Set(BTreeSet::from([item.trim().to_owned()])),
            _ => Self::Word(word(json)),
        }
    }

    /// Whether anything is said.
    pub fn mentioned(&self) -> bool {
        *self != Self::NotMentioned
    }

    /// Whether two labels say the same; numbers up to rounding.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => close(*a, *b),
            _ => self == other,
        }
    }

    /// As a row of a table of counts is called; empty for what is not mentioned.
    pub fn name(&self) -> String {
        match self {
            Self::NotMentioned => String::new(),
            Self::Conflict => State::Conflict.as_str().to_owned(),
            Self::Denied => State::Negated.as_str().to_owned(),
            Self::Bool(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Bounds(min, max) => match (min, max) {
                (Some(min), Some(max)) => format!("{min}–{max}"),
                (Some(min), None) => format!(">={min}"),
                (None, Some(max)) => format!("<={max}"),
                (None, None) => "many".to_owned(),
            },
            Self::Set(items) => items.iter().cloned().collect::<Vec<_>>().join(";"),
            Self::Word(word) => word.clone(),
        }
    }
}

/// Whether a prediction says what the truth says.
pub fn right(kind: VariableType, truth: &FieldValue, got: &FieldValue) -> bool {
    Label::of(kind, truth).same(&Label::of(kind, got))
}

/// Equal up to the rounding of a conversion of units.
pub(super) fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0)
}

fn word(json: &Value) -> String {
    match json {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}
