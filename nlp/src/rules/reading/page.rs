//! One report, read once.

use std::sync::Arc;

use workbench_core::Span;

use crate::anatomy::{PlaceHit, PlaceId, Tree};
use crate::engine::{Engine, Lang};
use crate::findings::{Finding, Grade};
use crate::section::{self, SectionKind};
use crate::text::Norm;

/// A mention with its normalised place.
pub(in crate::rules) struct Mention {
    pub finding: Finding,
    pub start: usize,
    pub end: usize,
    /// The places named for it; empty when none is.
    pub places: Vec<PlaceHit>,
    /// The place was named for something before.
    pub inherited: bool,
}

/// A report and everything rules may ask of it.
pub(in crate::rules) struct Page {
    pub norm: Norm,
    pub mentions: Vec<Mention>,
    pub grades: Vec<Grade>,
    /// Kind and normalised range, in order.
    pub sections: Vec<(SectionKind, usize, usize)>,
    /// Whether the sections have headings.
    pub headed: bool,
    pub places: Vec<PlaceHit>,
    /// First byte of every character, and the length.
    bytes: Vec<u32>,
    /// First characters of sentences, in order.
    sentences: Vec<usize>,
    pub tree: Arc<Tree>,
    lang: Lang,
    /// Where a finding without a place is taken to be.
    pub organ: Option<PlaceId>,
    /// Whether the text names any organ at all.
    names_organ: bool,
}

impl Page {
    pub fn new(engine: &Engine, text: &str, tree: &Arc<Tree>, organ: Option<PlaceId>) -> Self {
        let (norm, found) = engine.reading(text);
        let sections: Vec<_> = section::sections(text)
            .into_iter()
            .map(|section| {
                let (start, end) = norm.find(section.span);
                (section.kind, start, end)
            })
            .collect();
        let headed = has_headings(&norm, &sections);
        let places = tree.places(&norm, organ);
        let sentences = sentences(&norm);
        let mut page = Self {
            mentions: Vec::with_capacity(found.findings.len()),
            grades: found.grades,
            sections,
            headed,
            names_organ: organ.is_some_and(|organ| places.iter().any(|hit| tree.lies_in(hit.place, organ))),
            places,
            sentences,
            bytes: bytes(&norm.text),
            tree: tree.clone(),
            lang: engine.lang(),
            organ,
            norm,
        };
        for finding in found.findings {
            let (start, end) = page.norm.find(finding.span());
            let (places, inherited) = page.placed(&finding, start, end);
            page.mentions.push(Mention { finding, start, end, places, inherited });
        }
        page
    }

    /// The places named for a mention: in the words of its place and in its own
    /// words; else the place named last before it in its sentence, which is inherited.
    fn placed(&self, finding: &Finding, start: usize, end: usize) -> (Vec<PlaceHit>, bool) {
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
            }
        }
        let named = out.iter().any(|hit| Some(hit.place) != self.tree.node());
        let further: Vec<PlaceHit> = own.iter().copied().filter(|hit| !out.contains(hit)).collect();
        out.extend(further);
        if named || telling {
            return (out, false);
        }
        if self.lang == Lang::En
            && let Some(after) = self.place_after(end)
        {
            out.push(after);
            return (out, false);
        }
        let before = self.places.partition_point(|hit| hit.end <= start);
        let sentence = self.sentence_start(start);
        let last =
            self.places.get(..before).unwrap_or(&[]).iter().rev().take_while(|hit| hit.start >= sentence);
        out.extend(last.copied().find(|hit| Some(hit.place) != self.tree.node()));
        (out, true)
    }

    /// Places that share a character with a range.
    fn range(&self, from: usize, to: usize) -> &[PlaceHit] {
        let first = self.places.partition_point(|hit| hit.end <= from);
        let last = self.places.partition_point(|hit| hit.start < to);
        self.places.get(first..last.max(first)).unwrap_or(&[])
    }

    fn clause_start(&self, at: usize) -> usize {
        let floor = self.sentence_start(at);
        (floor..at).rev().find(|at| matches!(self.norm.at(*at), ',' | ':')).map_or(floor, |at| at + 1)
    }

    /// `nodule in the left lobe`: the first place after a mention, in its clause.
    fn place_after(&self, end: usize) -> Option<PlaceHit> {
        let first = self.places.partition_point(|hit| hit.start < end);
        let hit = self.places.get(first)?;
        let between = self.norm.slice(end, hit.start);
        let near = between.len() <= 60 && !between.iter().any(|c| matches!(c, ',' | ';' | '。' | '\n'));
        (near && hit.start < self.sentence_end(end)).then_some(*hit)
    }

    /// First character of the sentence at `at`.
    pub fn sentence_start(&self, at: usize) -> usize {
        let next = self.sentences.partition_point(|start| *start <= at);
        next.checked_sub(1).and_then(|found| self.sentences.get(found)).copied().unwrap_or(0)
    }

    /// First character after the sentence at `at`.
    pub fn sentence_end(&self, at: usize) -> usize {
        let next = self.sentences.partition_point(|start| *start <= at);
        self.sentences.get(next).copied().unwrap_or(self.norm.chars.len())
    }

    /// The character at a byte of the normalised text.
    pub fn character(&self, byte: usize) -> usize {
        self.bytes.partition_point(|start| (*start as usize) < byte)
    }

    /// The normalised text of a range of characters, and its first byte.
    pub fn stretch(&self, start: usize, end: usize) -> (&str, usize) {
        let at =
            |character: usize| self.bytes.get(character).map_or(self.norm.text.len(), |byte| *byte as usize);
        (self.norm.text.get(at(start)..at(end)).unwrap_or(""), at(start))
    }

    /// The section at a normalised character.
    pub fn section(&self, at: usize) -> SectionKind {
        let next = self.sections.partition_point(|(_, start, _)| *start <= at);
        next.checked_sub(1)
            .and_then(|found| self.sections.get(found))
            .map_or(SectionKind::Body, |found| found.0)
    }

    /// How much a field that prefers `wanted` trusts what stands at `at`: 0 for
    /// its first choice; `None` where it does not look.
    pub fn rank(&self, at: usize, wanted: &[SectionKind]) -> Option<usize> {
        let kind = self.section(at);
        if let Some(rank) = wanted.iter().position(|one| *one == kind) {
            return Some(rank);
        }
        match kind {
            // A text without a heading is the findings, and whatever else is asked for.
            SectionKind::Body => {
                Some(wanted.iter().position(|one| *one == SectionKind::Findings).unwrap_or(0))
            }
            _ if !self.headed => Some(wanted.len()),
            _ => None,
        }
    }

    /// The places of a mention; where none is named, the organ named last in
    /// the text before it, else the organ the rules are about.
    pub fn whereabouts(&self, mention: &Mention) -> Vec<PlaceHit> {
        if !mention.places.is_empty() {
            return mention.places.clone();
        }
        let before = self.places.partition_point(|hit| hit.end <= mention.start);
        before.checked_sub(1).and_then(|last| self.places.get(last)).copied().into_iter().collect()
    }

    /// Whether something without any place may be in the organ of the rules.
    pub fn may_be_in(&self, place: PlaceId) -> bool {
        let Some(organ) = self.organ else { return self.places.is_empty() };
        self.tree.related(organ, place) && (self.names_organ || self.places.is_empty())
    }

    /// The mention that shares most with a range.
    pub fn mention_at(&self, start: usize, end: usize) -> Option<usize> {
        let first = self.mentions.partition_point(|mention| mention.end <= start);
        let mut best: Option<(usize, usize)> = None;
        for (at, mention) in self.mentions.iter().enumerate().skip(first) {
            if mention.start >= end {
                break;
            }
            let shared = mention.end.min(end) - mention.start.max(start);
            if best.is_none_or(|(known, _)| shared > known) {
                best = Some((shared, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Places that stand in a range.
    pub fn places_within(&self, start: usize, end: usize) -> &[PlaceHit] {
        let first = self.places.partition_point(|hit| hit.start < start);
        let last = self.places.partition_point(|hit| hit.start < end);
        self.places.get(first..last.max(first)).unwrap_or(&[])
    }
}

/// Whether any section begins with its heading.
fn has_headings(norm: &Norm, sections: &[(SectionKind, usize, usize)]) -> bool {
    sections.iter().any(|(kind, start, end)| {
        let head = norm.slice(*start, (*start + 16).min(*end));
        *kind != SectionKind::Body
            && head.iter().any(|c| matches!(c, ':' | ']' | '\n'))
            && !head.first().is_some_and(char::is_ascii_digit)
    })
}

fn bytes(text: &str) -> Vec<u32> {
    text.char_indices().map(|(byte, _)| byte as u32).chain([text.len() as u32]).collect()
}

/// Where sentences begin.
fn sentences(norm: &Norm) -> Vec<usize> {
    let mut out = vec![0];
    for (at, &c) in norm.chars.iter().enumerate() {
        let end = match c {
            '。' | ';' | '\n' | '!' => true,
            '.' => norm.at(at + 1) == ' ' && !norm.before(at).is_ascii_digit(),
            _ => false,
        };
        if end {
            out.push(at + 1);
        }
    }
    out
}
