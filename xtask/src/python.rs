//! Python programs of others, each in a virtual environment of its own in the cache.

use crate::{Result, exec, paths};
use std::path::PathBuf;

/// What reads statistics files and feature tables in the tests, pinned.
pub const READERS: &[&str] =
    &["pyreadstat==1.3.7", "pandas==3.1.1", "openpyxl==3.1.5", "numpy==2.4.6", "pyarrow==26.0.1"];

/// The interpreter of an environment with the given packages. `steps` are the pip installs, in order.
pub fn environment(name: &str, steps: &[&[&str]]) -> Result<PathBuf> {
    let environment = paths::cache()?.join("peers").join(name);
    let python = environment.join("bin/python");
    let stamp = environment.join(".complete");
    let wanted = format!("{steps:?}");
    if std::fs::read_to_string(&stamp).unwrap_or_default() != wanted {
        let _ = std::fs::remove_dir_all(&environment);
        exec::run(exec::command("python3").args(["-m", "venv"]).arg(&environment))
            .map_err(|e| format!("{e}; install python3-venv"))?;
        for step in steps {
            exec::run(
                exec::command(&python)
                    .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                    .args(*step),
            )?;
        }
        std::fs::write(&stamp, wanted).map_err(|e| e.to_string())?;
    }
    Ok(python)
}
