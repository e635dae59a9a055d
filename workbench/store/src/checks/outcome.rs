//! What follows from a verdict, before anything is written.

use workbench_core::{FieldValue, State};

use super::{CheckVerdict, MANUAL_RULE, NewCheck, not_mentioned};
use crate::{Result, StoreError};

/// What the values are after a check.
pub(super) struct Outcome {
    /// What the check says is right; what it says is wrong, for `wrong`.
    pub(super) value: FieldValue,
    /// The person's value that follows.
    pub(super) manual: Option<FieldValue>,
}

/// `shown` is the value on the page: the person's, if there is one, else the rules'.
pub(super) fn outcome(
    new: &NewCheck,
    judged: &FieldValue,
    shown: &FieldValue,
    lifted: bool,
) -> Result<Outcome> {
    Ok(match new.verdict {
        // to accept after "wrong" is to say that the rules are right
        CheckVerdict::Accepted if lifted => Outcome { value: judged.clone(), manual: None },
        CheckVerdict::Accepted => Outcome { value: shown.clone(), manual: None },
        CheckVerdict::Corrected => {
            let value = new
                .value
                .clone()
                .ok_or_else(|| StoreError::bad("a correction needs a value", "更正须给出新值"))?;
            Outcome { value: value.clone(), manual: Some(value) }
        }
        CheckVerdict::NotMentioned => {
            let value = not_mentioned(&judged.field, MANUAL_RULE);
            Outcome { value: value.clone(), manual: Some(value) }
        }
        CheckVerdict::Wrong => {
            let refused = if lifted { judged } else { shown };
            let alternatives = [refused.value.clone()].into_iter().filter(|value| !value.is_null()).collect();
            let doubted = FieldValue {
                state: State::Conflict,
                alternatives,
                spans: refused.spans.clone(),
                ..not_mentioned(&judged.field, MANUAL_RULE)
            };
            Outcome { value: refused.clone(), manual: Some(doubted) }
        }
    })
}
