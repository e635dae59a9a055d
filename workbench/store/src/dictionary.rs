//! Versions of a dictionary: who changed which fields, and when.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use workbench_core::Variable;
use workbench_core::ids::DatabaseId;

use crate::db::read;
use crate::{Grant, Result, Store, StoreError};

/// A field before and after a change; absent while it is not in use.
pub(crate) type Changed = (String, Option<serde_json::Value>, Option<serde_json::Value>);

/// Writes the next version of a dictionary; nothing when nothing changed.
macro_rules! dictionary_in {
    ($tx:ident, $grant:expr, $database:expr, $note:expr, $at:expr, $changes:expr) => {{
        let changes: &[$crate::dictionary::Changed] = $changes;
        if !changes.is_empty() {
            let count = |test: fn(&$crate::dictionary::Changed) -> bool| {
                i64::try_from(changes.iter().filter(|change| test(change)).count()).unwrap_or(i64::MAX)
            };
            let version: i64 = sqlx::query_scalar(
                "UPDATE disease_database SET dictionary_version = dictionary_version + 1 WHERE id = $1
                 RETURNING dictionary_version",
            )
            .bind($database.0)
            .fetch_one(&mut *$tx)
            .await?;
            sqlx::query(
                "INSERT INTO dictionary_version (disease_database, version, at, account, note, added, changed, removed)
                 VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
            )
            .bind($database.0)
            .bind(version)
            .bind($at)
            .bind($grant.principal().account.0)
            .bind($note)
            .bind(count(|(_, was, _)| was.is_none()))
            .bind(count(|(_, was, becomes)| was.is_some() && becomes.is_some()))
            .bind(count(|(_, _, becomes)| becomes.is_none()))
            .execute(&mut *$tx)
            .await?;
            for page in changes.chunks(1_000) {
                let mut query = sqlx::QueryBuilder::new(
                    "INSERT INTO dictionary_change (disease_database, version, key, was, becomes) ",
                );
                query.push_values(page, |mut row, (key, was, becomes)| {
                    row.push_bind($database.0)
                        .push_bind(version)
                        .push_bind(key)
                        .push_bind(was.as_ref().map(sqlx::types::Json))
                        .push_bind(becomes.as_ref().map(sqlx::types::Json));
                });
                query.build().execute(&mut *$tx).await?;
            }
        }
    }};
}
pub(crate) use dictionary_in;

/// One version.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow, utoipa::ToSchema)]
pub struct DictionaryVersion {
    /// Number, from 1.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the person.
    pub by: String,
    /// What was said of it.
    pub note: String,
    /// Fields that came into use.
    pub added: i64,
    /// Fields that changed.
    pub changed: i64,
    /// Fields that went out of use.
    pub removed: i64,
}

/// A field at two versions.
pub type FieldThen = (Option<Variable>, Option<Variable>);

impl Store {
    /// The versions of a database's own dictionary, newest first.
    ///
    /// # Errors
    /// When the project has no such database.
    pub async fn dictionary_versions(&self, grant: &Grant, id: DatabaseId) -> Result<Vec<DictionaryVersion>> {
        self.database(grant, id).await?;
        Ok(read!(self, pool => sqlx::query_as(
            "SELECT v.version, v.at, a.name AS by, v.note, v.added, v.changed, v.removed FROM dictionary_version v
             JOIN account a ON a.id = v.account WHERE v.disease_database = $1 ORDER BY v.version DESC LIMIT 5000")
            .bind(id.0).fetch_all(pool).await?))
    }

    /// The fields that differ between two versions, as they were at `a` and at `b`.
    ///
    /// # Errors
    /// When the project has no such database or it never had one of the versions.
    pub async fn dictionary_between(
        &self,
        grant: &Grant,
        id: DatabaseId,
        a: i64,
        b: i64,
    ) -> Result<Vec<FieldThen>> {
        let newest = self.database(grant, id).await?.dictionary_version;
        if !(0..=newest).contains(&a) || !(0..=newest).contains(&b) {
            return Err(StoreError::NotFound("version of this dictionary"));
        }
        type Row = (String, Option<Json<Variable>>, Option<Json<Variable>>);
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(
            "SELECT key, was, becomes FROM dictionary_change WHERE disease_database = $1 AND version > $2
             AND version <= $3 ORDER BY key, version")
            .bind(id.0).bind(a.min(b)).bind(a.max(b)).fetch_all(pool).await?);
        let mut fields: Vec<(String, FieldThen)> = Vec::new();
        for (key, was, becomes) in rows {
            let (was, becomes) = (was.map(|json| json.0), becomes.map(|json| json.0));
            match fields.last_mut() {
                Some((last, then)) if *last == key => then.1 = becomes,
                _ => fields.push((key, (was, becomes))),
            }
        }
        let turn = |then: FieldThen| if a > b { (then.1, then.0) } else { then };
        Ok(fields.into_iter().map(|(_, then)| turn(then)).filter(|(was, becomes)| was != becomes).collect())
    }
}
