//! What patterns catch.

use serde_json::Value;
use workbench_core::{State, VariableType};

use super::Desk;
use super::candidate::Candidate;
use super::choice::fitted;
use crate::rules::pattern::Pattern;
use crate::rules::reading::{Hit, said_of};
use crate::rules::spec::{Field, Source};

/// Most matches read for one field.
const MOST: usize = 200;

/// Which catch gives the value, and the unit of a number written without one.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub value: Option<&'a str>,
    pub unit: Option<&'a str>,
}

pub(super) fn candidates(
    desk: &Desk,
    field: &Field,
    source: &Source,
    pattern: &Pattern,
    wanted: Wanted,
) -> Vec<Candidate> {
    let Wanted { value, unit: usual } = wanted;
    let norm = &desk.page.norm;
    if !pattern.anchors.iter().any(|word| norm.text.contains(word.as_str())) {
        return Vec::new();
    }
    let mut out = Vec::new();
    let (mut byte, mut at) = (0, 0);
    let mut place = |to: usize| {
        // Matches come in order; what they caught lies inside them.
        if to < byte {
            (byte, at) = (0, 0);
        }
        while byte < to {
            byte += norm.at(at).len_utf8();
            at += 1;
        }
        at
    };
    for found in pattern.find(&norm.text).take(MOST) {
        let (start, end) = (place(found.start), place(found.end));
        let caught = value.and_then(|name| found.caught.iter().find(|part| part.name == name));
        let whole = Hit { start, end, mention: None };
        let said = said_of(desk.page, &whole);
        let unit = field.variable.unit.as_deref();
        let mut candidate = match (caught, value) {
            (Some(part), _) => {
                let read = match (field.variable.kind, part.sizes()) {
                    (VariableType::Text, Some(sizes)) => Some(Value::from(sizes)),
                    _ => part.value(unit, usual),
                };
                let measured = part.sizes().is_some();
                let word = part.text;
                let mapped = source.map.get(word).cloned().or_else(|| {
                    read.as_ref().and_then(|read| source.map.get(read.as_str().unwrap_or_default()).cloned())
                });
                // Words as written, not as normalisation leaves them.
                let (from, to) = (place(part.start), place(part.end));
                let written = || Value::from(norm.words(norm.span(from, to)).trim().to_owned());
                let value = match (mapped, read) {
                    (Some(mapped), _) => mapped,
                    (None, Some(read)) => match (field.variable.kind, &read) {
                        (VariableType::Text, Value::Number(number)) => Value::from(number.to_string()),
                        (VariableType::Text, Value::String(_)) if source.then.is_none() && !measured => {
                            written()
                        }
                        (
                            VariableType::Enum | VariableType::Ordinal | VariableType::Multi,
                            Value::Number(number),
                        ) => {
                            let text = number.to_string();
                            Value::from(text.strip_suffix(".0").unwrap_or(&text))
                        }
                        (
                            VariableType::Enum | VariableType::Ordinal | VariableType::Multi,
                            Value::String(text),
                        ) => {
                            let option = field
                                .variable
                                .options
                                .iter()
                                .find(|option| option.to_lowercase() == text.to_lowercase());
                            option.map_or(read.clone(), |option| Value::from(option.as_str()))
                        }
                        _ => read,
                    },
                    (None, None) => continue,
                };
                let value = source.then.clone().unwrap_or(value);
                Candidate::new(value, State::Asserted, start).with(from, to, "value").with(start, end, "of")
            }
            // The part that would give the value is missing in this match.
            (None, Some(_)) if source.then.is_none() => continue,
            _ => {
                let value = source.then.clone().unwrap_or(Value::Bool(true));
                Candidate::new(value, State::Asserted, start).with(start, end, "value")
            }
        };
        if field.variable.kind == VariableType::Multi && candidate.value.is_string() {
            candidate.value = Value::Array(vec![candidate.value]);
        }
        if said.negated {
            match (&source.absent, &candidate.value) {
                (Some(absent), _) => candidate.value = absent.clone(),
                (None, Value::Bool(yes)) => candidate.value = Value::Bool(!yes),
                _ => continue,
            }
            candidate.state = State::Negated;
        } else {
            if candidate.value == Value::Bool(false) {
                candidate.state = State::Negated;
            }
            candidate = candidate.hedged(said.uncertain);
        }
        if let Some((start, end)) = said.cue {
            candidate = candidate.with(start, end, "cue");
        }
        out.push(fitted(field, candidate));
    }
    out
}
