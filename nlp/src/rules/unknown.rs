//! Words that stand where a finding would and that no dictionary knows.

use serde::Serialize;

/// A word seen but not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnknownTerm {
    /// The word.
    pub term: String,
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// The unknown words of a text.
pub fn unknown_terms(text: &str) -> Vec<UnknownTerm> {
    let _ = text;
    Vec::new()
}
