//! Chinese reports: from tokens to findings.

mod assert;
mod change;
mod clause;
mod compose;
mod count;
mod doubt;
mod open;
mod place;
mod scope;
mod sheet;
mod size;
mod time;
mod totals;

use workbench_core::Span;

use crate::findings::{Certainty, Finding, FindingKind, Findings};
use crate::grade;
use crate::lexicon::{Kind, Lexicon};
use crate::text::{Norm, is_han};
use crate::token;

pub(crate) use sheet::{Mention, Sheet};

/// What a Chinese text says, of everything or of the words at `target`.
pub(crate) fn findings(lexicon: &Lexicon, text: &str, target: Option<Span>) -> Findings {
    read(lexicon, text, target).map(|sheet| sheet.answer(false, true).1).unwrap_or_default()
}

/// The same with attributes that carry no cue.
pub(crate) fn detailed(lexicon: &Lexicon, text: &str) -> Findings {
    read(lexicon, text, None).map(|sheet| sheet.answer(true, true).1).unwrap_or_default()
}

/// The same with the normalised text, which holds the words of findings and places: they are not given again.
pub(crate) fn reading(lexicon: &Lexicon, text: &str) -> (Norm, Findings) {
    read(lexicon, text, None)
        .map_or_else(|| (Norm::new(text, true), Findings::default()), |sheet| sheet.answer(true, false))
}

/// The text with all mentions judged; `None` when the target is outside it.
fn read(lexicon: &Lexicon, text: &str, target: Option<Span>) -> Option<Sheet> {
    let norm = Norm::new(text, true);
    let place = match target {
        None => None,
        Some(span) if span.start < span.end && span.end <= norm.original_len() => Some(norm.find(span)),
        Some(_) => return None,
    };
    let (tokens, quantities) = token::tokens(lexicon, &norm, place, true);
    let grades = grade::read(&norm, &tokens, &quantities);
    let mut sheet = compose::compose(norm, tokens, quantities, grades, lexicon, target);
    if target.is_none() {
        open::add(&mut sheet);
    }
    clause::split(&mut sheet);
    change::mark(&mut sheet);
    place::locate(&mut sheet);
    assert::judge(&mut sheet);
    time::judge(&mut sheet);
    change::attach(&mut sheet);
    count::judge(&mut sheet);
    size::attach(&mut sheet);
    change::measured(&mut sheet);
    totals::add(&mut sheet);
    Some(sheet)
}

impl Sheet {
    /// The mentions as findings of the file, with their words when these are `worded`.
    fn answer(self, all: bool, worded: bool) -> (Norm, Findings) {
        let norm = &self.norm;
        let place = self.target.map(|span| norm.find(span));
        let wanted = |mention: &Mention| match place {
            Some(place) => place == (mention.start, mention.end),
            None => all || mention.reported(),
        };
        let mut findings = Vec::with_capacity(self.mentions.len());
        let mentions = self.mentions.into_iter().filter(wanted);
        findings.extend(mentions.map(|mention| mention.finding(norm, self.target, worded)));
        let found = Findings { findings, grades: self.grades, totals: self.totals };
        (self.norm, found)
    }
}

impl Mention {
    /// Attributes are reported only where they carry a cue.
    fn reported(&self) -> bool {
        self.kind != FindingKind::Attribute || self.negated || self.certainty != Certainty::Definite
    }

    fn finding(self, norm: &Norm, target: Option<Span>, worded: bool) -> Finding {
        let words = |span: Span| if worded { norm.words(span) } else { String::new() };
        let span = target.unwrap_or_else(|| norm.span(self.start, self.end));
        Finding {
            term: words(span),
            start: span.start,
            end: span.end,
            kind: self.kind,
            negated: self.negated,
            uncertain: self.certainty != crate::Certainty::Definite,
            certainty: self.certainty,
            temporality: self.temporality,
            experiencer: self.experiencer,
            count: self.count,
            sizes: self.sizes,
            laterality: self.laterality,
            location: self.location.map(|(start, end)| {
                let span = norm.span(start, end);
                crate::Located { text: words(span), start: span.start, end: span.end }
            }),
            change: self.change,
            hypothetical: self.hypothetical,
            cues: self.cues.iter().map(|(start, end)| norm.span(*start, *end)).collect(),
            count_span: self.count_span.map(|(start, end)| norm.span(start, end)),
            change_span: self.change_span.map(|(start, end)| norm.span(start, end)),
        }
    }
}

/// Words that no dictionary knows, where a finding would stand: after 见, 考虑
/// and their like, or right before a mention. Code points of the original.
pub(crate) fn unknown(lexicon: &Lexicon, text: &str) -> Vec<Span> {
    let Some(sheet) = read(lexicon, text, None) else { return Vec::new() };
    let mut out = Vec::new();
    for mention in sheet.mentions.iter().filter(|mention| mention.open) {
        out.push(sheet.norm.span(mention.start, mention.end));
    }
    for clause in &sheet.clauses {
        for item in clause.first..clause.last {
            let (_, end) = sheet.place(item);
            let next = if item + 1 < clause.last { sheet.place(item + 1).0 } else { clause.end };
            let led = matches!(
                sheet.kind(item),
                Kind::Seen
                    | Kind::Another
                    | Kind::Neg
                    | Kind::Likely
                    | Kind::Maybe
                    | Kind::Pieces(_)
                    | Kind::Many
            );
            let leads = item + 1 < clause.last && sheet.mention_at(item + 1).is_some();
            if (led || leads) && end < next {
                out.extend(words(&sheet.norm, end, next, led, leads));
            }
        }
    }
    out.sort_unstable_by_key(|span: &Span| span.start);
    out.dedup();
    out
}

/// The Chinese words of a gap: the one that touches its left side when a cue
/// leads to it, the one that touches its right side when it leads to a mention.
fn words(norm: &Norm, start: usize, end: usize, led: bool, leads: bool) -> Option<Span> {
    let chinese = |at: &usize| is_han(norm.at(*at));
    let (from, to) = if led {
        (start, (start..end).find(|at| !chinese(at)).unwrap_or(end))
    } else {
        ((start..end).rev().find(|at| !chinese(at)).map_or(start, |at| at + 1), end)
    };
    let whole = leads || to == end;
    ((2..=8).contains(&(to - from)) && whole).then(|| norm.span(from, to))
}
