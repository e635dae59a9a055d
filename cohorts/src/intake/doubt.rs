//! Report texts that are taken as they are, but that rules may read wrongly or not at all: said at the import, so that
//! no report is silently blank.

/// Characters of a text above which it is no report of one examination.
const LONG: usize = 100_000;

/// What is strange about the texts of a report, in Chinese and English.
pub(crate) fn doubts(texts: &[&str]) -> Vec<(String, String)> {
    let mut seen = Seen::default();
    texts.iter().flat_map(|text| text.chars()).for_each(|c| seen.add(c));
    let mut out = Vec::new();
    let mut say = |yes: bool, zh: String, en: String| {
        if yes {
            out.push((zh, en));
        }
    };
    say(
        seen.lost > 0,
        "文字中有无法识别的字符(显示为 �),请核对原文".to_owned(),
        "the text contains bytes that are no character (shown as �); compare it with the source".to_owned(),
    );
    say(
        seen.controls > 0,
        format!("文字中有 {} 个控制字符,被其隔断的词可能读不出来,请核对原文", seen.controls),
        format!(
            "the text contains {} control characters; words that they cut may not be read, compare it with the source",
            seen.controls
        ),
    );
    say(
        seen.all > LONG,
        format!("文字有 {} 个字符,远长于一份报告,请检查是否多份报告连在一起", seen.all),
        format!(
            "the text has {} characters, far more than a report; look whether several were joined",
            seen.all
        ),
    );
    say(
        !texts.is_empty() && seen.letters == 0,
        "文字中没有汉字或字母,读不出任何内容".to_owned(),
        "the text has no letters; nothing can be read from it".to_owned(),
    );
    say(
        seen.foreign * 5 > seen.letters,
        "文字似乎既不是中文也不是英文,规则可能读不出内容".to_owned(),
        "the text seems to be neither Chinese nor English; rules may read nothing from it".to_owned(),
    );
    out
}

#[derive(Default)]
struct Seen {
    all: usize,
    lost: usize,
    controls: usize,
    letters: usize,
    /// Letters that are neither Han nor Latin nor the Greek of formulas.
    foreign: usize,
}

impl Seen {
    fn add(&mut self, c: char) {
        self.all += 1;
        match c {
            '\u{FFFD}' => self.lost += 1,
            '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' => {}
            _ if c.is_control() => self.controls += 1,
            _ if c.is_alphabetic() => {
                self.letters += 1;
                self.foreign += usize::from(!readable(c));
            }
            _ => {}
        }
    }
}

fn readable(c: char) -> bool {
    let han = matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇');
    let latin = matches!(c, '\u{41}'..='\u{24F}' | '\u{FF21}'..='\u{FF5A}' | '\u{1E00}'..='\u{1EFF}');
    // Greek in formulas; Roman numerals, letters in circles and units of one character
    han || latin
        || matches!(c, '\u{370}'..='\u{3FF}' | '\u{2100}'..='\u{218F}' | '\u{2460}'..='\u{24FF}' | '\u{3300}'..='\u{33FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        doubts(&[text]).into_iter().map(|(_, en)| en).collect()
    }

    #[test]
    fn usual_reports_are_beyond_doubt() {
        for text in [
            "影像所见：右肺上叶见磨玻璃结节，约8mm×6mm，Ⅱ区，α1，㎜。\r\n\t印象：①结节。",
            "FINDINGS: 8 mm nodule in the right upper lobe. IMPRESSION: naïve follow-up.",
            "<p>双肺未见异常</p>",
        ] {
            assert_eq!(said(text), Vec::<String>::new(), "{text}");
        }
        assert!(doubts(&[]).is_empty());
    }

    #[test]
    fn strange_ones_are_named() {
        for (text, word) in [
            ("右肺\u{7}结\u{1b}[31m节", "2 control"),
            ("右肺\0结节", "1 control"),
            ("右肺\u{FFFD}节", "no character"),
            ("Дыхательные пути без изменений", "neither Chinese"),
            ("肺野に異常を認めない", "neither Chinese"),
            ("폐에 결절이 없음", "neither Chinese"),
            ("2024-01-05 ……", "no letters"),
        ] {
            let said = said(text);
            assert_eq!(said.len(), 1, "{text}: {said:?}");
            assert!(said[0].contains(word), "{text}: {said:?}");
        }
        assert!(said(&"右肺结节".repeat(30_000))[0].contains("120000 characters"));
    }
}
