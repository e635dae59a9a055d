//! What two versions of a dictionary differ in, for a person to read.

use std::collections::BTreeMap;

use serde_json::Value;
use workbench_core::Variable;

/// One part of a field that changed.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// Name of the part, as in [`Variable`].
    pub part: String,
    /// Before; null when it had none.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub from: Value,
    /// Now.
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub to: Value,
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ChangedField {
    /// Key.
    pub key: String,
    /// Its Chinese name now.
    pub name_zh: String,
    /// What changed.
    pub changes: Vec<Change>,
}

/// What a later version has more, less or otherwise.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Diff {
    /// Fields that are new, or in use again.
    pub added: Vec<Variable>,
    /// Fields that are out of use.
    pub removed: Vec<Variable>,
    /// Fields that changed.
    pub changed: Vec<ChangedField>,
}

/// What fields became; each pair is a field before and after.
pub fn diff(pairs: impl IntoIterator<Item = (Option<Variable>, Option<Variable>)>) -> Diff {
    let mut diff = Diff::default();
    for pair in pairs {
        match pair {
            (None, Some(field)) => diff.added.push(field),
            (Some(field), None) => diff.removed.push(field),
            (Some(before), Some(after)) => {
                let changes = changes(&before, &after);
                if !changes.is_empty() {
                    diff.changed.push(ChangedField { key: after.key, name_zh: after.name_zh, changes });
                }
            }
            (None, None) => {}
        }
    }
    diff
}

fn parts(field: &Variable) -> BTreeMap<String, Value> {
    let parts =
        serde_json::to_value(field).ok().and_then(|json| json.as_object().cloned()).unwrap_or_default();
    let empty = |value: &Value| {
        value.is_null() || value == &Value::Bool(false) || value.as_array().is_some_and(Vec::is_empty)
    };
    parts.into_iter().filter(|(_, value)| !empty(value)).collect()
}

fn changes(before: &Variable, after: &Variable) -> Vec<Change> {
    let (before, after) = (parts(before), parts(after));
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    let part = |name: &String| {
        let (from, to) =
            (before.get(name).cloned().unwrap_or_default(), after.get(name).cloned().unwrap_or_default());
        (from != to).then(|| Change { part: name.clone(), from, to })
    };
    names.filter_map(part).collect()
}

/// The parts of a field from rules that people may not change, as they stand in `before`; empty when none is changed.
pub fn editable(before: &Variable, after: &Variable) -> Vec<String> {
    const FREE: [&str; 8] = ["name_zh", "name_en", "help_zh", "deident", "required", "input", "group", "own"];
    let changed = changes(before, after).into_iter().map(|change| change.part);
    changed.filter(|part| !FREE.contains(&part.as_str())).collect()
}
