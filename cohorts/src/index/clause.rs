//! Clauses: reports are made of the same few stretches of text, so each distinct stretch is indexed
//! once and a report is a list of their numbers.
//!
//! Where a text is cut depends on two neighbouring characters alone, so the same stretch of text is
//! cut the same way wherever it stands.

/// Stands before each part of a report in the list of its clauses.
pub(super) const PART: u32 = 0;

fn ends_clause(c: char) -> bool {
    matches!(c, ',' | '。' | ';' | ':' | '!' | '?' | '、' | '\n' | '\r')
}

/// Whether a narrowed or folded text is cut between two neighbours.
fn is_cut(before: char, after: char) -> bool {
    (ends_clause(before) && !ends_clause(after)) || (before == '.' && after == ' ')
}

/// The clauses of a narrowed or folded text; together they are the text.
pub(super) fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut before = None;
        let cut = rest.char_indices().find(|(_, c)| before.replace(*c).is_some_and(|b| is_cut(b, *c)));
        let (clause, tail) = rest.split_at(cut.map_or(rest.len(), |(at, _)| at));
        rest = tail;
        (!clause.is_empty()).then_some(clause)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_behind_signs() {
        let text = "右肺结节,大小12.5mm。\n左肺:正常. the end";
        let cut: Vec<&str> = clauses(text).collect();
        assert_eq!(cut, ["右肺结节,", "大小12.5mm。\n", "左肺:", "正常.", " the end"]);
        assert_eq!(clauses("").count(), 0);
    }

    proptest! {
        /// Words lie in one clause unless they are cut themselves.
        #[test]
        fn words_that_are_not_cut_lie_in_one_clause(text in "[肺,。. a\n]{0,20}", from in 0_usize..20, len in 1_usize..5) {
            let whole: Vec<&str> = clauses(&text).collect();
            prop_assert_eq!(whole.concat(), text.clone());
            let words: String = text.chars().skip(from).take(len).collect();
            if clauses(&words).count() == 1 {
                prop_assert!(whole.iter().any(|clause| clause.contains(&words)));
            }
        }
    }
}
