//! A rule file checked: what is wrong and where, and what its tests say.

use nlp::rules::{Diagnostic, RuleSet, Severity, Terms, TestReport};
use serde::Serialize;
use workbench_core::{Digest, FieldValue, Variable};
use workbench_store::{DraftText, FrozenTerms};

use super::head::Head;

/// What a check found.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct RuleCheck {
    /// Whether it could be published: no errors, no failing test.
    pub ok: bool,
    pub diagnostics: Vec<DiagnosticView>,
    /// What the file defines; null when it has errors.
    pub ruleset: Option<CheckedSet>,
    /// Null when the file has errors.
    pub tests: Option<TestsView>,
}

/// One thing to mend.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DiagnosticView {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub message_zh: String,
    pub message_en: String,
    pub cure_zh: String,
    pub cure_en: String,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CheckedSet {
    pub id: String,
    pub version: String,
    pub title_zh: String,
    pub title_en: String,
    /// SHA-256 over the source and the terms it takes.
    #[schema(value_type = String)]
    pub hash: Digest,
    pub variables: Vec<Variable>,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TestsView {
    pub passed: usize,
    pub failed: usize,
    pub cases: Vec<TestCaseView>,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TestCaseView {
    /// Line of the test, from 1.
    pub line: usize,
    pub text: String,
    pub passed: bool,
    pub failures: Vec<TestFailureView>,
}

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TestFailureView {
    pub field: String,
    pub expected: serde_json::Value,
    pub got: Option<FieldValue>,
    pub message_zh: String,
    pub message_en: String,
}

impl From<Diagnostic> for DiagnosticView {
    fn from(found: Diagnostic) -> Self {
        Self {
            severity: if found.severity == Severity::Error { "error" } else { "warning" },
            line: found.line,
            column: found.column,
            message_zh: found.zh,
            message_en: found.en,
            cure_zh: found.cure_zh,
            cure_en: found.cure_en,
        }
    }
}

impl From<TestReport> for TestsView {
    fn from(report: TestReport) -> Self {
        let cases = report.cases.into_iter().map(|case| TestCaseView {
            line: case.line,
            text: case.text,
            passed: case.passed,
            failures: case
                .failures
                .into_iter()
                .map(|failure| TestFailureView {
                    field: failure.field,
                    expected: failure.expected,
                    got: failure.got,
                    message_zh: failure.zh,
                    message_en: failure.en,
                })
                .collect(),
        });
        Self { passed: report.passed, failed: report.failed, cases: cases.collect() }
    }
}

impl From<&RuleSet> for CheckedSet {
    fn from(set: &RuleSet) -> Self {
        Self {
            id: set.id().to_owned(),
            version: set.version().to_owned(),
            title_zh: set.title_zh().to_owned(),
            title_en: set.title_en().to_owned(),
            hash: set.hash(),
            variables: set.variables(),
        }
    }
}

/// Parses a rule file and runs its tests; a set that lacks tests is given with the errors that say so. `key` is what its id must be. Computes: call it on a thread that may.
pub fn check(source: &str, terms: &FrozenTerms, key: Option<&str>) -> (RuleCheck, Option<RuleSet>) {
    let (set, found) = RuleSet::parse(source, &Terms::new(terms.iter().cloned()));
    let mut diagnostics: Vec<DiagnosticView> = found.into_iter().map(DiagnosticView::from).collect();
    let renamed = set.as_ref().and_then(|set| renamed(source, set.id(), key?));
    let set = set.filter(|_| renamed.is_none());
    diagnostics.extend(renamed);
    let tests = set.as_ref().map(|set| TestsView::from(set.run_tests()));
    let errors = diagnostics.iter().any(|found| found.severity == "error");
    let ok = !errors && tests.as_ref().is_some_and(|tests| tests.failed == 0);
    let ruleset = set.as_ref().map(CheckedSet::from);
    (RuleCheck { ok, diagnostics, ruleset, tests }, set)
}

/// Values are told apart by `id/field@version`, so the id of a rule set stays.
fn renamed(source: &str, id: &str, key: &str) -> Option<DiagnosticView> {
    (id != key).then(|| DiagnosticView {
        severity: "error",
        line: Head::of(source).id_line.max(1),
        column: 1,
        message_zh: format!("规则集的 id 是“{key}”，文件中写成了“{id}”"),
        message_en: format!("the id of this rule set is `{key}`, the file says `{id}`"),
        cure_zh: format!("请改回 id: {key}；若要另建规则集，请上传为新文件"),
        cure_en: format!("write id: {key}, or upload the file as a rule set of its own"),
    })
}

/// The text of a draft with what can be read of its head.
pub fn draft(source: String, set: Option<&RuleSet>) -> DraftText {
    let head = Head::of(&source);
    let (version, title_zh, title_en) = match set {
        Some(set) => (set.version().to_owned(), set.title_zh().to_owned(), set.title_en().to_owned()),
        None => (head.version, head.title_zh, head.title_en),
    };
    let short = |text: String| text.chars().filter(|c| !c.is_control()).take(200).collect();
    DraftText { version: short(version), title_zh: short(title_zh), title_en: short(title_en), source }
}
