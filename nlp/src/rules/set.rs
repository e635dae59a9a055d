//! A rule set: parsed, checked and compiled once, then applied to any number of reports.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use workbench_core::{Digest, FieldValue, Variable};

use super::{Diagnostic, Order, Terms};

/// A rule set; a clone is free.
#[derive(Clone)]
pub struct RuleSet(Arc<()>);

/// What the tests of a rule file say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TestReport {
    /// Tests that pass.
    pub passed: usize,
    /// Tests that fail.
    pub failed: usize,
    /// Every test in order.
    pub cases: Vec<TestCase>,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestCase {
    /// Line of the test from 1.
    pub line: usize,
    /// The report it reads.
    pub text: String,
    /// Whether all is as expected.
    pub passed: bool,
    /// What is not.
    pub failures: Vec<TestFailure>,
}

/// A field that came out otherwise than expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestFailure {
    /// Key of the field.
    pub field: String,
    /// What the test expects.
    pub expected: Value,
    /// What the rules give.
    pub got: Option<FieldValue>,
    /// In Chinese.
    #[serde(rename = "message_zh")]
    pub zh: String,
    /// In English.
    #[serde(rename = "message_en")]
    pub en: String,
}

impl RuleSet {
    /// Reads a rule file, with the project's terms that it may take. `None`
    /// when a diagnostic is an error.
    pub fn parse(source: &str, terms: &Terms) -> (Option<Self>, Vec<Diagnostic>) {
        let _ = (source, terms);
        (None, Vec::new())
    }
    /// Short name.
    pub fn id(&self) -> &str {
        ""
    }
    /// Version.
    pub fn version(&self) -> &str {
        ""
    }
    /// Chinese title.
    pub fn title_zh(&self) -> &str {
        ""
    }
    /// English title.
    pub fn title_en(&self) -> &str {
        ""
    }
    /// Published lexicons it follows.
    pub fn sources(&self) -> &[String] {
        &[]
    }
    /// The file as written.
    pub fn source(&self) -> &str {
        ""
    }
    /// SHA-256 over the source and the terms it took.
    pub fn hash(&self) -> Digest {
        let _ = &self.0;
        Digest::of(b"")
    }
    /// The variables in order.
    pub fn variables(&self) -> Vec<Variable> {
        Vec::new()
    }
    /// Line and text of a field's rule.
    pub fn field_source(&self, key: &str) -> Option<(usize, &str)> {
        let _ = key;
        None
    }
    /// What the check page says of a field; empty when nothing.
    pub fn help(&self, key: &str) -> &str {
        let _ = key;
        ""
    }
    /// One value for every variable, in order.
    pub fn extract(&self, order: &Order) -> Vec<FieldValue> {
        let _ = order;
        Vec::new()
    }
    /// Runs the tests inside the file.
    pub fn run_tests(&self) -> TestReport {
        TestReport::default()
    }
}
