//! What is wrong with a rule file: where, why, and the cure, in both languages.

use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used; a person should look.
    Warning,
}

/// One thing to mend in a rule file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// What is wrong, in Chinese.
    #[serde(rename = "message_zh")]
    pub zh: String,
    /// What is wrong, in English.
    #[serde(rename = "message_en")]
    pub en: String,
    /// How to mend it, in Chinese.
    pub cure_zh: String,
    /// How to mend it, in English.
    pub cure_en: String,
}

impl std::fmt::Display for Diagnostic {
    /// `line:column: message (cure)` in English.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}: {}", self.line, self.column, self.en)?;
        if self.cure_en.is_empty() { Ok(()) } else { write!(out, " ({})", self.cure_en) }
    }
}

/// Builds diagnostics.
pub(super) struct Problem;

impl Problem {
    /// An error at a place.
    pub fn at(mark: super::yaml::Mark, zh: impl Into<String>, en: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            line: mark.line.max(1),
            column: mark.column.max(1),
            zh: zh.into(),
            en: en.into(),
            cure_zh: String::new(),
            cure_en: String::new(),
        }
    }
}

impl Diagnostic {
    /// The same with its cure.
    pub(super) fn cure(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.cure_zh = zh.into();
        self.cure_en = en.into();
        self
    }

    /// The same as a warning.
    pub(super) fn mild(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}
