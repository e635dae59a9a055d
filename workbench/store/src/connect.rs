//! Connecting to either database, and bringing its schema up to date.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::Result;
use crate::db::Db;

pub(crate) async fn postgres(url: &str) -> Result<Db> {
    let patience = Duration::from_secs(10);
    let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(patience).connect(url).await?;
    sqlx::migrate!("migrations/postgres").run(&pool).await?;
    Ok(Db::Postgres(pool))
}

pub(crate) async fn sqlite(path: &Path) -> Result<Db> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30))
        .foreign_keys(true);
    let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    // inside one writing transaction: of several processes that start at once, one migrates;
    // `run_direct`, because the future of `run` on a connection is not `Send`
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::migrate!("migrations/sqlite").run_direct(None, &mut *tx, false).await?;
    tx.commit().await?;
    let read = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
    Ok(Db::Sqlite { read, write })
}
