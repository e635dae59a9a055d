//! Leaves about mentions, reports, intervals, cohorts, synonyms and pinyin; named lines.

use std::sync::Arc;

use cohorts::criteria::{CohortMembers, Criteria, LineKind};
use cohorts::{Document, Index, Lookup, Mention, TextPart};
use serde_json::{Value, json};

use crate::search::{build, case, part, sample};

fn lookup() -> Lookup {
    let members = |ids: &[&str]| Arc::new(ids.iter().map(|id| (*id).to_owned()).collect());
    let cohort = |version, ids: &[&str]| CohortMembers { id: "C1".into(), version, members: members(ids) };
    Lookup {
        cohorts: vec![cohort(1, &["a", "gone"]), cohort(2, &["b", "c"])],
        synonyms: vec![
            vec!["磨玻璃".into(), "GGO".into(), "毛玻璃".into()],
            vec!["淋巴结肿大".into(), "肿大淋巴结".into()],
        ],
    }
}

/// The cases found, which must be those found without an index, and where the first is marked.
fn found(docs: &[Document], index: &Index, criteria: &Value) -> (Vec<String>, Vec<String>) {
    let valid = Criteria::parse(criteria).unwrap().check_with(&[], &lookup()).unwrap();
    let hits = index.search(&valid, 100, 0).unwrap();
    let ids: Vec<String> = hits.hits.iter().map(|hit| hit.case_id.clone()).collect();
    let naive: Vec<String> = docs.iter().filter(|d| valid.matches(d)).map(|d| d.case_id.clone()).collect();
    assert_eq!(ids, naive, "{criteria}");
    let marks = hits.hits.first().map(|hit| {
        let doc = docs.iter().find(|doc| doc.case_id == hit.case_id).unwrap();
        let mark = |place: &cohorts::index::Highlight| {
            let here = |p: &&TextPart| p.report_id == place.report_id && p.section == place.section;
            let text = &doc.texts.iter().find(here).unwrap().text;
            workbench_core::Span::new(place.start, place.end).of(text).unwrap().to_owned()
        };
        hit.highlights.iter().map(mark).collect()
    });
    (ids, marks.unwrap_or_default())
}

fn mention(text: &str, words: &str, flags: [bool; 3]) -> Mention {
    let start = text[..text.find(words).unwrap()].chars().count();
    let [negated, uncertain, historical] = flags;
    Mention { term: String::new(), start, end: start + words.chars().count(), negated, uncertain, historical }
}

#[test]
fn mentions_know_what_is_denied() {
    let mut docs = vec![
        case("a", "右肺磨玻璃结节,未见肿大淋巴结", "", &[]),
        case("b", "双肺未见结节", "可疑结节", &[]),
        case("c", "毛玻璃影较前缩小", "", &[]),
    ];
    let with = |doc: &mut Document, part: usize, words: &str, flags| {
        let found = mention(&doc.texts[part].text, words, flags);
        doc.texts[part].mentions.push(found);
    };
    with(&mut docs[0], 0, "磨玻璃结节", [false; 3]);
    with(&mut docs[0], 0, "肿大淋巴结", [true, false, false]);
    with(&mut docs[1], 0, "结节", [true, false, false]);
    with(&mut docs[1], 1, "结节", [false, true, false]);
    with(&mut docs[2], 0, "毛玻璃影", [false, false, true]);
    docs[2].texts[0].mentions[0].term = "GGO".into();
    let (_dir, index) = build(&docs);
    let ask = |criteria: Value| found(&docs, &index, &criteria);
    assert_eq!(ask(json!({"mention": "结节", "negated": false})).0, ["a", "b"]);
    assert_eq!(
        ask(json!({"mention": "结节", "negated": false, "uncertain": false})),
        (vec!["a".into()], vec!["磨玻璃结节".into()])
    );
    assert_eq!(ask(json!({"mention": "结节", "negated": true})), (vec!["b".into()], vec!["结节".into()]));
    assert_eq!(ask(json!({"mention": "结节", "negated": false, "in": ["findings"]})).0, ["a"]);
    assert_eq!(ask(json!({"mention": "淋巴结肿大"})).0, ["a"]);
    assert_eq!(ask(json!({"mention": "磨玻璃"})).0, ["a", "c"]);
    assert_eq!(
        ask(json!({"mention": "ggo", "historical": true})),
        (vec!["c".into()], vec!["毛玻璃影".into()])
    );
    assert_eq!(ask(json!({"mention": "影", "historical": null, "negated": true})).0, Vec::<String>::new());
}

fn exams() -> Vec<Document> {
    let exam = |id: &str, modality: &str, body: &str, day: &str, text: &str| TextPart {
        modality: modality.into(),
        body_part: body.into(),
        exam_date: day.into(),
        ..part(id, "findings", text)
    };
    let case = |id: &str, texts: Vec<TextPart>| Document { case_id: id.into(), texts, ..Document::default() };
    vec![
        case(
            "a",
            vec![
                exam("1@0", "CT", "胸部", "2024-01-10", "右肺结节5mm"),
                part("1@9", "impression", "建议复查"),
                exam("2", "CT", "胸部", "2024-04-10", "右肺结节8mm，较前增大"),
            ],
        ),
        case(
            "b",
            vec![
                exam("3", "MR", "颅脑", "2024-02-29 08:00", "未见异常"),
                exam("4", "ＣＴ", "胸部", "", "结节"),
            ],
        ),
        case("c", vec![]),
        case("d", vec![exam("5", "CT", "腹部", "2023-02-30", "肝囊肿")]),
    ]
}

#[test]
fn one_report_must_have_it_all() {
    let docs = exams();
    let (_dir, index) = build(&docs);
    let ask = |reports: Value| found(&docs, &index, &json!({ "reports": reports }));
    let ids = |reports: Value| ask(reports).0;
    assert_eq!(ids(json!({})), ["a", "b", "d"]);
    assert_eq!(ids(json!({"modality": ["ct"]})), ["a", "b", "d"]);
    assert_eq!(ids(json!({"modality": "CT", "body_part": "胸"})), ["a", "b"]);
    assert_eq!(ids(json!({"from": "2024-02-29", "to": "2024-02-29"})), ["b"]);
    assert_eq!(
        ids(json!({"modality": ["CT"], "from": "2024-02-01", "have": {"text": "5mm"}})),
        Vec::<String>::new()
    );
    assert_eq!(ids(json!({"have": {"all": [{"text": "结节"}, {"text": "建议复查"}]}})), ["a"]);
    assert_eq!(ids(json!({"have": {"all": [{"text": "增大"}, {"text": "建议复查"}]}})), Vec::<String>::new());
    assert_eq!(ids(json!({"have": {"not": {"text": "结节"}}})), ["b", "d"]);
    // only the report that is such is marked
    let (ids, marks) =
        ask(json!({"to": "2024-02-01", "have": {"all": [{"regex": "\\dmm"}, {"not": {"text": "增大"}}]}}));
    assert_eq!((ids, marks), (vec!["a".into()], vec!["5mm".into()]));
}

#[test]
fn examinations_so_many_days_apart() {
    let docs = exams();
    let (_dir, index) = build(&docs);
    let ask = |from: Value, to: Value, days: [i32; 2]| {
        found(&docs, &index, &json!({"interval": {"from": from, "to": to, "days": days}}))
    };
    let nodule = || json!({"have": {"text": "结节"}});
    assert_eq!(ask(nodule(), nodule(), [90, 92]).0, ["a"]);
    assert_eq!(ask(nodule(), nodule(), [92, 400]).0, Vec::<String>::new());
    assert_eq!(ask(nodule(), nodule(), [-91, -1]).0, ["a"]);
    // no examination is its own neighbour
    assert_eq!(ask(json!({}), json!({}), [0, 0]).0, Vec::<String>::new());
    let (_, marks) =
        ask(json!({"have": {"text": "5mm"}}), json!({"reports": {"have": {"text": "8mm"}}}), [30, 180]);
    assert_eq!(marks, ["5mm", "8mm"]);
}

#[test]
fn cohorts_synonyms_and_pinyin() {
    let docs = sample();
    let (_dir, index) = build(&docs);
    let ask = |criteria: Value| found(&docs, &index, &criteria);
    assert_eq!(ask(json!({"cohort": "C1", "version": 1})).0, ["a"]);
    assert_eq!(ask(json!({"all": [{"cohort": "C1"}, {"text": "磨玻璃"}]})).0, ["c"]);
    assert_eq!(ask(json!({"not": {"cohort": "C1", "version": 2}})).0, ["a", "d"]);
    assert_eq!(
        ask(json!({"text": "ggo", "synonyms": true})),
        (vec!["a".into(), "c".into()], vec!["磨玻璃".into()])
    );
    assert_eq!(ask(json!({"text": "ggo"})).0, Vec::<String>::new());
    assert_eq!(
        ask(json!({"pinyin": "jiejie"})),
        (vec!["a".into(), "b".into(), "c".into()], vec!["结节".into()])
    );
    assert_eq!(ask(json!({"pinyin": "mbl", "in": ["findings"]})), (vec!["a".into()], vec!["磨玻璃".into()]));
}

#[test]
fn named_lines_are_a_funnel() {
    let docs = sample();
    let (_dir, index) = build(&docs);
    let lines = json!({"lines": [
        {"name": "有结节", "include": {"text": "结节"}},
        {"name": "未见", "exclude": {"text": "未见"}},
        {"include": {"field": "size", "op": "<", "value": 10}},
    ]});
    assert_eq!(found(&docs, &index, &lines), (vec!["a".into()], vec!["结节".into()]));
    let criteria = Criteria::parse(&lines).unwrap();
    let hits = index.search(&criteria.check(&[]).unwrap(), 10, 0).unwrap();
    let counts: Vec<_> =
        hits.lines.iter().map(|l| (l.name.as_str(), l.kind, l.count, l.left, l.excluded)).collect();
    let (include, exclude) = (LineKind::Include, LineKind::Exclude);
    assert_eq!(counts, [("有结节", include, 3, 3, 1), ("未见", exclude, 1, 2, 1), ("", include, 2, 1, 1)]);
    assert_eq!(
        criteria.describe_zh(),
        "纳入「有结节」：报告包含“结节”；排除「未见」：报告包含“未见”；纳入：size小于10"
    );
    assert_eq!(
        criteria.describe_en(),
        "include “有结节”: report contains “结节”; exclude “未见”: report contains “未见”; include: size < 10"
    );
    assert_eq!(Criteria::parse(&criteria.to_json()).unwrap(), criteria);
}

#[test]
fn reads_back_and_comes_back() {
    for (json, zh, en) in [
        (
            json!({"mention": "结节", "negated": false, "uncertain": true}),
            "报告提及“结节”（未否定、不确定）",
            "report mentions “结节” (not negated, uncertain)",
        ),
        (
            json!({"reports": {"modality": ["CT", "MR"], "body_part": "胸", "from": "2024-01-01", "have": {"text": "结节", "synonyms": true}}}),
            "有一份2024-01-01起的部位含“胸”的CT或MR报告（其中报告包含“结节”或其同义词）",
            "there is a CT or MR report of “胸” from 2024-01-01 (in which report contains “结节” or a synonym)",
        ),
        (
            json!({"interval": {"from": {"modality": ["CT"]}, "to": {"to": "2025-01-01"}, "days": [30, 180]}}),
            "有一份CT报告，其后30至180天有另一份2025-01-01止的报告",
            "there is a CT report and another, a report until 2025-01-01, 30 to 180 days later",
        ),
        (json!({"cohort": "C1", "version": 2}), "属于队列C1第2版", "member of cohort C1 version 2"),
        (json!({"pinyin": "mbl"}), "报告包含读作“mbl”的词", "report contains what is read “mbl”"),
    ] {
        let criteria = Criteria::parse(&json).unwrap();
        assert_eq!((criteria.describe_zh().as_str(), criteria.describe_en().as_str()), (zh, en));
        assert_eq!(criteria.to_json(), json);
    }
}

#[test]
fn refusals_name_the_place() {
    let refused = |value: Value| {
        let checked = Criteria::parse(&value).and_then(|criteria| criteria.check_with(&[], &lookup()));
        checked.expect_err("should be refused").to_string()
    };
    for (value, expected) in [
        (json!({"mention": "a", "negated": "no"}), "`$.negated`: expected true or false"),
        (json!({"mention": "a", "negation": true}), "`$.negation`: unknown key"),
        (json!({"reports": {"from": "2023-02-29"}}), "`$.reports.from`: `2023-02-29` is not a date"),
        (json!({"reports": {"from": "2024-1-1"}}), "`$.reports.from`"),
        (
            json!({"reports": {"from": "2024-02-01", "to": "2024-01-01"}}),
            "`$.reports.to`: 2024-01-01 lies before",
        ),
        (json!({"reports": {"modalities": ["CT"]}}), "`$.reports.modalities`: unknown key"),
        (json!({"reports": {"modality": []}}), "`$.reports.modality`"),
        (
            json!({"reports": {"have": {"any": [{"field": "x", "op": "exists"}]}}}),
            "`$.reports.have.any[0]`: inside one report only",
        ),
        (json!({"reports": {"have": {"reports": {}}}}), "`$.reports.have`: inside one report only"),
        (
            json!({"reports": {"have": {"regex": "a*"}}}),
            "`$.reports.have.regex`: the pattern matches the empty text",
        ),
        (json!({"interval": {"from": {}, "to": {}, "days": [5, 1]}}), "`$.interval.days`"),
        (json!({"interval": {"from": {}, "days": [1, 5]}}), "`$.interval.to`: expected an object"),
        (json!({"interval": {"from": {}, "to": {"to": "2024-13-01"}, "days": [1, 5]}}), "`$.interval.to.to`"),
        (json!({"all": [{"cohort": "C1", "version": 9}]}), "`$.all[0].cohort`: there is no cohort `C1 v9`"),
        (json!({"cohort": "C1", "version": -1}), "`$.version`: expected a whole number"),
        (json!({"pinyin": "mò"}), "`$.pinyin`: expected 2 to 40 letters"),
        (json!({"pinyin": "zzzz"}), "`$.pinyin`: no characters are read so"),
        (json!({"text": "a", "synonyms": 1}), "`$.synonyms`"),
        (json!({"lines": []}), "`$.lines`"),
        (json!({"lines": [{"name": "x"}]}), "`$.lines[0]`: expected an object with `name`"),
        (json!({"lines": [{"include": {"text": ""}}]}), "`$.lines[0].include.text`: the text is empty"),
        (json!({"lines": [{"exclude": {"text": "a"}, "note": 1}]}), "`$.lines[0].note`: unknown key"),
        (json!({"all": [{"lines": [{"include": {"text": "a"}}]}]}), "`lines` can only be outermost"),
    ] {
        let said = refused(value);
        assert!(said.contains(expected), "{said}");
    }
}
