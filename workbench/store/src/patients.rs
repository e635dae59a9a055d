//! Patients 患者, and how much of them a level of data shows.

use workbench_core::ids::{PatientId, ProjectId};
use workbench_core::{DataLevel, Digest};

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
        if grant.level() < DataLevel::Identified {
            return Patient { id, label: self.pseudonym(grant.project(), id), identifier: None, sex };
        }
        let label = if name.is_empty() { identifier.clone() } else { format!("{identifier} {name}") };
        Patient { id, label, identifier: Some(identifier), sex }
    }

    /// A hospital's number as far as the level shows it.
    pub(crate) fn number(&self, grant: &Grant, number: String) -> String {
        if grant.level() < DataLevel::Identified { String::new() } else { number }
    }

    /// A date as far as the level shows it: below `limited` only the year.
    pub(crate) fn date(&self, grant: &Grant, date: String) -> String {
        if grant.level() >= DataLevel::Limited { date } else { date.chars().take(4).collect() }
    }

    /// A text in which the patient's own name and number are covered below
    /// `identified`, code point for code point, so that places in it stay.
    pub(crate) fn text(&self, grant: &Grant, text: String, identity: [&str; 2]) -> String {
        if grant.level() == DataLevel::Identified {
            return text;
        }
        let known = identity.into_iter().filter(|word| word.chars().count() > 1);
        known.fold(text, |text, word| text.replace(word, &"＊".repeat(word.chars().count())))
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
