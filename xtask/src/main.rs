//! `cargo xtask`: one task runner for building, testing, showing and measuring the workbench.
//!
//! Standard library only, so that the first command of a fresh clone starts within seconds.

mod bench;
mod demo;
mod exec;
mod libtorch;
mod openapi;
mod paths;
mod postgres;
mod python;
mod served;
mod steps;
mod system;
mod tally;
mod test;
mod ui;

use std::process::ExitCode;

/// What a task can fail with: one sentence for the person at the terminal.
pub type Result<T> = std::result::Result<T, String>;

const HELP: &str = "\
usage: cargo xtask COMMAND

  demo [-- ARGS]           install what is missing, build, run `workbench demo ARGS`
  test [--only STEP,…]     install what is missing, build, run every check and test
                           (steps: fmt, clippy, rust, openapi, ui, browser)
  system [--for demo|test] install missing Debian packages
  libtorch                 fetch libtorch into the cache and link third_party/libtorch to it
  ui                       build workbench/ui when its sources changed
  postgres -- COMMAND      run a command with a PostgreSQL of its own in WORKBENCH_TEST_POSTGRES
  openapi [--check]        write (or compare) workbench/server/openapi.json and the UI's types
  bench [NAME…]            measure; prints rows for BENCHMARKS.md

environment
  CARGO_TARGET_DIR   build folder (default: CACHE/workbench/target)
  XDG_CACHE_HOME     CACHE (default: ~/.cache); libtorch, npm and Python packages stay there
  LIBTORCH           a libtorch 2.13.0 of your own, e.g. one with CUDA
  WORKBENCH_DATA     folder with the reference data; tests that need it say so and pass without";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("demo") => demo::run(rest),
        Some("test") => test::run(rest),
        Some("system") => system::run(rest),
        Some("libtorch") => no_arguments(rest).and_then(|()| libtorch::ensure().map(drop)),
        Some("ui") => no_arguments(rest).and_then(|()| ui::build()),
        Some("openapi") => openapi::run(rest),
        Some("postgres") => postgres::run(rest),
        Some("bench") => bench::run(rest),
        Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("unknown command `{other}`\n\n{HELP}")),
        None => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn no_arguments(args: &[String]) -> Result<()> {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(format!("unexpected argument `{arg}`")),
    }
}
