//! Words that may be misspelt: found anywhere in a text within a few insertions, deletions and
//! replacements of a character (Levenshtein distance; the matching is Sellers, J. Algorithms 1, 1980).

use crate::index::Need;

/// Most errors that are allowed.
pub(crate) const MAX_DISTANCE: usize = 2;
/// Characters that each allowed error asks for: a word of fewer would be met everywhere.
pub(crate) const PER_ERROR: usize = 3;

/// Folded words and the errors allowed in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fuzzy {
    word: Vec<char>,
    distance: usize,
}

/// An alignment that ends somewhere: its errors and where it begins.
type Cell = (usize, usize);

impl Fuzzy {
    /// Words that were folded; at least one character for each error and one more.
    pub fn new(folded: &str, distance: usize) -> Self {
        Self { word: folded.chars().collect(), distance }
    }

    /// Cut into one piece more than there may be errors, one piece at least is untouched.
    pub fn need(&self) -> Need {
        let count = self.distance + 1;
        let cut = |piece: usize| piece * self.word.len() / count;
        let piece = |number| self.word.get(cut(number)..cut(number + 1)).unwrap_or_default().iter().collect();
        let pieces = (0..count).map(|number| Need::Words(piece(number))).collect();
        Need::OneOf(pieces)
    }

    /// Whether a folded text holds the words.
    pub fn finds(&self, text: &str) -> bool {
        let mut column = self.column(0);
        text.chars().enumerate().any(|(at, c)| self.step(&mut column, at, c) <= self.distance)
    }

    /// The state before a text, for [`advance`](Self::advance).
    pub fn start(&self) -> Vec<u8> {
        (0..=self.word.len()).map(|errors| self.capped(errors)).collect()
    }

    /// Goes on by one folded character; whether the words end behind it.
    pub fn advance(&self, column: &mut [u8], c: char) -> bool {
        let mut diagonal = column.first().copied().unwrap_or_default();
        let mut above = 0;
        for (letter, cell) in self.word.iter().zip(column.iter_mut().skip(1)) {
            let replaced = diagonal + u8::from(*letter != c);
            let least = replaced.min(*cell + 1).min(above + 1);
            diagonal = *cell;
            *cell = self.capped(usize::from(least));
            above = *cell;
        }
        usize::from(above) <= self.distance
    }

    /// More errors than are allowed are all the same.
    fn capped(&self, errors: usize) -> u8 {
        errors.min(self.distance + 1) as u8
    }

    /// Where a folded text holds them, in characters: from left to right, not overlapping, of the
    /// alignments that overlap the one with fewest errors.
    pub fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let text: Vec<char> = text.chars().collect();
        let mut out = Vec::new();
        let (mut at, mut column) = (0, self.column(0));
        // errors, first character, one past the last
        let mut best: Option<(usize, usize, usize)> = None;
        while at < text.len() || best.is_some() {
            let next = text
                .get(at)
                .map(|c| (self.step(&mut column, at, *c), column.last().map_or(at, |cell| cell.1)));
            let goes_on =
                |to: usize| next.is_some_and(|(errors, start)| errors <= self.distance && start < to);
            if let Some((_, from, to)) = best.filter(|(.., to)| !goes_on(*to)) {
                out.push((from, to));
                (at, column, best) = (to, self.column(to), None);
                continue;
            }
            let Some((errors, start)) = next else { break };
            if errors <= self.distance && start <= at && best.is_none_or(|(known, ..)| errors < known) {
                best = Some((errors, start, at + 1));
            }
            at += 1;
        }
        out
    }

    /// Alignments of every beginning of the word that end before the character `at`.
    fn column(&self, at: usize) -> Vec<Cell> {
        (0..=self.word.len()).map(|errors| (errors, at)).collect()
    }

    /// Goes on by one character; the errors of the whole word that end behind it.
    fn step(&self, column: &mut [Cell], at: usize, c: char) -> usize {
        let mut diagonal = column.first().copied().unwrap_or_default();
        if let Some(first) = column.first_mut() {
            *first = (0, at + 1);
        }
        let mut above = (0, at + 1);
        for (letter, cell) in self.word.iter().zip(column.iter_mut().skip(1)) {
            let replaced = (diagonal.0 + usize::from(*letter != c), diagonal.1);
            let inserted = (cell.0 + 1, cell.1);
            let deleted = (above.0 + 1, above.1);
            diagonal = *cell;
            // of equal ones the shortest, which begins last
            let least = [replaced, inserted, deleted]
                .into_iter()
                .min_by_key(|(errors, start)| (*errors, usize::MAX - start));
            *cell = least.unwrap_or(replaced);
            above = *cell;
        }
        above.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Least errors of the word against any stretch of the text.
    fn naive(word: &[char], text: &[char]) -> usize {
        let distance = |part: &[char]| {
            let mut row: Vec<usize> = (0..=part.len()).collect();
            for (i, a) in word.iter().enumerate() {
                let mut before = row[0];
                row[0] = i + 1;
                for (j, b) in part.iter().enumerate() {
                    let next = (before + usize::from(a != b)).min(row[j] + 1).min(row[j + 1] + 1);
                    before = std::mem::replace(&mut row[j + 1], next);
                }
            }
            row[part.len()]
        };
        (0..=text.len())
            .flat_map(|from| (from..=text.len()).map(move |to| (from, to)))
            .map(|(a, b)| distance(&text[a..b]))
            .min()
            .unwrap_or(0)
    }

    #[test]
    fn a_wrong_character_a_lost_one_and_one_too_many() {
        let fuzzy = Fuzzy::new("磨玻璃结节", 1);
        assert_eq!(
            fuzzy.places("右肺磨玻离结节，磨璃结节，磨玻璃样结节，磨砂玻片结节"),
            [(2, 7), (8, 12), (13, 19)]
        );
        assert_eq!(fuzzy.places("磨玻璃结节"), [(0, 5)]);
        assert!(!fuzzy.finds("磨砂结节") && !fuzzy.finds(""));
        assert_eq!(
            Fuzzy::new("pirads", 1).need(),
            Need::OneOf(vec![Need::Words("pir".into()), Need::Words("ads".into())])
        );
    }

    proptest! {
        #[test]
        fn finds_what_a_naive_search_finds(word in "[ab结节]{3,7}", text in "[ab结节c]{0,14}", distance in 1_usize..=2) {
            let fuzzy = Fuzzy::new(&word, distance);
            let (w, t): (Vec<char>, Vec<char>) = (word.chars().collect(), text.chars().collect());
            prop_assert_eq!(fuzzy.finds(&text), naive(&w, &t) <= distance);
            let mut column = fuzzy.start();
            prop_assert_eq!(t.iter().any(|c| fuzzy.advance(&mut column, *c)), naive(&w, &t) <= distance);
            let places = fuzzy.places(&text);
            prop_assert_eq!(!places.is_empty(), fuzzy.finds(&text), "{:?}", places);
            let mut last = 0;
            for (from, to) in places {
                prop_assert!(last <= from && from < to && naive(&w, &t[from..to]) <= distance);
                last = to;
            }
        }

        /// The pieces lose no match.
        #[test]
        fn one_piece_stands_in_every_match(word in "[ab结节]{3,7}", text in "[ab结节c]{0,14}", distance in 1_usize..=2) {
            let fuzzy = Fuzzy::new(&word, distance);
            let Need::OneOf(pieces) = fuzzy.need() else { return Err(TestCaseError::fail("no pieces")) };
            let stands = pieces.iter().any(|piece| matches!(piece, Need::Words(words) if text.contains(words.as_str())));
            prop_assert!(!fuzzy.finds(&text) || stands || word.chars().count() <= distance);
        }
    }
}
