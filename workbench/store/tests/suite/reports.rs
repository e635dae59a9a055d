//! Report versions and the search in their text.

use workbench_core::{Action, Code, Coded as _, Digest, Role};
use workbench_store::{NewReport, ReportQuery};

use crate::bench::{Bench, on_both};
use crate::samples::{everything, report};

on_both!(
    a_changed_text_is_the_next_version,
    a_batch_is_kept_whole_or_not_at_all,
    the_same_reports_from_many_senders_are_kept_once,
    signs_of_the_pattern_language_are_plain_text,
    search_ignores_the_case_of_latin_letters,
    lists_filter_and_page,
    foreign_reports_are_not_found,
    one_number_of_two_patients_is_two_reports,
    identity_is_covered_by_level,
);

async fn one_number_of_two_patients_is_two_reports(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let made = bench.store.keep_reports(&edit, &[report("p", "r1", "one"), report("q", "r1", "two")]).await;
    assert_eq!(made.unwrap(), 2);
    let reports = bench.store.reports(&edit, &everything()).await.unwrap();
    let found: Vec<_> = reports.iter().map(|r| (r.patient.label.as_str(), r.version)).collect();
    assert_eq!(found, [("p", 1), ("q", 1)], "neither hides the other");
}

async fn identity_is_covered_by_level(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let new = NewReport {
        exam_date: "2024-05-06".into(),
        ..report("H0012345", "r1", "患者H0012345,右肺结节")
    };
    bench.store.keep_reports(&edit, &[new]).await.unwrap();
    let annotator = bench.member(&team, "bo", Role::Annotator).await;
    let researcher = bench.member(&team, "cy", Role::Researcher).await;
    let seen = async |person| {
        let grant = bench.grant_of(person, &team, Action::View).await;
        bench.store.reports(&grant, &everything()).await.unwrap().remove(0)
    };
    let (few, more, all) = (seen(&annotator).await, seen(&researcher).await, seen(&team.owner).await);
    assert!(few.text().starts_with("患者[号码·") && few.text().ends_with("],右肺结节"), "{}", few.text());
    assert_eq!((few.exam_date.as_str(), few.external_id.as_str()), ("2024", ""));
    assert_eq!((more.exam_date.as_str(), more.text()), ("2024-05-06", few.text()));
    assert_eq!((all.text(), all.external_id.as_str()), ("患者H0012345,右肺结节", "r1"));
}

async fn a_changed_text_is_the_next_version(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let text = "右肺上叶结节,12 mm。\r\n  trailing \u{1F600} ";
    assert_eq!(
        store.keep_reports(&edit, &[report("p", "r1", text), report("p", "r2", "two")]).await.unwrap(),
        2
    );
    let first = store.reports(&edit, &everything()).await.unwrap().remove(0);
    assert_eq!(first.text(), text, "not a byte is changed");
    assert_eq!((first.version, first.hash.clone()), (1, Digest::of(text.as_bytes()).to_string()));
    assert_eq!(first.sections, report("p", "r1", text).sections);
    assert_eq!((first.patient.label.as_str(), first.patient.sex.as_str()), ("p", "M"));

    assert_eq!(store.keep_reports(&edit, &[report("p", "r1", text)]).await.unwrap(), 0, "known");
    assert_eq!(
        store.keep_reports(&edit, &[report("p", "r1", "b"), report("p", "r1", text)]).await.unwrap(),
        2
    );
    let newest = store.reports(&edit, &everything()).await.unwrap();
    let versions: Vec<_> =
        newest.iter().map(|report| (report.external_id.as_str(), report.version)).collect();
    assert_eq!(versions, [("r2", 1), ("r1", 3)], "only the newest, in the order they came");
    let old = store.report(&edit, first.id).await.unwrap();
    assert_eq!((old.version, old.text(), old.created), (1, text, first.created), "the old version stays");
}

async fn a_batch_is_kept_whole_or_not_at_all(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    bench
        .raw
        .run("CREATE UNIQUE INDEX trap ON report ((CASE WHEN external_id IN ('r1', 'r3') THEN 1 END))")
        .await;
    let batch: Vec<_> = (0..5).map(|n| report("p", &format!("r{n}"), "text")).collect();
    assert!(bench.store.keep_reports(&edit, &batch).await.is_err());
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM report").await, 0);
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM patient").await, 0);
    bench.raw.run("DROP INDEX trap").await;
    assert_eq!(bench.store.keep_reports(&edit, &batch).await.unwrap(), 5);
}

async fn the_same_reports_from_many_senders_are_kept_once(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..6 {
        let mut batch: Vec<_> = (0..10).map(|n| report(&format!("p{n}"), &format!("r{n}"), "text")).collect();
        if sender % 2 == 0 {
            batch.reverse();
        }
        let (store, edit) = (bench.store.clone(), edit.clone());
        tasks.spawn(async move { store.keep_reports(&edit, &batch).await });
    }
    let made: usize = tasks.join_all().await.into_iter().map(|made| made.unwrap()).sum();
    assert_eq!(made, 10);
}

async fn found(bench: &Bench, edit: &workbench_store::Grant, q: &str) -> Vec<String> {
    let query = ReportQuery { q: q.to_owned(), ..everything() };
    bench.store.reports(edit, &query).await.unwrap().into_iter().map(|report| report.external_id).collect()
}

async fn signs_of_the_pattern_language_are_plain_text(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let texts = ["100% solid", "100 solid", "a_b", "axb", "stop!", "stop", r"back\slash", "it's"];
    let batch: Vec<_> = texts.iter().map(|text| report("p", &format!("id of {text}"), text)).collect();
    bench.store.keep_reports(&edit, &batch).await.unwrap();
    for (q, text) in [
        ("0%", "100% solid"),
        ("%", "100% solid"),
        ("a_b", "a_b"),
        ("_", "a_b"),
        ("!", "stop!"),
        ("p!", "stop!"),
        (r"\", r"back\slash"),
        (r"k\s", r"back\slash"),
        ("'", "it's"),
    ] {
        assert_eq!(found(&bench, &edit, q).await, [format!("id of {text}")], "{q}");
    }
    for q in ["!%", "%%", "__", "\\%", "' OR '1'='1"] {
        assert!(found(&bench, &edit, q).await.is_empty(), "{q}");
    }
    assert_eq!(found(&bench, &edit, "").await.len(), texts.len());
    assert_eq!(found(&bench, &edit, "id of axb").await, ["id of axb"], "a whole identifier is found");
    assert!(found(&bench, &edit, "id of").await.is_empty(), "a part of one is not");
    let query = ReportQuery { q: "长".repeat(20_000), ..everything() };
    let error = bench.store.reports(&edit, &query).await.unwrap_err();
    assert_eq!(error.code(), Code::BadInput, "{error}");
}

async fn search_ignores_the_case_of_latin_letters(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    bench
        .store
        .keep_reports(&edit, &[report("p", "r1", "胸部CT平扫"), report("p", "r2", "MR")])
        .await
        .unwrap();
    for q in ["ct", "CT", "部Ct平", "部CT"] {
        assert_eq!(found(&bench, &edit, q).await, ["r1"], "{q}");
    }
}

async fn lists_filter_and_page(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let mut batch: Vec<_> =
        (0..7).map(|n| report(&format!("p{}", n % 2), &format!("r{n}"), "text")).collect();
    batch[3].modality = "MR".to_owned();
    store.keep_reports(&edit, &batch).await.unwrap();
    let mut pages: Vec<Vec<String>> = Vec::new();
    let mut query = ReportQuery { limit: 3, ..ReportQuery::default() };
    loop {
        let page = store.reports(&edit, &query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some(last.id);
        pages.push(page.into_iter().map(|report| report.external_id).collect());
    }
    assert_eq!(pages, [vec!["r0", "r1", "r2"], vec!["r3", "r4", "r5"], vec!["r6"]]);
    let modality = ReportQuery { modality: "MR".to_owned(), ..everything() };
    assert_eq!(store.reports(&edit, &modality).await.unwrap().len(), 1);
    assert_eq!(store.count_reports(&edit, &modality).await.unwrap(), 1);
    assert_eq!(
        store.count_reports(&edit, &ReportQuery { limit: 2, ..everything() }).await.unwrap(),
        7,
        "in all"
    );
    assert_eq!(
        store.count_reports(&edit, &ReportQuery { q: "r3".to_owned(), ..everything() }).await.unwrap(),
        1
    );
    let patient = crate::samples::patient(&bench, &edit, "p1").await;
    let of_patient = ReportQuery { patient: Some(patient), ..everything() };
    assert_eq!(store.reports(&edit, &of_patient).await.unwrap().len(), 3);
    assert_eq!(store.count_reports(&edit, &of_patient).await.unwrap(), 3);
    assert!(store.reports(&edit, &ReportQuery { limit: -1, ..everything() }).await.unwrap().is_empty());
}

async fn foreign_reports_are_not_found(bench: Bench) {
    let store = &bench.store;
    let (ann, bob) = (bench.team("ann").await, bench.team("bob").await);
    let anns = bench.grant(&ann, Action::Edit).await;
    let bobs = bench.grant(&bob, Action::Edit).await;
    let same = [NewReport { accession: "A1".to_owned(), ..report("p", "r", "text") }];
    store.keep_reports(&anns, &same).await.unwrap();
    assert!(store.reports(&bobs, &everything()).await.unwrap().is_empty());
    assert_eq!(
        store.keep_reports(&bobs, &same).await.unwrap(),
        1,
        "the same identifier in another project is new"
    );
    let id = store.reports(&anns, &everything()).await.unwrap()[0].id;
    assert_eq!(store.report(&bobs, id).await.unwrap_err().code(), Code::NotFound);
    assert_ne!(
        crate::samples::patient(&bench, &anns, "p").await,
        crate::samples::patient(&bench, &bobs, "p").await
    );
}
