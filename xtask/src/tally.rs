//! Counting what test runners say, while it is shown.

use crate::{Result, exec};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed.
    pub failed: u64,
}

impl Tally {
    /// The sum of two.
    pub fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// Counts one line of a runner: libtest and nextest, vitest, or Playwright.
    fn read(&mut self, line: &str) {
        let plain = without_colour(line);
        let line = plain.trim();
        let counts =
            line.strip_prefix("test result:").or_else(|| line.strip_prefix("Summary")).or_else(|| {
                let rest = line.strip_prefix("Tests ")?;
                rest.contains('(').then_some(rest)
            });
        // Playwright: one count a line, "3 passed (4.2s)" and "1 failed"
        let counts = counts.or_else(|| {
            let mut words = line.split(' ');
            let number = words.next()?.parse::<u64>().ok()?;
            let word = words.next()?;
            let ends = words.next().is_none_or(|w| w.starts_with('('));
            (matches!(word, "passed" | "failed") && ends && number > 0).then_some(line)
        });
        let Some(counts) = counts else { return };
        let words: Vec<&str> = counts.split_whitespace().collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u64>() else { continue };
            match pair[1].trim_end_matches([',', ';']) {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

/// Runs a test runner, shows its output and counts it. The second value is whether the runner was content.
/// Lines that begin with `skipped:` are collected in `skipped`.
pub fn run(command: &mut Command, skipped: &mut Vec<String>) -> Result<(Tally, bool)> {
    println!("$ {}", exec::shown(command));
    // Some runners (nextest) report on stderr: both streams are read as one.
    let mut both = exec::command("sh");
    both.args(["-c", "exec \"$@\" 2>&1", "sh"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => both.env(name, value),
            None => both.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        both.current_dir(folder);
    }
    let mut child = both
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot start `{}`: {e}", exec::shown(command)))?;
    let mut tally = Tally::default();
    if let Some(out) = child.stdout.take() {
        let mut reader = BufReader::new(out);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            let _ = std::io::stdout().write_all(&line);
            let text = String::from_utf8_lossy(&line);
            tally.read(&text);
            if let Some((_, what)) = text.split_once("skipped: ") {
                skipped.push(what.trim().to_owned());
            }
            line.clear();
        }
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    Ok((tally, status.success()))
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u64, failed: u64) {
        let mut tally = Tally::default();
        tally.read(line);
        assert_eq!(tally, Tally { passed, failed }, "{line}");
    }

    #[test]
    fn runners_are_understood() {
        check(
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s",
            12,
            0,
        );
        check("test result: \u{1b}[31mFAILED\u{1b}[0m. 3 passed; 2 failed; 0 ignored; 0 measured", 3, 2);
        check("     Summary [   0.9s] 40 tests run: 39 passed, 1 failed, 0 skipped", 39, 1);
        check("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m (7)", 7, 0);
        check("      Tests  1 failed | 6 passed (7)", 6, 1);
        check("  3 passed (4.2s)", 3, 0);
        check("  1 failed", 0, 1);
    }

    #[test]
    fn other_lines_are_not_counted() {
        check(" Test Files  2 passed (2)", 0, 0);
        check("3 failed logins lock the account", 0, 0);
        check("running 5 tests", 0, 0);
    }
}
