//! Cases that persons have changed since an index was built. Their ids are written beside the index before the change
//! and after it, and the next question brings them in: a change is found at once, costs its maker nothing, and is not
//! forgotten when the program ends between the two.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use cohorts::CohortError;
use workbench_core::DataLevel;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_store::Grant;

use super::{LEVELS, documents};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// The file beside an index. A line is the case and a word of its own, so that no line stands for another.
const FILE: &str = "TOUCHED";

/// Held while an index takes the changes in, so that whoever asks meanwhile waits for them.
pub type Taking = tokio::sync::Mutex<()>;

/// The list as it is now.
fn known(dir: &Path) -> io::Result<String> {
    if !dir.is_dir() {
        return Ok(String::new());
    }
    let _held = held(dir)?;
    read(dir)
}

fn read(dir: &Path) -> io::Result<String> {
    match fs::read_to_string(dir.join(FILE)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read,
    }
}

/// Strikes the lines off that were `known`; those that came since stay.
pub fn done(dir: &Path, known: &str) -> io::Result<()> {
    let _held = held(dir)?;
    let now = read(dir)?;
    match now.strip_prefix(known) {
        // struck off by another already
        None => Ok(()),
        Some(_) if known.is_empty() => Ok(()),
        Some("") => fs::remove_file(dir.join(FILE)),
        Some(rest) => {
            fs::write(dir.join("TOUCHED.new"), rest)?;
            fs::rename(dir.join("TOUCHED.new"), dir.join(FILE))
        }
    }
}

fn add(dir: &Path, cases: &[CaseId]) -> io::Result<()> {
    let _held = held(dir)?;
    let lines: String = cases.iter().map(|case| format!("{case} {}\n", uuid::Uuid::now_v7())).collect();
    OpenOptions::new().create(true).append(true).open(dir.join(FILE))?.write_all(lines.as_bytes())
}

/// A lock on the list, for other processes too: a worker may build the index that the server asks.
fn held(dir: &Path) -> io::Result<File> {
    let lock = OpenOptions::new().create(true).append(true).open(dir.join("TOUCHED.lock"))?;
    lock.lock()?;
    Ok(lock)
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
                add(&dir, &cases)?;
            }
        }
        Ok(())
    })
    .await
}

/// Brings what is noted into the index of the grant's level; whoever opens it then finds it so. While a job builds it anew
/// it stays as it is: what is noted is brought in after.
pub async fn bring_in(app: &Shared, grant: &Grant, database: DatabaseId) -> Result<(), AppError> {
    let level = grant.level().max(DataLevel::Deidentified);
    let dir = app.index_dir(database, level);
    if list(&dir).await?.is_empty() {
        return Ok(());
    }
    let _taking = app.taking.lock().await;
    let noted = list(&dir).await?;
    if noted.is_empty() {
        return Ok(());
    }
    let ids: BTreeSet<CaseId> =
        noted.lines().filter_map(|line| line.split(' ').next()?.parse().ok()).collect();
    let ids: Vec<CaseId> = ids.into_iter().collect();
    let grant = grant.whole().no_deeper_than(level);
    let cases = app.store.cases_among(&grant, database, &ids).await?;
    let texts = app.store.case_texts_among(&grant, database, &ids).await?;
    let app = app.clone();
    on_thread(move || {
        let there: HashSet<CaseId> = cases.iter().map(|case| case.id).collect();
        let removed: Vec<String> =
            ids.iter().filter(|id| !there.contains(id)).map(ToString::to_string).collect();
        let index = app.index(database, level)?;
        match index.update(documents(app.engine(), cases, texts).into_iter(), &removed) {
            Err(CohortError::Busy(_)) => {}
            updated => {
                app.updated(database, level, updated?);
                done(&dir, &noted)?;
            }
        }
        Ok(())
    })
    .await
}

/// The list as it is now, read on a thread that may wait for its lock.
pub async fn list(dir: &Path) -> Result<String, AppError> {
    let dir = dir.to_owned();
    on_thread(move || Ok(known(&dir)?)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_while_others_are_brought_in_stays() {
        let dir = tempfile::tempdir().unwrap();
        let case = CaseId(uuid::Uuid::from_u128(1));
        let now = || known(dir.path()).unwrap();
        add(dir.path(), &[case]).unwrap();
        let first = now();
        done(dir.path(), &first).unwrap();
        assert_eq!(now(), "");
        add(dir.path(), &[case]).unwrap();
        let second = now();
        // a job that began with the first note strikes the second off no more
        done(dir.path(), &first).unwrap();
        done(dir.path(), "").unwrap();
        assert_eq!(now(), second);
        add(dir.path(), &[case]).unwrap();
        let both = now();
        done(dir.path(), &second).unwrap();
        assert_eq!(format!("{second}{}", now()), both);
    }
}
