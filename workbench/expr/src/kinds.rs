//! Values that do not fit their place: one sentence for each pair of what is wanted and what is there.

use crate::{ExprError, Value};

/// The kind of a value in Chinese and English.
fn name(value: &Value) -> (&'static str, &'static str) {
    match value {
        Value::Null => ("空", "nothing"),
        Value::Bool(_) => ("是否值", "a yes/no value"),
        Value::Number(_) => ("数字", "a number"),
        Value::Text(_) => ("文字", "text"),
        Value::List(_) => ("列表", "a list"),
    }
}

fn misfit(at: usize, wanted: (&str, &str), got: &Value, cure: (&str, &str)) -> ExprError {
    let (zh, en) = name(got);
    ExprError::new(
        at,
        format!("这里需要{}，得到的是{zh}：{}", wanted.0, cure.0),
        format!("{} is needed here, but this is {en}: {}", wanted.1, cure.1),
    )
}

/// The truth of a condition; `None` for null.
pub(crate) fn truth(at: usize, value: &Value) -> Result<Option<bool>, ExprError> {
    let cure = match value {
        Value::Null => return Ok(None),
        Value::Bool(b) => return Ok(Some(*b)),
        Value::Number(_) => ("请写成比较，例如 x > 0", "write a comparison such as x > 0"),
        Value::Text(_) => ("请写成比较，例如 x == \"实性\"", "write a comparison such as x == \"solid\""),
        Value::List(_) => ("请写 size(x) > 0 或 \"毛刺\" in x", "write size(x) > 0 or \"spiculated\" in x"),
    };
    Err(misfit(at, ("条件（是或否）", "a condition"), value, cure))
}

/// A number; `None` for null.
pub(crate) fn number(at: usize, value: &Value) -> Result<Option<f64>, ExprError> {
    let cure = match value {
        Value::Null => return Ok(None),
        Value::Number(x) => return Ok(Some(*x)),
        Value::Bool(_) => ("请写 x ? 1 : 0", "write x ? 1 : 0"),
        Value::Text(_) => (
            "数字不加引号；字段应是数字类型",
            "write numbers without quotes; a field must be of a number type",
        ),
        Value::List(_) => ("请用 size(x)、max(x) 或 sum(x)", "use size(x), max(x) or sum(x)"),
    };
    Err(misfit(at, ("数字", "a number"), value, cure))
}

/// A text; `None` for null.
pub(crate) fn text(at: usize, value: &Value) -> Result<Option<&str>, ExprError> {
    let cure = match value {
        Value::Null => return Ok(None),
        Value::Text(s) => return Ok(Some(s)),
        Value::List(_) => ("列表的个数请用 size(x)", "for the length of a list use size(x)"),
        _ => (
            "文字要加引号，日期写成 \"2024-01-31\"",
            "put text between quotes, write dates as \"2024-01-31\"",
        ),
    };
    Err(misfit(at, ("文字", "text"), value, cure))
}

/// A list; `None` for null.
pub(crate) fn list(at: usize, value: &Value) -> Result<Option<&[Value]>, ExprError> {
    let cure = match value {
        Value::Null => return Ok(None),
        Value::List(items) => return Ok(Some(items)),
        Value::Text(_) => (
            "一个值用 == 比较；查文字片段用 contains(x, \"…\")；文字长度用 len(x)",
            "compare one value with ==; look into text with contains(x, \"…\"); its length is len(x)",
        ),
        _ => ("请写成 [a, b]", "write [a, b]"),
    };
    Err(misfit(at, ("列表", "a list"), value, cure))
}

/// Two values that cannot be compared; `at` is the place of the second.
pub(crate) fn incomparable(at: usize, left: &Value, right: &Value) -> ExprError {
    let (zh, en) = match (left, right) {
        (Value::List(_), Value::List(_)) => {
            ("列表没有大小：请比较 size(x)", "lists have no order: compare size(x)")
        }
        (Value::Bool(_), Value::Bool(_)) => {
            ("是否值没有大小：请用 == 或 !=", "yes/no values have no order: use == or !=")
        }
        _ => return unlike(at, left, right),
    };
    ExprError::new(at, zh, en)
}

fn unlike(at: usize, left: &Value, right: &Value) -> ExprError {
    let ((a_zh, a_en), (b_zh, b_en)) = (name(left), name(right));
    let (zh, en) = match (left, right) {
        (Value::List(_), _) | (_, Value::List(_)) => (
            "列表是否含有某值请写 \"毛刺\" in x，个数请用 size(x)",
            "whether a list holds a value is \"spiculated\" in x, its length is size(x)",
        ),
        (Value::Bool(_), _) | (_, Value::Bool(_)) => {
            ("是否值请与 true 或 false 比较", "compare yes/no values with true or false")
        }
        _ => (
            "两边要同类，文字加引号，数字不加",
            "both sides must be alike, text has quotes, numbers have none",
        ),
    };
    ExprError::new(
        at,
        format!("{a_zh}不能与{b_zh}比较：{zh}"),
        format!("{a_en} cannot be compared with {b_en}: {en}"),
    )
}
