//! Patients 患者, and how much of them a level of data shows.

use serde_json::Value;
use workbench_core::ids::{PatientId, ProjectId};
use workbench_core::{DataLevel, Digest, FieldValue, VariableType};

use crate::{Grant, Store};

/// A patient as far as the asking person may see.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Patient {
    /// Id.
    pub id: PatientId,
    /// Identifier and name, or the project's pseudonym below level `identified`.
    pub label: String,
    /// The hospital's own identifier; only at level `identified`.
    pub identifier: Option<String>,
    /// `M`, `F`, `O` or empty.
    pub sex: String,
}

impl Store {
    /// The one place where a patient's identity is shown or replaced.
    pub(crate) fn patient(
        &self,
        grant: &Grant,
        id: PatientId,
        identifier: String,
        name: &str,
        sex: String,
    ) -> Patient {
        let label = self.label(grant, id, &identifier, name);
        let identifier = (grant.level() == DataLevel::Identified).then_some(identifier);
        Patient { id, label, identifier, sex }
    }

    /// Identifier and name, or the project's pseudonym below `identified`.
    pub(crate) fn label(&self, grant: &Grant, id: PatientId, identifier: &str, name: &str) -> String {
        match (grant.level() < DataLevel::Identified, name.is_empty()) {
            (true, _) => self.pseudonym(grant.project(), id),
            (_, true) => identifier.to_owned(),
            _ => format!("{identifier} {name}"),
        }
    }

    /// A hospital's number as far as the level shows it.
    pub(crate) fn number(&self, grant: &Grant, number: String) -> String {
        if grant.level() < DataLevel::Identified { String::new() } else { number }
    }

    /// A date as far as the level shows it: below `limited` only the year.
    pub(crate) fn date(&self, grant: &Grant, date: String) -> String {
        dated(grant.level(), date)
    }

    /// Whole years from birth to the exam, as far as the level shows ages; empty when not known.
    pub(crate) fn age(&self, grant: &Grant, birth: &str, exam: &str) -> String {
        let shown = grant.level() >= DataLevel::Limited;
        let years = || digits(exam)?.checked_sub(digits(birth)?).map(|days| days / 10_000);
        years().filter(|years| shown && *years < 130).map(|years| years.to_string()).unwrap_or_default()
    }

    /// A text in which the patient's own name and number are covered below
    /// `identified`, code point for code point, so that places in it stay.
    pub(crate) fn text(&self, grant: &Grant, text: String, identity: [&str; 2]) -> String {
        scrubbed(grant.level(), text, identity)
    }

    /// A variable's value as far as the level shows it.
    pub(crate) fn value(
        &self,
        grant: &Grant,
        kind: &str,
        value: FieldValue,
        identity: [&str; 2],
    ) -> FieldValue {
        covered(grant.level(), kind, value, identity)
    }

    /// What rules have read from a text as it was shown, as far as the level shows it.
    pub fn shown(&self, grant: &Grant, kind: VariableType, value: FieldValue) -> FieldValue {
        covered(grant.level(), kind.as_str(), value, ["", ""])
    }

    /// `P-` and ten hexadecimal digits: stable in a project, different in every other.
    pub fn pseudonym(&self, project: ProjectId, id: PatientId) -> String {
        let mut bytes = self.secret.to_vec();
        bytes.extend(project.0.as_bytes());
        bytes.extend(id.0.as_bytes());
        bytes.extend(self.secret);
        format!("P-{}", &Digest::of(&bytes).to_string()[..10])
    }
}

/// A date as a number YYYYMMDD, from `YYYY-MM-DD` or `YYYYMMDD`.
fn digits(date: &str) -> Option<u32> {
    let digits: String = date.chars().filter(|c| *c != '-').collect();
    (digits.len() == 8).then(|| digits.parse().ok()).flatten()
}

fn dated(level: DataLevel, date: String) -> String {
    if level >= DataLevel::Limited { date } else { date.chars().take(4).collect() }
}

pub(crate) fn scrubbed(level: DataLevel, text: String, identity: [&str; 2]) -> String {
    if level == DataLevel::Identified {
        return text;
    }
    let known = identity.into_iter().filter(|word| word.chars().count() > 1);
    known.fold(text, |text, word| text.replace(word, &"＊".repeat(word.chars().count())))
}

/// A value of an identified report by the same rules as the report itself: a
/// date shows what dates show, words hide what texts hide, also among the
/// candidates that lost.
pub(crate) fn covered(
    level: DataLevel,
    kind: &str,
    mut value: FieldValue,
    identity: [&str; 2],
) -> FieldValue {
    if level < DataLevel::Identified {
        let date = [VariableType::Date, VariableType::DateTime].iter().any(|date| date.as_str() == kind);
        cover(level, date, &mut value.value, identity);
        value.alternatives.iter_mut().for_each(|other| cover(level, date, other, identity));
    }
    value
}

fn cover(level: DataLevel, date: bool, value: &mut Value, identity: [&str; 2]) {
    match value {
        Value::String(text) if date && text.starts_with(|c: char| c.is_ascii_digit()) => {
            *text = dated(level, std::mem::take(text))
        }
        Value::String(text) => *text = scrubbed(level, std::mem::take(text), identity),
        Value::Array(items) => items.iter_mut().for_each(|item| cover(level, date, item, identity)),
        Value::Object(parts) => parts.values_mut().for_each(|part| cover(level, date, part, identity)),
        _ => {}
    }
}

/// Finds or makes the patient with this identifier inside a transaction and
/// answers the id; a name or sex that was missing is filled in.
macro_rules! patient_in {
    ($tx:ident, $project:expr, $identifier:expr, $name:expr, $sex:expr, $birth:expr) => {
        sqlx::query_scalar::<_, uuid::Uuid>(
            "INSERT INTO patient (id, project, identifier, name, sex, birth_date) VALUES ($1,$2,$3,$4,$5,$6)
             ON CONFLICT (project, identifier) DO UPDATE SET
               name = CASE WHEN patient.name = '' THEN excluded.name ELSE patient.name END,
               sex = CASE WHEN patient.sex = '' THEN excluded.sex ELSE patient.sex END,
               birth_date = CASE WHEN patient.birth_date = '' THEN excluded.birth_date ELSE patient.birth_date END
             RETURNING id",
        )
        .bind($crate::db::new_id::<uuid::Uuid>())
        .bind($project.0)
        .bind($identifier)
        .bind($name)
        .bind($sex)
        .bind($birth)
        .fetch_one(&mut *$tx)
        .await
    };
}
pub(crate) use patient_in;
