//! What patterns catch.

use serde_json::Value;
use workbench_core::{State, VariableType};

use super::Desk;
use super::candidate::Candidate;
use super::choice::fitted;
use crate::rules::pattern::{CatchKind as Kind, Caught, Match, Pattern, matches};
use crate::rules::reading::{Exam, Hit, Page, exam, follows, is_bound, said_of};
use crate::rules::spec::{Field, GroupId, Source};

/// Most matches read for one field.
const MOST: usize = 200;

/// Which catch gives the value, and the unit of a number written without one.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub pattern: &'a Pattern,
    pub value: Option<&'a str>,
    pub unit: Option<&'a str>,
    /// The words without which the pattern cannot match.
    pub anchor: GroupId,
}

pub(super) fn candidates(desk: &Desk, field: &Field, source: &Source, wanted: Wanted) -> Vec<Candidate> {
    let (page, pattern) = (desk.page, wanted.pattern);
    let mut out = Vec::new();
    if !pattern.may_match(page.sieve()) {
        return out;
    }
    let hits = desk.hits.of(wanted.anchor);
    if let Some(found) = words(page, pattern, hits) {
        let byte = |(start, end)| (page.norm.byte(start), page.norm.byte(end));
        let whole = |(start, end)| Match { start, end, caught: Vec::new() };
        let read = found.into_iter().map(byte).map(whole);
        return read.filter_map(|found| one(desk, field, source, wanted, &found, 0)).take(MOST).collect();
    }
    let mut at = 0;
    while let Some(hit) = hits.get(at) {
        // A pattern stays inside a sentence and within its reach of the word it must hold.
        let (first, last) = (page.sentence_start(hit.start), page.sentence_end(hit.start));
        let from = hit.start.saturating_sub(pattern.reach).max(first);
        let mut to = hit.end + pattern.reach;
        at += 1;
        while let Some(next) = hits.get(at).filter(|next| next.start < to && next.start < last) {
            to = next.end + pattern.reach;
            at += 1;
        }
        let (text, byte) = page.stretch(from, to.min(last));
        let read = pattern.find(text).filter_map(|found| one(desk, field, source, wanted, &found, byte));
        out.extend(read.take(MOST));
        if out.len() >= MOST {
            break;
        }
    }
    if wanted.value.is_some() && source.then.is_none() && field.variable.kind != VariableType::Date {
        current(page, &mut out);
    }
    out
}

/// The matches of a pattern of words alone.
fn words(page: &Page, pattern: &Pattern, hits: &[Hit]) -> Option<Vec<(usize, usize)>> {
    if !pattern.is_words {
        return None;
    }
    let places = hits.iter().map(|hit| (hit.start, hit.end));
    matches(&page.norm.chars, places, |at| page.sentence_end(at))
}

/// Leaves out values of an earlier exam, and those before a treatment where there is a later one.
fn current(page: &Page, found: &mut Vec<Candidate>) {
    let exams: Vec<Exam> = found.iter().map(|one| exam(page, one.at)).collect();
    let any = exams.contains(&Exam::This);
    let mut exams = exams.into_iter();
    found.retain(|_| match exams.next() {
        Some(Exam::Earlier) => false,
        Some(Exam::Untreated) => !any,
        _ => true,
    });
}

/// The value of one match in a stretch that begins at the byte `first`.
fn one(
    desk: &Desk,
    field: &Field,
    source: &Source,
    wanted: Wanted,
    found: &Match,
    first: usize,
) -> Option<Candidate> {
    let place = |byte: usize| desk.page.character(first + byte);
    let (start, end) = (place(found.start), place(found.end));
    if cut(desk.page, start) || follows(desk.page, start, &source.not_after) {
        return None;
    }
    let caught = wanted.value.and_then(|name| found.caught.iter().find(|part| part.name == name));
    let mut odd = false;
    let mut candidate = match (caught, wanted.value) {
        (Some(part), _) => {
            let (from, to) = (place(part.start), place(part.end));
            let number = *part.kind == Kind::Number;
            if number && shared_out(desk.page, start, from) && !wanted.pattern.says("分别") {
                return None;
            }
            odd = number && (is_bound(desk.page, from, to) || foreign(desk.page, part, to, end));
            let value = match &source.then {
                Some(then) => then.clone(),
                None => value(desk, field, source, wanted.unit, part, (from, to))?,
            };
            Candidate::new(value, State::Asserted, start).with(from, to, "value").with(start, end, "of")
        }
        // The part that would give the value is missing in this match.
        (None, Some(_)) if source.then.is_none() => return None,
        _ => {
            let value = source.then.clone().unwrap_or(Value::Bool(true));
            Candidate::new(value, State::Asserted, start).with(start, end, "value")
        }
    };
    if field.variable.kind == VariableType::Multi && candidate.value.is_string() {
        candidate.value = Value::Array(vec![candidate.value]);
    }
    let said = said_of(desk.page, &Hit { start, end, mention: None });
    if said.named {
        return None;
    }
    if said.negated {
        candidate.value = match (&source.absent, &candidate.value) {
            (Some(absent), _) => absent.clone(),
            (None, Value::Bool(yes)) => Value::Bool(!yes),
            _ => return None,
        };
        candidate.state = State::Negated;
    } else if candidate.value == Value::Bool(false) {
        candidate.state = State::Negated;
    }
    if said.uncertain {
        candidate = candidate.hedged(true);
    }
    if let Some((start, end)) = said.cue {
        candidate = candidate.with(start, end, "cue");
    }
    candidate.odd |= odd;
    Some(fitted(field, candidate))
}

/// Whether a Latin word is only the end of a hyphenated one: the PSA of f-PSA.
fn cut(page: &Page, start: usize) -> bool {
    let latin = (start..start + 3).all(|at| page.norm.at(at).is_ascii_alphabetic());
    latin && page.norm.before(start) == '-' && start >= 2 && page.norm.at(start - 2).is_ascii_alphabetic()
}

/// Whether a number is one of a list shared out over what was named before: 分别约25%、70%.
fn shared_out(page: &Page, start: usize, number: usize) -> bool {
    page.norm.slice(start, number).windows(2).any(|pair| pair == ['分', '别'])
}

/// Whether the unit of a number is one that is not known: 12.5mg/l, or only begins like one that
/// is: mm2, ng/ml/g. What the pattern itself holds is none.
fn foreign(page: &Page, part: &Caught, number: usize, end: usize) -> bool {
    let (mut at, unit) = (number, part.unit.chars().count());
    if unit > 0 {
        at += usize::from(page.norm.at(at) == ' ') + unit;
    }
    if at < end {
        return false;
    }
    let letter = |c: char| c.is_ascii_alphabetic() && c != 'x' || c == 'μ';
    match unit {
        0 => letter(page.norm.at(at)) && (at..at + 6).any(|at| page.norm.at(at) == '/'),
        _ => {
            let power = matches!(page.norm.at(at), '2' | '3' | '²' | '³' | '^');
            power || page.norm.at(at) == '/' && letter(page.norm.at(at + 1))
        }
    }
}

/// The unit that stands at the end of a row: 5.0 of 5.0×3.8×4.2cm.
fn row_unit(page: &Page, from: usize) -> Option<&'static str> {
    let times = |c: char| matches!(c, '×' | 'x' | '*');
    let end =
        (from..from + 24).find(|at| !matches!(page.norm.at(*at), '0'..='9' | '.' | ' ' | '×' | 'x' | '*'))?;
    let row = page.norm.slice(from, end).iter().any(|c| times(*c));
    let known = [("cm", "cm"), ("厘米", "cm"), ("mm", "mm"), ("毫米", "mm")];
    let (_, unit) = known.iter().find(|(word, _)| row && page.norm.starts_with(end, word))?;
    Some(unit)
}

/// What was caught, as a value of the field.
fn value(
    desk: &Desk,
    field: &Field,
    source: &Source,
    usual: Option<&str>,
    part: &Caught,
    (from, to): (usize, usize),
) -> Option<Value> {
    use VariableType::{Enum, LongText, Multi, Ordinal, Text};
    let norm = &desk.page.norm;
    let kind = field.variable.kind;
    let sizes = part.sizes().filter(|_| matches!(kind, Text | LongText));
    let measured = sizes.is_some();
    let row = if *part.kind == Kind::Number && part.unit.is_empty() { row_unit(desk.page, to) } else { None };
    let usual = row.or(usual);
    let read = sizes.map(Value::from).or_else(|| part.value(field.variable.unit.as_deref(), usual));
    let by_value = || source.map.get(read.as_ref()?.as_str()?);
    if let Some(mapped) = source.map.get(part.text).or_else(by_value) {
        return Some(mapped.clone());
    }
    let read = read?;
    Some(match (kind, &read) {
        (Text | LongText, Value::Number(number)) => Value::from(number.to_string()),
        // Words as written, not as normalisation leaves them.
        (Text | LongText, Value::String(_)) if !measured => {
            Value::from(norm.words(norm.span(from, to)).trim().to_owned())
        }
        (Enum | Ordinal | Multi, Value::Number(number)) => {
            let text = number.to_string();
            Value::from(text.strip_suffix(".0").unwrap_or(&text))
        }
        (Enum | Ordinal | Multi, Value::String(text)) => {
            let same = |option: &&String| option.to_lowercase() == text.to_lowercase();
            field
                .variable
                .options
                .iter()
                .find(same)
                .map_or(read.clone(), |option| Value::from(option.as_str()))
        }
        _ => read,
    })
}
