//! The words the engine knows.

mod en;
mod kind;
mod zh_complaints;
mod zh_cues;
mod zh_diseases;
mod zh_findings;
mod zh_places;
mod zh_signs;
mod zh_tumours;

pub(crate) use kind::{Kind, Side};

use crate::text::{Norm, Trie};
use crate::token::Token;

/// Words of one kind each, separated by blanks or, where words contain blanks, by bars.
pub(crate) type Table = &'static [(Kind, &'static str)];

/// Tables for Chinese reports.
pub(crate) const ZH: &[Table] = &[
    zh_cues::CUES,
    zh_cues::AMOUNTS,
    zh_findings::FINDINGS,
    zh_signs::SIGNS,
    zh_complaints::COMPLAINTS,
    zh_diseases::DISEASES,
    zh_tumours::TUMOURS,
    zh_places::PLACES,
];
/// Tables for English reports.
pub(crate) const EN: &[Table] = &[en::CUES, en::FINDINGS];

/// All tables of a language; the longest word wins.
pub(crate) struct Lexicon {
    words: Trie,
    kinds: Vec<Kind>,
    /// Organs that names of diseases begin with; whether left and right are parts of them.
    organs: (Trie, Vec<bool>),
}

/// Places too general to say where a disease is: 血管瘤, 骨折.
const GENERAL: [&str; 22] = [
    "血管", "神经", "骨", "动脉", "静脉", "关节", "黏膜", "粘膜", "内膜", "腺体", "脉管", "心", "口", "头",
    "手", "足", "耳", "舌", "颈", "乳头", "肌肉", "脐",
];
/// Longest organ that a name begins with.
const ORGAN: usize = 4;

impl Lexicon {
    /// The words of the tables and further ones, which do not change known words.
    pub fn new(tables: &[Table], further: &[(Kind, String)]) -> Self {
        let mut words = Vec::new();
        let mut kinds = Vec::new();
        let further = further.iter().map(|(kind, word)| (*kind, word.as_str()));
        let mut seen = std::collections::HashSet::new();
        for (kind, word) in entries(tables).chain(further).filter(|(_, word)| seen.insert(*word)) {
            words.push(word);
            kinds.push(kind);
        }
        let organs: Vec<(&str, bool)> = words
            .iter()
            .zip(&kinds)
            .filter(|(word, kind)| matches!(kind, Kind::Organ | Kind::Solo) && !GENERAL.contains(word))
            .map(|(word, kind)| (*word, *kind == Kind::Solo))
            .filter(|(word, _)| word.chars().count() <= ORGAN)
            .collect();
        let solo = organs.iter().map(|(_, solo)| *solo).collect();
        let organs = (Trie::new(organs.iter().map(|(word, _)| *word)), solo);
        Self { words: Trie::new(words), kinds, organs }
    }

    /// The organ that the name in `start..end` begins with (肾囊肿): where it ends,
    /// and whether left and right are parts of it.
    pub fn organ(&self, norm: &Norm, start: usize, end: usize) -> Option<(usize, bool)> {
        let (words, solo) = &self.organs;
        let chars = norm.chars.get(..end.saturating_sub(1))?;
        let (word, to) = words.at(chars, start).last()?;
        Some((to, *solo.get(word)?))
    }

    /// Appends the words found in the normalised characters `start..end`.
    pub fn tokens(&self, norm: &Norm, start: usize, end: usize, out: &mut Vec<Token>) {
        let Some(chars) = norm.chars.get(..end) else { return };
        let mut from = start;
        while from < end {
            let Some((mut word, mut to)) = self.words.at(chars, from).last() else {
                from += 1;
                continue;
            };
            let mut whole = whole_word(norm, from, to, start, end);
            // 脑MR: not 脑M, but 脑.
            if !whole
                && !norm.at(from).is_ascii()
                && let Some(shorter) = self
                    .words
                    .at(chars, from)
                    .filter(|(_, to)| whole_word(norm, from, *to, start, end))
                    .last()
            {
                ((word, to), whole) = (shorter, true);
            }
            if let Some(&kind) = self.kinds.get(word)
                && whole
            {
                out.push(Token { start: from, end: to, kind });
            }
            from = to;
        }
    }
}

/// The Chinese words that decide what is said of a finding.
pub(crate) fn cue_words() -> impl Iterator<Item = (Kind, &'static str)> {
    entries(&[zh_cues::CUES])
}

/// Latin words must stand alone: no letter may touch a letter.
fn whole_word(norm: &Norm, from: usize, to: usize, start: usize, end: usize) -> bool {
    let touches = |inner: char, outer: char| inner.is_ascii_alphabetic() && outer.is_ascii_alphabetic();
    // CA199 is no cancer.
    let marker = norm.before(to).is_ascii_alphabetic()
        && norm.at(to).is_ascii_digit()
        && norm.slice(from, to) == ['c', 'a'];
    !(from > start && touches(norm.at(from), norm.before(from))
        || to < end && touches(norm.before(to), norm.at(to))
        || marker)
}

fn entries<'a>(tables: &'a [Table]) -> impl Iterator<Item = (Kind, &'a str)> + 'a {
    tables.iter().flat_map(|table| table.iter()).flat_map(|&(kind, words)| {
        let bars = words.contains('|');
        words
            .split(move |c: char| if bars { c == '|' } else { c.is_whitespace() })
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(move |word| (kind, word))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_word_has_one_kind() {
        for tables in [ZH, EN] {
            let mut seen = BTreeMap::new();
            let twice: Vec<_> = entries(tables)
                .filter_map(|(kind, word)| Some((word, kind, seen.insert(word, kind)?)))
                .collect();
            assert!(twice.is_empty(), "{twice:?}");
        }
    }

    #[test]
    fn words_are_written_as_they_are_read() {
        for (kind, word) in entries(ZH).chain(entries(EN)) {
            assert_eq!(Norm::new(word, true).text, word, "{kind:?}");
        }
    }
}
