//! Folding: the form in which texts are compared.
//!
//! Every code point maps to exactly one code point, so places in the folded
//! text are places in the original.

pub use deident::narrow;

/// Narrow and lower case. Characters that regular expressions take for equal
/// when case is ignored fold to the same character.
pub fn fold_char(c: char) -> char {
    let c = narrow(c);
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    // CJK has no case; this is the common path
    if ('\u{2E80}'..='\u{A63F}').contains(&c) {
        return c;
    }
    let upper = single(c.to_uppercase()).unwrap_or(c);
    match single(upper.to_lowercase()).unwrap_or(upper) {
        // Unicode's simple case folding joins these, upper casing does not
        '\u{1E9E}' => 'ß',
        '\u{1FD3}' => '\u{0390}',
        '\u{1FE3}' => '\u{03B0}',
        '\u{FB05}' => '\u{FB06}',
        other => other,
    }
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// The folded text; as many code points as `text` has.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// The text with full-width ASCII narrowed, case kept.
pub fn narrowed(text: &str) -> String {
    text.chars().map(narrow).collect()
}

/// A regular expression with full-width ASCII narrowed; a full-width sign stays
/// the sign itself and does not become an operator.
pub fn narrowed_pattern(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut escaped = false;
    for c in pattern.chars() {
        let narrow = narrow(c);
        if narrow != c && !escaped && narrow.is_ascii_punctuation() && !matches!(narrow, '<' | '>') {
            out.push('\\');
        }
        out.push(narrow);
        escaped = c == '\\' && !escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_signs_in_patterns_are_literal() {
        assert_eq!(narrowed_pattern("（８ｍｍ）"), r"\(8mm\)");
        assert_eq!(narrowed_pattern(r"\d+［\［"), r"\d+\[\[");
        for c in '\u{FF01}'..='\u{FF5E}' {
            assert!(regex::Regex::new(&narrowed_pattern(&format!("[{c}]{c}"))).is_ok(), "{c}");
        }
    }

    #[test]
    fn folds_width_and_case() {
        assert_eq!(fold("Ｌｕｎｇ－RADS　４Ａ类,磨玻璃"), "lung-rads 4a类,磨玻璃");
    }

    /// What `regex` calls equal under (?i) must fold to one character, else an
    /// index lookup would lose matches.
    #[test]
    fn agrees_with_simple_case_folding() {
        use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};
        let mut wrong = Vec::new();
        for c in (0..=0x10FFFFu32).filter_map(char::from_u32).filter(|c| narrow(*c) == *c) {
            let mut class = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
            class.try_case_fold_simple().unwrap();
            for range in class.iter() {
                for other in range.start()..=range.end() {
                    if fold_char(other) != fold_char(c) {
                        wrong.push((c, other));
                    }
                }
            }
        }
        assert_eq!(wrong, []);
    }
}
