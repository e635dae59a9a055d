//! Opening: every file is checked once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::snapshot::Snapshot;
use super::{Index, generation, schema};
use crate::CohortError;

impl Index {
    /// Opens the index in `dir` and checks its checksums.
    ///
    /// # Errors
    /// [`CohortError::NoIndex`] or [`CohortError::Damaged`]; both are mended by a build.
    pub fn open(dir: &Path) -> Result<Self, CohortError> {
        open(dir, None)
    }

    /// The index as it is now in the same folder, when it was built or updated since; only files
    /// that are new are checked.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn refresh(&self) -> Result<Option<Self>, CohortError> {
        if generation::current(&self.dir)? == self.generation {
            return Ok(None);
        }
        open(&self.dir, Some(self)).map(Some)
    }
}

/// Opens what is in use; `former` lends what it knows.
pub(super) fn open(dir: &Path, former: Option<&Index>) -> Result<Index, CohortError> {
    let mut generation = generation::current(dir)?;
    loop {
        let opened = open_generation(dir, &generation, former);
        // the one who replaced it meanwhile has removed its files
        let now = if opened.is_err() { generation::current(dir)? } else { generation.clone() };
        if now == generation {
            return opened;
        }
        generation = now;
    }
}

fn open_generation(dir: &Path, generation: &Path, former: Option<&Index>) -> Result<Index, CohortError> {
    let damaged = |reason: String| CohortError::Damaged { dir: dir.to_owned(), reason };
    let broken = |error: tantivy::TantivyError| damaged(error.to_string());
    let (wanted, fields) = schema::schema();
    let index = tantivy::Index::open_in_dir(generation).map_err(broken)?;
    if index.schema() != wanted {
        return Err(damaged("its fields are not the expected ones".to_owned()));
    }
    schema::register(&index);
    let mut verified = BTreeSet::new();
    for file in files(&index).map_err(broken)? {
        let known = former.is_some_and(|former| former.verified.contains(&file));
        let right =
            known || index.directory().validate_checksum(&file).map_err(|e| damaged(e.to_string()))?;
        if !right {
            return Err(damaged(format!("the checksum of `{}` is wrong", file.display())));
        }
        verified.insert(file);
    }
    let reader: tantivy::IndexReader =
        index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into().map_err(broken)?;
    let snapshot =
        Snapshot::open(reader.searcher(), former.map(|former| &former.snapshot)).map_err(broken)?;
    Ok(Index { dir: dir.to_owned(), generation: generation.to_owned(), verified, snapshot, fields })
}

/// Files of the segments in use, in order.
fn files(index: &tantivy::Index) -> tantivy::Result<BTreeSet<PathBuf>> {
    let used: Vec<String> = index.searchable_segment_ids()?.iter().map(|id| id.uuid_string()).collect();
    let is_used = |file: &PathBuf| {
        file.to_str().is_some_and(|name| used.iter().any(|id| name.starts_with(id.as_str())))
    };
    Ok(index.directory().list_managed_files().into_iter().filter(is_used).collect())
}
