//! Words by their characters: all that begin at a place are found in one walk.

use std::collections::BTreeMap;

/// A set of numbered words. A walk from a place costs a step a character of the longest word that
/// begins as the text does, so a scan is linear in the text for any input.
///
/// A double array (Aoe 1989): the child of a node for a character stands at the base of the node plus the code
/// of the character, if the cell there names the node as its parent.
#[derive(Clone)]
pub(crate) struct Trie {
    /// The code of each character of the basic plane that occurs in a word, from 1; 0 for the others.
    codes: Vec<u16>,
    /// The same for other characters, in their order.
    rare: Vec<(char, u16)>,
    /// The root is the first.
    cells: Vec<Cell>,
    /// The base of the root.
    root: u32,
    /// Which two characters begin a word, as bits of their hash: most places of a text are dismissed
    /// here, in a few kilobytes that stay near.
    sieve: Vec<u64>,
    /// Which characters alone are a word, as bits of their last bits.
    alone: [u64; ALONE / 64],
}

#[derive(Clone, Copy)]
struct Cell {
    base: u32,
    /// The cell of its parent, or `NONE` where the cell is free.
    parent: u32,
    /// The word that ends here, or `NONE`.
    word: u32,
}

const FREE: Cell = Cell { base: 0, parent: NONE, word: NONE };
const NONE: u32 = u32::MAX;
/// Characters of the basic plane.
const PLANE: usize = 0x1_0000;
/// Bits of the sieve, as a power of two.
const SIEVE: u32 = 17;

/// Bits for characters that are words.
const ALONE: usize = 1 << 11;

/// The bit of the sieve for two characters.
fn bit(first: char, second: char) -> (usize, u64) {
    let mixed = (first as u32).wrapping_mul(0x9e37_79b1) ^ second as u32;
    let at = mixed.wrapping_mul(0x85eb_ca77) >> (32 - SIEVE);
    (at as usize / 64, 1 << (at % 64))
}

/// The bit for a character.
fn bit_alone(c: char) -> (usize, u64) {
    let at = c as usize % ALONE;
    (at / 64, 1 << (at % 64))
}

impl Trie {
    /// The words, numbered from 0. Of equal words the last counts; an empty one is never found.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let mut grown: Vec<(BTreeMap<char, u32>, u32)> = vec![(BTreeMap::new(), NONE)];
        let mut used: BTreeMap<char, u32> = BTreeMap::new();
        let mut sieve = vec![0; (1 << SIEVE) / 64];
        let mut alone = [0; ALONE / 64];
        for (number, word) in words.into_iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            let mut begin = word.chars();
            let first = begin.next().unwrap_or_default();
            match begin.next() {
                Some(second) => {
                    let (slot, bit) = bit(first, second);
                    sieve[slot] |= bit;
                }
                None => {
                    let (slot, bit) = bit_alone(first);
                    alone[slot] |= bit;
                }
            }
            let mut at = 0;
            for c in word.chars() {
                *used.entry(c).or_default() += 1;
                let next = grown.len() as u32;
                let known = *grown[at].0.entry(c).or_insert(next);
                if known == next {
                    grown.push((BTreeMap::new(), NONE));
                }
                at = known as usize;
            }
            grown[at].1 = number as u32;
        }
        // Frequent characters have the lowest codes, so that the cells lie close.
        let mut frequent: Vec<char> = used.keys().copied().collect();
        frequent.sort_by_key(|c| std::cmp::Reverse(used.get(c)));
        let (mut codes, mut rare) = (vec![0; PLANE], Vec::new());
        for (code, c) in (1_u16..u16::MAX).zip(frequent) {
            match codes.get_mut(c as usize) {
                Some(slot) => *slot = code,
                None => rare.push((c, code)),
            }
        }
        rare.sort_unstable();
        let mut trie = Self { codes, rare, cells: Vec::new(), root: 0, sieve, alone };
        trie.cells = trie.laid(&grown);
        trie.root = trie.cells.first().map_or(0, |root| root.base);
        trie
    }

    /// The nodes as cells.
    fn laid(&self, grown: &[(BTreeMap<char, u32>, u32)]) -> Vec<Cell> {
        let mut cells = vec![Cell { parent: 0, ..FREE }];
        let mut open = vec![(0_u32, 0_usize)];
        // Where the search for free cells begins: nearly all before are taken.
        let mut first = 1;
        while let Some((node, cell)) = open.pop() {
            let Some((children, word)) = grown.get(node as usize) else { continue };
            let codes: Vec<(usize, u32)> =
                children.iter().filter_map(|(c, child)| Some((self.code(*c)? as usize, *child))).collect();
            let free = |cells: &[Cell], at: usize| cells.get(at).is_none_or(|cell| cell.parent == NONE);
            while !free(&cells, first) {
                first += 1;
            }
            let least = codes.iter().map(|(code, _)| *code).min().unwrap_or(0);
            let base = (first.saturating_sub(least)..)
                .find(|base| codes.iter().all(|(code, _)| free(&cells, base + code)))
                .unwrap_or_default();
            for &(code, child) in &codes {
                if cells.len() <= base + code {
                    cells.resize(base + code + 1, FREE);
                }
                cells[base + code].parent = cell as u32;
                open.push((child, base + code));
            }
            (cells[cell].base, cells[cell].word) = (base as u32, *word);
        }
        cells
    }

    fn code(&self, c: char) -> Option<u16> {
        match self.codes.get(c as usize) {
            Some(code) => Some(*code).filter(|code| *code != 0),
            None => Some(self.rare.get(self.rare.binary_search_by_key(&c, |rare| rare.0).ok()?)?.1),
        }
    }

    /// The words that begin at `start`, the shortest first: number and one past the last character.
    pub fn at<'t>(&'t self, chars: &'t [char], start: usize) -> Walk<'t> {
        let rest = chars.get(start..).unwrap_or(&[]);
        let begins = match rest {
            [] => false,
            [first] => self.is_alone(*first),
            [first, second, ..] => self.may_begin(*first, *second) || self.is_alone(*first),
        };
        let rest = if begins { rest } else { &[] };
        Walk { trie: self, rest, at: start, node: 0, base: self.root }
    }

    fn may_begin(&self, first: char, second: char) -> bool {
        let (slot, bit) = bit(first, second);
        self.sieve.get(slot).is_some_and(|bits| bits & bit != 0)
    }

    fn is_alone(&self, c: char) -> bool {
        let (slot, bit) = bit_alone(c);
        self.alone[slot] & bit != 0
    }
}

/// A walk down the words that begin at a place.
pub(crate) struct Walk<'t> {
    trie: &'t Trie,
    /// The characters that are still to come.
    rest: &'t [char],
    /// The character after those walked over.
    at: usize,
    node: u32,
    base: u32,
}

impl Iterator for Walk<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            let (&c, rest) = self.rest.split_first()?;
            let at = self.base.checked_add(u32::from(self.trie.code(c)?))?;
            let cell = self.trie.cells.get(at as usize).filter(|cell| cell.parent == self.node)?;
            (self.node, self.base, self.rest) = (at, cell.base, rest);
            self.at += 1;
            if cell.word != NONE {
                return Some((cell.word as usize, self.at));
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
