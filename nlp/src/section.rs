//! The parts of a report.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;
use workbench_core::Span;

use crate::text::is_han;

/// What a part of a report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SectionKind {
    /// What is seen (检查所见).
    Findings,
    /// What is concluded (诊断意见, 印象).
    Impression,
    /// How it was examined (检查方法).
    Technique,
    /// Why it was examined (临床诊断).
    Clinical,
    /// What the pathologist says (病理).
    Pathology,
    /// A report, or a part of one, without a heading.
    Body,
}

impl SectionKind {
    /// The word used in evidence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Impression => "impression",
            Self::Technique => "technique",
            Self::Clinical => "clinical",
            Self::Pathology => "pathology",
            Self::Body => "body",
        }
    }
}

/// A part of a report, heading included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What it is for.
    pub kind: SectionKind,
    /// Where it is.
    pub span: Span,
}

/// Headings of each kind; the longest that fits is taken.
const HEADINGS: &[(SectionKind, &str)] = &[
    (
        SectionKind::Findings,
        "检查所见|影像所见|影像学所见|影像表现|影像学表现|超声所见|超声描述|放射学表现|放射学所见|镜下所见|内镜所见|描述|所见|ct所见|mr所见|\
         mri所见|ct表现|mri表现|影像描述|检查描述|诊断描述|超声检查所见|ct检查所见|mr检查所见|x线所见|x线表现|pet/ct所见|检查表现|征象描述|\
         图像所见|影像征象|findings|finding|description|report|observations|imaging findings|ct findings|mri findings",
    ),
    (
        SectionKind::Impression,
        "诊断意见|影像诊断|影像学诊断|诊断印象|超声提示|超声诊断|检查结论|诊断结论|检查提示|放射学诊断|印象|结论|诊断|意见|提示|诊断提示|\
         影像结论|影像印象|影像意见|影像提示|检查诊断|超声印象|超声意见|ct诊断|mr诊断|mri诊断|x线诊断|诊断建议|印象诊断|检查印象|内镜诊断|\
         ct提示|印象与建议|诊断与建议|结论与建议|结论及建议|诊断及建议|放射诊断|影像学意见|影像学印象|影像学结论|impression|impressions|\
         conclusion|conclusions|diagnosis|opinion|assessment|impression and plan|summary|final diagnosis|imaging diagnosis",
    ),
    (
        SectionKind::Technique,
        "检查方法|检查技术|扫描方法|检查项目|扫描技术|检查部位|成像技术|扫描部位|扫描范围|检查名称|技术|方法|检查设备|扫描序列|显像方法|\
         technique|procedure|exam|examination|method|methods|protocol|type of exam",
    ),
    (
        SectionKind::Clinical,
        "临床诊断|临床信息|临床病史|临床资料|病史摘要|主诉|病史|临床|现病史|既往史|简要病史|申请诊断|检查目的|临床症状|送检目的|入院诊断|\
         clinical history|clinical indication|indication|indications|history|clinical information|reason for exam|reason for study|\
         comparison|comparisons|clinical data|clinical details|对比|比较片|对比检查",
    ),
    (
        SectionKind::Pathology,
        "病理诊断|病理结果|病理所见|术后病理|病理|病理报告|活检病理|穿刺病理|病理检查|免疫组化|pathology|pathologic diagnosis|\
         histology|pathology report",
    ),
];

/// Headings sure enough to stand in the middle of a line when a colon follows.
const INLINE: [&str; 10] = [
    "检查所见",
    "影像所见",
    "影像学表现",
    "影像表现",
    "诊断意见",
    "影像诊断",
    "影像学诊断",
    "诊断印象",
    "印象",
    "结论",
];

/// Most characters of one of these, and the colon.
const SUREST: usize = 6;

/// The sections of a report in order; together they cover it. Without headings
/// a numbered list at the start or end is read as the impression.
pub fn sections(text: &str) -> Vec<Section> {
    let chars: Vec<char> = text.chars().collect();
    of(&chars)
}

/// The same of a text as characters.
pub(crate) fn of(text: &[char]) -> Vec<Section> {
    let chars: Vec<char> = text.iter().copied().map(fold).collect();
    let marks = headings(&chars);
    if marks.is_empty() {
        return numbered(&chars);
    }
    let mut out = Vec::with_capacity(marks.len() + 1);
    let first = marks.first().map_or(0, |mark| mark.0);
    if first > 0 && chars.iter().take(first).any(|c| c.is_alphanumeric()) {
        out.push(Section { kind: SectionKind::Body, span: Span::new(0, first) });
    }
    let begin = if out.is_empty() { 0 } else { first };
    for (at, &(start, kind)) in marks.iter().enumerate() {
        let end = marks.get(at + 1).map_or(chars.len(), |next| next.0);
        out.push(Section { kind, span: Span::new(if at == 0 { begin } else { start }, end) });
    }
    out
}

fn fold(c: char) -> char {
    match c {
        '\u{4e00}'..='\u{9fff}' => c,
        '：' => ':',
        '【' | '［' | '[' | '<' | '《' => '[',
        '】' | '］' | ']' | '>' | '》' => ']',
        '\r' | '\t' => '\n',
        '　' => ' ',
        _ => c.to_ascii_lowercase(),
    }
}

/// Places of headings: at the start of a line or sentence, followed by a colon, a
/// bracket or the line's end; the surest ones also in the middle of a line (所见与结论 run together).
fn headings(chars: &[char]) -> Vec<(usize, SectionKind)> {
    let mut out = Vec::new();
    let mut fresh = true;
    let colons = chars.contains(&':');
    for (at, &c) in chars.iter().enumerate() {
        // Most characters neither begin a heading nor end what is before one.
        if !fresh && is_han(c) && !(colons && sure(c) && closes(chars, at)) {
            continue;
        }
        let bracket = c == '[';
        if (fresh && c != ' ') || bracket {
            if let Some(kind) = heading(chars, if bracket { at + 1 } else { at }, bracket) {
                out.push((at, kind));
            }
        } else if inline(chars, at)
            && let Some(kind) = heading(chars, at, false)
        {
            out.push((at, kind));
        }
        fresh = matches!(c, '\n' | '。' | ';' | '；' | ']')
            || fresh && matches!(c, ' ' | '*' | '#' | '-' | '=')
            || c == ' ' && at > 0 && chars[at - 1] == ' ';
    }
    out
}

/// Whether a sure heading begins with this character.
fn sure(c: char) -> bool {
    matches!(c, '检' | '影' | '诊' | '印' | '结')
}

/// Whether a colon stands near enough to close a sure heading.
fn closes(chars: &[char], at: usize) -> bool {
    chars.iter().skip(at).take(SUREST).any(|c| *c == ':')
}

/// Whether a sure heading with a colon stands inside a line: `…未见异常 诊断意见:`.
fn inline(chars: &[char], at: usize) -> bool {
    let Some(rest) = chars.get(at..) else { return false };
    if !rest.first().copied().is_some_and(sure) {
        return false;
    }
    let han = |c: Option<&char>| c.copied().is_some_and(is_han);
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    INLINE.iter().any(|word| {
        let mut after = rest.iter();
        let mut length = 0;
        let fits = word.chars().all(|c| {
            length += 1;
            after.next() == Some(&c)
        });
        // 影像诊断 may follow any word, but 诊断印象 is not two headings.
        fits && after.next() == Some(&':') && (length > 2 || !han(before))
    })
}

/// Headings that begin with one character, the longest first.
type Begun = Vec<(Vec<char>, SectionKind)>;

/// The headings by their first character.
static BY_FIRST: LazyLock<BTreeMap<char, Begun>> = LazyLock::new(|| {
    let mut table: BTreeMap<char, Begun> = BTreeMap::new();
    for (kind, words) in HEADINGS {
        for word in words.split('|') {
            let word: Vec<char> = word.chars().collect();
            let Some(&first) = word.first() else { continue };
            table.entry(first).or_default().push((word, *kind));
        }
    }
    for words in table.values_mut() {
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    }
    table
});

/// The longest heading at `at` that is closed as headings are.
fn heading(chars: &[char], at: usize, bracket: bool) -> Option<SectionKind> {
    let rest = chars.get(at..)?;
    let words = BY_FIRST.get(rest.first()?)?;
    words.iter().filter(|(word, _)| rest.starts_with(word)).find_map(|(word, kind)| {
        let mark = rest.iter().skip(word.len()).find(|c| !matches!(c, ' ' | '*'));
        let closed = match mark {
            Some(':' | '\n') => true,
            Some(']') => bracket,
            _ => false,
        };
        closed.then_some(*kind)
    })
}

/// A report without headings: the numbered list is the impression.
fn numbered(chars: &[char]) -> Vec<Section> {
    let whole = |kind| vec![Section { kind, span: Span::new(0, chars.len()) }];
    if chars.is_empty() {
        return Vec::new();
    }
    let Some(start) = list_start(chars) else { return whole(SectionKind::Body) };
    if start > 0 {
        return vec![
            Section { kind: SectionKind::Findings, span: Span::new(0, start) },
            Section { kind: SectionKind::Impression, span: Span::new(start, chars.len()) },
        ];
    }
    // A list that opens the report ends with its last item's line or sentence.
    let mut last = 0;
    let mut number = 1;
    for at in 0..chars.len() {
        if numeral(chars, at) == Some(number) {
            last = at;
            number += 1;
        }
    }
    let end = chars.iter().skip(last).position(|c| matches!(c, '。' | '\n')).map(|step| last + step + 1);
    match end {
        Some(end) if end < chars.len() => vec![
            Section { kind: SectionKind::Impression, span: Span::new(0, end) },
            Section { kind: SectionKind::Findings, span: Span::new(end, chars.len()) },
        ],
        _ => whole(SectionKind::Impression),
    }
}

/// Where the last list `1. … 2. …` begins.
fn list_start(chars: &[char]) -> Option<usize> {
    let mut first = None;
    let mut confirmed = None;
    for (at, _) in chars.iter().enumerate().filter(|(_, c)| c.is_ascii_digit()) {
        match numeral(chars, at) {
            Some(1) => first = Some(at),
            Some(2) => confirmed = first.or(confirmed),
            _ => {}
        }
    }
    confirmed
}

/// The list number at `at`: `1.`, `2、`, where a sentence may begin.
fn numeral(chars: &[char], at: usize) -> Option<u32> {
    let value = chars.get(at).filter(|c| c.is_ascii_digit())?.to_digit(10)?;
    let mark = matches!(chars.get(at + 1), Some('.' | '、' | '．'));
    let after = chars.get(at + 2).is_some_and(|c| !c.is_ascii_digit());
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    let fresh = before.is_none_or(|c| matches!(c, '。' | ';' | '；' | '\n' | ' ' | ':' | '.'));
    (mark && after && fresh && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(SectionKind, String)> {
        sections(text)
            .into_iter()
            .map(|section| (section.kind, section.span.of(text).unwrap().to_owned()))
            .collect()
    }

    #[test]
    fn headings_divide_a_report() {
        use SectionKind::*;
        let found = kinds("检查方法：平扫。\n检查所见：右肺结节。\n诊断意见：\n1.肺癌。");
        let found: Vec<_> = found.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        assert_eq!(
            found,
            [
                (Technique, "检查方法：平扫。\n"),
                (Findings, "检查所见：右肺结节。\n"),
                (Impression, "诊断意见：\n1.肺癌。")
            ]
        );
        assert_eq!(kinds("【影像表现】肝大【印象】脂肪肝")[1].0, Impression);
        assert_eq!(kinds("FINDINGS: clear.\nIMPRESSION: normal.")[1].0, Impression);
        let middle = kinds("影像所见:右肺见结节，未见积液 诊断意见:右肺结节，随访");
        assert_eq!(middle.iter().map(|part| part.0).collect::<Vec<_>>(), [Findings, Impression]);
        assert_eq!(middle[1].1, "诊断意见:右肺结节，随访");
        assert_eq!(kinds("**Impression**: nodule")[0].0, Impression);
        assert_eq!(kinds("结论与建议：随访")[0].0, Impression);
        assert_eq!(kinds("右肺结节，临床诊断不明")[0].0, Body);
    }

    #[test]
    fn a_numbered_list_is_the_impression() {
        use SectionKind::*;
        let found = kinds("右肺见结节。双侧胸膜增厚。1.肺癌;2.胸膜增厚。");
        assert_eq!(found[0].0, Findings);
        assert_eq!(found[1], (Impression, "1.肺癌;2.胸膜增厚。".into()));
        assert_eq!(kinds("1.肺癌;2.肝囊肿。右肺见结节。")[1], (Findings, "右肺见结节。".into()));
        assert_eq!(kinds("右肺见结节，约1.2cm。")[0].0, Body);
        assert!(sections("").is_empty());
    }
}
