//! Patterns of words alone, which need no expression: where their words stand is known.

use super::Part;

/// Whether a part is words and nothing else, the longest of those that begin alike first.
pub(super) fn only(part: &Part) -> bool {
    let mut words = Vec::new();
    let untold = |at: usize, word: &str, words: &[&str]| {
        words.iter().take(at).all(|before| *before == word || !word.starts_with(before))
    };
    gather(part, &mut words) && words.iter().enumerate().all(|(at, word)| untold(at, word, &words))
}

/// The words in the order in which the expression tries them.
fn gather<'p>(part: &'p Part, out: &mut Vec<&'p str>) -> bool {
    match part {
        Part::Words(words) => {
            let first = out.len();
            out.extend(words.iter().map(String::as_str));
            out[first..].sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            true
        }
        Part::Either(parts) => parts.iter().all(|part| gather(part, out)),
        _ => false,
    }
}

/// Whether a word begins only where no other goes on: PSA is not found in fPSA, but the N of T3N1 is.
pub(super) fn begins_a_word(word: impl Iterator<Item = char>) -> bool {
    word.take_while(char::is_ascii_alphabetic).count() >= 3
}

/// What the expression would match, of where the words stand, in order and of those within each
/// other the longest; `None` where it may see more than that.
pub(in crate::rules) fn matches(
    text: &[char],
    hits: impl Iterator<Item = (usize, usize)>,
    sentence_end: impl Fn(usize) -> usize,
) -> Option<Vec<(usize, usize)>> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (start, end) in hits {
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        let goes_on = before.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
        let word = text.get(start..end)?;
        if end > sentence_end(start) || goes_on && begins_a_word(word.iter().copied()) {
            return None;
        }
        // 二二期: behind 二二 the expression finds the 期 that 二期 hides from us.
        if out.last().is_some_and(|(_, last)| start < *last) {
            return None;
        }
        out.push((start, end));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::Pattern;
    use super::*;

    #[test]
    fn only_words_are_words() {
        let is_words = |source: &str| Pattern::parse(source, &|_| None).unwrap().is_words;
        assert!(is_words("\"平扫\" | \"unenhanced\" | \"平扫\""));
        assert!(is_words("(\"动脉期\" | \"动脉\") | \"延迟期\""));
        // The expression would stop at the shorter one.
        assert!(!is_words("\"动脉\" | (\"动脉期\" | \"延迟期\")"));
        assert!(!is_words("\"平扫\" [\"期\"]"));
        assert!(!is_words("\"ef\" <v:number>"));
    }

    #[test]
    fn words_that_overlap_are_left_to_the_expression() {
        let text: Vec<char> = "二二期".chars().collect();
        assert_eq!(matches(&text, [(0, 2), (1, 3)].into_iter(), |_| 3), None);
        assert_eq!(matches(&text, [(0, 1), (1, 3)].into_iter(), |_| 3), Some(vec![(0, 1), (1, 3)]));
    }

    proptest::proptest! {
        /// As the expression finds them.
        #[test]
        fn words_are_found_as_the_expression_finds_them(
            words in proptest::collection::vec("(psa|ab|二期|期|[ab二]{1,3})", 1..6),
            text in "(psa|ab|二期|期|x|[ab二_ ]){0,12}",
        ) {
            let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
            let pattern = Pattern::parse(&words.join(" | "), &|_| None).unwrap();
            let chars: Vec<char> = text.chars().collect();
            let stand = |start: usize| {
                let rest: String = chars[start..].iter().collect();
                let fits = pattern.anchors.iter().filter(|word| rest.starts_with(word.as_str()));
                fits.map(|word| start + word.chars().count()).max().map(|end| (start, end))
            };
            let mut hits: Vec<(usize, usize)> = (0..chars.len()).filter_map(stand).collect();
            let mut last = 0;
            hits.retain(|(_, end)| {
                let kept = *end > last;
                last = last.max(*end);
                kept
            });
            if let (true, Some(found)) = (pattern.is_words, matches(&chars, hits.into_iter(), |_| chars.len())) {
                let place = |byte: usize| text[..byte].chars().count();
                let read: Vec<(usize, usize)> =
                    pattern.find(&text).map(|found| (place(found.start), place(found.end))).collect();
                proptest::prop_assert_eq!(found, read);
            }
        }
    }
}
