//! The reporting and data systems of the ACR and their national editions.

use super::{push, roman, skip};
use crate::findings::Grade;
use crate::text::Norm;

/// Words between the name and the value.
const BETWEEN: [&str; 45] = [
    " ", ":", "-", "分级", "分类", "评分", "评估", "类别", "诊断", "为", "约", "tm", "®", "(", ")", "v2022",
    "v2.1", "v2.0", "v1.1", "v2", "2022版", "2019版", "2.1版", "1.1版", "版本", "版", "第", "us", "mri",
    "mr", "mg", "acr", "category", "grade", "score", "=", "定为", "2022:", "2022 ", "2019:", "2.0:", "2.0 ",
    "2.1:", "2.1 ", "tr",
];
/// Sides and lobes that a value may be said of: `左乳4A类，右乳2类`.
const SIDES: [&str; 14] = [
    "左乳腺",
    "右乳腺",
    "双乳腺",
    "左乳",
    "右乳",
    "双乳",
    "左侧叶",
    "右侧叶",
    "左侧",
    "右侧",
    "双侧",
    "左叶",
    "右叶",
    "峡部",
];

/// A value after `…RADS` at `at`.
pub(super) fn read(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let Some((system, start)) = name(norm, at) else { return };
    let mut next = skip(norm, at + 4, &BETWEEN);
    let sided = side(norm, next);
    next = sided.unwrap_or(next);
    for member in 0..4 {
        let Some((mut value, mut end)) = value(norm, next, system) else {
            if member == 0 {
                ahead(norm, start, system, out);
            }
            return;
        };
        if system == "CAD-RADS" {
            end = modifiers(norm, end, &mut value);
        }
        if norm.at(end) == ' ' && matches!(norm.at(end + 1), '类' | '级') {
            end += 1;
        }
        let unit = matches!(norm.at(end), '类' | '级' | '分' | '型');
        if member > 0 && !unit && sided.is_none() {
            return;
        }
        let last = end + usize::from(unit);
        push(out, norm, system, value, if member == 0 { start } else { next }, last);
        if let Some(other) = side(norm, last + 1).filter(|_| sided.is_some()) {
            next = other;
            continue;
        }
        if !matches!(norm.at(last), '、' | '及' | '和' | '或' | '-' | '~' | '/') {
            return;
        }
        next = last + 1;
    }
}

/// Where the value of a side begins, if a side is named at `at`.
fn side(norm: &Norm, at: usize) -> Option<usize> {
    let word = SIDES.iter().find(|word| norm.starts_with(at, word))?;
    Some(skip(norm, at + word.chars().count(), &[" ", ":", "为", "约", "-"]))
}

/// `3类(BI-RADS分类)`: the value stands before a bracket that only names the system.
fn ahead(norm: &Norm, start: usize, system: &str, out: &mut Vec<Grade>) {
    let open = start.checked_sub(1).filter(|at| norm.at(*at) == '(');
    let Some(unit) = open.and_then(|at| at.checked_sub(1)).filter(|at| matches!(norm.at(*at), '类' | '级'))
    else {
        return;
    };
    let mut first = unit;
    while first > 0 && unit - first < 3 && norm.before(first).is_ascii_alphanumeric() {
        first -= 1;
    }
    if let Some((value, end)) = value(norm, first, system)
        && end == unit
        && !norm.before(first).is_ascii_alphanumeric()
    {
        push(out, norm, system, value, first, unit + 1);
    }
}

/// `LR-5`, `LR5`, `LR-M`, `LR-TIV`.
pub(super) fn short(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    if norm.before(at).is_ascii_alphanumeric() {
        return;
    }
    let mark = usize::from(norm.at(at + 2) == '-');
    if let Some((value, end)) = value(norm, at + 2 + mark, "LI-RADS") {
        push(out, norm, "LI-RADS", value, at, end);
    }
}

/// The system whose name ends in the `rads` at `at`, and where the name begins.
fn name(norm: &Norm, at: usize) -> Option<(&'static str, usize)> {
    const NAMES: [(&str, &str); 12] = [
        ("co", "CO-RADS"),
        ("vi", "VI-RADS"),
        ("ni", "NI-RADS"),
        ("bi", "BI-RADS"),
        ("bl", "BI-RADS"),
        ("lung", "LUNG-RADS"),
        ("pi", "PI-RADS"),
        ("ti", "TI-RADS"),
        ("cad", "CAD-RADS"),
        ("li", "LI-RADS"),
        ("lu", "LUNG-RADS"),
        ("o", "O-RADS"),
    ];
    let mut end = at;
    while end > 0 && matches!(norm.before(end), '-' | ' ' | '_') && at - end < 3 {
        end -= 1;
    }
    let (word, system) = NAMES.iter().find(|(word, _)| {
        let length = word.len();
        end >= length
            && norm.starts_with(end - length, word)
            && !norm.before(end - length).is_ascii_alphabetic()
            || end >= length
                && *word == "ti"
                && norm.starts_with(end - length, "ti")
                && norm.before(end - length) == 'c'
    })?;
    Some((system, end - word.len()))
}

fn value(norm: &Norm, at: usize, system: &str) -> Option<(String, usize)> {
    if system == "LI-RADS" {
        let special = ["tiv", "tr", "nc", "m"]
            .into_iter()
            .find(|word| norm.starts_with(at, word) && !norm.at(at + word.len()).is_ascii_alphabetic());
        if let Some(word) = special {
            return Some((word.to_uppercase(), at + word.len()));
        }
    }
    if system == "CAD-RADS" && norm.at(at) == 'n' && !norm.at(at + 1).is_ascii_alphabetic() {
        return Some(("N".to_owned(), at + 1));
    }
    if let Some((word, end)) = roman(norm, at) {
        let number = ["I", "II", "III", "IV", "V", "VI"].iter().position(|known| *known == word)? + 1;
        let (letter, end) = letter(norm, end);
        return Some((format!("{number}{letter}"), end));
    }
    let digit = norm.at(at).to_digit(10)?;
    if digit > 6
        || norm.at(at + 1).is_ascii_digit()
        || norm.at(at + 1) == '.' && norm.at(at + 2).is_ascii_digit()
    {
        return None;
    }
    let (letter, end) = letter(norm, at + 1);
    Some((format!("{digit}{letter}"), end))
}

fn letter(norm: &Norm, at: usize) -> (String, usize) {
    let marked = matches!(norm.at(at), '-' | ' ' | '(') && matches!(norm.at(at + 1), 'a'..='c');
    // 4 a类, but not 3 ct: a letter apart must be followed by its unit.
    let unit = |at: usize| matches!(norm.at(at), '类' | '级' | '分' | ')') || norm.at(at + 1) == '类';
    let at = if marked && (norm.at(at) == '-' || unit(at + 2)) { at + 1 } else { at };
    match norm.at(at) {
        c @ ('a'..='c' | 'x') if !norm.at(at + 1).is_ascii_alphabetic() => {
            let (modifier, end) = modifier(norm, at + 1);
            (format!("{}{modifier}", c.to_ascii_uppercase()), end)
        }
        c @ ('a'..='c' | 'x') if norm.at(at + 1) == 's' && !norm.at(at + 2).is_ascii_alphabetic() => {
            (format!("{}S", c.to_ascii_uppercase()), at + 2)
        }
        c @ ('s' | 'm') if !norm.at(at + 1).is_ascii_alphabetic() => (c.to_uppercase().to_string(), at + 1),
        _ => (String::new(), at),
    }
}

/// The S of Lung-RADS after a letter: `4A-S`, `4B/S`.
fn modifier(norm: &Norm, at: usize) -> (&'static str, usize) {
    let marked = matches!(norm.at(at), '-' | ' ') && norm.at(at + 1) == 's';
    if marked && !norm.at(at + 2).is_ascii_alphabetic() { ("S", at + 2) } else { ("", at) }
}

/// `/P2/HRP`: plaque burden and other modifiers.
fn modifiers(norm: &Norm, mut at: usize, value: &mut String) -> usize {
    const KNOWN: [&str; 11] = ["p1", "p2", "p3", "p4", "hrp", "n", "s", "g", "i+", "i-", "e"];
    while norm.at(at) == '/' {
        let Some(word) = KNOWN.iter().find(|word| norm.starts_with(at + 1, word)) else { break };
        value.push('/');
        value.push_str(&word.to_uppercase());
        at += 1 + word.len();
    }
    at
}
