use std::cmp::Ordering;

use serde_json::Value;
use workbench_core::State;

use super::Op;

/// A stored value of one variable of one case.
///
/// `value` is what holds: a negated effusion is `无` or `false`, a negated
/// attribute is not a value with a minus sign.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FieldCell {
    /// What the report says.
    #[serde(rename = "s")]
    pub state: State,
    /// Bool, number, text, list of texts (multi), or a count object
    /// `{"exact","min","max","kind"}`.
    #[serde(rename = "v")]
    pub value: Value,
}

impl FieldCell {
    /// An asserted value.
    pub fn asserted(value: impl Into<Value>) -> Self {
        Self { state: State::Asserted, value: value.into() }
    }

    fn is_missing(&self) -> bool {
        self.state == State::NotMentioned || self.value.is_null()
    }
}

/// A comparison as checked: the value and, for an ordered variable, its words in order.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub op: Op,
    pub value: Value,
    pub order: Vec<String>,
}

impl Comparison {
    /// Whether the cell satisfies it; `None` is a case without the variable.
    pub fn holds(&self, cell: Option<&FieldCell>) -> bool {
        let present = cell.filter(|cell| !cell.is_missing());
        match self.op {
            Op::Exists => present.is_some(),
            Op::Missing => present.is_none(),
            Op::State => {
                cell.map_or(State::NotMentioned, |c| c.state).as_str() == self.value.as_str().unwrap_or("")
            }
            _ => present.is_some_and(|cell| self.compares(&cell.value)),
        }
    }

    fn compares(&self, held: &Value) -> bool {
        let wanted = &self.value;
        match (self.op, held, wanted) {
            (Op::Ne, Value::Array(items), _) => !items.iter().any(|item| equal(item, wanted)),
            (Op::Ne, Value::Object(_), _) => {
                bounds(held).zip(wanted.as_f64()).is_some_and(|((lo, hi), w)| w < lo || w > hi)
            }
            (Op::Ne, ..) => !equal(held, wanted),
            (Op::Eq, Value::Array(items), _) => items.iter().any(|item| equal(item, wanted)),
            (Op::Eq, ..) => equal(held, wanted),
            (Op::In, Value::Array(items), Value::Array(list)) => {
                items.iter().any(|item| list.iter().any(|wanted| equal(item, wanted)))
            }
            (Op::In, _, Value::Array(list)) => list.iter().any(|wanted| equal(held, wanted)),
            (_, Value::Object(_), _) => {
                let Some(((lo, hi), wanted)) = bounds(held).zip(wanted.as_f64()) else { return false };
                // a range satisfies what all its numbers satisfy
                self.ordered(lo.partial_cmp(&wanted)) && self.ordered(hi.partial_cmp(&wanted))
            }
            (_, Value::Array(items), _) => items.iter().any(|item| self.ordered(self.order_of(item, wanted))),
            _ => self.ordered(self.order_of(held, wanted)),
        }
    }

    fn ordered(&self, ordering: Option<Ordering>) -> bool {
        match self.op {
            Op::Lt => ordering.is_some_and(Ordering::is_lt),
            Op::Le => ordering.is_some_and(Ordering::is_le),
            Op::Gt => ordering.is_some_and(Ordering::is_gt),
            Op::Ge => ordering.is_some_and(Ordering::is_ge),
            _ => false,
        }
    }

    fn order_of(&self, held: &Value, wanted: &Value) -> Option<Ordering> {
        if !self.order.is_empty() {
            let rank = |value: &Value| {
                let word = word(value)?;
                self.order.iter().position(|option| *option == word)
            };
            return rank(held)?.partial_cmp(&rank(wanted)?);
        }
        match (held, wanted) {
            (Value::Number(a), Value::Number(b)) => a.as_f64()?.partial_cmp(&b.as_f64()?),
            (Value::String(a), Value::String(b)) if is_date(a) && is_date(b) => {
                // with a time on both sides to the second, else by the day
                let length = if a.len().min(b.len()) > 10 { a.len().min(b.len()) } else { 10 };
                a.get(..length).partial_cmp(&b.get(..length))
            }
            _ => None,
        }
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10
        && bytes
            .iter()
            .take(10)
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { *b == b'-' } else { b.is_ascii_digit() })
}

/// A word of an ordered list; options such as `3` may be stored as numbers.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn equal(held: &Value, wanted: &Value) -> bool {
    match (held, wanted) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::String(a), Value::String(b)) => crate::fold::fold(a) == crate::fold::fold(b),
        (Value::String(_), Value::Number(_)) | (Value::Number(_), Value::String(_)) => {
            word(held) == word(wanted)
        }
        (Value::Object(_), _) => {
            bounds(held).zip(wanted.as_f64()).is_some_and(|((lo, hi), w)| lo == hi && lo == w)
        }
        _ => held == wanted,
    }
}

/// Least and greatest number a count object allows.
fn bounds(count: &Value) -> Option<(f64, f64)> {
    let get = |key: &str| count.get(key).and_then(Value::as_f64);
    if let Some(exact) = get("exact") {
        return Some((exact, exact));
    }
    let (min, max) = (get("min"), get("max"));
    (min.is_some() || max.is_some()).then(|| (min.unwrap_or(0.0), max.unwrap_or(f64::INFINITY)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(op: Op, wanted: Value, held: Value, expected: bool) {
        let comparison = Comparison { op, value: wanted, order: Vec::new() };
        assert_eq!(comparison.holds(Some(&FieldCell::asserted(held))), expected);
    }

    #[test]
    fn not_mentioned_satisfies_missing_only() {
        let silent = FieldCell { state: State::NotMentioned, value: Value::Null };
        for op in Op::ALL {
            let value = if op == Op::In { json!([8]) } else { json!(8) };
            let comparison = Comparison { op, value, order: Vec::new() };
            for cell in [None, Some(&silent)] {
                assert_eq!(comparison.holds(cell), op == Op::Missing, "{op:?}");
            }
        }
        let said = Comparison { op: Op::State, value: json!("not_mentioned"), order: Vec::new() };
        assert!(said.holds(None) && said.holds(Some(&silent)));
    }

    #[test]
    fn numbers_words_lists_and_counts() {
        check(Op::Ge, json!(8), json!(8.0), true);
        check(Op::Ne, json!(8), json!(7.9), true);
        check(Op::Lt, json!("2024-05-01"), json!("2024-04-30"), true);
        check(Op::Lt, json!("b"), json!("a"), false);
        check(Op::Eq, json!("毛刺"), json!(["分叶", "毛刺"]), true);
        check(Op::Ne, json!("毛刺"), json!(["分叶", "毛刺"]), false);
        check(Op::In, json!(["RUL", "RML"]), json!(["RML"]), true);
        let many = json!({"exact": null, "min": 2, "max": null, "kind": "many"});
        check(Op::Ge, json!(2), many.clone(), true);
        check(Op::Ge, json!(3), many.clone(), false);
        check(Op::Ne, json!(1), many.clone(), true);
        check(Op::Ne, json!(5), many.clone(), false);
        check(Op::Eq, json!(2), many, false);
        check(Op::Eq, json!(2), json!({"exact": 2}), true);
    }

    #[test]
    fn ordered_words_follow_their_list() {
        let order = ["2", "3", "4A", "4B"].map(str::to_owned).to_vec();
        let at_least = Comparison { op: Op::Ge, value: json!("4A"), order };
        assert!(at_least.holds(Some(&FieldCell::asserted("4B"))));
        assert!(!at_least.holds(Some(&FieldCell::asserted("3"))));
        assert!(!at_least.holds(Some(&FieldCell::asserted(3))));
    }
}
