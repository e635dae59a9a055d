//! Hostile input: no text makes the engine panic, lie about a place, or slow down.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use nlp::{Engine, Findings, Lang, sections};
use proptest::prelude::*;
use workbench_core::Span;

static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| [Engine::new(Lang::Zh), Engine::new(Lang::En)]);

/// Every place must give the words that were reported for it.
fn honest(text: &str, found: &Findings) {
    for finding in &found.findings {
        assert_eq!(finding.span().of(text), Some(finding.term.as_str()));
        for size in &finding.sizes {
            assert_eq!(Span::new(size.start, size.end).of(text), Some(size.text.as_str()));
        }
        if let Some(place) = &finding.location {
            assert_eq!(Span::new(place.start, place.end).of(text), Some(place.text.as_str()));
        }
    }
    for grade in &found.grades {
        assert!(grade.span.of(text).is_some());
    }
}

fn all(text: &str) {
    for engine in ENGINES.iter() {
        let found = engine.findings(text);
        honest(text, &found);
        assert_eq!(found, engine.findings(text));
    }
    let mut end = 0;
    for section in sections(text) {
        assert_eq!(section.span.start, end);
        end = section.span.end;
    }
}

/// Words of reports in any order, with marks and strange characters between.
fn jumble() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "右肺",
        "上叶",
        "结节",
        "未见",
        "无",
        "各见一",
        "2枚",
        "×",
        "1.2cm",
        "9mm×7mm",
        "，",
        "。",
        "、",
        "（",
        "）",
        "(",
        ")",
        "较前",
        "增大",
        "2023-05-01",
        "考虑",
        "不除外",
        "?",
        "的",
        "BI-RADS",
        "4A",
        "类",
        "T1N0M0",
        "期",
        "II",
        "级",
        "/",
        "LN",
        "SUV",
        "<br>",
        "&nbsp;",
        "<",
        "_x0004_",
        "\u{feff}",
        "\u{0}",
        "😀",
        "㎝",
        "Ⅲ",
        "術後",
        "no ",
        "history of ",
        "1.",
        "\n",
        "大",
        "不",
        "淋巴结",
        "转移",
        "印象：",
        "距",
        "原约",
        "至",
        "一",
        "分化",
        "rads",
        "lr-",
        "%",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text(text in "\\PC{0,80}") {
        all(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
        all(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_order_of_words(text in jumble()) {
        all(&text);
    }

    #[test]
    fn any_target(text in jumble(), start in 0_usize..90, length in 0_usize..20) {
        let count = text.chars().count();
        for engine in ENGINES.iter() {
            let found = engine.judge(&text, Span::new(start, start + length));
            let inside = length > 0 && start + length <= count;
            prop_assert_eq!(found.findings.len(), usize::from(inside));
            honest(&text, &found);
        }
    }
}

/// The largest of these is a report of several megabytes on one line.
#[test]
fn long_texts_take_linear_time() {
    let sentence = "右肺上叶见2个结节，较大者约9mm×7mm，边缘见分叶，未见钙化；双侧胸腔无积液。";
    let unbroken = "右肺上叶见结节较大者约9mm未见钙化及积液考虑转移不除外";
    let cases = [
        sentence.repeat(25_000),
        unbroken.repeat(30_000),
        "未见".repeat(300_000),
        "的".repeat(500_000),
        "、".repeat(500_000),
        "结节".repeat(300_000),
        "结节，".repeat(200_000),
        "(".repeat(500_000),
        "<a".repeat(300_000),
        "1".repeat(1_000_000),
        "1.".repeat(500_000),
        "9mm×".repeat(200_000),
        "右".repeat(500_000),
        "x".repeat(1_000_000),
        " ".repeat(1_000_000),
        "较大者位于".repeat(100_000),
        "\u{0}".repeat(1_000_000),
    ];
    let [zh, en] = &*ENGINES;
    for text in &cases {
        let begun = Instant::now();
        zh.findings(text);
        en.findings(text);
        let head: String = text.chars().take(9).collect();
        // Far above what is measured, far below what a quadratic step would take.
        assert!(begun.elapsed().as_secs_f64() < 20.0, "{head}… took {:?}", begun.elapsed());
    }
}

/// A small generator of numbers, the same on every machine (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }
}

/// Pieces that have nothing to do in a report.
const FOREIGN: [&str; 24] = [
    "<table>",
    "</p>",
    "<",
    "&amp;",
    "&#13;",
    "_x0004_",
    "\u{0}",
    "\u{7f}",
    "\u{feff}",
    "\u{202e}",
    "\u{fffd}",
    "😀",
    "ﬀ",
    "e\u{301}",
    "１２ｃｍ",
    "…",
    "((((",
    "））",
    "?!?",
    "99999999999",
    "0×0×0cm",
    "未未见见",
    "no evidence of",
    "\r\n\t",
];

/// Texts written for this project and the kit of English sentences.
fn corpus() -> Vec<Vec<char>> {
    let lines = include_str!("data/gold_zh_synthetic.jsonl")
        .lines()
        .chain(include_str!("data/negex_en.jsonl").lines().take(150));
    let reports = lines.filter_map(|line| {
        let unit: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(unit["text"].as_str()?.chars().collect())
    });
    let phrases = include_str!("data/phrases.txt")
        .lines()
        .filter_map(|line| Some(line.strip_prefix("= ")?.chars().collect()));
    reports.chain(phrases).collect()
}

/// One change that hands, scanners and other programs make to a text.
fn mutate(text: &mut Vec<char>, corpus: &[Vec<char>], dice: &mut Dice) {
    let length = text.len();
    let (a, b) = (dice.below(length + 1), dice.below(length + 1));
    let (from, to) = (a.min(b), a.max(b).min(a.min(b) + 40));
    match dice.below(9) {
        0 => drop(text.drain(from..to)),
        1 => {
            let piece: Vec<char> = text[from..to].to_vec();
            text.splice(b..b, piece.repeat(1 + dice.below(3)));
        }
        2 => text[from..to].reverse(),
        3 => {
            let piece = FOREIGN[dice.below(FOREIGN.len())];
            text.splice(a..a, piece.chars());
        }
        4 => {
            let other = &corpus[dice.below(corpus.len())];
            let cut = dice.below(other.len() + 1);
            text.splice(a..a, other[cut..].iter().copied());
        }
        5 => text.retain(|c| !matches!(c, '，' | '。' | '；' | ',' | '.')),
        6 => text[from..to].iter_mut().for_each(|c| {
            *c = if c.is_ascii_graphic() { char::from_u32(*c as u32 + 0xfee0).unwrap_or(*c) } else { *c };
        }),
        7 => text.truncate(a),
        _ => {
            if let Some(c) = char::from_u32(dice.below(0x11_0000) as u32) {
                text.insert(a, c);
            }
        }
    }
}

/// Mutated reports for `NLP_FUZZ_SECONDS` (6 when not said): no panic, honest places,
/// the same answer twice, and no text that takes out of proportion.
#[test]
fn mutated_reports() {
    let seconds = std::env::var("NLP_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6);
    let (corpus, begun) = (corpus(), Instant::now());
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut text = corpus[0].clone();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if text.len() > 4_000 || dice.below(12) == 0 {
            text = corpus[dice.below(corpus.len())].clone();
        }
        for _ in 0..1 + dice.below(4) {
            mutate(&mut text, &corpus, &mut dice);
        }
        let written: String = text.iter().collect();
        // A machine that others use may stop for seconds: only a text that is slow each time is slow.
        let slow = (0..3).all(|_| {
            let clock = Instant::now();
            all(&written);
            clock.elapsed() > Duration::from_secs(3)
        });
        assert!(!slow, "{} characters took more than 3 s three times: {written}", text.len());
        let target = Span::new(dice.below(text.len() + 1), dice.below(text.len() + 1));
        for engine in ENGINES.iter() {
            honest(&written, &engine.judge(&written, target));
        }
    }
}
