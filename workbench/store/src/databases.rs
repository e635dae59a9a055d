//! Disease databases 专病库 and their variables 变量.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, ProjectId};
use workbench_core::{Action, Variable};

use crate::authz::Object;
use crate::db::{new_id, now, read, write_tx};
use crate::error::unique;
use crate::{Grant, Result, Store, StoreError};

/// A disease database.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Database {
    /// Id.
    pub id: DatabaseId,
    /// Project.
    pub project: ProjectId,
    /// Name.
    pub name: String,
    /// The pack of rules that fills it.
    pub pack: String,
    /// Version of the pack.
    pub pack_version: String,
    /// Its columns, in order.
    pub variables: Vec<Variable>,
    /// Number of cases.
    pub cases: i64,
    /// Number of current values.
    pub values: i64,
    /// When it was made.
    pub created: DateTime<Utc>,
}

type Row = (uuid::Uuid, String, String, String, DateTime<Utc>);

impl Store {
    /// Makes a database with these variables.
    ///
    /// # Errors
    /// When the name is taken or empty, or the grant is not to edit.
    pub async fn create_database(
        &self,
        grant: &Grant,
        name: &str,
        pack: &str,
        pack_version: &str,
        variables: &[Variable],
    ) -> Result<DatabaseId> {
        grant.require(Action::Edit)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(StoreError::BadInput("a database needs a name of 1 to 200 characters".to_owned()));
        }
        let id: DatabaseId = new_id();
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO disease_database (id, project, name, pack, pack_version, created) VALUES ($1,$2,$3,$4,$5,$6)")
                .bind(id.0).bind(grant.project().0).bind(name).bind(pack).bind(pack_version).bind(now())
                .execute(&mut *tx).await.map_err(unique("a database of this name"))?;
            for (position, variable) in variables.iter().enumerate() {
                sqlx::query("INSERT INTO variable (disease_database, key, position, definition) VALUES ($1,$2,$3,$4)")
                    .bind(id.0).bind(&variable.key).bind(position as i64).bind(Json(variable))
                    .execute(&mut *tx).await?;
            }
        });
        self.record_for(grant, Action::Edit, &Object::Database(id), &serde_json::json!({"create": name}))
            .await?;
        Ok(id)
    }

    /// Adds variables that the database lacks, after the others.
    ///
    /// # Errors
    /// When the grant is not to edit.
    pub async fn add_variables(&self, grant: &Grant, id: DatabaseId, variables: &[Variable]) -> Result<()> {
        grant.require(Action::Edit)?;
        let known = self.database(grant, id).await?.variables.len();
        write_tx!(self, tx => for (index, variable) in variables.iter().enumerate() {
            sqlx::query(
                "INSERT INTO variable (disease_database, key, position, definition) VALUES ($1,$2,$3,$4)
                 ON CONFLICT (disease_database, key) DO NOTHING")
                .bind(id.0).bind(&variable.key).bind((known + index) as i64).bind(Json(variable))
                .execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// The databases of the project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn databases(&self, grant: &Grant) -> Result<Vec<Database>> {
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT id, name, pack, pack_version, created FROM disease_database WHERE project = $1 ORDER BY created")
            .bind(grant.project().0).fetch_all(pool).await?);
        let mut databases = Vec::with_capacity(rows.len());
        for row in rows {
            databases.push(self.database_of_row(grant, row).await?);
        }
        Ok(databases)
    }

    /// One database.
    ///
    /// # Errors
    /// When the project has no such database.
    pub async fn database(&self, grant: &Grant, id: DatabaseId) -> Result<Database> {
        let row: Option<Row> = read!(self, pool => sqlx::query_as(
            "SELECT id, name, pack, pack_version, created FROM disease_database WHERE project = $1 AND id = $2")
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        self.database_of_row(grant, row.ok_or(StoreError::NotFound("database"))?).await
    }

    async fn database_of_row(&self, grant: &Grant, row: Row) -> Result<Database> {
        let (id, name, pack, pack_version, created) = row;
        let variables: Vec<Json<Variable>> = read!(self, pool => sqlx::query_scalar(
            "SELECT definition FROM variable WHERE disease_database = $1 ORDER BY position, key")
            .bind(id).fetch_all(pool).await?);
        let (cases, values): (i64, i64) = read!(self, pool => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM disease_case WHERE disease_database = $1),
             (SELECT COUNT(*) FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                WHERE c.disease_database = $1 AND v.valid_to IS NULL)")
            .bind(id).fetch_one(pool).await?);
        Ok(Database {
            id: DatabaseId(id),
            project: grant.project(),
            name,
            pack,
            pack_version,
            variables: variables.into_iter().map(|json| json.0).collect(),
            cases,
            values,
            created,
        })
    }
}
