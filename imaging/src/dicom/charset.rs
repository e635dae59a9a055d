//! Specific Character Set (0008,0005): text out of bytes (PS3.3 C.12.1.1.2,
//! PS3.5 6.1 and annexes H, I, J).

use encoding_rs::{
    EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6,
    ISO_8859_7, ISO_8859_8, UTF_8, WINDOWS_874, WINDOWS_1254,
};

/// The right half of a code page (bytes from 0x80).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum High {
    Latin1,
    Katakana,
    Page(&'static Encoding),
}

/// The left half (bytes under 0x80).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Low {
    Ascii,
    Romaji,
    /// Two bytes a character, JIS X 0208.
    Kanji,
    /// Two bytes a character, JIS X 0212.
    KanjiSupplement,
}

/// How the text of a data set is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Charset {
    /// Nothing is declared: ASCII, and a guess when there is more.
    #[default]
    Undeclared,
    /// One multi-byte code without escapes.
    Whole(&'static Encoding),
    /// Code extensions: the halves in force until an escape.
    Switching { low: Low, high: Option<High> },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Half {
    Low(Low),
    High(High),
}

impl Charset {
    /// Reads the attribute's value: one or several defined terms.
    pub fn parse(value: &[u8]) -> Self {
        let text = String::from_utf8_lossy(value);
        let terms: Vec<String> = text
            .split('\\')
            .map(|term| term.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_uppercase())
            .collect();
        if terms.iter().all(String::is_empty) {
            return Self::Undeclared;
        }
        match terms.iter().find_map(|term| whole(term)) {
            Some(encoding) => Self::Whole(encoding),
            None => {
                let low = if terms.first().is_some_and(|term| number(term) == "13") {
                    Low::Romaji
                } else {
                    Low::Ascii
                };
                // The first right half is in force until an escape; when the
                // first term has none, writers that forget the escape mean
                // the next one.
                let high = terms.iter().find_map(|term| right_half(number(term)));
                Self::Switching { low, high }
            }
        }
    }

    /// Decodes a value; what cannot be decoded becomes U+FFFD.
    pub fn decode(&self, bytes: &[u8]) -> String {
        if bytes.is_ascii() && !bytes.contains(&0x1B) {
            return String::from_utf8_lossy(bytes).into_owned();
        }
        match self {
            Self::Whole(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Self::Undeclared if !bytes.contains(&0x1B) => undeclared(bytes),
            Self::Undeclared => switching(bytes, Low::Ascii, None),
            Self::Switching { low, high } => switching(bytes, *low, *high),
        }
    }
}

/// Chinese devices often write UTF-8 or GBK and declare nothing.
fn undeclared(bytes: &[u8]) -> String {
    for encoding in [UTF_8, GB18030] {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return text.into_owned();
        }
    }
    latin1(bytes)
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn whole(term: &str) -> Option<&'static Encoding> {
    match term {
        "ISO_IR 192" | "ISO 2022 IR 192" | "UTF-8" => Some(UTF_8),
        "GB18030" => Some(GB18030),
        "GBK" => Some(GBK),
        _ => None,
    }
}

/// The registration number in `ISO_IR 100` or `ISO 2022 IR 100`.
fn number(term: &str) -> &str {
    term.rsplit([' ', '_']).next().unwrap_or_default()
}

fn right_half(number: &str) -> Option<High> {
    Some(match number {
        "100" => High::Latin1,
        "101" => High::Page(ISO_8859_2),
        "109" => High::Page(ISO_8859_3),
        "110" => High::Page(ISO_8859_4),
        "144" => High::Page(ISO_8859_5),
        "127" => High::Page(ISO_8859_6),
        "126" => High::Page(ISO_8859_7),
        "138" => High::Page(ISO_8859_8),
        "148" => High::Page(WINDOWS_1254),
        "166" => High::Page(WINDOWS_874),
        "13" => High::Katakana,
        "149" => High::Page(EUC_KR),
        "58" => High::Page(GBK),
        _ => return None,
    })
}

/// The half that an escape sequence (PS3.3 tables C.12-3 and C.12-4) calls, and
/// its length in bytes.
fn escape(bytes: &[u8]) -> Option<(Half, usize)> {
    let half = match bytes.get(1..4) {
        Some(b"$)C") => Some(Half::High(High::Page(EUC_KR))),
        Some(b"$)A") => Some(Half::High(High::Page(GBK))),
        Some(b"$(D") => Some(Half::Low(Low::KanjiSupplement)),
        _ => None,
    };
    if let Some(half) = half {
        return Some((half, 4));
    }
    let half = match bytes.get(1..3)? {
        b"(B" => Half::Low(Low::Ascii),
        b"(J" => Half::Low(Low::Romaji),
        b"$B" | b"$@" => Half::Low(Low::Kanji),
        b")I" => Half::High(High::Katakana),
        b"-A" => Half::High(High::Latin1),
        b"-B" => Half::High(High::Page(ISO_8859_2)),
        b"-C" => Half::High(High::Page(ISO_8859_3)),
        b"-D" => Half::High(High::Page(ISO_8859_4)),
        b"-L" => Half::High(High::Page(ISO_8859_5)),
        b"-G" => Half::High(High::Page(ISO_8859_6)),
        b"-F" => Half::High(High::Page(ISO_8859_7)),
        b"-H" => Half::High(High::Page(ISO_8859_8)),
        b"-M" => Half::High(High::Page(WINDOWS_1254)),
        b"-T" => Half::High(High::Page(WINDOWS_874)),
        _ => return None,
    };
    Some((half, 3))
}

fn switching(bytes: &[u8], first_low: Low, first_high: Option<High>) -> String {
    let (mut low, mut high) = (first_low, first_high);
    let mut out = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&byte) = rest.first() {
        let used = if byte == 0x1B {
            match escape(rest) {
                Some((Half::Low(next), length)) => {
                    low = next;
                    length
                }
                Some((Half::High(next), length)) => {
                    high = Some(next);
                    length
                }
                None => 1,
            }
        } else if byte >= 0x80 {
            let run = rest.iter().take_while(|b| **b >= 0x80).count();
            push_high(&mut out, rest.get(..run).unwrap_or_default(), high);
            run
        } else if matches!(low, Low::Kanji | Low::KanjiSupplement) && byte > 0x20 {
            push_pair(&mut out, low, byte, rest.get(1).copied());
            2
        } else {
            out.push(match (low, byte) {
                (Low::Romaji, b'~') => '\u{203E}',
                _ => char::from(byte),
            });
            // PS3.5 6.1.2.5.3: delimiters bring back the initial codes.
            if matches!(byte, b'^' | b'=' | b'\\' | b'\r' | b'\n' | b'\t' | 0x0C) {
                (low, high) = (first_low, first_high);
            }
            1
        };
        rest = rest.get(used..).unwrap_or_default();
    }
    out
}

fn push_high(out: &mut String, run: &[u8], high: Option<High>) {
    match high {
        Some(High::Latin1) => out.push_str(&latin1(run)),
        Some(High::Katakana) => out.extend(run.iter().map(|byte| match byte {
            0xA1..=0xDF => char::from_u32(0xFF61 + u32::from(*byte) - 0xA1).unwrap_or('\u{FFFD}'),
            _ => '\u{FFFD}',
        })),
        Some(High::Page(encoding)) => out.push_str(&encoding.decode_without_bom_handling(run).0),
        None => out.push_str(&undeclared(run)),
    }
}

fn push_pair(out: &mut String, low: Low, first: u8, second: Option<u8>) {
    let Some(second) = second else {
        out.push('\u{FFFD}');
        return;
    };
    let pair = [0x8F, first | 0x80, second | 0x80];
    let euc = if low == Low::KanjiSupplement { &pair[..] } else { &pair[1..] };
    out.push_str(&EUC_JP.decode_without_bom_handling(euc).0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(terms: &str, bytes: &[u8], expected: &str) {
        assert_eq!(Charset::parse(terms.as_bytes()).decode(bytes), expected);
    }

    #[test]
    fn names_of_the_standards_annexes() {
        // PS3.5 H.3.1, H.3.2, I.2, J.1, J.2
        check(
            "\\ISO 2022 IR 87",
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
        );
        check(
            "ISO 2022 IR 13\\ISO 2022 IR 87",
            b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
        );
        check(
            "\\ISO 2022 IR 149",
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            "Hong^Gildong=洪^吉洞=홍^길동",
        );
        check("ISO_IR 192", "Wang^XiaoDong=王^小東".as_bytes(), "Wang^XiaoDong=王^小東");
        check("GB18030", b"Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", "Wang^XiaoDong=王^小东");
    }

    #[test]
    fn chinese_with_and_without_escapes() {
        check("\\ISO 2022 IR 58", b"Zhang^San=\x1b$)A\xd5\xc5^\x1b$)A\xc8\xfd", "Zhang^San=张^三");
        check("\\ISO 2022 IR 58", b"Zhang^San=\xd5\xc5^\xc8\xfd", "Zhang^San=张^三");
        check("", b"\xd5\xc5^\xc8\xfd", "张^三");
        check("", "张^三".as_bytes(), "张^三");
        check("GBK", b"\x81\x5c\\", "乗\\");
    }

    #[test]
    fn broken_escapes_do_not_stop_the_reader() {
        check("ISO 2022 IR 100", b"a\x1b", "a");
        check("\\ISO 2022 IR 87", b"\x1b$B;", "\u{FFFD}");
        check("ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme");
    }
}
