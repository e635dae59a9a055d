//! Scores with a name of their own: Gleason, ISUP, Fuhrman, Child-Pugh, Bosniak, BCLC.

use super::{push, roman, skip};
use crate::findings::Grade;
use crate::text::Norm;

/// Words between a name and its value.
const BETWEEN: [&str; 18] = [
    " ",
    ":",
    "-",
    "评分",
    "分级",
    "分期",
    "分类",
    "核",
    "组织学",
    "组织",
    "病理",
    "为",
    "约",
    "(",
    "nuclear",
    "grade",
    "score",
    "group",
];

/// The score whose name begins at `at`, if any.
pub(super) fn read(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    if norm.before(at).is_ascii_alphabetic() {
        return;
    }
    let after = |name: &str| norm.starts_with(at, name).then(|| at + name.len());
    if let Some(end) = after("gleason") {
        gleason(norm, at, end, out);
    } else if let Some(end) = after("isup") {
        numbered(norm, at, end, ("ISUP", 5), out);
    } else if let Some(end) = after("fuhrman") {
        numbered(norm, at, end, ("FUHRMAN", 4), out);
    } else if let Some(end) = after("child-pugh").or_else(|| after("child pugh")).or_else(|| after("child")) {
        lettered(norm, at, end, ("CHILD-PUGH", 'a'..='c'), out);
    } else if let Some(end) = after("bclc") {
        lettered(norm, at, end, ("BCLC", 'a'..='d'), out);
    } else if let Some(end) = after("bosniak") {
        bosniak(norm, at, end, out);
    }
}

fn digit(norm: &Norm, at: usize, most: u32) -> Option<u32> {
    let value = norm.at(at).to_digit(10).filter(|value| (1..=most).contains(value))?;
    (!norm.at(at + 1).is_ascii_digit() && norm.at(at + 1) != '.').then_some(value)
}

/// `Gleason 4+3=7`, `Gleason评分7分`.
fn gleason(norm: &Norm, start: usize, end: usize, out: &mut Vec<Grade>) {
    let mut at = skip(norm, end, &BETWEEN);
    let Some(first) = norm.at(at).to_digit(10) else { return };
    let joint = skip(norm, at + 1, &[" "]);
    let second = skip(norm, joint + 1, &[" "]);
    let value = match norm.at(second).to_digit(10) {
        Some(other) if norm.at(joint) == '+' && (1..=5).contains(&first) && (1..=5).contains(&other) => {
            at = second + 1;
            let sum = skip(norm, at, &[" ", "="]);
            if sum > at && norm.at(sum).is_ascii_digit() {
                at = sum + 1 + usize::from(norm.at(sum + 1).is_ascii_digit());
            }
            format!("{first}+{other}={}", first + other)
        }
        _ => {
            let ten = first == 1 && norm.at(at + 1) == '0';
            if !ten && (first < 2 || norm.at(at + 1).is_ascii_digit()) {
                return;
            }
            at += 1 + usize::from(ten);
            if ten { "10".to_owned() } else { first.to_string() }
        }
    };
    push(out, norm, "GLEASON", value, start, at);
}

/// A whole number from 1, in digits or roman numerals.
fn numbered(norm: &Norm, start: usize, end: usize, (system, most): (&str, u32), out: &mut Vec<Grade>) {
    let at = skip(norm, skip(norm, end, &BETWEEN), &["分组", "组", ":", " "]);
    let found = digit(norm, at, most).map(|value| (value, at + 1)).or_else(|| {
        let (word, end) = roman(norm, at)?;
        let value = ["I", "II", "III", "IV", "V"].iter().position(|known| *known == word)? as u32 + 1;
        (value <= most).then_some((value, end))
    });
    if let Some((value, end)) = found {
        push(out, norm, system, value.to_string(), start, end);
    }
}

/// A capital letter: `Child-Pugh B级`.
fn lettered(
    norm: &Norm,
    start: usize,
    end: usize,
    (system, letters): (&str, std::ops::RangeInclusive<char>),
    out: &mut Vec<Grade>,
) {
    let at = skip(norm, end, &BETWEEN);
    let c = norm.at(at);
    if letters.contains(&c) && !norm.at(at + 1).is_ascii_alphabetic() {
        push(out, norm, system, c.to_uppercase().to_string(), start, at + 1);
    }
}

/// `Bosniak IIF`, `Bosniak 2F`.
fn bosniak(norm: &Norm, start: usize, end: usize, out: &mut Vec<Grade>) {
    let at = skip(norm, end, &BETWEEN);
    let found = digit(norm, at, 4)
        .and_then(|value| Some((["I", "II", "III", "IV"].get(value as usize - 1)?.to_string(), at + 1)))
        .or_else(|| roman(norm, at));
    let Some((mut value, mut end)) = found else { return };
    if norm.at(end) == 'f' && !norm.at(end + 1).is_ascii_alphabetic() {
        value.push('F');
        end += 1;
    }
    push(out, norm, "BOSNIAK", value, start, end);
}
