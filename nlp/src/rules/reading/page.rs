//! A report with the places of an anatomy tree.

use std::cell::OnceCell;
use std::ops::Deref;

use workbench_core::Span;

use super::text::{Mention, Text};
use crate::anatomy::{PlaceHit, PlaceId, Tree, Word};

/// Where a mention is.
#[derive(Clone, Debug, Default)]
pub(in crate::rules) struct Placed {
    /// The places named for it; empty when none is.
    pub places: Vec<PlaceHit>,
    /// The place was named for something before.
    pub inherited: bool,
}

/// A report with the places of a tree, which are found out when a rule asks for
/// them; most rules of most reports do not.
pub(in crate::rules) struct Map<'t> {
    text: &'t Text,
    pub tree: &'t Tree,
    /// The words of places found in the text.
    words: &'t [Word],
    /// The organ in which a part is read before any organ is named.
    organ: Option<PlaceId>,
    places: OnceCell<Vec<PlaceHit>>,
    /// Where each mention is.
    placed: OnceCell<Vec<OnceCell<Placed>>>,
    /// Places in which something is named, by their numbers.
    named: OnceCell<Vec<bool>>,
}

/// A report and everything one rule set may ask of it.
pub(in crate::rules) struct Page<'m> {
    map: &'m Map<'m>,
    /// Where a finding without a place is taken to be.
    organ: Option<PlaceId>,
}

impl<'m> Deref for Page<'m> {
    type Target = Map<'m>;

    fn deref(&self) -> &Map<'m> {
        self.map
    }
}

impl Deref for Map<'_> {
    type Target = Text;

    fn deref(&self) -> &Text {
        self.text
    }
}

impl<'t> Map<'t> {
    /// The text with the words of places found in it, read in `organ`.
    pub fn new(text: &'t Text, tree: &'t Tree, words: &'t [Word], organ: Option<PlaceId>) -> Self {
        Self {
            text,
            tree,
            words,
            organ,
            places: OnceCell::new(),
            placed: OnceCell::new(),
            named: OnceCell::new(),
        }
    }

    /// Whether the places are the same in every organ.
    pub fn is_settled(&self) -> bool {
        self.tree.settled(self.words)
    }

    fn places(&self) -> &[PlaceHit] {
        self.places.get_or_init(|| self.tree.resolve(self.words, self.organ))
    }

    /// Whether a place that is `whole` or lies in it is named.
    pub fn names(&self, whole: PlaceId) -> bool {
        let named = self.named.get_or_init(|| self.tree.wholes(self.places().iter().map(|hit| hit.place)));
        named.get(whole.number()).is_some_and(|named| *named)
    }

    /// Where a mention is.
    pub fn placed(&self, mention: usize) -> &Placed {
        static NOWHERE: Placed = Placed { places: Vec::new(), inherited: true };
        let cells = self.placed.get_or_init(|| self.mentions.iter().map(|_| OnceCell::new()).collect());
        match (cells.get(mention), self.mentions.get(mention)) {
            (Some(cell), Some(found)) => cell.get_or_init(|| self.named(found)),
            _ => &NOWHERE,
        }
    }

    /// The places named for a mention: in the words of its place and in its own
    /// words; else the place named last before it in its sentence, which is inherited.
    fn named(&self, mention: &Mention) -> Placed {
        let Mention { finding, start, end } = mention;
        let (start, end) = (*start, *end);
        let mut out = Vec::new();
        let clause = self.clause_start(start);
        let own = self.range(start, end);
        // 淋巴结 says what it is, not where.
        let telling = own.iter().any(|hit| Some(hit.place) != self.tree.node());
        if let Some(location) = &finding.location {
            let (from, to) = self.norm.find(Span::new(location.start, location.end));
            // 前列腺未见异常，未见骨质破坏: the words of the mention know better than a clause before.
            if !telling || from >= clause || from >= end {
                out.extend_from_slice(self.range(from, to));
                // 冠状动脉：LAD近段见斑块: what lies in the place and stands nearer is where it is.
                let nearer = self.range(to, start).iter().copied();
                let inner = |hit: &PlaceHit| {
                    hit.start >= to && out.iter().any(|whole| self.tree.lies_in(hit.place, whole.place))
                };
                let inner: Vec<PlaceHit> = nearer.filter(|hit| inner(hit)).collect();
                out.extend(inner);
            }
        }
        let named = out.iter().any(|hit| Some(hit.place) != self.tree.node());
        let further: Vec<PlaceHit> = own.iter().copied().filter(|hit| !out.contains(hit)).collect();
        out.extend(further);
        if named || telling {
            return Placed { places: out, inherited: false };
        }
        if self.is_english()
            && let Some(after) = self.place_after(end)
        {
            out.push(after);
            return Placed { places: out, inherited: false };
        }
        let before = self.places().partition_point(|hit| hit.end <= start);
        let sentence = self.sentence_start(start);
        let last =
            self.places().get(..before).unwrap_or(&[]).iter().rev().take_while(|hit| hit.start >= sentence);
        out.extend(last.copied().find(|hit| Some(hit.place) != self.tree.node()));
        Placed { places: out, inherited: true }
    }

    /// Places that share a character with a range.
    fn range(&self, from: usize, to: usize) -> &[PlaceHit] {
        let first = self.places().partition_point(|hit| hit.end <= from);
        let rest = self.places().get(first..).unwrap_or(&[]);
        // Few places share a range.
        rest.get(..rest.iter().take_while(|hit| hit.start < to).count()).unwrap_or(&[])
    }

    /// `nodule in the left lobe`: the first place after a mention, in its clause.
    fn place_after(&self, end: usize) -> Option<PlaceHit> {
        let first = self.places().partition_point(|hit| hit.start < end);
        let hit = self.places().get(first)?;
        let between = self.norm.slice(end, hit.start);
        let near = between.len() <= 60 && !between.iter().any(|c| matches!(c, ',' | ';' | '。' | '\n'));
        (near && hit.start < self.sentence_end(end)).then_some(*hit)
    }

    /// The places of a mention; where none is named, the organ named last in
    /// the text before it, else the organ the rules are about.
    pub fn whereabouts(&self, number: usize) -> &[PlaceHit] {
        let placed = self.placed(number);
        let Some(mention) = self.mentions.get(number).filter(|_| placed.places.is_empty()) else {
            return &placed.places;
        };
        let before = self.places().partition_point(|hit| hit.end <= mention.start);
        self.places().get(before.saturating_sub(1)..before).unwrap_or(&[])
    }

    /// Places that stand in a range.
    pub fn places_within(&self, start: usize, end: usize) -> &[PlaceHit] {
        let first = self.places().partition_point(|hit| hit.start < start);
        let last = self.places().partition_point(|hit| hit.start < end);
        self.places().get(first..last.max(first)).unwrap_or(&[])
    }
}

impl<'m> Page<'m> {
    /// The report for rules about `organ`.
    pub fn new(map: &'m Map<'m>, organ: Option<PlaceId>) -> Self {
        Self { map, organ }
    }

    /// The organ the rules are about.
    pub fn organ(&self) -> Option<PlaceId> {
        self.organ
    }

    /// Whether something without any place may be in the organ of the rules.
    pub fn may_be_in(&self, place: PlaceId) -> bool {
        let Some(organ) = self.organ else { return self.places().is_empty() };
        self.tree.related(organ, place) && (self.names(organ) || self.places().is_empty())
    }

    /// Whether the report may tell of something at one of these places.
    pub fn may_tell_of(&self, places: &[PlaceId]) -> bool {
        places.iter().any(|place| self.names(*place) || self.may_be_in(*place))
    }
}
