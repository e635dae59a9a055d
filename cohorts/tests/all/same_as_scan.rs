//! The index answers as a scan of every text would, and marks what matches.

use std::ops::ControlFlow;
use std::sync::Arc;

use cohorts::criteria::{CohortMembers, Criteria, FieldCell, ValidCriteria};
use cohorts::index::{Highlight, Hits};
use cohorts::{Document, Index, Lookup, Mention, TextPart};
use proptest::prelude::*;
use serde_json::{Value, json};
use workbench_core::State;

use crate::search::{build, part};

fn lookup() -> Lookup {
    let members = Arc::new((0..40).step_by(3).map(|n: u32| n.to_string()).collect());
    Lookup {
        cohorts: vec![CohortMembers { id: "C".into(), version: 1, members }],
        synonyms: vec![vec!["结节".into(), "ab".into(), "肺，8".into()], vec!["磨".into(), "a".into()]],
    }
}

fn text() -> impl Strategy<Value = String> {
    "[aAbBｂ肺结节磨8８ſ ,，。.😀]{0,14}"
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[aAbＢ肺结节8ſs]{1,3}", "[磨😀 ,]{1,2}a", "[a肺8][，。.][ 结b]{1,2}"]
        .prop_filter("blank", |words: &String| !words.trim().is_empty())
}

/// Leaves about the text of one report.
fn text_leaf() -> impl Strategy<Value = Value> {
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
        Just("^[ab结]".to_owned()),
        Just("\\bb\\b".to_owned()),
        Just("a.{0,4}b".to_owned()),
        Just("[，。]\\s?[a结]".to_owned()),
    ];
    let section = prop_oneof![Just(None), Just(Some("findings")), Just(Some("text"))];
    let with = |mut leaf: Value, section: Option<&str>| {
        if let Some(section) = section {
            leaf["in"] = json!([section]);
        }
        leaf
    };
    let flag = || prop::sample::select(vec![json!(null), json!(false), json!(true)]);
    prop_oneof![
        (words(), section.clone(), any::<bool>()).prop_map(move |(w, s, also)| {
            with(if also { json!({"text": w, "synonyms": true}) } else { json!({"text": w}) }, s)
        }),
        (pattern, section.clone()).prop_map(move |(p, s)| with(json!({"regex": p}), s)),
        ("[aAbＢ肺结节8]{3,5}", section.clone()).prop_map(move |(w, s)| with(json!({"fuzzy": w}), s)),
        (prop::sample::select(vec!["fei", "jiejie", "fejie", "mof"]), section.clone())
            .prop_map(move |(p, s)| with(json!({"pinyin": p}), s))
            .prop_filter("not read", |leaf| {
                Criteria::parse(leaf).is_ok_and(|criteria| criteria.check_with(&[], &lookup()).is_ok())
            }),
        ("[aA结节磨8]{1,2}", flag(), flag(), flag(), section).prop_map(move |(w, n, u, h, s)| {
            with(json!({"mention": w, "negated": n, "uncertain": u, "historical": h}), s)
        }),
    ]
}

fn grown(leaf: impl Strategy<Value = Value> + 'static, depth: u32) -> impl Strategy<Value = Value> {
    leaf.boxed().prop_recursive(depth, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({ "all": parts })),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| json!({ "any": parts })),
            inner.prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn reports() -> impl Strategy<Value = Value> {
    let day = || prop::option::of(1..28);
    let have = prop::option::of(grown(text_leaf(), 2));
    (prop::option::of("(CT|MR|ｃt)"), prop::option::of("[胸腹]"), day(), day(), have).prop_map(
        |(modality, body, from, to, have)| {
            let mut out = json!({});
            if let Some(modality) = modality {
                out["modality"] = json!([modality, "XA"]);
            }
            if let Some(body) = body {
                out["body_part"] = json!(body);
            }
            if let Some(from) = from {
                out["from"] = json!(format!("2024-01-{from:02}"));
            }
            if let Some(to) = to.filter(|to| from.is_none_or(|from| from <= *to)) {
                out["to"] = json!(format!("2024-01-{to:02}"));
            }
            if let Some(have) = have {
                out["have"] = have;
            }
            out
        },
    )
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => text_leaf(),
        1 => reports().prop_map(|reports| json!({ "reports": reports })),
        1 => (reports(), reports(), -9..9, 0..9).prop_map(|(from, to, least, more)| {
            json!({"interval": {"from": from, "to": to, "days": [least, least + more]}})
        }),
        1 => Just(json!({"cohort": "C"})),
        1 => ("[xy]", prop::sample::select(vec!["=", "!=", "<", ">="]), 0..4)
            .prop_map(|(f, op, v)| json!({"field": f, "op": op, "value": v})),
        1 => ("[xy]", prop::sample::select(vec!["exists", "missing"]))
            .prop_map(|(f, op)| json!({"field": f, "op": op})),
        1 => "[xy]".prop_map(|f| json!({"field": f, "op": "in", "value": [1, "w"]})),
        1 => "[xy]".prop_map(|f| json!({"field": f, "op": "state", "value": "uncertain"})),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let line = (any::<bool>(), grown(leaf(), 2)).prop_map(
        |(include, criteria)| json!({"name": "n", (if include { "include" } else { "exclude" }): criteria}),
    );
    prop_oneof![
        3 => grown(leaf(), 3),
        1 => prop::collection::vec(line, 1..4).prop_map(|lines| json!({ "lines": lines })),
    ]
}

fn text_part() -> impl Strategy<Value = TextPart> {
    let section = prop::sample::select(vec!["findings", "impression", ""]);
    let id = prop::sample::select(vec!["r1", "r1@7", "r2", "r3@0"]);
    let known = ("(CT|MR|)", "(胸部|腹|)", prop::option::of(1..31), "[a结]{0,2}");
    let mentions = prop::collection::vec((0_usize..12, 0_usize..4, any::<[bool; 3]>()), 0..3);
    (section, id, text(), known, mentions).prop_map(
        |(section, id, text, (modality, body_part, day, term), mentions)| {
            let mention = |(start, length, [negated, uncertain, historical]): (usize, usize, [bool; 3])| {
                Mention { term: term.clone(), start, end: start + length, negated, uncertain, historical }
            };
            TextPart {
                modality,
                body_part,
                // the 30th and 31st of February do not exist
                exam_date: day
                    .map(|day| format!("2024-{:02}-{day:02}", if day > 29 { 2 } else { 1 }))
                    .unwrap_or_default(),
                mentions: mentions.into_iter().map(mention).collect(),
                ..part(id, section, &text)
            }
        },
    )
}

fn document() -> impl Strategy<Value = Document> {
    let cell = prop_oneof![
        (0..4).prop_map(FieldCell::asserted),
        Just(FieldCell { state: State::NotMentioned, value: Value::Null }),
        Just(FieldCell { state: State::Uncertain, value: json!(["w", 2]) }),
        (0..4).prop_map(|n| FieldCell::asserted(json!({"exact": null, "min": n, "max": null}))),
    ];
    let texts = prop::collection::vec(text_part(), 0..5);
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

fn check(criteria: &Value) -> ValidCriteria {
    Criteria::parse(criteria).unwrap().check_with(&[], &lookup()).unwrap()
}

/// The lines of criteria: criterion and whether it includes.
fn lines(tree: &Value) -> Vec<(Value, bool)> {
    match (tree.get("lines"), tree.get("all")) {
        (Some(Value::Array(lines)), _) => lines
            .iter()
            .map(|line| match line.get("include") {
                Some(criteria) => (criteria.clone(), true),
                None => (line["exclude"].clone(), false),
            })
            .collect(),
        (_, Some(Value::Array(parts))) => parts.iter().map(|part| (part.clone(), true)).collect(),
        _ => vec![(tree.clone(), true)],
    }
}

/// A highlight is never wider or elsewhere.
fn is_right(place: &Highlight, valid: &ValidCriteria, doc: &Document) -> bool {
    let test = &valid.tests()[place.leaf];
    let leaf = valid.criteria().leaves()[place.leaf].to_json();
    if leaf.get("interval").is_some() {
        return test.matches(doc);
    }
    let here = |p: &&TextPart| p.report_id == place.report_id && p.section == place.section;
    if leaf.get("reports").is_some() {
        // that report alone is such
        let id = |id: &str| id.split('@').next().unwrap().to_owned();
        let one = |p: &&TextPart| id(&p.report_id) == id(&place.report_id);
        let texts = doc.texts.iter().filter(one).cloned().collect();
        return test.matches(&Document { texts, ..doc.clone() });
    }
    doc.texts.iter().filter(here).any(|p| {
        if leaf.get("mention").is_some() {
            let length = p.text.chars().count();
            return p.mentions.iter().any(|m| m.start == place.start && m.end.min(length) == place.end);
        }
        // the place alone satisfies its leaf; a pattern may look around itself
        let words = workbench_core::Span::new(place.start, place.end).of(&p.text);
        let alone = words.map(|words| part("r", &p.section, words));
        let doc = alone.map(|part| Document { texts: vec![part], ..Document::default() });
        doc.is_some_and(|doc| test.matches(&doc) || test.text.starts_with('/'))
    })
}

/// Without the places marked for words, the words are gone.
fn is_whole(hit: &[Highlight], leaf: usize, valid: &ValidCriteria, doc: &Document) -> bool {
    let test = &valid.tests()[leaf];
    let json = valid.criteria().leaves()[leaf].to_json();
    if test.negative || json.get("text").is_none() {
        return true;
    }
    let mut left = doc.clone();
    for p in &mut left.texts {
        let here = |place: &&Highlight| {
            place.leaf == leaf && place.report_id == p.report_id && place.section == p.section
        };
        let places: Vec<&Highlight> = hit.iter().filter(here).collect();
        let hidden = |at: usize| places.iter().any(|place| (place.start..place.end).contains(&at));
        p.text = p.text.chars().enumerate().map(|(at, c)| if hidden(at) { '#' } else { c }).collect();
    }
    // two parts of one id and section cannot be told apart by their highlights
    let told_apart = doc.texts.iter().enumerate().all(|(at, p)| {
        !doc.texts.iter().skip(at + 1).any(|q| (&q.report_id, &q.section) == (&p.report_id, &p.section))
    });
    !told_apart || !test.matches(&left)
}

fn same(index: &Index, docs: &[&Document], tree: &Value) -> Result<(), TestCaseError> {
    let valid = check(tree);
    prop_assert_eq!(&Criteria::parse(&valid.criteria().to_json()).unwrap(), valid.criteria());
    let Hits { total, hits, leaves, lines: counted } = index.search(&valid, 100, 0).unwrap();
    let expected: Vec<&str> = docs.iter().filter(|d| valid.matches(d)).map(|d| d.case_id.as_str()).collect();
    let found: Vec<&str> = hits.iter().map(|hit| hit.case_id.as_str()).collect();
    prop_assert_eq!(&found, &expected, "{}", tree);
    prop_assert_eq!(total as usize, found.len());
    let mut left: Vec<&&Document> = docs.iter().collect();
    for ((line, include), counted) in lines(tree).into_iter().zip(&counted) {
        let line = check(&line);
        let before = left.len();
        left.retain(|doc| line.matches(doc) == include);
        let count = docs.iter().filter(|doc| line.matches(doc)).count();
        let expected = (count as u64, left.len() as u64, (before - left.len()) as u64);
        prop_assert_eq!((counted.count, counted.left, counted.excluded), expected);
    }
    prop_assert_eq!(lines(tree).len(), counted.len());
    for (leaf, test) in leaves.iter().zip(valid.tests()) {
        let count = docs.iter().filter(|d| test.matches(d)).count() as u64;
        prop_assert_eq!(leaf.count, count, "{} in {}", &test.text, tree);
    }
    let plain = tree.get("in").is_none() && tree.get("synonyms").is_none();
    if let Some(words) = tree.get("text").and_then(Value::as_str).filter(|_| plain) {
        let scanned: Vec<&str> = docs
            .iter()
            .filter(|d| d.texts.iter().any(|part| scan(words, &part.text)))
            .map(|d| d.case_id.as_str())
            .collect();
        prop_assert_eq!(&found, &scanned);
    }
    for hit in &hits {
        let doc = docs.iter().find(|doc| doc.case_id == hit.case_id).unwrap();
        for place in &hit.highlights {
            prop_assert!(is_right(place, &valid, doc), "{:?} of {} in {:?}", place, tree, doc);
        }
        for leaf in 0..leaves.len() {
            prop_assert!(is_whole(&hit.highlights, leaf, &valid, doc), "{} of {} in {:?}", leaf, tree, doc);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]
    #[test]
    fn index_equals_scan(
        mut docs in prop::collection::vec(document(), 1..40),
        trees in prop::collection::vec(tree(), 12),
    ) {
        for (n, doc) in docs.iter_mut().enumerate() {
            doc.case_id = n.to_string();
        }
        let (_dir, index) = build(&docs);
        for tree in trees {
            same(&index, &docs.iter().collect::<Vec<_>>(), &tree)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]
    /// However the cases came in.
    #[test]
    fn an_updated_index_equals_scan(
        mut docs in prop::collection::vec(document(), 2..30),
        steps in prop::collection::vec((0_usize..30, 0_usize..30, 0_usize..30), 1..4),
        trees in prop::collection::vec(tree(), 6),
    ) {
        for (n, doc) in docs.iter_mut().enumerate() {
            doc.case_id = n.to_string();
        }
        let half = docs.len() / 2;
        let dir = tempfile::tempdir().unwrap();
        let mut index = Index::build(dir.path(), docs[..half].iter().cloned(), &mut |_| ControlFlow::Continue(())).unwrap();
        let mut held: Vec<Document> = docs[..half].to_vec();
        for (from, count, gone) in steps {
            let gone = (gone % docs.len()).to_string();
            let added: Vec<Document> = docs.iter().cycle().skip(from).take(count.min(docs.len())).cloned()
                .map(|mut doc| { doc.texts.reverse(); doc }).collect();
            index = index.update(added.iter().cloned(), std::slice::from_ref(&gone)).unwrap();
            held.retain(|doc| doc.case_id != gone || added.iter().any(|new| new.case_id == gone));
            for doc in added {
                match held.iter_mut().find(|known| known.case_id == doc.case_id) {
                    Some(known) => *known = doc,
                    None => held.push(doc),
                }
            }
        }
        for tree in trees {
            same(&index, &held.iter().collect::<Vec<_>>(), &tree)?;
            same(&Index::open(dir.path()).unwrap(), &held.iter().collect::<Vec<_>>(), &tree)?;
        }
    }
}
