//! What a pattern may cost, and patterns that match everything or nothing.

use super::{CatchKind, Part};

/// Most that the patterns of one file may weigh together: about 100 MB once compiled.
pub(in crate::rules) const BUDGET: usize = 60_000;

/// About how large a part becomes: a character of a gap is the unit, some 1.7 kB.
pub(super) fn weight(part: &Part) -> usize {
    // Letters are small beside the class of all characters of a gap.
    let words = |words: &[String]| 1 + words.iter().map(|word| word.len()).sum::<usize>() / 48;
    match part {
        Part::Words(list) => words(list),
        Part::Row(parts) | Part::Either(parts) => parts.iter().map(weight).sum(),
        Part::Maybe(part) => weight(part),
        Part::Gap(_, to) => *to as usize,
        Part::Catch(_, CatchKind::Word(list)) => words(list),
        Part::Catch(_, CatchKind::Text(_, to)) => *to as usize,
        Part::Catch(_, CatchKind::Measure) => 40,
        Part::Catch(..) => 8,
    }
}

/// Why a pattern is refused, in Chinese and English.
pub(super) fn fault(part: &Part) -> Option<(&'static str, &'static str)> {
    if marks_alone(part) {
        return Some((
            "模式里必须出现的只有标点，会匹配几乎所有文字；至少写一个不在 [ ] 里的词",
            "only marks must stand in this pattern, which match almost everything; \
             write at least one word outside [ ]",
        ));
    }
    goes_over(part).then_some((
        "模式不会跨过句号、分号或换行，这样写永远匹配不到；拆成两个模式，或去掉句末标点",
        "a pattern stays inside a sentence and can never match past 。 or ; — make two of it, or take the mark out",
    ))
}

/// Whether a part can match without a letter or number.
fn marks_alone(part: &Part) -> bool {
    match part {
        Part::Words(words) => words.iter().any(|word| !word.chars().any(char::is_alphanumeric)),
        Part::Row(parts) => parts.iter().all(marks_alone),
        Part::Either(parts) => parts.iter().any(marks_alone),
        Part::Maybe(_) | Part::Gap(..) => true,
        Part::Catch(..) => false,
    }
}

/// Whether a part can only be the end of a sentence.
fn ends(part: &Part) -> bool {
    let end = |word: &String| word.contains(['。', ';', '\n', '!']);
    match part {
        Part::Words(words) => words.iter().all(end),
        Part::Either(parts) => parts.iter().all(ends),
        Part::Row(parts) => parts.iter().any(ends),
        _ => false,
    }
}

/// Whether a part may be missing.
fn optional(part: &Part) -> bool {
    match part {
        Part::Maybe(_) => true,
        Part::Gap(from, _) => *from == 0,
        Part::Either(parts) => parts.iter().any(optional),
        Part::Row(parts) => parts.iter().all(optional),
        _ => false,
    }
}

/// Whether something must follow the end of a sentence, or a word holds more after it.
fn goes_over(part: &Part) -> bool {
    match part {
        Part::Words(words) => words.iter().all(|word| {
            let mut rest = word.chars().skip_while(|c| !matches!(c, '。' | ';' | '\n' | '!'));
            rest.next().is_some() && rest.next().is_some()
        }),
        Part::Row(parts) => {
            let end = parts.iter().position(ends);
            let over = end.is_some_and(|end| parts.iter().skip(end + 1).any(|part| !optional(part)));
            over || parts.iter().any(goes_over)
        }
        Part::Either(parts) => parts.iter().all(goes_over),
        Part::Maybe(_) | Part::Gap(..) | Part::Catch(..) => false,
    }
}
