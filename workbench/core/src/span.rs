//! Places in a text, counted in Unicode code points of the untouched original.

use std::borrow::Cow;

/// A half-open range of code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Whether the two ranges share a code point.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The words at this place; `None` when the text is shorter.
    pub fn of(self, text: &str) -> Option<&str> {
        let mut bounds = text.char_indices().map(|(byte, _)| byte).chain([text.len()]);
        let start = bounds.by_ref().nth(self.start)?;
        if self.end <= self.start {
            return (self.end == self.start).then_some("");
        }
        let end = bounds.nth(self.end - self.start - 1)?;
        Some(&text[start..end])
    }
}

/// A place in a report that a value rests on.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EvidenceSpan {
    /// Section of the report (`findings`, `impression`, …); empty when it has none.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub section: Cow<'static, str>,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What the words do: `value`, `cue`, `location`, `count`, `size`.
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub role: Cow<'static, str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_count_code_points() {
        let text = "右肺😀结节";
        assert_eq!(Span::new(3, 5).of(text), Some("结节"));
        assert_eq!(Span::new(0, 0).of(text), Some(""));
        assert_eq!(Span::new(4, 6).of(text), None);
        assert_eq!(Span::new(3, 2).of(text), None);
        assert!(Span::new(0, 2).overlaps(Span::new(1, 3)));
        assert!(!Span::new(0, 2).overlaps(Span::new(2, 3)));
    }
}
