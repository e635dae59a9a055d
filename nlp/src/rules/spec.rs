//! A rule file as data: what was written, checked for itself, before it is compiled.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use workbench_core::{FieldValue, State, Variable};
use workbench_expr::Expr;

use super::pattern::Pattern;
use super::yaml::Mark;
use crate::anatomy::PlaceId;
use crate::section::SectionKind;
use crate::{Change, Lang};

/// The number of a group of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct GroupId(pub u32);

/// What the words of a group are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    Finding,
    Diagnosis,
    Sign,
    Word,
    Place,
    /// Words without which a pattern cannot match; also found inside other words.
    Anchor,
}

/// Words that mean one thing.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub kind: WordKind,
    /// As normalisation leaves them.
    pub terms: Vec<String>,
    /// Longer words in which a term does not count.
    pub not: Vec<String>,
}

/// A variable and its rule.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub variable: Variable,
    /// `set/field@version`.
    pub id: String,
    /// The fields its expressions read: names, and places among the fields of the set.
    pub reads: Vec<(String, usize)>,
    /// Places of the fields its `when` reads.
    pub waits: Vec<usize>,
    /// Whether its `when` holds of a report that mentions nothing.
    pub idle: bool,
    pub mark: Mark,
    /// Last line of its rule.
    pub last: usize,
    /// Only read by other fields: no variable.
    pub hidden: bool,
    /// Whether an included file brought it.
    pub included: bool,
    /// Whether every set that includes it gives the same answer.
    pub shared: bool,
    pub sections: Vec<SectionKind>,
    pub pick: Pick,
    pub report_conflicts: bool,
    pub help: String,
    /// Read only when this holds of the other fields.
    pub when: Option<Expr>,
    pub cite: String,
    pub rule: Rule,
}

impl Field {
    /// The value where nothing is said.
    pub fn nothing(&self) -> FieldValue {
        FieldValue {
            field: self.variable.key.clone(),
            value: Value::Null,
            unit: None,
            state: State::NotMentioned,
            spans: Vec::new(),
            rule: self.id.clone(),
            confidence: 0.0,
            alternatives: Vec::new(),
        }
    }

    /// The fields its expressions read.
    pub fn names(&self) -> BTreeSet<String> {
        let exprs: Vec<&Expr> = match &self.rule {
            Rule::From(_) => Vec::new(),
            Rule::Derive(expr) => vec![expr],
            Rule::Table(rows) => rows
                .iter()
                .flat_map(|row| {
                    let then = match &row.then {
                        Then::Computed(expr) => Some(expr),
                        Then::Constant(_) => None,
                    };
                    row.when.iter().chain(then)
                })
                .collect(),
        };
        exprs.into_iter().chain(&self.when).flat_map(|expr| expr.names().iter().cloned()).collect()
    }
}

/// Which of several values counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    First,
    Last,
    Max,
    Min,
    Worst,
    All,
    Only,
}

#[derive(Clone, Debug)]
pub(super) enum Rule {
    From(Vec<Source>),
    Derive(Expr),
    Table(Vec<Row>),
}

/// A row of a decision table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// `None` for the last resort.
    pub when: Option<Expr>,
    pub then: Then,
}

#[derive(Clone, Debug)]
pub(super) enum Then {
    Constant(Value),
    Computed(Expr),
}

/// One place where a value may come from.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The number of its choice of lesions among those of the set.
    pub query: usize,
    /// The groups of which a word must stand in the text for it to give anything.
    pub needs: Vec<GroupId>,
    pub what: What,
    pub select: Select,
    pub then: Option<Value>,
    pub absent: Option<Value>,
    pub doubt: Option<Value>,
    pub map: BTreeMap<String, Value>,
    /// What is said of another lesion than the leading one of these is not taken.
    pub about: Vec<GroupId>,
    /// Words that may not stand right before.
    pub not_after: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Finding(Vec<GroupId>),
    Count { of: Vec<GroupId>, measured: bool },
    Size { of: Vec<GroupId>, axis: Axis, role: Role, largest: bool },
    Words { options: Vec<(Value, GroupId)>, of: Vec<GroupId> },
    Side(Vec<GroupId>),
    Place { of: Vec<GroupId>, at: Vec<(Value, PlaceTest)> },
    Change(Vec<GroupId>),
    Grade { system: String, prefix: Vec<String> },
    Pattern { pattern: Pattern, value: Option<String>, unit: Option<String>, anchor: GroupId },
    Text(SectionKind),
    Meta(String),
}

impl What {
    /// The concepts whose lesions it is about.
    pub fn lesions(&self) -> &[GroupId] {
        match self {
            Self::Finding(of) | Self::Side(of) | Self::Change(of) | Self::Count { of, .. } => of,
            Self::Size { of, .. } | Self::Place { of, .. } | Self::Words { of, .. } => of,
            Self::Grade { .. } | Self::Pattern { .. } | Self::Text(_) | Self::Meta(_) => &[],
        }
    }

    /// Its kind as a number.
    pub fn manner(&self) -> usize {
        match self {
            Self::Meta(_) => 0,
            Self::Text(_) => 1,
            Self::Grade { .. } => 2,
            Self::Pattern { .. } => 3,
            Self::Words { .. } => 4,
            Self::Finding(_) => 5,
            Self::Count { .. } => 6,
            Self::Size { .. } => 7,
            Self::Side(_) => 8,
            Self::Place { .. } => 9,
            Self::Change(_) => 10,
        }
    }

    /// The groups of which a word must stand in the text for it to give anything.
    pub fn needs(&self) -> Vec<GroupId> {
        match self {
            Self::Words { options, .. } => options.iter().map(|(_, group)| *group).collect(),
            Self::Pattern { anchor, .. } => vec![*anchor],
            _ => self.lesions().to_vec(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Long,
    Short,
    Third,
    Mean,
    /// The longer of the first two of `a×b×c`: one plane.
    PlaneLong,
    /// The shorter of them.
    PlaneShort,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Current,
    Prior,
    Solid,
    Thickness,
    Depth,
    Percent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Time {
    Current,
    Historical,
    Any,
}

/// Which lesions count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Select {
    pub within: Vec<PlaceTest>,
    pub outside: Vec<PlaceTest>,
    pub with: Vec<GroupId>,
    pub without: Vec<GroupId>,
    pub time: Time,
    pub lead: Lead,
}

/// Whether only the leading lesion counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lead {
    /// All lesions count.
    Any,
    /// The largest, else the first.
    Leads,
    /// The same, where it is known which one leads.
    Known,
}

impl Default for Select {
    fn default() -> Self {
        Self {
            within: Vec::new(),
            outside: Vec::new(),
            with: Vec::new(),
            without: Vec::new(),
            time: Time::Current,
            lead: Lead::Any,
        }
    }
}

/// A place, a side of it, or words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlaceTest {
    Place { place: PlaceId, side: Option<Hand> },
    Words(GroupId),
}

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hand {
    Left,
    Right,
}

/// A test inside the file.
#[derive(Clone, Debug)]
pub(super) struct Test {
    pub mark: Mark,
    pub text: String,
    pub lang: Option<Lang>,
    pub meta: super::Meta,
    /// Field, where it is named, what is expected.
    pub expect: Vec<(String, Mark, Value)>,
    /// Fields of this file that are not named are not mentioned.
    pub others_absent: bool,
}

/// The words for changes in a `map`.
pub(super) const CHANGES: [(&str, Change, &str); 5] = [
    ("increased", Change::Increased, "增大"),
    ("decreased", Change::Decreased, "缩小"),
    ("stable", Change::Stable, "稳定"),
    ("new", Change::New, "新发"),
    ("resolved", Change::Resolved, "消失"),
];
