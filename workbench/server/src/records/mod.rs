//! Records: dictionaries, children, calculated values and entry, between the store and `cohorts`.

pub mod calculate;
pub mod children;
pub mod entry;
pub mod fields;
pub mod merge;

use std::collections::BTreeMap;

use workbench_core::{FieldValue, State, Variable};
use workbench_expr::Value;

/// A value that no report says.
pub fn given(field: &Variable, value: serde_json::Value, state: State, rule: &str) -> FieldValue {
    let unit = if state == State::NotMentioned { None } else { field.unit.clone() };
    FieldValue {
        field: field.key.clone(),
        value,
        unit,
        state,
        spans: Vec::new(),
        rule: rule.to_owned(),
        confidence: 1.0,
        alternatives: Vec::new(),
    }
}

/// Values as expressions read them: a contradiction and what is not mentioned are null.
pub fn scope<'a>(values: impl IntoIterator<Item = &'a FieldValue>) -> BTreeMap<String, Value> {
    let known = |value: &&FieldValue| !matches!(value.state, State::NotMentioned | State::Conflict);
    let known = values.into_iter().filter(known);
    known.map(|value| (value.field.clone(), Value::from(value.value.clone()))).collect()
}
