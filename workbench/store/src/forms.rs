//! Forms CRF of databases, and templates 模板 of a project to make forms from.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, FormId, FormTemplateId, ProjectId};
use workbench_core::{Action, Variable};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{new_id, now, read, write_tx};
use crate::{Grant, Result, Store, StoreError};

/// A form.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Form {
    /// Id.
    pub id: FormId,
    /// Database.
    pub database: DatabaseId,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// How often it was saved, from 1.
    pub version: i64,
    /// Names this state.
    pub etag: String,
    /// Sections and items.
    #[schema(value_type = Object)]
    pub definition: serde_json::Value,
    /// When it was saved.
    pub updated: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
}

/// A form to keep, already checked.
#[derive(Clone, Debug)]
pub struct NewForm {
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Sections and items.
    pub definition: serde_json::Value,
}

/// A template.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct FormTemplate {
    /// Id.
    pub id: FormTemplateId,
    /// Project.
    pub project: ProjectId,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Sections and items.
    #[schema(value_type = Object)]
    pub definition: serde_json::Value,
    /// The fields it needs.
    pub fields: Vec<Variable>,
    /// When it was kept.
    pub created: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
}

#[derive(sqlx::FromRow)]
struct FormRow {
    id: uuid::Uuid,
    disease_database: uuid::Uuid,
    title_zh: String,
    title_en: String,
    version: i64,
    definition: Json<serde_json::Value>,
    updated: DateTime<Utc>,
    by: String,
}

impl From<FormRow> for Form {
    fn from(row: FormRow) -> Self {
        Self {
            id: FormId(row.id),
            database: DatabaseId(row.disease_database),
            title_zh: row.title_zh,
            title_en: row.title_en,
            version: row.version,
            etag: row.version.to_string(),
            definition: row.definition.0,
            updated: row.updated,
            by: row.by,
        }
    }
}

const FORM: &str =
    "SELECT f.id, f.disease_database, f.title_zh, f.title_en, f.version, f.definition, f.updated, a.name AS by
    FROM form f JOIN disease_database d ON d.id = f.disease_database JOIN account a ON a.id = f.updated_by
    WHERE d.project = $1 AND (NOT d.personal OR d.owner = $2) AND NOT f.retired";

type TemplateRow =
    (uuid::Uuid, String, String, Json<serde_json::Value>, Json<Vec<Variable>>, DateTime<Utc>, String);

fn titled(new: &NewForm) -> Result<()> {
    let fine = |title: &str| title.chars().count() <= 200 && !title.chars().any(char::is_control);
    if new.title_zh.trim().is_empty() || !fine(&new.title_zh) || !fine(&new.title_en) {
        return Err(StoreError::bad(
            "a form needs a title of 1 to 200 characters",
            "表单须有 1 至 200 字的标题",
        ));
    }
    Ok(())
}

/// Writes the version of a form that stands now.
macro_rules! version_in {
    ($tx:ident, $id:expr, $version:expr, $new:expr, $at:expr, $grant:expr) => {
        sqlx::query(
            "INSERT INTO form_version (form, version, title_zh, title_en, definition, at, account)
             VALUES ($1,$2,$3,$4,$5,$6,$7)",
        )
        .bind($id.0)
        .bind($version)
        .bind($new.title_zh.trim())
        .bind($new.title_en.trim())
        .bind(Json(&$new.definition))
        .bind($at)
        .bind($grant.principal().account.0)
        .execute(&mut *$tx)
        .await?
    };
}

impl Store {
    /// The forms of a database, by title.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forms(&self, grant: &Grant, database: DatabaseId) -> Result<Vec<Form>> {
        let sql = format!("{FORM} AND d.id = $3 ORDER BY f.title_zh, f.id");
        let rows: Vec<FormRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(database.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(Form::from).collect())
    }

    /// One form.
    ///
    /// # Errors
    /// When the project has no such form.
    pub async fn form(&self, grant: &Grant, id: FormId) -> Result<Form> {
        let sql = format!("{FORM} AND f.id = $3");
        let row: Option<FormRow> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(id.0).fetch_optional(pool).await?);
        Ok(row.ok_or(StoreError::NotFound("form"))?.into())
    }

    /// Keeps a new form.
    ///
    /// # Errors
    /// When the grant is not to edit, the title is missing, or the project has no such database.
    pub async fn create_form(&self, grant: &Grant, database: DatabaseId, new: &NewForm) -> Result<FormId> {
        grant.require(Action::Edit)?;
        titled(new)?;
        self.database(grant, database).await?;
        let (id, at): (FormId, _) = (new_id(), now());
        let object = Object::Form(id);
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO form (id, disease_database, title_zh, title_en, version, definition, retired, updated, updated_by)
                 VALUES ($1,$2,$3,$4,1,$5,FALSE,$6,$7)")
                .bind(id.0).bind(database.0).bind(new.title_zh.trim()).bind(new.title_en.trim())
                .bind(Json(&new.definition)).bind(at).bind(grant.principal().account.0).execute(&mut *tx).await?;
            version_in!(tx, id, 1_i64, new, at, grant);
            audit_in!(self, tx, grant, object, serde_json::json!({"create": new.title_zh}));
        });
        Ok(id)
    }

    /// Saves a form over the state that `etag` names.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody else has saved since.
    pub async fn save_form(&self, grant: &Grant, id: FormId, etag: &str, new: &NewForm) -> Result<()> {
        grant.require(Action::Edit)?;
        titled(new)?;
        self.form(grant, id).await?;
        let version: i64 = etag.parse().map_err(|_| StoreError::Stale("form"))?;
        let (at, object) = (now(), Object::Form(id));
        write_tx!(self, tx => {
            let saved = sqlx::query(
                "UPDATE form SET title_zh = $3, title_en = $4, definition = $5, version = version + 1, updated = $6,
                 updated_by = $7 WHERE id = $1 AND version = $2 AND NOT retired")
                .bind(id.0).bind(version).bind(new.title_zh.trim()).bind(new.title_en.trim())
                .bind(Json(&new.definition)).bind(at).bind(grant.principal().account.0).execute(&mut *tx).await?;
            if saved.rows_affected() == 0 {
                return Err(StoreError::Stale("form"));
            }
            version_in!(tx, id, version + 1, new, at, grant);
            audit_in!(self, tx, grant, object, serde_json::json!({"version": version + 1}));
        });
        Ok(())
    }

    /// Takes a form out of use; its versions stay.
    ///
    /// # Errors
    /// When the project has no such form.
    pub async fn retire_form(&self, grant: &Grant, id: FormId) -> Result<()> {
        grant.require(Action::Edit)?;
        self.form(grant, id).await?;
        let object = Object::Form(id);
        write_tx!(self, tx => {
            sqlx::query("UPDATE form SET retired = TRUE WHERE id = $1").bind(id.0).execute(&mut *tx).await?;
            audit_in!(self, tx, grant, object, serde_json::json!({"retire": true}));
        });
        Ok(())
    }

    /// The templates of the project, by title.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn form_templates(&self, grant: &Grant) -> Result<Vec<FormTemplate>> {
        let rows: Vec<TemplateRow> = read!(self, pool => sqlx::query_as(
            "SELECT t.id, t.title_zh, t.title_en, t.definition, t.fields, t.created, a.name FROM form_template t
             JOIN account a ON a.id = t.account WHERE t.project = $1 AND NOT t.retired ORDER BY t.title_zh, t.id")
            .bind(grant.project().0).fetch_all(pool).await?);
        let template =
            |(id, title_zh, title_en, definition, fields, created, by): TemplateRow| FormTemplate {
                id: FormTemplateId(id),
                project: grant.project(),
                title_zh,
                title_en,
                definition: definition.0,
                fields: fields.0,
                created,
                by,
            };
        Ok(rows.into_iter().map(template).collect())
    }

    /// Keeps a form as a template with the fields it needs.
    ///
    /// # Errors
    /// When the grant is not to edit or the title is missing.
    pub async fn create_form_template(
        &self,
        grant: &Grant,
        new: &NewForm,
        fields: &[Variable],
    ) -> Result<FormTemplateId> {
        grant.require(Action::Edit)?;
        titled(new)?;
        let (id, at): (FormTemplateId, _) = (new_id(), now());
        let object = Object::FormTemplate(id);
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO form_template (id, project, title_zh, title_en, definition, fields, retired, created, account)
                 VALUES ($1,$2,$3,$4,$5,$6,FALSE,$7,$8)")
                .bind(id.0).bind(grant.project().0).bind(new.title_zh.trim()).bind(new.title_en.trim())
                .bind(Json(&new.definition)).bind(Json(fields)).bind(at).bind(grant.principal().account.0)
                .execute(&mut *tx).await?;
            audit_in!(self, tx, grant, object, serde_json::json!({"create": new.title_zh}));
        });
        Ok(id)
    }

    /// Takes a template out of use; forms made from it stay.
    ///
    /// # Errors
    /// When the project has no such template.
    pub async fn retire_form_template(&self, grant: &Grant, id: FormTemplateId) -> Result<()> {
        grant.require(Action::Edit)?;
        let object = Object::FormTemplate(id);
        write_tx!(self, tx => {
            let gone = sqlx::query("UPDATE form_template SET retired = TRUE WHERE id = $1 AND project = $2 AND NOT retired")
                .bind(id.0).bind(grant.project().0).execute(&mut *tx).await?;
            if gone.rows_affected() == 0 {
                return Err(StoreError::NotFound("template"));
            }
            audit_in!(self, tx, grant, object, serde_json::json!({"retire": true}));
        });
        Ok(())
    }
}
