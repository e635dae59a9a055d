//! Two people edit one case: fields that only one of them changed go together, the others are shown to both.

use std::collections::BTreeMap;

use serde_json::Value;

/// What an editor made of a field.
#[derive(Clone, Debug)]
pub struct Wish {
    pub field: String,
    /// What it shall be, as it is kept.
    pub yours: Value,
    /// What the editor started from.
    pub base: Value,
}

/// What becomes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Merged {
    /// It is written.
    Take,
    /// It is so already.
    Same,
    /// Somebody else has made something else of the field since.
    Clash,
}

/// Holds wishes against what stands. With `fresh` the editor has seen the state that stands, so that nothing clashes.
pub fn merge(wishes: &[Wish], stands: &BTreeMap<String, Value>, fresh: bool) -> Vec<Merged> {
    let one = |wish: &Wish| {
        let theirs = stands.get(&wish.field).unwrap_or(&Value::Null);
        if alike(theirs, &wish.yours) {
            Merged::Same
        } else if fresh || alike(theirs, &wish.base) {
            Merged::Take
        } else {
            Merged::Clash
        }
    };
    wishes.iter().map(one).collect()
}

/// Whether two values are the same to a person: 9 and 9.0, a count by its numbers, no value and an empty one.
pub fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x.as_f64() == y.as_f64(),
        (Value::Array(x), Value::Array(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| alike(x, y)),
        (Value::Object(x), Value::Object(y)) => ["exact", "min", "max"].iter().all(|part| {
            let part = |object: &serde_json::Map<String, Value>| object.get(*part).and_then(Value::as_i64);
            part(x) == part(y)
        }),
        (Value::Object(x), Value::Number(y)) | (Value::Number(y), Value::Object(x)) => {
            x.get("exact").and_then(Value::as_f64).is_some_and(|exact| Some(exact) == y.as_f64())
        }
        _ => empty(a) && empty(b) || a == b,
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(yours: Value, base: Value, theirs: Value, fresh: bool) -> Merged {
        let wish = Wish { field: "x".to_owned(), yours, base };
        merge(&[wish], &[("x".to_owned(), theirs)].into(), fresh).remove(0)
    }

    #[test]
    fn only_what_both_changed_clashes() {
        assert_eq!(merged(json!(2), json!(1), json!(1), false), Merged::Take);
        assert_eq!(merged(json!(2), json!(1), json!(3), false), Merged::Clash);
        assert_eq!(merged(json!(2), json!(1), json!(2.0), false), Merged::Same);
        assert_eq!(merged(json!(2), json!(1), json!(3), true), Merged::Take);
        assert_eq!(merged(json!(""), json!(1), Value::Null, false), Merged::Same);
        assert_eq!(
            merged(Value::Null, json!(3), json!({"exact": 3, "min": 3, "max": 3, "kind": "exact"}), false),
            Merged::Take
        );
    }
}
