//! Kept values as files: what the command line's batch leaves in a folder.

use std::path::PathBuf;

use workbench_core::{Digest, FeatureTable};

use super::Kept;
use crate::AppError;

/// A folder with a file an ROI.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder if need be.
    pub fn open(folder: PathBuf) -> Result<Self, AppError> {
        std::fs::create_dir_all(&folder)
            .map_err(|error| AppError::from(error).within(&folder.display().to_string()))?;
        Ok(Self(folder))
    }

    fn file(&self, key: Digest) -> PathBuf {
        self.0.join(format!("{key}.csv"))
    }
}

impl Kept for Folder {
    fn get(&self, key: Digest, names: &[String]) -> Result<Option<Vec<f64>>, AppError> {
        let Ok(bytes) = std::fs::read(self.file(key)) else { return Ok(None) };
        let Ok(table) = FeatureTable::from_csv(&bytes) else { return Ok(None) };
        let whole = table.columns == names && table.rows == [key.to_string()];
        Ok(whole.then(|| table.row(0).to_vec()))
    }

    fn put(&self, key: Digest, names: &[String], values: &[f64]) -> Result<(), AppError> {
        let mut table = FeatureTable::new(names.to_vec());
        table.push(key.to_string(), values)?;
        Ok(imaging::write_file(&self.file(key), &table.to_csv())?)
    }
}
