//! Measures the index: `rate REPORTS.(csv|xlsx|jsonl) [CASES]` takes the reports
//! in, repeats them up to CASES cases with made-up sizes, indexes and searches.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use cohorts::{Criteria, Document, FieldCell, Index, TextPart, intake};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name a table of reports")?;
    let cases = arguments.next().map_or(Ok(20_000), |text| text.parse::<usize>())?;
    let started = Instant::now();
    let table = intake::read(&std::fs::read(path)?)?;
    println!("intake: {} reports in {:?}", table.rows.len(), started.elapsed());

    let documents = table.rows.iter().cycle().take(cases).enumerate().map(|(n, row)| Document {
        case_id: format!("case-{n}"),
        texts: row
            .sections()
            .map(|(section, text)| TextPart {
                report_id: n.to_string(),
                section: section.into(),
                text: format!("{text}#{n}"),
                ..TextPart::default()
            })
            .collect(),
        fields: [("size".to_owned(), FieldCell::asserted((n * 7 % 400) as f64 / 10.0))].into(),
    });
    let dir = std::env::temp_dir().join(format!("cohorts-rate-{}", std::process::id()));
    let started = Instant::now();
    let index = Index::build(&dir, documents, &mut |_| ControlFlow::Continue(()))?;
    let took = started.elapsed();
    println!("build: {cases} cases in {took:?}, {:.0} a second", cases as f64 / took.as_secs_f64());
    let started = Instant::now();
    drop(index);
    let index = Index::open(&dir)?;
    println!("open: {:?}", started.elapsed());

    let ten: Vec<Value> = ["结节", "右肺", "纵隔", "淋巴结", "cm", "胸膜", "影", "双肺", "增强"]
        .iter()
        .map(|words| json!({ "text": words }))
        .chain([json!({"field": "size", "op": ">=", "value": 8})])
        .collect();
    for (name, criteria) in [
        ("one word", json!({"text": "磨玻璃结节"})),
        ("one character", json!({"text": "癌"})),
        ("ten leaves, all", json!({ "all": ten })),
        ("one number", json!({"field": "size", "op": "<", "value": 3.5})),
        ("pattern with words", json!({"regex": "磨玻璃.{0,12}结节"})),
        ("pattern without words", json!({"regex": r"\d+\.\d+\s*[x×*]\s*\d+"})),
    ] {
        let valid = Criteria::parse(&criteria)?.check(&[])?;
        let mut times: Vec<Duration> = Vec::new();
        let mut total = 0;
        for _ in 0..11 {
            let started = Instant::now();
            total = index.search(&valid, 20, 0)?.total;
            times.push(started.elapsed());
        }
        times.sort();
        println!("{name}: {total} hits, median {:?}, worst {:?}", times[5], times[10]);
    }
    std::fs::remove_dir_all(&dir)?;
    Ok(())
}
