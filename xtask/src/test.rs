//! `cargo xtask test`: every check and test, from a bare machine.

use crate::postgres::Postgres;
use crate::served::{self, Served};
use crate::steps::Steps;
use crate::tally::{self, Tally};
use crate::{Result, demo, exec, openapi, paths, python, system, ui};
use std::process::Command;

const STEPS: [&str; 6] = ["fmt", "clippy", "rust", "openapi", "ui", "browser"];

/// Runs all steps, or those named by `--only`.
pub fn run(args: &[String]) -> Result<()> {
    let only: Vec<String> = match args {
        [] => Vec::new(),
        [flag, names] if flag == "--only" => names.split(',').map(str::to_owned).collect(),
        other => return Err(format!("unexpected `{}`", other.join(" "))),
    };
    if let Some(unknown) = only.iter().find(|o| !STEPS.contains(&o.as_str())) {
        return Err(format!("unknown step `{unknown}`; steps are {}", STEPS.join(", ")));
    }
    demo::prepare(system::Purpose::Test)?;
    let mut steps = Steps::new(only);
    if steps.wants("fmt") {
        steps.check("fmt", || exec::run(exec::cargo()?.args(["fmt", "--all", "--check"])));
    }
    if steps.wants("clippy") {
        steps.check("clippy", || {
            exec::run(exec::cargo()?.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
        });
    }
    if ["rust", "openapi", "browser"].iter().any(|s| steps.wants(s)) {
        // one cargo call for programs and tests: one choice of features, one build
        let built = steps
            .check("build", || exec::run(exec::cargo()?.args(["build", "--workspace", "--all-targets"])));
        if !built {
            return steps.finish();
        }
    }
    if steps.wants("rust") {
        steps.suite("rust", rust);
    }
    if steps.wants("openapi") {
        steps.check("openapi", openapi::check);
    }
    if steps.wants("ui") {
        steps.suite("ui", page);
    }
    if steps.wants("browser") {
        browser(&mut steps);
    }
    steps.finish()
}

/// All Rust tests, on both databases, with the built program for those that drive it from outside.
fn rust(skipped: &mut Vec<String>) -> Result<(Tally, bool)> {
    let postgres = Postgres::start()?;
    println!("PostgreSQL on {}", postgres.url());
    if std::env::var_os("WORKBENCH_DATA").is_none() && !paths::root().join("../shared/data").is_dir() {
        skipped.push("comparisons with reference data: WORKBENCH_DATA is not set".to_owned());
    }
    let readers = python::environment("statfiles", &[python::READERS]);
    if let Err(reason) = &readers {
        skipped.push(format!("comparison with pyreadstat, pandas, openpyxl and pyarrow: {reason}"));
    }
    let give = |mut command: Command| -> Result<Command> {
        if let Ok(python) = &readers {
            command.env("WORKBENCH_STAT_PYTHON", python);
        }
        command.env("WORKBENCH_TEST_POSTGRES", postgres.url());
        command.env("WORKBENCH_BIN", paths::workbench()?);
        Ok(command)
    };
    let nextest = exec::on_path("cargo-nextest");
    let (mut tally, mut good) = if nextest {
        let mut command = give(exec::cargo()?)?;
        tally::run(
            command.args(["nextest", "run", "--workspace", "--all-targets", "--no-fail-fast"]),
            skipped,
        )?
    } else {
        let mut command = give(exec::cargo()?)?;
        tally::run(
            command.args([
                "test",
                "--quiet",
                "--workspace",
                "--all-targets",
                "--no-fail-fast",
                "--",
                "--show-output",
            ]),
            skipped,
        )?
    };
    let mut command = give(exec::cargo()?)?;
    let (documents, content) =
        tally::run(command.args(["test", "--quiet", "--workspace", "--doc", "--no-fail-fast"]), skipped)?;
    tally = tally.plus(documents);
    good &= content;
    Ok((tally, good))
}

/// Types, habits and unit tests of the page.
fn page(skipped: &mut Vec<String>) -> Result<(Tally, bool)> {
    let folder = ui::folder();
    ui::install(&folder)?;
    let mut tally = Tally::default();
    for script in ["lint", "check"] {
        match exec::run(ui::npm(&folder)?.args(["run", "--silent", script])) {
            Ok(()) => tally.passed += 1,
            Err(e) => {
                println!("{e}");
                tally.failed += 1;
            }
        }
    }
    let (tests, good) = tally::run(ui::npm(&folder)?.args(["test", "--silent"]), skipped)?;
    Ok((tally.plus(tests), good))
}

/// The flow in a real browser against the built program.
fn browser(steps: &mut Steps) {
    let folder = paths::root().join("tests/browser");
    if !folder.join("package.json").is_file() {
        return steps.skip("browser", "tests/browser has no package.json");
    }
    steps.suite("browser", |skipped| {
        ui::install(&folder)?;
        let served = Served::start()?;
        let mut npm = ui::npm(&folder)?;
        npm.env("WORKBENCH_URL", served.url()).env("CHROMIUM", chromium()?);
        npm.env("WORKBENCH_LOGIN", served::LOGIN).env("WORKBENCH_PASSWORD", served::PASSWORD);
        tally::run(npm.args(["test", "--silent"]), skipped)
    });
}

fn chromium() -> Result<String> {
    exec::output(exec::command("sh").args(["-c", "command -v chromium || command -v google-chrome"]))
        .map(|path| path.trim().to_owned())
        .map_err(|_| "no chromium on PATH; run `cargo xtask system --for test`".to_owned())
}
