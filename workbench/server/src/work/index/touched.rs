//! Cases that persons have changed since an index was built. Their ids are written beside the index before the change
//! and after it, and the next question brings them in: a change is found at once, costs its maker nothing, and is not
//! forgotten when the program ends between the two.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cohorts::{CohortError, Index};
use workbench_core::DataLevel;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_store::Grant;

use super::{LEVELS, documents};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// The file beside an index: an id a line.
const FILE: &str = "TOUCHED";

/// The lists of changed cases beside the indexes.
#[derive(Default)]
pub struct Touched {
    /// Held while a list is read or written.
    files: Mutex<()>,
    /// Held while an index takes the changes in, so that whoever asks meanwhile waits for them.
    taking: tokio::sync::Mutex<()>,
}

impl Touched {
    /// The list as it is now.
    pub fn known(&self, dir: &Path) -> io::Result<String> {
        let _held = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::read_to_string(dir.join(FILE)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            read => read,
        }
    }

    /// Strikes the lines off that were `known`; those that came since stay.
    pub fn done(&self, dir: &Path, known: &str) -> io::Result<()> {
        let _held = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match fs::read_to_string(dir.join(FILE)) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            read => read?,
        };
        match now.strip_prefix(known) {
            Some("") => fs::remove_file(dir.join(FILE)),
            // struck off by another already
            None => Ok(()),
            Some(rest) => {
                fs::write(dir.join("TOUCHED.new"), rest)?;
                fs::rename(dir.join("TOUCHED.new"), dir.join(FILE))
            }
        }
    }

    fn add(&self, dir: &Path, cases: &[CaseId]) -> io::Result<()> {
        let _held = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
        OpenOptions::new().create(true).append(true).open(dir.join(FILE))?.write_all(lines.as_bytes())
    }
}

/// Makes a change of cases that the indexes of their database learn of.
pub async fn changing<T>(
    app: &Shared,
    database: DatabaseId,
    cases: &[CaseId],
    change: impl Future<Output = T>,
) -> Result<T, AppError> {
    note(app, database, cases).await?;
    let changed = change.await;
    // again: a question between the first note and the change has struck that off
    note(app, database, cases).await?;
    Ok(changed)
}

/// Notes that cases have changed, wherever their database has an index.
pub async fn note(app: &Shared, database: DatabaseId, cases: &[CaseId]) -> Result<(), AppError> {
    let (app, cases) = (app.clone(), cases.to_vec());
    on_thread(move || {
        for dir in LEVELS.map(|level| app.index_dir(database, level)) {
            if dir.is_dir() {
                app.touched.add(&dir, &cases)?;
            }
        }
        Ok(())
    })
    .await
}

/// The index with the changes in it. While a job builds it anew it stays as it is: what is noted is brought in after.
pub async fn bring_in(
    app: &Shared,
    grant: &Grant,
    database: DatabaseId,
    index: Arc<Index>,
) -> Result<Arc<Index>, AppError> {
    let level = grant.level().max(DataLevel::Deidentified);
    let dir = app.index_dir(database, level);
    let _taking = app.touched.taking.lock().await;
    let known = app.touched.known(&dir)?;
    let ids: BTreeSet<CaseId> = known.lines().filter_map(|line| line.parse().ok()).collect();
    if ids.is_empty() {
        return Ok(index);
    }
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let grant = grant.whole().no_deeper_than(level);
    let cases = app.store.cases_among(&grant, database, &ids).await?;
    let texts = app.store.case_texts_among(&grant, database, &ids).await?;
    let app = app.clone();
    on_thread(move || {
        let there: HashSet<CaseId> = cases.iter().map(|case| case.id).collect();
        let removed: Vec<String> =
            ids.iter().filter(|id| !there.contains(id)).map(ToString::to_string).collect();
        match index.update(documents(app.engine(), cases, texts).into_iter(), &removed) {
            Err(CohortError::Busy(_)) => Ok(index),
            updated => {
                updated?;
                app.touched.done(&dir, &known)?;
                app.index(database, level)
            }
        }
    })
    .await
}
