//! Reports a second: `throughput FILE.jsonl [zh|en|packs] [SECONDS]`, of the findings engine or
//! of the engine with all shipped rule sets, first on one thread, then on two; then the peak
//! memory of the process.

use std::hint::black_box;
use std::time::{Duration, Instant};

use nlp::rules::{Bundle, Order, shipped};
use nlp::{Engine, Lang};

/// Reports read by one thread before the clock is asked again.
const BATCH: usize = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let file = args.next().ok_or("usage: throughput FILE.jsonl [zh|en] [SECONDS]")?;
    let what = args.next().unwrap_or_else(|| "zh".to_owned());
    let seconds: f64 = args.next().as_deref().unwrap_or("3").parse()?;
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(&file)?.lines() {
        let report: serde_json::Value = serde_json::from_str(line)?;
        texts.push(report["text"].as_str().unwrap_or_default().to_owned());
    }
    if texts.is_empty() {
        return Err("the file holds no reports".into());
    }
    let begun = Instant::now();
    let work: Box<dyn Fn(&str) -> usize + Sync> = if what == "packs" {
        let bundle = Bundle::new(shipped().iter().cloned());
        Box::new(move |text| bundle.extract(&Order::new(text)).len())
    } else {
        let engine = Engine::new(what.parse::<Lang>()?);
        Box::new(move |text| engine.findings(text).findings.len())
    };
    let built = begun.elapsed();
    let length = texts.iter().map(|text| text.chars().count()).sum::<usize>() / texts.len();
    println!(
        "{} reports of {length} characters on average; engine built in {:.1} ms",
        texts.len(),
        built.as_secs_f64() * 1e3
    );
    for threads in [1, 2] {
        let rate = rate(&*work, &texts, threads, Duration::from_secs_f64(seconds));
        println!(
            "{threads} threads: {rate:.0} reports/s, {:.1} µs a report a thread",
            1e6 * threads as f64 / rate
        );
    }
    if let Some(peak) = peak() {
        println!("peak memory {peak}");
    }
    Ok(())
}

/// Reports a second over all threads together.
fn rate(work: &(dyn Fn(&str) -> usize + Sync), texts: &[String], threads: usize, time: Duration) -> f64 {
    let begun = Instant::now();
    let done: usize = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    let (mut done, mut at) = (0, first * texts.len() / threads);
                    while begun.elapsed() < time {
                        for _ in 0..BATCH {
                            black_box(work(&texts[at % texts.len()]));
                            at += 1;
                        }
                        done += BATCH;
                    }
                    done
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap_or(0)).sum()
    });
    done as f64 / begun.elapsed().as_secs_f64()
}

/// The most memory the process has held, where the system tells.
fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split(':').nth(1)?.trim().to_owned())
}
