//! Numbers of lesions and their measures.

use serde_json::{Value, json};
use workbench_core::{Span, State, VariableType};

use super::Desk;
use super::candidate::{Candidate, HEDGED, INFERRED, INHERITED};
use crate::findings::{FindingKind, Size, SizeRole};
use crate::rules::reading::{Lesion, Page};
use crate::rules::spec::{Axis, Field, GroupId, Role, Source};
use crate::section::SectionKind;

/// Words that begin a clause about some of the lesions already counted.
const SUBSET: [&str; 9] = ["其中", "较大", "大者", "最大者", "最大一", "较著", "最著", "较明显", "最明显"];
/// Words that bring in a further lesion.
const FURTHER: [&str; 9] = ["另", "此外", "并见", "又见", "尚见", "亦见", "还见", "并可见", "尚可见"];

/// How many there are, section by section.
pub(super) fn counts(
    desk: &Desk,
    field: &Field,
    source: &Source,
    groups: &[GroupId],
    measured: bool,
) -> Vec<Candidate> {
    let lesions = desk.lesions(groups, source);
    let mut by_section: Vec<(SectionKind, Vec<&Lesion>)> = Vec::new();
    for lesion in lesions.iter() {
        let section = desk.page.section(lesion.start);
        match by_section.iter_mut().find(|(known, _)| *known == section) {
            Some((_, list)) => list.push(lesion),
            None => by_section.push((section, vec![lesion])),
        }
    }
    if measured {
        return by_section.into_iter().filter_map(|(_, lesions)| sized(desk, &lesions)).collect();
    }
    by_section.into_iter().filter_map(|(_, lesions)| count(desk, field, &lesions)).collect()
}

/// How many lesions have a size of their own.
fn sized(desk: &Desk, lesions: &[&Lesion]) -> Option<Candidate> {
    let has_size = |lesion: &&&Lesion| {
        let current = |size: &Size| fits(size, Role::Current, Axis::Long);
        !lesion.negated && lesion.finding(desk.page).is_some_and(|finding| finding.sizes.iter().any(current))
    };
    let found: Vec<&&Lesion> = lesions.iter().filter(has_size).collect();
    let first = found.first()?;
    let mut out = Candidate::new(found.len() as i64, State::Asserted, first.start);
    out.spans.extend(found.iter().map(|lesion| (lesion.start, lesion.end, "value")));
    Some(out)
}

fn count(desk: &Desk, field: &Field, lesions: &[&Lesion]) -> Option<Candidate> {
    let page = desk.page;
    let whole = field.variable.kind == VariableType::Integer;
    let present: Vec<&&Lesion> =
        lesions.iter().filter(|lesion| !lesion.negated && !lesion.resolved(page)).collect();
    if present.is_empty() {
        let absent = lesions.iter().find(|lesion| lesion.negated)?;
        let none = if whole { json!(0) } else { json!({"exact": 0, "min": 0, "max": 0, "kind": "exact"}) };
        return Some(Candidate::new(none, State::Negated, absent.start).of(page, absent));
    }
    let (mut sum, mut many, mut penalty) = (0_u32, false, 0.0);
    let mut out = Candidate::new(Value::Null, State::Asserted, present.first()?.start);
    for lesion in &present {
        if lesion.again || subset(page, lesion) {
            continue;
        }
        let finding = lesion.finding(page);
        let number = match finding.and_then(|finding| finding.count) {
            Some(count) => {
                many |= count.exact.is_none();
                count.exact.or(count.min).unwrap_or(1)
            }
            // One without a number counts only when it is said to be a further one.
            None if further(page, lesion) => {
                penalty = INFERRED;
                1
            }
            None => continue,
        };
        sum = sum.saturating_add(number);
        out.spans.push((lesion.start, lesion.end, "value"));
        if let Some(span) = finding.and_then(|finding| finding.count_span) {
            let (start, end) = page.norm.find(span);
            out.spans.push((start, end, "count"));
        }
        if lesion.inherited {
            penalty = f64::max(penalty, INHERITED);
        }
    }
    if sum == 0 {
        return None;
    }
    out.value = match (whole, many) {
        (true, true) => return None,
        (true, false) => json!(sum),
        (false, true) => json!({"exact": null, "min": sum, "max": null, "kind": "many"}),
        (false, false) => json!({"exact": sum, "min": sum, "max": sum, "kind": "exact"}),
    };
    Some(out.less(penalty).hedged(present.iter().all(|lesion| lesion.uncertain())))
}

/// The words of the sentence before a place, at most 40.
fn before(page: &Page, at: usize) -> String {
    let from = page.sentence_start(at).max(at.saturating_sub(40));
    page.norm.slice(from, at).iter().collect()
}

/// 其中…: a part of those already counted.
fn subset(page: &Page, lesion: &Lesion) -> bool {
    let before = before(page, lesion.start);
    let clause = before.rsplit(',').next().unwrap_or("");
    clause.contains("其中") || SUBSET.iter().any(|word| clause.starts_with(word))
}

fn further(page: &Page, lesion: &Lesion) -> bool {
    let diagnosis = lesion.finding(page).is_some_and(|finding| finding.kind == FindingKind::Diagnosis);
    let before = before(page, lesion.start);
    let clause = before.rsplit(',').next().unwrap_or("");
    !diagnosis && FURTHER.iter().any(|word| clause.contains(word))
}

/// Measures of the lesions.
pub(super) fn sizes(
    desk: &Desk,
    field: &Field,
    source: &Source,
    groups: &[GroupId],
    axis: Axis,
    role: Role,
    largest: bool,
) -> Vec<Candidate> {
    let page = desk.page;
    let lesions = desk.lesions(groups, source);
    let mut by_section: Vec<(SectionKind, Vec<Candidate>)> = Vec::new();
    for lesion in lesions.iter().filter(|lesion| !lesion.negated) {
        if role != Role::Prior && lesion.resolved(page) {
            continue;
        }
        let Some(finding) = lesion.finding(page) else { continue };
        let percents = finding.sizes.iter().filter(|size| size.role == SizeRole::Pct).count();
        for size in finding.sizes.iter().filter(|size| fits(size, role, axis)) {
            // <50%, or 分别约25%、70% of several places: not the number that is wanted.
            if size.role == SizeRole::Pct
                && (percents > 1 && is_shared_out(page, size) || is_bound(page, size))
            {
                continue;
            }
            let Some(value) = measure(size, axis, field) else { continue };
            let mut candidate = candidate(page, lesion, size, value, role);
            if let (Some([low, high]), Some(value)) = (field.variable.range, candidate.value.as_f64()) {
                candidate.odd = !(low..=high).contains(&value);
            }
            let section = page.section(lesion.start);
            match by_section.iter_mut().find(|(known, _)| *known == section) {
                Some((_, list)) => list.push(candidate),
                None => by_section.push((section, vec![candidate])),
            }
        }
    }
    let one = |(_, list): (SectionKind, Vec<Candidate>)| {
        let long = |candidate: &Candidate| candidate.penalty_free_long(page);
        if !largest {
            return list;
        }
        let best = list.into_iter().reduce(|best, next| {
            let better = (best.odd && !next.odd) || best.odd == next.odd && long(&next) > long(&best);
            if better { next } else { best }
        });
        best.into_iter().collect()
    };
    by_section.into_iter().flat_map(one).collect()
}

fn fits(size: &Size, role: Role, axis: Axis) -> bool {
    use SizeRole::*;
    if size.mm.is_empty() != (role == Role::Percent) {
        return false;
    }
    match role {
        Role::Current => match size.role {
            Lesion | Max => true,
            Range => axis == Axis::Long,
            MaxShort => axis == Axis::Short,
            _ => false,
        },
        Role::Prior => size.role == Prior,
        Role::Solid => size.role == Solid,
        Role::Thickness => size.role == Thickness,
        Role::Depth => size.role == Depth,
        Role::Percent => size.role == Pct,
    }
}

fn measure(size: &Size, axis: Axis, field: &Field) -> Option<Value> {
    let kind = field.variable.kind;
    let scale = if field.variable.unit.as_deref() == Some("cm") { 0.1 } else { 1.0 };
    let mut mm = if size.role == SizeRole::Pct { percents(&size.text) } else { size.mm.clone() };
    mm.sort_by(|a, b| b.total_cmp(a));
    let at = |place: usize| mm.get(place).copied();
    let number = scale
        * match axis {
            Axis::Long => at(0)?,
            Axis::Short if size.role == SizeRole::MaxShort => at(0)?,
            Axis::Short => at(1)?,
            Axis::Third => at(2)?,
            Axis::Mean => (at(0)? + at(1)?) / 2.0,
            Axis::All => {
                let parts: Vec<String> = size.mm.iter().map(f64::to_string).collect();
                return Some(Value::from(parts.join("×")));
            }
        };
    Some(if kind == VariableType::Integer { json!(number.round() as i64) } else { json!(number) })
}

/// 分别狭窄约25%、70%: each number is of another place.
fn is_shared_out(page: &Page, size: &Size) -> bool {
    let (start, _) = page.norm.find(Span::new(size.start, size.end));
    page.norm.slice(start.saturating_sub(24), start).windows(2).any(|pair| pair == ['分', '别'])
}

/// Whether a measure is said to be less or more than its number.
fn is_bound(page: &Page, size: &Size) -> bool {
    let (start, _) = page.norm.find(Span::new(size.start, size.end));
    let before: String = page.norm.slice(start.saturating_sub(3), start).iter().collect();
    ["<", ">", "≤", "≥", "小于", "不足", "低于", "大于", "超过"]
        .iter()
        .any(|word| before.trim_end().ends_with(word))
}

/// The numbers of `50%–69%`.
fn percents(text: &str) -> Vec<f64> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(|part| part.parse().ok()).collect()
}

fn candidate(page: &Page, lesion: &Lesion, size: &Size, value: Value, role: Role) -> Candidate {
    let (start, end) = page.norm.find(Span::new(size.start, size.end));
    let mut out = Candidate::new(value, State::Asserted, lesion.start).with(start, end, "size").with(
        lesion.start,
        lesion.end,
        "value",
    );
    if start > lesion.end + 12 || size.role == SizeRole::Range {
        out.penalty += INHERITED;
    }
    if lesion.uncertain() && role != Role::Prior {
        out.state = State::Uncertain;
        out.penalty += HEDGED;
    }
    out
}

impl Candidate {
    /// The longest length written at its size, to compare lesions by.
    fn penalty_free_long(&self, page: &Page) -> f64 {
        let written =
            self.spans.first().map(|(start, end, _)| page.norm.slice(*start, *end).iter().collect());
        let written: String = written.unwrap_or_default();
        crate::rules::pattern::longest(&written).unwrap_or_else(|| self.value.as_f64().unwrap_or(0.0))
    }
}
