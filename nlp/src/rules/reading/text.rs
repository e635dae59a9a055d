//! A report as every rule set reads it: normalised text, mentions, sections, sentences.

use crate::engine::{Engine, Lang};
use crate::findings::{Finding, Grade};
use crate::rules::pattern::Sieve;
use crate::section::{self, SectionKind};
use crate::text::{Norm, is_han};

/// A mention with its normalised place.
pub(in crate::rules) struct Mention {
    pub finding: Finding,
    pub start: usize,
    pub end: usize,
}

/// A report read once.
pub(in crate::rules) struct Text {
    pub norm: Norm,
    pub mentions: Vec<Mention>,
    pub grades: Vec<Grade>,
    /// Kind and normalised range, in order.
    pub sections: Vec<(SectionKind, usize, usize)>,
    /// Whether the sections have headings.
    pub headed: bool,
    /// First characters of sentences, in order.
    sentences: Vec<usize>,
    lang: Lang,
    sieve: Sieve,
}

impl Text {
    pub fn new(engine: &Engine, text: &str) -> Self {
        let (norm, found) = engine.reading(text);
        let sections: Vec<_> = section::of(norm.original())
            .into_iter()
            .map(|section| {
                let (start, end) = norm.find(section.span);
                (section.kind, start, end)
            })
            .collect();
        let mention = |finding: Finding| {
            let (start, end) = norm.find(finding.span());
            Mention { finding, start, end }
        };
        Self {
            mentions: found.findings.into_iter().map(mention).collect(),
            grades: found.grades,
            headed: has_headings(&norm, &sections),
            sections,
            sentences: sentences(&norm),
            lang: engine.lang(),
            sieve: Sieve::of(&norm.chars),
            norm,
        }
    }

    /// Whether the report is in English.
    pub fn is_english(&self) -> bool {
        self.lang == Lang::En
    }

    /// Its characters.
    pub fn sieve(&self) -> &Sieve {
        &self.sieve
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

    /// First character of the clause at `at`.
    pub fn clause_start(&self, at: usize) -> usize {
        let floor = self.sentence_start(at);
        (floor..at).rev().find(|at| matches!(self.norm.at(*at), ',' | ':')).map_or(floor, |at| at + 1)
    }

    /// The character at a byte of the normalised text.
    pub fn character(&self, byte: usize) -> usize {
        self.norm.character(byte)
    }

    /// The normalised text of a range of characters, and its first byte.
    pub fn stretch(&self, start: usize, end: usize) -> (&str, usize) {
        (self.norm.part(start, end), self.norm.byte(start))
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

    /// The mention that shares most with a range that begins no earlier than those asked for before;
    /// `near` is 0 at first and then where to look next.
    pub fn mention_from(&self, near: &mut usize, start: usize, end: usize) -> Option<usize> {
        while self.mentions.get(*near).is_some_and(|mention| mention.end <= start) {
            *near += 1;
        }
        let first = *near;
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

/// Where sentences begin.
fn sentences(norm: &Norm) -> Vec<usize> {
    let mut out = vec![0];
    for (at, &c) in norm.chars.iter().enumerate() {
        if is_han(c) {
            continue;
        }
        let end = match c {
            '。' | ';' | '\n' | '!' => true,
            '.' => norm.at(at + 1) == ' ' && !norm.before(at).is_ascii_digit(),
            ' ' => list_number(norm, at + 1),
            _ => false,
        };
        if end {
            out.push(at + 1);
        }
    }
    out
}

/// A list number as numbered impressions have it when their full stops are lost: ` 4.右侧…`.
fn list_number(norm: &Norm, at: usize) -> bool {
    let digits = norm.chars.iter().skip(at).take(2).take_while(|c| c.is_ascii_digit()).count();
    digits > 0 && matches!(norm.at(at + digits), '.' | '、') && is_han(norm.at(at + digits + 1))
}
