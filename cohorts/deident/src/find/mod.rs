//! Finding what identifies somebody in a text.

mod address;
mod dates;
mod hospital;
mod labels;
mod masks;
mod names;
mod numbers;
mod people;
mod regions;
mod scan;
mod surnames;

use super::kind::{Kind, rank};
use super::known::Words;
pub(super) use dates::{Moment, moment};
pub(super) use masks::is_mask;
pub(super) use regions::region;
use scan::Scan;
pub(super) use scan::canon;
pub use scan::narrow;
pub(super) use surnames::surname;

/// So many different words of one text are looked for again: a table of thousands is no report.
const REPEATED: usize = 1_000;

/// A place that identifies somebody, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// Every place of `text` to cover: in order, none overlapping, masks left alone.
/// `wanted` says which kinds count.
pub(super) fn find(text: &str, known: &[&Words], wanted: impl Fn(Kind) -> bool) -> Vec<Found> {
    let scan = Scan::new(text);
    let mut found = Vec::new();
    known.iter().for_each(|words| spread(&scan, words, &mut found));
    numbers::find(&scan, &mut found);
    labels::find(&scan, &mut found);
    dates::find(&scan, &mut found);
    hospital::find(&scan, &mut found);
    address::find(&scan, &mut found);
    people::find(&scan, &mut found);
    // what was recognised once is covered wherever it stands again
    let mut again = Words::default();
    for one in &found {
        let long = one.end - one.start;
        let repeats = match one.kind {
            Kind::Name | Kind::Staff => (2..40).contains(&long) && people::repeats(&scan, *one),
            Kind::Number | Kind::Phone | Kind::Landline | Kind::IdCard | Kind::BankCard => long > 4,
            Kind::Email | Kind::Password => long > 3,
            _ => false,
        };
        if repeats && again.len() < REPEATED {
            again.add(&scan.words(one.start, one.end), one.kind);
        }
    }
    spread(&scan, &again, &mut found);
    found.retain(|one| wanted(one.kind) && one.start < one.end);
    let kept = masks::places(&scan);
    spare(&scan, joined(found), &kept)
}

fn spread(scan: &Scan, words: &Words, found: &mut Vec<Found>) {
    if words.is_empty() {
        return;
    }
    let mut at = 0;
    while at < scan.len() {
        match words.at(scan.chars(), at) {
            Some((end, kind)) if !names::in_a_word(scan, at, end) => {
                found.push(Found { start: at, end, kind });
                at = end;
            }
            _ => at += 1,
        }
    }
}

/// Overlapping places become one; the kind with the highest rank names it.
pub(super) fn joined(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.start, std::cmp::Reverse(one.end)));
    let mut out: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        match out.last_mut().filter(|last| one.start < last.end) {
            Some(last) => {
                if rank(one.kind) > rank(last.kind) {
                    last.kind = one.kind;
                }
                last.end = last.end.max(one.end);
            }
            None => out.push(one),
        }
    }
    out
}

/// Leaves masks as they are: what reaches over one is cut around it.
fn spare(scan: &Scan, found: Vec<Found>, masks: &[(usize, usize)]) -> Vec<Found> {
    let mut out = Vec::with_capacity(found.len());
    for one in found {
        let mut start = one.start;
        let first = masks.partition_point(|(_, end)| *end <= one.start);
        let over = masks.iter().skip(first).take_while(|(from, _)| *from < one.end);
        for (from, to) in over.copied().chain([(one.end, one.end)]) {
            let piece = Found { start, end: from, ..one };
            if start < from && scan.slice(start, from).iter().any(|c| c.is_alphanumeric()) {
                out.push(piece);
            }
            start = to.max(start);
        }
    }
    out
}
