//! The vectors that every implementation of the language must pass.

use serde::Deserialize;
use std::collections::BTreeMap;
use workbench_expr::{Expr, ExprError, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    expr: String,
    scope: BTreeMap<String, Value>,
    #[serde(default)]
    value: Option<serde_json::Value>,
    #[serde(default)]
    error: bool,
    /// Where the fault is.
    at: Option<usize>,
    #[serde(default)]
    note: String,
}

#[test]
fn every_vector_gives_what_it_says() {
    let file: Vec<serde_json::Value> = serde_json::from_str(include_str!("vectors.json")).unwrap();
    assert!(file.iter().all(|v| v.get("value").is_some() != v.get("error").is_some()), "value or error");
    let vectors: Vec<Vector> = file.into_iter().map(|v| serde_json::from_value(v).unwrap()).collect();
    assert!(vectors.len() >= 120, "only {} vectors", vectors.len());
    let mut wrong = Vec::new();
    for vector in vectors {
        let got = Expr::parse(&vector.expr).and_then(|expr| expr.eval(&vector.scope));
        let right = match &got {
            Ok(value) => !vector.error && *value == vector.value.clone().unwrap_or_default().into(),
            Err(error) => vector.error && vector.at == Some(error.at) && speaks(error),
        };
        if !right {
            let start: String = vector.expr.chars().take(80).collect();
            wrong.push(format!("{start}  {:?} ({}): {got:?}", vector.scope, vector.note));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A fault and a cure in both languages.
fn speaks(error: &ExprError) -> bool {
    let chinese = error.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    chinese && !error.en.is_empty() && !error.en.ends_with('.') && error.to_string() == error.en
}
