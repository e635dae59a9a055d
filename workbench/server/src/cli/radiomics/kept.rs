//! What a batch computed before: a file a case, named by everything its values depend on.

use std::fs::File;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use workbench_core::FeatureTable;

use super::profile::Profile;
use crate::AppError;

/// The folder of kept cases.
pub struct Kept {
    folder: PathBuf,
    /// Settings with the version of the engine.
    settings: String,
}

impl Kept {
    /// Makes the folder if need be.
    pub fn open(folder: PathBuf, profile: &Profile) -> Result<Self, AppError> {
        std::fs::create_dir_all(&folder)
            .map_err(|error| AppError::from(error).within(&folder.display().to_string()))?;
        Ok(Self { folder, settings: profile.to_json().to_string() })
    }

    /// The name of a case: a digest of the bytes of image and mask, what is picked, and the settings.
    pub fn key(&self, image: &Path, mask: &Path, picked: &str) -> Result<String, AppError> {
        let mut digest = Sha256::new();
        for part in [self.settings.as_str(), picked] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
        for source in [image, mask] {
            add(&mut digest, source)
                .map_err(|error| AppError::from(error).within(&source.display().to_string()))?;
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The values kept under a name; nothing when there are none or they are not of these features.
    pub fn get(&self, key: &str, names: &[String]) -> Option<Vec<f64>> {
        let bytes = std::fs::read(self.file(key)).ok()?;
        let table = FeatureTable::from_csv(&bytes).ok()?;
        (table.columns == names && table.rows == [key]).then(|| table.row(0).to_vec())
    }

    /// Keeps values; whole or not at all.
    pub fn put(&self, key: &str, names: &[String], values: &[f64]) -> Result<(), AppError> {
        let mut table = FeatureTable::new(names.to_vec());
        table.push(key, values)?;
        Ok(imaging::write_file(&self.file(key), &table.to_csv())?)
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.csv"))
    }
}

/// Adds a file, or the files of a folder by name.
fn add(digest: &mut Sha256, source: &Path) -> std::io::Result<()> {
    if source.is_dir() {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(source)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
        files.sort();
        for file in files {
            digest.update(file.file_name().unwrap_or_default().as_encoded_bytes());
            add(digest, &file)?;
        }
        return Ok(());
    }
    let mut file = File::open(source)?;
    digest.update(file.metadata()?.len().to_le_bytes());
    std::io::copy(&mut file, digest)?;
    Ok(())
}
