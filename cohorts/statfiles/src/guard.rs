//! Text that a spreadsheet would take for a formula gets an apostrophe before it, and loses it when read.

/// Characters with which a spreadsheet begins a formula or command, also in their full width.
const STARTS: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Whether a spreadsheet might run this text. Plain numbers, signed too, are none.
pub(crate) fn dangerous(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    if bare.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let start = text.trim_start_matches(|c: char| c == '\'' || c.is_whitespace());
    start.starts_with(STARTS) && !number(bare)
}

fn number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
}

/// The text, safe in a spreadsheet.
pub(crate) fn guarded(text: &str) -> std::borrow::Cow<'_, str> {
    if dangerous(text) { format!("'{text}").into() } else { text.into() }
}

/// The text before it was guarded.
pub(crate) fn bare(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| dangerous(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guarding_is_undone_by_reading() {
        for text in [
            "=1+1",
            "'=1",
            "''=1",
            "-5",
            "+86 13",
            "-a",
            "@x",
            "\tx",
            "'\t=x",
            "'x",
            "'",
            "",
            " =cmd|' /C calc'!A0",
            "=A1",
            "-5.5",
            "-.",
            "+-1",
            "' =1",
            "--1",
        ] {
            assert_eq!(bare(&guarded(text)), text);
            assert!(!guarded(text).starts_with('='));
        }
        assert_eq!(guarded("-5"), "-5");
        assert_eq!(guarded("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(guarded("-2+3"), "'-2+3");
    }
}
