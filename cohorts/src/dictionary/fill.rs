//! Whether what a person fills in may stand in a field.

use std::collections::HashMap;

use regex::Regex;
use serde_json::Value;
use workbench_core::{Misfit, State, Variable, VariableType, fit};

/// The fields of a dictionary, ready to be filled in; patterns are compiled once.
#[derive(Clone, Debug)]
pub struct Filler<'a> {
    fields: HashMap<&'a str, (&'a Variable, Option<Regex>)>,
}

impl<'a> Filler<'a> {
    /// For all fields.
    pub fn new(fields: impl IntoIterator<Item = &'a Variable>) -> Self {
        let pattern =
            |field: &Variable| field.pattern.as_deref().and_then(|text| super::check::compiled(text).ok());
        Self {
            fields: fields.into_iter().map(|field| (field.key.as_str(), (field, pattern(field)))).collect(),
        }
    }

    /// The field of a key.
    pub fn field(&self, key: &str) -> Option<&'a Variable> {
        self.fields.get(key).map(|(field, _)| *field)
    }

    /// The value as it is kept, and what it states; null says that nothing is known.
    ///
    /// # Errors
    /// When there is no such field, it is calculated, or the value has another type, is none of the options, lies
    /// outside the range, is a date that does not exist or does not match the pattern.
    pub fn fill(&self, key: &str, value: &Value) -> Result<(Value, State), Misfit> {
        let Some((field, pattern)) = self.fields.get(key) else {
            let shown: String = key.chars().filter(|c| !c.is_control()).take(60).collect();
            return misfit(format!("库中没有字段“{shown}”"), format!("there is no field `{shown}`"));
        };
        if field.formula.is_some() {
            return misfit(
                format!("“{}”是自动计算的，不能填写；请改公式或它所用的字段", field.name_zh),
                format!("`{}` is calculated; change its formula or the fields it reads", field.key),
            );
        }
        let empty = match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if empty {
            return Ok((Value::Null, State::NotMentioned));
        }
        let (value, state) = fit(field, value)?;
        if let Some(range) = field.range.filter(|_| field.kind == VariableType::Count) {
            counted(field, &value, range)?;
        }
        match (pattern, value.as_str()) {
            (Some(pattern), Some(text)) if !pattern.is_match(text) => misfit(
                format!("“{}”的格式不符", field.name_zh),
                format!("`{}` does not have the form that its pattern asks for", field.key),
            ),
            _ => Ok((value, state)),
        }
    }
}

fn counted(field: &Variable, value: &Value, [low, high]: [f64; 2]) -> Result<(), Misfit> {
    let number = |key: &str| value.get(key).and_then(Value::as_f64);
    let least = number("exact").or_else(|| number("min"));
    if least.is_some_and(|least| least < low || least > high) {
        return misfit(
            format!("“{}”须在 {low}–{high} 之间", field.name_zh),
            format!("`{}` must lie between {low} and {high}", field.key),
        );
    }
    Ok(())
}

pub(super) fn misfit<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Misfit> {
    Err(Misfit { zh: zh.into(), en: en.into() })
}
