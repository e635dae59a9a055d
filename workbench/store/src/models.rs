//! The model registry 模型.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::{DatabaseId, FeatureTableId, ModelId};
use workbench_core::{Action, Digest};

use crate::db::{hold, new_id, now, read, write_tx};
use crate::error::stored;
use crate::{Grant, Result, Store, StoreError};

/// A trained model to register; its files are stored objects already.
#[derive(Clone, Debug)]
pub struct NewModel {
    /// Name; the next version of that name is made.
    pub name: String,
    /// Learner.
    pub learner: String,
    /// Variable that it predicts.
    pub target: String,
    /// Feature table it was trained on.
    pub feature_table: FeatureTableId,
    /// Database the target was read from.
    pub database: DatabaseId,
    /// Numbers for the list: n, positives, AUC with interval, accuracy.
    pub summary: serde_json::Value,
    /// Digest of metrics, curves and out-of-fold predictions.
    pub outcome: Digest,
    /// Digest of the model file.
    pub model: Digest,
}

/// A model version.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct ModelRow {
    /// Id.
    pub id: ModelId,
    /// Name.
    pub name: String,
    /// Version of the name, from 1.
    pub version: i64,
    /// Learner.
    pub learner: String,
    /// Variable that it predicts.
    pub target: String,
    /// Feature table it was trained on.
    pub feature_table: FeatureTableId,
    /// Database the target was read from.
    pub database: DatabaseId,
    /// Numbers for the list: n, positives, AUC with interval, accuracy.
    pub summary: serde_json::Value,
    /// Digest of metrics, curves and out-of-fold predictions.
    #[serde(skip)]
    pub outcome: Option<Digest>,
    /// SHA-256 of the model file.
    #[schema(value_type = String)]
    pub hash: Digest,
    /// Findings that clinicians accepted.
    pub accepted: i64,
    /// Findings that clinicians rejected.
    pub rejected: i64,
    /// When it was made.
    pub created: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    name: String,
    version: i64,
    learner: String,
    target: String,
    feature_table: uuid::Uuid,
    disease_database: uuid::Uuid,
    summary: Json<serde_json::Value>,
    outcome_object: String,
    model_object: String,
    accepted: i64,
    rejected: i64,
    created: DateTime<Utc>,
}

/// Only the last verdict of a finding counts.
macro_rules! verdicts {
    ($word:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM feedback b JOIN finding f ON f.id = b.finding JOIN prediction p ON p.id = f.prediction
              WHERE p.model_version = m.id AND b.verdict = '", $word, "' AND NOT EXISTS
              (SELECT 1 FROM feedback n WHERE n.finding = b.finding AND (n.at > b.at OR (n.at = b.at AND n.id > b.id))))"
        )
    };
}

const MODEL: &str = concat!(
    "SELECT m.*, ",
    verdicts!("accepted"),
    " AS accepted, ",
    verdicts!("rejected"),
    " AS rejected FROM model_version m WHERE m.project = $1"
);

fn model(row: Row) -> Result<ModelRow> {
    Ok(ModelRow {
        id: ModelId(row.id),
        name: row.name,
        version: row.version,
        learner: row.learner,
        target: row.target,
        feature_table: FeatureTableId(row.feature_table),
        database: DatabaseId(row.disease_database),
        summary: row.summary.0,
        outcome: Some(stored(&row.outcome_object)?),
        hash: stored(&row.model_object)?,
        accepted: row.accepted,
        rejected: row.rejected,
        created: row.created,
    })
}

impl Store {
    /// Registers a model as the next version of its name.
    ///
    /// # Errors
    /// When the grant is not to train, or the project lacks the table or the database.
    pub async fn keep_model(&self, grant: &Grant, new: &NewModel) -> Result<ModelId> {
        grant.require(Action::Train)?;
        self.feature_table(grant, new.feature_table).await?;
        self.database(grant, new.database).await?;
        let id: ModelId = new_id();
        write_tx!(self, tx => {
            hold!(tx, grant.project());
            sqlx::query(
                "INSERT INTO model_version (id, project, name, version, learner, target, feature_table, disease_database,
                 summary, outcome_object, model_object, created)
                 SELECT $1,$2,$3, COALESCE(MAX(version), 0) + 1, $4,$5,$6,$7,$8,$9,$10,$11
                 FROM model_version WHERE project = $2 AND name = $3")
                .bind(id.0).bind(grant.project().0).bind(&new.name).bind(&new.learner).bind(&new.target)
                .bind(new.feature_table.0).bind(new.database.0).bind(Json(&new.summary))
                .bind(new.outcome.to_string()).bind(new.model.to_string()).bind(now())
                .execute(&mut *tx).await?;
        });
        Ok(id)
    }

    /// The models of the project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn models(&self, grant: &Grant) -> Result<Vec<ModelRow>> {
        let sql = format!("{MODEL} ORDER BY m.created DESC, m.name");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter().map(model).collect()
    }

    /// One model.
    ///
    /// # Errors
    /// When the project has no such model.
    pub async fn model(&self, grant: &Grant, id: ModelId) -> Result<ModelRow> {
        let sql = format!("{MODEL} AND m.id = $2");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        model(row.ok_or(StoreError::NotFound("model"))?)
    }
}
