//! English reports: trigger words with a direction, a reach and what ends them
//! (the ConText way of reading), over the same tokens as Chinese.

mod assert;

use std::collections::BTreeMap;

use workbench_core::Span;

use crate::findings::{
    Certainty, Count, Experiencer, Finding, FindingKind, Findings, Laterality, Size, SizeRole, Temporality,
};
use crate::lexicon::{Kind, Lexicon, Side};
use crate::text::Norm;
use crate::token::{self, Quantities, Token};

/// Tokens looked over from a mention at most.
pub(super) const REACH: usize = 40;

/// One English text under work.
pub(super) struct Page {
    norm: Norm,
    tokens: Vec<Token>,
    quantities: Quantities,
}

/// What an English text says, of everything or of the words at `target`.
pub(crate) fn findings(lexicon: &Lexicon, text: &str, target: Option<Span>) -> Findings {
    reading(lexicon, text, target).1
}

/// The same with the normalised text.
pub(crate) fn reading(lexicon: &Lexicon, text: &str, target: Option<Span>) -> (Norm, Findings) {
    let norm = Norm::new(text, false);
    let place = match target {
        None => None,
        Some(span) if span.start < span.end && span.end <= norm.original_len() => Some(norm.find(span)),
        Some(_) => return (norm, Findings::default()),
    };
    let (tokens, quantities) = token::tokens(lexicon, &norm, place, false);
    let grades = crate::grade::read(&norm, &tokens, &quantities);
    let page = Page { norm, tokens, quantities };
    let mut findings = Vec::new();
    for at in 0..page.tokens.len() {
        let kind = match page.kind(at) {
            Kind::Mention(_) => FindingKind::Finding,
            Kind::Thing if place.is_none() => FindingKind::Finding,
            Kind::Disease if place.is_none() => FindingKind::Diagnosis,
            _ => continue,
        };
        findings.push(page.finding(at, kind, target));
    }
    let totals = totals(&findings);
    (page.norm, Findings { findings, grades, totals })
}

impl Page {
    fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::Stop, |token| token.kind)
    }

    fn is_mention(&self, at: usize) -> bool {
        matches!(self.kind(at), Kind::Mention(_) | Kind::Thing | Kind::Disease)
    }

    fn finding(&self, at: usize, kind: FindingKind, target: Option<Span>) -> Finding {
        let place = self.tokens.get(at).map_or((0, 0), |token| (token.start, token.end));
        let span = target.unwrap_or_else(|| self.norm.span(place.0, place.1));
        let judged = assert::judge(self, at);
        let (laterality, location) = self.place(at);
        Finding {
            term: self.norm.words(span),
            start: span.start,
            end: span.end,
            kind,
            negated: judged.negated,
            uncertain: judged.certainty != Certainty::Definite,
            certainty: judged.certainty,
            temporality: if judged.past { Temporality::Historical } else { Temporality::Current },
            experiencer: if judged.family { Experiencer::Family } else { Experiencer::Patient },
            count: self.count(at).filter(|_| !judged.negated),
            sizes: self.sizes(at),
            laterality,
            location,
            change: judged.change,
            hypothetical: judged.supposed,
            cues: judged.cues.into_iter().map(|(start, end)| self.norm.span(start, end)).collect(),
            count_span: None,
            change_span: None,
        }
    }

    /// Side and organ named closely before the mention, or right after it.
    fn place(&self, at: usize) -> (Option<Laterality>, Option<crate::Located>) {
        let mut side = None;
        let mut place: Option<(usize, usize)> = None;
        let mut look = |token: &Token| {
            match token.kind {
                Kind::Side(found) => {
                    side = side.or(Some(match found {
                        Side::Left => Laterality::Left,
                        Side::Right => Laterality::Right,
                        Side::Both => Laterality::Bilateral,
                    }));
                }
                Kind::Organ => {}
                _ => return,
            }
            let (start, end) = place.unwrap_or((token.start, token.end));
            place = Some((start.min(token.start), end.max(token.end)));
        };
        for step in (0..at).rev().take(6) {
            let Some(token) = self.tokens.get(step) else { break };
            if matches!(token.kind, Kind::Stop | Kind::Comma | Kind::Colon) || self.is_mention(step) {
                break;
            }
            look(token);
        }
        for step in at + 1..at + 7 {
            let Some(token) = self.tokens.get(step) else { break };
            if matches!(token.kind, Kind::Stop | Kind::Comma | Kind::Colon) || self.is_mention(step) {
                break;
            }
            look(token);
        }
        let location = place.map(|(start, end)| {
            let span = self.norm.span(start, end);
            crate::Located { text: self.norm.words(span), start: span.start, end: span.end }
        });
        (side, location)
    }

    fn count(&self, at: usize) -> Option<Count> {
        for step in (0..at).rev().take(5) {
            match self.kind(step) {
                Kind::Many => return Some(Count::many(2, None)),
                Kind::Single => return Some(Count::exact(1)),
                Kind::Stop | Kind::Comma | Kind::Colon => return None,
                _ if self.is_mention(step) => return None,
                _ => {}
            }
        }
        None
    }

    /// Measures between this mention and the next, and those right before it.
    fn sizes(&self, at: usize) -> Vec<Size> {
        let mut out = Vec::new();
        for step in (0..at).rev().take(4) {
            match self.kind(step) {
                Kind::Measure(_) => out.extend(self.size(step)),
                Kind::Stop | Kind::Comma | Kind::Colon => break,
                _ if self.is_mention(step) => break,
                _ => {}
            }
        }
        for step in at + 1..at + 16 {
            match self.kind(step) {
                Kind::Measure(_) if !matches!(self.kind(step + 1), Kind::Thing | Kind::Disease) => {
                    out.extend(self.size(step))
                }
                Kind::Stop => break,
                _ if self.is_mention(step) => break,
                _ => {}
            }
        }
        out
    }

    /// Whether `word` stands right before `end`.
    fn ends_with(&self, end: usize, word: &str) -> bool {
        end.checked_sub(word.chars().count()).is_some_and(|at| self.norm.starts_with(at, word))
    }

    fn size(&self, step: usize) -> Option<Size> {
        let Kind::Measure(measure) = self.kind(step) else { return None };
        let measure = self.quantities.measure(measure)?;
        // 7 cm from the anal verge is a distance.
        if [" from ", " away ", " above ", " below ", " proximal ", " distal "]
            .iter()
            .any(|word| self.norm.starts_with(measure.end, word))
        {
            return None;
        }
        let span = self.norm.span(measure.start, measure.end);
        let prior = (0..step).rev().take(3).any(|at| self.kind(at) == Kind::Prior)
            || EARLIER.iter().any(|word| self.ends_with(measure.start, word));
        let max = (0..step).rev().take(4).any(|at| self.kind(at) == Kind::Max);
        let role = match (measure.percent, prior, measure.range, max) {
            (true, ..) => SizeRole::Pct,
            (_, true, ..) => SizeRole::Prior,
            (_, _, true, _) => SizeRole::Range,
            (_, _, _, true) => SizeRole::Max,
            _ => SizeRole::Lesion,
        };
        let mm = if measure.percent { Vec::new() } else { measure.values.clone() };
        Some(Size { text: self.norm.words(span), start: span.start, end: span.end, mm, role })
    }
}

/// Words right before the measure of an earlier exam: unchanged from 4 mm, previously 5 mm.
const EARLIER: [&str; 8] = [
    " from ",
    "previously ",
    "previously was ",
    "compared to ",
    "compared with ",
    "versus ",
    "formerly ",
    "had been ",
];

fn totals(findings: &[Finding]) -> BTreeMap<String, u32> {
    let mut out: BTreeMap<String, u32> = BTreeMap::new();
    for finding in findings {
        if let Some(number) = finding.count.and_then(|count| count.exact) {
            let sum = out.entry(finding.term.to_lowercase()).or_default();
            *sum = sum.saturating_add(number);
        }
    }
    out
}
