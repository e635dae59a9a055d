//! All words of all rule sets found in one pass.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::page::Page;
use crate::rules::spec::{Group, GroupId, WordKind};

/// Words of a group at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Hit {
    pub start: usize,
    pub end: usize,
    /// The mention it is a part of.
    pub mention: Option<usize>,
}

/// The words of many groups as one automaton.
#[derive(Clone)]
pub(in crate::rules) struct Scanner {
    automaton: AhoCorasick,
    /// Groups each word belongs to; `true` where it is a word in which a term does not count.
    meanings: Vec<Vec<(GroupId, bool)>>,
    assertable: Vec<bool>,
    anchors: Vec<bool>,
    groups: usize,
}

impl Scanner {
    pub fn new(groups: &[Group]) -> Self {
        let mut words: std::collections::BTreeMap<&str, Vec<(GroupId, bool)>> = Default::default();
        for (number, group) in groups.iter().enumerate() {
            let id = GroupId(number as u32);
            for term in &group.terms {
                words.entry(term).or_default().push((id, false));
            }
            for term in &group.not {
                words.entry(term).or_default().push((id, true));
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words.keys())
            .or_else(|_| AhoCorasick::new(words.keys()))
            .or_else(|_| AhoCorasick::new([""; 0]))
            .unwrap_or_else(|_| unreachable!("an automaton of no words is always built"));
        let assertable = groups
            .iter()
            .map(|group| matches!(group.kind, WordKind::Finding | WordKind::Diagnosis | WordKind::Sign))
            .collect();
        let anchors = groups.iter().map(|group| group.kind == WordKind::Anchor).collect();
        Self { automaton, meanings: words.into_values().collect(), assertable, anchors, groups: groups.len() }
    }

    /// The hits of every group, each in the order of the text.
    pub fn scan(&self, page: &Page) -> Vec<Vec<Hit>> {
        let mut out: Vec<Vec<Hit>> = vec![Vec::new(); self.groups];
        let mut not: Vec<(GroupId, usize, usize)> = Vec::new();
        let text = &page.norm.text;
        for found in self.automaton.find_overlapping_iter(text) {
            let (start, end) = (page.character(found.start()), page.character(found.end()));
            let cut = cuts_a_word(page, start, end);
            for &(group, excluded) in self.meanings.get(found.pattern().as_usize()).into_iter().flatten() {
                if cut && !self.anchors.get(group.0 as usize).copied().unwrap_or(false) {
                    continue;
                }
                if excluded {
                    not.push((group, start, end));
                    continue;
                }
                let assertable = self.assertable.get(group.0 as usize).copied().unwrap_or(false);
                let mention = if assertable { page.mention_at(start, end) } else { None };
                if let Some(hits) = out.get_mut(group.0 as usize) {
                    hits.push(Hit { start, end, mention });
                }
            }
        }
        for (group, start, end) in not {
            if let Some(hits) = out.get_mut(group.0 as usize) {
                hits.retain(|hit| !(start <= hit.start && hit.end <= end));
            }
        }
        for hits in &mut out {
            longest(hits);
        }
        out
    }
}

/// Of hits of one group that overlap, the longest stays; in order.
fn longest(hits: &mut Vec<Hit>) {
    if hits.len() < 2 {
        return;
    }
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut covered = 0;
    hits.retain(|hit| {
        let inside = hit.end <= covered;
        covered = covered.max(hit.end);
        !inside
    });
}

/// Latin words and numbers must stand alone.
fn cuts_a_word(page: &Page, start: usize, end: usize) -> bool {
    let norm = &page.norm;
    let latin = |c: char| c.is_ascii_alphabetic();
    let plural = norm.at(end) == 's' && !latin(norm.at(end + 1));
    latin(norm.at(start)) && latin(norm.before(start))
        || latin(norm.before(end)) && latin(norm.at(end)) && !plural
        || norm.at(start).is_ascii_digit() && norm.before(start).is_ascii_digit()
        || norm.before(end).is_ascii_digit() && norm.at(end).is_ascii_digit()
}
