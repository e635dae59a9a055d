//! The measures of the annotation guide: `scores [PREDICTIONS]` prints a Markdown row for each annotated
//! set: F1 with (right/too much/missing). PREDICTIONS is a folder into which the findings of the Chinese sets are written, one JSON object
//! a line, for a scorer that is not ours.

#[path = "../tests/scorer/mod.rs"]
mod scorer;

use std::path::{Path, PathBuf};

use nlp::{Engine, Lang, Temporality, analyse_lines};
use scorer::{Score, Tally, lines, reference, score, shipped};
use workbench_core::Span;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let sets = [
        ("gold_zh_sentences", reference("gold_zh_sentences.jsonl")),
        ("gold_zh_synthetic", Some(shipped("gold_zh_synthetic.jsonl"))),
    ];
    let engine = Engine::new(Lang::Zh);
    println!(
        "| set | extraction recall | negated | uncertain | historical | exact counts | totals | sizes | laterality | change | grades |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for (name, path) in sets.into_iter().filter_map(|(name, path)| Some((name, path?))) {
        let gold = lines(&path);
        for (how, told) in [("", false), (", target given", true)] {
            row(&format!("{name}{how}"), &score(&engine, &gold, told));
        }
        if let Some(folder) = &folder {
            predict(&path, &folder.join(format!("{name}.jsonl")))?;
        }
    }
    english()?;
    Ok(())
}

/// F1 with right, too much and missing.
fn shown(tally: Tally) -> String {
    format!("{:.4} ({}/{}/{})", tally.f1(), tally.right, tally.extra, tally.missing)
}

/// How many of all; a dash where the set has none.
fn part((right, all): (u32, u32)) -> String {
    if all == 0 { "–".to_owned() } else { format!("{right} of {all}") }
}

fn row(name: &str, score: &Score) {
    let recall = f64::from(score.found.right) / f64::from((score.found.right + score.found.missing).max(1));
    println!(
        "| {name} | {recall:.4} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        shown(score.negated),
        shown(score.uncertain),
        shown(score.historical),
        part(score.counts),
        part(score.totals),
        shown(score.sizes),
        shown(score.laterality),
        shown(score.change),
        shown(score.grades)
    );
}

fn english() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::new(Lang::En);
    let (mut negated, mut past) = (Tally::default(), Tally::default());
    for line in lines(&shipped("negex_en.jsonl")) {
        let at = |key: &str| line[key].as_u64().unwrap_or(0) as usize;
        let found = engine.judge(line["text"].as_str().unwrap_or(""), Span::new(at("start"), at("end")));
        let said = found.findings.first();
        negated.binary(line["negated"] == true, said.is_some_and(|said| said.negated));
        let historical = said.is_some_and(|said| said.temporality == Temporality::Historical);
        past.binary(line["temporality"] == "Historical", historical);
    }
    println!("| negex_en, target given | | {} | | {} | | | | | | |", shown(negated), shown(past));
    Ok(())
}

fn predict(gold: &Path, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let input = std::io::BufReader::new(std::fs::File::open(gold)?);
    let output = std::io::BufWriter::new(std::fs::File::create(out)?);
    analyse_lines(input, output, Lang::Zh)?;
    Ok(())
}
