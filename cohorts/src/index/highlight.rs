//! Highlights: where in a text each leaf is satisfied.

use super::document::{Report, reports};
use super::{Highlight, TextPart};
use crate::criteria::{Find, LeafTest, ReportsTest, TestKind, TextTest};
use crate::fold::{fold, narrowed};

/// Most places shown for one leaf in one section.
const MAX_PLACES: usize = 200;

/// Places of all leaves that are not under `not`, by text and place.
pub(super) fn highlights(tests: &[LeafTest], texts: &[TextPart]) -> Vec<Highlight> {
    let mut out = Vec::new();
    let reports = reports(texts);
    // tests that look at each report, with the number of their leaf
    let mut asked: Vec<Vec<(usize, &TextTest)>> = vec![Vec::new(); reports.len()];
    for (leaf, test) in tests.iter().enumerate().filter(|(_, test)| !test.negative) {
        for (report, tests) in asked_of(test, &reports).into_iter().zip(&mut asked) {
            tests.extend(report.into_iter().map(|test| (leaf, test)));
        }
    }
    for (report, tests) in reports.iter().zip(asked) {
        for part in &report.parts {
            let covering = tests.iter().filter(|(_, test)| test.covers(&part.section));
            let mut found: Vec<_> = covering
                .flat_map(|(leaf, test)| {
                    places(test, part).into_iter().map(|(start, end)| (start, end, *leaf))
                })
                .collect();
            found.sort_unstable();
            found.dedup();
            out.extend(found.into_iter().map(|(start, end, leaf)| Highlight {
                leaf,
                report_id: part.report_id.clone(),
                section: part.section.clone(),
                start,
                end,
            }));
        }
    }
    out
}

/// What a leaf looks for in each report.
fn asked_of<'a>(test: &'a LeafTest, reports: &[Report<'_>]) -> Vec<Vec<&'a TextTest>> {
    let of = |test: &'a ReportsTest| {
        let mut found = Vec::new();
        if let Some(have) = &test.have {
            have.positive(false, &mut found);
        }
        found
    };
    match &test.kind {
        TestKind::Text(test) => vec![vec![test]; reports.len()],
        TestKind::Reports(test) => {
            reports.iter().map(|report| if test.matches(report) { of(test) } else { Vec::new() }).collect()
        }
        TestKind::Interval(test) => {
            let (from, to) = test.sides(reports);
            let asked = |(from, to): (bool, bool)| {
                let first = from.then(|| of(&test.from));
                first.into_iter().chain(to.then(|| of(&test.to))).flatten().collect()
            };
            from.into_iter().zip(to).map(asked).collect()
        }
        TestKind::Cohort(_) | TestKind::Field { .. } => vec![Vec::new(); reports.len()],
    }
}

/// Places of one test in code points, from left to right, not overlapping.
fn places(test: &TextTest, part: &TextPart) -> Vec<(usize, usize)> {
    let text = &part.text;
    let (view, bytes): (String, Vec<(usize, usize)>) = match &test.find {
        Find::Words(words) => {
            let view = fold(text);
            let of = |word: &String| {
                view.match_indices(word.as_str()).map(|(at, hit)| (at, at + hit.len())).collect::<Vec<_>>()
            };
            let found = apart(words.iter().flat_map(of).collect());
            (view, found)
        }
        Find::Fuzzy(fuzzy) => {
            let view = fold(text);
            let bytes: Vec<usize> = view.char_indices().map(|(at, _)| at).chain([view.len()]).collect();
            let byte = |at: usize| bytes.get(at).copied().unwrap_or(view.len());
            let found = fuzzy.places(&view).into_iter().map(|(start, end)| (byte(start), byte(end)));
            let found = found.collect();
            (view, found)
        }
        Find::Regex { regex, .. } => {
            let view = narrowed(text);
            let found = regex.find_iter(&view).map(|hit| (hit.start(), hit.end())).filter(|(a, b)| a < b);
            let found = found.take(MAX_PLACES).collect();
            (view, found)
        }
        Find::Mention(test) => {
            let length = text.chars().count();
            let meant = part
                .said()
                .filter(|(mention, said)| said.iter().any(|said| test.holds(said, mention.flags())));
            let found = meant.map(|(m, _)| (m.start.min(length), m.end.min(length)));
            let mut found = apart(found.filter(|(start, end)| start < end).collect());
            found.truncate(MAX_PLACES);
            return found;
        }
    };
    let (mut at_byte, mut at_char) = (0, 0);
    let mut code_point = move |byte: usize| {
        at_char += view.get(at_byte..byte).map_or(0, |between| between.chars().count());
        at_byte = byte;
        at_char
    };
    bytes.into_iter().take(MAX_PLACES).map(|(start, end)| (code_point(start), code_point(end))).collect()
}

/// Of places that overlap the one that begins first, of those the longest.
fn apart(mut places: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    places.sort_unstable_by_key(|(start, end)| (*start, usize::MAX - end));
    let mut last = 0;
    places.retain(|(start, end)| {
        let free = *start >= last;
        if free {
            last = *end;
        }
        free
    });
    places
}
