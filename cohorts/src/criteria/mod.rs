//! Criteria 条件: which cases belong, as a tree a user can build, store and read back.
//!
//! JSON forms, one key each: `{"all":[…]}`, `{"any":[…]}`, `{"not":…}`,
//! `{"text":"磨玻璃","in":["findings"]}`, `{"fuzzy":"磨玻离","distance":1}`, `{"regex":"…"}` and
//! `{"field":"nodule_long_mm","op":">=","value":8}`.

mod cell;
mod describe;
mod fuzzy;
mod parse;
mod valid;

pub use cell::FieldCell;
pub use describe::Language;
pub(crate) use valid::TestKind;
pub use valid::{LeafTest, ValidCriteria};

use serde_json::{Value, json};

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
}

/// A criterion without parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// The text contains these words; case and character width do not count.
    Text {
        /// Words, not empty.
        text: String,
        /// Sections looked at; all when empty. `text` names a report without sections.
        sections: Vec<String>,
    },
    /// The text contains these words with at most so many wrong, lost or added characters.
    Fuzzy {
        /// Words, three characters or more for each error.
        text: String,
        /// Errors allowed, 1 or 2.
        distance: usize,
        /// As for `Text`.
        sections: Vec<String>,
    },
    /// The text contains a match (Rust `regex` syntax); case and width do not count.
    Regex {
        /// Pattern.
        pattern: String,
        /// As for `Text`.
        sections: Vec<String>,
    },
    /// A stored value compares so.
    Field {
        /// Key of the variable.
        field: String,
        /// Comparison.
        op: Op,
        /// Compared with; null for `exists` and `missing`, a list for `in`.
        value: Value,
    },
}

/// Comparison of a stored value. A value the report does not mention satisfies
/// `missing` (and `state`) only; even `!=` asks for a value that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// `=`; one of a multi value is equal.
    Eq,
    /// `!=`.
    Ne,
    /// `<`.
    Lt,
    /// `<=`.
    Le,
    /// `>`.
    Gt,
    /// `>=`.
    Ge,
    /// One of a list.
    In,
    /// There is a value.
    Exists,
    /// There is none.
    Missing,
    /// The report speaks of it so: asserted, negated, uncertain, not_mentioned, conflict.
    State,
}

impl Op {
    /// Every comparison.
    pub const ALL: [Self; 10] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::In,
        Self::Exists,
        Self::Missing,
        Self::State,
    ];

    /// The sign used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::In => "in",
            Self::Exists => "exists",
            Self::Missing => "missing",
            Self::State => "state",
        }
    }
}

impl Criteria {
    /// The leaves, numbered from 0 depth first.
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
        }
    }

    /// The tree as JSON, as [`parse`](Self::parse) reads it.
    pub fn to_json(&self) -> Value {
        let list = |parts: &[Self]| parts.iter().map(Self::to_json).collect::<Vec<_>>();
        let with_sections = |key: &str, text: &str, sections: &[String]| {
            let mut object = json!({ key: text });
            if !sections.is_empty() {
                object["in"] = json!(sections);
            }
            object
        };
        match self {
            Self::All(parts) => json!({ "all": list(parts) }),
            Self::Any(parts) => json!({ "any": list(parts) }),
            Self::Not(part) => json!({ "not": part.to_json() }),
            Self::Leaf(Leaf::Text { text, sections }) => with_sections("text", text, sections),
            Self::Leaf(Leaf::Fuzzy { text, distance, sections }) => {
                let mut object = with_sections("fuzzy", text, sections);
                object["distance"] = json!(distance);
                object
            }
            Self::Leaf(Leaf::Regex { pattern, sections }) => with_sections("regex", pattern, sections),
            Self::Leaf(Leaf::Field { field, op, value }) => match op {
                Op::Exists | Op::Missing => json!({ "field": field, "op": op.as_str() }),
                _ => json!({ "field": field, "op": op.as_str(), "value": value }),
            },
        }
    }
}

impl serde::Serialize for Criteria {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Criteria {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::parse(&value).map_err(serde::de::Error::custom)
    }
}
