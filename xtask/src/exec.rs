//! Running other programs: said before, checked after.

use crate::{Result, libtorch, paths};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command that runs in the workspace root with nothing to read.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    command
}

/// Cargo on this workspace, with the shared build folder and the shared libtorch.
pub fn cargo() -> Result<Command> {
    let mut command = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.env("CARGO_TARGET_DIR", paths::target()?);
    // the real folder, not the link in this clone: otherwise every new clone rebuilds the bindings
    command.env("LIBTORCH", libtorch::folder()?);
    Ok(command)
}

/// The command line as a person would type it.
pub fn shown(command: &Command) -> String {
    let mut line =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    for arg in command.get_args() {
        let arg = arg.to_string_lossy();
        line.push(' ');
        if arg.contains([' ', '\n', '*', '\'']) {
            line.push_str(&format!("'{arg}'"));
        } else {
            line.push_str(&arg);
        }
    }
    line
}

/// Prints and runs; an error names the command and its status.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|e| cannot_start(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", shown(command))) }
}

/// Runs without a word and returns what it printed; an error carries its last complaint.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command.output().map_err(|e| cannot_start(command, &e))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&out.stderr);
    let last = complaint.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("no message");
    Err(format!("`{}` ended with {}: {last}", shown(command), out.status))
}

/// Whether the command starts and succeeds; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// Whether a program of that name is on `PATH`.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start `{}`: {error}", command.get_program().to_string_lossy())
}
