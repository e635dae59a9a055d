//! Words, fields, trees and pages.

use std::ops::ControlFlow;

use cohorts::criteria::{Criteria, FieldCell};
use cohorts::{Document, Index, TextPart};
use serde_json::{Value, json};

pub fn part(report: &str, section: &str, text: &str) -> TextPart {
    TextPart { report_id: report.into(), section: section.into(), text: text.into(), ..TextPart::default() }
}

pub fn case(id: &str, findings: &str, impression: &str, fields: &[(&str, Value)]) -> Document {
    Document {
        case_id: id.into(),
        texts: vec![part("r1", "findings", findings), part("r1", "impression", impression)],
        fields: fields.iter().map(|(k, v)| ((*k).to_owned(), FieldCell::asserted(v.clone()))).collect(),
    }
}

pub fn build(docs: &[Document]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::build(dir.path(), docs.iter().cloned(), &mut |_| ControlFlow::Continue(())).unwrap();
    (dir, index)
}

pub fn ids(index: &Index, criteria: Value) -> Vec<String> {
    let valid = Criteria::parse(&criteria).unwrap().check(&[]).unwrap();
    let hits = index.search(&valid, 100, 0).unwrap();
    assert_eq!(hits.total as usize, hits.hits.len());
    let ids: Vec<String> = hits.hits.into_iter().map(|hit| hit.case_id).collect();
    assert_eq!(index.select(&valid).unwrap(), ids);
    ids
}

pub fn sample() -> Vec<Document> {
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
