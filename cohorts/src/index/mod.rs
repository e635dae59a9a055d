//! The search index of one database: Tantivy on disk, rebuilt at any time.
//!
//! Text criteria have exact substring semantics: pairs of characters find the
//! candidates, and where pairs do not decide, the stored text does.

mod build;
mod highlight;
mod need;
mod schema;
mod search;
mod tokenizer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use need::Need;

use crate::criteria::FieldCell;

/// One case as the index sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Id of the case, unique in the index.
    pub case_id: String,
    /// Texts of its reports.
    pub texts: Vec<TextPart>,
    /// Stored values by key of their variable.
    pub fields: BTreeMap<String, FieldCell>,
}

/// A section of a report, untouched.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct TextPart {
    /// Id of the report.
    #[serde(rename = "r")]
    pub report_id: String,
    /// `findings`, `impression`, …; empty when the report has no sections.
    #[serde(rename = "s")]
    pub section: String,
    /// The text.
    #[serde(rename = "t")]
    pub text: String,
}

/// An opened index. Searching needs no lock; a rebuild in the same folder does
/// not disturb it.
pub struct Index {
    dir: PathBuf,
    reader: tantivy::IndexReader,
    fields: schema::Fields,
}

/// Answer to a search.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hits {
    /// Cases that satisfy the criteria.
    pub total: u64,
    /// One page of them, in the order in which they were indexed.
    pub hits: Vec<Hit>,
    /// How many cases satisfy each leaf by itself.
    pub leaves: Vec<LeafCount>,
    /// What each line leaves: the parts of an outermost `all` in order, else the whole as one line.
    pub lines: Vec<LineCount>,
}

/// A case that satisfies the criteria.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Hit {
    /// Id of the case.
    pub case_id: String,
    /// Places in its texts that satisfy a text leaf.
    pub highlights: Vec<Highlight>,
}

/// A place in a text that satisfies a leaf, in code points of the untouched text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Highlight {
    /// Number of the leaf, depth first.
    pub leaf: usize,
    /// Id of the report.
    pub report_id: String,
    /// Section of the report.
    pub section: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A step of the attrition funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LineCount {
    /// Cases that satisfy the line by itself.
    pub count: u64,
    /// Cases that satisfy it and every line before it.
    pub left: u64,
}

/// How many cases satisfy a leaf.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeafCount {
    /// Number of the leaf, depth first.
    pub leaf: usize,
    /// How it reads.
    pub text: String,
    /// Cases that satisfy it.
    pub count: u64,
    /// Cases whose text had to be read to know; the cost of the leaf.
    pub read: u64,
}

impl Index {
    /// Folder the index was opened from.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Number of cases.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
