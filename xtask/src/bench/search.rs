//! Searching generated reports, beside PostgreSQL's trigram index, SQLite's and a plain scan of the same texts.

use super::{Bench, Row};
use crate::postgres::Postgres;
use crate::{Result, exec};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCRIPT: &str = include_str!("search_peers.py");
/// Reports when `WORKBENCH_SEARCH_REPORTS` does not say how many.
const REPORTS: &str = "300000";
const ROUNDS: &str = "5";

/// An engine's answers: total and milliseconds of each query, by kind and place; what else it says.
#[derive(Default)]
struct Answers {
    queries: BTreeMap<(String, usize), (u64, Vec<f64>)>,
    /// Queries it cannot answer.
    cannot: usize,
    words: BTreeMap<String, String>,
}

/// Rows by kind of query, and of building.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let reports = std::env::var("WORKBENCH_SEARCH_REPORTS").unwrap_or_else(|_| REPORTS.to_owned());
    let mut cargo = exec::cargo()?;
    cargo.args(["build", "--package", "cohorts", "--profile", &bench.profile, "--example", "scale"]);
    exec::run(&mut cargo)?;
    let scale = bench.built.join("examples/scale");
    let (file, index) = (bench.work.join("reports.tsv"), bench.work.join("index"));
    exec::run(exec::command(&scale).args(["write", &reports]).arg(&file))?;
    let built = exec::output(exec::command(&scale).args(["index", &reports]).arg(&index))?;
    print!("{built}");
    let said = exec::output(exec::command(&scale).arg("search").arg(&index))?;
    print!("{said}");
    let mut ours = answers_of_ours(&said);
    ours.words.append(&mut words(&built));
    let peers = Peers::new(bench, &file)?;
    let scan = peers.ask("scan", &bench.work.to_string_lossy())?;
    compare("a plain scan", &ours, &scan)?;
    let mut rows = Vec::new();
    let fts5 = peers.ask("fts5", &bench.work.to_string_lossy())?;
    compare("FTS5", &ours, &fts5)?;
    rows.extend(table(&ours, &fts5, &reports));
    let postgres = Postgres::start()?;
    let trgm = peers.ask("postgres", &postgres.url())?;
    compare("pg_trgm", &ours, &trgm)?;
    rows.extend(table(&ours, &trgm, &reports));
    Ok(rows)
}

struct Peers {
    script: PathBuf,
    queries: PathBuf,
    file: PathBuf,
}

impl Peers {
    fn new(bench: &Bench, file: &Path) -> Result<Self> {
        let script = bench.work.join("search_peers.py");
        std::fs::write(&script, SCRIPT).map_err(|e| format!("cannot write {}: {e}", script.display()))?;
        let queries = crate::paths::root().join("cohorts/examples/scale/queries.json");
        Ok(Self { script, queries, file: file.to_owned() })
    }

    fn ask(&self, what: &str, place: &str) -> Result<Answers> {
        let mut command = Command::new("python3");
        command.arg(&self.script).arg(what).args([&self.file, &self.queries]).args([place, ROUNDS]);
        let said = exec::output(&mut command)?;
        let mut answers = Answers::default();
        for line in said.lines() {
            let field = |key: &str| json_field(line, key);
            let key = field("kind").zip(field("at").and_then(|at| at.parse().ok()));
            match (key, field("total").and_then(|total| total.parse().ok())) {
                (Some(key), Some(total)) => {
                    let ms = field("ms").unwrap_or_default();
                    answers.queries.insert(key, (total, numbers(&ms)));
                }
                (Some(_), None) => answers.cannot += 1,
                (None, _) => {
                    for key in ["built", "bytes", "name", "peak"] {
                        answers.words.extend(field(key).map(|value| (key.to_owned(), value)));
                    }
                }
            }
        }
        println!("{what}: {} answered, {} not, {:?}", answers.queries.len(), answers.cannot, answers.words);
        for ((kind, at), (total, ms)) in &answers.queries {
            println!("  {kind} {at}: {total} in {ms:?} ms");
        }
        Ok(answers)
    }
}

/// The value of a key in one line of our script's flat JSON.
fn json_field(line: &str, key: &str) -> Option<String> {
    let rest = line.split_once(&format!("\"{key}\": "))?.1;
    let value = match rest.chars().next()? {
        '"' => rest.get(1..)?.split('"').next()?,
        '[' => rest.get(1..)?.split(']').next()?,
        _ => rest.split([',', '}']).next()?,
    };
    Some(value.to_owned())
}

fn numbers(list: &str) -> Vec<f64> {
    list.split(',').filter_map(|number| number.trim().parse().ok()).collect()
}

/// Words of the form `name=value`.
fn words(said: &str) -> BTreeMap<String, String> {
    said.split_whitespace()
        .filter_map(|word| word.split_once('='))
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .collect()
}

fn answers_of_ours(said: &str) -> Answers {
    let mut answers = Answers::default();
    for line in said.lines() {
        let mut found = words(line);
        if !line.starts_with("query ") {
            answers.words.append(&mut found);
            continue;
        }
        let get = |key: &str| found.get(key).map(String::as_str).unwrap_or_default();
        if let (Ok(at), Ok(total)) = (get("at").parse(), get("total").parse()) {
            answers.queries.insert((get("kind").to_owned(), at), (total, numbers(get("ms"))));
        }
    }
    answers
}

/// Every count the peer gives must be ours.
fn compare(peer: &str, ours: &Answers, theirs: &Answers) -> Result<()> {
    for ((kind, at), (total, _)) in &theirs.queries {
        let found = ours.queries.get(&(kind.clone(), *at)).map(|(total, _)| *total);
        if found != Some(*total) {
            return Err(format!("{kind} query {at}: {peer} counts {total}, we count {found:?}"));
        }
    }
    println!("{peer}: the same counts in {} queries", theirs.queries.len());
    Ok(())
}

/// Building and the 95th percentile of each kind, over the queries that both answer.
fn table(ours: &Answers, theirs: &Answers, reports: &str) -> Vec<Row> {
    let word = |answers: &Answers, key: &str| answers.words.get(key).cloned().unwrap_or_default();
    let number = |answers: &Answers, key: &str| word(answers, key).parse::<f64>().unwrap_or(f64::NAN);
    let name = word(theirs, "name");
    let note = |more: &str| format!("{reports} generated reports of about 520 characters{more}");
    let mut rows = vec![
        Row {
            what: "search index, building".to_owned(),
            ours: number(ours, "seconds"),
            unit: "s",
            peer: Ok((name.clone(), number(theirs, "built"))),
            note: note("; the peer's index alone, its table is loaded before; ours with the texts"),
        },
        Row {
            what: "search index, size".to_owned(),
            ours: number(ours, "bytes") / 1e6,
            unit: "MB",
            peer: Ok((name.clone(), number(theirs, "bytes") / 1e6)),
            note: note("; PostgreSQL's index alone"),
        },
    ];
    for kind in ["keyword", "three", "ten", "regex"] {
        let (mut mine, mut other) = (Vec::new(), Vec::new());
        for ((_, at), (_, ms)) in theirs.queries.iter().filter(|((of, _), _)| of == kind) {
            other.extend(ms);
            mine.extend(
                ours.queries.get(&(kind.to_owned(), *at)).map(|(_, ms)| ms.as_slice()).unwrap_or_default(),
            );
        }
        let asked = other.len();
        let (Some((p50, p95)), Some((other50, other95))) = (shares(mine), shares(other)) else { continue };
        rows.push(Row {
            what: format!("search, {kind}, 95th percentile"),
            ours: p95,
            unit: "ms",
            peer: Ok((name.clone(), other95)),
            note: note(&format!("; {asked} measurements; median {p50:.2} and {other50:.2} ms; ours with counts of each leaf and without answers kept")),
        });
    }
    rows
}

/// Median and 95th percentile.
fn shares(mut times: Vec<f64>) -> Option<(f64, f64)> {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len().checked_sub(1)? as f64 * share).round() as usize).copied();
    at(0.5).zip(at(0.95))
}
