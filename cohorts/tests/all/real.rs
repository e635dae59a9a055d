//! Real reports, when the reference data is there.

use std::ops::ControlFlow;
use std::path::PathBuf;

use cohorts::{Criteria, Document, Index, TextPart, intake};
use serde_json::json;

fn data() -> PathBuf {
    let default = "../../shared/data";
    std::env::var_os("WORKBENCH_DATA").map_or_else(|| default.into(), PathBuf::from)
}

#[test]
fn real_reports_are_found_by_keyword() {
    let Ok(bytes) = std::fs::read(data().join("nlp/zh_ct_events.jsonl")) else {
        println!("skipped: real reports (WORKBENCH_DATA not found)");
        return;
    };
    let intake = intake::read(&bytes).unwrap();
    assert_eq!(intake.rows.len(), 503);
    let documents = intake.rows.iter().map(|row| Document {
        case_id: row.accession.clone().unwrap_or_default(),
        texts: row
            .sections()
            .map(|(section, text)| TextPart {
                report_id: "r".into(),
                section: section.into(),
                text: text.into(),
                ..TextPart::default()
            })
            .collect(),
        fields: Default::default(),
    });
    let documents: Vec<Document> = documents.collect();
    let dir = tempfile::tempdir().unwrap();
    let index =
        Index::build(dir.path(), documents.iter().cloned(), &mut |_| ControlFlow::Continue(())).unwrap();
    for (words, pattern) in [
        ("磨玻璃", "磨玻璃.{0,10}结节"),
        ("ct", r"(\d+(\.\d+)?)\s*[x×*]\s*(\d+(\.\d+)?)\s*cm"),
        ("肺", "左.{1,3}叶"),
    ] {
        let criteria = json!({"all": [{"text": words}, {"regex": pattern}]});
        let valid = Criteria::parse(&criteria).unwrap().check(&[]).unwrap();
        let expected: Vec<String> =
            documents.iter().filter(|d| valid.matches(d)).map(|d| d.case_id.clone()).collect();
        assert!(!expected.is_empty(), "{pattern}");
        assert_eq!(index.select(&valid).unwrap(), expected);
    }
}
