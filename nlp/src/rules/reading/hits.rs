//! All words of all rule sets found in one pass.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text::Text;
use crate::anatomy::{Tree, Word};
use crate::rules::rows::Rows;
use crate::rules::spec::{Group, GroupId, WordKind};
use crate::text::{Trie, is_han};

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
    /// Where the hits of each group begin and end.
    ranges: Vec<(u32, u32)>,
    hits: Vec<Hit>,
    /// The groups of each set that have hits.
    groups: Vec<Vec<u32>>,
    /// Words of places, by tree.
    places: Vec<Vec<Word>>,
}

impl Found {
    /// The hits of a group.
    fn of(&self, number: usize) -> &[Hit] {
        let range = self.ranges.get(number);
        range.and_then(|(from, to)| self.hits.get(*from as usize..*to as usize)).unwrap_or(&[])
    }

    /// The words of the places of a tree.
    pub fn words(&self, tree: usize) -> &[Word] {
        self.places.get(tree).map_or(&[], Vec::as_slice)
    }
}

/// The hits of one rule set among those of several.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Hits<'h> {
    found: &'h Found,
    /// Its place among the sets.
    set: usize,
    /// The numbers under which its groups were looked for.
    numbers: &'h [u32],
}

impl<'h> Hits<'h> {
    /// The hits of the set of that place among the sets, with the numbers of its groups.
    pub fn new(found: &'h Found, set: usize, numbers: &'h [u32]) -> Self {
        Self { found, set, numbers }
    }

    /// The hits of a group.
    pub fn of(&self, group: GroupId) -> &'h [Hit] {
        self.numbers.get(group.0 as usize).map_or(&[], |number| self.found.of(*number as usize))
    }

    /// The groups of the set that have hits.
    pub fn groups(&self) -> impl Iterator<Item = usize> {
        self.found.groups.get(self.set).into_iter().flatten().map(|group| *group as usize)
    }
}

/// What a word means.
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

/// What is looked for: whether it may be part of a mention, whether inside other
/// words, its terms, and the words in which they do not count.
type Looked<'g> = (bool, bool, &'g [String], &'g [String]);

/// The words of many groups.
#[derive(Clone)]
pub(in crate::rules) struct Scanner {
    trie: Trie,
    /// What each word is looked for as.
    meanings: Rows<Meaning>,
    /// Trees that know each word, and its number in them.
    places: Rows<(u32, u32)>,
    /// The sets that want each group, and its number there.
    owners: Rows<(u32, u32)>,
    sets: usize,
    trees: usize,
}

/// A hit before it goes to its group.
struct Raw {
    group: u32,
    start: u32,
    end: u32,
    /// The mention it is a part of, or `NONE`.
    mention: u32,
}

const NONE: u32 = u32::MAX;

impl Raw {
    fn hit(&self) -> Hit {
        let mention = Some(self.mention as usize).filter(|_| self.mention != NONE);
        Hit { start: self.start as usize, end: self.end as usize, mention }
    }
}

/// What a word is looked for as, and the trees that know it.
#[derive(Default)]
struct Entry {
    meanings: Vec<Meaning>,
    places: Vec<(u32, u32)>,
}

impl Scanner {
    /// The words of the groups of several sets and of anatomy trees. Groups of
    /// the same words are looked for once: the second answer gives the number
    /// of each group of each set.
    pub fn new(sets: &[&[Group]], trees: &[Arc<Tree>]) -> (Self, Vec<Vec<u32>>) {
        let mut words: BTreeMap<&str, Entry> = BTreeMap::new();
        let mut known: BTreeMap<Looked, u32> = BTreeMap::new();
        let mut numbers = Vec::with_capacity(sets.len());
        let mut owners: Vec<Vec<(u32, u32)>> = Vec::new();
        for (set, groups) in (0..).zip(sets) {
            let mut of_set = Vec::with_capacity(groups.len());
            for group in *groups {
                let assertable =
                    matches!(group.kind, WordKind::Finding | WordKind::Diagnosis | WordKind::Sign);
                let anchor = group.kind == WordKind::Anchor;
                let count = known.len() as u32;
                let number = *known.entry((assertable, anchor, &group.terms, &group.not)).or_insert(count);
                let own = (set, of_set.len() as u32);
                of_set.push(number);
                if let Some(owners) = owners.get_mut(number as usize) {
                    owners.push(own);
                    continue;
                }
                owners.push(vec![own]);
                let mean = |excluded| Meaning { group: number, excluded, anchor, assertable };
                for term in &group.terms {
                    words.entry(term).or_default().meanings.push(mean(false));
                }
                for term in &group.not {
                    words.entry(term).or_default().meanings.push(mean(true));
                }
            }
            numbers.push(of_set);
        }
        for (tree, places) in trees.iter().enumerate() {
            for (number, word) in places.words().enumerate() {
                words.entry(word).or_default().places.push((tree as u32, number as u32));
            }
        }
        let trie = Trie::new(words.keys().copied());
        let entries = || words.values();
        let scanner = Self {
            trie,
            meanings: Rows::new(entries().map(|entry| entry.meanings.as_slice())),
            places: Rows::new(entries().map(|entry| entry.places.as_slice())),
            owners: Rows::new(owners.iter().map(Vec::as_slice)),
            sets: sets.len(),
            trees: trees.len(),
        };
        (scanner, numbers)
    }

    /// The hits of every group.
    pub fn scan(&self, text: &Text) -> Found {
        let mut raw: Vec<Raw> = Vec::with_capacity(2 * text.norm.chars.len());
        let mut not: Vec<(u32, usize, usize)> = Vec::new();
        let chars = &text.norm.chars;
        let mut near = 0;
        let mut places: Vec<Vec<Word>> =
            (0..self.trees).map(|_| Vec::with_capacity(chars.len() / 4)).collect();
        for start in 0..chars.len() {
            for (word, end) in self.trie.at(chars, start) {
                let cut = cuts_a_word(text, start, end);
                for &(tree, number) in self.places.of(word).iter().filter(|_| !cut) {
                    let Some(words) = places.get_mut(tree as usize) else { continue };
                    let number = number as usize;
                    // Of words that begin together the longest, which comes last, is read.
                    match words.last_mut().filter(|last| last.0 == start) {
                        Some(last) => *last = (start, end, number),
                        None => words.push((start, end, number)),
                    }
                }
                let mut mention = None;
                for meaning in self.meanings.of(word).iter().filter(|meaning| meaning.anchor || !cut) {
                    if meaning.excluded {
                        not.push((meaning.group, start, end));
                        continue;
                    }
                    let within = || {
                        let found = text.mention_from(&mut near, start, end);
                        found.map_or(NONE, |mention| mention as u32)
                    };
                    let mention = if meaning.assertable { *mention.get_or_insert_with(within) } else { NONE };
                    raw.push(Raw { group: meaning.group, start: start as u32, end: end as u32, mention });
                }
            }
        }
        for (group, from, to) in not {
            let first = raw.partition_point(|hit| (hit.start as usize) < from);
            for hit in raw.iter_mut().skip(first).take_while(|hit| (hit.start as usize) < to) {
                if hit.group == group && hit.end as usize <= to {
                    hit.group = NONE;
                }
            }
        }
        // Hits in the order of the text go to their groups.
        let mut ranges = vec![(0_u32, 0_u32); self.owners.len()];
        let mut stand: Vec<u32> = Vec::with_capacity(raw.len());
        for hit in &raw {
            if let Some((_, count)) = ranges.get_mut(hit.group as usize) {
                if *count == 0 {
                    stand.push(hit.group);
                }
                *count += 1;
            }
        }
        let mut sum = 0;
        for group in &stand {
            if let Some((first, end)) = ranges.get_mut(*group as usize) {
                *first = sum;
                sum += *end;
                *end = *first;
            }
        }
        let nothing = Hit { start: 0, end: 0, mention: None };
        let mut hits = vec![nothing; sum as usize];
        for raw in raw {
            let Some((first, end)) = ranges.get_mut(raw.group as usize) else { continue };
            let hit = raw.hit();
            // Of hits of one group that overlap, the longest stays.
            let last = end.checked_sub(1).filter(|last| last >= first).map(|last| hits[last as usize]);
            match last {
                Some(last) if hit.end <= last.end => continue,
                Some(last) if hit.start == last.start => *end -= 1,
                _ => {}
            }
            if let Some(slot) = hits.get_mut(*end as usize) {
                *slot = hit;
                *end += 1;
            }
        }
        let groups = self.wanted(&stand);
        Found { ranges, hits, groups, places }
    }

    /// The groups of each set among those that stand in a text.
    fn wanted(&self, stand: &[u32]) -> Vec<Vec<u32>> {
        let mut out: Vec<Vec<u32>> = (0..self.sets).map(|_| Vec::with_capacity(64)).collect();
        for &(set, group) in stand.iter().flat_map(|group| self.owners.of(*group as usize)) {
            if let Some(groups) = out.get_mut(set as usize) {
                groups.push(group);
            }
        }
        out
    }
}

/// Latin words and numbers must stand alone.
fn cuts_a_word(text: &Text, start: usize, end: usize) -> bool {
    let norm = &text.norm;
    let han = |c: char| is_han(c) && c != '心';
    if han(norm.at(start)) && han(norm.before(end)) {
        return false;
    }
    let latin = |c: char| c.is_ascii_alphabetic();
    let plural = norm.at(end) == 's' && !latin(norm.at(end + 1));
    latin(norm.at(start)) && latin(norm.before(start))
        || latin(norm.before(end)) && latin(norm.at(end)) && !plural
        || norm.at(start).is_ascii_digit() && norm.before(start).is_ascii_digit()
        || norm.before(end).is_ascii_digit() && norm.at(end).is_ascii_digit()
        || end == start + 1 && norm.at(start) == '心' && no_heart(norm.before(start), norm.at(end))
}

/// 本中心, 担心, 心得: the heart is not meant.
fn no_heart(before: char, after: char) -> bool {
    matches!(before, '中' | '担' | '放' | '关' | '小' | '偏' | '离' | '向' | '细' | '空' | '恶' | '掌' | '足')
        || matches!(after, '得' | '理' | '情' | '态')
}
