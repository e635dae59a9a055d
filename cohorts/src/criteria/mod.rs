//! Criteria 条件: which cases belong, as a tree a user can build, store and read back.
//!
//! JSON forms, told apart by their key: `{"all":[…]}`, `{"any":[…]}`, `{"not":…}`, the leaves
//! described at [`Leaf`], and outermost `{"lines":[{"name":"…","include":…},{"name":"…","exclude":…}]}`.

mod cell;
mod describe;
mod describe_leaf;
mod fuzzy;
mod json;
mod leaf;
mod lookup;
mod op;
mod parse;
mod parse_leaf;
mod parse_reports;
mod pinyin;
mod reports_test;
mod text_test;
mod valid;
mod valid_field;

pub use cell::FieldCell;
pub use describe::Language;
pub(crate) use fuzzy::Fuzzy;
pub use leaf::{Leaf, Reports};
pub use lookup::{CohortMembers, Lookup};
pub use op::Op;
pub(crate) use reports_test::{Have, IntervalTest, ReportsTest};
pub(crate) use text_test::{Find, MentionTest, TextTest};
pub use valid::{LeafTest, ValidCriteria};
pub(crate) use valid::{TestKind, day_number};

/// Deepest nesting of criteria.
pub const MAX_DEPTH: usize = 16;
/// Most nodes of a tree.
pub const MAX_NODES: usize = 500;
/// Longest text of a `text` or `regex` criterion, in code points.
pub const MAX_TEXT: usize = 500;

/// A tree of criteria.
#[derive(Clone, Debug, PartialEq)]
pub enum Criteria {
    /// Every one holds.
    All(Vec<Criteria>),
    /// At least one holds.
    Any(Vec<Criteria>),
    /// It does not hold.
    Not(Box<Criteria>),
    /// A criterion without parts.
    Leaf(Leaf),
    /// Every including line holds and no excluding one. Outermost only.
    Lines(Vec<Line>),
}

/// A named line of inclusion or exclusion.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What the user calls it; may be empty.
    pub name: String,
    /// Whether cases that satisfy it stay or go.
    pub kind: LineKind,
    /// The criterion.
    pub criteria: Criteria,
}

/// Whether a line keeps the cases that satisfy it or removes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// Cases that satisfy it stay.
    Include,
    /// Cases that satisfy it go.
    Exclude,
}

impl LineKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
        }
    }
}

impl Criteria {
    /// The leaves, numbered from 0 depth first. The criteria inside a `reports` leaf are part of it.
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut out = Vec::new();
        self.collect(&mut out);
        out
    }

    fn collect<'a>(&'a self, out: &mut Vec<&'a Leaf>) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.collect(out)),
            Self::Not(part) => part.collect(out),
            Self::Leaf(leaf) => out.push(leaf),
            Self::Lines(lines) => lines.iter().for_each(|line| line.criteria.collect(out)),
        }
    }

    /// Frozen cohorts that must be in the [`Lookup`], by id and version; no version means the latest.
    pub fn cohorts(&self) -> Vec<(&str, Option<u32>)> {
        let of = |leaf: &&Leaf| matches!(leaf, Leaf::Cohort { .. });
        let leaves = self.leaves().into_iter().filter(of);
        leaves
            .filter_map(|leaf| match leaf {
                Leaf::Cohort { id, version } => Some((id.as_str(), *version)),
                _ => None,
            })
            .collect()
    }
}
