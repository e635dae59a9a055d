//! Kept values as rows of the store, of one project.

use tokio::runtime::Handle;
use workbench_core::Digest;
use workbench_store::{Grant, Store};

use super::Kept;
use crate::AppError;

/// The rows a grant reaches; asked from threads that may wait.
pub struct Rows {
    pub store: Store,
    pub grant: Grant,
    pub runtime: Handle,
}

impl Kept for Rows {
    fn get(&self, key: Digest, names: &[String]) -> Result<Option<Vec<f64>>, AppError> {
        let values = self.runtime.block_on(self.store.kept_features(&self.grant, key))?;
        Ok(values.filter(|values| values.len() == names.len()))
    }

    fn put(&self, key: Digest, _: &[String], values: &[f64]) -> Result<(), AppError> {
        Ok(self.runtime.block_on(self.store.keep_features(&self.grant, key, values))?)
    }
}
