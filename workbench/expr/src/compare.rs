//! Comparison and membership; `None` is null.

use crate::ast::Comparison;
use crate::{ExprError, Value, kinds};

/// Compares two values of one kind. Lists are compared as sets: order and repeats do not count.
/// `at` is the place of the right side.
pub(crate) fn compare(
    sign: Comparison,
    left: &Value,
    right: &Value,
    at: usize,
) -> Result<Option<bool>, ExprError> {
    let only_equality = matches!(sign, Comparison::Equal | Comparison::Unequal);
    let order = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => return Ok(None),
        // numbers in a scope are finite, so they always have an order
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) if only_equality => a.cmp(b),
        (Value::List(a), Value::List(b)) if only_equality => {
            let same = set(a) == set(b);
            return Ok(Some(same == (sign == Comparison::Equal)));
        }
        _ => return Err(kinds::incomparable(at, left, right)),
    };
    Ok(Some(sign.holds(order)))
}

fn set(items: &[Value]) -> Vec<&Value> {
    let mut sorted: Vec<&Value> = items.iter().collect();
    sorted.sort_by(|a, b| a.total(b));
    sorted.dedup();
    sorted
}

/// `x in items`: like `x == a || x == b || …`, but null when `x` or the list is null, and every element is
/// judged, so that a fault does not depend on what is found first.
pub(crate) fn within(x: &Value, items: &Value, at: usize, at_list: usize) -> Result<Option<bool>, ExprError> {
    let Some(items) = kinds::list(at_list, items)? else { return Ok(None) };
    if matches!(x, Value::Null) {
        return Ok(None);
    }
    let mut found = Some(false);
    for item in items {
        match compare(Comparison::Equal, x, item, at)? {
            Some(true) => found = Some(true),
            None if found == Some(false) => found = None,
            _ => {}
        }
    }
    Ok(found)
}
