//! The text as a row of tokens: words of the dictionaries, marks, quantities.

use crate::lexicon::{Kind, Lexicon};
use crate::text::Norm;

mod marks;
pub(crate) mod number;
pub(crate) mod quantity;

pub(crate) use quantity::Quantities;

/// A piece of the normalised text and the part it plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    /// First normalised character.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Its part.
    pub kind: Kind,
}

/// Reads the tokens of a text in order, none overlapping another. Words do not
/// reach into `target`, which becomes the first mention.
pub(crate) fn tokens(
    lexicon: &Lexicon,
    norm: &Norm,
    target: Option<(usize, usize)>,
    chinese: bool,
) -> (Vec<Token>, Quantities) {
    let length = norm.chars.len();
    let (mut strong, quantities) = quantity::scan(norm, chinese);
    let mut words = Vec::new();
    match target {
        None => lexicon.tokens(norm, 0, length, &mut words),
        Some((start, end)) => {
            lexicon.tokens(norm, 0, start, &mut words);
            lexicon.tokens(norm, end, length, &mut words);
            let token = Token { start, end, kind: Kind::Mention(0) };
            strong.retain(|other| other.end <= start || other.start >= end);
            let at = strong.partition_point(|other| other.start < start);
            strong.insert(at, token);
        }
    }
    let merged = merge(strong, words);
    (merge(merged, marks::scan(norm, chinese)), quantities)
}

/// Both rows in order; of two that overlap the one from `strong` stays.
fn merge(strong: Vec<Token>, weak: Vec<Token>) -> Vec<Token> {
    let mut out = Vec::with_capacity(strong.len() + weak.len());
    let mut strong = strong.as_slice();
    let mut covered = 0;
    for token in weak {
        while let [next, rest @ ..] = strong
            && next.start < token.end
        {
            covered = covered.max(next.end);
            out.push(*next);
            strong = rest;
        }
        if token.start >= covered {
            out.push(token);
        }
    }
    out.extend_from_slice(strong);
    out
}
