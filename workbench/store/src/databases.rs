//! Disease databases 专病库 and their variables 变量.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, ProjectId, RuleSetVersionId, UserId};
use workbench_core::{Action, Variable};

use crate::audit::audit_in;
use crate::authz::Object;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::dictionary::dictionary_in;
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
    /// The database whose cases it shows, when it is a child.
    pub parent: Option<ParentOf>,
    /// Keys of columns that are the parent's; they are read only here.
    pub inherited: Vec<String>,
    /// Whether only its maker sees it.
    pub personal: bool,
    /// Who made it; null when it was made before that was kept.
    pub owner: Option<UserId>,
    /// Version of its own dictionary.
    pub dictionary_version: i64,
    /// Grows with every change of its values or texts.
    pub revision: i64,
}

/// What a child database shows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, utoipa::ToSchema)]
pub struct ParentOf {
    /// The parent.
    pub id: DatabaseId,
    /// Its name.
    pub name: String,
    /// Which of its cases.
    #[schema(value_type = Object)]
    pub criteria: serde_json::Value,
}

/// A database to make.
#[derive(Clone, Debug)]
pub struct NewDatabase<'a> {
    /// Name.
    pub name: &'a str,
    /// What fills it; the empty pack when nothing does.
    pub rules: RulesOf,
    /// Its columns.
    pub variables: &'a [Variable],
    /// The database whose cases it shows, and which of them.
    pub parent: Option<(DatabaseId, serde_json::Value)>,
    /// Whether only its maker sees it.
    pub personal: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    name: String,
    pack: String,
    pack_version: String,
    rule_set_version: Option<uuid::Uuid>,
    created: DateTime<Utc>,
    parent: Option<uuid::Uuid>,
    parent_name: Option<String>,
    criteria: Option<Json<serde_json::Value>>,
    personal: bool,
    owner: Option<uuid::Uuid>,
    dictionary_version: i64,
    revision: i64,
}

/// The databases of project `$1` that account `$2` may see.
const SEEN: &str = "SELECT d.id, d.name, d.pack, d.pack_version, d.rule_set_version, d.created, d.parent,
    u.name AS parent_name, d.criteria, d.personal, d.owner, d.dictionary_version, d.revision
    FROM disease_database d LEFT JOIN disease_database u ON u.id = d.parent
    WHERE d.project = $1 AND (NOT d.personal OR d.owner = $2)";

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
        let new = NewDatabase { name, rules: rules.clone(), variables, parent: None, personal: false };
        self.make_database(grant, &new).await
    }

    /// Makes a database: filled by rules, empty, or showing cases of another one.
    ///
    /// # Errors
    /// When the name is taken or empty, the version is not of the project, the parent is itself a child or a personal
    /// database of the maker's whose child would not be personal, or the grant is not to edit.
    pub async fn make_database(&self, grant: &Grant, new: &NewDatabase<'_>) -> Result<DatabaseId> {
        grant.require(Action::Edit)?;
        if let Some(version) = new.rules.ruleset_version {
            self.ruleset_version(grant, version).await?;
        }
        if let Some((parent, _)) = &new.parent {
            let parent = self.database(grant, *parent).await?;
            if parent.parent.is_some() {
                return Err(StoreError::bad(
                    "this database is a child itself; make the new one below its parent",
                    "该库本身是子库，请在它的上级库下新建",
                ));
            }
            if parent.personal && !new.personal {
                return Err(StoreError::bad(
                    "a child of a personal database is personal as well",
                    "个人库的子库也须是个人库",
                ));
            }
        }
        let name = new.name.trim();
        if name.is_empty() || name.chars().count() > 200 || name.contains('\0') {
            return Err(StoreError::bad(
                "a database needs a name of 1 to 200 characters",
                "专病库名称须为 1 至 200 个字",
            ));
        }
        let (id, at): (DatabaseId, _) = (new_id(), now());
        let object = Object::Database(id);
        let (parent, criteria) = new.parent.clone().unzip();
        let mut changes = Vec::with_capacity(new.variables.len());
        for variable in new.variables {
            let becomes = serde_json::to_value(variable).map_err(|e| StoreError::Stored(e.to_string()))?;
            changes.push((variable.key.clone(), None, Some(becomes)));
        }
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO disease_database (id, project, name, pack, pack_version, rule_set_version, created,
                 parent, criteria, personal, owner) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)")
                .bind(id.0).bind(grant.project().0).bind(name).bind(&new.rules.pack).bind(&new.rules.version)
                .bind(new.rules.ruleset_version.map(|id| id.0)).bind(at).bind(parent.map(|id| id.0))
                .bind(criteria.map(Json)).bind(new.personal).bind(grant.principal().account.0)
                .execute(&mut *tx).await.map_err(unique("a database of this name"))?;
            for (position, variable) in new.variables.iter().enumerate() {
                variable_in!(tx, id, variable, position, "");
            }
            dictionary_in!(tx, grant, id, "", at, &changes);
            audit_in!(self, tx, grant, object, serde_json::json!({
                "create": name, "personal": new.personal, "parent": parent.map(|id| id.to_string()),
            }));
        });
        Ok(id)
    }

    /// Adds variables that the database lacks, after the others.
    ///
    /// # Errors
    /// When the grant is not to edit.
    pub async fn add_variables(&self, grant: &Grant, id: DatabaseId, variables: &[Variable]) -> Result<()> {
        grant.require(Action::Edit)?;
        let there = self.fields(grant, id).await?;
        let lacks = |variable: &&Variable| !there.iter().any(|known| known.field.key == variable.key);
        let fresh: Vec<&Variable> = variables.iter().filter(lacks).collect();
        let mut changes = Vec::with_capacity(fresh.len());
        for variable in &fresh {
            let becomes = serde_json::to_value(variable).map_err(|e| StoreError::Stored(e.to_string()))?;
            changes.push((variable.key.clone(), None, Some(becomes)));
        }
        if fresh.is_empty() {
            return Ok(());
        }
        let at = now();
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            for (index, variable) in fresh.iter().enumerate() {
                variable_in!(tx, id, variable, there.len() + index, "ON CONFLICT (disease_database, key) DO NOTHING");
            }
            dictionary_in!(tx, grant, id, "import", at, &changes);
        });
        Ok(())
    }

    /// The databases of the project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn databases(&self, grant: &Grant) -> Result<Vec<Database>> {
        let sql = format!("{SEEN} ORDER BY d.created, d.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).fetch_all(pool).await?);
        let mut databases = Vec::with_capacity(rows.len());
        for row in rows {
            databases.push(self.database_of_row(grant, row).await?);
        }
        Ok(databases)
    }

    /// One database.
    ///
    /// # Errors
    /// When the project has no such database, or it is somebody else's personal one.
    pub async fn database(&self, grant: &Grant, id: DatabaseId) -> Result<Database> {
        let sql = format!("{SEEN} AND d.id = $3");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(id.0).fetch_optional(pool).await?);
        self.database_of_row(grant, row.ok_or(StoreError::NotFound("database"))?).await
    }

    /// Columns in use and retired ones that hold values; `true` says retired.
    async fn variables_of(&self, id: uuid::Uuid) -> Result<Vec<(Variable, bool)>> {
        let rows: Vec<(Json<Variable>, bool)> = read!(self, pool => sqlx::query_as(
            "SELECT w.definition, w.retired FROM variable w WHERE w.disease_database = $1 AND (NOT w.retired
                OR EXISTS (SELECT 1 FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                    WHERE c.disease_database = $1 AND v.variable = w.key AND v.valid_to IS NULL))
             ORDER BY w.retired, w.position, w.key")
            .bind(id).fetch_all(pool).await?);
        Ok(rows.into_iter().map(|(json, retired)| (json.0, retired)).collect())
    }

    async fn database_of_row(&self, grant: &Grant, row: Row) -> Result<Database> {
        let mut variables = match row.parent {
            Some(parent) => self.variables_of(parent).await?,
            None => Vec::new(),
        };
        let inherited: Vec<String> = variables.iter().map(|(variable, _)| variable.key.clone()).collect();
        let known: HashSet<&String> = inherited.iter().collect();
        let own = self.variables_of(row.id).await?;
        variables.extend(own.into_iter().filter(|(variable, _)| !known.contains(&variable.key)));
        let retired = variables.iter().filter(|(_, retired)| *retired);
        let retired = retired.map(|(variable, _)| variable.key.clone()).collect();
        let id = row.id;
        let (cases, values): (i64, i64) = read!(self, pool => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM disease_case WHERE disease_database = $1 AND shown),
             (SELECT COUNT(*) FROM case_value v JOIN disease_case c ON c.id = v.disease_case
                WHERE c.disease_database = $1 AND c.shown AND v.valid_to IS NULL)")
            .bind(id).fetch_one(pool).await?);
        let parent = row.parent.map(|id| ParentOf {
            id: DatabaseId(id),
            name: row.parent_name.unwrap_or_default(),
            criteria: row.criteria.map(|json| json.0).unwrap_or_default(),
        });
        Ok(Database {
            id: DatabaseId(id),
            project: grant.project(),
            name: row.name,
            pack: row.pack,
            pack_version: row.pack_version,
            ruleset_version: crate::rulesets::version_id(row.rule_set_version),
            variables: variables.into_iter().map(|(variable, _)| variable).collect(),
            retired,
            cases,
            values,
            created: row.created,
            parent,
            inherited,
            personal: row.personal,
            owner: row.owner.map(UserId),
            dictionary_version: row.dictionary_version,
            revision: row.revision,
        })
    }
}
