//! The search indexes of a database, one for each level that shows rows, rebuilt from the store by jobs, and brought up to it where
//! persons have changed cases since.

mod documents;
pub mod touched;

use std::ops::ControlFlow;
use std::sync::Arc;

use cohorts::Index;
use serde::{Deserialize, Serialize};
use workbench_core::ids::DatabaseId;
use workbench_core::{Code, DataLevel};
use workbench_store::Grant;

use super::{Task, Tick};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;
pub use documents::{KeptSection, documents, place, section_spans};

/// The levels that show rows: each has an index of its own, of the texts and values it shows.
/// So what is covered is found by no leaf, counted by none and marked by none.
const LEVELS: [DataLevel; 3] = [DataLevel::Identified, DataLevel::Limited, DataLevel::Deidentified];
/// The file beside an index that says with which names it was covered.
const STAMP: &str = "COVERED";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub database: DatabaseId,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub indexed: usize,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    app.store.database(grant, arguments.database).await?;
    Ok(Summary { indexed: rebuild(app, grant, arguments.database, tick).await? })
}

/// Builds the indexes of every level; each takes the place of the former when it is whole.
pub async fn rebuild(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    tick: &Tick,
) -> Result<usize, AppError> {
    let mut count = 0;
    for level in LEVELS {
        let grant = grant.whole().no_deeper_than(level);
        let stamp = app.store.sight_stamp(&grant).await?;
        let known = touched::list(&app.index_dir(database, level)).await?;
        let cases = app.store.cases(&grant, database).await?;
        let texts = app.store.case_texts(&grant, database).await?;
        tick.stage("建立索引 building the index", cases.len());
        let (dir, tick, app) = (app.index_dir(database, level), tick.clone(), app.clone());
        count = on_thread(move || {
            let documents = documents(app.engine(), cases, texts);
            let count = documents.len();
            let mut cancelled = Ok(());
            let built = Index::build(&dir, documents.into_iter(), &mut |done| match tick.at(done as usize) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    cancelled = Err(error);
                    ControlFlow::Break(())
                }
            });
            cancelled?;
            built?;
            std::fs::write(dir.join(STAMP), stamp)?;
            touched::done(&dir, &known)?;
            Ok(count)
        })
        .await?;
    }
    Ok(count)
}

/// The index of what the grant's level shows, or why it cannot be asked.
///
/// Names that became known after it was built stand uncovered in it: until it is
/// built anew nobody below `identified` is answered from it.
pub async fn open(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<Arc<Index>, AppError> {
    let level = grant.level().max(DataLevel::Deidentified);
    touched::bring_in(app, grant, database).await?;
    let stamp = app.store.sight_stamp(grant).await?;
    let shared = app.clone();
    let (index, stale) = on_thread(move || {
        let index = shared.index(database, level)?;
        let built = std::fs::read_to_string(shared.index_dir(database, level).join(STAMP));
        Ok((index, level < DataLevel::Identified && built.ok().as_deref() != Some(&stamp)))
    })
    .await?;
    if stale {
        app.store.queue(grant, Task::BuildIndex(Arguments { database }).job()?).await?;
        app.wake.notify_waiters();
        return Err(AppError::new(
            Code::Conflict,
            "names have become known since the index was built; it is being built anew, search again in a moment",
        )
        .zh("建立索引之后又登记了新的姓名，索引正在重建，请稍后再检索"));
    }
    Ok(index)
}
