//! Options whose words stand in a description.

use serde_json::Value;
use workbench_core::{State, VariableType};

use super::Desk;
use super::candidate::{Candidate, INFERRED, INHERITED};
use crate::rules::reading::{Hit, Lesion, said_of, selected};
use crate::rules::spec::{Field, GroupId, Source, Time};

/// The options said of the lesions, or anywhere when no lesion is named.
pub(super) fn candidates(
    desk: &Desk,
    field: &Field,
    source: &Source,
    options: &[(Value, GroupId)],
    of: &[GroupId],
) -> Vec<Candidate> {
    let mut found: Vec<(usize, &Hit)> = Vec::new();
    for (number, (_, group)) in options.iter().enumerate() {
        found.extend(desk.hits.of(*group).iter().map(|hit| (number, hit)));
    }
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(_, hit)| (hit.start, std::cmp::Reverse(hit.end)));
    // 部分实性 is not 实性: of overlapping options the longer word is read.
    let mut covered = 0;
    found.retain(|(_, hit)| {
        let inside = hit.end <= covered;
        covered = covered.max(hit.end);
        !inside
    });
    if of.is_empty() {
        return found
            .into_iter()
            .filter(|(_, hit)| selected(desk.page, hit, &source.select))
            .filter_map(|(number, hit)| one(desk, field, source, &options.get(number)?.0, hit))
            .collect();
    }
    let lesions = desk.lesions(of, source);
    let present: Vec<&Lesion> =
        lesions.iter().filter(|lesion| !lesion.negated && !lesion.resolved(desk.page)).collect();
    let main = main(desk, &present);
    let mut out = Vec::new();
    for (number, hit) in found {
        let Some(at) = present.iter().position(|lesion| {
            let (from, to) = lesion.extent(desk.page);
            from <= hit.start && hit.end <= to
        }) else {
            continue;
        };
        let (Some(lesion), Some((option, _))) = (present.get(at), options.get(number)) else { continue };
        let Some(mut candidate) = one(desk, field, source, option, hit) else { continue };
        candidate = candidate.with(lesion.start, lesion.end, "of");
        if hit.start > lesion.end + 40 || lesion.inherited {
            candidate.penalty += INHERITED;
        }
        // Of several lesions the main one is described.
        if field.variable.kind != VariableType::Multi && main != Some(at) {
            candidate.penalty += INFERRED;
        }
        if lesion.uncertain() && candidate.state == State::Asserted {
            candidate = candidate.hedged(true);
        }
        out.push((main != Some(at), candidate));
    }
    let single = field.variable.kind != VariableType::Multi;
    let has_main = out.iter().any(|(other, candidate)| !other && candidate.state != State::Negated);
    out.retain(|(other, _)| !(single && has_main && *other));
    out.into_iter().map(|(_, candidate)| candidate).collect()
}

/// The largest lesion, or the first when none is measured.
fn main(desk: &Desk, present: &[&Lesion]) -> Option<usize> {
    let long = |lesion: &Lesion| {
        lesion.finding(desk.page).map_or(0.0, |finding| {
            finding
                .sizes
                .iter()
                .filter(|size| !matches!(size.role, crate::findings::SizeRole::Prior))
                .flat_map(|size| size.mm.iter().copied())
                .fold(0.0, f64::max)
        })
    };
    let mut best: Option<(usize, f64)> = None;
    for (at, lesion) in present.iter().enumerate() {
        let size = long(lesion);
        if best.is_none_or(|(_, known)| size > known) {
            best = Some((at, size));
        }
    }
    best.map(|(at, _)| at)
}

fn one(desk: &Desk, field: &Field, source: &Source, option: &Value, hit: &Hit) -> Option<Candidate> {
    let said = said_of(desk.page, hit);
    if said.named || said.elsewhere && source.select.time == Time::Current {
        return None;
    }
    let mut out = if said.negated {
        match (&source.absent, field.variable.kind, option) {
            (Some(absent), ..) => Candidate::new(absent.clone(), State::Negated, hit.start),
            (None, VariableType::Multi, _) => {
                Candidate::new(Value::Array(Vec::new()), State::Negated, hit.start)
            }
            (None, VariableType::Bool, Value::Bool(yes)) => Candidate::new(!*yes, State::Negated, hit.start),
            _ => return None,
        }
    } else if let (true, Some(doubt)) = (said.uncertain, &source.doubt) {
        Candidate::new(doubt.clone(), State::Asserted, hit.start).hedged(true)
    } else {
        let state = match option {
            Value::Bool(false) => State::Negated,
            _ => State::Asserted,
        };
        Candidate::new(option.clone(), state, hit.start).hedged(said.uncertain)
    };
    out.spans.push((hit.start, hit.end, "value"));
    if let Some((start, end)) = said.cue {
        out.spans.push((start, end, "cue"));
    }
    Some(out)
}
