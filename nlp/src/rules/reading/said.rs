//! What is said of words that are no mention by themselves: 边缘不光滑, 未见包膜.

use super::hits::Hit;
use super::page::Page;
use crate::findings::{Experiencer, Temporality};

/// What the text says of some words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::rules) struct Said {
    pub negated: bool,
    pub uncertain: bool,
    /// Of the past, of a relative, or only supposed.
    pub elsewhere: bool,
    /// The cue, in normalised characters.
    pub cue: Option<(usize, usize)>,
}

/// Words before that deny, longest first.
const DENY: [&str; 30] = [
    "未见明显",
    "未见明确",
    "未见确切",
    "未见异常",
    "无明显",
    "无明确",
    "未见到",
    "未发现",
    "未提示",
    "未显示",
    "未触及",
    "未探及",
    "未及",
    "未见",
    "没有发现",
    "没有见到",
    "没有看到",
    "未能发现",
    "找不到",
    "没见",
    "没有",
    "否认",
    "缺乏",
    "不伴",
    "未伴",
    "无",
    "不",
    "未",
    "非",
    "欠",
];
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
/// Words before that doubt.
const DOUBT: [&str; 16] = [
    "可疑",
    "疑似",
    "怀疑",
    "考虑",
    "可能为",
    "可能是",
    "可能",
    "似见",
    "似呈",
    "似有",
    "似",
    "疑为",
    "疑",
    "倾向",
    "不除外",
    "不排除",
];
/// Signs of absence right after.
const DENY_AFTER: [&str; 8] = ["(-)", "(--)", "[-]", "阴性", ":无", ":阴性", "消失", "不明显"];
/// Signs of doubt after.
const DOUBT_AFTER: [&str; 9] =
    ["可能性大", "可能", "不除外", "不能除外", "不排除", "待排", "待除外", "?", "可疑"];
/// Characters that may stand between a cue and its words.
const SLACK: [&str; 7] = ["明显", "明确", "确切", "异常", "显著", "典型", "有"];

/// What is said of a hit.
pub(in crate::rules) fn said_of(page: &Page, hit: &Hit) -> Said {
    if let Some(mention) = hit.mention.and_then(|at| page.mentions.get(at)) {
        let finding = &mention.finding;
        return Said {
            negated: finding.negated,
            uncertain: finding.uncertain,
            elsewhere: finding.temporality == Temporality::Historical
                || finding.experiencer == Experiencer::Family
                || finding.hypothetical,
            cue: finding.cues.first().map(|cue| page.norm.find(*cue)),
        };
    }
    let mut said = Said::default();
    if page.is_english() {
        said.cue = before(page, hit.start, &NO).or_else(|| denied_list(page, hit.start));
        said.negated = said.cue.is_some();
        return said;
    }
    if let Some(cue) = before(page, hit.start, &DENY) {
        // 不除外 and its like deny nothing.
        let word = page.norm.slice(cue.0, hit.start);
        said.negated = !word.starts_with(&['不', '除', '外']) && !word.starts_with(&['不', '排', '除']);
        said.uncertain = !said.negated;
        said.cue = Some(cue);
    } else if let Some(cue) = listed(page, hit.start) {
        (said.negated, said.cue) = (true, Some(cue));
    } else if let Some(cue) = after(page, hit.end, &DENY_AFTER) {
        (said.negated, said.cue) = (true, Some(cue));
    } else if let Some(cue) = before(page, hit.start, &DOUBT).or_else(|| after(page, hit.end, &DOUBT_AFTER)) {
        (said.uncertain, said.cue) = (true, Some(cue));
    }
    said
}

/// `no A, B or C`: the words stand in a list that a denial opens.
fn denied_list(page: &Page, start: usize) -> Option<(usize, usize)> {
    let from = page.sentence_start(start).max(start.saturating_sub(80));
    let words: String = page.norm.slice(from, start).iter().collect();
    let listed = words.ends_with(", ") || words.ends_with(" or ") || words.ends_with(" and ");
    let (at, cue) = NO.iter().filter_map(|cue| Some((words.rfind(cue)?, cue))).max()?;
    let begins = at == 0 || words.get(..at).is_some_and(|left| left.ends_with([' ', '\n']));
    let open = words.get(at..).is_some_and(|rest| !rest.contains(" but ") && !rest.contains(" is "));
    let start = from + words.get(..at)?.chars().count();
    (listed && begins && open).then(|| (start, start + cue.trim_end().len()))
}

/// Where `word` begins when it stands right before `end`.
fn ends_with(page: &Page, end: usize, word: &str) -> Option<usize> {
    let mut at = end;
    for c in word.chars().rev() {
        at = at.checked_sub(1).filter(|at| page.norm.at(*at) == c)?;
    }
    Some(at)
}

/// A cue that touches the words from the left, an adverb between them aside.
fn before(page: &Page, start: usize, cues: &[&str]) -> Option<(usize, usize)> {
    let mut end = start;
    for _ in 0..2 {
        if let Some(found) = cues.iter().find_map(|cue| Some((ends_with(page, end, cue)?, end))) {
            return Some(found);
        }
        end = SLACK.iter().find_map(|word| ends_with(page, end, word))?;
    }
    None
}

fn after(page: &Page, end: usize, cues: &[&str]) -> Option<(usize, usize)> {
    let from = (end..end + 2).find(|at| !matches!(page.norm.at(*at), ' ' | '"')).unwrap_or(end);
    let cue = cues.iter().find(|cue| page.norm.starts_with(from, cue))?;
    Some((from, from + cue.chars().count()))
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
