//! Patients 患者, and who they are at a level of data; [`sight`](crate::sight) is for their texts and values.

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
