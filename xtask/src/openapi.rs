//! The API description: a file in the tree that the program must agree with, and the UI's types made from it.

use crate::{Result, demo, exec, paths, ui};
use std::fs;
use std::path::PathBuf;

/// `cargo xtask openapi [--check]`.
pub fn run(args: &[String]) -> Result<()> {
    let check_only = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--check"] => true,
        other => return Err(format!("unexpected `{}`", other.join(" "))),
    };
    demo::prepare(crate::system::Purpose::Demo)?;
    demo::build()?;
    if check_only { check() } else { write() }
}

/// Compares the description that the built program prints with the one in the tree.
pub fn check() -> Result<()> {
    let now = described()?;
    let kept = fs::read_to_string(file()).unwrap_or_default();
    if now == kept {
        println!("openapi: workbench/server/openapi.json is up to date");
        return Ok(());
    }
    for (number, (new, old)) in now.lines().zip(kept.lines().chain(std::iter::repeat(""))).enumerate() {
        if new != old {
            println!("workbench/server/openapi.json:{}\n  - {old}\n  + {new}", number + 1);
            break;
        }
    }
    Err("workbench/server/openapi.json is not what the program describes; run `cargo xtask openapi` and commit".to_owned())
}

fn write() -> Result<()> {
    let file = file();
    fs::write(&file, described()?).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    println!("openapi: wrote workbench/server/openapi.json");
    let folder = ui::folder();
    ui::install(&folder)?;
    exec::run(ui::npm(&folder)?.args(["run", "--silent", "api"]))
}

fn file() -> PathBuf {
    paths::root().join("workbench/server/openapi.json")
}

fn described() -> Result<String> {
    let mut text = exec::output(exec::command(paths::workbench()?).arg("openapi"))?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}
