//! What every request and job shares.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use workbench_core::ids::DatabaseId;
use workbench_store::Store;

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
    engine: OnceLock<nlp::Engine>,
}

pub type Shared = Arc<App>;

impl App {
    pub fn new(store: Store, data: PathBuf, demo: bool) -> Shared {
        Arc::new(Self {
            store,
            data,
            demo,
            started: Instant::now(),
            wake: tokio::sync::Notify::new(),
            engine: OnceLock::new(),
        })
    }

    /// The report engine, built at its first use.
    pub fn engine(&self) -> &nlp::Engine {
        self.engine.get_or_init(|| nlp::Engine::new(nlp::Lang::Zh))
    }

    pub fn index_dir(&self, database: DatabaseId) -> PathBuf {
        self.data.join("indexes").join(database.to_string())
    }

    pub fn incoming_dir(&self) -> PathBuf {
        self.data.join("incoming")
    }
}
