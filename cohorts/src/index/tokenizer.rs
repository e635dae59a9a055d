//! Tokens of the index: every character, and every pair of neighbours with its place.
//!
//! A text holds a word of two or more characters exactly when it holds the
//! word's pairs at consecutive places, in any script.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::fold::fold;

/// Splits a text into overlapping runs of `size` folded characters.
#[derive(Clone, Debug)]
pub(super) struct Grams {
    pub size: usize,
}

impl Grams {
    /// The runs of an already folded text.
    pub fn of<'a>(&self, folded: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        let size = self.size;
        let ends = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).skip(size);
        folded.char_indices().zip(ends).map(|((start, _), end)| &folded[start..end])
    }
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream {
        let folded = fold(text);
        let mut ends: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
        ends.push(folded.len());
        GramStream { folded, bounds: ends, size: self.size, next: 0, token: Token::default() }
    }
}

/// The tokens of one text.
pub(super) struct GramStream {
    folded: String,
    bounds: Vec<usize>,
    size: usize,
    next: usize,
    token: Token,
}

impl TokenStream for GramStream {
    fn advance(&mut self) -> bool {
        let (Some(start), Some(end)) = (self.bounds.get(self.next), self.bounds.get(self.next + self.size))
        else {
            return false;
        };
        self.token.text.clear();
        self.token.text.push_str(&self.folded[*start..*end]);
        self.token.offset_from = *start;
        self.token.offset_to = *end;
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_overlap() {
        let mut grams = Grams { size: 2 };
        let mut stream = grams.token_stream("磨玻璃８mm");
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        let pairs = ["磨玻", "玻璃", "璃8", "8m", "mm"];
        assert_eq!(seen, pairs.iter().enumerate().map(|(at, t)| (at, (*t).to_owned())).collect::<Vec<_>>());
        assert_eq!(Grams { size: 2 }.of("磨玻璃").collect::<Vec<_>>(), ["磨玻", "玻璃"]);
        assert_eq!(Grams { size: 2 }.of("磨").count(), 0);
    }
}
