//! Grades and scores: one pass over the text, each system read where its mark stands.

mod rads;
mod scores;
mod tumour;

use crate::findings::Grade;
use crate::lexicon::Kind;
use crate::text::{Norm, is_han};
use crate::token::{Quantities, Token, number};

/// All grades of a text in order.
pub(crate) fn read(norm: &Norm, tokens: &[Token], quantities: &Quantities) -> Vec<Grade> {
    let mut out = Vec::new();
    for (at, &c) in norm.chars.iter().enumerate() {
        // Most characters begin no grade.
        if is_han(c) && !matches!(c, '期' | '级' | '分' | '疗' | '评') {
            continue;
        }
        match c {
            'r' if norm.starts_with(at, "rads") => rads::read(norm, at, &mut out),
            'l' if norm.at(at + 1) == 'r' && (norm.at(at + 2) == '-' || norm.at(at + 2).is_ascii_digit()) => {
                rads::short(norm, at, &mut out)
            }
            't' => tumour::tnm(norm, at, &mut out),
            '期' => tumour::stage(norm, at, &mut out),
            '级' => tumour::roman_grade(norm, at, &mut out),
            '分' if norm.at(at + 1) == '化' => tumour::differentiation(norm, at, &mut out),
            'b' if norm.starts_with(at, "borrmann") => tumour::borrmann(norm, at, &mut out),
            'g' if endocrine(norm, at) => {
                push(&mut out, norm, "GRADE", norm.part(at, at + 2).to_uppercase(), at, at + 2);
            }
            'g' | 'i' | 'f' | 'c' | 'b' if scored(norm, at) => scores::read(norm, at, &mut out),
            'w' if norm.starts_with(at, "who") => tumour::who(norm, at, &mut out),
            'l' if norm.starts_with(at, "lauren") => tumour::lauren(norm, at, &mut out),
            '/' => tumour::nodes(norm, at, &mut out),
            's' if norm.starts_with(at, "suv") => uptake(norm, at, &mut out),
            '疗' if norm.at(at + 1) == '效' => response(norm, at, &mut out),
            '评' if norm.at(at + 1) == '效' => response(norm, at, &mut out),
            'r' if norm.starts_with(at, "recist") => response(norm, at, &mut out),
            _ => {}
        }
    }
    // Where the last date ends that an earlier exam is named by.
    let mut before = None;
    for token in tokens {
        let Kind::Date(date) = token.kind else { continue };
        let Some(date) = quantities.dates.get(date as usize) else { continue };
        // 对比2017-02-23、2017-02-28片: a list of exams.
        let listed = before
            .is_some_and(|end| date.start == end + 1 && matches!(norm.at(end), '、' | '和' | '及' | '与'));
        if listed || compared(norm, date.start, date.end) {
            before = Some(date.end);
            push(&mut out, norm, "CMP", date.iso.clone(), date.start, date.end);
        }
    }
    out.sort_by_key(|grade| grade.span);
    out.dedup();
    out
}

/// `NET G3`, 神经内分泌肿瘤G2: the grade of a neuroendocrine tumour (WHO 2022).
fn endocrine(norm: &Norm, at: usize) -> bool {
    let before = norm.slice(at.saturating_sub(10), at);
    matches!(norm.at(at + 1), '1'..='3')
        && !norm.at(at + 2).is_ascii_alphanumeric()
        && !norm.before(at).is_ascii_alphanumeric()
        && (before.windows(3).any(|word| word == ['n', 'e', 't'] || word == ['内', '分', '泌']))
}

/// Whether the name of a score may begin here.
fn scored(norm: &Norm, at: usize) -> bool {
    matches!(
        (norm.at(at), norm.at(at + 1), norm.at(at + 2)),
        ('g', 'l', 'e')
            | ('i', 's', 'u')
            | ('f', 'u', 'h')
            | ('c', 'h', 'i')
            | ('b', 'o', 's')
            | ('b', 'c', 'l')
    )
}

fn push(out: &mut Vec<Grade>, norm: &Norm, system: &str, value: String, start: usize, end: usize) {
    out.push(Grade { system: system.to_owned(), value, span: norm.span(start, end) });
}

/// Skips any of `words` and blanks, at most eight of them.
fn skip(norm: &Norm, mut at: usize, words: &[&str]) -> usize {
    for _ in 0..8 {
        let Some(word) = words.iter().find(|word| norm.starts_with(at, word)) else { break };
        at += word.chars().count();
    }
    at
}

/// A roman numeral of one to four letters at `at`, in capitals, and its end.
fn roman(norm: &Norm, at: usize) -> Option<(String, usize)> {
    let length = (0..4).take_while(|step| matches!(norm.at(at + step), 'i' | 'v')).count();
    let word = norm.part(at, at + length);
    let known = matches!(word, "i" | "ii" | "iii" | "iv" | "v" | "vi");
    known.then(|| (word.to_uppercase(), at + length))
}

/// Whether an earlier exam is named by the date.
fn compared(norm: &Norm, start: usize, end: usize) -> bool {
    let before = norm.slice(start.saturating_sub(6), start);
    let near = before
        .iter()
        .rev()
        .take_while(|c| !matches!(c, ',' | '。' | ';'))
        .any(|c| matches!(c, '与' | '较' | '比' | '旧' | '原'))
        || ["前片", "前次", "上次", "前("].iter().any(|word| {
            let length = word.chars().count();
            (length..=length + 2).any(|back| start >= back && norm.starts_with(start - back, word))
                && !["术前", "院前", "年前", "天前", "月前", "日前", "周前", "疗前", "余前", "多前"]
                    .iter()
                    .any(|word| start >= 3 && norm.starts_with(start - 3, word))
        });
    let after = norm.slice(end, end + 12);
    let later = after.iter().take_while(|c| !matches!(c, ',' | '。' | ';')).any(|c| *c == '比')
        && !after.windows(2).any(|pair| pair == ['比', '例']);
    near || later
}

/// `SUVmax 29.5`, `最大SUV值分别为29.5、24.3和24.2`.
fn uptake(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    let before = norm.slice(at.saturating_sub(3), at);
    if before.contains(&'均') {
        return;
    }
    let mut next = skip(
        norm,
        at + 3,
        &[
            "max", "最大", "值", "-", "_", "(", ")", " ", "bw", "约", "为", "分别", ":", "=", "达", "高达",
            "是",
        ],
    );
    while let Some((_, end)) = number::decimal(norm, next) {
        if norm.starts_with(end, "cm")
            || norm.starts_with(end, "mm")
            || norm.at(end) == '%'
            || norm.at(end) == '-' && norm.at(end + 1) != ' ' && norm.at(end + 3) == '-'
        {
            return;
        }
        let value = norm.part(next, end);
        push(out, norm, "SUVMAX", value.to_owned(), next, end);
        if !matches!(norm.at(end), '、' | '和' | '及' | '与') {
            if let Some((start, end)) = delayed(norm, end) {
                push(out, norm, "SUVMAX", norm.part(start, end).to_owned(), start, end);
            }
            return;
        }
        next = end + 1;
    }
}

/// Characters between 延迟 and its value at most.
const DELAY: usize = 12;

/// 最大SUV 8.3,延迟后9.9: the value of the later images, when it does not name itself.
fn delayed(norm: &Norm, end: usize) -> Option<(usize, usize)> {
    let late = end + usize::from(matches!(norm.at(end), ',' | ';' | '('));
    if !norm.starts_with(late, "延迟") {
        return None;
    }
    let mut at = late + 2;
    while at < late + DELAY && !matches!(norm.at(at), ',' | '。' | ';' | '\n' | '\0') {
        match number::decimal(norm, at).filter(|_| norm.at(at) != '.') {
            Some((_, end)) if ["小时", "h", "分", "min"].iter().any(|unit| norm.starts_with(end, unit)) => {
                at = end + 1;
            }
            Some((_, end)) => {
                let other = norm.at(end).is_ascii_alphabetic() || norm.at(end) == '%';
                return (!other && norm.part(at, end).contains('.')).then_some((at, end));
            }
            None if norm.starts_with(at, "suv") => return None,
            None => at += 1,
        }
    }
    None
}

/// The words of RECIST in Chinese.
const RESPONSES: [(&str, &str); 8] = [
    ("完全缓解", "CR"),
    ("部分缓解", "PR"),
    ("疾病稳定", "SD"),
    ("病情稳定", "SD"),
    ("病变稳定", "SD"),
    ("疾病进展", "PD"),
    ("病情进展", "PD"),
    ("病变进展", "PD"),
];

/// `疗效评价PR`.
fn response(norm: &Norm, at: usize, out: &mut Vec<Grade>) {
    for start in at + 2..at + 16 {
        if matches!(norm.at(start), '。' | ';' | '\n' | '\0') {
            return;
        }
        let alone = !norm.before(start).is_ascii_alphabetic() && !norm.at(start + 2).is_ascii_alphabetic();
        let value = ["cr", "pr", "sd", "pd"].into_iter().find(|word| alone && norm.starts_with(start, word));
        if let Some(value) = value {
            return push(out, norm, "RECIST", value.to_uppercase(), start, start + 2);
        }
        if let Some((words, value)) = RESPONSES.iter().find(|(words, _)| norm.starts_with(start, words)) {
            return push(out, norm, "RECIST", (*value).to_owned(), start, start + words.chars().count());
        }
    }
}
