//! The steps of a test run: which ran, which failed, which were left out and why.

use crate::Result;
use crate::tally::Tally;
use std::time::Instant;

/// A test run so far.
#[derive(Default)]
pub struct Steps {
    tally: Tally,
    failed: Vec<String>,
    /// What was left out, with the reason.
    pub skipped: Vec<String>,
    only: Vec<String>,
    times: Vec<(String, f64)>,
}

impl Steps {
    /// A run of the named steps, or of all when none is named.
    pub fn new(only: Vec<String>) -> Self {
        Self { only, ..Self::default() }
    }

    /// Whether a step is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|o| o == name)
    }

    /// Runs a check that is one test by itself.
    pub fn check(&mut self, name: &str, body: impl FnOnce() -> Result<()>) -> bool {
        self.suite(name, |_| {
            body()?;
            Ok((Tally { passed: 1, failed: 0 }, true))
        })
    }

    /// Runs a suite that counts its own tests.
    pub fn suite(
        &mut self,
        name: &str,
        body: impl FnOnce(&mut Vec<String>) -> Result<(Tally, bool)>,
    ) -> bool {
        println!("\n== {name}");
        let start = Instant::now();
        let (mut tally, problem) = match body(&mut self.skipped) {
            Ok((tally, true)) if tally.failed == 0 => (tally, None),
            Ok((tally, _)) => (tally, Some("see above".to_owned())),
            Err(message) => (Tally::default(), Some(message)),
        };
        if let Some(problem) = &problem {
            // a runner that broke before counting is one failure
            tally.failed = tally.failed.max(1);
            println!("== {name} failed: {problem}");
            self.failed.push(name.to_owned());
        }
        self.tally = self.tally.plus(tally);
        self.times.push((name.to_owned(), start.elapsed().as_secs_f64()));
        problem.is_none()
    }

    /// Notes that a step could not run.
    pub fn skip(&mut self, name: &str, reason: &str) {
        println!("\n== {name} skipped: {reason}");
        self.skipped.push(format!("{name}: {reason}"));
    }

    /// Prints the summary; the last line is `N passed, N failed`.
    pub fn finish(self) -> Result<()> {
        println!();
        let times: Vec<String> = self.times.iter().map(|(name, s)| format!("{name} {s:.0} s")).collect();
        println!("time: {}", times.join(", "));
        let mut skipped = self.skipped;
        skipped.sort();
        skipped.dedup();
        for what in &skipped {
            println!("skipped: {what}");
        }
        if !self.failed.is_empty() {
            println!("failed: {}", self.failed.join(", "));
        }
        println!("{} passed, {} failed", self.tally.passed, self.tally.failed);
        if self.failed.is_empty() { Ok(()) } else { Err("some checks failed".to_owned()) }
    }
}
