//! Where an expression finds the values of its names.

use crate::Value;
use std::collections::BTreeMap;

/// The fields an expression can read.
pub trait Scope {
    /// The value of a field; null when it is not mentioned or not known.
    fn get(&self, name: &str) -> Value;

    /// Whether a field is mentioned; what `has(name)` asks.
    fn has(&self, name: &str) -> bool {
        !matches!(self.get(name), Value::Null)
    }
}

impl Scope for BTreeMap<String, Value> {
    fn get(&self, name: &str) -> Value {
        BTreeMap::get(self, name).cloned().unwrap_or_default()
    }

    fn has(&self, name: &str) -> bool {
        !matches!(BTreeMap::get(self, name), None | Some(Value::Null))
    }
}
