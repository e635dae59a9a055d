//! Stage, TNM, histological grade and lymph-node ratio.

use super::{push, roman, skip};
use crate::findings::Grade;
use crate::text::Norm;
use crate::token::number;

/// `cT2N1M0`, `ypT1aN0Mx` (TNM classification).
pub(super) fn tnm(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let Some(mut end) = category(norm, at + 1, true) else { return };
    if norm.at(skip(norm, end, &[" ", ","])) != 'n' {
        return;
    }
    let node = skip(norm, end, &[" ", ","]);
    let Some(after) = category(norm, node + 1, false) else { return };
    end = after;
    let mut value = written(norm, at, end);
    let distant = skip(norm, end, &[" ", ","]);
    if norm.at(distant) == 'm'
        && let Some(after) = category(norm, distant + 1, false)
    {
        value += &written(norm, distant, after);
        end = after;
    }
    let mut start = at;
    let mut prefix = String::new();
    while start > 0 && matches!(norm.before(start), 'p' | 'c' | 'y' | 'u' | 'r' | 'a') && at - start < 2 {
        start -= 1;
        prefix.insert(0, norm.at(start));
    }
    if norm.at(start) == 'r' && norm.before(start) == 'm' {
        start -= 1;
        prefix.insert(0, 'm');
    }
    if norm.before(start).is_ascii_alphabetic() {
        return;
    }
    push(out, norm, "TNM", format!("{prefix}{value}"), start, end);
    staged(norm, end, out);
}

/// `PT3N3M0, IIIB`: the stage that follows without its word.
fn staged(norm: &Norm, end: usize, out: &mut Vec<Grade>) {
    let at = skip(norm, end, &[",", " ", "("]);
    let Some((word, mut last)) = roman(norm, at).filter(|(word, _)| word != "V" && word != "VI") else {
        return;
    };
    let letter = matches!(norm.at(last), 'a'..='c');
    last += usize::from(letter);
    // A bare I may be anything; a word or 期 and 级 are read elsewhere.
    let alone =
        !norm.at(last).is_ascii_alphanumeric() && !matches!(norm.at(last), '期' | '级' | '型' | '-' | '~');
    if at > end && alone && (letter || last - at > 1) {
        let letter = if letter { norm.before(last).to_ascii_uppercase().to_string() } else { String::new() };
        push(out, norm, "STAGE", format!("{word}{letter}"), at, last);
    }
}

/// Categories as they are written: T2aN1M0, TisNx becomes TisNX.
fn written(norm: &Norm, start: usize, end: usize) -> String {
    norm.slice(start, end)
        .iter()
        .filter(|c| !matches!(c, ' ' | ','))
        .map(|c| match c {
            't' | 'n' | 'm' | 'x' => c.to_ascii_uppercase(),
            c => *c,
        })
        .collect()
}

/// A category after its letter: `2a`, `x`, `is`.
fn category(norm: &Norm, at: usize, tumour: bool) -> Option<usize> {
    if tumour && norm.starts_with(at, "is") {
        return Some(at + 2);
    }
    let mut end = match norm.at(at) {
        '0'..='4' | 'x' => at + 1,
        '+' if !tumour => at + 1,
        _ => return None,
    };
    if matches!(norm.at(end), 'a'..='d') && !norm.at(end + 1).is_ascii_lowercase()
        || matches!(norm.at(end), 'a'..='d') && matches!(norm.at(end + 1), 'n' | 'm')
    {
        end += 1;
        if norm.at(end).is_ascii_digit() {
            end += 1;
        }
    }
    Some(end)
}

/// `IV期`, `IIIA期`, with 期 at `at`.
pub(super) fn stage(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let mut start = at;
    let last = at - usize::from(norm.before(at) == ' ');
    while start > 0
        && at - start < 6
        && (start > last || matches!(norm.before(start), 'i' | 'v' | 'a'..='c' | '1'..='3'))
    {
        start -= 1;
    }
    if norm.before(at) == '分' {
        return unnamed_stage(norm, at + 1, out);
    }
    let Some((word, end)) = roman(norm, start).or_else(|| arabic(norm, start, last)) else { return };
    let rest = norm.part(end, last);
    let valid = rest.chars().count() <= 2 && rest.chars().next().is_none_or(|c| c.is_ascii_lowercase());
    if valid && !norm.before(start).is_ascii_alphabetic() && word != "V" && word != "VI" {
        push(out, norm, "STAGE", format!("{word}{}", rest.to_uppercase()), start, at + 1);
    }
}

/// `临床分期：IIIB`, `FIGO分期IB2`: a stage after 分期 that does not say 期 again.
fn unnamed_stage(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let start = skip(norm, at, &[" ", ":", "为", "(", "figo", "ajcc", "tnm", "约"]);
    let Some((word, mut end)) = roman(norm, start).filter(|(word, _)| word != "V" && word != "VI") else {
        return;
    };
    let rest = end;
    if matches!(norm.at(end), 'a'..='c') {
        end += 1;
        end += usize::from(matches!(norm.at(end), '1'..='3'));
    }
    if norm.at(end).is_ascii_alphanumeric()
        || matches!(norm.at(end), '期' | '级' | '型' | '-' | '~')
        || norm.at(end) == ' ' && norm.at(end + 1) == '期'
    {
        return;
    }
    let letter = norm.part(rest, end).to_uppercase();
    push(out, norm, "STAGE", format!("{word}{letter}"), start, end);
}

/// `3a期`, and after 分期 also `3期`.
fn arabic(norm: &Norm, start: usize, at: usize) -> Option<(String, usize)> {
    let digit = norm.at(start).to_digit(10)?;
    let word = ["I", "II", "III"].get(digit.checked_sub(1)? as usize)?;
    let lettered = matches!(norm.at(start + 1), 'a'..='c') && start + 2 <= at;
    let before = norm.slice(start.saturating_sub(4), start);
    let staged = before.windows(2).any(|pair| pair == ['分', '期']);
    (!norm.before(start).is_ascii_alphanumeric() && norm.before(start) != '.' && (lettered || staged))
        .then(|| ((*word).to_owned(), start + 1))
}

/// `WHO 2级` of a tumour.
pub(super) fn who(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let next = skip(norm, at + 3, &[" ", ":", "分级", "cns", "(", "2021", ")", "中枢神经系统"]);
    let Some(digit) = norm.at(next).to_digit(10) else { return };
    let Some(word) = digit.checked_sub(1).and_then(|at| ["I", "II", "III", "IV"].get(at as usize)) else {
        return;
    };
    if norm.at(next + 1) == '级' && !norm.before(at).is_ascii_alphabetic() {
        push(out, norm, "GRADE", (*word).to_owned(), next, next + 2);
    }
}

/// `II-III级` of a tumour, with 级 at `at`.
pub(super) fn roman_grade(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let mut start = at;
    while start > 0 && at - start < 9 && matches!(norm.before(start), 'i' | 'v' | '-' | '~') {
        start -= 1;
    }
    let Some((word, mut end)) = roman(norm, start) else { return };
    let mut value = word;
    if matches!(norm.at(end), '-' | '~')
        && let Some((second, after)) = roman(norm, end + 1)
    {
        value = format!("{value}-{second}");
        end = after;
    }
    let before = norm.part(start.saturating_sub(8), start);
    let tumour = ["癌", "瘤", "who", "分级", "组织学", "病理"].iter().any(|word| before.contains(word));
    let named = norm.part(start.saturating_sub(14), start);
    let other = ["rads", "isup", "fuhrman", "child", "bosniak", "心功能", "nyha", "asa", "ecog"]
        .iter()
        .any(|word| named.contains(word));
    if end == at && tumour && !other && !norm.before(start).is_ascii_alphabetic() {
        push(out, norm, "GRADE", value, start, at + 1);
    }
}

/// `中-低分化`, with 分 at `at`.
pub(super) fn differentiation(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let mut start = at;
    while start > 0
        && at - start < 6
        && matches!(
            norm.before(start),
            '高' | '中' | '低' | '未' | '-' | '~' | '至' | '度' | '等' | '级' | '、'
        )
    {
        start -= 1;
    }
    while start < at && matches!(norm.at(start), '-' | '~' | '至' | '度' | '等' | '级' | '、') {
        start += 1;
    }
    if start < at {
        let plain = |c: char| match c {
            '~' | '至' | '、' => Some('-'),
            '度' | '等' | '级' => None,
            _ => Some(c),
        };
        let value: String = norm.slice(start, at + 2).iter().filter_map(|c| plain(*c)).collect();
        push(out, norm, "GRADE", value, start, at + 2);
    }
}

/// `Borrmann III型`.
pub(super) fn borrmann(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let next = skip(norm, at + 8, &[" ", ":", "分型", "为", "-"]);
    let found = roman(norm, next).or_else(|| {
        let digit = norm.at(next).to_digit(10).filter(|digit| (1..=4).contains(digit))?;
        Some((["I", "II", "III", "IV"].get(digit as usize - 1)?.to_string(), next + 1))
    });
    if let Some((value, end)) = found {
        push(out, norm, "BORRMANN", value, at, end + usize::from(norm.at(end) == '型'));
    }
}

/// `Lauren分型：混合型`.
pub(super) fn lauren(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    for start in at + 6..at + 16 {
        if let Some(kind) =
            ["肠型", "弥漫型", "混合型"].into_iter().find(|kind| norm.starts_with(start, kind))
        {
            return push(out, norm, "LAUREN", kind.to_owned(), start, start + kind.chars().count());
        }
    }
}

/// `LN 16/64`: positive of examined nodes, with the stroke at `at`.
pub(super) fn nodes(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let mut start = at;
    while start > 0 && at - start < 3 && norm.before(start).is_ascii_digit() {
        start -= 1;
    }
    let (Some((positive, first)), Some((examined, end))) =
        (number::whole(norm, start), number::whole(norm, at + 1))
    else {
        return;
    };
    if first != at
        || positive > examined
        || examined > 200
        || norm.before(start).is_ascii_digit()
        || matches!(norm.at(end), '/' | '.')
    {
        return;
    }
    let told = match examined {
        // 大弯淋巴结0/0个: none was found there.
        0 => of_nodes(norm, start) && matches!(norm.at(end), '个' | '枚'),
        _ => of_nodes(norm, start) || spread_before(norm, start) || followed(norm, end),
    };
    if told {
        push(out, norm, "LN", format!("{positive}/{examined}"), start, end);
    }
}

/// Characters looked back for the nodes that a ratio is of.
const BACK: usize = 12;
/// Characters looked ahead for the nodes that a list of ratios is of.
const LIST: usize = 60;
/// Ratios in a row at most: 淋巴结(右1/8,左2/8).
const ROW: usize = 8;

/// Whether lymph nodes are named before `start` in its clause, or before the ratio of the clause before.
fn of_nodes(norm: &Norm, mut start: usize) -> bool {
    for _ in 0..ROW {
        let back = norm.slice(start.saturating_sub(BACK), start);
        let clause = back.iter().rev().take_while(|c| !matches!(c, ',' | '。' | ';')).count();
        let own = norm.slice(start - clause, start);
        if own.windows(2).any(|pair| pair == ['l', 'n'])
            || own.windows(3).any(|word| word == ['淋', '巴', '结'])
        {
            return true;
        }
        let comma = start - clause;
        if norm.before(comma) != ',' {
            return false;
        }
        let mut end = comma - 1;
        while matches!(norm.before(end), '个' | '枚' | ')') {
            end -= 1;
        }
        let stroke = (end.saturating_sub(4)..end).rev().find(|at| norm.at(*at) == '/');
        let Some(stroke) = stroke.filter(|at| at + 1 < end && norm.before(*at).is_ascii_digit()) else {
            return false;
        };
        start = (stroke.saturating_sub(3)..stroke).find(|at| norm.at(*at).is_ascii_digit()).unwrap_or(stroke);
    }
    false
}

/// `未查见转移(0/4)`, `见癌转移 2/9`: the ratio right behind the spread.
fn spread_before(norm: &Norm, start: usize) -> bool {
    let end = start - usize::from(matches!(norm.before(start), '(' | '[' | ' '));
    let back = norm.part(end.saturating_sub(4), end);
    ["转移", "转移癌", "癌转移", "癌累及", "侵犯"].iter().any(|word| back.ends_with(word))
}

/// `(2/9个)淋巴结`, `(1/1)查见转移癌`.
fn followed(norm: &Norm, end: usize) -> bool {
    let next = skip(norm, end, &["个", "枚", ")", " ", "均", "未", "查"]);
    let named =
        ["淋巴结", "淋巴癌转移", "见转移", "见癌", "转移"].iter().any(|word| norm.starts_with(next, word));
    // (2/6个)、二站(1/1个)淋巴结: the last of a list names them all.
    let counted = matches!(norm.at(end), '个' | '枚');
    let ahead = norm.slice(end, end + LIST);
    let clause = ahead.iter().position(|c| matches!(c, ',' | '。' | ';')).unwrap_or(ahead.len());
    let listed =
        ahead.get(..clause).is_some_and(|words| words.windows(3).any(|word| word == ['淋', '巴', '结']));
    named || counted && listed
}
