//! Writing statistics files of a wide table: time, and that the memory does not grow with the rows.

use super::{Bench, Row, peer};
use crate::{Result, exec, python};
use std::path::Path;

const ROWS: u32 = 100_000;
const COLUMNS: u32 = 300;
/// Formats that a peer writes too.
const WITH_PEER: [&str; 3] = ["sav", "dta", "xpt"];

/// A row for each format; the peak of memory stands in its conditions.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let mut cargo = exec::cargo()?;
    cargo.args(["build", "--package", "statfiles", "--profile", &bench.profile, "--examples"]);
    exec::run(&mut cargo)?;
    let (table, dictionary) = (bench.work.join("table.csv"), bench.work.join("dictionary.csv"));
    let mut rows = Vec::new();
    let mut few = Vec::new();
    for count in [ROWS / 10, ROWS] {
        let size = [count.to_string(), COLUMNS.to_string()];
        exec::run(exec::command(bench.built.join("examples/wide")).args(size).args([&table, &dictionary]))?;
        for format in ["csv", "xlsx", "sav", "dta", "xpt", "RData"] {
            let output = bench.work.join("table-out").with_extension(format);
            let mut convert = exec::command(bench.built.join("examples/convert"));
            let said = exec::output(convert.args([&table, &dictionary, &output]))?;
            let (seconds, peak) = (field(&said, "seconds=")?, field(&said, "peak_kb=")? / 1e3);
            if count < ROWS {
                few.push(peak);
                continue;
            }
            let before = few.get(rows.len()).copied().unwrap_or(f64::NAN);
            let mut row = Row {
                what: format!("{format} of {ROWS} × {COLUMNS}"),
                ours: seconds,
                unit: "s",
                peer: Err("not asked".to_owned()),
                note: format!("peak {peak:.1} MB, of a tenth of the rows {before:.1} MB"),
            };
            if WITH_PEER.contains(&format) {
                row.peer = peer(format, &table, &dictionary, &output).map(|(name, seconds, peak)| {
                    row.note += &format!("; the peer's {peak:.0} MB");
                    (name, seconds)
                });
            }
            rows.push(row);
            let _ = std::fs::remove_file(output);
        }
    }
    Ok(rows)
}

/// Name with seconds, and megabytes held at most.
fn peer(format: &str, table: &Path, dictionary: &Path, output: &Path) -> Result<(String, f64, f64)> {
    let (python, script) = peer::python("statfiles", &[python::READERS])?;
    let what = format!("statfile-{format}");
    let (name, seconds) = peer::run(&python, &script, &what, &[table, dictionary, output])?;
    let (name, peak) = name.rsplit_once(' ').ok_or("the peer did not say what memory it held")?;
    Ok((name.to_owned(), seconds, peak.parse().map_err(|_| format!("the peer said `{peak}`"))?))
}

fn field(said: &str, name: &str) -> Result<f64> {
    let word = said.split_whitespace().find_map(|word| word.strip_prefix(name));
    word.and_then(|word| word.parse().ok()).ok_or_else(|| format!("`{name}` is missing in `{said}`"))
}
