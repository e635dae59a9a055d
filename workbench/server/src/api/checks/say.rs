//! What a person sends about a value, taken apart and held against the variable and the text.

use serde_json::Value;
use workbench_core::{EvidenceSpan, FieldValue, State, Variable};
use workbench_store::{CheckVerdict, MANUAL_RULE, NewCheck, StoreError};

use super::view::CheckedPage;
use crate::AppError;

/// Most places of one value.
const MAX_SPANS: usize = 50;

/// What a person says of a value.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    verdict: CheckVerdict,
    /// The right value; only with `corrected`. A count may be a whole number.
    #[serde(default)]
    #[schema(value_type = Object)]
    value: Option<Value>,
    /// `asserted`, `negated` or `uncertain`; by the value when absent.
    #[serde(default)]
    state: Option<State>,
    /// The words the right value rests on, in code points; only with `corrected`.
    #[serde(default)]
    spans: Vec<Place>,
    #[serde(default)]
    reason: String,
}

/// Some words of the text.
#[derive(Clone, Copy, serde::Deserialize, utoipa::ToSchema)]
pub struct Place {
    start: usize,
    end: usize,
}

/// `{"accept": "rest"}`.
#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRest {
    pub accept: Rest,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Rest {
    Rest,
}

/// The check to keep; fails when the value does not fit its variable or the words are not in the text.
pub fn check(page: &CheckedPage, field: &str, new: NewAnswer) -> Result<NewCheck, AppError> {
    let shown = page.held.values.iter().find(|shown| shown.variable.key == field);
    let variable = &shown.ok_or(StoreError::NotFound("variable"))?.variable;
    let value = match (new.verdict, &new.value) {
        (CheckVerdict::Corrected, Some(value)) => Some(corrected(page, variable, value, &new)?),
        (CheckVerdict::Corrected, None) => {
            return Err(AppError::bad("`corrected` needs the right `value`").zh("更正须给出正确的值"));
        }
        (_, None | Some(Value::Null)) => None,
        (verdict, Some(_)) => {
            let message = format!("`{}` takes no `value`; send `corrected` with it", verdict.as_str());
            return Err(AppError::bad(message).zh("只有“更正”可以带新值"));
        }
    };
    Ok(NewCheck { verdict: new.verdict, value, reason: new.reason, ruleset: page.rules_then() })
}

fn corrected(
    page: &CheckedPage,
    variable: &Variable,
    value: &Value,
    new: &NewAnswer,
) -> Result<FieldValue, AppError> {
    let (value, natural) = nlp::evaluation::fit(variable, value)
        .map_err(|misfit| AppError::bad(misfit.en.clone()).zh(misfit.zh))?;
    let state = match new.state {
        None => natural,
        Some(state @ (State::Asserted | State::Negated | State::Uncertain)) => state,
        Some(_) => {
            let message = "a right value is `asserted`, `negated` or `uncertain`";
            return Err(AppError::bad(message).zh("更正的值只能是肯定、否定或不确定"));
        }
    };
    Ok(FieldValue {
        field: variable.key.clone(),
        value,
        unit: variable.unit.clone(),
        state,
        spans: spans(page, &new.spans)?,
        rule: MANUAL_RULE.to_owned(),
        confidence: 1.0,
        alternatives: Vec::new(),
    })
}

fn spans(page: &CheckedPage, places: &[Place]) -> Result<Vec<EvidenceSpan>, AppError> {
    let length = page.report.text().chars().count();
    if places.len() > MAX_SPANS || places.iter().any(|place| place.start >= place.end || place.end > length) {
        let message = format!("choose 1 to {MAX_SPANS} places inside the {length} characters of the text");
        return Err(AppError::bad(message)
            .zh(format!("依据文字须在报告原文（{length} 字）之内，至多 {MAX_SPANS} 处")));
    }
    // the person chose words of the text as shown; what is kept are places of the untouched text
    let untouched =
        |place: &Place| page.report.shown.covered().back(workbench_core::Span::new(place.start, place.end));
    let span = |place: &Place| EvidenceSpan {
        section: page
            .sections
            .iter()
            .rfind(|part| part.start <= place.start)
            .map(|part| part.kind.clone().into())
            .unwrap_or_default(),
        start: untouched(place).start,
        end: untouched(place).end,
        role: "value".into(),
    };
    Ok(places.iter().map(span).collect())
}
