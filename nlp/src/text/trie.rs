//! Words by their characters: all that begin at a place are found in one walk.

use std::collections::BTreeMap;

/// A set of numbered words. A walk from a place costs a step a character of the longest word that
/// begins as the text does, so a scan is linear in the text for any input.
#[derive(Clone)]
pub(crate) struct Trie {
    /// The node of each first character of the basic plane; 0 where no word begins so.
    first: Vec<u32>,
    nodes: Vec<Node>,
    /// The children of all nodes, those of each in the order of their characters.
    children: Vec<(char, u32)>,
    /// Which two characters begin a word, and which alone are one, as bits of their hash: most places
    /// of a text are dismissed here, in a few kilobytes that stay near.
    sieve: Vec<u64>,
}

#[derive(Clone, Copy)]
struct Node {
    /// Its children begin here and end where those of the next node begin.
    children: u32,
    /// The word that ends here, or `NONE`.
    word: u32,
}

const NONE: u32 = u32::MAX;
/// Characters of the basic plane.
const PLANE: usize = 0x1_0000;
/// Bits of the sieve, as a power of two.
const SIEVE: u32 = 17;

/// The bit of the sieve for two characters; `\0` after a word of one.
fn bit(first: char, second: char) -> (usize, u64) {
    let mixed = (first as u32).wrapping_mul(0x9e37_79b1) ^ (second as u32).wrapping_mul(0x85eb_ca77);
    let at = mixed.wrapping_mul(0xc2b2_ae3d) >> (32 - SIEVE);
    (at as usize / 64, 1 << (at % 64))
}

impl Trie {
    /// The words, numbered from 0. Of equal words the last counts; an empty one is never found.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut grown: Vec<(BTreeMap<char, u32>, u32)> = vec![(BTreeMap::new(), NONE)];
        let mut sieve = vec![0; (1 << SIEVE) / 64];
        for (number, word) in words.into_iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            let mut begin = word.chars();
            let (slot, bit) = bit(begin.next().unwrap_or_default(), begin.next().unwrap_or_default());
            sieve[slot] |= bit;
            let mut at = 0;
            for c in word.chars() {
                let next = grown.len() as u32;
                let known = *grown[at].0.entry(c).or_insert(next);
                if known == next {
                    grown.push((BTreeMap::new(), NONE));
                }
                at = known as usize;
            }
            grown[at].1 = number as u32;
        }
        let mut first = vec![0; PLANE];
        for (c, node) in &grown[0].0 {
            if let Some(slot) = first.get_mut(*c as usize) {
                *slot = *node;
            }
        }
        let (mut nodes, mut children) = (Vec::with_capacity(grown.len() + 1), Vec::new());
        for (own, word) in grown {
            nodes.push(Node { children: children.len() as u32, word });
            children.extend(own);
        }
        nodes.push(Node { children: children.len() as u32, word: NONE });
        Self { first, nodes, children, sieve }
    }

    /// The words that begin at `start`, the shortest first: number and one past the last character.
    pub fn at<'t>(&'t self, chars: &'t [char], start: usize) -> Walk<'t> {
        let (first, second) = (chars.get(start).copied(), chars.get(start + 1).copied());
        let begins = first.is_some_and(|first| {
            self.holds(first, '\0') || second.is_some_and(|second| self.holds(first, second))
        });
        Walk { trie: self, chars, at: if begins { start } else { chars.len() }, node: 0 }
    }

    fn holds(&self, first: char, second: char) -> bool {
        let (slot, bit) = bit(first, second);
        self.sieve.get(slot).is_some_and(|bits| bits & bit != 0)
    }

    fn child(&self, node: u32, c: char) -> Option<u32> {
        if node == 0 && (c as usize) < PLANE {
            return self.first.get(c as usize).copied().filter(|next| *next != 0);
        }
        let (own, next) = (self.nodes.get(node as usize)?, self.nodes.get(node as usize + 1)?);
        let children = self.children.get(own.children as usize..next.children as usize)?;
        let found = match children.len() {
            0..=8 => children.iter().find(|(other, _)| *other == c)?,
            _ => children.get(children.binary_search_by_key(&c, |(other, _)| *other).ok()?)?,
        };
        Some(found.1)
    }
}

/// A walk down the words that begin at a place.
pub(crate) struct Walk<'t> {
    trie: &'t Trie,
    chars: &'t [char],
    at: usize,
    node: u32,
}

impl Iterator for Walk<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            self.node = self.trie.child(self.node, *self.chars.get(self.at)?)?;
            self.at += 1;
            let word = self.trie.nodes.get(self.node as usize)?.word;
            if word != NONE {
                return Some((word as usize, self.at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_beginning_come_in_order() {
        let trie = Trie::new(["淋巴结", "淋巴", "结节", "淋巴结肿大", "", "😀a"]);
        let text: Vec<char> = "淋巴结肿😀a".chars().collect();
        assert_eq!(trie.at(&text, 0).collect::<Vec<_>>(), [(1, 2), (0, 3)]);
        assert_eq!(trie.at(&text, 4).collect::<Vec<_>>(), [(5, 6)]);
        assert_eq!(trie.at(&text, 2).count() + trie.at(&text, 9).count(), 0);
    }

    proptest::proptest! {
        /// As a naive search finds them.
        #[test]
        fn a_walk_finds_what_begins_there(
            words in proptest::collection::btree_set("[ab结节😀]{1,4}", 0..30),
            text in "[ab结节😀]{0,30}",
        ) {
            let words: Vec<String> = words.into_iter().collect();
            let trie = Trie::new(words.iter().map(String::as_str));
            let chars: Vec<char> = text.chars().collect();
            for start in 0..chars.len() {
                let rest: String = chars[start..].iter().collect();
                let mut naive: Vec<(usize, usize)> = words
                    .iter()
                    .enumerate()
                    .filter(|(_, word)| rest.starts_with(word.as_str()))
                    .map(|(number, word)| (number, start + word.chars().count()))
                    .collect();
                naive.sort_by_key(|(_, end)| *end);
                proptest::prop_assert_eq!(trie.at(&chars, start).collect::<Vec<_>>(), naive);
            }
        }
    }
}
