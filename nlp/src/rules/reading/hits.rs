//! All words of all rule sets found in one pass.

use std::collections::BTreeMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::text::Text;
use crate::anatomy::{Tree, Word};
use crate::rules::spec::{Group, GroupId, WordKind};

/// Words of a group at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Hit {
    pub start: usize,
    pub end: usize,
    /// The mention it is a part of.
    pub mention: Option<usize>,
}

/// The hits of every group, each in the order of the text.
pub(in crate::rules) struct Found {
    /// Where the hits of each group begin, and the number of all.
    starts: Vec<u32>,
    hits: Vec<Hit>,
    /// Words of places, by tree.
    places: Vec<Vec<Word>>,
}

impl Found {
    /// The words of the places of a tree.
    pub fn words(&self, tree: usize) -> Vec<Word> {
        self.places.get(tree).cloned().unwrap_or_default()
    }
}

/// The hits of one rule set among those of several.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Hits<'h> {
    found: &'h Found,
    /// The number of its first group.
    first: u32,
}

impl<'h> Hits<'h> {
    pub fn new(found: &'h Found, first: u32) -> Self {
        Self { found, first }
    }

    /// The hits of a group.
    pub fn of(&self, group: GroupId) -> &'h [Hit] {
        let at = (self.first + group.0) as usize;
        match self.found.starts.get(at..at + 2) {
            Some(&[from, to]) => self.found.hits.get(from as usize..to as usize).unwrap_or(&[]),
            _ => &[],
        }
    }
}

impl Hits<'_> {
    /// The groups of a set of `count` that have hits, by their numbers in it.
    pub fn groups(&self, count: usize) -> impl Iterator<Item = usize> {
        let first = self.first as usize;
        let starts = self.found.starts.get(first..first + count + 1).unwrap_or(&[]);
        starts.windows(2).enumerate().filter(|(_, pair)| pair[0] < pair[1]).map(|(at, _)| at)
    }
}

/// What a word of the automaton means.
#[derive(Clone, Copy)]
struct Meaning {
    group: u32,
    /// A longer word in which a term does not count.
    excluded: bool,
    /// Also found inside other words.
    anchor: bool,
    /// May be a part of a mention.
    assertable: bool,
}

/// The words of many groups as one automaton.
#[derive(Clone)]
pub(in crate::rules) struct Scanner {
    automaton: AhoCorasick,
    words: Vec<Entry>,
    groups: usize,
    trees: usize,
}

/// A word of the automaton.
#[derive(Clone, Default)]
struct Entry {
    /// Length in characters.
    length: u32,
    meanings: Vec<Meaning>,
    /// Trees that know it, and its number in them.
    places: Vec<(usize, usize)>,
}

impl Scanner {
    /// The words of groups and of anatomy trees.
    pub fn new<'g>(groups: impl IntoIterator<Item = &'g Group>, trees: &[Arc<Tree>]) -> Self {
        let mut words: BTreeMap<&str, Entry> = BTreeMap::new();
        let mut count = 0;
        for group in groups {
            let assertable = matches!(group.kind, WordKind::Finding | WordKind::Diagnosis | WordKind::Sign);
            let anchor = group.kind == WordKind::Anchor;
            let mean = |excluded| Meaning { group: count, excluded, anchor, assertable };
            for term in &group.terms {
                words.entry(term).or_default().meanings.push(mean(false));
            }
            for term in &group.not {
                words.entry(term).or_default().meanings.push(mean(true));
            }
            count += 1;
        }
        for (tree, places) in trees.iter().enumerate() {
            for (number, word) in places.words().enumerate() {
                words.entry(word).or_default().places.push((tree, number));
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words.keys())
            .or_else(|_| AhoCorasick::new(words.keys()))
            .or_else(|_| AhoCorasick::new([""; 0]))
            .unwrap_or_else(|_| unreachable!("an automaton of no words is always built"));
        let entry = |(word, entry): (&str, Entry)| Entry { length: word.chars().count() as u32, ..entry };
        let words = words.into_iter().map(entry).collect();
        Self { automaton, words, groups: count as usize, trees: trees.len() }
    }

    /// The hits of every group.
    pub fn scan(&self, text: &Text) -> Found {
        let mut raw: Vec<(u32, Hit)> = Vec::new();
        let mut not: Vec<(u32, usize, usize)> = Vec::new();
        let mut places: Vec<Vec<Word>> = vec![Vec::new(); self.trees];
        for found in self.automaton.find_overlapping_iter(&text.norm.text) {
            let Some(entry) = self.words.get(found.pattern().as_usize()) else { continue };
            let end = text.character(found.end());
            let start = end - (entry.length as usize).min(end);
            let cut = cuts_a_word(text, start, end);
            for &(tree, number) in entry.places.iter().filter(|_| !cut) {
                if let Some(words) = places.get_mut(tree) {
                    words.push((start, end, number));
                }
            }
            let mut mention = None;
            for meaning in entry.meanings.iter().filter(|meaning| meaning.anchor || !cut) {
                if meaning.excluded {
                    not.push((meaning.group, start, end));
                    continue;
                }
                let within = || if meaning.assertable { text.mention_at(start, end) } else { None };
                let known = if meaning.assertable { *mention.get_or_insert_with(within) } else { None };
                raw.push((meaning.group, Hit { start, end, mention: known }));
            }
        }
        if !not.is_empty() {
            raw.retain(|(group, hit)| {
                !not.iter()
                    .any(|(other, start, end)| other == group && *start <= hit.start && hit.end <= *end)
            });
        }
        raw.sort_unstable_by_key(|(group, hit)| (*group, hit.start, std::cmp::Reverse(hit.end)));
        let (starts, hits) = (vec![0; self.groups + 1], Vec::with_capacity(raw.len()));
        let mut found = Found { starts, hits, places };
        let (mut last, mut covered) = (u32::MAX, 0);
        for (group, hit) in raw {
            if group != last {
                (last, covered) = (group, 0);
            }
            // Of hits of one group that overlap, the longest stays.
            if hit.end > covered {
                covered = hit.end;
                found.hits.push(hit);
                if let Some(count) = found.starts.get_mut(group as usize + 1) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0;
        for count in &mut found.starts {
            sum += *count;
            *count = sum;
        }
        found
    }
}

/// Latin words and numbers must stand alone.
fn cuts_a_word(text: &Text, start: usize, end: usize) -> bool {
    let norm = &text.norm;
    let latin = |c: char| c.is_ascii_alphabetic();
    let plural = norm.at(end) == 's' && !latin(norm.at(end + 1));
    latin(norm.at(start)) && latin(norm.before(start))
        || latin(norm.before(end)) && latin(norm.at(end)) && !plural
        || norm.at(start).is_ascii_digit() && norm.before(start).is_ascii_digit()
        || norm.before(end).is_ascii_digit() && norm.at(end).is_ascii_digit()
}
