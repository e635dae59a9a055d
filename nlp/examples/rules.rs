//! Tries rule files: `rules test FILE…`, `rules extract FILE TEXT`, `rules run FILE IN.jsonl`
//! (values that are mentioned), `rules coverage FILE IN.jsonl` (how many reports speak of each field).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};

use nlp::rules::{Order, RuleSet, Terms};
use rayon::prelude::*;
use workbench_core::State;

fn main() -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", files @ ..] => files.iter().filter(|file| !test(file)).count() == 0,
        ["extract", file, text] => load(file).map(|set| extract(&set, text)).is_some(),
        ["run", file, input] => load(file).map(|set| run(&set, input)).is_some(),
        ["coverage", file, input] => load(file).map(|set| coverage(&set, input)).is_some(),
        _ => {
            eprintln!("rules test FILE… | extract FILE TEXT | run FILE IN.jsonl | coverage FILE IN.jsonl");
            false
        }
    };
    if done { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::from(2) }
}

fn load(file: &str) -> Option<RuleSet> {
    let source = std::fs::read_to_string(file).map_err(|error| eprintln!("{file}: {error}")).ok()?;
    let (set, notes) = RuleSet::parse(&source, &Terms::default());
    for note in &notes {
        eprintln!("{file}:{note} [{:?}] {} {}", note.severity, note.zh, note.cure_zh);
    }
    set
}

fn test(file: &str) -> bool {
    let Some(set) = load(file) else { return false };
    let report = set.run_tests();
    for case in report.cases.iter().filter(|case| !case.passed) {
        println!("{file}:{}: {}", case.line, case.text);
        for failure in &case.failures {
            println!("    {}", failure.en);
        }
    }
    println!(
        "{file}: {} fields, {} tests passed, {} failed",
        set.variables().len(),
        report.passed,
        report.failed
    );
    report.failed == 0
}

fn extract(set: &RuleSet, text: &str) {
    for value in set.extract(&Order::new(text)) {
        if value.state != State::NotMentioned {
            let words: Vec<String> = value
                .spans
                .iter()
                .map(|span| {
                    let place = workbench_core::Span::new(span.start, span.end);
                    format!("{}:{}", span.role, place.of(text).unwrap_or("?"))
                })
                .collect();
            println!(
                "{} = {} {} {:.2} [{}]{}",
                value.field,
                value.value,
                value.state,
                value.confidence,
                words.join(" "),
                if value.alternatives.is_empty() {
                    String::new()
                } else {
                    format!(" against {:?}", value.alternatives)
                }
            );
        }
    }
}

fn reports(input: &str) -> Vec<(String, String)> {
    let Ok(file) = std::fs::File::open(input) else {
        eprintln!("{input} cannot be read");
        return Vec::new();
    };
    BufReader::new(file)
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(&line).ok())
        .map(|line| {
            (
                line["id"].as_str().unwrap_or_default().to_owned(),
                line["text"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect()
}

fn run(set: &RuleSet, input: &str) {
    let lines: Vec<String> = reports(input)
        .par_iter()
        .map(|(id, text)| {
            let values = set.extract(&Order::new(text));
            let said: Vec<_> =
                values.into_iter().filter(|value| value.state != State::NotMentioned).collect();
            serde_json::json!({"id": id, "values": said}).to_string()
        })
        .collect();
    for line in lines {
        println!("{line}");
    }
}

fn coverage(set: &RuleSet, input: &str) {
    let reports = reports(input);
    let mut counts: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for (_, text) in &reports {
        for value in set.extract(&Order::new(text)) {
            let count = counts.entry(value.field).or_default();
            match value.state {
                State::Asserted => count[0] += 1,
                State::Negated => count[1] += 1,
                State::Uncertain => count[2] += 1,
                State::Conflict => count[3] += 1,
                State::NotMentioned => {}
            }
        }
    }
    println!("{} reports; field: asserted negated uncertain conflict", reports.len());
    for (field, count) in counts {
        println!("{field}: {} {} {} {}", count[0], count[1], count[2], count[3]);
    }
}
