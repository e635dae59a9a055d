//! Presets 常用设置: settings of feature extraction kept under a name, for everybody in a project.

use chrono::{DateTime, Utc};
use workbench_core::Action;
use workbench_core::ids::{FeaturePresetId, UserId};

use crate::audit::audit_in;
use crate::db::{new_id, now, read, write_tx};
use crate::tags::name;
use crate::{Grant, Object, Result, Store, StoreError};

/// Settings under a name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FeaturePreset {
    /// Id.
    #[sqlx(try_from = "uuid::Uuid")]
    pub id: FeaturePresetId,
    /// Name.
    pub name: String,
    /// Word of the profile whose settings these are.
    pub profile: String,
    /// The parameter file as it was written.
    pub settings: String,
    /// Its maker.
    #[sqlx(rename = "account", try_from = "uuid::Uuid")]
    pub by: UserId,
    /// Name of its maker.
    pub by_name: String,
    /// When it was last saved.
    pub at: DateTime<Utc>,
    /// Counts its states, for `If-Match`.
    pub revision: i64,
}

/// What a preset says.
#[derive(Clone, Debug)]
pub struct NewFeaturePreset {
    /// Name.
    pub name: String,
    /// Word of the profile.
    pub profile: String,
    /// The parameter file, checked.
    pub settings: String,
}

const PRESET: &str =
    "SELECT p.id, p.name, p.profile, p.settings, p.account, a.name AS by_name, p.at, p.revision
    FROM feature_preset p JOIN account a ON a.id = p.account WHERE p.project = $1 AND p.removed IS NULL";

impl FeaturePreset {
    /// Whether this person may replace and remove it: its maker, or who administers the project.
    pub fn is_changed_by(&self, grant: &Grant) -> bool {
        let own = self.by == grant.principal().account && grant.role().allows(Action::Train);
        own || grant.role().allows(Action::Administer)
    }
}

impl NewFeaturePreset {
    fn check(&self) -> Result<()> {
        name(&self.name, "a preset", "常用设置")
    }

    fn taken(&self, error: sqlx::Error) -> StoreError {
        match error.as_database_error() {
            Some(db) if db.is_unique_violation() => StoreError::refused(
                format!(
                    "the project has a preset `{}` already; replace it or choose another name",
                    self.name
                ),
                format!("本课题已有名为“{}”的常用设置，请替换它或另取名称", self.name),
            ),
            _ => StoreError::Sql(error),
        }
    }

    fn detail(&self) -> serde_json::Value {
        serde_json::json!({"preset": self.name, "profile": self.profile, "settings": self.settings})
    }
}

impl Store {
    /// The presets of the grant's project, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feature_presets(&self, grant: &Grant) -> Result<Vec<FeaturePreset>> {
        let sql = format!("{PRESET} ORDER BY p.name, p.id");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?))
    }

    /// One preset.
    ///
    /// # Errors
    /// When the project has none of this id.
    pub async fn feature_preset(&self, grant: &Grant, id: FeaturePresetId) -> Result<FeaturePreset> {
        let sql = format!("{PRESET} AND p.id = $2");
        let found: Option<FeaturePreset> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        found.ok_or(StoreError::NotFound("preset"))
    }

    /// Keeps settings under a name.
    ///
    /// # Errors
    /// When the grant is not to train, or the name is taken or unusable.
    pub async fn keep_feature_preset(
        &self,
        grant: &Grant,
        new: &NewFeaturePreset,
    ) -> Result<FeaturePresetId> {
        grant.require(Action::Train)?;
        new.check()?;
        let id: FeaturePresetId = new_id();
        write_tx!(self, tx => {
            sqlx::query(
                "INSERT INTO feature_preset (id, project, name, profile, settings, account, revision, at)
                 VALUES ($1,$2,$3,$4,$5,$6,1,$7)")
                .bind(id.0).bind(grant.project().0).bind(&new.name).bind(&new.profile).bind(&new.settings)
                .bind(grant.principal().account.0).bind(now())
                .execute(&mut *tx).await.map_err(|error| new.taken(error))?;
            audit_in!(self, tx, grant, Object::FeaturePreset(id), new.detail());
        });
        Ok(id)
    }

    /// Saves another state of a preset.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it was saved since `revision` was read; when it is another person's.
    pub async fn replace_feature_preset(
        &self,
        grant: &Grant,
        id: FeaturePresetId,
        revision: i64,
        new: &NewFeaturePreset,
    ) -> Result<()> {
        new.check()?;
        self.changeable(grant, id).await?;
        write_tx!(self, tx => {
            let saved = sqlx::query(
                "UPDATE feature_preset SET name = $3, profile = $4, settings = $5, revision = revision + 1, at = $6
                 WHERE id = $1 AND revision = $2 AND removed IS NULL")
                .bind(id.0).bind(revision).bind(&new.name).bind(&new.profile).bind(&new.settings).bind(now())
                .execute(&mut *tx).await.map_err(|error| new.taken(error))?.rows_affected();
            if saved == 0 {
                return Err(StoreError::Stale("preset"));
            }
            audit_in!(self, tx, grant, Object::FeaturePreset(id), new.detail());
        });
        Ok(())
    }

    /// Takes a preset away; the audit log keeps what it said.
    ///
    /// # Errors
    /// When it is another person's.
    pub async fn remove_feature_preset(&self, grant: &Grant, id: FeaturePresetId) -> Result<()> {
        let preset = self.changeable(grant, id).await?;
        write_tx!(self, tx => {
            sqlx::query("UPDATE feature_preset SET removed = $2 WHERE id = $1")
                .bind(id.0).bind(now()).execute(&mut *tx).await?;
            let detail = serde_json::json!({"removed": preset.name, "settings": preset.settings});
            audit_in!(self, tx, grant, Object::FeaturePreset(id), detail);
        });
        Ok(())
    }

    async fn changeable(&self, grant: &Grant, id: FeaturePresetId) -> Result<FeaturePreset> {
        let preset = self.feature_preset(grant, id).await?;
        if preset.is_changed_by(grant) {
            return Ok(preset);
        }
        Err(StoreError::barred(
            "only its maker, the owner or a steward changes a preset",
            "只有创建者、课题负责人或数据管理员可以修改该常用设置",
        ))
    }
}
