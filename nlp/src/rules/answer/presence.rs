//! Whether something is there.

use serde_json::Value;
use workbench_core::{State, VariableType};

use super::Desk;
use super::candidate::{Candidate, surest};
use crate::rules::spec::{Field, GroupId, Source};

/// Present, denied, or in doubt: the surest mention that it is there, and the
/// first that it is not.
pub(super) fn candidates(desk: &Desk, field: &Field, source: &Source, groups: &[GroupId]) -> Vec<Candidate> {
    let lesions = desk.lesions(groups, source);
    let boolean = field.variable.kind == VariableType::Bool;
    let present = source.then.clone().or(boolean.then_some(Value::Bool(true)));
    let denied = source.absent.clone().or((boolean && source.then.is_none()).then_some(Value::Bool(false)));
    let page = desk.page;
    let mut there: Vec<_> =
        lesions.iter().filter(|lesion| !lesion.negated && !lesion.resolved(page)).collect();
    there.sort_by_key(|lesion| surest(lesion));
    let mut out = Vec::new();
    for lesion in there {
        if lesion.uncertain() && source.doubt.is_some() {
            let value = source.doubt.clone().unwrap_or_default();
            out.push(Candidate::new(value, State::Asserted, lesion.start).of(page, lesion).hedged(true));
        } else if let Some(value) = &present {
            let candidate = Candidate::new(value.clone(), State::Asserted, lesion.start).of(page, lesion);
            out.push(candidate.hedged(lesion.uncertain()));
        }
    }
    let absent = lesions.iter().filter(|lesion| lesion.negated || lesion.resolved(page));
    if let Some(value) = denied {
        out.extend(
            absent.map(|lesion| Candidate::new(value.clone(), State::Negated, lesion.start).of(page, lesion)),
        );
    } else if field.variable.kind == VariableType::Multi {
        out.extend(absent.map(|lesion| {
            Candidate::new(Value::Array(Vec::new()), State::Negated, lesion.start).of(page, lesion)
        }));
    }
    out
}
