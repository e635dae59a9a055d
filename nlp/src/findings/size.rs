//! Measures of a lesion.

use serde::Serialize;

/// A measure of a lesion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Size {
    /// The words as written.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The measures in millimetres; empty for a percentage.
    pub mm: Vec<f64>,
    /// What is measured.
    pub role: SizeRole,
}

/// What a measure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeRole {
    /// The lesion.
    Lesion,
    /// The largest of several (较大者).
    Max,
    /// The short axis of the largest (较大者短径).
    MaxShort,
    /// The earlier exam (原约).
    Prior,
    /// From smallest to largest (2~4mm).
    Range,
    /// Thickness.
    Thickness,
    /// Depth.
    Depth,
    /// The solid part.
    Solid,
    /// A share of the calibre in per cent.
    Pct,
}
