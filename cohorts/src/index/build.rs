//! Building: a new generation beside the old one, then one rename.
//!
//! `DIR/CURRENT` names the generation folder in use. A build that dies leaves
//! `CURRENT` as it was; its folder is removed by the next build.

use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tantivy::schema::OwnedValue;
use tantivy::{IndexWriter, TantivyDocument};

use super::schema::{self, Fields, MAX_CELL, VERSION};
use super::{Document, Index};
use crate::CohortError;

/// Memory of the writer, bytes.
const WRITER_MEMORY: usize = 64 << 20;
const CURRENT: &str = "CURRENT";
const PREFIX: &str = "generation-";

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> CohortError {
    move |source| CohortError::Io { action, path: path.to_owned(), source }
}

/// An error of the library while writing: the disk, as a rule.
fn writing(path: &Path) -> impl Fn(tantivy::TantivyError) -> CohortError {
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

impl Index {
    /// Builds an index of `docs` in `dir` and puts it in place of the one that
    /// is there; opened indexes go on with what they have. `progress` is told
    /// the number of documents done and may stop the build. One build a folder
    /// at a time.
    ///
    /// # Errors
    /// When a case id comes twice, a value is too long, the disk fails, or
    /// `progress` breaks; the former index then stays.
    pub fn build(
        dir: &Path,
        docs: impl Iterator<Item = Document>,
        progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
    ) -> Result<Self, CohortError> {
        fs::create_dir_all(dir).map_err(io("create", dir))?;
        let generation = new_generation(dir)?;
        let built = fill(&generation, docs, progress).and_then(|()| publish(dir, &generation));
        if let Err(error) = built.map_err(|error| with_cause(error, &generation)) {
            // what is left would be removed by the next build anyway
            let _ = fs::remove_dir_all(&generation);
            return Err(error);
        }
        remove_others(dir, &generation);
        Self::open(dir)
    }

    /// Opens the index in `dir` and checks its checksums.
    ///
    /// # Errors
    /// [`CohortError::NoIndex`] or [`CohortError::Damaged`]; both are mended by a build.
    pub fn open(dir: &Path) -> Result<Self, CohortError> {
        let damaged = |reason: String| CohortError::Damaged { dir: dir.to_owned(), reason };
        let current = match fs::read_to_string(dir.join(CURRENT)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(CohortError::NoIndex(dir.to_owned()));
            }
            Err(error) => return Err(damaged(error.to_string())),
        };
        let (name, version) = current.trim().split_once(' ').unwrap_or((current.trim(), ""));
        if !name.starts_with(PREFIX) || name.contains(['/', '\\']) {
            return Err(damaged(format!("`{CURRENT}` names no generation")));
        }
        if version != VERSION {
            return Err(damaged(format!("it was written by another version, `{version}`")));
        }
        let generation = dir.join(name);
        let (wanted, fields) = schema::schema();
        let index = tantivy::Index::open_in_dir(&generation).map_err(|error| damaged(error.to_string()))?;
        if index.schema() != wanted {
            return Err(damaged("its fields are not the expected ones".to_owned()));
        }
        schema::register(&index);
        let broken = index.validate_checksum().map_err(|error| damaged(error.to_string()))?;
        let mut broken: Vec<_> = broken.iter().map(|path| path.display().to_string()).collect();
        broken.sort();
        if let Some(file) = broken.first() {
            return Err(damaged(format!("the checksum of `{file}` is wrong")));
        }
        let reader = index
            .reader_builder()
            .reload_policy(tantivy::ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| damaged(error.to_string()))?;
        Ok(Self { dir: dir.to_owned(), reader, fields })
    }
}

/// Tantivy turns some I/O errors into text; a full disk is found by writing.
fn with_cause(error: CohortError, generation: &Path) -> CohortError {
    let CohortError::Io { action, path, source } = error else { return error };
    if source.kind() != std::io::ErrorKind::Other {
        return CohortError::Io { action, path, source };
    }
    let probe = fs::write(generation.join("probe"), vec![1; 1 << 20]);
    CohortError::Io { action, path, source: probe.err().unwrap_or(source) }
}

fn new_generation(dir: &Path) -> Result<PathBuf, CohortError> {
    let mut number = generations(dir).filter_map(|(_, number)| number).max().map_or(1, |last| last + 1);
    loop {
        let path = dir.join(format!("{PREFIX}{number}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(io("create", &path)(error)),
        }
    }
}

fn generations(dir: &Path) -> impl Iterator<Item = (PathBuf, Option<u32>)> {
    fs::read_dir(dir).into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name();
        let number = name.to_str()?.strip_prefix(PREFIX)?.parse().ok();
        Some((entry.path(), number))
    })
}

fn remove_others(dir: &Path, keep: &Path) {
    for (path, _) in generations(dir).filter(|(path, _)| path != keep) {
        // a reader on a system that locks open files may hold it; the next build tries again
        let _ = fs::remove_dir_all(path);
    }
}

fn publish(dir: &Path, generation: &Path) -> Result<(), CohortError> {
    let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let next = dir.join("CURRENT.new");
    let write = || -> std::io::Result<()> {
        use std::io::Write;
        let mut file = fs::File::create(&next)?;
        writeln!(file, "{name} {VERSION}")?;
        file.sync_all()?;
        fs::rename(&next, dir.join(CURRENT))?;
        fs::File::open(dir)?.sync_all()
    };
    write().map_err(io("put the search index in place in", dir))
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
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(&failed)?;
    let mut seen = HashSet::new();
    let mut done: u64 = 0;
    for document in docs {
        if !seen.insert(document.case_id.clone()) {
            return Err(CohortError::Document {
                case: document.case_id,
                reason: "its id comes twice".to_owned(),
            });
        }
        let made = make(&document, done, &fields)?;
        if let Err(error) = writer.add_document(made) {
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

fn make(document: &Document, order: u64, fields: &Fields) -> Result<TantivyDocument, CohortError> {
    let refuse = |reason: String| CohortError::Document { case: document.case_id.clone(), reason };
    let mut out = TantivyDocument::default();
    out.add_text(fields.case, &document.case_id);
    out.add_u64(fields.order, order);
    out.add_text(fields.texts, serde_json::to_string(&document.texts).map_err(|e| refuse(e.to_string()))?);
    for part in &document.texts {
        out.add_text(fields.chars, &part.text);
        out.add_text(fields.pairs, &part.text);
    }
    let mut cells = Map::new();
    for (key, cell) in &document.fields {
        let json = serde_json::to_string(cell).map_err(|e| refuse(e.to_string()))?;
        if json.len() > MAX_CELL {
            return Err(refuse(format!("its value of `{key}` is longer than {MAX_CELL} bytes")));
        }
        cells.insert(key.clone(), Value::String(json));
    }
    if !cells.is_empty() {
        out.add_field_value(fields.cells, &OwnedValue::from(Value::Object(cells)));
    }
    Ok(out)
}
