//! Disease databases 专病库 and their variables 变量.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, ProjectId, RuleSetVersionId};
use workbench_core::{Action, Variable};

use crate::audit::audit_in;
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
    /// The published version that fills it; null when a pack does.
    pub ruleset_version: Option<RuleSetVersionId>,
    /// Its columns, in order: those of its rules, then others that hold values.
    pub variables: Vec<Variable>,
    /// Keys of columns that its rules no longer have.
    pub retired: Vec<String>,
    /// Number of cases.
    pub cases: i64,
    /// Number of current values.
    pub values: i64,
    /// When it was made.
    pub created: DateTime<Utc>,
}

type Row = (uuid::Uuid, String, String, String, Option<uuid::Uuid>, DateTime<Utc>);

/// What fills a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesOf {
    /// Name of the pack, or key of the rule set.
    pub pack: String,
    /// Version of it.
    pub version: String,
    /// The published version, when it is not a pack.
    pub ruleset_version: Option<RuleSetVersionId>,
}

/// Writes a variable behind the others.
macro_rules! variable_in {
    ($tx:ident, $database:expr, $variable:expr, $position:expr, $conflict:literal) => {
        sqlx::query(concat!(
            "INSERT INTO variable (disease_database, key, position, definition, kind, retired)
             VALUES ($1,$2,$3,$4,$5,FALSE) ",
            $conflict
        ))
        .bind($database.0)
        .bind(&$variable.key)
        .bind(i64::try_from($position).unwrap_or(i64::MAX))
        .bind(sqlx::types::Json($variable))
        .bind($variable.kind.as_str())
        .execute(&mut *$tx)
        .await?
    };
}
pub(crate) use variable_in;

impl Store {
    /// Makes a database of a pack with these variables.
    ///
    /// # Errors
    /// As [`create_database_of`](Self::create_database_of).
    pub async fn create_database(
        &self,
        grant: &Grant,
        name: &str,
        pack: &str,
        pack_version: &str,
        variables: &[Variable],
    ) -> Result<DatabaseId> {
        let rules =
            RulesOf { pack: pack.to_owned(), version: pack_version.to_owned(), ruleset_version: None };
        self.create_database_of(grant, name, &rules, variables).await
    }

    /// Makes a database that these rules fill.
    ///
    /// # Errors
    /// When the name is taken or empty, the version is not of the project, or the grant is not to edit.
    pub async fn create_database_of(
        &self,
        grant: &Grant,
        name: &str,
        rules: &RulesOf,
        variables: &[Variable],
    ) -> Result<DatabaseId> {
        grant.require(Action::Edit)?;
        if let Some(version) = rules.ruleset_version {
            self.ruleset_version(grant, version).await?;
        }
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(StoreError::BadInput("a database needs a name of 1 to 200 characters".to_owned()));
        }
        let id: DatabaseId = new_id();
        let object = Object::Database(id);
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO disease_database (id, project, name, pack, pack_version, rule_set_version, created)
                 VALUES ($1,$2,$3,$4,$5,$6,$7)")
                .bind(id.0).bind(grant.project().0).bind(name).bind(&rules.pack).bind(&rules.version)
                .bind(rules.ruleset_version.map(|id| id.0)).bind(now())
                .execute(&mut *tx).await.map_err(unique("a database of this name"))?;
            for (position, variable) in variables.iter().enumerate() {
                variable_in!(tx, id, variable, position, "");
            }
            audit_in!(self, tx, grant, object, serde_json::json!({"create": name}));
        });
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
            variable_in!(tx, id, variable, known + index, "ON CONFLICT (disease_database, key) DO NOTHING");
        });
        Ok(())
    }

    /// The databases of the project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn databases(&self, grant: &Grant) -> Result<Vec<Database>> {
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT id, name, pack, pack_version, rule_set_version, created FROM disease_database WHERE project = $1 ORDER BY created")
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
            "SELECT id, name, pack, pack_version, rule_set_version, created FROM disease_database WHERE project = $1 AND id = $2")
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        self.database_of_row(grant, row.ok_or(StoreError::NotFound("database"))?).await
    }

    async fn database_of_row(&self, grant: &Grant, row: Row) -> Result<Database> {
        let (id, name, pack, pack_version, version, created) = row;
        let variables: Vec<(Json<Variable>, bool)> = read!(self, pool => sqlx::query_as(
            "SELECT w.definition, w.retired FROM variable w WHERE w.disease_database = $1 AND (NOT w.retired
                OR EXISTS (SELECT 1 FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                    WHERE c.disease_database = $1 AND v.variable = w.key AND v.valid_to IS NULL))
             ORDER BY w.retired, w.position, w.key")
            .bind(id).fetch_all(pool).await?);
        let retired = variables.iter().filter(|(_, retired)| *retired);
        let retired = retired.map(|(variable, _)| variable.key.clone()).collect();
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
            ruleset_version: crate::rulesets::version_id(version),
            variables: variables.into_iter().map(|(json, _)| json.0).collect(),
            retired,
            cases,
            values,
            created,
        })
    }
}
