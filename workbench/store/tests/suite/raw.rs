//! Plain SQL past the store: what an intruder, a clock or a dying worker does.

use std::path::Path;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

/// A connection of its own to the database under test.
#[derive(Clone)]
pub enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Raw {
    pub async fn open(folder: &Path, url: Option<&str>) -> Self {
        match url {
            Some(url) => Self::Postgres(PgPoolOptions::new().max_connections(2).connect(url).await.unwrap()),
            None => {
                let options = SqliteConnectOptions::new()
                    .filename(folder.join("workbench.db"))
                    .busy_timeout(std::time::Duration::from_secs(30));
                Self::Sqlite(SqlitePool::connect_with(options).await.unwrap())
            }
        }
    }

    /// Runs statements; answers the error's text.
    pub async fn try_run(&self, sql: &str) -> Result<(), String> {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(pool) => sql.execute(pool).await.map(drop),
            Self::Postgres(pool) => sql.execute(pool).await.map(drop),
        }
        .map_err(|error| error.to_string())
    }

    pub async fn run(&self, sql: &str) {
        if let Err(error) = self.try_run(sql).await {
            panic!("{sql}: {error}");
        }
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let text = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(text).fetch_one(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await,
        }
        .unwrap()
    }

    pub async fn words(&self, sql: &str) -> Vec<String> {
        let text = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(text).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(text).fetch_all(pool).await,
        }
        .unwrap()
    }

    /// Takes the guards off the audit table.
    pub async fn unguard_audit(&self) {
        self.run(match self {
            Self::Sqlite(_) => "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete",
            Self::Postgres(_) => "DROP TRIGGER audit_append_only ON audit",
        })
        .await;
    }
}
