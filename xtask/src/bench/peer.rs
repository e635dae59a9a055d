//! Peers from the Python world, each in a virtual environment of its own in the cache.

use crate::{Result, exec, paths, python};
use std::path::{Path, PathBuf};
use std::process::Command;

const SCRIPT: &str = include_str!("peers.py");

/// A Python with the given requirements, and our script of peers. `steps` are the pip installs, in order.
pub fn python(name: &str, steps: &[&[&str]]) -> Result<(PathBuf, PathBuf)> {
    let folder = paths::cache()?.join("peers");
    let python = python::environment(name, steps)?;
    let script = folder.join("peers.py");
    std::fs::write(&script, SCRIPT).map_err(|e| format!("cannot write {}: {e}", script.display()))?;
    Ok((python, script))
}

/// Runs a peer; it prints its version and its seconds (without start-up and imports) as the last line.
pub fn run(python: &Path, script: &Path, what: &str, args: &[&Path]) -> Result<(String, f64)> {
    let mut command = Command::new(python);
    command.arg(script).arg(what).args(args).env("OMP_NUM_THREADS", threads());
    let out = exec::output(&mut command)?;
    let last = out.lines().last().unwrap_or_default();
    let (name, seconds) = last.rsplit_once(' ').ok_or_else(|| format!("the peer said `{last}`"))?;
    let seconds = seconds.parse().map_err(|_| format!("the peer said `{last}`"))?;
    Ok((name.to_owned(), seconds))
}

fn threads() -> String {
    std::thread::available_parallelism().map_or(1, usize::from).to_string()
}
