//! Highlights: where in a text each leaf is satisfied.

use super::{Highlight, TextPart};
use crate::criteria::{LeafTest, TestKind};
use crate::fold::{fold, narrowed};

/// Most places shown for one leaf in one section.
const MAX_PLACES: usize = 200;

/// Places of all leaves that are not under `not`, by text and place.
pub(super) fn highlights(tests: &[LeafTest], texts: &[TextPart]) -> Vec<Highlight> {
    let mut out = Vec::new();
    for part in texts {
        let mut found = Vec::new();
        for (leaf, test) in tests.iter().enumerate() {
            if !test.negative && test.covers(&part.section) {
                found.extend(places(test, &part.text).map(|(start, end)| (start, end, leaf)));
            }
        }
        found.sort();
        out.extend(found.into_iter().map(|(start, end, leaf)| Highlight {
            leaf,
            report_id: part.report_id.clone(),
            section: part.section.clone(),
            start,
            end,
        }));
    }
    out
}

/// Places of one leaf in code points, from left to right, not overlapping.
fn places(test: &LeafTest, text: &str) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (view, bytes): (String, Vec<(usize, usize)>) = match &test.kind {
        TestKind::Text(words) => {
            let view = fold(text);
            let found = view.match_indices(words.as_str()).map(|(at, hit)| (at, at + hit.len()));
            let found = found.take(MAX_PLACES).collect();
            (view, found)
        }
        TestKind::Fuzzy(fuzzy) => {
            let view = fold(text);
            let bytes: Vec<usize> = view.char_indices().map(|(at, _)| at).chain([view.len()]).collect();
            let byte = |at: usize| bytes.get(at).copied().unwrap_or(view.len());
            let found = fuzzy.places(&view).into_iter().map(|(start, end)| (byte(start), byte(end)));
            let found = found.take(MAX_PLACES).collect();
            (view, found)
        }
        TestKind::Regex { regex, .. } => {
            let view = narrowed(text);
            let found = regex.find_iter(&view).map(|hit| (hit.start(), hit.end())).filter(|(a, b)| a < b);
            let found = found.take(MAX_PLACES).collect();
            (view, found)
        }
        TestKind::Field { .. } => (String::new(), Vec::new()),
    };
    let (mut at_byte, mut at_char) = (0, 0);
    let mut code_point = move |byte: usize| {
        at_char += view.get(at_byte..byte).map_or(0, |between| between.chars().count());
        at_byte = byte;
        at_char
    };
    bytes.into_iter().map(move |(start, end)| (code_point(start), code_point(end)))
}
