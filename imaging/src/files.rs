//! Files that appear whole or not at all.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::error::{ImagingError, Result};

/// Writes `bytes` beside `path`, flushes them to the disk and renames.
///
/// # Errors
/// When any step fails; nothing is left behind.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let part = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let write = || {
        let mut file = File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    };
    write().map_err(|error| {
        // The first error is the one worth telling.
        let _ = std::fs::remove_file(&part);
        ImagingError::io(path, error)
    })
}
