//! Quantities: dates and image numbers first, then measures and numbers of pieces.

use super::{Token, number};
use crate::findings::Count;
use crate::lexicon::Kind;
use crate::text::{Norm, is_han};

mod date;
mod measure;
mod pieces;

pub(crate) use date::Date;
pub(crate) use measure::Measure;
pub(crate) use pieces::Pieces;

/// The quantities of a text, which tokens point to by number.
#[derive(Debug, Default)]
pub(crate) struct Quantities {
    pub measures: Vec<Measure>,
    pub pieces: Vec<Pieces>,
    pub dates: Vec<Date>,
}

impl Quantities {
    pub fn measure(&self, at: u32) -> Option<&Measure> {
        self.measures.get(at as usize)
    }

    pub fn count(&self, at: u32) -> Option<Count> {
        self.pieces.get(at as usize).map(|pieces| pieces.count)
    }
}

/// Marks of image numbers: `im 50`, `se9`.
const IMAGE_MARKS: [&str; 8] = ["img", "ima", "image", "im", "se", "series", "slice", "层"];

/// Reads all quantities of the text from left to right.
pub(super) fn scan(norm: &Norm, chinese: bool) -> (Vec<Token>, Quantities) {
    let mut out = Vec::new();
    let mut found = Quantities::default();
    let mut at = 0;
    while let Some(&c) = norm.chars.get(at) {
        // Most characters begin no quantity.
        if is_han(c) && !(chinese && (is_numeral(c) || matches!(c, '较' | '与' | '比'))) {
            at += 1;
            continue;
        }
        let end = if c.is_ascii_digit() || headless(norm, at) {
            digits(norm, at, chinese, &mut out, &mut found)
        } else if chinese && let Some(end) = ago(norm, at) {
            out.push(Token { start: at, end, kind: Kind::Versus });
            end
        } else if chinese {
            words(norm, at, &mut out, &mut found)
        } else {
            at + 1
        };
        at = end.max(at + 1);
    }
    (out, found)
}

fn digits(norm: &Norm, at: usize, chinese: bool, out: &mut Vec<Token>, found: &mut Quantities) -> usize {
    if after_image_mark(norm, at) {
        let end = skip_references(norm, at);
        out.push(Token { start: at, end, kind: Kind::Reference });
        return end;
    }
    if chinese && let Some(token) = segment(norm, at) {
        let end = token.end;
        out.push(token);
        return end;
    }
    if norm.before(at).is_ascii_alphabetic() && !matches!(norm.before(at), 'x') {
        return skip_number(norm, at);
    }
    if let Some(date) = date::read(norm, at, chinese) {
        let end = date.end;
        out.push(Token { start: at, end, kind: Kind::Date(found.dates.len() as u32) });
        found.dates.push(date);
        return end;
    }
    let measures = measure::read(norm, at);
    if let Some(last) = measures.last() {
        let end = last.end;
        for measure in measures {
            let kind = Kind::Measure(found.measures.len() as u32);
            out.push(Token { start: measure.start, end: measure.end, kind });
            found.measures.push(measure);
        }
        return end;
    }
    if chinese {
        if let Some(end) = clock(norm, at) {
            out.push(Token { start: at, end, kind: Kind::Organ });
            return end;
        }
        if let Some(pieces) = pieces::read(norm, at) {
            let end = pieces.end;
            out.push(Token { start: at, end, kind: Kind::Pieces(found.pieces.len() as u32) });
            found.pieces.push(pieces);
            return end;
        }
    }
    skip_number(norm, at)
}

/// `直径.8cm`: the zero is left out. After other words a dot may end a sentence.
fn headless(norm: &Norm, at: usize) -> bool {
    norm.at(at) == '.'
        && norm.at(at + 1).is_ascii_digit()
        && matches!(norm.before(at), '径' | '约' | '为' | '小' | '厚' | '长' | '×' | 'x' | '*' | '(')
}

/// `较4个月前`, `与半年前比`: an earlier exam by its distance in time.
fn ago(norm: &Norm, at: usize) -> Option<usize> {
    if !matches!(norm.at(at), '较' | '与' | '比') {
        return None;
    }
    let end = (at + 2..at + 9).find(|step| norm.at(*step) == '前')?;
    let within = norm.slice(at + 1, end);
    let time = |c: &char| c.is_ascii_digit() || "个月年天周日半余约一二两三四五六七八九十多".contains(*c);
    let unit = within.last().is_some_and(|c| matches!(c, '月' | '年' | '天' | '周' | '日'));
    (unit && within.iter().all(time)).then_some(end + 1)
}

/// Whether a number of pieces may begin with this character.
fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '一' | '二'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '两'
            | '双'
            | '俩'
            | '单'
            | '壹'
    )
}

fn words(norm: &Norm, at: usize, out: &mut Vec<Token>, found: &mut Quantities) -> usize {
    let Some(pieces) = is_numeral(norm.at(at)).then(|| pieces::read(norm, at)).flatten() else {
        return at + 1;
    };
    let end = pieces.end;
    out.push(Token { start: at, end, kind: Kind::Pieces(found.pieces.len() as u32) });
    found.pieces.push(pieces);
    end
}

fn skip_number(norm: &Norm, at: usize) -> usize {
    let mut end = at;
    while norm.at(end).is_ascii_digit() || norm.at(end) == '.' && norm.at(end + 1).is_ascii_digit() {
        end += 1;
    }
    end
}

/// Whether an image mark ends right before `at`, blanks aside.
fn after_image_mark(norm: &Norm, at: usize) -> bool {
    let gap = usize::from(norm.before(at) == ' ');
    let Some(end) = at.checked_sub(gap) else { return false };
    IMAGE_MARKS.iter().any(|mark| {
        let length = mark.chars().count();
        end.checked_sub(length)
            .is_some_and(|start| norm.starts_with(start, mark) && !norm.before(start).is_ascii_alphabetic())
    })
}

/// `112/145`, `36-38`: one or more numbers.
fn skip_references(norm: &Norm, at: usize) -> usize {
    let mut end = skip_number(norm, at);
    while matches!(norm.at(end), '/' | '-' | '~') && norm.at(end + 1).is_ascii_digit() {
        end = skip_number(norm, end + 1);
    }
    end
}

/// A numbered place with its letter before `at`: S4, L3, T12.
fn segment(norm: &Norm, at: usize) -> Option<Token> {
    let start = at.checked_sub(1)?;
    let (number, end) = number::whole(norm, at)?;
    // T1 and T2 are signals, not vertebrae.
    let known = match norm.at(start) {
        's' => (1..=10).contains(&number),
        'l' => (1..=5).contains(&number),
        'c' => (1..=7).contains(&number),
        't' => (3..=12).contains(&number),
        _ => false,
    };
    let alone = !norm.before(start).is_ascii_alphanumeric() && !norm.at(end).is_ascii_alphabetic();
    (known && alone && norm.at(end) != '.').then_some(Token { start, end, kind: Kind::Organ })
}

/// A face of the clock: `2点`, `2-4点`, `12点钟`.
fn clock(norm: &Norm, at: usize) -> Option<usize> {
    let (hour, mut end) = number::whole(norm, at)?;
    if matches!(norm.at(end), '-' | '~' | '、') && norm.at(end + 1).is_ascii_digit() {
        let (other, after) = number::whole(norm, end + 1)?;
        if (1..=12).contains(&other) && norm.at(after) == '点' {
            end = after;
        }
    }
    if !(1..=12).contains(&hour) || norm.at(end) != '点' {
        return None;
    }
    end += 1;
    Some(if norm.at(end) == '钟' { end + 1 } else { end })
}
