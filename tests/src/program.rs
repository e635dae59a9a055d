//! The built `workbench` program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

/// The workspace root: of the clone that runs, not of the one that was built, which may share the target folder.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR");
    let here = here.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The program: `WORKBENCH_BIN` when set (as `cargo xtask test` does), else built now into the folder that holds
/// this test.
///
/// # Errors
/// When it cannot be built; the message says how to build it by hand.
pub fn workbench() -> Result<PathBuf, String> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    FOUND.get_or_init(find).clone()
}

/// A command of the program with nothing to read.
///
/// # Errors
/// As [`workbench`].
pub fn command(args: &[&str]) -> Result<Command, String> {
    let mut command = Command::new(workbench()?);
    command.args(args).stdin(Stdio::null());
    Ok(command)
}

/// Runs a command of the program to its end.
///
/// # Errors
/// When it does not start or ends with anything but success; the message carries what it said.
pub fn run(args: &[&str]) -> Result<Output, String> {
    let out = command(args)?.output().map_err(|e| format!("cannot start workbench: {e}"))?;
    if out.status.success() {
        return Ok(out);
    }
    Err(format!(
        "`workbench {}` ended with {}\n{}{}",
        args.join(" "),
        out.status,
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    ))
}

fn find() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("WORKBENCH_BIN").map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(format!("WORKBENCH_BIN: {} is no file", path.display()))
        };
    }
    // TARGET/PROFILE/deps/this-test
    let test = std::env::current_exe().map_err(|e| e.to_string())?;
    let target = test.ancestors().nth(3).ok_or("this test lies in no build folder")?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "-p", "workbench", "--bin", "workbench"])
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root())
        .stdin(Stdio::null())
        .status()
        .map_err(|e| format!("cannot start cargo: {e}"))?;
    if !status.success() {
        return Err("`cargo build -p workbench` failed; `cargo xtask test` prepares what it needs".to_owned());
    }
    Ok(target.join("debug").join("workbench"))
}
