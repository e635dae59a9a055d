//! The search index of one database: Tantivy on disk, rebuilt at any time.
//!
//! Text criteria have exact substring semantics. Each distinct clause is indexed once by its pairs
//! of characters; a report is a list of clauses. What may reach over the end of a clause is decided by
//! machines that read reports clause by clause.

mod build;
mod clause;
mod document;
mod find;
mod generation;
mod highlight;
mod leaf;
mod lexicon;
mod machine;
mod need;
mod open;
mod schema;
mod search;
mod set;
mod snapshot;
mod tokenizer;
mod update;
mod words;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) use document::Report;
pub use document::{Document, Mention, TextPart};
pub(crate) use need::Need;

use crate::criteria::LineKind;

/// An opened index: one state of it, which neither a rebuild nor an update in the same folder disturbs.
pub struct Index {
    dir: PathBuf,
    /// Names of files whose checksums were found right.
    verified: BTreeSet<PathBuf>,
    generation: PathBuf,
    snapshot: snapshot::Snapshot,
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
    /// What each line leaves: those of `lines`, or the parts of an outermost `all` in order, else the
    /// whole as one line.
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
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LineCount {
    /// Its name; empty for a part of an outermost `all`.
    pub name: String,
    /// Whether cases that satisfy it stay or go.
    pub kind: LineKind,
    /// Cases that satisfy the line's criterion by itself.
    pub count: u64,
    /// Cases left by it and every line before it.
    pub left: u64,
    /// Cases that this line removed.
    pub excluded: u64,
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
        self.snapshot.cases().count()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
