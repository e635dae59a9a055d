//! Reports a second, beside the clinical text pipelines of the Python world.

use super::super::{Bench, Row, peer};
use super::example;
use crate::{Result, exec, paths};
use std::path::Path;

/// Seconds of one round; one thread and two are measured in three rounds each.
const SECONDS: &str = "3";
/// Characters of a report joined from the sentences of the English kit.
const ENGLISH: &str = "2000";

/// Versions that go together; medspaCy 1.3.1 wants spaCy 3.7, and that wants an older numpy.
const PACKAGES: [&str; 4] = ["medspacy==1.3.1", "negspacy==1.0.4", "spacy==3.7.5", "numpy<2"];

/// What a run of a pipeline took.
struct Speed {
    name: String,
    /// Reports a second by the clock.
    rate: f64,
    /// Microseconds of processor time a report.
    cpu: f64,
    /// What else is worth saying.
    note: String,
}

/// Rows of the rule sets and of the engine alone.
pub fn rows(bench: &Bench) -> Result<Vec<Row>> {
    let chinese = bench.reference("nlp/zh_ct_events.jsonl")?;
    let terms = bench.reference("nlp/zh_emr_ner.jsonl")?;
    let english = bench.reference("nlp/negex_en.jsonl")?;
    let python = peer::python("clinical-text", &[&PACKAGES]);
    let ask = |what: &str, reports: &Path, terms: &Path| {
        let (python, _) = python.as_ref().map_err(String::clone)?;
        theirs(python, what, reports, terms)
    };
    let packs = ours(bench, &chinese, "packs", "0")?;
    let medspacy = ask("medspacy-zh", &chinese, &terms);
    let engine = ours(bench, &chinese, "zh", "0")?;
    let joined = ours(bench, &english, "en", ENGLISH)?;
    Ok(vec![
        row("all rule sets on Chinese CT reports", &packs, &medspacy),
        row("findings engine on Chinese CT reports", &engine, &medspacy),
        row("findings engine on English reports", &joined, &ask("medspacy-en", &english, &english)),
        row("findings engine on English reports", &joined, &ask("negspacy-en", &english, &english)),
    ])
}

fn row(what: &str, ours: &Speed, peer: &Result<Speed>) -> Row {
    let peers = match peer {
        Ok(peer) => format!("; the peer {:.0} µs, {:.0} by the clock, {}", peer.cpu, peer.rate, peer.note),
        Err(_) => String::new(),
    };
    // Processor time, as other programs on the machine take from the clock of whoever runs beside them.
    Row {
        what: what.to_owned(),
        ours: 1e6 / ours.cpu,
        unit: "reports/s of one core",
        peer: peer.as_ref().map(|peer| (peer.name.clone(), 1e6 / peer.cpu)).map_err(String::clone),
        note: format!(
            "ours {:.0} µs a report, {:.0} by the clock, {}{peers}",
            ours.cpu, ours.rate, ours.note
        ),
    }
}

/// Runs our measurement and shows what it said.
fn ours(bench: &Bench, reports: &Path, what: &str, characters: &str) -> Result<Speed> {
    let out = exec::output(example(bench, "throughput").arg(reports).args([what, SECONDS, characters]))?;
    print!("\n{out}");
    let line = |start: &str| out.lines().find(|line| line.starts_with(start)).unwrap_or_default();
    let (one, two) = (line("threads=1"), line("threads=2"));
    let (rate, cpu) = match (value(one, "reports_per_s"), value(one, "cpu_us")) {
        (Some(rate), Some(cpu)) => (rate, cpu),
        _ => return Err(format!("the example `throughput` said `{one}`")),
    };
    let head = line("what=");
    let told = |line: &str, name: &str| value(line, name).map_or("?".to_owned(), |v| v.to_string());
    let megabytes = |passes: &str| value(line(passes), "peak_kb").map_or(f64::NAN, |kb| kb / 1024.0);
    Ok(Speed {
        name: what.to_owned(),
        rate,
        cpu,
        note: format!(
            "{} reports of {} characters; two threads {} reports/s, {} × by the clock, {} × by processor time; \
             waited for a core {:.0} % and {:.0} % of the time; peak memory after 1, 5, 10 passes {:.1}, {:.1}, {:.1} MB",
            told(head, "reports"),
            told(head, "characters"),
            told(two, "reports_per_s"),
            told(line("scale_wall"), "scale_wall"),
            told(line("scale_wall"), "scale_cpu"),
            value(one, "waited").unwrap_or(f64::NAN) * 100.0,
            value(two, "waited").unwrap_or(f64::NAN) * 100.0,
            megabytes("passes=1 "),
            megabytes("passes=5 "),
            megabytes("passes=10 ")
        ),
    })
}

/// The number after `name=`.
fn value(line: &str, name: &str) -> Option<f64> {
    line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

/// Runs a pipeline of the Python world.
fn theirs(python: &Path, what: &str, reports: &Path, terms: &Path) -> Result<Speed> {
    let script = paths::root().join("xtask/peers/nlp.py");
    let out = exec::output(exec::command(python).arg(script).arg(what).args([reports, terms]))?;
    let last = out.lines().last().unwrap_or_default();
    println!("{what}: {last}");
    let odd = || format!("the peer said `{last}`");
    let words: Vec<&str> = last.split(" | ").collect();
    let [name, count, terms, wall, used] = words.as_slice() else { return Err(odd()) };
    let number = |word: &str| word.trim().parse::<f64>().map_err(|_| odd());
    let (count, wall, used) = (number(count)?, number(wall)?, number(used)?);
    Ok(Speed {
        name: (*name).to_owned(),
        rate: count / wall,
        cpu: used * 1e6 / count,
        note: format!("{terms} terms, without start-up and building"),
    })
}
