//! Two databases behind one set of functions: the same typed SQL text runs on both.

use std::path::Path;

use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;

use crate::{Objects, Result, StoreError, connect, secret};

/// The connection pools. SQLite has one writing connection, so that writers
/// queue in the process instead of meeting a busy database.
#[derive(Clone)]
pub(crate) enum Db {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// Runs the same body on the pool of whichever database is in use, for reading.
macro_rules! read {
    ($store:expr, $pool:ident => $body:expr) => {
        match &$store.db {
            $crate::db::Db::Sqlite { read: $pool, .. } => $body,
            $crate::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs the same body inside one writing transaction and commits it; an error
/// returned from the body with `?` rolls it back.
macro_rules! write_tx {
    ($store:expr, $tx:ident => $body:expr) => {
        match &$store.db {
            $crate::db::Db::Sqlite { write, .. } => {
                let mut $tx = write.begin_with("BEGIN IMMEDIATE").await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
            $crate::db::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let out = $body;
                $tx.commit().await?;
                out
            }
        }
    };
}

/// Keeps every other transaction that holds the same project out until this one
/// ends, so that what was read in it is still true when it is written.
macro_rules! hold {
    ($tx:ident, $project:expr) => {
        sqlx::query("UPDATE project SET title = title WHERE id = $1")
            .bind($project.0)
            .execute(&mut *$tx)
            .await?
    };
}

pub(crate) use {hold, read, write_tx};

/// Everything that is kept: rows and objects. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: Db,
    objects: Objects,
    pub(crate) secret: [u8; 32],
    pub(crate) seen: std::sync::Arc<crate::authz::Seen>,
}

impl Store {
    /// Opens (and creates or migrates) the store under `data`: `workbench.db`
    /// and `objects/`, unless `database` (`sqlite:PATH` or `postgres://…`) says otherwise.
    ///
    /// # Errors
    /// When the folder cannot be written, the URL is of another kind, or the
    /// database cannot be reached or migrated.
    pub async fn open(data: &Path, database: Option<&str>) -> Result<Self> {
        let objects = Objects::open(&data.join("objects")).await?;
        let db = match database {
            None => connect::sqlite(&data.join("workbench.db")).await?,
            Some(url) if url.starts_with("sqlite:") => {
                let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
                connect::sqlite(Path::new(path)).await?
            }
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                connect::postgres(url).await?
            }
            Some(_) => {
                return Err(StoreError::BadInput("--database takes sqlite:PATH or postgres://…".to_owned()));
            }
        };
        let secret = secret::key(&data.join("secret.key")).await?;
        Ok(Self { db, objects, secret, seen: Default::default() })
    }

    /// The objects.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// `sqlite` or `postgres`.
    pub fn dialect(&self) -> &'static str {
        match self.db {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Closes the pools; a SQLite database is checkpointed into its one file.
    pub async fn close(&self) {
        match &self.db {
            Db::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

/// Now, cut to the microseconds that both databases keep.
pub(crate) fn now() -> chrono::DateTime<chrono::Utc> {
    let now = chrono::Utc::now();
    chrono::DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
}

/// A new row id, ordered by time.
pub(crate) fn new_id<T: From<uuid::Uuid>>() -> T {
    uuid::Uuid::now_v7().into()
}
