//! What a model says is kept only when the report says it too.

use deident::Covered;
use serde_json::Value;
use workbench_core::value::VariableType;
use workbench_core::{EvidenceSpan, FieldValue, Span, State, Variable};
use workbench_store::MODEL_RULE;

/// Longest quote, in characters.
const MAX_QUOTE: usize = 300;
/// Grade of a model's value: never above that of any rule.
const CONFIDENCE: f64 = 0.5;
/// Changes when the question or the way answers are judged does.
pub const PROMPT: &str = "1";

const DENIAL: [&str; 12] =
    ["未见", "未发现", "未", "无", "没有", "否认", "不", "阴性", "no ", "not ", "without", "negative"];
const DOUBT: [&str; 11] =
    ["可能", "考虑", "疑", "不除外", "待排", "?", "？", "possib", "likely", "suspic", "may "];
const DIGITS: [(char, i64); 11] = [
    ('一', 1),
    ('二', 2),
    ('两', 2),
    ('三', 3),
    ('四', 4),
    ('五', 5),
    ('六', 6),
    ('七', 7),
    ('八', 8),
    ('九', 9),
    ('十', 10),
];

/// The values of an answer that stand: of a field that was asked for, with a
/// quote that is in the shown text word for word, of the variable's type, and borne
/// out by the quote. One a field, the first.
pub fn values(answer: &str, shown: &Covered, asked: &[&Variable], model: &str) -> Vec<FieldValue> {
    let mut kept: Vec<FieldValue> = Vec::new();
    for item in items(answer).iter().take(asked.len() * 2) {
        let Some(field) = item.get("field").and_then(Value::as_str) else { continue };
        let Some(variable) = asked.iter().find(|variable| variable.key == field) else { continue };
        if kept.iter().all(|value| value.field != field) {
            kept.extend(value(item, shown, variable, model));
        }
    }
    kept
}

/// A list, or an object that holds one; with or without a fence about it.
fn items(answer: &str) -> Vec<Value> {
    let bare = answer.trim().trim_start_matches("```json").trim_matches('`').trim();
    match serde_json::from_str(bare) {
        Ok(Value::Array(items)) => items,
        Ok(Value::Object(map)) if map.contains_key("field") => vec![Value::Object(map)],
        Ok(Value::Object(map)) => {
            map.into_iter().find_map(|(_, part)| part.as_array().cloned()).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn value(item: &Value, shown: &Covered, variable: &Variable, model: &str) -> Option<FieldValue> {
    let quote = item.get("quote")?.as_str()?;
    let length = quote.chars().count();
    if quote.trim().is_empty() || length > MAX_QUOTE {
        return None;
    }
    let text = shown.text();
    let start = text.get(..text.find(quote)?)?.chars().count();
    let place = Span::new(start, start + length);
    // a mask says nothing
    if shown.parts().iter().any(|part| part.span.overlaps(place)) {
        return None;
    }
    let place = shown.back(place);
    let (value, state) = nlp::evaluation::fit(variable, item.get("value")?).ok()?;
    let quoted = quote.to_lowercase();
    if !borne_out(variable, &value, &quoted) {
        return None;
    }
    let hedged = state == State::Asserted && DOUBT.iter().any(|cue| quoted.contains(cue));
    Some(FieldValue {
        field: variable.key.clone(),
        value,
        unit: variable.unit.clone(),
        state: if hedged { State::Uncertain } else { state },
        spans: vec![EvidenceSpan {
            section: "".into(),
            start: place.start,
            end: place.end,
            role: "value".into(),
        }],
        rule: format!("{MODEL_RULE}{model}@{PROMPT}"),
        confidence: CONFIDENCE,
        alternatives: Vec::new(),
    })
}

/// Whether the quoted words say this value.
fn borne_out(variable: &Variable, value: &Value, quote: &str) -> bool {
    let denied = DENIAL.iter().any(|cue| quote.contains(cue));
    let word = |value: &Value| value.as_str().is_some_and(|word| quote.contains(&word.to_lowercase()));
    match variable.kind {
        VariableType::Bool => value.as_bool() == Some(!denied) && quote.chars().count() > 1,
        VariableType::Integer | VariableType::Number => {
            let wanted = value.as_f64().unwrap_or(f64::NAN);
            let near = |number: f64| (number - wanted).abs() < 1e-6 * wanted.abs().max(1.0);
            let scales: &[f64] = match variable.unit.as_deref() {
                Some("mm") if quote.contains("cm") || quote.contains("厘米") => &[10.0],
                Some("cm") if quote.contains("mm") || quote.contains("毫米") => &[0.1],
                _ => &[1.0],
            };
            numbers(quote).iter().any(|number| scales.iter().any(|scale| near(number * scale)))
        }
        VariableType::Count => match value.get("exact").and_then(Value::as_i64) {
            Some(0) => denied,
            Some(exact) => {
                let spelt = DIGITS.iter().any(|(digit, size)| *size == exact && quote.contains(*digit));
                spelt || numbers(quote).contains(&(exact as f64))
            }
            None => ["多", "数", "multiple", "several"].iter().any(|cue| quote.contains(cue)),
        },
        VariableType::Enum | VariableType::Ordinal => word(value),
        VariableType::Multi => value.as_array().is_some_and(|items| items.iter().all(word)),
        VariableType::Date | VariableType::DateTime => {
            let parts = value.as_str().unwrap_or_default().split('-');
            let said = numbers(&quote.replace('-', " "));
            parts.filter_map(|part| part.parse().ok()).all(|part: f64| said.contains(&part))
        }
        VariableType::Text | VariableType::LongText | VariableType::File => word(value),
    }
}

/// The numbers in a text, in order.
fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|part| part.trim_matches('.').parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(key: &str, kind: VariableType, options: &[&str]) -> Variable {
        let (name_zh, name_en, unit) = (key.to_owned(), key.to_owned(), Some("mm".to_owned()));
        let options = options.iter().map(|&option| option.to_owned()).collect();
        Variable {
            key: key.to_owned(),
            name_zh,
            name_en,
            kind,
            unit,
            options,
            range: Some([1.0, 300.0]),
            ..Variable::default()
        }
    }

    #[test]
    fn only_what_the_report_says_is_kept() {
        let text = "右肺😀上叶见磨玻璃结节，大小约1.2cm，可能为3个。未见胸腔积液。";
        let fields = [
            variable("size", VariableType::Number, &[]),
            variable("kind", VariableType::Enum, &["实性", "磨玻璃"]),
            variable("fluid", VariableType::Bool, &[]),
            variable("count", VariableType::Count, &[]),
        ];
        let asked: Vec<&Variable> = fields.iter().collect();
        let one = |answer: &str| values(answer, &Covered::plain(text), &asked, "m").pop();
        let size = one(r#"{"values":[{"field":"size","value":12,"quote":"大小约1.2cm"}]}"#).unwrap();
        assert_eq!((size.spans[0].start, size.spans[0].end, size.confidence), (12, 20, 0.5));
        assert_eq!((size.rule.as_str(), size.state), ("model:m@1", State::Asserted));
        let count = one("```json\n[{\"field\":\"count\",\"value\":3,\"quote\":\"可能为3个\"}]\n```").unwrap();
        assert_eq!(count.state, State::Uncertain);
        assert_eq!(
            one(r#"[{"field":"fluid","value":false,"quote":"未见胸腔积液"}]"#).unwrap().state,
            State::Negated
        );
        assert!(one(r#"{"field":"kind","value":"磨玻璃","quote":"磨玻璃结节"}"#).is_some());
        for refused in [
            r#"[{"field":"size","value":12,"quote":"大小约12mm"}]"#,
            r#"[{"field":"size","value":13,"quote":"大小约1.2cm"}]"#,
            r#"[{"field":"size","value":1.2,"quote":"大小约1.2cm"}]"#,
            r#"[{"field":"size","value":12,"quote":""}]"#,
            r#"[{"field":"kind","value":"实性","quote":"磨玻璃结节"}]"#,
            r#"[{"field":"kind","value":"囊性","quote":"结节"}]"#,
            r#"[{"field":"fluid","value":true,"quote":"未见胸腔积液"}]"#,
            r#"[{"field":"count","value":4,"quote":"可能为3个"}]"#,
            r#"[{"field":"other","value":1,"quote":"结节"}]"#,
            "not JSON",
            "[1, null, {}]",
            "",
        ] {
            assert!(one(refused).is_none(), "{refused}");
        }
    }
}
