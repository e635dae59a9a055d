//! The working sheet of one text: tokens in clauses, and what is known of each mention.

use std::collections::BTreeMap;

use workbench_core::Span;

use crate::findings::{
    Certainty, Change, Count, Experiencer, FindingKind, Grade, Laterality, Size, Temporality,
};
use crate::lexicon::Kind;
use crate::text::Norm;
use crate::token::{Quantities, Token};

/// A half-open range of normalised characters.
pub(crate) type Place = (usize, usize);

/// One text under work.
pub(crate) struct Sheet {
    pub norm: Norm,
    /// The tokens, mentions composed.
    pub items: Vec<Token>,
    /// Clauses in order.
    pub clauses: Vec<Clause>,
    /// Mentions in order of the text.
    pub mentions: Vec<Mention>,
    pub quantities: Quantities,
    pub grades: Vec<Grade>,
    pub totals: BTreeMap<String, u32>,
    /// The only span to answer, if one was asked for.
    pub target: Option<Span>,
}

/// A stretch of tokens between two marks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clause {
    /// First item.
    pub first: usize,
    /// One past the last item.
    pub last: usize,
    /// First normalised character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The mark that ends it.
    pub ended: Kind,
    /// Number of its sentence.
    pub sentence: usize,
}

/// Items before a place that are looked at when a clause is very long.
const WINDOW: usize = 96;

impl Clause {
    /// The part of the clause before `item` that is near it.
    pub fn near(self, item: usize) -> Self {
        Self { first: self.first.max(item.saturating_sub(WINDOW)), last: self.last.min(item), ..self }
    }
}

/// What the head of a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A thing that can be counted and measured: 结节, 影.
    Lesion,
    /// A lymph node by itself.
    Node,
    /// A state of an organ: 增大, 不厚.
    State,
    /// A sign beside a lesion: 牵拉, 钙化.
    Sign,
    /// Anything else: 积液, 骨折, 转移.
    Other,
}

/// One mention and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub start: usize,
    pub end: usize,
    /// Its place among the items.
    pub item: usize,
    pub clause: usize,
    pub kind: FindingKind,
    pub head: Head,
    pub negated: bool,
    pub certainty: Certainty,
    pub temporality: Temporality,
    pub experiencer: Experiencer,
    pub hypothetical: bool,
    pub count: Option<Count>,
    pub count_span: Option<Place>,
    /// No dictionary knows its words.
    pub open: bool,
    /// Part of those already counted, or spoken of again.
    pub counted_before: bool,
    pub sizes: Vec<Size>,
    pub laterality: Option<Laterality>,
    pub location: Option<Place>,
    /// Where the organ that the name begins with ends, and whether its sides are parts of it.
    pub organ: Option<(usize, bool)>,
    /// The place was said in an earlier clause.
    pub inherited: bool,
    pub change: Option<Change>,
    pub change_span: Option<Place>,
    pub cues: Vec<Place>,
}

impl Mention {
    pub fn new(start: usize, end: usize, kind: FindingKind, head: Head) -> Self {
        Self {
            start,
            end,
            item: 0,
            clause: 0,
            kind,
            head,
            negated: false,
            certainty: Certainty::Definite,
            temporality: Temporality::Current,
            experiencer: Experiencer::Patient,
            hypothetical: false,
            count: None,
            count_span: None,
            open: false,
            counted_before: false,
            sizes: Vec::new(),
            laterality: None,
            location: None,
            organ: None,
            inherited: false,
            change: None,
            change_span: None,
            cues: Vec::new(),
        }
    }

    /// Whether measures and changes can be of this mention.
    pub fn is_lesion(&self) -> bool {
        self.kind != FindingKind::Attribute && !self.negated
    }
}

impl Sheet {
    /// The mention that stands at an item, if one does.
    pub fn mention_at(&self, item: usize) -> Option<usize> {
        match self.items.get(item)?.kind {
            Kind::Mention(number) => Some(number as usize),
            _ => None,
        }
    }

    /// The kind of an item; the end of the text is a stop.
    pub fn kind(&self, item: usize) -> Kind {
        self.items.get(item).map_or(Kind::Stop, |token| token.kind)
    }

    /// Characters between two neighbouring items that no token covers, brackets
    /// that were taken out aside.
    pub fn gap(&self, left: usize, right: usize) -> usize {
        match (self.items.get(left), self.items.get(right)) {
            (Some(left), Some(right)) => outside(self.norm.slice(left.end, right.start)).count(),
            _ => 0,
        }
    }

    /// The place of an item.
    pub fn place(&self, item: usize) -> Place {
        self.items.get(item).map_or((0, 0), |token| (token.start, token.end))
    }

    /// The clauses of the sentence that `clause` belongs to, up to and with it,
    /// nearest first, and at most `reach` of them.
    pub fn back(&self, clause: usize, reach: usize) -> impl Iterator<Item = (usize, Clause)> + '_ {
        let sentence = self.clauses.get(clause).map(|clause| clause.sentence);
        (0..=clause)
            .rev()
            .take(reach)
            .filter_map(|at| self.clauses.get(at).map(|clause| (at, *clause)))
            .take_while(move |(_, clause)| Some(clause.sentence) == sentence)
    }
}

impl Sheet {
    /// Makes mentions into tokens of another kind.
    pub fn turn(&mut self, items: &[usize], kind: Kind) {
        for item in items {
            if let Some(item) = self.items.get_mut(*item) {
                item.kind = kind;
            }
        }
        if !items.is_empty() {
            self.number();
        }
    }

    /// Whether this mention is the one asked for.
    pub fn is_target(&self, mention: &Mention) -> bool {
        self.target.is_some_and(|span| self.norm.find(span) == (mention.start, mention.end))
    }
}

/// Most characters of a gap that are looked at one by one.
const GAP: usize = 120;

/// The characters outside brackets; a long gap is given as it is.
pub(super) fn outside(gap: &[char]) -> impl Iterator<Item = char> + '_ {
    let short = gap.len() <= GAP;
    let mut depth = 0_usize;
    gap.iter().copied().filter(move |c| {
        let inside = depth > 0;
        match c {
            '(' | '[' if short => depth += 1,
            ')' | ']' if short => depth = depth.saturating_sub(1),
            _ => return !inside,
        }
        false
    })
}
