//! Numbers of lesions and their measures.

use serde_json::{Value, json};
use workbench_core::{Span, State, VariableType};

use super::Desk;
use super::candidate::{Candidate, HEDGED, INFERRED, INHERITED};
use crate::findings::{FindingKind, Size, SizeRole};
use crate::rules::reading::{self, Lesion, Page};
use crate::rules::spec::{Axis, Field, GroupId, Role, Source};
use crate::section::SectionKind;

/// Words that begin a clause about some of the lesions already counted.
const SUBSET: [&str; 9] = ["其中", "较大", "大者", "最大者", "最大一", "较著", "最著", "较明显", "最明显"];

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
    let named: Vec<bool> = by_section
        .iter()
        .map(|(_, list)| list.iter().any(|lesion| !lesion.negated && !lesion.resolved(desk.page)))
        .collect();
    let mut found: Vec<Candidate> =
        by_section.into_iter().filter_map(|(_, lesions)| count(desk, field, &lesions)).collect();
    // A part of the report that names one without a number stands against none in another.
    let numbered = found.iter().filter(|one| one.state != State::Negated).count();
    if named.iter().filter(|named| **named).count() > numbered {
        found.retain(|one| one.state != State::Negated);
    }
    found
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
fn before<'p>(page: &'p Page, at: usize) -> &'p str {
    let from = page.sentence_start(at).max(at.saturating_sub(40));
    page.norm.part(from, at)
}

/// 其中…: a part of those already counted.
fn subset(page: &Page, lesion: &Lesion) -> bool {
    let before = before(page, lesion.start);
    let clause = before.rsplit(',').next().unwrap_or("");
    clause.contains("其中") || SUBSET.iter().any(|word| clause.starts_with(word))
}

fn further(page: &Page, lesion: &Lesion) -> bool {
    let diagnosis = lesion.finding(page).is_some_and(|finding| finding.kind == FindingKind::Diagnosis);
    !diagnosis && reading::further(page, lesion)
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
    if !desk.mentions(groups, |finding| finding.sizes.iter().any(|size| fits(size, role, axis))) {
        return Vec::new();
    }
    let lesions = desk.lesions(groups, source);
    let mut by_section: Vec<(SectionKind, Vec<Candidate>)> = Vec::new();
    for lesion in lesions.iter().filter(|lesion| !lesion.negated) {
        if role != Role::Prior && lesion.resolved(page) {
            continue;
        }
        let Some(finding) = lesion.finding(page) else { continue };
        let shared = shared_out(page, lesion, source, &finding.sizes);
        for (at, size) in finding.sizes.iter().enumerate().filter(|(_, size)| fits(size, role, axis)) {
            // 分别约25%、70%: the number of another place.
            if shared.as_ref().is_some_and(|mine| !mine.contains(&at)) {
                continue;
            }
            let Some(value) = measure(size, axis, field) else { continue };
            let mut candidate = candidate(page, lesion, size, value, role);
            if let (Some([low, high]), Some(value)) = (field.variable.range, candidate.value.as_f64()) {
                candidate.odd = !(low..=high).contains(&value);
            }
            // <50% is a bound, no value.
            let (start, end) = page.norm.find(Span::new(size.start, size.end));
            candidate.odd |= reading::is_bound(page, start, end);
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
            // The first two are of one plane as written.
            Axis::PlaneLong => size.mm.first()?.max(*size.mm.get(1)?),
            Axis::PlaneShort => size.mm.first()?.min(*size.mm.get(1)?),
            Axis::All => {
                let parts: Vec<String> = size.mm.iter().map(f64::to_string).collect();
                return Some(Value::from(parts.join("×")));
            }
        };
    Some(if kind == VariableType::Integer { json!(number.round() as i64) } else { json!(number) })
}

/// Of measures that are shared out over the places of a lesion (分别狭窄约25%、70%), those of the
/// places that are asked for; none when they cannot be told apart, nothing when all are of the whole.
fn shared_out(page: &Page, lesion: &Lesion, source: &Source, sizes: &[Size]) -> Option<Vec<usize>> {
    let place = |size: &Size| page.norm.find(Span::new(size.start, size.end)).0;
    let opens = |size: &Size| {
        let start = place(size);
        let lead = page.norm.part(start.saturating_sub(12), start);
        lead.rsplit(',').next().unwrap_or_default().contains("分别")
    };
    let first = sizes.iter().position(opens).filter(|_| sizes.len() > 1)?;
    let tests: Vec<_> = source.select.within.iter().collect();
    if tests.is_empty() {
        return None;
    }
    let mut there = lesion.mention.map(|at| page.whereabouts(at).to_vec()).unwrap_or_default();
    there.sort_by_key(|hit| hit.start);
    there.dedup_by_key(|hit| hit.start);
    let (listed, side) = (sizes.len() - first, lesion.side(page));
    if there.len() != listed {
        // All of the places lie where it is asked: any number may be the largest.
        let inside =
            there.iter().all(|hit| tests.iter().any(|test| reading::stands_in(page, side, hit, test)));
        return (!inside).then(Vec::new);
    }
    let mine = (first..sizes.len())
        .zip(&there)
        .filter(|(_, hit)| tests.iter().any(|test| reading::stands_in(page, side, hit, test)));
    Some((0..first).chain(mine.map(|(at, _)| at)).collect())
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
        let written = self.spans.first().map_or("", |(start, end, _)| page.norm.part(*start, *end));
        crate::rules::pattern::longest(written).unwrap_or_else(|| self.value.as_f64().unwrap_or(0.0))
    }
}
