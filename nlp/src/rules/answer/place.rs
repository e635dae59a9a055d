//! Where the lesions are, as options.

use serde_json::Value;
use workbench_core::State;

use super::Desk;
use super::candidate::Candidate;
use crate::anatomy::PlaceHit;
use crate::rules::reading::{Lesion, Page, on_side};
use crate::rules::spec::{Field, GroupId, PlaceTest, Source};

/// Words that lead to the place of the largest lesion.
const AT: [&str; 4] = ["位于", "者在", "见于", "分布于"];

pub(super) fn candidates(
    desk: &Desk,
    _field: &Field,
    source: &Source,
    of: &[GroupId],
    at: &[(Value, PlaceTest)],
) -> Vec<Candidate> {
    let page = desk.page;
    let lesions = desk.lesions(of, &source.select);
    let mut out = Vec::new();
    for lesion in lesions.iter().filter(|lesion| !lesion.negated) {
        let there = named(page, lesion);
        let clause = clause(page, lesion);
        let found = |from: usize, to: usize| -> Vec<(usize, usize, usize)> {
            let stand = |(number, (_, test)): (usize, &(Value, PlaceTest))| {
                stands(desk, lesion, &there, test, (from, to)).map(|(start, end)| (number, start, end))
            };
            at.iter().enumerate().filter_map(stand).collect()
        };
        let mut places = found(clause.0, clause.1);
        if places.is_empty() {
            places = found(page.sentence_start(lesion.start), lesion.end);
        }
        for (number, start, end) in places {
            let Some((option, _)) = at.get(number) else { continue };
            let candidate = Candidate::new(option.clone(), State::Asserted, lesion.start)
                .with(start, end, "location")
                .with(lesion.start, lesion.end, "of")
                .hedged(lesion.uncertain());
            out.push(if lesion.inherited { candidate.less(super::candidate::INHERITED) } else { candidate });
        }
    }
    out
}

/// The clause of a lesion and its place.
fn clause(page: &Page, lesion: &Lesion) -> (usize, usize) {
    let end = (lesion.end..lesion.to)
        .find(|at| matches!(page.norm.at(*at), ',' | '。' | ';' | '\n'))
        .unwrap_or(lesion.to);
    (lesion.from, end)
}

/// The places named for a lesion, and those its description leads to.
fn named(page: &Page, lesion: &Lesion) -> Vec<PlaceHit> {
    let mut out = lesion
        .mention
        .and_then(|at| page.mentions.get(at))
        .map(|mention| page.whereabouts(mention))
        .unwrap_or_default();
    for hit in page.places_within(lesion.end, lesion.to) {
        let from = hit.start.saturating_sub(8).max(lesion.end);
        let lead: String = page.norm.slice(from, hit.start).iter().collect();
        if AT.iter().any(|word| lead.contains(word)) && !lead.contains(',') {
            out.push(*hit);
        }
    }
    out
}

fn stands(
    desk: &Desk,
    lesion: &Lesion,
    there: &[PlaceHit],
    test: &PlaceTest,
    (from, to): (usize, usize),
) -> Option<(usize, usize)> {
    let page = desk.page;
    match test {
        PlaceTest::Place { place, side } => there
            .iter()
            .find(|hit| {
                page.tree.lies_in(hit.place, *place)
                    && side.is_none_or(|hand| on_side(page, hit, lesion.side(page)).contains(&hand))
            })
            .map(|hit| (hit.start, hit.end)),
        PlaceTest::Words(group) => {
            let hits = desk.hits.get(group.0 as usize)?;
            let first = hits.partition_point(|hit| hit.start < from);
            hits.get(first).filter(|hit| hit.end <= to).map(|hit| (hit.start, hit.end))
        }
    }
}
