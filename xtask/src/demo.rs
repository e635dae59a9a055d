//! `cargo xtask demo`: from a fresh clone to the running demo.

use crate::{Result, exec, libtorch, paths, system, ui};
use std::process::Stdio;

/// Prepares the machine, builds, and runs `workbench demo` with the arguments after `--`.
pub fn run(args: &[String]) -> Result<()> {
    let passed = match args.first().map(String::as_str) {
        Some("--") => &args[1..],
        Some(other) => return Err(format!("unexpected `{other}`; arguments for the demo come after `--`")),
        None => args,
    };
    prepare(system::Purpose::Demo)?;
    build()?;
    exec::run(exec::command(paths::workbench()?).arg("demo").args(passed).stdin(Stdio::inherit()))
}

/// Packages, libtorch and the page: all that comes before cargo.
pub fn prepare(purpose: system::Purpose) -> Result<()> {
    system::ensure(purpose)?;
    libtorch::ensure()?;
    ui::build()
}

/// Builds the program. `--workspace` makes cargo choose the same features as the tests do, so that both share
/// one build.
pub fn build() -> Result<()> {
    exec::run(exec::cargo()?.args(["build", "--workspace", "--bins"]))
}
