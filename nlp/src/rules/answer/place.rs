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
    let named = |test: &PlaceTest| match test {
        PlaceTest::Place { place, .. } => page.names(*place),
        PlaceTest::Words(group) => desk.any(&[*group]),
    };
    if !at.iter().any(|(_, test)| named(test)) {
        return Vec::new();
    }
    let lesions = desk.lesions(of, source);
    let mut out = Vec::new();
    for lesion in lesions.iter().filter(|lesion| !lesion.negated) {
        let there = told(page, lesion);
        let clause = clause(page, lesion);
        // A place named for the lesion is the same in every stretch.
        let fixed: Vec<Option<(usize, usize)>> =
            at.iter().map(|(_, test)| standing(page, lesion, &there, test)).collect();
        let found = |from: usize, to: usize| -> Vec<(usize, usize, usize)> {
            let stand = |(number, ((_, test), fixed)): (usize, (&(Value, PlaceTest), &Option<_>))| {
                let (start, end) = match test {
                    PlaceTest::Place { .. } => *fixed,
                    PlaceTest::Words(group) => words_within(desk, *group, from, to),
                }?;
                Some((number, start, end))
            };
            at.iter().zip(&fixed).enumerate().filter_map(stand).collect()
        };
        let mut places = found(clause.0, clause.1);
        if let Some((from, to)) = led_to(page, lesion) {
            places.extend(found(from, to).into_iter().filter(|place| place.1 >= from));
        }
        if places.is_empty() {
            // 左主干未见斑块，右冠闭塞: the places of what is denied before are not this lesion's.
            let denied = |other: &&Lesion| other.negated && other.end <= lesion.start;
            let known = lesions.iter().filter(denied).map(|other| other.end).max().unwrap_or(0);
            places = found(page.sentence_start(lesion.start).max(known), lesion.end);
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

/// The clause of a lesion and its place; English names places up to the end of the sentence.
fn clause(page: &Page, lesion: &Lesion) -> (usize, usize) {
    let (from, to) = lesion.extent(page);
    if page.is_english() {
        return (from, page.sentence_end(lesion.start).min(to));
    }
    (from, clause_end(page, lesion.end, to))
}

fn clause_end(page: &Page, from: usize, to: usize) -> usize {
    (from..to).find(|at| matches!(page.norm.at(*at), ',' | '。' | ';' | '\n')).unwrap_or(to)
}

/// 较大者位于…: the clause after such a word in the description.
fn led_to(page: &Page, lesion: &Lesion) -> Option<(usize, usize)> {
    let (_, to) = lesion.extent(page);
    let may = |at: &usize| matches!(page.norm.at(*at), '位' | '者' | '见' | '分');
    let leads = |at: &usize| AT.iter().any(|word| page.norm.starts_with(*at, word));
    let from = (lesion.end..to).filter(may).find(leads)?;
    Some((from, clause_end(page, from, to)))
}

/// The places named for a lesion, and those its description leads to.
fn told(page: &Page, lesion: &Lesion) -> Vec<PlaceHit> {
    let mut out = lesion.mention.map(|number| page.whereabouts(number).to_vec()).unwrap_or_default();
    let mut last = lesion.end;
    for hit in page.places_within(lesion.end, lesion.extent(page).1) {
        let from = hit.start.saturating_sub(8).max(last);
        // Nearly no place is led to.
        if last + 1 != hit.start && !page.norm.slice(from, hit.start).iter().any(|c| matches!(c, '于' | '在'))
        {
            continue;
        }
        let lead = page.norm.part(from, hit.start);
        let clause = lead.rsplit(',').next().unwrap_or_default();
        // 分别位于上叶、中叶及下叶: the list goes on.
        let goes_on = matches!(clause, "、" | "及" | "和" | "与") && last == hit.start - 1;
        if goes_on || AT.iter().any(|word| clause.contains(word)) {
            last = hit.end;
            out.push(*hit);
        }
    }
    out
}

/// Where a place named for a lesion lies in the place of an option.
fn standing(page: &Page, lesion: &Lesion, there: &[PlaceHit], test: &PlaceTest) -> Option<(usize, usize)> {
    let PlaceTest::Place { place, side } = test else { return None };
    let inside = |hit: &&PlaceHit| {
        page.tree.lies_in(hit.place, *place)
            && side.is_none_or(|hand| on_side(page, hit, lesion.side(page)).contains(&hand))
    };
    there.iter().find(inside).map(|hit| (hit.start, hit.end))
}

/// Where the first words of a group from `from` on stand, if they end by `to`.
fn words_within(desk: &Desk, group: GroupId, from: usize, to: usize) -> Option<(usize, usize)> {
    let hits = desk.hits.of(group);
    let first = hits.partition_point(|hit| hit.start < from);
    hits.get(first).filter(|hit| hit.end <= to).map(|hit| (hit.start, hit.end))
}
