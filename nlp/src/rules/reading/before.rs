//! What the words before a value make of it: an earlier one, a bound, one of a list, or none.

use super::page::Page;

/// Characters before a value that may name the exam it is of.
const REACH: usize = 16;
/// Words for an earlier exam or illness.
const EARLIER: [&str; 12] =
    ["既往", "前次", "上次", "前片", "旧片", "此前", "之前", "原先", "前一次", "外院曾", "曾", "原"];
/// Words for a time before a treatment: earlier where there is a later value.
const UNTREATED: [&str; 5] = ["术前", "治疗前", "化疗前", "放疗前", "用药前"];
/// Words for this exam.
const NOW: [&str; 6] = ["现", "目前", "此次", "本次", "今", "复查"];
/// Words before a number that is only its bound.
const BOUND: [&str; 19] = [
    "<",
    ">",
    "≤",
    "≥",
    "小于",
    "大于",
    "不足",
    "低于",
    "高于",
    "超过",
    "少于",
    "多于",
    "至少",
    "不到",
    "小于等于",
    "大于等于",
    "less than",
    "greater than",
    "more than",
];
/// The same right after it: 50%以上.
const BOUND_AFTER: [&str; 3] = ["以上", "以下", "以内"];

/// Of which exam a value is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Exam {
    This,
    /// Before a treatment.
    Untreated,
    Earlier,
}

/// The exam that the words before `start` name, in its clause.
pub(in crate::rules) fn exam(page: &Page, start: usize) -> Exam {
    // Nearly no value has such words before it.
    let opens = |c: &char| "既前上旧此之原外曾术治化放用".contains(*c);
    if !page.norm.slice(start.saturating_sub(REACH), start).iter().any(opens) {
        return Exam::This;
    }
    let from = (start.saturating_sub(REACH)..start)
        .rev()
        .find(|at| matches!(page.norm.at(*at), ',' | '。' | ';' | '\n' | ':' | '('))
        .map_or(start.saturating_sub(REACH), |at| at + 1);
    let last = |words: &[&str]| {
        (from..start).rev().find(|at| words.iter().any(|word| page.norm.starts_with(*at, word)))
    };
    // 原发灶 is not of the past, 较前 compares what is seen now.
    let earlier = last(&EARLIER)
        .filter(|at| !matches!(page.norm.at(at + 1), '发' | '位') && page.norm.before(*at) != '较');
    let untreated = last(&UNTREATED);
    let now = last(&NOW);
    match (earlier.max(untreated), now) {
        (None, _) => Exam::This,
        (then, now) if now >= then => Exam::This,
        (then, _) if then == earlier => Exam::Earlier,
        _ => Exam::Untreated,
    }
}

/// Whether the number from `start` to `end` is said to be more or less than the value.
pub(in crate::rules) fn is_bound(page: &Page, start: usize, end: usize) -> bool {
    let from = if matches!(page.norm.before(start), '约' | ' ') { start - 1 } else { start };
    let before = |word: &&str| {
        from.checked_sub(word.chars().count()).is_some_and(|at| page.norm.starts_with(at, word))
    };
    let after = if page.norm.at(end) == '%' { end + 1 } else { end };
    let may =
        matches!(page.norm.before(from), '<' | '>' | '≤' | '≥' | '于' | '足' | '过' | '少' | '到' | 'n');
    may && BOUND.iter().any(before) || BOUND_AFTER.iter().any(|word| page.norm.starts_with(after, word))
}

/// Whether one of `words` stands right before `start`, marks and blanks aside.
pub(in crate::rules) fn follows(page: &Page, start: usize, words: &[String]) -> bool {
    if words.is_empty() {
        return false;
    }
    let from = (start.saturating_sub(2)..start)
        .rev()
        .take_while(|at| matches!(page.norm.at(*at), ' ' | '-' | '(' | '_' | ':'))
        .last()
        .unwrap_or(start);
    words
        .iter()
        .any(|word| from.checked_sub(word.chars().count()).is_some_and(|at| page.norm.starts_with(at, word)))
}
