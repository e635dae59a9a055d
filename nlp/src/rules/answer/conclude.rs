//! Fields that are concluded from others.

use serde_json::Value;
use workbench_core::{FieldValue, State, VariableType};
use workbench_expr::{Expr, Scope, Value as Term};

use super::Desk;
use super::candidate::Candidate;
use super::choice::fitted;
use crate::rules::spec::{Field, Rule, Then};

/// The values of a report as names of the expressions of a field.
struct Values<'v> {
    /// What the field reads: a name among so few is found without hashing it.
    reads: &'v [(String, usize)],
    values: &'v [Option<Box<FieldValue>>],
}

impl Values<'_> {
    fn find(&self, name: &str) -> Option<&FieldValue> {
        let (_, at) = self.reads.iter().find(|(read, _)| read == name)?;
        self.values.get(*at)?.as_deref()
    }
}

impl Scope for Values<'_> {
    fn get(&self, name: &str) -> Term {
        match self.find(name) {
            Some(held) if !matches!(held.state, State::NotMentioned | State::Conflict) => {
                Term::from(held.value.clone())
            }
            _ => Term::Null,
        }
    }

    fn has(&self, name: &str) -> bool {
        self.find(name).is_some_and(|held| held.state != State::NotMentioned && !held.value.is_null())
    }
}

/// Whether a field is to be read at all.
pub(in crate::rules) fn holds(field: &Field, values: &[Option<Box<FieldValue>>]) -> bool {
    let Some(when) = &field.when else { return true };
    if !field.waits.iter().any(|at| values.get(*at).is_some_and(Option::is_some)) {
        return field.idle;
    }
    when.eval(&Values { reads: &field.reads, values }).unwrap_or_default() == Term::Bool(true)
}

/// The value of a concluded field; nothing is concluded from nothing.
pub(in crate::rules) fn conclude(
    desk: &Desk,
    field: &Field,
    values: &[Option<Box<FieldValue>>],
) -> Option<FieldValue> {
    let said = |(_, at): &(String, usize)| values.get(*at).is_some_and(Option::is_some);
    if !field.reads.is_empty() && !field.reads.iter().any(said) {
        return None;
    }
    let scope = Values { reads: &field.reads, values };
    let mut used: Vec<&Expr> = Vec::new();
    let found = match &field.rule {
        Rule::From(_) => Term::Null,
        Rule::Derive(expr) => {
            used.push(expr);
            expr.eval(&scope).unwrap_or_default()
        }
        Rule::Table(rows) => {
            let row = rows.iter().find(|row| match &row.when {
                None => true,
                Some(when) => {
                    let holds = when.eval(&scope).unwrap_or_default() == Term::Bool(true);
                    if holds {
                        used.push(when);
                    }
                    holds
                }
            });
            match row.map(|row| &row.then) {
                Some(Then::Constant(value)) => {
                    // A last resort rests on all that was looked at.
                    if used.is_empty() {
                        used.extend(rows.iter().filter_map(|row| row.when.as_ref()));
                    }
                    Term::from(value.clone())
                }
                Some(Then::Computed(expr)) => {
                    used.push(expr);
                    expr.eval(&scope).unwrap_or_default()
                }
                None => Term::Null,
            }
        }
    };
    let read: Vec<&FieldValue> =
        used.iter().flat_map(|expr| expr.names()).filter_map(|name| scope.find(name)).collect();
    let mentioned = || read.iter().filter(|held| held.state != State::NotMentioned && !held.value.is_null());
    // Nothing is concluded from nothing.
    if found == Term::Null
        || !used.is_empty() && mentioned().next().is_none() && !used.iter().all(|e| e.names().is_empty())
    {
        return None;
    }
    let value = typed(field, found.into());
    let mut candidate = fitted(field, Candidate::new(value, State::Asserted, 0));
    let doubtful = mentioned().any(|held| held.state == State::Uncertain);
    if doubtful {
        candidate.state = State::Uncertain;
    } else if candidate.value == Value::Bool(false) && mentioned().all(|held| held.state == State::Negated) {
        // What rests on denials alone is a denial.
        candidate.state = State::Negated;
    }
    let mut out = desk.value(field, candidate);
    let least = mentioned().map(|held| held.confidence).fold(1.0, f64::min);
    out.confidence = (least * 100.0).round() / 100.0;
    let mut seen = Vec::new();
    for span in mentioned().flat_map(|held| &held.spans) {
        if !seen.contains(span) && seen.len() < 40 {
            seen.push(span.clone());
        }
    }
    out.spans = seen;
    Some(out)
}

/// A number of an option list is its word; whole numbers of an integer stay whole.
fn typed(field: &Field, value: Value) -> Value {
    match (field.variable.kind, &value) {
        (
            VariableType::Enum | VariableType::Ordinal | VariableType::Text | VariableType::LongText,
            Value::Number(number),
        ) => {
            let text = number.to_string();
            Value::from(text.strip_suffix(".0").unwrap_or(&text))
        }
        (VariableType::Multi, Value::String(_)) => Value::Array(vec![value]),
        (VariableType::Count, Value::Number(number)) => {
            let number = number.as_f64().unwrap_or(0.0).max(0.0) as u64;
            serde_json::json!({"exact": number, "min": number, "max": number, "kind": "exact"})
        }
        _ => value,
    }
}
