//! Reading reports: how right, how much, how fast.

mod scores;
mod speed;

use super::{Bench, Row};
use crate::{Result, exec};

/// Examples of the crate that measure it.
const EXAMPLES: [&str; 4] = ["scores", "primary_size", "coverage", "throughput"];

/// Real reports, for the table of what the rule sets read.
const REAL: [&str; 4] = ["zh_ct_events", "zh_ct_unlabelled", "zh_breast_impressions", "zh_emr_ner"];

/// Prints scores and coverage; rows of reports a second beside the peers.
pub fn run(bench: &Bench) -> Result<Vec<Row>> {
    let mut cargo = exec::cargo()?;
    cargo.args(["build", "--package", "nlp", "--profile", &bench.profile]);
    for example in EXAMPLES {
        cargo.args(["--example", example]);
    }
    exec::run(&mut cargo)?;
    scores::print(bench)?;
    match bench.reference("nlp/zh_ct_events.jsonl") {
        Ok(events) => {
            println!("\nRule set `oncology` against the CCKS gold:");
            print!("{}", exec::output(example(bench, "primary_size").arg(&events))?);
            coverage(bench)?;
        }
        Err(e) => println!("no gold of primaries, no coverage: {e}"),
    }
    speed::rows(bench)
}

/// One of the examples, built; run where the tests of the crate run, whose data it shares.
fn example(bench: &Bench, name: &str) -> std::process::Command {
    let mut command = exec::command(bench.built.join("examples").join(name));
    command.current_dir(crate::paths::root().join("nlp"));
    if let Some(data) = &bench.data {
        command.env("WORKBENCH_DATA", data);
    }
    command
}

fn coverage(bench: &Bench) -> Result<()> {
    let mut command = example(bench, "coverage");
    for name in REAL {
        match bench.reference(&format!("nlp/{name}.jsonl")) {
            Ok(file) => drop(command.arg(file)),
            Err(e) => println!("left out of the coverage: {e}"),
        }
    }
    println!("\nWhat the shipped rule sets read in real reports:");
    print!("{}", exec::output(&mut command)?);
    Ok(())
}
