//! The measures of the annotation guide, by our scorer and by the one beside the reference data.

use super::super::Bench;
use super::example;
use crate::{Result, exec};
use std::path::Path;

/// The other scorer's names, in the order of the columns of ours.
const MEASURES: [&str; 7] = ["neg", "unc", "hist", "siz", "lat", "chg", "grd"];
const SHARES: [&str; 2] = ["cnt_acc", "tot_acc"];

/// Prints the scores, and whether both scorers agree where the other is at hand.
pub fn print(bench: &Bench) -> Result<()> {
    let ours = exec::output(example(bench, "scores").arg(&bench.work))?;
    println!("\nF1 (right/too much/missing):\n{ours}");
    let Some(data) = &bench.data else { return Ok(()) };
    let scorer = data.join("../tools/score_zh.py");
    if !scorer.is_file() {
        println!("score_zh.py is not beside the reference data: no second opinion");
        return Ok(());
    }
    for set in ["gold_zh_sentences", "gold_zh_synthetic"] {
        let gold = bench.reference(&format!("nlp/{set}.jsonl"))?;
        let said = theirs(&scorer, &gold, &bench.work.join(format!("{set}.jsonl")))?;
        let row = ours.lines().find(|line| line.starts_with(&format!("| {set} |"))).unwrap_or_default();
        let said_by_us = counts(row);
        if said == said_by_us && !said.is_empty() {
            println!("{set}: score_zh.py counts the same");
        } else {
            println!("{set}: score_zh.py counts {said:?}, our scorer {said_by_us:?}");
        }
    }
    Ok(())
}

/// Right, too much and missing of each measure, then counts and totals, from a row of ours.
fn counts(row: &str) -> Vec<Vec<u32>> {
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let tallies = cells.iter().filter_map(|cell| cell.split_once('(').map(|(_, rest)| numbers(rest)));
    let part = |cell: &&str| cell.contains(" of ") || *cell == "–";
    let shares = cells.iter().filter(|cell| part(cell)).map(|cell| numbers(cell));
    tallies.chain(shares.map(or_none)).collect()
}

fn theirs(scorer: &Path, gold: &Path, predictions: &Path) -> Result<Vec<Vec<u32>>> {
    let out = exec::output(exec::command("python3").arg(scorer).arg(gold).arg(predictions))?;
    let rest = |name: &str| {
        out.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).unwrap_or_default()
    };
    let tally = |name: &&str| match rest(name).split_once("'tp'") {
        Some((_, tail)) => numbers(tail),
        None => Vec::new(),
    };
    let shares = SHARES.iter().map(|name| or_none(numbers(rest(name))));
    Ok(MEASURES.iter().map(tally).chain(shares).collect())
}

/// None of none is not a score.
fn or_none(share: Vec<u32>) -> Vec<u32> {
    if share == [0, 0] { Vec::new() } else { share }
}

/// The whole numbers of a text.
fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse().ok()).collect()
}
