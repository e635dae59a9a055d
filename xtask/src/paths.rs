//! Where things are: the workspace, the cache outside it, the build folder.

use crate::Result;
use std::env;
use std::path::{Path, PathBuf};

/// The workspace root: the parent of this crate's folder.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_path_buf)
}

/// The user's cache folder: `XDG_CACHE_HOME`, else `~/.cache`.
pub fn user_cache() -> Result<PathBuf> {
    if let Some(dir) = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|d| d.is_absolute()) {
        return Ok(dir);
    }
    match env::var_os("HOME") {
        Some(home) if !home.is_empty() => Ok(PathBuf::from(home).join(".cache")),
        _ => Err("neither XDG_CACHE_HOME nor HOME is set; set one of them to a folder that may be written"
            .to_owned()),
    }
}

/// Our own part of the cache; created when absent.
pub fn cache() -> Result<PathBuf> {
    let dir = user_cache()?.join("workbench");
    std::fs::create_dir_all(&dir).map_err(|e| format!("cannot create {}: {e}", dir.display()))?;
    Ok(dir)
}

/// The build folder: `CARGO_TARGET_DIR` when set, else one in the cache, so that
/// the demo, the tests and a later clone share one build.
pub fn target() -> Result<PathBuf> {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) if !dir.is_empty() => {
            let dir = PathBuf::from(dir);
            Ok(if dir.is_absolute() { dir } else { env::current_dir().map_err(|e| e.to_string())?.join(dir) })
        }
        _ => Ok(cache()?.join("target")),
    }
}

/// The built program.
pub fn workbench() -> Result<PathBuf> {
    Ok(target()?.join("debug").join("workbench"))
}
