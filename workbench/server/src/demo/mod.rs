//! `workbench demo`: the whole chain on a generated cohort with known truth.

mod accounts;
mod chain;
mod checks;
mod cohort;
mod measure;
mod rules;
mod summary;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use workbench_demo::Cohort;
use workbench_store::Store;

use crate::AppError;
use crate::app::App;

#[derive(clap::Args)]
pub struct Options {
    /// Data folder; made when there is none
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// End after the summary instead of serving the user interface
    #[arg(long)]
    headless: bool,
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Synthetic patients; the last quarter is held out from training
    #[arg(long, default_value_t = 160)]
    cases: usize,
    #[arg(long, default_value_t = 2026)]
    seed: u64,
}

/// Fewer patients leave no fold with both classes.
const FEWEST: usize = 40;
const MOST: usize = 5_000;

pub async fn run(options: Options) -> Result<(), AppError> {
    if !(FEWEST..=MOST).contains(&options.cases) {
        return Err(AppError::bad(format!("--cases lies between {FEWEST} and {MOST}")));
    }
    if !options.headless && !options.listen.ip().is_loopback() {
        return Err(AppError::bad("the demo's passwords are published: it listens on this machine only"));
    }
    let begun = Instant::now();
    tokio::fs::create_dir_all(&options.data)
        .await
        .map_err(|error| AppError::from(error).within(&options.data.display().to_string()))?;
    let store = Store::open(&options.data, None).await?;
    mark(&store, &options.data).await?;
    let app = App::new(store, options.data.clone(), true);
    let people = accounts::ready(&app).await?;
    let cohort = Cohort::new(options.seed, options.cases);
    let done = chain::run(&app, &people, cohort).await?;
    let measured = measure::all(&app, &people.grant, cohort, &done).await?;
    summary::print(&done, &measured, begun.elapsed(), &options.data)?;
    if options.headless {
        app.store.close().await;
        return Ok(());
    }
    accounts::show(&options.listen);
    crate::cli::listen(app, options.listen).await
}

/// Marks an empty folder as the demo's, and refuses any other: the demo brings
/// accounts whose passwords are published.
async fn mark(store: &Store, data: &Path) -> Result<(), AppError> {
    let marker = data.join("SYNTHETIC-DEMO");
    if marker.exists() {
        return Ok(());
    }
    if !store.accounts().await?.is_empty() {
        let folder = data.display();
        return Err(AppError::bad(format!(
            "{folder} holds other work; give the demo a --data folder of its own"
        ))
        .zh(format!("{folder} 中已有其他数据；请用 --data 为演示指定单独的文件夹")));
    }
    Ok(tokio::fs::write(marker, "generated data only; accounts with published passwords\n").await?)
}
