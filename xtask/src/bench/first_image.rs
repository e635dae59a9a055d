//! From the click on a series to its first image on the screen, in a real browser.

use super::{Bench, Row};
use crate::served::{self, Served};
use crate::{Result, exec, paths, ui};

/// The browser tests measure it: their script `bench` prints `first image N ms` as a line of its own.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let folder = paths::root().join("tests/browser");
    let package = std::fs::read_to_string(folder.join("package.json")).unwrap_or_default();
    if !package.contains("\"bench\":") {
        return Err("tests/browser has no script `bench`".to_owned());
    }
    ui::install(&folder)?;
    let served = Served::start_program(&bench.program)?;
    let mut npm = ui::npm(&folder)?;
    npm.env("WORKBENCH_URL", served.url()).env("WORKBENCH_LOGIN", served::LOGIN);
    npm.env("WORKBENCH_PASSWORD", served::PASSWORD);
    let out = exec::output(npm.args(["run", "--silent", "bench"]))?;
    let found =
        out.lines().find_map(|l| l.trim().strip_prefix("first image ")?.strip_suffix(" ms")?.parse().ok());
    let ours: f64 = found.ok_or("the script `bench` of tests/browser printed no `first image N ms`")?;
    Ok(vec![Row {
        what: "first image in the browser".to_owned(),
        ours,
        unit: "ms",
        peer: Err("the requirement is 2,000 ms for CT and MR in the hospital's network".to_owned()),
        note: "headless Chromium on the same machine, from the click to the drawn slice".to_owned(),
    }])
}
