//! Fields 字段: the columns of a database as people add, change and retire them.

use std::collections::HashMap;

use sqlx::types::Json;
use workbench_core::ids::DatabaseId;
use workbench_core::{Action, Variable};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, now, read, write_tx};
use crate::dictionary::{Changed, dictionary_in};
use crate::{Grant, Result, Store, StoreError};

/// A field with its use.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct Field {
    /// What it means.
    #[serde(flatten)]
    pub field: Variable,
    /// Whether it is out of use; its values stay.
    pub retired: bool,
    /// Current values in it.
    pub used: i64,
    /// Whether it is the parent database's, and so read only here.
    pub inherited: bool,
}

/// A change of a dictionary.
#[derive(Clone, Debug)]
pub enum FieldChange {
    /// A field that is not there yet.
    Add(Variable),
    /// A field as it is from now on; a retired one is in use again.
    Set(Variable),
    /// A field goes out of use.
    Retire(String),
}

/// What people said of a field from rules, over what the rules say of it.
pub(crate) fn overlaid(rules: &Variable, said: Variable) -> Variable {
    let help_zh = said.help_zh;
    Variable {
        name_zh: said.name_zh,
        name_en: said.name_en,
        deident: said.deident,
        required: said.required,
        input: said.input,
        group: said.group,
        help_zh,
        ..rules.clone()
    }
}

fn json(field: &Variable) -> Result<serde_json::Value> {
    serde_json::to_value(field).map_err(|e| StoreError::Stored(e.to_string()))
}

impl Store {
    /// Every field of a database: the parent's, then its own, retired ones last.
    ///
    /// # Errors
    /// When the project has no such database.
    pub async fn fields(&self, grant: &Grant, id: DatabaseId) -> Result<Vec<Field>> {
        self.fields_where(grant, id, true).await
    }

    /// The same without counting values: `used` is 0.
    ///
    /// # Errors
    /// When the project has no such database.
    pub async fn field_list(&self, grant: &Grant, id: DatabaseId) -> Result<Vec<Field>> {
        self.fields_where(grant, id, false).await
    }

    async fn fields_where(&self, grant: &Grant, id: DatabaseId, count: bool) -> Result<Vec<Field>> {
        let parent: Option<Option<uuid::Uuid>> = read!(self, pool => sqlx::query_scalar(
            "SELECT parent FROM disease_database WHERE id = $1 AND project = $2 AND (NOT personal OR owner = $3)")
            .bind(id.0).bind(grant.project().0).bind(grant.principal().account.0).fetch_optional(pool).await?);
        let parent = parent.ok_or(StoreError::NotFound("database"))?;
        let mut fields = match parent {
            Some(parent) => self.fields_of(parent, true, count).await?,
            None => Vec::new(),
        };
        fields.extend(self.fields_of(id.0, false, count).await?);
        Ok(fields)
    }

    /// The version of a database's own dictionary.
    ///
    /// # Errors
    /// When the project has no such database.
    pub async fn dictionary_version(&self, grant: &Grant, id: DatabaseId) -> Result<i64> {
        let version: Option<i64> = read!(self, pool => sqlx::query_scalar(
            "SELECT dictionary_version FROM disease_database WHERE id = $1 AND project = $2 AND (NOT personal OR owner = $3)")
            .bind(id.0).bind(grant.project().0).bind(grant.principal().account.0).fetch_optional(pool).await?);
        version.ok_or(StoreError::NotFound("database"))
    }

    async fn fields_of(&self, id: uuid::Uuid, inherited: bool, count: bool) -> Result<Vec<Field>> {
        let rows: Vec<(Json<Variable>, bool)> = read!(self, pool => sqlx::query_as(
            "SELECT definition, retired FROM variable WHERE disease_database = $1 ORDER BY retired, position, key")
            .bind(id).fetch_all(pool).await?);
        let used: Vec<(String, i64)> = match count {
            false => Vec::new(),
            true => read!(self, pool => sqlx::query_as(
                "SELECT v.variable, COUNT(*) FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                 WHERE c.disease_database = $1 AND v.valid_to IS NULL AND v.state <> 'not_mentioned' GROUP BY v.variable")
                .bind(id).fetch_all(pool).await?),
        };
        let used: HashMap<String, i64> = used.into_iter().collect();
        let field = |(json, retired): (Json<Variable>, bool)| Field {
            used: used.get(&json.key).copied().unwrap_or(0),
            field: json.0,
            retired,
            inherited,
        };
        Ok(rows.into_iter().map(field).collect())
    }

    /// Changes the dictionary as it was at `version`, all or nothing; answers the new version.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the dictionary has changed since; when the grant is not to edit, a key is taken, or a
    /// field to change is not there.
    pub async fn change_fields(
        &self,
        grant: &Grant,
        id: DatabaseId,
        version: i64,
        note: &str,
        changes: &[FieldChange],
    ) -> Result<i64> {
        grant.require(Action::Edit)?;
        self.dictionary_version(grant, id).await?;
        let (at, object) = (now(), Object::Database(id));
        Ok(write_tx!(self, tx => {
            hold!(tx, grant.project());
            let now_at: i64 = sqlx::query_scalar("SELECT dictionary_version FROM disease_database WHERE id = $1")
                .bind(id.0).fetch_one(&mut *tx).await?;
            if now_at != version {
                return Err(StoreError::Stale("dictionary"));
            }
            let rows: Vec<(String, i64, Json<Variable>, bool)> = sqlx::query_as(
                "SELECT key, position, definition, retired FROM variable WHERE disease_database = $1")
                .bind(id.0).fetch_all(&mut *tx).await?;
            let mut last = rows.iter().map(|(_, position, ..)| *position).max().unwrap_or(-1);
            let there: HashMap<String, (Variable, bool)> =
                rows.into_iter().map(|(key, _, json, retired)| (key, (json.0, retired))).collect();
            let (mut told, mut fresh): (Vec<Changed>, Vec<(i64, &Variable)>) = (Vec::new(), Vec::new());
            for change in changes {
                match change {
                    FieldChange::Add(field) => {
                        if there.contains_key(&field.key) || fresh.iter().any(|(_, other)| other.key == field.key) {
                            return Err(StoreError::Exists("a field of this key"));
                        }
                        last += 1;
                        fresh.push((last, field));
                        told.push((field.key.clone(), None, Some(json(field)?)));
                    }
                    FieldChange::Set(field) => {
                        let (before, retired) = there.get(&field.key).ok_or(StoreError::NotFound("field"))?;
                        if before == field && !retired {
                            continue;
                        }
                        let was = if *retired { None } else { Some(json(before)?) };
                        let said = (!field.own).then_some(Json(field));
                        sqlx::query(
                            "UPDATE variable SET definition = $3, kind = $4, said = $5, retired = FALSE, hidden = FALSE
                             WHERE disease_database = $1 AND key = $2")
                            .bind(id.0).bind(&field.key).bind(Json(field)).bind(field.kind.as_str()).bind(said)
                            .execute(&mut *tx).await?;
                        told.push((field.key.clone(), was, Some(json(field)?)));
                    }
                    FieldChange::Retire(key) => {
                        let (before, retired) = there.get(key).ok_or(StoreError::NotFound("field"))?;
                        sqlx::query("UPDATE variable SET retired = TRUE, hidden = TRUE WHERE disease_database = $1 AND key = $2")
                            .bind(id.0).bind(key).execute(&mut *tx).await?;
                        if !retired {
                            told.push((key.clone(), Some(json(before)?), None));
                        }
                    }
                }
            }
            for page in fresh.chunks(1_000) {
                let mut query = sqlx::QueryBuilder::new(
                    "INSERT INTO variable (disease_database, key, position, definition, kind, retired) ");
                query.push_values(page, |mut row, (position, field)| {
                    row.push_bind(id.0).push_bind(&field.key).push_bind(*position).push_bind(Json(*field))
                        .push_bind(field.kind.as_str()).push_bind(false);
                });
                query.build().execute(&mut *tx).await?;
            }
            dictionary_in!(tx, grant, id, note, at, &told);
            if !told.is_empty() {
                let keys: Vec<&String> = told.iter().map(|(key, ..)| key).take(50).collect();
                audit_in!(self, tx, grant, object, serde_json::json!({"fields": keys, "count": told.len()}));
            }
            version + i64::from(!told.is_empty())
        }))
    }
}
