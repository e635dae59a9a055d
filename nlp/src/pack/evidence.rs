//! Building values with the words they rest on.

use serde_json::Value;
use workbench_core::{EvidenceSpan, FieldValue, Span, State};

use super::Pack;
use crate::section::{self, Section};

/// A value one part of the report gives.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub value: Value,
    pub state: State,
    pub spans: Vec<(Span, &'static str)>,
    /// What is taken off the full confidence of 1.
    pub penalty: f64,
}

impl Candidate {
    pub fn new(value: impl Into<Value>, state: State) -> Self {
        Self { value: value.into(), state, spans: Vec::new(), penalty: 0.0 }
    }

    pub fn with(mut self, span: Span, role: &'static str) -> Self {
        self.spans.push((span, role));
        self
    }

    pub fn less(mut self, penalty: f64) -> Self {
        self.penalty += penalty;
        self
    }
}

/// Most spans kept for one value; a reader needs no more.
const MOST: usize = 60;

/// Taken off for a hedge.
pub(super) const HEDGED: f64 = 0.2;
/// Taken off for a place or owner said in an earlier clause.
pub(super) const INHERITED: f64 = 0.1;
/// Taken off for what is concluded rather than said.
pub(super) const INFERRED: f64 = 0.3;
/// Taken off when parts of the report contradict each other.
const CONFLICT: f64 = 0.5;

/// The value of `field`: `first` is preferred, `second` may contradict it.
pub(super) fn settle(
    pack: &Pack,
    sections: &[Section],
    field: &str,
    unit: Option<&str>,
    first: Option<Candidate>,
    second: Option<Candidate>,
    contradicts: impl Fn(&Candidate, &Candidate) -> bool,
) -> FieldValue {
    let (chosen, other) = match (first, second) {
        (Some(first), second) => (first, second),
        (None, Some(second)) => (second, None),
        (None, None) => {
            return value(
                pack,
                sections,
                field,
                unit,
                Candidate::new(Value::Null, State::NotMentioned),
                Vec::new(),
            );
        }
    };
    match other {
        Some(other) if contradicts(&chosen, &other) => {
            let mut both = chosen;
            both.state = State::Conflict;
            both.penalty += CONFLICT;
            both.spans.extend(other.spans);
            value(pack, sections, field, unit, both, vec![other.value])
        }
        _ => value(pack, sections, field, unit, chosen, Vec::new()),
    }
}

fn value(
    pack: &Pack,
    sections: &[Section],
    field: &str,
    unit: Option<&str>,
    candidate: Candidate,
    alternatives: Vec<Value>,
) -> FieldValue {
    let mentioned = candidate.state != State::NotMentioned;
    let mut spans: Vec<EvidenceSpan> = Vec::with_capacity(candidate.spans.len());
    for (span, role) in candidate.spans.into_iter().take(MOST * 4) {
        let section = match section::at(sections, span.start) {
            crate::SectionKind::Body => String::new(),
            kind => kind.as_str().to_owned(),
        };
        let span = EvidenceSpan { section, start: span.start, end: span.end, role: role.to_owned() };
        if spans.len() < MOST && !spans.contains(&span) {
            spans.push(span);
        }
    }
    let confidence =
        if mentioned { ((1.0 - candidate.penalty).clamp(0.05, 1.0) * 100.0).round() / 100.0 } else { 0.0 };
    FieldValue {
        field: field.to_owned(),
        value: candidate.value,
        unit: unit.filter(|_| mentioned).map(str::to_owned),
        state: candidate.state,
        spans,
        rule: pack.rule(field),
        confidence,
        alternatives,
    }
}
