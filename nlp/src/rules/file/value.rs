//! Values written in rules, checked against the type of their field.

use serde_json::Value;
use workbench_core::{Variable, VariableType};

use crate::rules::diagnostic::{Diagnostic, Problem};
use crate::rules::yaml::Node;

/// A written value as the field's type has it.
pub(super) fn read(node: &Node, variable: &Variable) -> Result<Value, Diagnostic> {
    let value = node.json();
    let fits = |value: Value| {
        fits(&value, variable).map(|()| value).map_err(|(zh, en)| Problem::at(node.mark, zh, en))
    };
    match (variable.kind, &value) {
        (
            VariableType::Enum
            | VariableType::Ordinal
            | VariableType::Text
            | VariableType::LongText
            | VariableType::Date,
            Value::Number(_),
        ) => fits(Value::from(node.word().unwrap_or_default())),
        (VariableType::Multi, Value::Array(items)) => fits(Value::Array(
            items
                .iter()
                .map(|item| match item {
                    Value::Number(number) => Value::from(number.to_string()),
                    other => other.clone(),
                })
                .collect(),
        )),
        _ => fits(value),
    }
}

/// Whether a value is of the variable's type; if not, why, in Chinese and English.
pub(in crate::rules) fn fits(value: &Value, variable: &Variable) -> Result<(), (String, String)> {
    use VariableType::*;
    let option = |value: &Value| {
        value.as_str().is_some_and(|word| variable.options.iter().any(|option| option == word))
    };
    let fine = match (variable.kind, value) {
        (Bool, Value::Bool(_)) | (Text | LongText | Date, Value::String(_)) => true,
        (Integer, Value::Number(number)) => number.as_f64().is_some_and(|value| value.fract() == 0.0),
        (Number, Value::Number(_)) => true,
        (Count, Value::Number(number)) => number.as_u64().is_some(),
        (Count, Value::Object(_)) => true,
        (Enum | Ordinal, value) => option(value),
        (Multi, Value::Array(items)) => items.iter().all(option),
        (Multi, value) => option(value),
        _ => false,
    };
    if fine {
        return Ok(());
    }
    let key = &variable.key;
    Err(match variable.kind {
        Enum | Ordinal | Multi => {
            let options = variable.options.join("、");
            (
                format!("{value} 不是“{key}”的选项；选项：{options}"),
                format!("{value} is no option of `{key}`; options: {}", variable.options.join(", ")),
            )
        }
        kind => (
            format!("{value} 不是“{key}”要的类型 {kind}"),
            format!("{value} does not fit the type {kind} of `{key}`"),
        ),
    })
}
