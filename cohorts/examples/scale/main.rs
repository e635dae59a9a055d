//! The index at scale: `scale index REPORTS DIR` generates reports and indexes them,
//! `scale search DIR` times the queries of `queries.json`, `scale write REPORTS FILE` writes the
//! reports as `number<TAB>text` lines for other engines. Prints `name=value` words.

mod reports;

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use cohorts::{Criteria, Document, FieldCell, Index, TextPart};
use serde_json::Value;

/// Times a query is asked; the 95th percentile is of all queries of its kind together.
const ROUNDS: usize = 5;
/// Queries by kind.
const QUERIES: &str = include_str!("queries.json");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["index", count, dir] => index(count.parse()?, Path::new(dir)),
        ["search", dir] => search(Path::new(dir)),
        ["write", count, file] => write(count.parse()?, Path::new(file)),
        _ => Err("usage: scale index REPORTS DIR | search DIR | write REPORTS FILE".into()),
    }
}

fn document(number: u64) -> Document {
    let report = reports::report(number);
    let mut parts = report.text.splitn(2, '\n').zip(["findings", "impression"]);
    let part = |(text, section): (&str, &str)| TextPart {
        report_id: number.to_string(),
        section: section.to_owned(),
        text: text.to_owned(),
        ..TextPart::default()
    };
    let mut fields = vec![("age".to_owned(), FieldCell::asserted(report.age))];
    fields.extend(report.size.map(|size| ("size".to_owned(), FieldCell::asserted(size))));
    Document {
        case_id: format!("{number:08}"),
        texts: parts.by_ref().map(part).collect(),
        fields: fields.into_iter().collect(),
    }
}

fn index(count: u64, dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let characters: usize = (0..1_000).map(|number| reports::report(number).text.chars().count()).sum();
    let index = Index::build(dir, (0..count).map(document), &mut |done| {
        if done.is_multiple_of(100_000) {
            eprintln!("{done} in {:.0} s", begun.elapsed().as_secs_f64());
        }
        ControlFlow::Continue(())
    })?;
    println!(
        "reports={} characters={} seconds={:.1} bytes={} peak_kb={}",
        index.len(),
        characters / 1_000,
        begun.elapsed().as_secs_f64(),
        size(dir)?,
        kilobytes("VmHWM").unwrap_or(0)
    );
    Ok(())
}

fn search(dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let begun = Instant::now();
    let index = Index::open(dir)?;
    println!("open_seconds={:.2}", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    let all = Criteria::from_json(r#"{"regex":"检查号0{8}"}"#)?.check(&[])?;
    index.search(&all, 1, 0)?;
    println!("first_pattern_seconds={:.2}", begun.elapsed().as_secs_f64());
    let queries: std::collections::BTreeMap<String, Vec<Value>> = serde_json::from_str(QUERIES)?;
    for (kind, queries) in queries {
        let (mut new, mut again, mut busy) = (Vec::new(), Vec::new(), Vec::new());
        for (at, query) in queries.iter().enumerate() {
            let valid = Criteria::parse(query)?.check(&[])?;
            let ask = || -> Result<(u64, f64), cohorts::CohortError> {
                let begun = Instant::now();
                let total = index.search(&valid, 20, 0)?.total;
                Ok((total, begun.elapsed().as_secs_f64() * 1e3))
            };
            let (mut own, mut used) = (Vec::new(), Vec::new());
            let mut total = 0;
            for _ in 0..ROUNDS {
                // asked for the first time, then with the answers that are kept
                index.forget();
                let before = processor_ms();
                let (found, took) = ask()?;
                used.extend(before.zip(processor_ms()).map(|(before, after)| after - before));
                total = found;
                own.push(took);
                again.push(ask()?.1);
            }
            let list: Vec<String> = own.iter().map(|ms| format!("{ms:.2}")).collect();
            let processor = used.iter().copied().fold(f64::INFINITY, f64::min);
            println!(
                "query kind={kind} at={at} total={total} ms={} processor_ms={processor:.2} query={query}",
                list.join(",")
            );
            new.extend(own);
            busy.extend(used);
        }
        new.sort_by(f64::total_cmp);
        again.sort_by(f64::total_cmp);
        busy.sort_by(f64::total_cmp);
        let at = |times: &[f64], share: f64| {
            let last = times.len().saturating_sub(1) as f64;
            times.get((last * share).round() as usize).copied().unwrap_or(f64::NAN)
        };
        println!(
            "kind={kind} queries={} p50_ms={:.2} p95_ms={:.2} again_p95_ms={:.2} processor_p95_ms={:.2}",
            queries.len(),
            at(&new, 0.5),
            at(&new, 0.95),
            at(&again, 0.95),
            at(&busy, 0.95)
        );
    }
    let begun = Instant::now();
    let updated = index.update(std::iter::once(document(7)), &["00000008".to_owned()])?;
    println!("update_seconds={:.2} updated_reports={}", begun.elapsed().as_secs_f64(), updated.len());
    println!("peak_kb={}", kilobytes("VmHWM").unwrap_or(0));
    Ok(())
}

fn write(count: u64, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    for number in 0..count {
        let report = reports::report(number);
        let size = report.size.map_or(String::new(), |size| size.to_string());
        writeln!(out, "{number}\t{}\t{size}\t{}", report.age, report.text.replace('\n', " "))?;
    }
    Ok(out.flush()?)
}

/// Bytes of the files in a folder and its folders.
fn size(dir: &Path) -> std::io::Result<u64> {
    let mut sum = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        sum += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(sum)
}

/// A memory figure of the process, where the system tells.
fn kilobytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Processor time of all threads, where the system tells: what the clock would show on an idle machine
/// is this over the number of threads at best.
fn processor_ms() -> Option<f64> {
    let mut sum = 0.0;
    for task in std::fs::read_dir("/proc/self/task").ok()?.flatten() {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        sum += text.split_whitespace().next()?.parse::<f64>().ok()? / 1e6;
    }
    Some(sum)
}
