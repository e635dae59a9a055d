//! Receiving instances.

use serde_json::json;
use workbench_core::{Action, Digest};
use workbench_store::{ImportedInstance, Received};

use crate::bench::{Bench, on_both};
use crate::samples::instance;

/// Why `changed` below is not sorted in.
fn reason() -> String {
    "another object with SOP Instance UID 1.1.1 is here already".to_owned()
}

on_both!(
    a_study_of_another_patient_takes_nothing_in,
    what_is_new_known_or_conflicting_is_told_apart,
    a_batch_is_committed_whole_or_not_at_all,
    two_projects_may_hold_the_same_instance,
    the_same_batch_from_many_senders_is_kept_once,
    crossed_batches_do_not_block_each_other,
    what_cannot_be_sorted_in_is_listed,
    a_patient_is_completed_and_never_emptied,
);

async fn what_is_new_known_or_conflicting_is_told_apart(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let one = instance("p", "1", "1.1", "1.1.1");
    let two = instance("p", "1", "1.1", "1.1.2");
    let changed =
        ImportedInstance { object: Digest::of(b"other bytes"), name: "b.dcm".to_owned(), ..one.clone() };
    let batch = [one.clone(), two, one.clone(), changed.clone()];
    let answer = store.receive(&edit, &batch).await.unwrap();
    assert_eq!(answer, [Received::New, Received::New, Received::Known, Received::Conflicting(reason())]);
    let again = store.receive(&edit, &batch).await.unwrap();
    assert_eq!(again, [Received::Known, Received::Known, Received::Known, Received::Conflicting(reason())]);
    assert_eq!(store.all_instances(&edit).await.unwrap().len(), 2);
    let unknown = store.unknown_objects(&edit).await.unwrap();
    assert_eq!(unknown.len(), 1, "a conflict is kept once");
    assert_eq!((unknown[0].name.as_str(), unknown[0].object.clone()), ("b.dcm", changed.object.to_string()));
    assert!(unknown[0].reason.contains("1.1.1"));
    assert_eq!(
        store.instance(&edit, store.all_instances(&edit).await.unwrap()[0].id).await.unwrap().object,
        one.object
    );
    assert_eq!(store.receive(&edit, &[]).await.unwrap(), []);
}

async fn a_batch_is_committed_whole_or_not_at_all(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let batch: Vec<_> =
        (0..5).map(|n| instance(&format!("p{n}"), &format!("1.{n}"), "9", &format!("2.{n}"))).collect();
    bench
        .raw
        .run("CREATE UNIQUE INDEX trap ON instance ((CASE WHEN sop_uid IN ('2.2', '2.4') THEN 1 END))")
        .await;
    assert!(store.receive(&edit, &batch).await.is_err());
    for table in ["patient", "study", "series", "instance", "unknown_object"] {
        assert_eq!(bench.raw.number(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    bench.raw.run("DROP INDEX trap").await;
    assert_eq!(
        store.receive(&edit, &batch).await.unwrap(),
        vec![Received::New; 5],
        "the same call works later"
    );
}

async fn a_study_of_another_patient_takes_nothing_in(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let right = instance("p", "1", "1.1", "1.1.1");
    let wrong = instance("q", "1", "1.1", "1.1.2");
    let answer = bench.store.receive(&edit, &[right, wrong]).await.unwrap();
    assert_eq!(answer[0], Received::New);
    assert!(
        matches!(&answer[1], Received::Conflicting(why) if why.contains("another patient")),
        "{answer:?}"
    );
    assert_eq!(bench.store.all_instances(&edit).await.unwrap().len(), 1);
    assert_eq!(bench.store.unknown_objects(&edit).await.unwrap().len(), 1, "kept and listed");
}

async fn two_projects_may_hold_the_same_instance(bench: Bench) {
    let (ann, bob) = (bench.team("ann").await, bench.team("bob").await);
    let batch = [instance("p", "1", "1.1", "1.1.1")];
    let anns = bench.grant(&ann, Action::Edit).await;
    let bobs = bench.grant(&bob, Action::Edit).await;
    assert_eq!(bench.store.receive(&anns, &batch).await.unwrap(), [Received::New]);
    assert_eq!(bench.store.receive(&bobs, &batch).await.unwrap(), [Received::New]);
    let one = bench.store.all_instances(&anns).await.unwrap();
    let two = bench.store.all_instances(&bobs).await.unwrap();
    assert_eq!((one.len(), two.len()), (1, 1));
    assert_ne!(one[0].id, two[0].id);
    assert!(bench.store.instance(&anns, two[0].id).await.is_err(), "each sees its own");
}

async fn the_same_batch_from_many_senders_is_kept_once(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let batch: Vec<_> = (0..10).map(|n| instance("p", "1", "1.1", &format!("1.1.{n}"))).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (store, edit, batch) = (bench.store.clone(), edit.clone(), batch.clone());
        tasks.spawn(async move { store.receive(&edit, &batch).await });
    }
    let answers: Vec<_> = tasks.join_all().await.into_iter().flat_map(|answer| answer.unwrap()).collect();
    assert_eq!(answers.iter().filter(|answer| **answer == Received::New).count(), 10);
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM instance").await, 10);
}

/// Rows of the same patients touched in opposite orders.
async fn crossed_batches_do_not_block_each_other(bench: Bench) {
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..8 {
        let mut batch: Vec<_> = (0..12)
            .map(|n| instance(&format!("p{n}"), &format!("1.{n}"), "9", &format!("2.{n}.{sender}")))
            .collect();
        if sender % 2 == 0 {
            batch.reverse();
        }
        let (store, edit) = (bench.store.clone(), edit.clone());
        tasks.spawn(async move { store.receive(&edit, &batch).await });
    }
    for answer in tasks.join_all().await {
        assert_eq!(answer.unwrap(), vec![Received::New; 12]);
    }
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM study").await, 12);
}

async fn what_cannot_be_sorted_in_is_listed(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    store.keep_unknown(&edit, "notes.pdf", "not a DICOM file", Digest::of(b"pdf"), 3).await.unwrap();
    store.keep_unknown(&edit, "notes.pdf", "not a DICOM file", Digest::of(b"pdf"), 3).await.unwrap();
    store.keep_unknown(&edit, "copy.pdf", "not a DICOM file", Digest::of(b"pdf"), 3).await.unwrap();
    let kept = store.unknown_objects(&edit).await.unwrap();
    let names: Vec<_> = kept.iter().map(|object| object.name.as_str()).collect();
    assert_eq!(names, ["copy.pdf", "notes.pdf"], "newest first, the same file once");
    assert_eq!((kept[0].reason.as_str(), kept[0].size), ("not a DICOM file", 3));
    let other = bench.grant(&bench.team("bob").await, Action::View).await;
    assert!(store.unknown_objects(&other).await.unwrap().is_empty());
}

async fn a_patient_is_completed_and_never_emptied(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let bare = ImportedInstance {
        patient_name: String::new(),
        sex: String::new(),
        header: json!({"deep": {"list": [1, "二"]}}),
        ..instance("p", "1", "1.1", "1.1.1")
    };
    store.receive(&edit, std::slice::from_ref(&bare)).await.unwrap();
    assert_eq!(store.studies(&edit).await.unwrap()[0].patient.label, "p");
    store.receive(&edit, &[instance("p", "2", "2.1", "2.1.1")]).await.unwrap();
    store.receive(&edit, &[ImportedInstance { sop_uid: "1.1.2".to_owned(), ..bare.clone() }]).await.unwrap();
    let patient = store.studies(&edit).await.unwrap()[0].patient.clone();
    assert_eq!((patient.label.as_str(), patient.sex.as_str()), ("p name p", "F"));
    let kept = store.all_instances(&edit).await.unwrap();
    assert_eq!(kept[0].header, bare.header);
}
