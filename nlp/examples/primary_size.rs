//! The shipped `oncology` rule set against the gold of CCKS 2020 task 3.2: `primary_size zh_ct_events.jsonl`.
//!
//! Every report has three lists of words in the gold, each of which may be empty. A value of ours is
//! what the set extracts from the text alone; where nothing is mentioned, or the value is empty, ours is the
//! empty set. Over all reports, what both sets hold is right, what only ours holds is too much, what
//! only the gold holds is missing; F1 = 2·right / (2·right + too much + missing).
//!
//! - `primary_size`: a size is the sorted tuple of its numbers in millimetres, rounded to 0.1 mm. A unit
//!   written once holds for all numbers of the size; a gold size without a unit is in millimetres. Sizes are
//!   equal when the tuples are: 5.8CM×4.2CM = 58 mm × 42 mm ≠ 58 mm.
//! - `primary_site`: the organ (the gold says “右肺上叶”, the set says “肺”). Words of the gold that name no organ
//!   of the list below are left out, as there is no such value.
//! - `metastasis_sites`: the kind of tissue or organ, likewise.
//!
//! With `-v` the ids of the reports that differ, with both sides.

use std::collections::BTreeSet;

use nlp::rules::{Order, find};
use regex::Regex;
use serde_json::Value;
use workbench_core::{FieldValue, State};

/// Organs of a primary, with the words that name them; the first that fits counts.
const ORGANS: [(&str, &str); 18] = [
    ("肺", "肺"),
    ("乳腺", "乳"),
    ("鼻咽", "鼻咽"),
    ("直肠", "直肠"),
    ("结肠", "结肠"),
    ("胃", "胃"),
    ("胰腺", "胰"),
    ("食管", "食管"),
    ("胆道", "胆管|肝管"),
    ("肝", "肝"),
    // 肾下腺: the publisher of the texts swapped 上 and 下 in places
    ("肾", "肾([^上下]|$)|肾[上下]([^腺]|$)"),
    ("子宫", "宫"),
    ("卵巢", "卵巢|附件"),
    ("甲状腺", "甲状腺"),
    ("膀胱/尿路", "膀胱|输尿管"),
    ("前列腺", "前列腺"),
    ("淋巴瘤", "淋巴瘤"),
    ("脑", "脑|颅内"),
];

/// Where metastases are, likewise.
const METASTASES: [(&str, &str); 11] = [
    ("淋巴结", "淋巴结|锁骨|锁上|锁下|腋窝|内乳"),
    ("淋巴管", "淋巴道|淋巴管"),
    ("胸膜", "胸膜"),
    ("骨", "骨|椎|肋|^[TCL][0-9]"),
    ("肾上腺", "肾[上下]腺"),
    ("腹膜", "腹膜|网膜|腹腔"),
    ("脑", "脑|颞叶|枕叶|额叶|顶叶"),
    ("肝", "肝|^S[0-9]"),
    ("肺", "肺"),
    ("软组织", "胸壁|软组织|肌"),
    ("卵巢", "卵巢|附件"),
];

type Classes = Vec<(&'static str, Regex)>;

#[derive(Default)]
struct Tally {
    right: usize,
    extra: usize,
    missing: usize,
}

impl Tally {
    fn add<T: Ord>(&mut self, gold: &BTreeSet<T>, ours: &BTreeSet<T>) {
        self.right += gold.intersection(ours).count();
        self.extra += ours.difference(gold).count();
        self.missing += gold.difference(ours).count();
    }

    fn print(&self, name: &str) {
        let share = |of: usize| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let all = 2 * self.right + self.extra + self.missing;
        println!(
            "{name}: F1 {:.4}, precision {:.4}, recall {:.4} ({} right, {} too much, {} missing)",
            if all == 0 { 0.0 } else { 2.0 * self.right as f64 / all as f64 },
            share(self.right + self.extra),
            share(self.right + self.missing),
            self.right,
            self.extra,
            self.missing
        );
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("usage: primary_size zh_ct_events.jsonl [-v]")?;
    let verbose = args.next().as_deref() == Some("-v");
    let set = find("oncology").ok_or("there is no rule set `oncology`")?;
    let number = Regex::new(r"[0-9]+(?:\.[0-9]+)?")?;
    let (organs, tissues) = (classes(&ORGANS)?, classes(&METASTASES)?);
    let (mut size, mut site, mut metastasis) = (Tally::default(), Tally::default(), Tally::default());
    let mut reports = 0;
    for line in std::fs::read_to_string(&file)?.lines().filter(|line| !line.trim().is_empty()) {
        let report: Value = serde_json::from_str(line)?;
        let values = set.extract(&Order::new(report["text"].as_str().unwrap_or_default()));
        let ours = |key: &str| words(values.iter().find(|value| value.field == key));
        let gold = |key: &str| -> Vec<&str> {
            report[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        };
        reports += 1;
        let wanted: BTreeSet<_> = gold("primary_size").into_iter().map(|text| mm(&number, text)).collect();
        let said: BTreeSet<_> = ours("primary_size").into_iter().map(|text| mm(&number, text)).collect();
        size.add(&wanted, &said);
        if verbose && wanted != said {
            println!("{}: gold {wanted:?}, ours {said:?} (tenths of a millimetre)", report["id"]);
        }
        let named = |classes: &Classes, words: Vec<&str>| -> BTreeSet<String> {
            words.into_iter().filter_map(|word| class(classes, word)).map(str::to_owned).collect()
        };
        site.add(
            &named(&organs, gold("primary_site")),
            &ours("primary_site").into_iter().map(String::from).collect(),
        );
        metastasis.add(
            &named(&tissues, gold("metastasis_sites")),
            &ours("metastasis_sites").into_iter().map(String::from).collect(),
        );
    }
    println!("{reports} reports, rule set {} {}", set.id(), set.version());
    size.print("primary_size");
    site.print("primary_site (organ)");
    metastasis.print("metastasis_sites (organ)");
    Ok(())
}

fn classes(table: &[(&'static str, &str)]) -> Result<Classes, regex::Error> {
    table.iter().map(|(name, words)| Ok((*name, Regex::new(words)?))).collect()
}

fn class(classes: &Classes, word: &str) -> Option<&'static str> {
    classes.iter().find(|(_, words)| words.is_match(word)).map(|(name, _)| *name)
}

/// The words of a value: of a list each, of a text the one; none when nothing is mentioned.
fn words(value: Option<&FieldValue>) -> Vec<&str> {
    match value.filter(|value| value.state != State::NotMentioned).map(|value| &value.value) {
        Some(Value::String(word)) if !word.is_empty() => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A size as sorted tenths of a millimetre.
fn mm(number: &Regex, text: &str) -> Vec<u64> {
    let text = text.to_uppercase();
    let scale = if text.contains("CM") && !text.contains("MM") { 10.0 } else { 1.0 };
    let mut all: Vec<u64> = number
        .find_iter(&text)
        .filter_map(|found| found.as_str().parse::<f64>().ok())
        .map(|value| (value * scale * 10.0).round() as u64)
        .collect();
    all.sort_unstable();
    all
}
