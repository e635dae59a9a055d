//! What every request and job shares.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use workbench_core::ids::DatabaseId;
use workbench_core::{DataLevel, Digest};
use workbench_store::Store;

use crate::AppError;

/// The running workbench.
pub struct App {
    pub store: Store,
    /// Data folder: objects, indexes, incoming uploads.
    pub data: PathBuf,
    /// Whether this is the demo: its folder import is open to its users.
    pub demo: bool,
    pub started: Instant,
    /// Wakes the workers when a job is queued.
    pub wake: tokio::sync::Notify,
    /// Published rule sets, compiled.
    pub rules: crate::rules::Compiled,
    /// The language model that may fill empty values, where one is switched on.
    pub model: OnceLock<crate::work::model_fill::Endpoint>,
    /// Held while the cases of a child database are found again.
    pub children: tokio::sync::Mutex<()>,
    /// Held while an index takes changed cases in.
    pub taking: crate::work::index::touched::Taking,
    /// How often graded values were right, by database.
    pub observations: crate::evaluation::Observations,
    engine: OnceLock<nlp::Engine>,
    /// Open indexes, each with the digest of the pointer to its generation.
    indexes: Mutex<HashMap<(DatabaseId, DataLevel), Opened>>,
}

pub type Shared = Arc<App>;

/// An index with the digest of the pointer to its generation.
type Opened = (Digest, Arc<cohorts::Index>);

impl App {
    pub fn new(store: Store, data: PathBuf, demo: bool) -> Shared {
        Arc::new(Self {
            store,
            data,
            demo,
            started: Instant::now(),
            wake: tokio::sync::Notify::new(),
            rules: Default::default(),
            model: OnceLock::new(),
            children: Default::default(),
            taking: Default::default(),
            observations: Default::default(),
            engine: OnceLock::new(),
            indexes: Mutex::default(),
        })
    }

    /// The report engine, built at its first use.
    pub fn engine(&self) -> &nlp::Engine {
        self.engine.get_or_init(|| nlp::Engine::new(nlp::Lang::Zh))
    }

    /// Where the index of a database lies that holds what `level` shows.
    pub fn index_dir(&self, database: DatabaseId, level: DataLevel) -> PathBuf {
        let folder = match level {
            DataLevel::Identified => database.to_string(),
            level => format!("{database}.{level}"),
        };
        self.data.join("indexes").join(folder)
    }

    /// The index of a database at a level of data, checked and opened when it was rebuilt since.
    /// Blocks: call it on a thread that may.
    pub fn index(&self, database: DatabaseId, level: DataLevel) -> Result<Arc<cohorts::Index>, AppError> {
        let dir = self.index_dir(database, level);
        let generation = Digest::of(&std::fs::read(dir.join("CURRENT")).unwrap_or_default());
        let known = self.indexes.lock().ok().and_then(|open| open.get(&(database, level)).cloned());
        if let Some((_, index)) = known.filter(|(opened, _)| *opened == generation) {
            return Ok(index);
        }
        let index = Arc::new(cohorts::Index::open(&dir)?);
        if let Ok(mut open) = self.indexes.lock() {
            open.insert((database, level), (generation, index.clone()));
        }
        Ok(index)
    }

    /// Keeps an index that was brought up to date: it shares what it has read with the one before, which opening anew would not.
    pub fn updated(&self, database: DatabaseId, level: DataLevel, index: cohorts::Index) {
        let current = std::fs::read(self.index_dir(database, level).join("CURRENT"));
        if let Ok(mut open) = self.indexes.lock() {
            open.insert((database, level), (Digest::of(&current.unwrap_or_default()), Arc::new(index)));
        }
    }

    pub fn incoming_dir(&self) -> PathBuf {
        self.data.join("incoming")
    }
}
