//! Building: a new generation beside the old one, then one rename.

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use tantivy::IndexWriter;
use tantivy::indexer::UserOperation;

use super::generation::{self, io, with_cause, writing};
use super::write::{Numbers, documents};
use super::{Document, Index, schema};
use crate::CohortError;

/// Memory of each thread that writes, bytes.
const WRITER_MEMORY: usize = 96 << 20;
/// How long a build waits before it looks again whether another still writes.
const WAIT: Duration = Duration::from_millis(100);
/// Most threads that write.
const WRITERS: usize = 4;

impl Index {
    /// Builds an index of `docs` in `dir` and puts it in place of the one that
    /// is there; opened indexes go on with what they have. `progress` is told
    /// the number of documents done and may stop the build. Waits while another writes.
    ///
    /// # Errors
    /// When a case id comes twice, a value is too long, the disk fails, or `progress` breaks; the
    /// former index then stays.
    pub fn build(
        dir: &Path,
        docs: impl Iterator<Item = Document>,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Self, CohortError> {
        fs::create_dir_all(dir).map_err(io("create", dir))?;
        let _lock = wait(dir, progress)?;
        let generation = generation::create(dir)?;
        let built = fill(&generation, docs, progress).and_then(|()| generation::publish(dir, &generation));
        if let Err(error) = built.map_err(|error| with_cause(error, &generation)) {
            // what is left would be removed by the next writer anyway
            let _ = fs::remove_dir_all(&generation);
            return Err(error);
        }
        Self::open(dir)
    }
}

/// Waits until no other writes.
fn wait(
    dir: &Path,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<generation::Lock, CohortError> {
    loop {
        match generation::lock(dir) {
            Err(CohortError::Busy(_)) if progress(0).is_continue() => std::thread::sleep(WAIT),
            Err(CohortError::Busy(_)) => return Err(CohortError::Cancelled),
            lock => return lock,
        }
    }
}

fn fill(
    generation: &Path,
    docs: impl Iterator<Item = Document>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(), CohortError> {
    let failed = writing(generation);
    let (schema, fields) = schema::schema();
    let index = tantivy::Index::create_in_dir(generation, schema).map_err(&failed)?;
    schema::register(&index);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(WRITERS);
    let mut writer: IndexWriter =
        index.writer_with_num_threads(threads, threads * WRITER_MEMORY).map_err(&failed)?;
    let mut seen = HashSet::new();
    let mut numbers = Numbers::new();
    let mut done: u64 = 0;
    for document in docs {
        if !seen.insert(document.case_id.clone()) {
            return Err(twice(document));
        }
        // one batch: the reports of a case must stand side by side
        let batch = documents(&document, done, &fields, &mut numbers)?.into_iter().map(UserOperation::Add);
        if let Err(error) = writer.run(batch) {
            // the thread that writes has died; a commit hands out what it died of
            return Err(failed(writer.commit().err().unwrap_or(error)));
        }
        done += 1;
        if done.is_multiple_of(200) && progress(done).is_break() {
            return Err(CohortError::Cancelled);
        }
    }
    if progress(done).is_break() {
        return Err(CohortError::Cancelled);
    }
    writer.commit().map_err(&failed)?;
    writer.wait_merging_threads().map_err(&failed)
}

pub(super) fn twice(document: Document) -> CohortError {
    CohortError::Document { case: document.case_id, reason: "its id comes twice".to_owned() }
}
