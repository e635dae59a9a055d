//! Hostile input: no text makes the engine panic, lie about a place, or slow down.

use std::sync::LazyLock;
use std::time::Instant;

use nlp::{Engine, Findings, Lang, pack, sections};
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
        for pack in pack::packs() {
            let values = pack.extract(engine, text);
            assert_eq!(values.len(), pack.variables().len());
            for value in values {
                for span in value.spans {
                    assert!(Span::new(span.start, span.end).of(text).is_some());
                }
            }
        }
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
    let pack = pack::find("lung_nodule").unwrap();
    for text in &cases {
        let begun = Instant::now();
        zh.findings(text);
        en.findings(text);
        pack.extract(zh, text);
        let head: String = text.chars().take(9).collect();
        // Far above what is measured, far below what a quadratic step would take.
        assert!(begun.elapsed().as_secs_f64() < 20.0, "{head}… took {:?}", begun.elapsed());
    }
}
