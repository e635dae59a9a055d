//! Feature tables 特征: rows of numbers kept as one object.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::ids::FeatureTableId;
use workbench_core::{Action, Digest};

use crate::db::{new_id, now, read, write_tx};
use crate::error::stored;
use crate::{Grant, Result, Store, StoreError};

/// A feature table to keep; its rows are a stored object already.
#[derive(Clone, Debug)]
pub struct NewFeatureTable {
    /// Name.
    pub name: String,
    /// Parameters of the extraction.
    pub settings: serde_json::Value,
    /// Rows.
    pub rows: i64,
    /// Column names.
    pub columns: Vec<String>,
    /// ROIs that failed: id and reason.
    pub failed: Vec<FailedRow>,
    /// Digest of the rows.
    pub object: Digest,
    /// Digest of the same rows as Parquet.
    pub parquet: Option<Digest>,
}

/// An ROI whose features could not be computed.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct FailedRow {
    /// ROI.
    pub roi: String,
    /// Why.
    pub reason: String,
    /// The same in Chinese, as far as it is known.
    #[serde(default)]
    pub reason_zh: Option<String>,
    /// Its label.
    #[serde(default)]
    pub label: String,
}

/// A feature table without its rows.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct FeatureTableRow {
    /// Id.
    pub id: FeatureTableId,
    /// Name.
    pub name: String,
    /// Parameters of the extraction.
    pub settings: serde_json::Value,
    /// Rows.
    pub rows: i64,
    /// Column names.
    pub columns: Vec<String>,
    /// ROIs that failed.
    pub failed: Vec<FailedRow>,
    /// SHA-256 of the rows.
    #[schema(value_type = String)]
    pub hash: Digest,
    /// SHA-256 of the same rows as Parquet; null of a table that was made before there was one.
    #[schema(value_type = Option<String>)]
    pub parquet: Option<Digest>,
    /// When it was made.
    pub created: DateTime<Utc>,
}

type Row = (
    uuid::Uuid,
    String,
    Json<serde_json::Value>,
    i64,
    Json<Vec<String>>,
    Json<Vec<FailedRow>>,
    String,
    Option<String>,
    DateTime<Utc>,
);

const TABLE: &str = "SELECT id, name, settings, row_count, columns, failed, object, parquet, created FROM feature_table WHERE project = $1";

fn table(row: Row) -> Result<FeatureTableRow> {
    let (id, name, settings, rows, columns, failed, object, parquet, created) = row;
    Ok(FeatureTableRow {
        id: FeatureTableId(id),
        name,
        settings: settings.0,
        rows,
        columns: columns.0,
        failed: failed.0,
        hash: stored(&object)?,
        parquet: parquet.as_deref().map(stored).transpose()?,
        created,
    })
}

impl Store {
    /// Keeps a feature table.
    ///
    /// # Errors
    /// When the grant is not to train.
    pub async fn keep_feature_table(&self, grant: &Grant, new: &NewFeatureTable) -> Result<FeatureTableId> {
        grant.require(Action::Train)?;
        let id: FeatureTableId = new_id();
        write_tx!(self, tx => { sqlx::query(
            "INSERT INTO feature_table (id, project, name, settings, row_count, columns, failed, object, parquet, created)
             VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)")
            .bind(id.0).bind(grant.project().0).bind(&new.name).bind(Json(&new.settings)).bind(new.rows)
            .bind(Json(&new.columns)).bind(Json(&new.failed)).bind(new.object.to_string())
            .bind(new.parquet.map(|digest| digest.to_string())).bind(now())
            .execute(&mut *tx).await?; });
        Ok(id)
    }

    /// The feature tables of the project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feature_tables(&self, grant: &Grant) -> Result<Vec<FeatureTableRow>> {
        let sql = format!("{TABLE} ORDER BY created DESC");
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).fetch_all(pool).await?);
        rows.into_iter().map(table).collect()
    }

    /// One feature table.
    ///
    /// # Errors
    /// When the project has no such table.
    pub async fn feature_table(&self, grant: &Grant, id: FeatureTableId) -> Result<FeatureTableRow> {
        let sql = format!("{TABLE} AND id = $2");
        let row: Option<Row> = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql.as_str()))
            .bind(grant.project().0).bind(id.0).fetch_optional(pool).await?);
        table(row.ok_or(StoreError::NotFound("feature table"))?)
    }
}
