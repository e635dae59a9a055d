//! Reports a second: `throughput FILE.jsonl zh|en|packs [SECONDS [CHARACTERS]]`, of the findings
//! engine or of the engine with all shipped rule sets, on one thread and on two; memory after 1, 5
//! and 10 passes. Texts are joined in order until they have so many CHARACTERS.
//!
//! Prints `name=value` words. On a machine that others use, `cpu_us` (microseconds of processor time
//! a report) says more than the rate, and `waited` tells how long the threads were ready but had no core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use nlp::rules::{Bundle, Order, shipped};
use nlp::{Engine, Lang};

/// The allocator that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reports read by one thread before the clock is asked again.
const BATCH: usize = 32;
/// Times that one thread and two are measured in turn; the best of each counts.
const ROUNDS: usize = 3;

type Work = dyn Fn(&[&str]) -> usize + Sync;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(file), Some(what)) = (args.next(), args.next()) else {
        return Err("usage: throughput FILE.jsonl zh|en|packs [SECONDS [CHARACTERS]]".into());
    };
    let seconds: f64 = args.next().as_deref().unwrap_or("3").parse()?;
    let time = Duration::try_from_secs_f64(seconds)?;
    let least: usize = args.next().as_deref().unwrap_or("0").parse()?;
    let texts = reports(&std::fs::read_to_string(&file)?, least)?;
    let begun = Instant::now();
    let work: Box<Work> = if what == "packs" {
        let bundle = Bundle::new(shipped().iter().cloned());
        Box::new(move |texts| {
            let orders: Vec<Order> = texts.iter().map(|text| Order::new(text)).collect();
            bundle.mentioned_all(&orders).len()
        })
    } else {
        let engine = Engine::new(what.parse::<Lang>()?);
        Box::new(move |texts| texts.iter().map(|text| engine.findings(text).findings.len()).sum())
    };
    let characters = texts.iter().map(|text| text.chars().count()).sum::<usize>() / texts.len();
    println!(
        "what={what} reports={} characters={characters} built_ms={:.1}",
        texts.len(),
        begun.elapsed().as_secs_f64() * 1e3
    );
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    memory(&*work, &texts);
    let mut best = [Rate::default(); 2];
    for _ in 0..ROUNDS {
        for (threads, best) in (1..).zip(&mut best) {
            best.better(rate(&*work, &texts, threads, time));
        }
    }
    for (threads, best) in (1..).zip(&best) {
        println!(
            "threads={threads} reports_per_s={:.0} cpu_us={:.1} waited={:.2}",
            best.wall, best.cpu_us, best.waited
        );
    }
    let [one, two] = best;
    println!("scale_wall={:.2} scale_cpu={:.2}", two.wall / one.wall, 2.0 * one.cpu_us / two.cpu_us);
    println!("peak_kb_at_the_end={}", kilobytes("VmHWM").unwrap_or(0));
    Ok(())
}

/// The texts of a file, joined until they are long enough.
fn reports(file: &str, least: usize) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let mut texts: Vec<String> = Vec::new();
    let mut whole = true;
    for line in file.lines().filter(|line| !line.trim().is_empty()) {
        let report: serde_json::Value = serde_json::from_str(line)?;
        let text = report["text"].as_str().unwrap_or_default();
        match texts.last_mut().filter(|_| !whole) {
            Some(last) => *last = format!("{last} {text}"),
            None => texts.push(text.to_owned()),
        }
        whole = texts.last().is_none_or(|last| last.chars().count() >= least);
    }
    if texts.is_empty() { Err("the file holds no reports".into()) } else { Ok(texts) }
}

/// What memory the process holds and has held after so many passes over all texts.
fn memory(work: &Work, texts: &[&str]) {
    let mut done = 0;
    for passes in [1, 5, 10] {
        for _ in done..passes {
            for batch in texts.chunks(BATCH) {
                black_box(work(batch));
            }
        }
        done = passes;
        if let (Some(now), Some(peak)) = (kilobytes("VmRSS"), kilobytes("VmHWM")) {
            println!("passes={passes} resident_kb={now} peak_kb={peak}");
        }
    }
}

#[derive(Clone, Copy, Default)]
struct Rate {
    /// Reports a second of all threads together.
    wall: f64,
    /// Microseconds of processor time a report; not a number where the system does not tell.
    cpu_us: f64,
    /// Share of the time in which a thread was ready but had no core, in the best round.
    waited: f64,
}

impl Rate {
    fn better(&mut self, other: Self) {
        if other.wall > self.wall {
            (self.wall, self.waited) = (other.wall, other.waited);
        }
        if self.cpu_us == 0.0 || other.cpu_us < self.cpu_us {
            self.cpu_us = other.cpu_us;
        }
    }
}

fn rate(work: &Work, texts: &[&str], threads: usize, time: Duration) -> Rate {
    let begun = Instant::now();
    let run = |first: usize| {
        let (mut done, mut at) = (0, first * texts.len() / threads);
        let before = schedule();
        while begun.elapsed() < time {
            let batch: Vec<&str> = texts.iter().cycle().skip(at).take(BATCH).copied().collect();
            black_box(work(&batch));
            at = (at + BATCH) % texts.len();
            done += BATCH;
        }
        let after = schedule();
        let spent = before.zip(after).map(|(before, after)| (after.0 - before.0, after.1 - before.1));
        (done, spent.unwrap_or((f64::NAN, f64::NAN)))
    };
    let parts: Vec<(usize, (f64, f64))> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|first| scope.spawn(move || run(first))).collect();
        running.into_iter().filter_map(|one| one.join().ok()).collect()
    });
    let wall = begun.elapsed().as_secs_f64();
    let done: usize = parts.iter().map(|(done, _)| done).sum();
    let (used, waited) =
        parts.iter().fold((0.0, 0.0), |sum, (_, (used, waited))| (sum.0 + used, sum.1 + waited));
    Rate {
        wall: done as f64 / wall,
        cpu_us: used * 1e6 / done as f64,
        waited: waited / (wall * threads as f64),
    }
}

/// Seconds that this thread has run (user and system time), and has waited for a core; Linux only.
fn schedule() -> Option<(f64, f64)> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let mut words = text.split_whitespace().map(|word| word.parse::<f64>().ok());
    Some((words.next()?? / 1e9, words.next()?? / 1e9))
}

/// A memory figure of the process, where the system tells.
fn kilobytes(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
