//! Normalisation with an offset map, so that every answer points into the original.

use workbench_core::Span;

use super::markup;

/// A normalised text: lower case, half width, simplified, without markup and
/// control characters. Every character knows the original it came from.
pub(crate) struct Norm {
    /// The characters.
    pub chars: Vec<char>,
    /// The same characters as UTF-8.
    pub text: String,
    /// First byte of each character in `text`.
    bytes: Vec<u32>,
    /// Original offset of each character; never falls.
    origin: Vec<u32>,
    /// The original characters.
    original: Vec<char>,
}

impl Norm {
    /// Reads `text`. `wide_gaps` turns a run of three or more blanks into a line
    /// end: reports that lost their lines keep such gaps.
    pub fn new(text: &str, wide_gaps: bool) -> Self {
        let mut original: Vec<char> = Vec::with_capacity(text.len());
        text.chars().for_each(|c| original.push(c));
        let mut norm = Self {
            chars: Vec::with_capacity(original.len()),
            text: String::with_capacity(text.len() + 8),
            bytes: Vec::with_capacity(original.len()),
            origin: Vec::with_capacity(original.len()),
            original: Vec::new(),
        };
        // The character and the byte that are read next.
        let (mut at, mut byte) = (0, 0);
        let mut blanks = 0;
        while let Some(&c) = original.get(at) {
            // Most characters of a report stay as they are.
            let kept = norm.keep(text.get(byte..).unwrap_or(""), &original, at);
            if kept > 0 {
                blanks = 0;
                at += kept;
                byte += kept * c.len_utf8();
                continue;
            }
            if matches!(c, '<' | '&' | '_')
                && let Some(mark) = markup::at(&original, at)
            {
                if let Some(c) = mark.instead {
                    norm.push(c, at);
                }
                let end = at + mark.length;
                byte += original.get(at..end).unwrap_or(&[]).iter().map(|c| c.len_utf8()).sum::<usize>();
                at = end;
                continue;
            }
            byte += c.len_utf8();
            match fold(c) {
                None => {}
                Some(' ') => {
                    blanks += 1;
                    if wide_gaps && blanks == 3 && norm.chars.last() == Some(&' ') {
                        norm.replace_last('\n');
                    } else if blanks == 1 {
                        norm.push(' ', at);
                    }
                }
                Some(mapped) => {
                    blanks = 0;
                    norm.push_expanded(mapped, at);
                }
            }
            at += 1;
        }
        norm.original = original;
        norm
    }

    /// Takes over the characters from `at` on, with which `rest` begins, as long as they are read as
    /// they are written; how many.
    fn keep(&mut self, rest: &str, original: &[char], at: usize) -> usize {
        let from = original.get(at..).unwrap_or(&[]);
        let han = from.iter().take_while(|c| is_han(**c) && !is_traditional(**c)).count();
        let (count, width) = match han {
            0 => (from.iter().take_while(|c| matches!(c, 'a'..='z' | '0'..='9')).count(), 1),
            _ => (han, 3),
        };
        if let (Some(chars), Some(words)) = (from.get(..count), rest.get(..count * width)) {
            let first = self.text.len() as u32;
            self.chars.extend_from_slice(chars);
            self.text.push_str(words);
            self.bytes.extend((0..count as u32).map(|step| first + step * width as u32));
            self.origin.extend(at as u32..(at + count) as u32);
        }
        count
    }

    fn push(&mut self, c: char, at: usize) {
        self.bytes.push(self.text.len() as u32);
        self.text.push(c);
        self.chars.push(c);
        self.origin.push(at as u32);
    }

    /// Of the same length.
    fn replace_last(&mut self, c: char) {
        if let Some(last) = self.chars.last_mut() {
            *last = c;
            self.text.pop();
            self.text.push(c);
        }
    }

    fn push_expanded(&mut self, c: char, at: usize) {
        let parts = match c {
            '㎜' => "mm",
            '㎝' => "cm",
            '㎖' => "ml",
            'ⅰ' => "i",
            'ⅱ' => "ii",
            'ⅲ' => "iii",
            'ⅳ' => "iv",
            'ⅴ' => "v",
            'ⅵ' => "vi",
            _ => return self.push(c, at),
        };
        for part in parts.chars() {
            self.push(part, at);
        }
    }

    /// The character at `at`, `\0` beyond the end.
    pub fn at(&self, at: usize) -> char {
        self.chars.get(at).copied().unwrap_or('\0')
    }

    /// The character before `at`, `\0` at the start.
    pub fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\0', |before| self.at(before))
    }

    /// The characters in `start..end`, cut to the text.
    pub fn slice(&self, start: usize, end: usize) -> &[char] {
        let end = end.min(self.chars.len());
        self.chars.get(start.min(end)..end).unwrap_or(&[])
    }

    /// The same as UTF-8.
    pub fn part(&self, start: usize, end: usize) -> &str {
        let first = self.byte(start);
        self.text.get(first..self.byte(end).max(first)).unwrap_or("")
    }

    /// Whether the text at `at` begins with `word`.
    pub fn starts_with(&self, at: usize, word: &str) -> bool {
        let rest = self.text.as_bytes().get(self.byte(at)..);
        rest.is_some_and(|rest| rest.starts_with(word.as_bytes()))
    }

    /// The first byte of a character in `text`; the length of the text beyond the end.
    pub fn byte(&self, at: usize) -> usize {
        self.bytes.get(at).map_or(self.text.len(), |byte| *byte as usize)
    }

    /// The character at a byte of `text`; the number of characters beyond the end.
    pub fn character(&self, byte: usize) -> usize {
        match byte < self.text.len() {
            true => self.bytes.partition_point(|first| *first as usize <= byte).saturating_sub(1),
            false => self.chars.len(),
        }
    }

    /// The original place of the characters `start..end`.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let first = self.origin.get(start).map_or(self.original.len(), |first| *first as usize);
        let last = end.checked_sub(1).and_then(|last| self.origin.get(last));
        let last = last.map_or(first, |last| *last as usize + 1);
        Span::new(first, last.max(first))
    }

    /// The normalised place of an original span.
    pub fn find(&self, span: Span) -> (usize, usize) {
        // Most texts lose few characters: the place is the same or a little before.
        let place = |wanted: usize| match self.origin.get(wanted.saturating_sub(1)..=wanted) {
            Some(&[before, origin]) if (before as usize) < wanted && origin as usize >= wanted => wanted,
            _ => self.origin.partition_point(|&origin| (origin as usize) < wanted),
        };
        let (start, end) = (place(span.start), place(span.end));
        (start, end.max(start))
    }

    /// The original words at `span`, cut to the text.
    pub fn words(&self, span: Span) -> String {
        let end = span.end.min(self.original.len());
        let chars = self.original.get(span.start.min(end)..end).unwrap_or(&[]);
        let mut out = String::with_capacity(chars.iter().map(|c| c.len_utf8()).sum());
        out.extend(chars);
        out
    }

    /// The original characters.
    pub fn original(&self) -> &[char] {
        &self.original
    }

    /// Length of the original in code points.
    pub fn original_len(&self) -> usize {
        self.original.len()
    }
}

/// Traditional characters of reports and what they are read as, in the order of their codes.
const TRADITIONAL: [(char, char); 160] = [
    ('並', '并'),
    ('佈', '布'),
    ('佔', '占'),
    ('個', '个'),
    ('們', '们'),
    ('側', '侧'),
    ('傷', '伤'),
    ('兩', '两'),
    ('別', '别'),
    ('則', '则'),
    ('動', '动'),
    ('區', '区'),
    ('單', '单'),
    ('嘔', '呕'),
    ('圍', '围'),
    ('團', '团'),
    ('報', '报'),
    ('塊', '块'),
    ('壓', '压'),
    ('壞', '坏'),
    ('壟', '垄'),
    ('實', '实'),
    ('寬', '宽'),
    ('對', '对'),
    ('層', '层'),
    ('屬', '属'),
    ('幹', '干'),
    ('幾', '几'),
    ('廣', '广'),
    ('張', '张'),
    ('強', '强'),
    ('彌', '弥'),
    ('彎', '弯'),
    ('後', '后'),
    ('徑', '径'),
    ('徵', '征'),
    ('慮', '虑'),
    ('應', '应'),
    ('懷', '怀'),
    ('懸', '悬'),
    ('損', '损'),
    ('擴', '扩'),
    ('攝', '摄'),
    ('數', '数'),
    ('斷', '断'),
    ('條', '条'),
    ('樣', '样'),
    ('橫', '横'),
    ('檢', '检'),
    ('殘', '残'),
    ('氣', '气'),
    ('氫', '氢'),
    ('減', '减'),
    ('滿', '满'),
    ('潰', '溃'),
    ('瀉', '泻'),
    ('瀰', '弥'),
    ('為', '为'),
    ('無', '无'),
    ('狀', '状'),
    ('狹', '狭'),
    ('現', '现'),
    ('環', '环'),
    ('產', '产'),
    ('畫', '画'),
    ('異', '异'),
    ('痺', '痹'),
    ('瘍', '疡'),
    ('療', '疗'),
    ('癒', '愈'),
    ('癥', '症'),
    ('發', '发'),
    ('確', '确'),
    ('積', '积'),
    ('穩', '稳'),
    ('竇', '窦'),
    ('節', '节'),
    ('約', '约'),
    ('級', '级'),
    ('組', '组'),
    ('結', '结'),
    ('絡', '络'),
    ('維', '维'),
    ('緊', '紧'),
    ('線', '线'),
    ('緣', '缘'),
    ('縮', '缩'),
    ('縱', '纵'),
    ('織', '织'),
    ('續', '续'),
    ('纖', '纤'),
    ('聯', '联'),
    ('脈', '脉'),
    ('腎', '肾'),
    ('腦', '脑'),
    ('腫', '肿'),
    ('膚', '肤'),
    ('膽', '胆'),
    ('臟', '脏'),
    ('臨', '临'),
    ('與', '与'),
    ('葉', '叶'),
    ('蓋', '盖'),
    ('處', '处'),
    ('虛', '虚'),
    ('蝕', '蚀'),
    ('術', '术'),
    ('複', '复'),
    ('見', '见'),
    ('規', '规'),
    ('觀', '观'),
    ('診', '诊'),
    ('認', '认'),
    ('請', '请'),
    ('議', '议'),
    ('變', '变'),
    ('貫', '贯'),
    ('質', '质'),
    ('軟', '软'),
    ('較', '较'),
    ('輕', '轻'),
    ('轉', '转'),
    ('連', '连'),
    ('進', '进'),
    ('遠', '远'),
    ('遺', '遗'),
    ('邊', '边'),
    ('鄰', '邻'),
    ('鈉', '钠'),
    ('鈣', '钙'),
    ('銳', '锐'),
    ('鎖', '锁'),
    ('鏡', '镜'),
    ('長', '长'),
    ('門', '门'),
    ('閉', '闭'),
    ('關', '关'),
    ('陰', '阴'),
    ('陽', '阳'),
    ('際', '际'),
    ('隱', '隐'),
    ('雙', '双'),
    ('雜', '杂'),
    ('靜', '静'),
    ('頂', '顶'),
    ('頜', '颌'),
    ('頦', '颏'),
    ('頭', '头'),
    ('頸', '颈'),
    ('顆', '颗'),
    ('額', '额'),
    ('類', '类'),
    ('顯', '显'),
    ('顱', '颅'),
    ('顳', '颞'),
    ('餘', '余'),
    ('體', '体'),
    ('鬚', '须'),
    ('點', '点'),
    ('齊', '齐'),
];

/// First of the common Chinese characters, and how many words of 64 bits they take.
const HAN: u32 = 0x4e00;
const WORDS: usize = 328;

/// One bit for each character of the table, so that the others are told apart at once.
const IS_TRADITIONAL: [u64; WORDS] = {
    let mut bits = [0_u64; WORDS];
    let mut at = 0;
    while at < TRADITIONAL.len() {
        let code = TRADITIONAL[at].0 as u32 - HAN;
        bits[code as usize / 64] |= 1 << (code % 64);
        at += 1;
    }
    bits
};

/// Whether a character is a Chinese one of the common block.
pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn is_traditional(c: char) -> bool {
    let code = (c as u32).wrapping_sub(HAN);
    IS_TRADITIONAL.get(code as usize / 64).is_some_and(|bits| bits >> (code % 64) & 1 == 1)
}

/// The simplified form of a Chinese character.
fn simplified(c: char) -> char {
    if !is_traditional(c) {
        return c;
    }
    TRADITIONAL.binary_search_by_key(&c, |pair| pair.0).map_or(c, |at| TRADITIONAL[at].1)
}

/// One character as the engine reads it; `None` drops it.
fn fold(c: char) -> Option<char> {
    Some(match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        ' '..='~' => c,
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(c as u32 - 0xfee0).unwrap_or(c);
            return fold(half);
        }
        '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}' => {
            return None;
        }
        '\u{fffd}' => ' ',
        '×' | '✕' | '✖' | '╳' | '∗' | '⨯' | 'х' | 'Х' | 'χ' | 'Χ' => '×',
        '—' | '–' | '―' | '‐' | '‑' | '−' | '﹣' => '-',
        '〜' | '∼' | '˜' => '~',
        '﹐' => ',',
        '｡' => '。',
        '﹑' => '、',
        '【' | '〔' => '[',
        '】' | '〕' => ']',
        '“' | '”' | '「' | '」' | '‘' | '’' | '″' => '"',
        'Ⅰ'..='Ⅵ' => char::from_u32(c as u32 + 0x10).unwrap_or(c),
        'А' => 'a',
        '\u{4e00}'..='\u{9fff}' => simplified(c),
        _ if c.is_control() => ' ',
        _ if c.is_whitespace() => ' ',
        _ => c,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_width_case_and_units() {
        let norm = Norm::new("大者约５ＭＭ，３㎝、Ⅲ級", true);
        assert_eq!(norm.text, "大者约5mm,3cm、iii级");
        let (start, end) = (norm.chars.iter().position(|&c| c == '5').unwrap(), 6);
        assert_eq!(norm.words(norm.span(start, end)), "５ＭＭ");
    }

    #[test]
    fn drops_markup_and_keeps_offsets() {
        let norm = Norm::new("<p>右肺&nbsp;<b>结节</b></p>直径<5mm_x0004_", true);
        assert_eq!(norm.text, "\n右肺 结节\n直径<5mm");
        let at = norm.text.chars().position(|c| c == '结').unwrap();
        assert_eq!(norm.words(norm.span(at, at + 2)), "结节");
    }

    proptest! {
        #[test]
        fn the_map_is_monotone_and_inside(text in "\\PC{0,60}") {
            let norm = Norm::new(&text, true);
            prop_assert!(norm.origin.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert_eq!(norm.origin.len(), norm.chars.len());
            prop_assert_eq!(&norm.text.chars().collect::<Vec<_>>(), &norm.chars);
            prop_assert!(norm.text.char_indices().enumerate().all(|(at, (byte, _))| norm.byte(at) == byte && norm.character(byte) == at));
            let length = text.chars().count();
            for at in 0..norm.chars.len() {
                let span = norm.span(at, at + 1);
                prop_assert!(span.start < span.end && span.end <= length);
                let (start, end) = norm.find(span);
                prop_assert!(start <= at && at < end);
            }
        }
    }
}
