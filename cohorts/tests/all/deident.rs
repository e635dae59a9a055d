//! De-identification: a table of marked reports, laws, speed, real texts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use cohorts::deident::{Covered, FieldKinds, Kind, KnownNames, KnownPerson, ProjectKey, Projection};
use proptest::prelude::*;
use workbench_core::{DataLevel, Span};

const TABLE: &str = include_str!("../data/deident.txt");
const LEVELS: [DataLevel; 5] = [
    DataLevel::Count,
    DataLevel::Aggregate,
    DataLevel::Deidentified,
    DataLevel::Limited,
    DataLevel::Identified,
];

/// What a test needs to make projections.
struct Bench {
    key: ProjectKey,
    names: KnownNames,
    kinds: FieldKinds,
    who: KnownPerson,
}

impl Bench {
    fn new() -> Self {
        Self {
            key: ProjectKey::new(b"secret", "lung"),
            names: KnownNames::default(),
            kinds: FieldKinds::default(),
            who: KnownPerson::default(),
        }
    }

    fn known() -> Self {
        let who = KnownPerson {
            id: "p1".into(),
            name: "张建国".into(),
            aliases: vec!["ZHANG^JIANGUO".into()],
            numbers: vec!["00123456".into()],
            others: vec![(Kind::Phone, "13812345678".into())],
        };
        Self { who, names: KnownNames::new(["李小红"], ["协和"]), ..Self::new() }
    }

    fn shifting(mut self) -> Self {
        self.kinds = [("onset", Kind::DateShift)].into_iter().collect();
        self
    }

    fn at(&self, level: DataLevel) -> Projection<'_> {
        Projection::new(level, &self.key, &self.who, &self.names, &self.kinds)
    }
}

/// A line of the table: the text, and the marked places as `⟦N:张三⟧`.
fn marked(line: &str) -> (String, Vec<Span>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), 0);
    let mut chars = line.chars();
    let mut at = 0;
    while let Some(c) = chars.next() {
        match c {
            '⟦' => {
                chars.by_ref().take(2).for_each(drop);
                open = at;
            }
            '⟧' => marks.push(Span::new(open, at)),
            c => {
                text.push(c);
                at += 1;
            }
        }
    }
    (text, marks)
}

fn originals(covered: &Covered) -> Vec<Span> {
    covered.parts().iter().map(|part| covered.back(part.span)).collect()
}

#[test]
fn the_table_is_covered_and_nothing_else() {
    let bench = Bench::new();
    let projection = bench.at(DataLevel::Deidentified);
    let (mut marks, mut hit, mut parts, mut right) = (0, 0, 0, 0);
    for line in TABLE.lines() {
        let (text, wanted) = marked(line);
        let covered = projection.text(&text);
        let got = originals(&covered);
        marks += wanted.len();
        parts += got.len();
        hit += wanted.iter().filter(|w| got.iter().any(|g| g.start <= w.start && w.end <= g.end)).count();
        right += got.iter().filter(|g| wanted.iter().any(|w| w.overlaps(**g))).count();
    }
    println!("recall {hit}/{marks}, precision {right}/{parts}, {} lines", TABLE.lines().count());
    assert!(TABLE.lines().count() >= 200 && marks >= 180);
    assert!(hit * 100 >= marks * 98, "recall {hit}/{marks}");
    assert!(right * 100 >= parts * 98, "precision {right}/{parts}");
}

#[test]
fn masks_look_as_hospitals_expect() {
    let bench = Bench::known();
    let shown = |level, text: &str| bench.at(level).text(text).into_text();
    let text = "患者张建国,电话13812345678,身份证11010519491231002X,住湖南省长沙市岳麓区麓山南路932号。报告医师:李小红";
    assert_eq!(
        shown(DataLevel::Limited, text),
        "患者张**,电话138****5678,身份证[身份证号·1949年生],住[地址·湖南省长沙市]。报告医师:李**"
    );
    let covered = shown(DataLevel::Deidentified, text);
    assert!(covered.starts_with("患者[患者·") && covered.contains("电话[电话],身份证[身份证号],住[地址]。"));
    assert!(covered.contains("报告医师:[医生·"));
    assert_eq!(shown(DataLevel::Identified, text), text);
    assert_eq!(shown(DataLevel::Count, text), "[不可见]");
    // as a field, in a text, and with a blank in it: one mask
    let deid = bench.at(DataLevel::Deidentified);
    let name = deid.value(Kind::Name, "张建国");
    assert_eq!(deid.text("张 建国").text(), name);
    assert_eq!(deid.value(Kind::Number, "00123456"), deid.text("00123456").into_text());
    assert_eq!(deid.value(Kind::Date, "2021-03-05"), "2021");
    assert_eq!(deid.value(Kind::Name, &name), name);
    assert_eq!(bench.at(DataLevel::Identified).value(Kind::Password, "x"), "[密码]");
    assert!(deid.text("Zhang Jianguo was seen at 协和").text().starts_with("[患者·"));
    assert!(!deid.text("Zhang Jianguo was seen at 协和").text().contains("协和"));
}

#[test]
fn fields_follow_the_dictionary_and_words_their_text() {
    let mut bench = Bench::known();
    bench.kinds = [("phone", Kind::Phone), ("lobe", Kind::None)].into_iter().collect();
    let deid = bench.at(DataLevel::Deidentified);
    assert_eq!(deid.field("phone", &serde_json::json!(13812345678u64)), "[电话]");
    assert_eq!(deid.field("lobe", &serde_json::json!("RUL")), "RUL");
    let other = deid.field("remark", &serde_json::json!({"words": ["张建国诉咳嗽", 3]}));
    assert!(!other.to_string().contains("张建国") && other.to_string().contains("诉咳嗽"));
    let text = deid.text("患者张建国右肺结节");
    let at = text.span(Span::new(5, 9));
    assert_eq!(at.of(text.text()), Some("右肺结节"));
    // a word that reaches into the name takes in the whole mask, and no more
    assert_eq!(text.span(Span::new(3, 4)), text.parts()[0].span);
    assert!(!serde_json::to_string(&text).unwrap().contains("original"));
}

#[test]
fn moved_dates_keep_intervals() {
    let bench = Bench::known().shifting();
    let limited = bench.at(DataLevel::Limited);
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap();
    let [a, b] = ["2020-02-28", "2021-03-05"].map(|date| limited.value(Kind::Date, date));
    assert_eq!(day(&b) - day(&a), day("2021-03-05") - day("2020-02-28"));
    assert_ne!(b, "2021-03-05");
    // the same offset in texts and at the level below
    assert_eq!(limited.text("于2021-03-05复查").text(), format!("于⟨{b}⟩复查"));
    assert_eq!(bench.at(DataLevel::Deidentified).value(Kind::DateShift, "2021-03-05"), b);
}

#[test]
fn a_long_line_is_quick() {
    let bench = Bench::known();
    let sentence = "右肺上叶前段见大小约12×8mm磨玻璃结节,边缘光滑,周围见高密度影,与2021-03-05片比较增大,纵隔淋巴结未见肿大;肝胆脾胰未见异常。";
    let text: String = format!("患者张建国,电话13812345678。{}", sentence.repeat(14_000));
    let text: String = text.chars().take(1_000_000).collect();
    assert!(text.chars().count() > 900_000);
    bench.at(DataLevel::Deidentified).text(sentence);
    let start = Instant::now();
    let covered = bench.at(DataLevel::Deidentified).text(&text);
    let took = start.elapsed();
    println!("{} characters, {} parts in {took:?}", text.chars().count(), covered.parts().len());
    // half a second when optimised; the bound is for what grows faster than its text
    assert!(took < Duration::from_secs(20), "{took:?}");
    let numbers: String = (0..20_000).map(|n| format!("住院号{} ", 1_000_000 + n)).collect();
    let start = Instant::now();
    bench.at(DataLevel::Deidentified).text(&numbers);
    assert!(start.elapsed() < Duration::from_secs(20), "numbers: {:?}", start.elapsed());
    for hostile in ["一", "1", "张", "医院", "[", "2021-", "a@", "某", "·", "患者", "1.", "湖南省"]
    {
        let start = Instant::now();
        bench.at(DataLevel::Deidentified).text(&hostile.repeat(100_000 / hostile.chars().count()));
        assert!(start.elapsed() < Duration::from_secs(10), "{hostile}: {:?}", start.elapsed());
    }
}

#[test]
fn real_texts_stay_readable() {
    let default = "../../shared/data";
    let data = std::env::var_os("WORKBENCH_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    let files = ["zh_ct_events", "zh_ct_unlabelled", "zh_breast_impressions", "zh_emr_ner"];
    let bench = Bench::new();
    let projection = bench.at(DataLevel::Deidentified);
    let (mut chars, mut parts) = (0, BTreeMap::<Kind, usize>::new());
    for file in files {
        let Ok(lines) = std::fs::read_to_string(data.join(format!("nlp/{file}.jsonl"))) else {
            println!("skipped: {file} (WORKBENCH_DATA not found)");
            return;
        };
        for line in lines.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = line["text"].as_str().unwrap();
            chars += text.chars().count();
            projection.text(text).parts().iter().for_each(|part| *parts.entry(part.kind).or_default() += 1);
        }
    }
    println!("{chars} characters: {parts:?}");
    // nobody is named in these texts, and dates, report numbers and a few hospitals are truly there
    let named: usize = [Kind::Name, Kind::Staff, Kind::Phone, Kind::Landline, Kind::IdCard, Kind::Address]
        .iter()
        .filter_map(|kind| parts.get(kind))
        .sum();
    assert!(named * 100_000 <= chars, "{parts:?}");
    assert!(parts.get(&Kind::Hospital).is_none_or(|count| count * 10_000 <= chars), "{parts:?}");
}

/// Pieces of reports in any order, so that rules meet each other.
fn any_text() -> impl Strategy<Value = String> {
    let lines: Vec<String> = TABLE.lines().map(|line| marked(line).0).collect();
    let piece = prop_oneof![
        4 => proptest::sample::select(lines),
        1 => "\\PC{0,12}",
        1 => "[0-9年月日./: -]{0,16}",
        1 => "[张王李患者医院省市路号姓名:：·\\[\\]*⟨⟩0-9]{0,16}",
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn covering_twice_is_covering_once(text in any_text(), level in proptest::sample::select(&LEVELS[..]), shift in any::<bool>()) {
        let bench = if shift { Bench::known().shifting() } else { Bench::known() };
        let projection = bench.at(level);
        let once = projection.text(&text);
        prop_assert_eq!(&once, &projection.text(&text));
        let twice = projection.text(once.text());
        prop_assert_eq!(once.text(), twice.text());
    }

    #[test]
    fn the_map_is_monotone(text in any_text()) {
        let bench = Bench::known();
        let covered = bench.at(DataLevel::Deidentified).text(&text);
        let (long, shown) = (text.chars().count(), covered.text().chars().count());
        let places: Vec<Span> = (0..long).map(|at| covered.span(Span::new(at, at + 1))).collect();
        for pair in places.windows(2) {
            prop_assert!(pair[0].start <= pair[1].start && pair[0].end <= pair[1].end);
        }
        prop_assert!(places.iter().all(|span| span.start < span.end && span.end <= shown));
        prop_assert_eq!(covered.span(Span::new(0, long)), Span::new(0, shown));
        for (at, place) in places.iter().enumerate() {
            let back = covered.back(*place);
            prop_assert!(back.start <= at && at < back.end);
            // what is not covered is the same character
            if place.end - place.start == 1 && covered.parts().iter().all(|part| !part.span.overlaps(*place)) {
                prop_assert_eq!(place.of(covered.text()), Span::new(at, at + 1).of(&text));
            }
        }
        let parts = covered.parts();
        prop_assert!(parts.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }

    #[test]
    fn nothing_known_of_a_patient_remains(
        text in any_text(),
        before in "[\\p{Han}]{0,3}",
        name in proptest::sample::select(vec!["张建国", "欧阳晓", "王丽", "买买提·艾力", "Zhang^San"]),
        id in "[A-Z]{0,2}[0-9]{5,12}",
        phone in "1[3-9][0-9]{9}",
    ) {
        let mut bench = Bench::new();
        bench.who.name = name.into();
        bench.who.numbers = vec![id.clone()];
        bench.who.others = vec![(Kind::Phone, phone.clone())];
        let covered = bench.at(DataLevel::Deidentified);
        let shown = covered.text(&format!("{text},{before}{name},{id} 与 {phone};{text}")).into_text();
        for word in [name, &id, &phone] {
            prop_assert!(!shown.contains(word), "{} in {}", word, shown);
        }
        // no piece of two characters in the masks themselves
        // (the five letters of a tag come from a hash and may meet two of a Latin name by chance)
        let alone = covered.text(&format!("{name};{id};{phone}")).into_text();
        let alone = regex::Regex::new("·[a-z]{5}").unwrap().replace_all(&alone, "").into_owned();
        for word in [name, &id, &phone] {
            let chars: Vec<char> = word.chars().collect();
            for pair in chars.windows(2) {
                let pair: String = pair.iter().collect();
                prop_assert!(!alone.contains(&pair), "{} in {}", pair, alone);
            }
        }
    }
}
