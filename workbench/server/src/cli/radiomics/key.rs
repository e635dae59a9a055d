//! Under which key the values of a batch's case are kept.

use std::path::{Path, PathBuf};

use workbench_core::Digest;

use crate::AppError;
use crate::work::feature_spec::FeatureSpec;
use crate::work::kept::Key;

/// Of the settings, the code, what is picked, and the bytes of image and mask.
pub fn of(spec: &FeatureSpec, image: &Path, mask: &Path, picked: &str) -> Result<Digest, AppError> {
    let mut key = Key::of(&spec.to_json()).with(picked);
    for source in [image, mask] {
        key =
            add(key, source).map_err(|error| AppError::from(error).within(&source.display().to_string()))?;
    }
    Ok(key.done())
}

/// Adds a file, or the files of a folder by name.
fn add(mut key: Key, source: &Path) -> std::io::Result<Key> {
    if !source.is_dir() {
        return key.with_file(source);
    }
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(source)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    for file in files {
        key = key.with(file.file_name().unwrap_or_default().as_encoded_bytes());
        key = add(key, &file)?;
    }
    Ok(key)
}
