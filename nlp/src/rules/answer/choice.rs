//! Options that the engine reads itself: side, change, grade, and what the order says.

use serde_json::Value;
use workbench_core::{State, VariableType};

use super::Desk;
use super::candidate::Candidate;
use crate::anatomy::PlaceHit;
use crate::findings::Laterality;
use crate::rules::reading::{Exam, Lesion, Page, exam, follows, on_side};
use crate::rules::spec::{CHANGES, Field, GroupId, Hand, PlaceTest, Source};
use crate::section::SectionKind;

/// On which side the lesions are.
pub(super) fn sides(desk: &Desk, field: &Field, source: &Source, groups: &[GroupId]) -> Vec<Candidate> {
    let page = desk.page;
    let lesions = desk.lesions(groups, source);
    let word = |name: &str, usual: &str| source.map.get(name).cloned().unwrap_or_else(|| Value::from(usual));
    let mut out: Vec<(SectionKind, bool, bool, Candidate)> = Vec::new();
    let mut denied = Vec::new();
    let mut unknown = Vec::new();
    for lesion in lesions.iter() {
        if lesion.negated || lesion.resolved(page) {
            if let Some(absent) = &source.absent {
                denied.push(Candidate::new(absent.clone(), State::Negated, lesion.start).of(page, lesion));
            }
            continue;
        }
        let (left, right) = match side(page, lesion, source) {
            Some(Laterality::Left) => (true, false),
            Some(Laterality::Right) => (false, true),
            Some(Laterality::Bilateral) => (true, true),
            None => {
                // Present on a side that is not said: the presence is known, the value is not.
                if source.absent.is_some() {
                    let mut candidate =
                        Candidate::new(Value::Null, State::Uncertain, lesion.start).of(page, lesion);
                    candidate.odd = true;
                    unknown.push(candidate);
                }
                continue;
            }
        };
        let section = page.section(lesion.start);
        let candidate = Candidate::new(Value::Null, State::Asserted, lesion.start)
            .of(page, lesion)
            .hedged(lesion.uncertain());
        match out.iter_mut().find(|(known, ..)| *known == section) {
            Some((_, l, r, known)) => {
                (*l, *r) = (*l || left, *r || right);
                known.spans.extend(candidate.spans);
                if candidate.state == State::Asserted {
                    known.state = State::Asserted;
                }
            }
            None => out.push((section, left, right, candidate)),
        }
    }
    let known = !out.is_empty();
    let mut all: Vec<Candidate> = out
        .into_iter()
        .map(|(_, left, right, mut candidate)| {
            candidate.value = match (left, right) {
                (true, true) => word("bilateral", "双"),
                (true, false) => word("left", "左"),
                _ => word("right", "右"),
            };
            candidate
        })
        .map(|candidate| fitted(field, candidate))
        .collect();
    if !known && !unknown.is_empty() {
        return unknown;
    }
    all.extend(denied);
    all
}

/// The side of the place that is asked for, where one is: 心包及左侧胸腔积液 is left in the pleura.
fn side(page: &Page, lesion: &Lesion, source: &Source) -> Option<Laterality> {
    let asked = |hit: &PlaceHit| {
        source.select.within.iter().any(|test| match test {
            PlaceTest::Place { place, .. } => page.tree.lies_in(hit.place, *place),
            PlaceTest::Words(_) => false,
        })
    };
    let there = lesion.mention.map(|at| page.whereabouts(at)).unwrap_or_default();
    let hands: Vec<Hand> =
        there.iter().filter(|hit| asked(hit)).flat_map(|hit| on_side(page, hit, None)).copied().collect();
    match (hands.contains(&Hand::Left), hands.contains(&Hand::Right)) {
        (true, true) => Some(Laterality::Bilateral),
        (true, false) => Some(Laterality::Left),
        (false, true) => Some(Laterality::Right),
        (false, false) => lesion.side(page),
    }
}

/// How the lesions changed.
pub(super) fn changes(desk: &Desk, field: &Field, source: &Source, groups: &[GroupId]) -> Vec<Candidate> {
    let page = desk.page;
    if !desk.mentions(groups, |finding| finding.change.is_some()) {
        return Vec::new();
    }
    let lesions = desk.lesions(groups, source);
    let mut out = Vec::new();
    for lesion in lesions.iter() {
        let Some(finding) = lesion.finding(page) else { continue };
        // 未见新发结节 denies the new lesion and says nothing of the others.
        let denied = lesion.negated && finding.change != Some(crate::Change::Resolved);
        let Some(change) = finding.change.filter(|_| !denied) else { continue };
        let Some((name, _, usual)) = CHANGES.iter().find(|(_, known, _)| *known == change) else { continue };
        let value = source.map.get(*name).cloned().unwrap_or_else(|| Value::from(*usual));
        let mut candidate = Candidate::new(value, State::Asserted, lesion.start);
        if let Some(span) = finding.change_span {
            let (start, end) = page.norm.find(span);
            candidate = candidate.with(start, end, "value");
        }
        candidate = candidate.with(lesion.start, lesion.end, "of").hedged(lesion.uncertain());
        out.push(fitted(field, candidate));
    }
    out
}

/// Values of a grading system.
pub(super) fn grades(
    desk: &Desk,
    field: &Field,
    source: &Source,
    system: &str,
    prefix: &[String],
) -> Vec<Candidate> {
    let page = desk.page;
    let mut out = Vec::new();
    // The letters before the T of a TNM: p, yp, c, mr, or none.
    let led = |value: &str| {
        let lower = value.to_lowercase();
        let letters = lower.split('t').next().unwrap_or_default();
        prefix.is_empty() || prefix.iter().any(|one| one == letters)
    };
    let mut refused = None;
    for grade in page.grades.iter().filter(|grade| grade.system == system && led(&grade.value)) {
        let (start, end) = page.norm.find(grade.span);
        // Of an earlier exam, of another edition, or further values of such a one.
        let listed = refused == start.checked_sub(1)
            && matches!(page.norm.before(start), '、' | '/' | '-' | '~' | '及' | '和' | '或');
        if listed
            || follows(page, start, &source.not_after)
            || exam(page, start) == Exam::Earlier
            || dated(page, start, system)
        {
            refused = Some(end);
            continue;
        }
        let value =
            source.map.get(&grade.value).cloned().unwrap_or_else(|| Value::from(grade.value.as_str()));
        let value = match (field.variable.kind, &value) {
            (VariableType::Number | VariableType::Integer, Value::String(text)) => {
                text.parse::<f64>().map(Value::from).unwrap_or(value)
            }
            (VariableType::Bool, Value::String(_)) => Value::Bool(true),
            _ => value,
        };
        out.push(fitted(field, Candidate::new(value, State::Asserted, start).with(start, end, "value")));
    }
    out
}

/// 2021年 TI-RADS 4A，现 TI-RADS 3类: a value with a date before it, where another is said to be of now.
fn dated(page: &Page, start: usize, system: &str) -> bool {
    let date = (start.saturating_sub(3)..start).any(|at| matches!(page.norm.at(at), '年' | '月' | '日'));
    date && page.grades.iter().filter(|grade| grade.system == system).any(|other| {
        let (other, _) = page.norm.find(other.span);
        let from = other.saturating_sub(4);
        other > start
            && (from..other).any(|at| {
                ["现", "今", "本次", "此次", "目前"].iter().any(|word| page.norm.starts_with(at, word))
            })
    })
}

/// The words of a section without its heading.
pub(super) fn section(desk: &Desk, wanted: SectionKind) -> Vec<Candidate> {
    let page = desk.page;
    let mut out = Vec::new();
    for &(_, start, end) in page.sections.iter().filter(|(kind, ..)| *kind == wanted) {
        let head = page.norm.slice(start, end.min(start + 16));
        let skip = head.iter().position(|c| matches!(c, ':' | ']' | '\n')).map_or(0, |at| at + 1);
        let words = page.norm.span(start + skip, end);
        let text = page.norm.words(words);
        if !text.trim().is_empty() {
            let candidate = Candidate::new(text.trim(), State::Asserted, start);
            out.push(candidate.with(start + skip, end, "value"));
        }
    }
    out
}

/// What the order says.
pub(super) fn meta(desk: &Desk, field: &Field, source: &Source, name: &str) -> Vec<Candidate> {
    let word = desk.meta.get(name).trim();
    if word.is_empty() {
        return Vec::new();
    }
    let key = crate::text::Norm::new(word, true).text;
    let value = source.map.get(&key).cloned().unwrap_or_else(|| match field.variable.kind {
        VariableType::Integer | VariableType::Number => {
            word.parse::<f64>().map(Value::from).unwrap_or_else(|_| Value::from(word))
        }
        _ => Value::from(word),
    });
    vec![fitted(field, Candidate::new(value, State::Asserted, 0))]
}

/// What does not fit the variable is said to be odd rather than dropped.
pub(super) fn fitted(field: &Field, mut candidate: Candidate) -> Candidate {
    if field.variable.kind == VariableType::Integer
        && let Some(number) = candidate.value.as_f64().filter(|number| number.fract() == 0.0)
    {
        candidate.value = Value::from(number as i64);
    }
    candidate.odd |= crate::rules::file::fits(&candidate.value, &field.variable).is_err();
    if let (Some([low, high]), Some(value)) = (field.variable.range, candidate.value.as_f64()) {
        candidate.odd |= !(low..=high).contains(&value);
    }
    candidate
}
