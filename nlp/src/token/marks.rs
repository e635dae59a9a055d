//! Punctuation and list numbers.

use super::Token;
use crate::lexicon::Kind;
use crate::text::{Norm, is_han};

/// Characters after which a number begins a list item rather than a measure or a name.
const NOT_BEFORE_ITEM: &str = "第图约为级类径期层约胸腰颈骶尾左右";
/// Highest list number.
const LAST_ITEM: usize = 30;

/// Most characters of an item before the next.
const LONGEST_ITEM: usize = 200;

/// All marks of the text.
pub(super) fn scan(norm: &Norm, chinese: bool) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&c) = norm.chars.get(at) {
        if is_han(c) {
            at += 1;
            continue;
        }
        if let Some(end) = item(norm, at) {
            out.push(Token { start: at, end, kind: Kind::Stop });
            at = end;
            continue;
        }
        if let Some(kind) = mark(norm, at, chinese) {
            out.push(Token { start: at, end: at + 1, kind });
        }
        at += 1;
    }
    out
}

fn mark(norm: &Norm, at: usize, chinese: bool) -> Option<Kind> {
    Some(match norm.at(at) {
        '。' | ';' | '!' | '\n' | '①'..='⑳' => Kind::Stop,
        '.' if full_stop(norm, at, chinese) => Kind::Stop,
        ',' => Kind::Comma,
        ':' if !(norm.before(at).is_ascii_digit() && norm.at(at + 1).is_ascii_digit()) => Kind::Colon,
        '、' => Kind::Pause,
        '/' if chinese && !norm.before(at).is_ascii_alphanumeric() => Kind::Pause,
        '(' | '[' | '{' => Kind::Open,
        ')' | ']' | '}' => Kind::Close,
        '?' => Kind::Ask,
        _ => return None,
    })
}

fn full_stop(norm: &Norm, at: usize, chinese: bool) -> bool {
    let (before, after) = (norm.before(at), norm.at(at + 1));
    if before.is_ascii_digit() && after.is_ascii_digit() {
        return false;
    }
    if chinese {
        return !before.is_ascii_alphanumeric() || !after.is_ascii_alphanumeric();
    }
    // An initial or abbreviation such as `dr. x` or `p.o.` ends no sentence.
    let letters = (1..=3).take_while(|back| at >= *back && norm.at(at - back).is_ascii_alphabetic()).count();
    let title = letters == 2 && (norm.starts_with(at - 2, "dr") || norm.starts_with(at - 2, "mr"));
    let initial = letters == 1 && before != 'i';
    (after == ' ' || after == '\0' || after == '\n') && !title && !initial
}

/// The end of a list number that begins at `at`: `1.`, `2、`, `(3)`.
fn item(norm: &Norm, at: usize) -> Option<usize> {
    let digits = (0..3).take_while(|step| norm.at(at + step).is_ascii_digit()).count();
    if digits == 0 || digits > 2 {
        return None;
    }
    let value = norm.slice(at, at + digits).iter().fold(0, |sum, c| sum * 10 + (*c as usize - '0' as usize));
    let (before, mark, after) = (norm.before(at), norm.at(at + digits), norm.at(at + digits + 1));
    if value == 0 || value > LAST_ITEM || after.is_ascii_digit() {
        return None;
    }
    let fresh = matches!(before, '\0' | ' ' | '\n' | ';' | '。' | '.' | '"');
    let begins = match mark {
        '.' => {
            let han = is_han(before) && is_han(after) && !NOT_BEFORE_ITEM.contains(before);
            fresh || han || matches!(before, ',' | ')' | ':') && is_han(after)
        }
        '、' => {
            let joined = is_han(before) && is_han(after) && !NOT_BEFORE_ITEM.contains(before);
            fresh || matches!(before, ',' | ':') && is_han(after) || joined && follows(norm, at, value)
        }
        ')' => fresh || before == '(' && matches!(norm.before(at - 1), '\0' | '\n' | ';' | '。'),
        _ => false,
    };
    begins.then_some(at + digits + 1)
}

/// Whether the number before this one begins an item: 2、附件未见异常3、双肾光斑.
fn follows(norm: &Norm, at: usize, value: usize) -> bool {
    let last = format!("{}、", value - 1);
    let begins = |start: &usize| {
        let (before, after) = (norm.before(*start), norm.at(start + last.chars().count()));
        norm.starts_with(*start, &last)
            && is_han(after)
            && (matches!(before, '\0' | ' ' | '\n' | ';' | '。' | '.' | '"')
                || is_han(before) && !NOT_BEFORE_ITEM.contains(before))
    };
    value > 1 && (at.saturating_sub(LONGEST_ITEM)..at).any(|start| begins(&start))
}
