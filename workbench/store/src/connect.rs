//! Connecting to either database, and bringing its schema up to date.

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::Result;
use crate::db::Db;

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(30);

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
        .busy_timeout(PATIENCE)
        .foreign_keys(true);
    let write = connected(1, &options).await?;
    // inside one writing transaction: of several processes that start at once, one migrates;
    // `run_direct`, because the future of `run` on a connection is not `Send`
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::migrate!("migrations/sqlite").run_direct(None, &mut *tx, false).await?;
    tx.commit().await?;
    let read = connected(4, &options.read_only(true)).await?;
    Ok(Db::Sqlite { read, write })
}

/// SQLite turns a new file to WAL without asking the busy handler: of several processes that open
/// it at once, all but one may hear "database is locked", however long they said they would wait.
async fn connected(most: u32, options: &SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    let begun = Instant::now();
    loop {
        let made = SqlitePoolOptions::new().max_connections(most).connect_with(options.clone()).await;
        match made {
            Err(error) if is_locked(&error) && begun.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            made => return made,
        }
    }
}

/// `SQLITE_BUSY`, whatever its extended code.
fn is_locked(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
}
