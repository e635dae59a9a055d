//! Field criteria against the dictionary of fields.

use serde_json::Value;
use workbench_core::{Variable, VariableType};

use super::Op;
use crate::CohortError;

/// Checks a field criterion; the words of an ordered variable come back.
pub(super) fn check_field(
    field: &str,
    op: Op,
    value: &Value,
    path: &str,
    variables: &[Variable],
) -> Result<Vec<String>, CohortError> {
    if variables.is_empty() {
        return Ok(Vec::new());
    }
    let Some(variable) = variables.iter().find(|variable| variable.key == field) else {
        let known: Vec<&str> = variables.iter().map(|variable| variable.key.as_str()).take(60).collect();
        let shown: String = field.chars().take(60).collect();
        let reason = format!("no field `{shown}`, there are {}", known.join(", "));
        return Err(CohortError::criteria(&format!("{path}.field"), reason));
    };
    let order = match variable.kind {
        VariableType::Ordinal => variable.options.clone(),
        _ => Vec::new(),
    };
    let values: &[Value] = match (op, value) {
        (Op::Exists | Op::Missing | Op::State, _) => return Ok(order),
        (_, Value::Array(values)) => values,
        (_, value) => std::slice::from_ref(value),
    };
    let ordering = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
    let kind = variable.kind;
    let orderless = matches!(
        kind,
        VariableType::Bool
            | VariableType::Enum
            | VariableType::Multi
            | VariableType::Text
            | VariableType::LongText
            | VariableType::File
    );
    if ordering && orderless {
        let reason = format!("`{field}` is {kind} and has no order, `{}` cannot be asked", op.as_str());
        return Err(CohortError::criteria(&format!("{path}.op"), reason));
    }
    for value in values {
        let fits = match kind {
            VariableType::Bool => value.is_boolean(),
            VariableType::Count | VariableType::Integer | VariableType::Number => value.is_number(),
            VariableType::Enum | VariableType::Ordinal | VariableType::Multi => {
                let word = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                variable.options.is_empty() || variable.options.contains(&word)
            }
            VariableType::Date | VariableType::DateTime => {
                value.as_str().and_then(crate::intake::iso_date).is_some()
            }
            VariableType::Text | VariableType::LongText | VariableType::File => value.is_string(),
        };
        if !fits {
            let options = match variable.options.as_slice() {
                [] => String::new(),
                options => format!(", one of {}", options.join(", ")),
            };
            let shown: String = value.to_string().chars().take(60).collect();
            let reason = format!("`{field}` is {kind}{options}; {shown} cannot be compared with it");
            return Err(CohortError::criteria(&format!("{path}.value"), reason));
        }
    }
    Ok(order)
}
