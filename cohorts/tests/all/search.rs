//! The index answers as a scan of every text would.

use std::ops::ControlFlow;

use cohorts::criteria::{Criteria, FieldCell};
use cohorts::{CohortError, Document, Index, TextPart};
use proptest::prelude::*;
use serde_json::{Value, json};
use workbench_core::State;

fn part(report: &str, section: &str, text: &str) -> TextPart {
    TextPart { report_id: report.into(), section: section.into(), text: text.into() }
}

fn case(id: &str, findings: &str, impression: &str, fields: &[(&str, Value)]) -> Document {
    Document {
        case_id: id.into(),
        texts: vec![part("r1", "findings", findings), part("r1", "impression", impression)],
        fields: fields.iter().map(|(k, v)| ((*k).to_owned(), FieldCell::asserted(v.clone()))).collect(),
    }
}

fn build(docs: &[Document]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::build(dir.path(), docs.iter().cloned(), &mut |_| ControlFlow::Continue(())).unwrap();
    (dir, index)
}

fn ids(index: &Index, criteria: Value) -> Vec<String> {
    let valid = Criteria::parse(&criteria).unwrap().check(&[]).unwrap();
    let hits = index.search(&valid, 100, 0).unwrap();
    assert_eq!(hits.total as usize, hits.hits.len());
    let ids: Vec<String> = hits.hits.into_iter().map(|hit| hit.case_id).collect();
    assert_eq!(index.select(&valid).unwrap(), ids);
    ids
}

fn sample() -> Vec<Document> {
    vec![
        case(
            "a",
            "右肺上叶磨玻璃结节，约８ｍｍ",
            "Lung-RADS 4A类",
            &[("size", json!(8)), ("lobe", json!(["RUL"]))],
        ),
        case("b", "左肺下叶实性结节,约12mm", "考虑恶性", &[("size", json!(12)), ("a.b", json!("x"))]),
        case("c", "双肺未见结节", "磨玻璃", &[]),
        case("d", "磨玻", "璃影", &[("size", json!(3.5))]),
    ]
}

#[test]
fn finds_words_in_any_script_and_width() {
    let (_dir, index) = build(&sample());
    assert_eq!(index.len(), 4);
    assert_eq!(ids(&index, json!({"text": "磨玻璃"})), ["a", "c"]);
    assert_eq!(ids(&index, json!({"text": "磨玻璃", "in": ["findings"]})), ["a"]);
    assert_eq!(ids(&index, json!({"text": "8MM"})), ["a"]);
    assert_eq!(ids(&index, json!({"text": "璃"})), ["a", "c", "d"]);
    assert_eq!(ids(&index, json!({"text": "lung-rads 4a"})), ["a"]);
    assert_eq!(ids(&index, json!({"regex": "RADS\\s*4[AB]"})), ["a"]);
    assert_eq!(ids(&index, json!({"regex": "\\d{2}mm"})), ["b"]);
    assert_eq!(ids(&index, json!({"regex": "^双肺"})), ["c"]);
}

#[test]
fn fields_and_trees() {
    let (_dir, index) = build(&sample());
    let field = |op: &str, value: Value| json!({"field": "size", "op": op, "value": value});
    assert_eq!(ids(&index, field(">=", json!(8))), ["a", "b"]);
    assert_eq!(ids(&index, field("!=", json!(8))), ["b", "d"]);
    assert_eq!(ids(&index, json!({"field": "size", "op": "missing"})), ["c"]);
    assert_eq!(ids(&index, json!({"field": "nowhere", "op": "missing"})).len(), 4);
    assert_eq!(ids(&index, json!({"field": "a.b", "op": "=", "value": "X"})), ["b"]);
    let tree = json!({"all": [{"text": "结节"}, {"not": {"text": "未见"}}, field("<", json!(10))]});
    let valid = Criteria::parse(&tree).unwrap().check(&[]).unwrap();
    let hits = index.search(&valid, 10, 0).unwrap();
    assert_eq!((hits.total, hits.hits[0].case_id.as_str()), (1, "a"));
    assert_eq!(hits.leaves.iter().map(|leaf| leaf.count).collect::<Vec<_>>(), [3, 1, 2]);
    assert_eq!(hits.hits[0].highlights.len(), 1);
    let place = &hits.hits[0].highlights[0];
    assert_eq!((place.leaf, place.section.as_str(), place.start, place.end), (0, "findings", 7, 9));
}

#[test]
fn pages_follow_each_other() {
    let docs: Vec<Document> = (0..25).map(|n| case(&format!("{n:02}"), "结节", "", &[])).collect();
    let (_dir, index) = build(&docs);
    let valid = Criteria::from_json(r#"{"text":"结节"}"#).unwrap().check(&[]).unwrap();
    let page = |offset| -> Vec<String> {
        index.search(&valid, 10, offset).unwrap().hits.into_iter().map(|hit| hit.case_id).collect()
    };
    assert_eq!(
        [page(0), page(10), page(20)].concat(),
        docs.iter().map(|d| d.case_id.clone()).collect::<Vec<_>>()
    );
}

#[test]
fn a_failed_build_keeps_the_former_index() {
    let (dir, index) = build(&sample());
    let twice = [case("x", "", "", &[]), case("x", "", "", &[])];
    let built = Index::build(dir.path(), twice.into_iter(), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(built, Err(CohortError::Document { .. })));
    let stopped = Index::build(dir.path(), sample().into_iter(), &mut |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(CohortError::Cancelled)));
    assert_eq!(Index::open(dir.path()).unwrap().len(), 4);
    // what a killed build left behind does not matter and goes with the next build
    std::fs::create_dir(dir.path().join("generation-99")).unwrap();
    std::fs::write(dir.path().join("CURRENT.new"), "gener").unwrap();
    assert_eq!(Index::open(dir.path()).unwrap().len(), 4);
    // a reader outlives a rebuild
    Index::build(dir.path(), sample().into_iter().take(1), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(ids(&index, json!({"text": "结节"})).len(), 3);
    assert_eq!(Index::open(dir.path()).unwrap().len(), 1);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "old generations are removed");
}

#[test]
fn damage_is_named() {
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Index::open(empty.path()), Err(CohortError::NoIndex(_))));
    let (dir, index) = build(&sample());
    drop(index);
    let generation = std::fs::read_dir(dir.path()).unwrap().flatten().find(|e| e.path().is_dir()).unwrap();
    for file in std::fs::read_dir(generation.path()).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.starts_with('.') {
            continue;
        }
        let whole = std::fs::read(file.path()).unwrap();
        let mut broken = [whole.clone(), whole.clone()];
        broken[0].truncate(whole.len() / 2);
        let middle = whole.len() / 2;
        broken[1][middle] ^= 0x55;
        for bytes in broken {
            std::fs::write(file.path(), bytes).unwrap();
            let opened = Index::open(dir.path());
            // Tantivy's own list of files is the only one without a checksum
            let listed = matches!(opened, Err(CohortError::Damaged { .. })) || name == "meta.json";
            assert!(listed, "{name} {:?}", opened.err());
        }
        std::fs::write(file.path(), whole).unwrap();
    }
    Index::open(dir.path()).unwrap();
    std::fs::write(dir.path().join("CURRENT"), "generation-1 other").unwrap();
    let error = Index::open(dir.path()).err().unwrap().to_string();
    assert!(error.contains("rebuild"), "{error}");
}

fn text() -> impl Strategy<Value = String> {
    "[aAbBｂ肺结节磨8８ſ ,，😀]{0,12}"
}

fn leaf() -> impl Strategy<Value = Value> {
    let words = prop_oneof!["[aAbＢ肺结节8ſs]{1,3}", "[磨😀 ,]{1,2}a"];
    let pattern = prop_oneof![
        "[ab肺结8]{1,3}",
        "[ab肺][+]?[结8]",
        "\\([ab]\\|肺结\\)8?",
        Just("(a|肺)结*节".to_owned()),
        Just("[^a]b{2}".to_owned()),
        Just("\\d肺|a$".to_owned()),
        Just("(?:ab?)+8".to_owned()),
        Just(".肺".to_owned()),
        Just("[a-c肺]S".to_owned()),
    ];
    let section = prop_oneof![Just(None), Just(Some("findings")), Just(Some("text"))];
    let with = |key: &'static str, text: String, section: Option<&str>| match section {
        Some(section) => json!({ key: text, "in": [section] }),
        None => json!({ key: text }),
    };
    prop_oneof![
        (words, section.clone())
            .prop_filter("blank", |(w, _)| !w.trim().is_empty())
            .prop_map(move |(w, s)| with("text", w, s)),
        (pattern, section.clone()).prop_map(move |(p, s)| with("regex", p, s)),
        ("[aAbＢ肺结节8]{3,5}", section).prop_map(move |(w, s)| with("fuzzy", w, s)),
        ("[xy]", prop::sample::select(vec!["=", "!=", "<", ">="]), 0..4)
            .prop_map(|(f, op, v)| json!({"field": f, "op": op, "value": v})),
        ("[xy]", prop::sample::select(vec!["exists", "missing"]))
            .prop_map(|(f, op)| json!({"field": f, "op": op})),
        "[xy]".prop_map(|f| json!({"field": f, "op": "in", "value": [1, "w"]})),
        "[xy]".prop_map(|f| json!({"field": f, "op": "state", "value": "uncertain"})),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({ "all": parts })),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({ "any": parts })),
            inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn document() -> impl Strategy<Value = Document> {
    let cell = prop_oneof![
        (0..4).prop_map(FieldCell::asserted),
        Just(FieldCell { state: State::NotMentioned, value: Value::Null }),
        Just(FieldCell { state: State::Uncertain, value: json!(["w", 2]) }),
        (0..4).prop_map(|n| FieldCell::asserted(json!({"exact": null, "min": n, "max": null}))),
    ];
    let section = prop::sample::select(vec!["findings", "impression", ""]);
    let texts = prop::collection::vec((section, text()).prop_map(|(s, t)| part("r", s, &t)), 0..4);
    (texts, prop::collection::btree_map("[xy]", cell, 0..3)).prop_map(|(texts, fields)| Document {
        case_id: String::new(),
        texts,
        fields,
    })
}

/// Words compared character by character, without anything the index uses.
fn scan(words: &str, text: &str) -> bool {
    let simple = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap().to_ascii_lowercase(),
        'ſ' => 's',
        other => other.to_ascii_lowercase(),
    };
    let (words, text): (Vec<char>, Vec<char>) =
        (words.chars().map(simple).collect(), text.chars().map(simple).collect());
    text.windows(words.len()).any(|window| window == words)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn index_equals_scan(
        mut docs in prop::collection::vec(document(), 1..30),
        trees in prop::collection::vec(tree(), 12),
    ) {
        for (n, doc) in docs.iter_mut().enumerate() {
            doc.case_id = n.to_string();
        }
        let (_dir, index) = build(&docs);
        for tree in trees {
            let valid = match Criteria::parse(&tree).unwrap().check(&[]) {
                Ok(valid) => valid,
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            let hits = index.search(&valid, 100, 0).unwrap();
            let expected: Vec<&str> = docs.iter().filter(|d| valid.matches(d)).map(|d| d.case_id.as_str()).collect();
            let found: Vec<&str> = hits.hits.iter().map(|hit| hit.case_id.as_str()).collect();
            prop_assert_eq!(&found, &expected, "{}", tree);
            let lines: Vec<Value> = match tree.get("all") {
                Some(Value::Array(parts)) => parts.clone(),
                _ => vec![tree.clone()],
            };
            let mut left: Vec<&Document> = docs.iter().collect();
            for (line, counted) in lines.iter().zip(&hits.lines) {
                let line = Criteria::parse(line).unwrap().check(&[]).unwrap();
                left.retain(|doc| line.matches(doc));
                let count = docs.iter().filter(|doc| line.matches(doc)).count();
                prop_assert_eq!((counted.count, counted.left), (count as u64, left.len() as u64));
            }
            prop_assert_eq!(lines.len(), hits.lines.len());
            for (leaf, test) in hits.leaves.iter().zip(valid.tests()) {
                let count = docs.iter().filter(|d| test.matches(d)).count() as u64;
                prop_assert_eq!(leaf.count, count, "{} in {}", &test.text, tree);
            }
            if let Some(words) = tree.get("text").and_then(Value::as_str).filter(|_| tree.get("in").is_none()) {
                let scanned: Vec<&str> = docs.iter()
                    .filter(|d| d.texts.iter().any(|part| scan(words, &part.text)))
                    .map(|d| d.case_id.as_str()).collect();
                prop_assert_eq!(&found, &scanned);
            }
            for hit in &hits.hits {
                let doc = &docs[hit.case_id.parse::<usize>().unwrap()];
                for place in &hit.highlights {
                    let fits = doc.texts.iter().filter(|p| p.section == place.section).any(|p| {
                        // the place alone satisfies its leaf: a highlight is never wider or elsewhere
                        let words = workbench_core::Span::new(place.start, place.end).of(&p.text);
                        let alone = words.map(|words| part("r", &p.section, words));
                        let doc = alone.map(|part| Document { texts: vec![part], ..Document::default() });
                        let test = &valid.tests()[place.leaf];
                        doc.is_some_and(|doc| test.matches(&doc) || test.text.starts_with('/'))
                    });
                    prop_assert!(fits);
                }
            }
        }
    }
}
