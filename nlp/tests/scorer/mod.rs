//! The metrics of the annotation guide, computed anew: spans are matched by
//! best overlap, one to one; fields that the gold leaves open are not scored.

use std::path::{Path, PathBuf};

use nlp::{Engine, Finding, Findings, SizeRole, Temporality};
use serde_json::Value;
use workbench_core::Span;

/// Right, too much, missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub right: u32,
    pub extra: u32,
    pub missing: u32,
}

impl Tally {
    pub fn f1(self) -> f64 {
        let both = 2.0 * f64::from(self.right);
        let all = both + f64::from(self.extra) + f64::from(self.missing);
        if all == 0.0 { 1.0 } else { both / all }
    }

    pub fn binary(&mut self, gold: bool, said: bool) {
        match (gold, said) {
            (true, true) => self.right += 1,
            (false, true) => self.extra += 1,
            (true, false) => self.missing += 1,
            (false, false) => {}
        }
    }

    fn valued<T: PartialEq>(&mut self, gold: Option<T>, said: Option<T>) {
        if gold == said {
            self.right += u32::from(gold.is_some());
        } else {
            self.extra += u32::from(said.is_some());
            self.missing += u32::from(gold.is_some());
        }
    }
}

#[derive(Debug, Default)]
pub struct Score {
    pub found: Tally,
    pub negated: Tally,
    pub uncertain: Tally,
    pub historical: Tally,
    pub sizes: Tally,
    pub laterality: Tally,
    pub change: Tally,
    pub grades: Tally,
    pub counts: (u32, u32),
    pub totals: (u32, u32),
}

/// Lines of a JSONL file.
pub fn lines(path: &PathBuf) -> Vec<Value> {
    let text = std::fs::read_to_string(path).expect("the file is readable");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// A file of the reference data, if it is there.
pub fn reference(name: &str) -> Option<PathBuf> {
    let root = match std::env::var_os("WORKBENCH_DATA") {
        Some(root) => PathBuf::from(root),
        None => PathBuf::from("../../shared/data"),
    };
    let path = root.join("nlp").join(name);
    if path.is_file() {
        return Some(path);
    }
    eprintln!("skipped: {name} (WORKBENCH_DATA not found)");
    None
}

/// A file that ships with the tests.
pub fn shipped(name: &str) -> PathBuf {
    Path::new("tests/data").join(name)
}

fn span(value: &Value) -> Span {
    let at = |key: &str| value[key].as_u64().expect("an offset") as usize;
    Span::new(at("start"), at("end"))
}

/// Scores the engine, left to find the mentions itself or told where they are.
pub fn score(engine: &Engine, gold: &[Value], told: bool) -> Score {
    let mut score = Score::default();
    for unit in gold {
        let text = unit["text"].as_str().expect("a text");
        let wanted = unit["findings"].as_array().expect("findings");
        let mut found = engine.findings(text);
        if told {
            found.findings = wanted.iter().flat_map(|gold| engine.judge(text, span(gold)).findings).collect();
        }
        unit_score(&mut score, unit, wanted, &found);
    }
    score
}

fn unit_score(score: &mut Score, unit: &Value, wanted: &[Value], found: &Findings) {
    let mut used = vec![false; found.findings.len()];
    for gold in wanted {
        let best = (0..used.len())
            .filter(|at| !used[*at])
            .map(|at| (closeness(span(gold), found.findings[at].span()), at))
            .filter(|(closeness, _)| *closeness > 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        score.found.binary(true, best.is_some());
        let said = best.map(|(_, at)| {
            used[at] = true;
            &found.findings[at]
        });
        finding_score(score, gold, said);
    }
    score.found.extra += used.iter().filter(|used| !**used).count() as u32;
    let mut grades: Vec<_> =
        found.grades.iter().map(|grade| (grade.system.clone(), plain(&grade.value))).collect();
    for gold in unit["grades"].as_array().into_iter().flatten() {
        let wanted =
            (gold["system"].as_str().unwrap_or("").to_owned(), plain(gold["value"].as_str().unwrap_or("")));
        let at = grades.iter().position(|grade| *grade == wanted);
        score.grades.binary(true, at.is_some());
        at.map(|at| grades.swap_remove(at));
    }
    score.grades.extra += grades.len() as u32;
    for (term, total) in unit["totals"].as_object().into_iter().flatten() {
        score.totals.1 += 1;
        score.totals.0 += u32::from(found.totals.get(term).map(|n| u64::from(*n)) == total.as_u64());
    }
}

fn finding_score(score: &mut Score, gold: &Value, said: Option<&Finding>) {
    score.negated.binary(gold["negated"] == true, said.is_some_and(|said| said.negated));
    if let Some(uncertain) = gold["uncertain"].as_bool() {
        score.uncertain.binary(uncertain, said.is_some_and(|said| said.uncertain));
    }
    if let Some(time) = gold["temporality"].as_str() {
        let past = said.is_some_and(|said| said.temporality == Temporality::Historical);
        score.historical.binary(time == "historical", past);
    }
    if gold["type"] == "attribute" {
        return;
    }
    if let Some(exact) = gold["count"]["exact"].as_u64() {
        score.counts.1 += 1;
        let count = said.and_then(|said| said.count).and_then(|count| count.exact);
        score.counts.0 += u32::from(count.map(u64::from) == Some(exact));
    }
    if gold["laterality"] != "not_scored" {
        score.laterality.valued(text(&gold["laterality"]), said.and_then(|said| word(&said.laterality)));
    }
    if gold["change"] != "not_scored" {
        score.change.valued(text(&gold["change"]), said.and_then(|said| word(&said.change)));
    }
    let mut sizes: Vec<_> = said.map(|said| said.sizes.as_slice()).unwrap_or_default().iter().collect();
    sizes.retain(|size| !size.mm.is_empty());
    for gold in gold["sizes"].as_array().into_iter().flatten().filter(|gold| gold["mm"].is_array()) {
        let mm = sorted(gold["mm"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect());
        let at = sizes.iter().position(|size| {
            sorted(size.mm.clone()) == mm && (size.role == SizeRole::Prior) == (gold["role"] == "prior")
        });
        score.sizes.binary(true, at.is_some());
        at.map(|at| sizes.swap_remove(at));
    }
    score.sizes.extra += sizes.len() as u32;
}

fn closeness(a: Span, b: Span) -> f64 {
    let shared = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    shared as f64 / (a.end.max(b.end) - a.start.min(b.start)) as f64
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn word<T: serde::Serialize>(value: &Option<T>) -> Option<String> {
    text(&serde_json::to_value(value).expect("a word"))
}

/// A grade without the prefixes of TNM.
fn plain(value: &str) -> String {
    let value = value.to_uppercase().replace(' ', "");
    match value.find('T') {
        Some(at) if at > 0 && value[..at].chars().all(|c| "MRYPCU".contains(c)) => value[at..].to_owned(),
        _ => value,
    }
}
