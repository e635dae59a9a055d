//! Projects 课题 and their members.

use chrono::{DateTime, Utc};
use workbench_core::ids::{ProjectId, UserId};
use workbench_core::{Action, DataLevel, Role, SystemRole};

use crate::authz::Object;
use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::stored;
use crate::{Grant, Principal, Result, Store, StoreError};

/// A project as one of its members sees it.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Project {
    /// Id.
    pub id: ProjectId,
    /// Title.
    pub title: String,
    /// `personal` or `shared`.
    pub kind: String,
    /// Whether all its data are generated.
    pub synthetic: bool,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// The asking person's role.
    pub role: Role,
    /// How deep the asking person may see.
    pub level: DataLevel,
    /// How much it holds.
    pub counts: Counts,
}

/// How much a project holds.
#[derive(Clone, Debug, Default, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct Counts {
    /// Patients.
    pub patients: i64,
    /// Reports.
    pub reports: i64,
    /// Cases over all databases.
    pub cases: i64,
    /// Studies.
    pub studies: i64,
    /// ROIs.
    pub rois: i64,
    /// Feature tables.
    pub feature_tables: i64,
    /// Models.
    pub models: i64,
    /// Predictions.
    pub predictions: i64,
}

/// A member of a project.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Member {
    /// Account.
    pub user: UserId,
    /// Login.
    pub login: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// How deep the member may see.
    pub level: DataLevel,
    /// Whether the depth was chosen for this member; else it is the role's.
    pub own_level: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    title: String,
    kind: String,
    synthetic: bool,
    created: DateTime<Utc>,
    role: String,
    level: Option<String>,
}

impl Store {
    /// Makes a project that `owner` runs.
    ///
    /// # Errors
    /// When the title is empty or the kind unknown.
    pub async fn create_project(
        &self,
        owner: &Principal,
        title: &str,
        kind: &str,
        synthetic: bool,
    ) -> Result<ProjectId> {
        if owner.system_role != SystemRole::User {
            return Err(StoreError::Denied("an administrator of the system owns no project".to_owned()));
        }
        if title.trim().is_empty() || title.chars().count() > 200 {
            return Err(StoreError::BadInput("a project needs a title of 1 to 200 characters".to_owned()));
        }
        if !matches!(kind, "personal" | "shared") {
            return Err(StoreError::BadInput(format!("`{kind}` is not personal or shared")));
        }
        let id: ProjectId = new_id();
        write_tx!(self, tx => {
            sqlx::query("INSERT INTO project (id, title, kind, synthetic, created) VALUES ($1,$2,$3,$4,$5)")
                .bind(id.0).bind(title.trim()).bind(kind).bind(synthetic).bind(now())
                .execute(&mut *tx).await?;
            sqlx::query("INSERT INTO member (project, account, role) VALUES ($1,$2,$3)")
                .bind(id.0).bind(owner.account.0).bind(Role::Owner.as_str()).execute(&mut *tx).await?;
        });
        let detail = serde_json::json!({"title": title.trim(), "kind": kind});
        self.record(owner, "create", &Object::Project(id), Some(id), "ok", &detail).await?;
        Ok(id)
    }

    /// The projects of which the person is a member, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn projects(&self, principal: &Principal) -> Result<Vec<Project>> {
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT p.*, m.role, m.level FROM project p JOIN member m ON m.project = p.id
             WHERE m.account = $1 ORDER BY p.created DESC")
            .bind(principal.account.0).fetch_all(pool).await?);
        let mut projects = Vec::with_capacity(rows.len());
        for row in rows {
            projects.push(self.project_of_row(row).await?);
        }
        Ok(projects)
    }

    /// One project.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn project(&self, grant: &Grant) -> Result<Project> {
        let row: Option<Row> = read!(self, pool => sqlx::query_as(
            "SELECT p.*, m.role, m.level FROM project p JOIN member m ON m.project = p.id
             WHERE p.id = $1 AND m.account = $2")
            .bind(grant.project().0).bind(grant.principal().account.0).fetch_optional(pool).await?);
        self.project_of_row(row.ok_or(StoreError::NotFound("project"))?).await
    }

    /// The project of this title among the person's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_by_title(&self, principal: &Principal, title: &str) -> Result<Option<ProjectId>> {
        let found = self.projects(principal).await?;
        Ok(found.into_iter().find(|project| project.title == title).map(|project| project.id))
    }

    /// The project of this title for the operator at the command line, who
    /// becomes an owner of it; a new one when there is none. The audit log
    /// shows that the command line took part.
    ///
    /// # Errors
    /// When two projects bear the title, or the project cannot be made.
    pub async fn operator_project(&self, operator: &Principal, title: &str) -> Result<ProjectId> {
        let found: Vec<uuid::Uuid> = read!(self, pool =>
            sqlx::query_scalar("SELECT id FROM project WHERE title = $1").bind(title.trim()).fetch_all(pool).await?);
        let project = match found.as_slice() {
            [] => return self.create_project(operator, title, "shared", false).await,
            [one] => ProjectId(*one),
            _ => {
                return Err(StoreError::Conflict(format!(
                    "several projects are called `{title}`; rename one"
                )));
            }
        };
        let joined = write_tx!(self, tx => sqlx::query(
            "INSERT INTO member (project, account, role) VALUES ($1,$2,'owner') ON CONFLICT (project, account) DO NOTHING")
            .bind(project.0).bind(operator.account.0).execute(&mut *tx).await?.rows_affected());
        if joined > 0 {
            let detail = serde_json::json!({"member": operator.login, "role": Role::Owner});
            self.record(operator, "administer", &Object::Project(project), Some(project), "ok", &detail)
                .await?;
        }
        Ok(project)
    }

    /// Whether a project bears this title, for the operator at the command line.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_exists(&self, title: &str) -> Result<bool> {
        let count: i64 = read!(self, pool => sqlx::query_scalar("SELECT COUNT(*) FROM project WHERE title = $1")
            .bind(title.trim()).fetch_one(pool).await?);
        Ok(count > 0)
    }

    /// The projects that hold a database of this name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn projects_with_database(&self, name: &str) -> Result<Vec<String>> {
        Ok(read!(self, pool => sqlx::query_scalar(
            "SELECT p.title FROM project p JOIN disease_database d ON d.project = p.id WHERE d.name = $1")
            .bind(name).fetch_all(pool).await?))
    }

    async fn project_of_row(&self, row: Row) -> Result<Project> {
        let counts: Counts = read!(self, pool => sqlx::query_as(
            "SELECT (SELECT COUNT(*) FROM patient WHERE project = $1) AS patients,
             (SELECT COUNT(DISTINCT external_id) FROM report WHERE project = $1) AS reports,
             (SELECT COUNT(*) FROM disease_case c JOIN disease_database d ON d.id = c.disease_database
                WHERE d.project = $1) AS cases,
             (SELECT COUNT(*) FROM study WHERE project = $1) AS studies,
             (SELECT COUNT(*) FROM roi WHERE project = $1) AS rois,
             (SELECT COUNT(*) FROM feature_table WHERE project = $1) AS feature_tables,
             (SELECT COUNT(*) FROM model_version WHERE project = $1) AS models,
             (SELECT COUNT(*) FROM prediction WHERE project = $1) AS predictions")
            .bind(row.id).fetch_one(pool).await?);
        let role: Role = stored(&row.role)?;
        let level = row.level.as_deref().map(stored).transpose()?;
        Ok(Project {
            id: ProjectId(row.id),
            title: row.title,
            kind: row.kind,
            synthetic: row.synthetic,
            created: row.created,
            role,
            level: level.unwrap_or(role.permission().level),
            counts,
        })
    }

    /// The members, by login.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&self, grant: &Grant) -> Result<Vec<Member>> {
        let rows: Vec<(uuid::Uuid, String, String, String, Option<String>)> = read!(self, pool => sqlx::query_as(
            "SELECT a.id, a.login, a.name, m.role, m.level FROM member m JOIN account a ON a.id = m.account
             WHERE m.project = $1 ORDER BY a.login")
            .bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter()
            .map(|(user, login, name, role, level)| {
                let role: Role = stored(&role)?;
                let own = level.as_deref().map(stored).transpose()?;
                let level = own.unwrap_or(role.permission().level);
                Ok(Member { user: UserId(user), login, name, role, level, own_level: own.is_some() })
            })
            .collect()
    }

    /// Adds a member or changes the role of one; the depth of data is the role's.
    ///
    /// # Errors
    /// As [`set_member_at`](Self::set_member_at).
    pub async fn set_member(&self, grant: &Grant, user: UserId, role: Option<Role>) -> Result<()> {
        self.set_member_at(grant, user, role, None).await
    }

    /// Adds a member or changes the role of one, with a depth of data of their own or the role's.
    ///
    /// # Errors
    /// When the grant is not to administer or less deep than what it gives, there is no such account, or the
    /// last owner would be lost.
    pub async fn set_member_at(
        &self,
        grant: &Grant,
        user: UserId,
        role: Option<Role>,
        level: Option<DataLevel>,
    ) -> Result<()> {
        grant.require(Action::Administer)?;
        let given = role.map(|role| level.unwrap_or(role.permission().level));
        if given.is_some_and(|given| given > grant.level()) {
            return Err(StoreError::barred(
                "nobody gives deeper access to data than they have themselves",
                "不能授予高于本人的数据级别",
            ));
        }
        let account = self.account(user).await?;
        let project = grant.project();
        if account.system_role != SystemRole::User && role.is_some() {
            return Err(StoreError::Denied(
                "an administrator of the system is no member of a project".to_owned(),
            ));
        }
        if grant.role() != Role::Owner && (role == Some(Role::Owner) || user == grant.principal().account) {
            return Err(StoreError::Denied(
                "only an owner makes owners, and nobody else changes their own role".to_owned(),
            ));
        }
        write_tx!(self, tx => {
            hold!(tx, project);
            let owners_left: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM member WHERE project = $1 AND role = 'owner' AND account <> $2")
                .bind(project.0).bind(user.0).fetch_one(&mut *tx).await?;
            if owners_left == 0 && role != Some(Role::Owner) {
                return Err(StoreError::Conflict("a project keeps at least one owner".to_owned()));
            }
            match role {
                Some(role) => sqlx::query(
                    "INSERT INTO member (project, account, role, level) VALUES ($1,$2,$3,$4)
                     ON CONFLICT (project, account) DO UPDATE SET role = excluded.role, level = excluded.level")
                    .bind(project.0).bind(user.0).bind(role.as_str()).bind(level.map(DataLevel::as_str)).execute(&mut *tx).await?,
                None => sqlx::query("DELETE FROM member WHERE project = $1 AND account = $2")
                    .bind(project.0).bind(user.0).execute(&mut *tx).await?,
            };
        });
        let detail = serde_json::json!({"member": user.to_string(), "role": role, "level": given});
        self.record_for(grant, Action::Administer, &Object::Project(project), &detail).await
    }
}
