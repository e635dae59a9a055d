//! Generations of an index: folders beside each other, of which `CURRENT` names the one in use.
//!
//! `CURRENT` is replaced by one rename, so whoever dies on the way leaves the old or the new one.
//! What a dead writer left behind is removed by the next.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::schema::VERSION;
use crate::CohortError;

const CURRENT: &str = "CURRENT";
const LOCK: &str = "LOCK";
const PREFIX: &str = "generation-";
/// Tantivy's list of segments, the one file it gives no checksum.
pub(super) const META: &str = "meta.json";

pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> CohortError {
    move |source| CohortError::Io { action, path: path.to_owned(), source }
}

/// Held by the one who writes; the system lets go of it when the process ends, however it ends.
pub(super) struct Lock {
    _file: File,
}

/// # Errors
/// [`CohortError::Busy`] when another writes.
pub(super) fn lock(dir: &Path) -> Result<Lock, CohortError> {
    let path = dir.join(LOCK);
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(io("create", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(CohortError::Busy(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(io("lock", &path)(error)),
    }
}

/// The generation in use.
///
/// # Errors
/// [`CohortError::NoIndex`] or [`CohortError::Damaged`].
pub(super) fn current(dir: &Path) -> Result<PathBuf, CohortError> {
    let damaged = |reason: String| CohortError::Damaged { dir: dir.to_owned(), reason };
    let current = match fs::read_to_string(dir.join(CURRENT)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(CohortError::NoIndex(dir.to_owned()));
        }
        Err(error) => return Err(damaged(error.to_string())),
    };
    let mut words = current.split_whitespace();
    let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !name.starts_with(PREFIX) || name.contains(['/', '\\']) {
        return Err(damaged(format!("`{CURRENT}` names no generation")));
    }
    if version != VERSION {
        let version: String = version.chars().take(40).collect();
        return Err(damaged(format!("it was written by another version, `{version}`")));
    }
    let generation = dir.join(name);
    let meta = fs::read(generation.join(META)).map_err(|error| damaged(format!("`{META}`: {error}")))?;
    if words.next() != Some(digest(&meta).as_str()) {
        return Err(damaged(format!("the checksum of `{META}` is wrong")));
    }
    Ok(generation)
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder for a new generation.
pub(super) fn create(dir: &Path) -> Result<PathBuf, CohortError> {
    let mut number = all(dir).filter_map(|(_, number)| number).max().map_or(1, |last| last.saturating_add(1));
    loop {
        let path = dir.join(format!("{PREFIX}{number}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < u64::MAX => {
                number += 1
            }
            Err(error) => return Err(io("create", &path)(error)),
        }
    }
}

fn all(dir: &Path) -> impl Iterator<Item = (PathBuf, Option<u64>)> {
    fs::read_dir(dir).into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name();
        let number = name.to_str()?.strip_prefix(PREFIX)?.parse().ok();
        Some((entry.path(), number))
    })
}

/// Puts a generation in use and removes the others.
pub(super) fn publish(dir: &Path, generation: &Path) -> Result<(), CohortError> {
    let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let next = dir.join("CURRENT.new");
    let write = || -> std::io::Result<()> {
        use std::io::Write;
        let meta = fs::read(generation.join(META))?;
        let mut file = File::create(&next)?;
        writeln!(file, "{name} {VERSION} {}", digest(&meta))?;
        file.sync_all()?;
        File::open(generation)?.sync_all()?;
        fs::rename(&next, dir.join(CURRENT))?;
        File::open(dir)?.sync_all()
    };
    write().map_err(io("put the search index in place in", dir))?;
    for (path, _) in all(dir).filter(|(path, _)| path != generation) {
        // a reader on a system that locks open files may hold it; the next writer tries again
        let _ = fs::remove_dir_all(path);
    }
    Ok(())
}

/// An error of the library while writing: the disk, as a rule.
pub(super) fn writing(path: &Path) -> impl Fn(tantivy::TantivyError) -> CohortError {
    move |error| {
        use tantivy::TantivyError as Error;
        use tantivy::directory::error::OpenWriteError;
        let source = match error {
            Error::IoError(source) => std::io::Error::new(source.kind(), source.to_string()),
            Error::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
                std::io::Error::new(io_error.kind(), io_error.to_string())
            }
            other => std::io::Error::other(other.to_string()),
        };
        CohortError::Io { action: "write the search index", path: path.to_owned(), source }
    }
}

/// Tantivy turns some I/O errors into text; a full disk is found by writing.
pub(super) fn with_cause(error: CohortError, generation: &Path) -> CohortError {
    let CohortError::Io { action, path, source } = error else { return error };
    if source.kind() != std::io::ErrorKind::Other {
        return CohortError::Io { action, path, source };
    }
    let probe = fs::write(generation.join("probe"), vec![1; 1 << 20]);
    CohortError::Io { action, path, source: probe.err().unwrap_or(source) }
}
