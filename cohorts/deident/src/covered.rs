use workbench_core::{EvidenceSpan, Span};

use super::kind::Kind;

/// A covered place: where it is now, and what kind of thing stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Part {
    /// Place in the covered text, code points.
    pub span: Span,
    /// What it was.
    pub kind: Kind,
    /// Place in the original; not serialised, for its length tells something.
    #[serde(skip)]
    pub(super) original: Span,
}

/// A text as it may be shown, with the map of places between it and its original.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Covered {
    pub(super) text: String,
    pub(super) parts: Vec<Part>,
}

impl Covered {
    /// A text of which nothing is covered.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), parts: Vec::new() }
    }

    /// The text as it may be shown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text as it may be shown.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The covered places, in order, none overlapping.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// A place of the original in the covered text. A span that touches a covered
    /// part takes in the whole mask; an empty span inside one moves to its start.
    pub fn span(&self, original: Span) -> Span {
        let end = original.end.max(original.start);
        let start = self.place(original.start, false);
        Span { start, end: self.place(end, end > original.start).max(start) }
    }

    /// A place of the covered text in the original, by the same rule.
    pub fn back(&self, covered: Span) -> Span {
        let end = covered.end.max(covered.start);
        let start = self.place_back(covered.start, false);
        Span { start, end: self.place_back(end, end > covered.start).max(start) }
    }

    /// A value's words in the covered text.
    pub fn evidence(&self, mut words: EvidenceSpan) -> EvidenceSpan {
        let span = self.span(Span { start: words.start, end: words.end });
        (words.start, words.end) = (span.start, span.end);
        words
    }

    /// `ending`: the place closes a span, so inside a mask it moves to the mask's end.
    fn place(&self, at: usize, ending: bool) -> usize {
        moved(at, ending, &self.parts, |part| (part.original, part.span))
    }

    fn place_back(&self, at: usize, ending: bool) -> usize {
        moved(at, ending, &self.parts, |part| (part.span, part.original))
    }
}

fn moved(at: usize, ending: bool, parts: &[Part], ways: impl Fn(&Part) -> (Span, Span)) -> usize {
    // the last part that starts before the place
    let before = parts.partition_point(|part| ways(part).0.start < at);
    let Some((from, to)) = before.checked_sub(1).and_then(|at| parts.get(at)).map(ways) else { return at };
    match at < from.end {
        true if ending => to.end,
        true => to.start,
        false => (at - from.end).saturating_add(to.end),
    }
}
