//! Negation, doubt and time of one English mention.

use super::{Page, REACH};
use crate::findings::{Certainty, Change};
use crate::lexicon::Kind;

/// What is known of a mention.
pub(super) struct Judged {
    pub negated: bool,
    pub certainty: Certainty,
    pub past: bool,
    pub family: bool,
    pub supposed: bool,
    pub change: Option<Change>,
    pub cues: Vec<(usize, usize)>,
}

/// Words between a negation and its target at most.
const WORDS: usize = 14;
/// Words between a mention and a negation behind it at most.
const WORDS_AFTER: usize = 6;

/// Judges the mention at `at`.
pub(super) fn judge(page: &Page, at: usize) -> Judged {
    let mut judged = Judged {
        negated: false,
        certainty: Certainty::Definite,
        past: false,
        family: false,
        supposed: false,
        change: None,
        cues: Vec::new(),
    };
    before(page, at, &mut judged);
    after(page, at, &mut judged);
    judged
}

fn before(page: &Page, at: usize, judged: &mut Judged) {
    let (mut open, mut past) = (true, true);
    for step in (0..at).rev().take(REACH) {
        let Some(token) = page.tokens.get(step) else { break };
        let cue = (token.start, token.end);
        match token.kind {
            Kind::Stop => break,
            Kind::Colon => open = false,
            // The complaint of today ends what was said of the past.
            Kind::But
                if page.norm.starts_with(token.start, "present")
                    || page.norm.starts_with(token.start, "c") =>
            {
                past = false;
                open = false;
            }
            Kind::But => open = false,
            Kind::Neg if open => {
                if words(page, token.end, at) <= WORDS {
                    judged.negated = true;
                    judged.cues.push(cue);
                }
                open = false;
            }
            Kind::NegAfter => open = false,
            Kind::Maybe if open && judged.certainty == Certainty::Definite => {
                judged.certainty = Certainty::Possible;
                judged.cues.push(cue);
            }
            Kind::Likely if open && judged.certainty == Certainty::Definite => {
                judged.certainty = Certainty::Probable;
                judged.cues.push(cue);
            }
            Kind::Past => judged.past |= past,
            Kind::Family => {
                judged.family = true;
                judged.past |= page.norm.starts_with(token.start, "family history");
            }
            Kind::If if open => judged.supposed = true,
            Kind::New if words(page, token.end, at) <= 2 => judged.change = Some(Change::New),
            Kind::Same if open && judged.change.is_none() && words(page, token.end, at) <= 4 => {
                judged.change = Some(Change::Stable)
            }
            _ => {}
        }
    }
}

fn after(page: &Page, at: usize, judged: &mut Judged) {
    let Some(end) = page.tokens.get(at).map(|token| token.end) else { return };
    for step in at + 1..at + REACH {
        let Some(token) = page.tokens.get(step) else { break };
        let cue = (token.start, token.end);
        let near = page.norm.slice(end, token.start).iter().filter(|c| **c == ' ').count() <= WORDS_AFTER;
        match token.kind {
            // A nodule of 4 mm, unchanged from 2021.
            Kind::Comma => {
                let next = page.kind(step + 1);
                let change = match next {
                    Kind::Same => Some(Change::Stable),
                    Kind::Grow => Some(Change::Increased),
                    Kind::Shrink => Some(Change::Decreased),
                    _ => None,
                };
                let touches = page.tokens.get(step + 1).is_some_and(|word| word.start <= token.end + 1);
                judged.change = judged.change.or(change.filter(|_| touches));
                break;
            }
            Kind::Stop | Kind::But | Kind::Neg => break,
            Kind::NegAfter => {
                if near {
                    judged.negated = true;
                    judged.cues.push(cue);
                }
                break;
            }
            Kind::MaybeAfter => {
                if near {
                    judged.certainty = Certainty::Possible;
                    judged.cues.push(cue);
                }
                break;
            }
            Kind::PastAfter => judged.past = true,
            Kind::Same if judged.change.is_none() => judged.change = Some(Change::Stable),
            Kind::Grow if judged.change.is_none() => judged.change = Some(Change::Increased),
            Kind::Shrink if judged.change.is_none() => judged.change = Some(Change::Decreased),
            _ => {}
        }
    }
}

/// Words between a character and the mention at `at`.
fn words(page: &Page, from: usize, at: usize) -> usize {
    let to = page.tokens.get(at).map_or(from, |token| token.start);
    page.norm.slice(from, to).split(|c| *c == ' ').filter(|word| !word.is_empty()).count()
}
