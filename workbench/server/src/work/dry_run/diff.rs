//! Values before and after: what changed, counted by field, with examples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use workbench_core::{FieldValue, State, Variable};
use workbench_store::{ChangedValue, Report};

/// Examples that are kept of all fields and kinds together.
const EXAMPLES: usize = 300;
/// Examples of one field and kind until all are known.
const EACH: usize = 60;

/// How a field fared.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldChange {
    pub key: String,
    pub name_zh: String,
    pub name_en: String,
    /// Type of the variable.
    #[serde(rename = "type")]
    pub type_word: String,
    pub mentioned_before: usize,
    pub mentioned_after: usize,
    pub same: usize,
    /// Another value or state.
    pub changed: usize,
    /// Mentioned now, not before.
    pub filled: usize,
    /// Mentioned before, not now.
    pub lost: usize,
    /// Contradictory now, not before.
    pub new_conflict: usize,
    /// Contradictory before, not now.
    pub settled: usize,
}

/// What became of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Changed,
    Filled,
    Lost,
    NewConflict,
    Settled,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Filled => "filled",
            Self::Lost => "lost",
            Self::NewConflict => "new_conflict",
            Self::Settled => "settled",
        }
    }
}

fn mentioned(value: Option<&FieldValue>) -> bool {
    value.is_some_and(|value| value.state != State::NotMentioned)
}

/// `None` when nothing changed. Words and rules behind a value do not count.
pub fn kind(before: Option<&FieldValue>, after: Option<&FieldValue>) -> Option<Kind> {
    let conflict = |value: Option<&FieldValue>| value.is_some_and(|value| value.state == State::Conflict);
    match (mentioned(before), mentioned(after)) {
        (false, false) => None,
        (true, false) => Some(Kind::Lost),
        _ if conflict(after) && !conflict(before) => Some(Kind::NewConflict),
        (false, true) => Some(Kind::Filled),
        _ if conflict(before) && !conflict(after) => Some(Kind::Settled),
        _ => {
            let essence = |value: &FieldValue| (value.value.clone(), value.unit.clone(), value.state);
            (before.map(essence) != after.map(essence)).then_some(Kind::Changed)
        }
    }
}

/// The counts so far.
pub struct Diff {
    fields: Vec<FieldChange>,
    examples: BTreeMap<(usize, Kind), Vec<ChangedValue>>,
}

impl Diff {
    /// For the variables of both, those of the draft first.
    pub fn new(before: &[Variable], after: &[Variable]) -> Self {
        let gone = before.iter().filter(|old| after.iter().all(|new| new.key != old.key));
        let field = |variable: &Variable| FieldChange {
            key: variable.key.clone(),
            name_zh: variable.name_zh.clone(),
            name_en: variable.name_en.clone(),
            type_word: variable.kind.to_string(),
            mentioned_before: 0,
            mentioned_after: 0,
            same: 0,
            changed: 0,
            filled: 0,
            lost: 0,
            new_conflict: 0,
            settled: 0,
        };
        Self { fields: after.iter().chain(gone).map(field).collect(), examples: BTreeMap::new() }
    }

    /// Counts one report.
    pub fn add(&mut self, report: &Report, before: &[FieldValue], after: &[FieldValue]) {
        for (place, field) in self.fields.iter_mut().enumerate() {
            let old = before.iter().find(|value| value.field == field.key);
            let new = after.iter().find(|value| value.field == field.key);
            field.mentioned_before += usize::from(mentioned(old));
            field.mentioned_after += usize::from(mentioned(new));
            let Some(kind) = kind(old, new) else {
                field.same += 1;
                continue;
            };
            *match kind {
                Kind::Changed => &mut field.changed,
                Kind::Filled => &mut field.filled,
                Kind::Lost => &mut field.lost,
                Kind::NewConflict => &mut field.new_conflict,
                Kind::Settled => &mut field.settled,
            } += 1;
            let kept = self.examples.entry((place, kind)).or_default();
            if kept.len() < EACH {
                kept.push(ChangedValue {
                    report: report.id,
                    patient: report.patient.id,
                    field: field.key.clone(),
                    type_word: field.type_word.clone(),
                    kind: kind.as_str().to_owned(),
                    before: old.cloned(),
                    after: new.cloned(),
                });
            }
        }
    }

    /// The counts, and examples taken in turn from every field and kind.
    pub fn end(self) -> (Vec<FieldChange>, Vec<ChangedValue>) {
        let mut sources: Vec<_> = self.examples.into_values().map(Vec::into_iter).collect();
        let mut examples = Vec::new();
        while examples.len() < EXAMPLES {
            let before = examples.len();
            examples.extend(sources.iter_mut().filter_map(Iterator::next));
            if examples.len() == before {
                break;
            }
        }
        examples.truncate(EXAMPLES);
        (self.fields, examples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn value(value: Value, state: State) -> FieldValue {
        FieldValue {
            field: "f".to_owned(),
            value,
            unit: None,
            state,
            spans: Vec::new(),
            rule: "r@1".to_owned(),
            confidence: 1.0,
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn kinds_of_change() {
        let seven = value(json!(7), State::Asserted);
        let eight = value(json!(8), State::Asserted);
        let doubt = value(json!(7), State::Uncertain);
        let none = value(Value::Null, State::NotMentioned);
        let both = value(Value::Null, State::Conflict);
        let other_rule = FieldValue { rule: "r@2".to_owned(), confidence: 0.5, ..seven.clone() };
        for (before, after, expected) in [
            (Some(&seven), Some(&other_rule), None),
            (Some(&none), None, None),
            (Some(&seven), Some(&eight), Some(Kind::Changed)),
            (Some(&seven), Some(&doubt), Some(Kind::Changed)),
            (Some(&none), Some(&eight), Some(Kind::Filled)),
            (None, Some(&eight), Some(Kind::Filled)),
            (Some(&seven), Some(&none), Some(Kind::Lost)),
            (Some(&both), None, Some(Kind::Lost)),
            (Some(&seven), Some(&both), Some(Kind::NewConflict)),
            (None, Some(&both), Some(Kind::NewConflict)),
            (Some(&both), Some(&seven), Some(Kind::Settled)),
            (Some(&both), Some(&both), None),
        ] {
            assert_eq!(kind(before, after), expected, "{before:?} → {after:?}");
        }
    }
}
