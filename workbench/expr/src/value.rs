//! What an expression reads and gives.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// A value of an expression.
///
/// As JSON: `null`, `true`, `3`, `"实性"`, `["分叶", "毛刺"]`. Of an object only a count is understood:
/// it is the number in its `exact`; any other object is null.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "serde_json::Value", into = "serde_json::Value")]
pub enum Value {
    /// Not mentioned, not filled in, or not to be computed.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number; finite wherever this crate gives it.
    Number(f64),
    /// Words; also an option of a choice, and a date as YYYY-MM-DD.
    Text(String),
    /// Several values, such as the options of a multiple choice.
    List(Vec<Value>),
}

/// Whole numbers up to here are exact in an `f64`: 2⁵³.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

impl Value {
    /// A number, or null when it is infinite or none; minus zero becomes zero.
    pub(crate) fn number(x: f64) -> Self {
        if x.is_finite() { Self::Number(x + 0.0) } else { Self::Null }
    }

    /// The same value without infinite numbers.
    pub(crate) fn clean(self) -> Self {
        match self {
            Self::Number(x) => Self::number(x),
            Self::List(items) => Self::List(items.into_iter().map(Self::clean).collect()),
            other => other,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(_) => 1,
            Self::Number(_) => 2,
            Self::Text(_) => 3,
            Self::List(_) => 4,
        }
    }

    /// A total order over values of every kind, for comparing lists as sets.
    pub(crate) fn total(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => a
                .iter()
                .zip(b)
                .map(|(x, y)| x.total(y))
                .find(|o| o.is_ne())
                .unwrap_or_else(|| a.len().cmp(&b.len())),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl From<serde_json::Value> for Value {
    fn from(json: serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(b) => Self::Bool(b),
            serde_json::Value::Number(n) => n.as_f64().map_or(Self::Null, Self::number),
            serde_json::Value::String(s) => Self::Text(s),
            serde_json::Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => {
                map.get("exact").and_then(serde_json::Value::as_f64).map_or(Self::Null, Self::number)
            }
        }
    }
}

impl From<Value> for serde_json::Value {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(b) => Self::Bool(b),
            // a whole number is written as one: 3, not 3.0
            Value::Number(x) if x.fract() == 0.0 && x.abs() < EXACT => Self::from(x as i64),
            Value::Number(x) => serde_json::Number::from_f64(x).map_or(Self::Null, Self::Number),
            Value::Text(s) => Self::String(s),
            Value::List(items) => Self::Array(items.into_iter().map(Self::from).collect()),
        }
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<f64> for Value {
    fn from(x: f64) -> Self {
        Self::number(x)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
