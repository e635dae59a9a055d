//! Cases made and taken away by hand.

use workbench_core::ids::{ActivityId, CaseId, DatabaseId};
use workbench_core::{Action, Origin};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::children::touch;
use crate::db::{hold, new_id, now, write_tx};
use crate::lineage::activity_in;
use crate::patients::patient_in;
use crate::{Entity, Grant, Result, Store, StoreError};

/// A patient as a person writes one down.
#[derive(Clone, Debug, Default, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPatient {
    /// The hospital's identifier.
    pub identifier: String,
    /// Name; may be empty.
    #[serde(default)]
    pub name: String,
    /// `M`, `F`, `O` or empty.
    #[serde(default)]
    pub sex: String,
    /// `YYYY-MM-DD` or empty; a day that exists.
    #[serde(default)]
    pub birth_date: String,
}

impl NewPatient {
    fn check(&self) -> Result<()> {
        let fine =
            |text: &str, most: usize| text.chars().count() <= most && !text.chars().any(char::is_control);
        if self.identifier.trim().is_empty() || !fine(&self.identifier, 100) {
            return Err(StoreError::bad(
                "a patient needs an identifier of 1 to 100 characters",
                "患者编号须为 1 至 100 个字符",
            ));
        }
        if !fine(&self.name, 100) {
            return Err(StoreError::bad("a name has at most 100 characters", "姓名最多 100 个字符"));
        }
        if !["", "M", "F", "O"].contains(&self.sex.as_str()) {
            return Err(StoreError::bad(
                "sex is M, F, O or empty",
                "性别须为 M（男）、F（女）、O（其他）或留空",
            ));
        }
        let birth = &self.birth_date;
        if !birth.is_empty() && (birth.len() != 10 || birth.parse::<chrono::NaiveDate>().is_err()) {
            return Err(StoreError::bad(
                "the date of birth is no day that exists; write it as 1960-01-31",
                "出生日期不存在或格式不对，请写成 1960-01-31",
            ));
        }
        Ok(())
    }
}

impl Store {
    /// Makes a case by hand; the patient is made when the project does not know the identifier. A case that was taken
    /// away comes back.
    ///
    /// # Errors
    /// When the grant is not to edit, the database is a child, the patient has a case in it already, or what is said
    /// of the patient cannot be.
    pub async fn create_case(&self, grant: &Grant, database: DatabaseId, new: &NewPatient) -> Result<CaseId> {
        grant.require(Action::Edit)?;
        new.check()?;
        if self.database(grant, database).await?.parent.is_some() {
            return Err(StoreError::refused(
                "the cases of a child database come from its parent; add the case there",
                "子库的病例来自上级库，请在上级库中添加",
            ));
        }
        let (id, project): (CaseId, _) = (new_id(), grant.project());
        Ok(write_tx!(self, tx => {
            hold!(tx, project);
            let birth: String = new.birth_date.chars().filter(char::is_ascii_digit).collect();
            let patient = patient_in!(tx, project, new.identifier.trim(), new.name.trim(), &new.sex, birth)?;
            let there: Option<(uuid::Uuid, bool)> =
                sqlx::query_as("SELECT id, shown FROM disease_case WHERE disease_database = $1 AND patient = $2")
                    .bind(database.0).bind(patient).fetch_optional(&mut *tx).await?;
            let case = match there {
                Some((_, true)) => {
                    return Err(StoreError::refused("this patient has a case in the database already", "该患者在本库中已有病例"));
                }
                Some((case, false)) => {
                    sqlx::query("UPDATE disease_case SET shown = TRUE WHERE id = $1").bind(case).execute(&mut *tx).await?;
                    CaseId(case)
                }
                None => {
                    sqlx::query("INSERT INTO disease_case (id, disease_database, patient) VALUES ($1,$2,$3)")
                        .bind(id.0).bind(database.0).bind(patient).execute(&mut *tx).await?;
                    id
                }
            };
            touch!(tx, database);
            let object = Object::Case(case);
            audit_in!(self, tx, grant, object, serde_json::json!({"create": "by hand", "database": database.to_string()}));
            case
        }))
    }

    /// Takes a case out of its database: its values end, its history stays.
    ///
    /// # Errors
    /// When rules have found values for it in reports, or it belongs to a child database.
    pub async fn remove_case(&self, grant: &Grant, case: CaseId) -> Result<()> {
        grant.require(Action::Edit)?;
        let entry = self.entry(grant, case).await?;
        let database = entry.database;
        if self.database(grant, database).await?.parent.is_some() {
            return Err(StoreError::refused(
                "a case leaves a child database when the criteria no longer hold for it",
                "子库的病例按条件自动进出，不能单独删除",
            ));
        }
        let (activity, object): (ActivityId, _) = (new_id(), Object::Case(case));
        let (made, none) = (vec![Entity::new("case", case, "")], Vec::<Entity>::new());
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            let read: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM case_value WHERE disease_case = $1 AND valid_to IS NULL AND origin = $2")
                .bind(case.0).bind(Origin::Nlp.as_str()).fetch_one(&mut *tx).await?;
            if read > 0 {
                return Err(StoreError::refused(
                    "rules have found values for this case in reports; it stays as long as the reports do",
                    "该病例有从报告中提取的值，不能删除",
                ));
            }
            let at = now();
            activity_in!(tx, grant, activity, "remove_case", &serde_json::json!({"case": case.to_string()}), at, &made, &none);
            sqlx::query("UPDATE case_value SET valid_to = $2, closed_by = $3 WHERE disease_case = $1 AND valid_to IS NULL")
                .bind(case.0).bind(at).bind(activity.0).execute(&mut *tx).await?;
            sqlx::query("UPDATE disease_case SET shown = FALSE WHERE id = $1").bind(case.0).execute(&mut *tx).await?;
            touch!(tx, database);
            audit_in!(self, tx, grant, object, serde_json::json!({"remove": database.to_string()}));
        });
        Ok(())
    }
}
