//! What is said of words that are no mention by themselves: 边缘不光滑, 未见包膜.

use super::cues::{Sense, cues};
use super::hits::Hit;
use super::lesion::only_named;
use super::page::Page;
use crate::findings::{Experiencer, Temporality};

/// What the text says of some words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Said {
    pub negated: bool,
    pub uncertain: bool,
    /// Of the past, of a relative, or only supposed.
    pub elsewhere: bool,
    /// Only spoken of: 肺癌筛查.
    pub named: bool,
    /// The cue, in normalised characters.
    pub cue: Option<(usize, usize)>,
}

/// English words right before that deny.
const NO: [&str; 8] = [
    "no evidence of ",
    "negative for ",
    "absence of ",
    "without ",
    "no definite ",
    "no significant ",
    "not ",
    "no ",
];
/// Characters that may stand between a cue and its words.
const SLACK: [&str; 7] = ["明显", "明确", "确切", "异常", "显著", "典型", "有"];

/// What is said of a hit.
pub(in crate::rules) fn said_of(page: &Page, hit: &Hit) -> Said {
    let mut said = judged(page, hit);
    said.named = only_named(page, hit);
    said
}

fn judged(page: &Page, hit: &Hit) -> Said {
    if let Some(mention) = hit.mention.and_then(|at| page.mentions.get(at)) {
        let finding = &mention.finding;
        return Said {
            negated: finding.negated,
            uncertain: finding.uncertain,
            named: false,
            elsewhere: finding.temporality == Temporality::Historical
                || finding.experiencer == Experiencer::Family
                || finding.hypothetical,
            cue: finding.cues.first().map(|cue| page.norm.find(*cue)),
        };
    }
    let mut said = Said::default();
    if page.is_english() {
        said.cue = no_before(page, hit.start).or_else(|| denied_list(page, hit.start));
        said.negated = said.cue.is_some();
        return said;
    }
    let before = before(page, hit.start);
    let after = after(page, hit.end);
    let denies = |found: &Option<(Sense, (usize, usize))>| found.filter(|(sense, _)| *sense == Sense::Deny);
    let doubts = |found: &Option<(Sense, (usize, usize))>| found.filter(|(sense, _)| *sense == Sense::Doubt);
    let cue = denies(&before).map(|(_, cue)| cue).or_else(|| listed(page, hit.start));
    if let Some(cue) = cue.or_else(|| denies(&after).map(|(_, cue)| cue)) {
        (said.negated, said.cue) = (true, Some(cue));
    } else if let Some((_, cue)) = doubts(&before).or_else(|| doubts(&after)) {
        (said.uncertain, said.cue) = (true, Some(cue));
    }
    said
}

fn no_before(page: &Page, start: usize) -> Option<(usize, usize)> {
    NO.iter().find_map(|cue| Some((ends_with(page, start, cue)?, start)))
}

/// `no A, B or C`: the words stand in a list that a denial opens.
fn denied_list(page: &Page, start: usize) -> Option<(usize, usize)> {
    let from = page.sentence_start(start).max(start.saturating_sub(80));
    let words = page.norm.part(from, start);
    let listed = words.ends_with(", ") || words.ends_with(" or ") || words.ends_with(" and ");
    let (at, cue) = NO.iter().filter_map(|cue| Some((words.rfind(cue)?, cue))).max()?;
    let begins = at == 0 || words.get(..at).is_some_and(|left| left.ends_with([' ', '\n']));
    let open = words.get(at..).is_some_and(|rest| !rest.contains(" but ") && !rest.contains(" is "));
    let start = from + words.get(..at)?.chars().count();
    (listed && begins && open).then(|| (start, start + cue.trim_end().len()))
}

/// Where `word` begins when it stands right before `end`.
fn ends_with(page: &Page, end: usize, word: &str) -> Option<usize> {
    page.norm.part(0, end).ends_with(word).then(|| end.saturating_sub(word.chars().count()))
}

/// A cue that touches the words from the left, an adverb between them aside.
fn before(page: &Page, start: usize) -> Option<(Sense, (usize, usize))> {
    let mut end = start;
    for _ in 0..2 {
        if let Some((sense, at)) = cues().before(&page.norm, end) {
            return Some((sense, (at, end)));
        }
        end = SLACK.iter().find_map(|word| ends_with(page, end, word))?;
    }
    None
}

fn after(page: &Page, end: usize) -> Option<(Sense, (usize, usize))> {
    let from = (end..end + 2).find(|at| !matches!(page.norm.at(*at), ' ' | '"')).unwrap_or(end);
    let (sense, to) = cues().after(&page.norm, from)?;
    Some((sense, (from, to)))
}

/// The words go on a list of what is denied: 未见毛刺、分叶及空泡.
fn listed(page: &Page, start: usize) -> Option<(usize, usize)> {
    let joint = matches!(page.norm.before(start), '、' | '及' | '和' | '或' | '与');
    if !joint {
        return None;
    }
    let mention = page.mentions.partition_point(|mention| mention.end < start);
    let before = mention.checked_sub(1).and_then(|at| page.mentions.get(at))?;
    let touching = start - before.end.min(start) <= 2;
    let cue = before.finding.cues.first().filter(|_| before.finding.negated && touching)?;
    Some(page.norm.find(*cue))
}
