//! `cargo xtask bench`: what the program does from outside, timed beside a peer in the same run.
//!
//! To add a measurement, write a file here with a `run(&Bench) -> Result<Vec<Row>>` and name it in [`BENCHES`].

#[path = "../../../tests/src/dicom.rs"]
mod dicom;
mod first_image;
mod import;
mod nlp;
mod peer;
mod radiomics;
mod radiomics_maps;
mod reports;
mod search;
mod start;
mod statfiles;
mod training;

use crate::{Result, demo, exec, paths, system};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// One line of the table.
pub struct Row {
    /// What was done.
    pub what: String,
    /// Our number.
    pub ours: f64,
    /// Its unit; `/s` means that more is better.
    pub unit: &'static str,
    /// The peer's name and number, or why there is none.
    pub peer: std::result::Result<(String, f64), String>,
    /// Sizes and settings.
    pub note: String,
}

/// What every measurement is given.
pub struct Bench {
    /// The program.
    pub program: PathBuf,
    /// The build profile.
    pub profile: String,
    /// Where builds of that profile are.
    pub built: PathBuf,
    /// An empty folder, removed at the end.
    pub work: PathBuf,
    /// The reference data, when it is there.
    pub data: Option<PathBuf>,
}

type Measure = fn(&Bench) -> Result<Vec<Row>>;

const BENCHES: [(&str, Measure); 10] = [
    ("start", start::run),
    ("import", import::run),
    ("reports", reports::run),
    (SEARCH, search::run),
    (NLP, nlp::run),
    (STATFILES, statfiles::run),
    ("radiomics", radiomics::run),
    ("radiomics-maps", radiomics_maps::run),
    ("training", training::run),
    ("first-image", first_image::run),
];

/// Measurements that need no program: they build what they measure.
const NLP: &str = "nlp";
const SEARCH: &str = "search";
const STATFILES: &str = "statfiles";

/// Runs the named measurements, or all; `--profile dev` uses the build of the tests instead of a release build.
pub fn run(args: &[String]) -> Result<()> {
    let (profile, names) = match args {
        [flag, profile, names @ ..] if flag == "--profile" => (profile.as_str(), names),
        names => ("release", names),
    };
    if let Some(unknown) = names.iter().find(|n| !BENCHES.iter().any(|(name, _)| name == n)) {
        let known: Vec<&str> = BENCHES.iter().map(|(name, _)| *name).collect();
        return Err(format!("unknown measurement `{unknown}`; there are {}", known.join(", ")));
    }
    if names.is_empty() || names.iter().any(|name| ![NLP, SEARCH, STATFILES].contains(&name.as_str())) {
        demo::prepare(system::Purpose::Test)?;
        exec::run(exec::cargo()?.args(["build", "--workspace", "--bins", "--profile", profile]))?;
    }
    let folder = if profile == "dev" { "debug" } else { profile };
    let data = std::env::var_os("WORKBENCH_DATA")
        .map_or_else(|| paths::root().join("../shared/data"), PathBuf::from);
    let work = paths::cache()?.join(format!("bench.{}", std::process::id()));
    let bench = Bench {
        program: paths::target()?.join(folder).join("workbench"),
        profile: profile.to_owned(),
        built: paths::target()?.join(folder),
        work,
        data: data.is_dir().then_some(data),
    };
    let mut rows = Vec::new();
    for (name, measure) in BENCHES {
        if !names.is_empty() && !names.iter().any(|n| n == name) {
            continue;
        }
        println!("\n== {name}");
        std::fs::create_dir_all(&bench.work)
            .map_err(|e| format!("cannot create {}: {e}", bench.work.display()))?;
        match measure(&bench) {
            Ok(found) => rows.extend(found),
            Err(e) => println!("== {name} not measured: {e}"),
        }
        let _ = std::fs::remove_dir_all(&bench.work);
    }
    print(&rows, profile);
    if rows.is_empty() { Err("nothing was measured".to_owned()) } else { Ok(()) }
}

impl Bench {
    /// A command of the program.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = exec::command(&self.program);
        command.args(args);
        command
    }

    /// A file of the reference data.
    pub fn reference(&self, path: &str) -> Result<PathBuf> {
        let data = self.data.as_ref().ok_or("WORKBENCH_DATA is not set")?;
        let file = data.join(path);
        if file.exists() { Ok(file) } else { Err(format!("{} is missing", file.display())) }
    }
}

/// Seconds of wall time of a command that must succeed; the least of `times` runs.
pub fn seconds(times: usize, mut make: impl FnMut() -> Command) -> Result<f64> {
    let mut best = f64::INFINITY;
    for _ in 0..times.max(1) {
        let mut command = make();
        let start = Instant::now();
        exec::output(&mut command)?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(best)
}

fn print(rows: &[Row], profile: &str) {
    println!("\n{}", machine(profile));
    println!("\n| what | workbench | peer | ratio | conditions |\n|---|---|---|---|---|");
    for row in rows {
        let ours = format!("{} {}", number(row.ours), row.unit);
        let (peer, ratio) = match &row.peer {
            Ok((name, value)) => {
                let faster = if row.unit.contains("/s") { row.ours / value } else { value / row.ours };
                (format!("{name}: {} {}", number(*value), row.unit), format!("{faster:.2} ×"))
            }
            Err(reason) => (format!("none: {reason}"), String::new()),
        };
        println!("| {} | {ours} | {peer} | {ratio} | {} |", row.what, row.note);
    }
    println!("\nA ratio above 1 means that the workbench is faster.");
}

fn number(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 1.0 => format!("{v:.2}"),
        v => format!("{v:.4}"),
    }
}

/// Commit, processor, cores, load: a number without them means nothing.
fn machine(profile: &str) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .map_or("unknown", |l| l.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    let commit =
        exec::output(exec::command("git").args(["describe", "--always", "--dirty"])).unwrap_or_default();
    format!("{model}, {cores} cores, load {load} at the end; profile {profile}; commit {}", commit.trim())
}
