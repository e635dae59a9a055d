//! How many lesions a mention stands for.

use serde::Serialize;

/// Number of lesions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The number, when one is said.
    pub exact: Option<u32>,
    /// At least.
    pub min: Option<u32>,
    /// At most.
    pub max: Option<u32>,
    /// Exact or many.
    pub kind: CountKind,
}

impl Count {
    /// Exactly `n`.
    pub fn exact(n: u32) -> Self {
        Self { exact: Some(n), min: Some(n), max: Some(n), kind: CountKind::Exact }
    }

    /// Several, how many is not said.
    pub fn many(min: u32, max: Option<u32>) -> Self {
        Self { exact: None, min: Some(min), max, kind: CountKind::Many }
    }
}

/// Whether the number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CountKind {
    /// A number.
    Exact,
    /// 多发, 数枚, 散在, or a range.
    Many,
}
