//! `workbench nlp test`: rule files checked, and the tests inside them run.

use std::path::{Path, PathBuf};

use nlp::rules::{Diagnostic, RuleSet, Severity, Terms, TestFailure};
use serde_json::Value;

use super::print;
use crate::AppError;

/// Bytes of a rule file that are read at all; the language itself allows less.
const MAX_FILE: u64 = 64 << 20;

/// Reads and compiles a rule file; what is wrong goes to standard error, a line
/// each. Answers how many errors there are; with some, its tests may still run.
fn read(file: &Path) -> Result<(Option<RuleSet>, usize), AppError> {
    let name = file.display().to_string();
    let within = |error: std::io::Error| AppError::from(error).within(&name);
    let size = std::fs::metadata(file).map_err(within)?.len();
    if size > MAX_FILE {
        return Err(AppError::bad("a rule file has at most 1 MB").zh("规则文件不得超过 1 MB").within(&name));
    }
    let bytes = std::fs::read(file).map_err(within)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
        let place = format!("{name}:{}", good.filter(|byte| **byte == b'\n').count() + 1);
        AppError::bad("not UTF-8; save the rule file as UTF-8")
            .zh("不是 UTF-8 编码，请另存为 UTF-8")
            .within(&place)
    })?;
    let (set, found) = RuleSet::parse(&text, &Terms::default());
    found.iter().for_each(|found| eprintln!("{name}:{}", said(found)));
    let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
    Ok((set, errors))
}

/// A rule set that may read reports.
pub fn usable(file: &Path) -> Result<RuleSet, AppError> {
    let (set, errors) = read(file)?;
    set.filter(|_| errors == 0).ok_or_else(|| {
        let (en, zh) = (format!("the rule file has {errors} errors"), format!("规则文件有 {errors} 处错误"));
        AppError::bad(en).zh(zh).within(&file.display().to_string())
    })
}

fn said(found: &Diagnostic) -> String {
    match found.severity {
        Severity::Error => found.to_string(),
        Severity::Warning => format!("{found} [warning]"),
    }
}

/// Every file is tried, also after a bad one.
pub fn run(files: &[PathBuf]) -> Result<(), AppError> {
    let mut bad = 0;
    for file in files {
        let name = file.display().to_string();
        let good = match read(file) {
            Ok((Some(set), errors)) => report(&name, &set, errors)?,
            Ok((None, errors)) => {
                print(&format!("{name}: {errors} errors, no test was run"))?;
                false
            }
            Err(error) => {
                print(&error.to_string())?;
                false
            }
        };
        bad += usize::from(!good);
    }
    match bad {
        0 => Ok(()),
        bad => Err(AppError::bad(format!("{bad} of {} rule files do not pass", files.len()))
            .zh(format!("{} 个规则文件中有 {bad} 个未通过", files.len()))),
    }
}

fn report(name: &str, set: &RuleSet, errors: usize) -> Result<bool, AppError> {
    let tests = set.run_tests();
    let wrong = if errors == 0 { String::new() } else { format!(", {errors} errors") };
    print(&format!("{name}: {} passed, {} failed{wrong}", tests.passed, tests.failed))?;
    for case in tests.cases.iter().filter(|case| !case.passed) {
        for failure in &case.failures {
            print(&format!("  {name}:{}: {}", case.line, differs(failure)))?;
        }
    }
    Ok(tests.failed == 0 && errors == 0)
}

fn differs(failure: &TestFailure) -> String {
    let got = match &failure.got {
        None => "nothing".to_owned(),
        Some(got) if got.value == Value::Null => got.state.to_string(),
        Some(got) => format!("{} ({})", got.value, got.state),
    };
    format!("{}: expected {}, got {got}; {}", failure.field, failure.expected, failure.en)
}
