//! Updating some cases: a new generation that shares the files which stay as they are.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, IndexWriter, TERMINATED, Term};

use super::build::twice;
use super::generation::{self, META, io, with_cause, writing};
use super::schema::MAX_TERM;
use super::set::has;
use super::snapshot::Snapshot;
use super::write::{ClauseDigest, Numbers, documents};
use super::{Document, Index, schema};
use crate::CohortError;

/// Memory of the writer, bytes.
const WRITER_MEMORY: usize = 48 << 20;
/// Segments of fewer documents are small …
const SMALL: u32 = 20_000;
/// … and so many of them become one.
const MANY_SMALL: usize = 8;

impl Index {
    /// Adds `docs` and removes the cases `removed`; a case that is there already is replaced and keeps
    /// its place in the order. The new state is returned and in place for whoever opens the
    /// folder; this one stays as it is. Unknown ids in `removed` do not matter.
    ///
    /// # Errors
    /// When a case id comes twice, a value is too long, the disk fails, another writes
    /// ([`CohortError::Busy`]) or the index is damaged; the former index then stays.
    pub fn update(
        &self,
        docs: impl Iterator<Item = Document>,
        removed: &[String],
    ) -> Result<Self, CohortError> {
        let _lock = generation::lock(&self.dir)?;
        let newer = self.refresh()?;
        let base = newer.as_ref().unwrap_or(self);
        let generation = generation::create(&self.dir)?;
        let updated = share(&base.generation, &generation)
            .and_then(|()| base.fill_in(&generation, docs, removed))
            .and_then(|()| generation::publish(&self.dir, &generation));
        if let Err(error) = updated.map_err(|error| with_cause(error, &generation)) {
            let _ = fs::remove_dir_all(&generation);
            return Err(error);
        }
        super::open::open(&self.dir, Some(base))
    }

    fn fill_in(
        &self,
        generation: &Path,
        docs: impl Iterator<Item = Document>,
        removed: &[String],
    ) -> Result<(), CohortError> {
        let failed = writing(generation);
        let index = tantivy::Index::open_in_dir(generation).map_err(&failed)?;
        schema::register(&index);
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(&failed)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let case = |id: &str| Term::from_field_text(self.fields.case, id);
        for id in removed.iter().filter(|id| id.len() <= MAX_TERM) {
            writer.delete_term(case(id));
        }
        let last = |column: fn(&super::snapshot::Segment) -> Option<u64>| {
            self.snapshot.segments.iter().filter_map(column).max()
        };
        let mut next = last(|segment| (segment.order.num_vals() > 0).then(|| segment.order.max_value()))
            .map_or(0, |last| last + 1);
        let numbered =
            last(|segment| (segment.clause.values.num_vals() > 0).then(|| segment.clause.max_value()));
        let former = |digest: &ClauseDigest| self.number_of(digest);
        let mut numbers = Numbers::after(numbered.unwrap_or_default() as u32, Box::new(former));
        let mut seen = HashSet::new();
        for document in docs {
            if !seen.insert(document.case_id.clone()) {
                return Err(twice(document));
            }
            let known = self.order_of(&document.case_id).map_err(|error| self.damaged(error))?;
            let order = known.unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            let made = documents(&document, order, &self.fields, &mut numbers)?;
            writer.delete_term(case(&document.case_id));
            writer.run(made.into_iter().map(UserOperation::Add)).map_err(&failed)?;
        }
        writer.commit().map_err(&failed)?;
        let metas = index.searchable_segment_metas().map_err(&failed)?;
        let small: Vec<_> =
            metas.iter().filter(|meta| meta.max_doc() < SMALL).map(|meta| meta.id()).collect();
        if small.len() >= MANY_SMALL {
            writer.merge(&small).wait().map_err(&failed)?;
        }
        writer.wait_merging_threads().map_err(&failed)
    }

    /// The number of a clause that is in the index.
    fn number_of(&self, digest: &ClauseDigest) -> tantivy::Result<Option<u32>> {
        let term = Term::from_field_bytes(self.fields.digest, digest);
        let readers = self.snapshot.searcher.segment_readers();
        for (reader, segment) in readers.iter().zip(&self.snapshot.segments) {
            let inverted = reader.inverted_index(self.fields.digest)?;
            let Some(docs) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            if docs.doc() != TERMINATED
                && let Some(number) = segment.clause.first(docs.doc())
            {
                return Ok(Some(number as u32));
            }
        }
        Ok(None)
    }

    /// The place of a case that is in the index.
    fn order_of(&self, case: &str) -> tantivy::Result<Option<u64>> {
        let Snapshot { searcher, segments, .. } = &self.snapshot;
        if case.len() > MAX_TERM {
            return Ok(None);
        }
        let term = Term::from_field_text(self.fields.case, case);
        for (reader, segment) in searcher.segment_readers().iter().zip(segments) {
            let inverted = reader.inverted_index(self.fields.case)?;
            let Some(mut docs) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            let mut doc = docs.doc();
            while doc != TERMINATED {
                if has(&segment.cases, doc) {
                    return Ok(Some(segment.order.get_val(doc)));
                }
                doc = docs.advance();
            }
        }
        Ok(None)
    }
}

/// Gives `new` the files of `old`. Segments never change, so they are linked; lists are copied.
fn share(old: &Path, new: &Path) -> Result<(), CohortError> {
    for entry in fs::read_dir(old).map_err(io("read", old))? {
        let entry = entry.map_err(io("read", old))?;
        let (from, to) = (entry.path(), new.join(entry.file_name()));
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".lock") {
            continue;
        }
        let list = name == META || name.starts_with('.');
        // a file system without links gets copies
        if list || fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to).map_err(io("copy", &from))?;
        }
    }
    Ok(())
}
