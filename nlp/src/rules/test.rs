//! The tests inside a rule file: run, and what came out otherwise.

use serde::Serialize;
use serde_json::Value;
use workbench_core::{FieldValue, State};

use super::diagnostic::{Diagnostic, Problem};
use super::file::File;
use super::spec::Test;
use super::{Order, RuleSet};

/// What the tests of a rule file say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TestReport {
    /// Tests that pass.
    pub passed: usize,
    /// Tests that fail.
    pub failed: usize,
    /// Every test in order.
    pub cases: Vec<TestCase>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestCase {
    /// Line of the test from 1.
    pub line: usize,
    /// The report it reads.
    pub text: String,
    /// Whether all is as expected.
    pub passed: bool,
    /// What is not.
    pub failures: Vec<TestFailure>,
}

/// A field that came out otherwise than expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestFailure {
    /// Key of the field.
    pub field: String,
    /// What the test expects.
    pub expected: Value,
    /// What the rules give.
    pub got: Option<FieldValue>,
    /// In Chinese.
    #[serde(rename = "message_zh")]
    pub zh: String,
    /// In English.
    #[serde(rename = "message_en")]
    pub en: String,
}

/// Runs all tests.
pub(super) fn run(set: &RuleSet) -> TestReport {
    let mut report = TestReport::default();
    for test in &set.file().tests {
        let order = Order { text: &test.text, lang: test.lang, meta: test.meta.clone() };
        let values = set.extract_all(&order);
        let failures = failures(set, test, &values);
        let passed = failures.is_empty();
        report.passed += usize::from(passed);
        report.failed += usize::from(!passed);
        report.cases.push(TestCase { line: test.mark.line, text: test.text.clone(), passed, failures });
    }
    report
}

fn failures(set: &RuleSet, test: &Test, values: &[FieldValue]) -> Vec<TestFailure> {
    let mut out = Vec::new();
    for (field, value) in set.file().fields.iter().zip(values) {
        let key = &field.variable.key;
        let wanted = match test.expect.iter().find(|(name, ..)| name == key) {
            Some((.., wanted)) => wanted.clone(),
            None if test.others_absent && !field.included && !field.hidden => Value::Null,
            None => continue,
        };
        if holds(&wanted, value) {
            continue;
        }
        let (expected, got) = (shown(&wanted), plain(value));
        out.push(TestFailure {
            field: key.clone(),
            zh: format!("{}（{key}）：期望 {}，实际 {}", field.variable.name_zh, expected.0, got.0),
            en: format!("{key}: expected {}, got {}", expected.1, got.1),
            expected: wanted,
            got: Some(value.clone()),
        });
    }
    out
}

/// Whether an expectation is that the field is denied or not mentioned.
pub(super) fn is_denial(wanted: &Value) -> bool {
    let Value::Object(parts) = wanted else { return wanted.is_null() };
    if parts.get("state").is_some_and(|state| state == "negated" || state == "not_mentioned") {
        return true;
    }
    match parts.get("value") {
        Some(Value::Null) => !parts.contains_key("state"),
        Some(Value::Bool(value)) => !value,
        Some(Value::Number(number)) => number.as_f64() == Some(0.0),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::String(word)) => matches!(word.as_str(), "无" | "阴性" | "未见" | "否" | "none"),
        _ => false,
    }
}

/// Whether a value is as expected.
fn holds(wanted: &Value, got: &FieldValue) -> bool {
    let Value::Object(parts) = wanted else { return got.state == State::NotMentioned };
    if let Some(state) = parts.get("state").and_then(Value::as_str)
        && got.state.as_str() != state
    {
        return false;
    }
    if parts.contains_key("exact") || parts.contains_key("min") || parts.contains_key("max") {
        return parts.iter().all(|(key, value)| key == "state" || got.value.get(key) == Some(value));
    }
    let Some(value) = parts.get("value") else { return true };
    // A value named without its state must be a value, not a contradiction.
    if !parts.contains_key("state") && got.state == State::Conflict {
        return false;
    }
    same(value, &got.value)
}

fn same(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Number(a), Value::Number(b)) => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0),
            _ => a == b,
        },
        (Value::Number(number), Value::Object(count)) => {
            count.get("exact").and_then(Value::as_f64) == number.as_f64()
        }
        (Value::String(word), Value::Object(count)) if word == "many" => {
            count.get("kind").is_some_and(|kind| kind == "many")
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().all(|item| b.contains(item)),
        (Value::String(_), Value::Array(items)) => items.len() == 1 && items.first() == Some(wanted),
        _ => wanted == got,
    }
}

fn shown(wanted: &Value) -> (String, String) {
    match wanted {
        Value::Object(parts) => match (parts.get("value"), parts.get("state")) {
            (Some(value), None) => (value.to_string(), value.to_string()),
            _ => (wanted.to_string(), wanted.to_string()),
        },
        _ => ("未提及".to_owned(), "not mentioned".to_owned()),
    }
}

fn plain(got: &FieldValue) -> (String, String) {
    match got.state {
        State::NotMentioned => ("未提及".to_owned(), "not mentioned".to_owned()),
        State::Asserted => (got.value.to_string(), got.value.to_string()),
        State::Negated => (format!("{}（否定）", got.value), format!("{} (negated)", got.value)),
        State::Uncertain => (format!("{}（可疑）", got.value), format!("{} (uncertain)", got.value)),
        State::Conflict => {
            let others: Vec<String> = got.alternatives.iter().map(Value::to_string).collect();
            let others = others.join(", ");
            (format!("{} 与 {others} 矛盾", got.value), format!("{} against {others} (conflict)", got.value))
        }
    }
}

/// Every field needs a test in which it has a value and one in which it has none.
pub(super) fn untested(file: &File, notes: &mut Vec<Diagnostic>) {
    for field in file.fields.iter().filter(|field| !field.included) {
        let key = &field.variable.key;
        let mut positive = false;
        let mut negative = false;
        for test in &file.tests {
            match test.expect.iter().find(|(name, ..)| name == key) {
                Some((.., wanted)) => {
                    let denial = is_denial(wanted);
                    positive |= !denial;
                    negative |= denial;
                }
                None => negative |= test.others_absent,
            }
        }
        if positive && negative {
            continue;
        }
        let (zh, en) = match (positive, negative) {
            (false, true) => ("阳性（有值）", "a positive test (it has a value)"),
            (true, false) => ("阴性（否定或未提及）", "a negative test (denied or not mentioned)"),
            _ => ("阳性和阴性", "a positive and a negative test"),
        };
        notes.push(
            Problem::at(
                field.mark,
                format!("变量“{key}”缺少{zh}测试"),
                format!("the field `{key}` lacks {en}"),
            )
            .cure(
                format!(
                    "在 tests 里加一条：text 写一句报告，expect 写 {{{key}: 值}}；阴性可写 absent: [{key}]"
                ),
                format!(
                    "add to tests: a `text` and expect: {{{key}: value}}; for a negative one absent: [{key}]"
                ),
            ),
        );
    }
}
