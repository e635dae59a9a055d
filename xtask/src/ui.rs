//! Building the web page that the server embeds; skipped while its sources are unchanged.

use crate::{Result, exec, paths};
use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the UI.
pub fn folder() -> PathBuf {
    paths::root().join("workbench/ui")
}

/// npm in one of our folders; its downloads stay in the cache outside the clone.
pub fn npm(folder: &Path) -> Result<Command> {
    let mut npm = exec::command("npm");
    npm.current_dir(folder).env("npm_config_cache", paths::cache()?.join("npm"));
    npm.env("npm_config_fund", "false")
        .env("npm_config_audit", "false")
        .env("npm_config_update_notifier", "false");
    // Debian's Chromium drives the tests; no package fetches a browser of its own
    npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").env("PUPPETEER_SKIP_DOWNLOAD", "1");
    Ok(npm)
}

/// Installs the locked packages of a folder; does nothing while the lock file is unchanged.
pub fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted =
        hash(std::slice::from_ref(&lock)).map_err(|e| format!("cannot read {}: {e}", lock.display()))?;
    let stamp = folder.join("node_modules/.workbench-install");
    if fs::read_to_string(&stamp).is_ok_and(|s| s == wanted) {
        return Ok(());
    }
    // `npm ci` refuses a lock file that leaves out other systems' optional packages, as one written behind a partial
    // mirror does; `npm install` takes the same locked versions and leaves the lock file alone
    let options = ["--no-save", "--prefer-offline", "--no-progress", "--loglevel=error"];
    if exec::run(npm(folder)?.arg("ci").args(options)).is_err() {
        exec::run(npm(folder)?.arg("install").args(options))
            .map_err(|e| format!("{e}; is registry.npmjs.org (or the registry set in .npmrc) reachable?"))?;
    }
    fs::write(&stamp, wanted).map_err(|e| format!("cannot write {}: {e}", stamp.display()))
}

/// `cargo xtask ui`.
pub fn build() -> Result<()> {
    let folder = folder();
    if !folder.join("package.json").is_file() {
        return Err(format!("{} has no package.json", folder.display()));
    }
    let fail = |e: std::io::Error| format!("cannot read {}: {e}", folder.display());
    let mut sources = Vec::new();
    walk(&folder, &mut sources).map_err(fail)?;
    let wanted = hash(&sources).map_err(fail)?;
    let stamp = folder.join("node_modules/.workbench-dist");
    if folder.join("dist/index.html").is_file() && fs::read_to_string(&stamp).is_ok_and(|s| s == wanted) {
        println!("ui: unchanged");
        return Ok(());
    }
    install(&folder)?;
    exec::run(npm(&folder)?.args(["run", "--silent", "build"]))?;
    fs::write(&stamp, wanted).map_err(|e| format!("cannot write {}: {e}", stamp.display()))
}

/// Every source file below a folder: not what is installed, built or hidden.
fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || name == "node_modules" || name == "dist" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// A hash of names and contents, in an order that does not depend on the file system.
fn hash(files: &[PathBuf]) -> std::io::Result<String> {
    let mut contents = BTreeMap::new();
    for file in files {
        contents.insert(file.as_path(), fs::read(file)?);
    }
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    Ok(format!("{:016x}", hasher.finish()))
}
