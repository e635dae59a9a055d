//! Several reports answered by one rule set, field by field: what a field needs, its code and its
//! words, stays near while all of them are asked.

use workbench_core::FieldValue;

use super::answer::{Desk, conclude, holds};
use super::file::File;
use super::order::Meta;
use super::plan::{Asked, Plan};
use super::reading::{Hits, Map, Page};

/// A value for every field that is mentioned.
pub(super) type Answer = Vec<Option<Box<FieldValue>>>;

/// A report as a rule set is asked about it.
pub(super) struct Case<'c> {
    /// The report with the places of the set's tree.
    pub map: &'c Map<'c>,
    /// Where the words of the set stand in it.
    pub hits: Hits<'c>,
    pub meta: &'c Meta,
    /// The answers of a set that includes the same files.
    pub given: Option<&'c Answer>,
}

/// What each report says of each field.
pub(super) fn answer(file: &File, plan: &Plan, cases: &[Case]) -> Vec<Answer> {
    let pages: Vec<Page> = cases.iter().map(|case| Page::new(case.map, file.head.organ)).collect();
    let desks: Vec<Desk> =
        cases.iter().zip(&pages).map(|(case, page)| Desk::new(page, case.hits, case.meta)).collect();
    let mut asked = Asked::new(file.fields.len(), cases.len());
    let mut answers: Vec<Answer> = Vec::with_capacity(cases.len());
    for (number, (case, page)) in cases.iter().zip(&pages).enumerate() {
        plan.ask(&mut asked, number, case.hits.groups(), !page.grades.is_empty());
        answers.push(case.given.map_or_else(|| nothing(file), |given| taken(file, plan, given)));
    }
    for &at in &plan.now {
        let Some(field) = file.fields.get(at) else { continue };
        for (number, live) in asked.of(at) {
            let (Some(desk), Some(slot)) =
                (desks.get(number), answers.get_mut(number).and_then(|answer| answer.get_mut(at)))
            else {
                continue;
            };
            if field.shared && cases.get(number).is_some_and(|case| case.given.is_some()) {
                continue;
            }
            let tells = |places: &[_]| desk.page.may_tell_of(places);
            *slot = desk.read(field, plan.sources(live, at, tells)).map(Box::new);
        }
    }
    for later in &plan.later {
        let Some(field) = file.fields.get(later.at) else { continue };
        for (number, (desk, values)) in desks.iter().zip(&mut answers).enumerate() {
            let live = asked.sources(later.at, number);
            let said = |at: &usize| values.get(*at).is_some_and(Option::is_some);
            let idle = match later.is_read {
                true => live.is_empty(),
                false => !later.reads.is_empty() && !later.reads.iter().any(said),
            };
            if idle || !holds(field, values) {
                continue;
            }
            let tells = |places: &[_]| desk.page.may_tell_of(places);
            let value = match later.is_read {
                true => desk.read(field, plan.sources(live, later.at, tells)),
                false => conclude(desk, field, values),
            };
            if let Some(slot) = values.get_mut(later.at) {
                *slot = value.map(Box::new);
            }
        }
    }
    answers
}

fn nothing(file: &File) -> Answer {
    std::iter::repeat_with(|| None).take(file.fields.len()).collect()
}

/// The answers to the fields that a set shares with the one whose answers are given.
fn taken(file: &File, plan: &Plan, given: &Answer) -> Answer {
    let mut values = nothing(file);
    for &at in &plan.shared {
        let value = given.get(at).and_then(Option::as_deref);
        if let (Some(value), Some(slot), Some(field)) = (value, values.get_mut(at), file.fields.get(at)) {
            *slot = Some(Box::new(of_rule(value, &field.id)));
        }
    }
    values
}

/// The same value, given by another rule.
fn of_rule(value: &FieldValue, rule: &str) -> FieldValue {
    FieldValue {
        field: value.field.clone(),
        value: value.value.clone(),
        unit: value.unit.clone(),
        state: value.state,
        spans: value.spans.clone(),
        rule: rule.to_owned(),
        confidence: value.confidence,
        alternatives: value.alternatives.clone(),
    }
}
