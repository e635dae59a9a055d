//! What the shipped rule sets read in real reports: `coverage FILE.jsonl…` prints a Markdown table.
//!
//! A field belongs to a set when the set's own file defines it; those that every set takes from the
//! common file have a row of their own. A field is mentioned when its state is any but `not_mentioned`.

use nlp::rules::{Bundle, Order, RuleSet, shipped};
use rayon::prelude::*;
use workbench_core::{FieldValue, State};

/// States in the order of the columns.
const STATES: [State; 4] = [State::Asserted, State::Negated, State::Uncertain, State::Conflict];

/// Counts over reports, for the fields of one row.
#[derive(Clone, Default)]
struct Row {
    /// Reports with at least one of the fields.
    reports: usize,
    states: [usize; STATES.len()],
    /// Which of the fields was ever mentioned.
    mentioned: Vec<bool>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut texts = Vec::new();
    for file in std::env::args().skip(1) {
        let before = texts.len();
        for line in std::fs::read_to_string(&file)?.lines().filter(|line| !line.trim().is_empty()) {
            let report: serde_json::Value = serde_json::from_str(line)?;
            texts.push(report["text"].as_str().unwrap_or_default().to_owned());
        }
        let name = std::path::Path::new(&file).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name}: {} texts", texts.len() - before);
    }
    if texts.is_empty() {
        return Err("usage: coverage FILE.jsonl…".into());
    }
    let bundle = Bundle::new(shipped().iter().cloned());
    let answers: Vec<_> = texts.par_iter().map(|text| bundle.extract(&Order::new(text))).collect();
    println!("\n{} texts\n", texts.len());
    println!(
        "| rule set | texts with a field of its own | fields ever mentioned | asserted | negated | uncertain | conflict |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (at, set) in shipped().iter().enumerate() {
        print(set.id(), &row(set, true, answers.iter().filter_map(|sets| sets.get(at))), texts.len());
    }
    if let Some(set) = shipped().first() {
        let first = answers.iter().filter_map(|sets| sets.first());
        print("common (in every set)", &row(set, false, first), texts.len());
    }
    Ok(())
}

/// Counts over the fields that the file of `set` defines itself, or over those that it includes.
fn row<'a>(set: &RuleSet, own: bool, answers: impl Iterator<Item = &'a Vec<FieldValue>>) -> Row {
    let wanted: Vec<bool> =
        set.variables().iter().map(|variable| set.field_source(&variable.key).is_some() == own).collect();
    let mut row =
        Row { mentioned: vec![false; wanted.iter().filter(|wanted| **wanted).count()], ..Row::default() };
    for values in answers {
        let mut any = false;
        let chosen = values.iter().zip(&wanted).filter(|(_, wanted)| **wanted).map(|(value, _)| value);
        for (value, seen) in chosen.zip(&mut row.mentioned) {
            if let Some(state) = STATES.iter().position(|state| *state == value.state) {
                row.states[state] += 1;
                *seen = true;
                any = true;
            }
        }
        row.reports += usize::from(any);
    }
    row
}

fn print(name: &str, row: &Row, texts: usize) {
    let ever = row.mentioned.iter().filter(|seen| **seen).count();
    let share = 100.0 * row.reports as f64 / texts as f64;
    let [asserted, negated, uncertain, conflict] = row.states;
    println!(
        "| {name} | {} ({share:.0} %) | {ever} of {} | {asserted} | {negated} | {uncertain} | {conflict} |",
        row.reports,
        row.mentioned.len()
    );
}
