//! From candidates to the one value of a field: sections by preference, then
//! the field's way to pick, and contradictions said aloud.

use serde_json::Value;
use workbench_core::{EvidenceSpan, FieldValue, State, VariableType};

use super::Desk;
use super::candidate::{Candidate, INFERRED};
use crate::rules::spec::{Field, Pick};
use crate::section::SectionKind;

/// Most spans kept for one value; a reader needs no more.
const MOST: usize = 40;
/// Taken off when parts of the report contradict each other.
const CONFLICT: f64 = 0.5;
/// Two measures in millimetres this close are the same.
const SAME_MM: f64 = 1.0;

/// The value of a field, when any candidate is left.
pub(super) fn settle(desk: &Desk, field: &Field, mut found: Vec<Candidate>) -> Option<FieldValue> {
    if found.is_empty() {
        return None;
    }
    found.retain_mut(|candidate| {
        // What has no place in the text comes from the order.
        let rank =
            if candidate.spans.is_empty() { Some(0) } else { desk.page.rank(candidate.at, &field.sections) };
        candidate.rank = rank.unwrap_or_default();
        rank.is_some()
    });
    found.sort_by_key(|candidate| (candidate.odd, candidate.rank, candidate.at));
    let mut groups = std::iter::from_fn(|| {
        let first = found.first()?;
        let same = |other: &Candidate| other.rank == first.rank && other.odd == first.odd;
        let rest = found.split_off(found.partition_point(same));
        Some(pick(field, std::mem::replace(&mut found, rest)))
    })
    .flatten();
    let mut chosen = groups.next()?;
    if chosen.odd {
        return Some(desk.value(field, chosen));
    }
    let rest: Vec<Candidate> = groups.filter(|other| !other.odd).collect();
    // A doubt in the section preferred gives way to a plain statement of the same value.
    if let Some(sure) = rest.iter().find(|other| {
        chosen.state == State::Uncertain && other.state == State::Asserted && other.value == chosen.value
    }) {
        chosen = sure.clone();
    }
    let against = rest.into_iter().find(|other| field.report_conflicts && contradicts(field, &chosen, other));
    if let Some(other) = against {
        chosen.state = State::Conflict;
        chosen.penalty += CONFLICT;
        chosen.spans.extend(other.spans);
        return Some(desk.finish(field, chosen, vec![other.value]));
    }
    Some(desk.value(field, chosen))
}

/// One candidate of a section.
fn pick(field: &Field, mut found: Vec<Candidate>) -> Option<Candidate> {
    let number = |candidate: &Candidate| candidate.value.as_f64().unwrap_or(f64::NEG_INFINITY);
    let level = |candidate: &Candidate| {
        let word = candidate.value.as_str().unwrap_or_default();
        field.variable.options.iter().position(|option| option == word)
    };
    let positive = |candidate: &Candidate| matches!(candidate.state, State::Asserted | State::Uncertain);
    match field.pick {
        Pick::All => Some(together(field, found)),
        Pick::Only => {
            let first = found.first()?.value.clone();
            let same = found.iter().all(|other| other.value == first);
            let mut one = found.swap_remove(0);
            // Several values, and none is known to be the one.
            one.odd |= !same;
            one.spans.extend(found.into_iter().filter(|_| !same).flat_map(|other| other.spans));
            Some(one)
        }
        Pick::Last => found.pop(),
        Pick::Max => {
            found.into_iter().reduce(|best, next| if number(&next) > number(&best) { next } else { best })
        }
        Pick::Min => {
            found.into_iter().reduce(|best, next| if number(&next) < number(&best) { next } else { best })
        }
        Pick::Worst => {
            found.into_iter().reduce(|best, next| if level(&next) > level(&best) { next } else { best })
        }
        Pick::First => {
            // A statement that something is there outweighs one that something else is not.
            let sure = found.iter().position(|candidate| candidate.state == State::Asserted);
            let at = sure.or_else(|| found.iter().position(positive)).unwrap_or(0);
            (at < found.len()).then(|| found.swap_remove(at))
        }
    }
}

/// Several options of a multi variable.
fn together(field: &Field, found: Vec<Candidate>) -> Candidate {
    let present = |candidate: &&Candidate| candidate.state != State::Negated;
    let any = found.iter().any(|candidate| candidate.state != State::Negated);
    let sure = found.iter().any(|candidate| candidate.state == State::Asserted);
    let at = found.first().map_or(0, |first| first.at);
    let mut out = Candidate::new(Value::Null, State::Negated, at);
    let mut options: Vec<&str> = Vec::new();
    for candidate in found.iter().filter(|candidate| !any || present(candidate)) {
        match &candidate.value {
            Value::Array(items) => options.extend(items.iter().filter_map(Value::as_str)),
            value => options.extend(value.as_str()),
        }
        out.spans.extend(candidate.spans.iter().copied());
        out.penalty = out.penalty.max(candidate.penalty);
        out.odd |= candidate.odd;
    }
    let listed = field.variable.options.iter().filter(|option| options.contains(&option.as_str()));
    out.value = if any || !options.is_empty() {
        Value::Array(listed.map(|option| Value::from(option.as_str())).collect())
    } else {
        Value::Array(Vec::new())
    };
    out.state = match (any, sure) {
        (false, _) => State::Negated,
        (true, true) => State::Asserted,
        (true, false) => State::Uncertain,
    };
    out
}

/// Whether two parts of a report cannot both be right.
fn contradicts(field: &Field, a: &Candidate, b: &Candidate) -> bool {
    if a.penalty >= INFERRED || b.penalty >= INFERRED {
        return false;
    }
    let doubt = a.state == State::Uncertain || b.state == State::Uncertain;
    match field.variable.kind {
        VariableType::Number | VariableType::Integer => match (a.value.as_f64(), b.value.as_f64()) {
            (Some(x), Some(y)) => {
                let length = matches!(field.variable.unit.as_deref(), Some("mm" | "cm"));
                let slack = if length { SAME_MM } else { 0.01 * x.abs().max(y.abs()) };
                (x - y).abs() > slack
            }
            _ => false,
        },
        VariableType::Count => {
            let exact = |value: &Value| value.get("exact").and_then(Value::as_u64);
            matches!((exact(&a.value), exact(&b.value)), (Some(x), Some(y)) if x != y)
        }
        VariableType::Multi => {
            let set = |value: &Value| value.as_array().cloned().unwrap_or_default();
            let (x, y) = (set(&a.value), set(&b.value));
            let both = !x.is_empty() && !y.is_empty();
            both && !x.iter().all(|item| y.contains(item)) && !y.iter().all(|item| x.contains(item))
        }
        VariableType::Text | VariableType::LongText => false,
        _ => !doubt && a.value != b.value,
    }
}

impl Desk<'_> {
    pub(super) fn value(&self, field: &Field, candidate: Candidate) -> FieldValue {
        self.finish(field, candidate, Vec::new())
    }

    fn finish(&self, field: &Field, mut candidate: Candidate, alternatives: Vec<Value>) -> FieldValue {
        if candidate.odd {
            candidate.penalty += CONFLICT;
        }
        let mentioned = candidate.state != State::NotMentioned;
        let mut spans: Vec<EvidenceSpan> = Vec::with_capacity(candidate.spans.len().min(MOST));
        for (start, end, role) in candidate.spans.into_iter().take(MOST * 4) {
            let place = self.page.norm.span(start, end);
            let section = match self.page.section(start) {
                SectionKind::Body => "",
                kind => kind.as_str(),
            };
            let span = EvidenceSpan {
                section: section.into(),
                start: place.start,
                end: place.end,
                role: role.into(),
            };
            // places differ sooner than words do
            let had = |had: &EvidenceSpan| had.start == span.start && *had == span;
            if spans.len() < MOST && place.start < place.end && !spans.iter().any(had) {
                spans.push(span);
            }
        }
        let confidence = if mentioned {
            ((1.0 - candidate.penalty).clamp(0.05, 1.0) * 100.0).round() / 100.0
        } else {
            0.0
        };
        FieldValue {
            field: field.variable.key.clone(),
            value: if candidate.odd { Value::Null } else { candidate.value },
            unit: field.variable.unit.clone().filter(|_| mentioned),
            state: if candidate.odd { State::Uncertain } else { candidate.state },
            spans,
            rule: field.id.clone(),
            confidence,
            alternatives,
        }
    }
}
