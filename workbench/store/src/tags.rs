//! Tags 筛选标签: searches kept under a name, a person's own or for everybody.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use workbench_core::Action;
use workbench_core::ids::{DatabaseId, TagId, UserId};

use crate::audit::audit_in;
use crate::db::{new_id, now, read, write_tx};
use crate::error::unique;
use crate::{Grant, Object, Result, Store, StoreError};

/// A search under a name.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Tag {
    /// Id.
    pub id: TagId,
    /// Database it searches.
    pub database: DatabaseId,
    /// Name.
    pub name: String,
    /// The criteria.
    #[schema(value_type = Object)]
    pub criteria: Value,
    /// The criteria as a sentence.
    pub description_zh: String,
    /// The same in English.
    pub description_en: String,
    /// Whether all members see it; else its maker alone.
    pub shared: bool,
    /// Its maker.
    pub by: UserId,
    /// Name of its maker.
    pub by_name: String,
    /// When it was last saved.
    pub at: DateTime<Utc>,
    /// Names this state of it, for `If-Match`.
    pub etag: String,
}

/// What a tag says.
#[derive(Clone, Debug)]
pub struct NewTag {
    /// Name.
    pub name: String,
    /// The criteria, checked.
    pub criteria: Value,
    /// As a sentence.
    pub description_zh: String,
    /// The same in English.
    pub description_en: String,
    /// Whether all members see it.
    pub shared: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    disease_database: uuid::Uuid,
    name: String,
    criteria: Json<Value>,
    description_zh: String,
    description_en: String,
    shared: bool,
    account: uuid::Uuid,
    by_name: String,
    revision: i64,
    at: DateTime<Utc>,
}

impl Row {
    fn tag(self) -> Tag {
        Tag {
            id: TagId(self.id),
            database: DatabaseId(self.disease_database),
            name: self.name,
            criteria: self.criteria.0,
            description_zh: self.description_zh,
            description_en: self.description_en,
            shared: self.shared,
            by: UserId(self.account),
            by_name: self.by_name,
            at: self.at,
            etag: self.revision.to_string(),
        }
    }
}

const TAG: &str =
    "SELECT t.id, t.disease_database, t.name, t.criteria, t.description_zh, t.description_en, t.shared,
    t.account, a.name AS by_name, t.revision, t.at FROM tag t JOIN account a ON a.id = t.account
    JOIN disease_database d ON d.id = t.disease_database
    WHERE d.project = $1 AND (t.shared OR t.account = $2) AND t.removed IS NULL";

impl NewTag {
    fn check(&self, grant: &Grant) -> Result<()> {
        name(&self.name, "a tag", "标签")?;
        if self.shared && !grant.role().allows(Action::Edit) {
            return Err(StoreError::barred(
                "your role may keep tags for itself, not for everybody",
                "当前角色只能保存个人标签，不能共享",
            ));
        }
        Ok(())
    }
}

/// A name of 1 to 200 characters without spaces around it.
pub(crate) fn name(text: &str, en: &str, zh: &str) -> Result<()> {
    let long = text.chars().count();
    let good = (1..=200).contains(&long) && text.trim() == text && !text.chars().any(char::is_control);
    if good {
        return Ok(());
    }
    Err(StoreError::bad(
        format!("{en} needs a name of 1 to 200 characters"),
        format!("{zh}的名称须为 1 至 200 个字"),
    ))
}

impl Store {
    /// The tags of a database that the person sees: shared ones and their own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tags(&self, grant: &Grant, database: DatabaseId) -> Result<Vec<Tag>> {
        let sql = format!("{TAG} AND t.disease_database = $3 ORDER BY t.name, t.id");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(database.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(Row::tag).collect())
    }

    /// One tag that the person sees.
    ///
    /// # Errors
    /// When there is none.
    pub async fn tag(&self, grant: &Grant, id: TagId) -> Result<Tag> {
        let sql = format!("{TAG} AND t.id = $3");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(grant.principal().account.0).bind(id.0).fetch_optional(pool).await?);
        row.map(Row::tag).ok_or(StoreError::NotFound("tag"))
    }

    /// Keeps a search of a database under a name.
    ///
    /// # Errors
    /// When the name is taken by the same person or unusable, or the role may not share it.
    pub async fn keep_tag(&self, grant: &Grant, database: DatabaseId, new: &NewTag) -> Result<TagId> {
        new.check(grant)?;
        self.database(grant, database).await?;
        let id: TagId = new_id();
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO tag (id, disease_database, name, criteria, description_zh, description_en, shared, account,
                 revision, at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,1,$9)")
                .bind(id.0).bind(database.0).bind(&new.name).bind(Json(&new.criteria)).bind(&new.description_zh)
                .bind(&new.description_en).bind(new.shared).bind(grant.principal().account.0).bind(now())
                .execute(&mut *tx).await.map_err(unique("a tag of yours with this name"))?;
            audit_in!(self, tx, grant, Object::Tag(id), serde_json::json!({"tag": new.name, "shared": new.shared}));
        });
        Ok(id)
    }

    /// Saves another state of a tag: its maker's, or anybody's shared one for who administers.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was saved since `etag` was read.
    pub async fn save_tag(&self, grant: &Grant, id: TagId, etag: &str, new: &NewTag) -> Result<()> {
        new.check(grant)?;
        self.may_change(grant, id).await?;
        let revision: i64 = etag.parse().map_err(|_| StoreError::Stale("tag"))?;
        write_tx!(self, tx => {
            let saved = sqlx::query(
                "UPDATE tag SET name = $3, criteria = $4, description_zh = $5, description_en = $6, shared = $7,
                 revision = revision + 1, at = $8 WHERE id = $1 AND revision = $2 AND removed IS NULL")
                .bind(id.0).bind(revision).bind(&new.name).bind(Json(&new.criteria)).bind(&new.description_zh)
                .bind(&new.description_en).bind(new.shared).bind(now())
                .execute(&mut *tx).await.map_err(unique("a tag with this name"))?.rows_affected();
            if saved == 0 {
                return Err(StoreError::Stale("tag"));
            }
            audit_in!(self, tx, grant, Object::Tag(id), serde_json::json!({"tag": new.name, "shared": new.shared}));
        });
        Ok(())
    }

    /// Takes a tag away; the audit log keeps that it was there.
    ///
    /// # Errors
    /// When it is another person's.
    pub async fn remove_tag(&self, grant: &Grant, id: TagId) -> Result<()> {
        let tag = self.may_change(grant, id).await?;
        write_tx!(self, tx => {
            sqlx::query("UPDATE tag SET removed = $2 WHERE id = $1").bind(id.0).bind(now()).execute(&mut *tx).await?;
            let detail = serde_json::json!({"removed": tag.name, "criteria": tag.criteria});
            audit_in!(self, tx, grant, Object::Tag(id), detail);
        });
        Ok(())
    }

    async fn may_change(&self, grant: &Grant, id: TagId) -> Result<Tag> {
        let tag = self.tag(grant, id).await?;
        if tag.by == grant.principal().account || grant.role().allows(Action::Administer) {
            return Ok(tag);
        }
        Err(StoreError::barred(
            "only its maker or a steward changes a tag",
            "只有创建者或数据管理员可以修改该标签",
        ))
    }
}
