//! What is wrong with an expression, where, and what to do about it.

use serde::{Deserialize, Serialize};
use workbench_core::{Code, Coded};

/// A fault of an expression, found when it is read or when it is computed.
///
/// Both sentences name the cure. They never hold a value of a patient, only words of the expression and
/// kinds of values, and may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{en}")]
pub struct ExprError {
    /// Place of the fault: code points of the source before it.
    pub at: usize,
    /// The fault and its cure in Chinese.
    pub zh: String,
    /// The fault and its cure in English.
    pub en: String,
}

impl ExprError {
    pub(crate) fn new(at: usize, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { at, zh: zh.into(), en: en.into() }
    }
}

impl Coded for ExprError {
    fn code(&self) -> Code {
        Code::BadInput
    }
}
