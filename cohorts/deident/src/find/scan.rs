/// Half-width form of a full-width ASCII sign or the ideographic space.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// One sign for each way of writing it: full width, dashes, blanks, middle dots. One code point stays one.
pub(in super::super) fn canon(c: char) -> char {
    match narrow(c) {
        '\u{00A0}' | '\u{2002}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '﹣' => '-',
        '•' | '・' | '‧' | '∙' | '⋅' | '･' => '·',
        '﹕' | '∶' => ':',
        c => c,
    }
}

/// A text in canonical signs, with places in bytes and in code points.
pub(super) struct Scan {
    chars: Vec<char>,
    text: String,
    bytes: Vec<usize>,
}

impl Scan {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().map(canon).collect();
        let mut bytes = Vec::with_capacity(chars.len() + 1);
        let mut canonical = String::with_capacity(text.len());
        for c in &chars {
            bytes.push(canonical.len());
            canonical.push(*c);
        }
        bytes.push(canonical.len());
        Self { chars, text: canonical, bytes }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The character at a place.
    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.chars.get(place).copied()
    }

    /// The character before a place.
    pub(super) fn before(&self, place: usize) -> Option<char> {
        self.at(place.checked_sub(1)?)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &[char] {
        let end = end.min(self.chars.len());
        self.chars.get(start.min(end)..end).unwrap_or_default()
    }

    pub(super) fn words(&self, start: usize, end: usize) -> String {
        self.slice(start, end).iter().collect()
    }

    /// The rest of the text from a place on.
    pub(super) fn rest(&self, place: usize) -> &str {
        self.bytes.get(place).and_then(|byte| self.text.get(*byte..)).unwrap_or("")
    }

    /// The code point at which this byte lies.
    pub(super) fn place(&self, byte: usize) -> usize {
        self.bytes.partition_point(|start| *start < byte).min(self.chars.len())
    }

    pub(super) fn digit_at(&self, place: usize) -> bool {
        self.at(place).is_some_and(|c| c.is_ascii_digit())
    }

    /// Whether a number from `start` to `end` stands alone: no digit, letter or point runs into it.
    pub(super) fn alone(&self, start: usize, end: usize) -> bool {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let decimal = |point: Option<char>, digit: bool| matches!(point, Some('.')) && digit;
        !letter(self.before(start))
            && !letter(self.at(end))
            && !decimal(self.before(start), start >= 2 && self.digit_at(start - 2))
            && !decimal(self.at(end), self.digit_at(end + 1))
    }
}

/// A Chinese character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}') || c == '〇'
}
