//! A value that some words may give.

use serde_json::Value;
use workbench_core::State;

use crate::findings::Certainty;
use crate::rules::reading::{Lesion, Page};

/// Taken off the confidence for a hedge.
pub(super) const HEDGED: f64 = 0.2;
/// Taken off for a place or owner said before.
pub(super) const INHERITED: f64 = 0.1;
/// Taken off for what is concluded rather than said.
pub(super) const INFERRED: f64 = 0.3;

/// A value with the words it rests on, in normalised characters.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub value: Value,
    pub state: State,
    pub spans: Vec<(usize, usize, &'static str)>,
    /// What is taken off the full confidence of 1.
    pub penalty: f64,
    /// Where it stands.
    pub at: usize,
    /// How far down the field's choice of sections it stands.
    pub rank: usize,
    /// What was said cannot be a value of the field (out of range, no option).
    pub odd: bool,
}

impl Candidate {
    pub fn new(value: impl Into<Value>, state: State, at: usize) -> Self {
        Self { value: value.into(), state, spans: Vec::new(), penalty: 0.0, at, rank: 0, odd: false }
    }

    pub fn with(mut self, start: usize, end: usize, role: &'static str) -> Self {
        self.spans.push((start, end, role));
        self
    }

    pub fn less(mut self, penalty: f64) -> Self {
        self.penalty += penalty;
        self
    }

    /// With the words of a lesion: its name, cue and place.
    pub fn of(mut self, page: &Page, lesion: &Lesion) -> Self {
        self.spans.push((lesion.start, lesion.end, "value"));
        if let Some((start, end)) = lesion.cue {
            self.spans.push((start, end, "cue"));
        }
        if let Some(place) = lesion.finding(page).and_then(|finding| finding.location.as_ref()) {
            let (start, end) = page.norm.find(workbench_core::Span::new(place.start, place.end));
            self.spans.push((start, end, "location"));
        }
        if lesion.inherited {
            self.penalty = self.penalty.max(INHERITED);
        }
        self
    }

    /// Asserted, or uncertain with its penalty.
    pub fn hedged(mut self, uncertain: bool) -> Self {
        if uncertain {
            self.state = State::Uncertain;
            self.penalty += HEDGED;
        }
        self
    }
}

/// The least doubtful of several lesions comes first.
pub(super) fn surest(lesion: &Lesion) -> u8 {
    match lesion.certainty {
        Certainty::Definite => 0,
        Certainty::Probable => 1,
        Certainty::Possible => 2,
    }
}
