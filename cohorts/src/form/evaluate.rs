//! A record seen through a form.

use std::collections::BTreeMap;

use workbench_core::Variable;
use workbench_expr::{Expr, Value};

use super::ValidForm;
use crate::Fault;

/// How an item stands for the values of a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ItemState {
    /// Whether it is seen.
    pub visible: bool,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether it can be filled in.
    pub readonly: bool,
}

/// What a form makes of a record.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Evaluation {
    /// Whether each section is seen, by its id.
    pub sections: BTreeMap<String, bool>,
    /// Each field on the form.
    pub items: BTreeMap<String, ItemState>,
    /// Fields that are required and empty, in order; the path is the key.
    pub missing: Vec<Fault>,
    /// Conditions that could not be computed; what they hang on is shown.
    pub faults: Vec<Fault>,
}

impl ValidForm {
    /// Evaluates the conditions for the values of a record, calculated ones among them. A condition that is null, since
    /// what it reads is not filled in, does not hold; one that cannot be computed is told, and hides nothing.
    pub fn evaluate(&self, record: &BTreeMap<String, Value>) -> Evaluation {
        let mut out = Evaluation::default();
        for (index, section) in self.sections.iter().enumerate() {
            let path = format!("sections[{index}]");
            let seen = holds(
                section.visible_if.as_ref(),
                record,
                true,
                &format!("{path}.visible_if"),
                &mut out.faults,
            );
            out.sections.insert(section.id.clone(), seen);
            for (at, item) in section.items.iter().enumerate() {
                let place = |part: &str| format!("{path}.items[{at}].{part}");
                let field = &item.field;
                let visible = seen
                    && holds(item.visible_if.as_ref(), record, true, &place("visible_if"), &mut out.faults);
                let readonly = item.readonly || field.formula.is_some();
                let asked = item.required_if.is_some()
                    && holds(
                        item.required_if.as_ref(),
                        record,
                        false,
                        &place("required_if"),
                        &mut out.faults,
                    );
                let required = visible && !readonly && (field.required || asked);
                if required && is_empty(record.get(&field.key)) {
                    out.missing.push(empty(field));
                }
                out.items.insert(field.key.clone(), ItemState { visible, required, readonly });
            }
        }
        out
    }
}

fn holds(
    condition: Option<&Expr>,
    record: &BTreeMap<String, Value>,
    otherwise: bool,
    path: &str,
    faults: &mut Vec<Fault>,
) -> bool {
    let Some(condition) = condition else { return true };
    match condition.eval(record) {
        Ok(Value::Bool(holds)) => holds,
        Ok(Value::Null) => false,
        Ok(_) => {
            faults.push(Fault::new(
                path,
                "条件须得出是或否，例如 x > 0",
                "a condition gives yes or no, such as x > 0",
            ));
            otherwise
        }
        Err(error) => {
            faults.push(Fault::of_expr(path, error));
            otherwise
        }
    }
}

fn is_empty(value: Option<&Value>) -> bool {
    value.is_none_or(|value| match value {
        Value::Null => true,
        Value::List(items) => items.is_empty(),
        _ => false,
    })
}

fn empty(field: &Variable) -> Fault {
    let (zh, en) =
        (format!("“{}”必填，尚未填写", field.name_zh), format!("`{}` is required and empty", field.key));
    Fault::new(&field.key, zh, en)
}

/// Fields that the dictionary requires and a record lacks; the path is the key.
pub fn missing(fields: &[Variable], record: &BTreeMap<String, Value>) -> Vec<Fault> {
    let lacks =
        |field: &&Variable| field.required && field.formula.is_none() && is_empty(record.get(&field.key));
    fields.iter().filter(lacks).map(empty).collect()
}
