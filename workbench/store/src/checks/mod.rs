//! Checks 核对: what people say of the values of a report. Each is an example
//! with its label for every later version of the rules.
//!
//! A check belongs to a database, a report and a variable, not to a row of
//! `case_value`: it outlives every new extraction. Nothing is taken away: the
//! last one that is not undone stands, those before stay in the history.

mod blanks;
mod examples;
mod held;
mod keep;
mod neighbours;
mod opinions;
mod outcome;
mod pairs;
mod queue;
mod queue_query;
mod rest;
mod row;
mod settle;
mod undo;
mod weigh;

use chrono::{DateTime, Utc};
use workbench_core::ids::{ReportId, UserId};
use workbench_core::{FieldValue, State};

pub use blanks::Blank;
pub use examples::Example;
pub use neighbours::Neighbours;
pub use opinions::Opinions;
pub use pairs::{Beside, CheckedValue};
pub use queue::QueueRow;
pub use queue_query::{QueueOrder, QueueQuery, QueueState};
pub use row::{ReportValues, ShownValue};
pub(crate) use settle::{keep_accepted, keep_model_values};
pub(crate) use weigh::{WEIGH_ALL, WEIGH_ONE, weigh_all, weigh_one};

/// What a person says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// It is right.
    Accepted,
    /// Another value is right.
    Corrected,
    /// The report does not mention it.
    NotMentioned,
    /// It is wrong; what is right is not said.
    Wrong,
}

impl CheckVerdict {
    const WORDS: [(Self, &str); 4] = [
        (Self::Accepted, "accepted"),
        (Self::Corrected, "corrected"),
        (Self::NotMentioned, "not_mentioned"),
        (Self::Wrong, "wrong"),
    ];

    /// The word used in tables, API and files.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(verdict, _)| *verdict == self).map_or("", |(_, word)| word)
    }
}

impl std::str::FromStr for CheckVerdict {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::WORDS.iter().find(|(_, word)| *word == text).map(|(verdict, _)| *verdict);
        found.ok_or_else(|| format!("`{text}` is no verdict"))
    }
}

/// The rules that had given what was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct RulesThen {
    /// Version.
    pub version: String,
    /// SHA-256 of the rule set.
    pub hash: String,
}

/// A check to keep.
#[derive(Clone, Debug)]
pub struct NewCheck {
    /// What the person says.
    pub verdict: CheckVerdict,
    /// The right value of `corrected`, already fitted to its variable.
    pub value: Option<FieldValue>,
    /// Why, in the person's words; may be empty.
    pub reason: String,
    /// The rules that fill the database now.
    pub ruleset: RulesThen,
}

/// A check as it is shown.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Check {
    /// What the person says.
    pub verdict: CheckVerdict,
    /// The right value; null when not mentioned or not said.
    pub value: serde_json::Value,
    /// What the report says by this check; `conflict` when only wrong is known.
    pub state: State,
    /// The words it rests on.
    pub spans: Vec<workbench_core::EvidenceSpan>,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: Checker,
    /// When.
    pub at: DateTime<Utc>,
    /// What the rules had said.
    pub judged: FieldValue,
    /// The rules of that time.
    pub ruleset: RulesThen,
    /// When it was taken back; null when it was not.
    pub undone: Option<DateTime<Utc>>,
}

/// Who checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
pub struct Checker {
    /// Account.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A value that no rule gave.
pub(crate) fn not_mentioned(field: &str, rule: &str) -> FieldValue {
    FieldValue {
        field: field.to_owned(),
        value: serde_json::Value::Null,
        unit: None,
        state: State::NotMentioned,
        spans: Vec::new(),
        rule: rule.to_owned(),
        confidence: if rule.is_empty() { 0.0 } else { 1.0 },
        alternatives: Vec::new(),
    }
}

/// Names a report's place in a database for the lineage.
pub(crate) fn place(report: ReportId) -> crate::Entity {
    crate::Entity::new("report", report, "")
}

/// What a person's value is called where a rule's name stands.
pub const MANUAL_RULE: &str = "manual";
/// How the rule names of values begin that a language model gave.
pub const MODEL_RULE: &str = "model:";
