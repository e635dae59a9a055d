//! What the engine says of a text, in the shape of the findings file.

use std::collections::BTreeMap;

use serde::Serialize;
use workbench_core::Span;

mod count;
mod size;

pub use count::{Count, CountKind};
pub use size::{Size, SizeRole};

/// All that was found in one text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Findings {
    /// Findings in the order of the text.
    pub findings: Vec<Finding>,
    /// Grades and scores in the order of the text.
    pub grades: Vec<Grade>,
    /// Number of lesions a term stands for over the whole text, re-mentions counted once.
    pub totals: BTreeMap<String, u32>,
}

/// One mention of an abnormality, a diagnosis or an attribute with a cue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The words as written.
    pub term: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// Kind of the mention.
    #[serde(rename = "type")]
    pub kind: FindingKind,
    /// Stated to be absent now.
    pub negated: bool,
    /// Stated with doubt.
    pub uncertain: bool,
    /// Degree of doubt.
    pub certainty: Certainty,
    /// Now or of the past.
    pub temporality: Temporality,
    /// Whose finding it is.
    pub experiencer: Experiencer,
    /// Number of lesions, if said.
    pub count: Option<Count>,
    /// Measures of the lesion.
    pub sizes: Vec<Size>,
    /// Side of a paired organ, if said.
    pub laterality: Option<Laterality>,
    /// The words of the place.
    pub location: Option<Located>,
    /// Change against an earlier exam, if said.
    pub change: Option<Change>,
    /// Only supposed (“如出现…”); not part of the file.
    #[serde(skip)]
    pub hypothetical: bool,
    /// The words that decided negation and doubt; not part of the file.
    #[serde(skip)]
    pub cues: Vec<Span>,
    /// The words of the count; not part of the file.
    #[serde(skip)]
    pub count_span: Option<Span>,
    /// The words of the change; not part of the file.
    #[serde(skip)]
    pub change_span: Option<Span>,
}

impl Finding {
    /// The place of the term.
    pub fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }
}

/// Kind of a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// Something seen.
    Finding,
    /// Something concluded.
    Diagnosis,
    /// A property of a lesion (强化, 血流), reported only with a cue.
    Attribute,
}

/// Degree of doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// No hedge.
    Definite,
    /// 考虑, 符合, 可能性大.
    Probable,
    /// 可能, 不除外, 待排, a question mark.
    Possible,
}

/// Now or of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Temporality {
    /// Of this exam or illness.
    Current,
    /// Of the past.
    Historical,
}

/// Whose finding it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Experiencer {
    /// The patient.
    Patient,
    /// A relative.
    Family,
}

/// Side of a paired organ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Laterality {
    /// 左.
    Left,
    /// 右.
    Right,
    /// 双, 两侧, or both sides named.
    Bilateral,
}

/// Words of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Located {
    /// The words as written.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Change against an earlier exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// Larger or more.
    Increased,
    /// Smaller or fewer.
    Decreased,
    /// The same.
    Stable,
    /// Not there before.
    New,
    /// No longer there.
    Resolved,
}

/// A grade or score of a published system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Grade {
    /// Name of the system in capitals: `BI-RADS`, `TNM`, `STAGE`, …
    pub system: String,
    /// Normalised value.
    pub value: String,
    /// The words; not part of the file.
    #[serde(skip)]
    pub span: Span,
}
