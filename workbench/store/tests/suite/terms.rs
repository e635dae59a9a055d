//! The term dictionary: clashes are shown, every change is in the history.

use std::collections::{BTreeMap, HashMap};

use workbench_core::{Action, Code, Coded as _};
use workbench_store::{Grant, NewConcept, Sighting, Store, StoreError, TermExample, TermRow};

use crate::bench::{Bench, on_both};
use crate::samples::{everything, report};

on_both!(
    a_term_of_two_concepts_is_shown_on_both,
    a_merge_and_a_split_can_be_read_back,
    what_cannot_be_kept_is_refused,
    a_table_is_taken_as_far_as_it_is_good,
    terms_for_rules_hold_those_of_children,
    a_broken_off_mining_goes_on_and_ignored_words_stay_ignored,
);

fn concept(zh: &str, terms: &[&str]) -> NewConcept {
    NewConcept {
        zh: zh.to_owned(),
        kind: "finding".to_owned(),
        terms: terms.iter().map(|term| (*term).to_owned()).collect(),
        ..NewConcept::default()
    }
}

async fn desk(bench: &Bench) -> (Store, Grant) {
    let team = bench.team("ann").await;
    (bench.store.clone(), bench.grant(&team, Action::Edit).await)
}

async fn a_term_of_two_concepts_is_shown_on_both(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    let a = store.add_concept(&edit, &concept("肺结节", &["小结节", "ＧＧＮ"])).await.unwrap();
    let b = store.add_concept(&edit, &concept("甲状腺结节", &["小结节", "ggn ", ""])).await.unwrap();
    let first = store.concept(&edit, a).await.unwrap();
    let terms: Vec<_> = first.clashes.iter().map(|clash| (clash.term.as_str(), clash.concept.id)).collect();
    assert_eq!(terms, [("ggn", b), ("小结节", b)]);
    assert_eq!(store.concept(&edit, b).await.unwrap().clashes[1].concept.zh, "肺结节");
    store.retire_concept(&edit, b).await.unwrap();
    assert!(store.concept(&edit, a).await.unwrap().clashes.is_empty());
    let again = store.add_concept(&edit, &concept("甲状腺结节", &[])).await.unwrap();
    assert_ne!(again, b, "the name of a retired concept is free");
}

async fn a_merge_and_a_split_can_be_read_back(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    let kept = store.add_concept(&edit, &concept("结节", &["小结节"])).await.unwrap();
    let gone = store.add_concept(&edit, &concept("结节影", &["结节状影"])).await.unwrap();
    let child = NewConcept { parent: Some(gone), ..concept("微结节影", &[]) };
    let child = store.add_concept(&edit, &child).await.unwrap();
    store.merge_concepts(&edit, gone, kept).await.unwrap();
    let merged = store.concept(&edit, kept).await.unwrap();
    assert_eq!(merged.what.terms, ["小结节", "结节影", "结节状影"]);
    assert!(store.concept(&edit, gone).await.unwrap().retired);
    assert_eq!(store.concept(&edit, child).await.unwrap().what.parent, Some(kept));
    let history = store.concept_history(&edit, kept).await.unwrap();
    let actions: Vec<_> = history.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, ["merged", "created"]);
    assert_eq!(history[0].before.as_ref().unwrap()["terms"], serde_json::json!(["小结节"]));
    assert_eq!(history[0].by, "name of ann");
    let words = ["结节影".to_owned(), "结节状影".to_owned()];
    let new = store.split_concept(&edit, kept, "影", "opacity", &words).await.unwrap();
    assert_eq!(store.concept(&edit, kept).await.unwrap().what.terms, ["小结节"]);
    assert_eq!(store.concept(&edit, new).await.unwrap().what.terms, words);
    let history = store.concept_history(&edit, kept).await.unwrap();
    assert_eq!(history[0].action, "split");
    assert_eq!(history[0].before.as_ref().unwrap()["terms"].as_array().unwrap().len(), 3);
    for (id, into) in [(kept, kept), (gone, kept), (kept, gone)] {
        assert_eq!(store.merge_concepts(&edit, id, into).await.unwrap_err().code(), Code::Conflict);
    }
    let strange = store.split_concept(&edit, kept, "某", "", &["没有".to_owned()]).await.unwrap_err();
    assert_eq!(strange.code(), Code::BadInput);
}

async fn what_cannot_be_kept_is_refused(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    let id = store.add_concept(&edit, &concept("结节", &["a"])).await.unwrap();
    let both = NewConcept { excluded: vec!["A".to_owned()], ..concept("肿块", &["a"]) };
    let long = concept("肿块", &[&"长".repeat(101)]);
    let kind = NewConcept { kind: "thing".to_owned(), ..concept("肿块", &[]) };
    let below = NewConcept { parent: Some(uuid::Uuid::nil().into()), ..concept("肿块", &[]) };
    for bad in [both, long, kind, below, concept(" ", &[]), concept("a\u{0}b", &[])] {
        let error = store.add_concept(&edit, &bad).await.unwrap_err();
        assert_eq!(error.code(), Code::BadInput, "{error}");
        assert!(error.zh().is_some());
    }
    assert_eq!(store.add_concept(&edit, &concept(" 结节", &[])).await.unwrap_err().code(), Code::Conflict);
    let own = NewConcept { parent: Some(id), ..concept("结节", &[]) };
    let etag = store.concept(&edit, id).await.unwrap().etag;
    assert_eq!(store.set_concept(&edit, id, &etag, &own).await.unwrap_err().code(), Code::BadInput);
    store.set_concept(&edit, id, &etag, &concept("结节", &["b"])).await.unwrap();
    let stale = store.set_concept(&edit, id, &etag, &concept("结节", &["c"])).await.unwrap_err();
    assert!(matches!(stale, StoreError::Stale(_)));
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert_eq!(store.concept(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.retire_concept(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.concept_history(&other, id).await.unwrap_err().code(), Code::NotFound);
}

fn row(row: usize, zh: &str, parent: &str, terms: &[&str]) -> TermRow {
    TermRow { row, what: concept(zh, terms), parent: parent.to_owned() }
}

async fn a_table_is_taken_as_far_as_it_is_good(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    store.add_concept(&edit, &concept("结节", &["小结节"])).await.unwrap();
    let rows = [
        row(2, "微结节", "磨玻璃影", &[]),
        row(3, "磨玻璃影", "结节", &["GGO"]),
        row(4, "结节", "", &["小结节"]),
        row(5, "", "", &[]),
        row(6, "微结节", "", &[]),
        row(7, "孤儿", "没有的", &[]),
        row(8, "孙儿", "孤儿", &[]),
        row(9, "甲", "乙", &[]),
        row(10, "乙", "甲", &[]),
    ];
    let preview = store.import_terms(&edit, &rows, true).await.unwrap();
    assert_eq!((preview.added, preview.changed, preview.same), (2, 0, 1));
    let rejected: Vec<_> = preview.rejected.iter().map(|row| row.row).collect();
    assert_eq!(rejected, [5, 6, 7, 8, 9, 10]);
    assert_eq!(store.concepts(&edit).await.unwrap().len(), 1, "a preview writes nothing");
    assert_eq!(store.import_terms(&edit, &rows, false).await.unwrap(), preview);
    let all = store.concepts(&edit).await.unwrap();
    let named = |zh: &str| all.iter().find(|concept| concept.what.zh == zh).unwrap();
    assert_eq!(named("微结节").what.parent, Some(named("磨玻璃影").id));
    assert_eq!(named("磨玻璃影").what.parent, Some(named("结节").id));
    let again = store.import_terms(&edit, &rows, false).await.unwrap();
    assert_eq!((again.added, again.changed, again.same), (0, 0, 3));
    let history = store.concept_history(&edit, named("微结节").id).await.unwrap();
    assert_eq!((history.len(), history[0].action.as_str()), (1, "imported"));
}

async fn terms_for_rules_hold_those_of_children(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    let wide = NewConcept {
        en: "lesion".to_owned(),
        excluded: vec!["牙结节".to_owned()],
        ..concept("病灶", &["灶"])
    };
    let wide = store.add_concept(&edit, &wide).await.unwrap();
    let narrow = NewConcept { parent: Some(wide), ..concept("结节", &["小结节", "牙结节"]) };
    store.add_concept(&edit, &narrow).await.unwrap();
    let terms: HashMap<_, _> = store.terms(&edit).await.unwrap().into_iter().collect();
    assert_eq!(terms["病灶"], ["病灶", "lesion", "灶", "结节", "小结节"]);
    assert_eq!(terms["lesion"], terms["病灶"]);
    assert_eq!(terms["结节"], ["结节", "小结节", "牙结节"]);
}

async fn a_broken_off_mining_goes_on_and_ignored_words_stay_ignored(bench: Bench) {
    let (store, edit) = desk(&bench).await;
    let texts: Vec<_> = (0..3).map(|n| report("p", &format!("r{n}"), &format!("text {n}"))).collect();
    store.keep_reports(&edit, &texts).await.unwrap();
    let reports = store.reports(&edit, &everything()).await.unwrap();
    let seen = |count: i64, index: usize| Sighting {
        count,
        reports: 1,
        examples: vec![
            TermExample { report: reports[index].id, text: "text".to_owned(), start: 0, end: 2 };
            4
        ],
    };
    let page = |words: &[(&str, i64)], index: usize| -> BTreeMap<String, Sighting> {
        words.iter().map(|(word, count)| ((*word).to_owned(), seen(*count, index))).collect()
    };
    let mut run = store.begin_mining(&edit, None).await.unwrap();
    store
        .keep_sightings(&edit, &mut run, &page(&[("树芽", 2), ("条影", 1)], 0), reports[0].id, 1)
        .await
        .unwrap();
    let mut taken_up = store.begin_mining(&edit, None).await.unwrap();
    assert_eq!(taken_up, run, "what was broken off goes on");
    let words = page(&[("树芽", 3)], 1);
    store.keep_sightings(&edit, &mut taken_up, &words, reports[1].id, 1).await.unwrap();
    assert!(store.keep_sightings(&edit, &mut run, &words, reports[1].id, 1).await.is_err(), "not twice");
    store.end_mining(&edit, &taken_up).await.unwrap();
    let found = store.unknown_terms(&edit, "new", "").await.unwrap();
    assert_eq!((found[0].term.as_str(), found[0].count, found[0].reports), ("树芽", 5, 2));
    assert_eq!((found[0].examples.len(), found.len()), (5, 2));
    store.ignore_term(&edit, found[1].id, true).await.unwrap();
    let mut next = store.begin_mining(&edit, None).await.unwrap();
    assert_ne!(next, taken_up);
    let words = page(&[("条影", 9), ("新词", 1)], 2);
    store.keep_sightings(&edit, &mut next, &words, reports[2].id, 3).await.unwrap();
    store.end_mining(&edit, &next).await.unwrap();
    let new = store.unknown_terms(&edit, "new", "").await.unwrap();
    assert_eq!(new.iter().map(|word| word.term.as_str()).collect::<Vec<_>>(), ["新词"]);
    let ignored = store.unknown_terms(&edit, "ignored", "").await.unwrap();
    assert_eq!((ignored[0].term.as_str(), ignored[0].count), ("条影", 9));
    let concept = store.add_concept(&edit, &concept("征象", &["新词"])).await.unwrap();
    let added = store.unknown_term(&edit, new[0].id).await.unwrap();
    assert_eq!((added.state.as_str(), added.concept), ("added", Some(concept)));
}
