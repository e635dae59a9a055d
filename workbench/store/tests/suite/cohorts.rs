//! Tags and frozen cohorts.

use serde_json::json;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::value::VariableType;
use workbench_core::{Action, Code, Coded as _, DataLevel, Origin, Role, Variable};
use workbench_store::{Entity, Freeze, Grant, NewTag, NewValue};

use crate::bench::{Bench, Team, on_both};
use crate::samples;

on_both!(
    a_frozen_version_keeps_the_values_of_its_day,
    equal_content_is_one_version,
    a_frozen_version_cannot_be_changed,
    frozen_values_are_shown_by_the_level_of_the_reader,
    versions_are_compared,
    tags_are_their_makers_or_everybodys,
    cohorts_of_others_are_not_found,
);

/// A database with a text and a number, and three patients who have both.
pub async fn filled(bench: &Bench, team: &Team) -> (Grant, DatabaseId) {
    let edit = bench.grant(team, Action::Edit).await;
    let text = Variable { kind: VariableType::Text, ..samples::variable("note") };
    let variables = [samples::variable("size"), text];
    let database = bench.store.create_database(&edit, "lung", "p", "1", &variables).await.unwrap();
    for patient in ["H001", "H002", "H003"] {
        let text = format!("{patient} 见结节。");
        bench
            .store
            .keep_reports(&edit, &[samples::report(patient, &format!("R-{patient}"), &text)])
            .await
            .unwrap();
        set(bench, &edit, database, patient, "size", json!(12.5)).await;
        set(bench, &edit, database, patient, "note", json!(format!("患者 {patient} 复查"))).await;
    }
    (edit, database)
}

/// Gives a patient a value, by import.
pub async fn set(
    bench: &Bench,
    edit: &Grant,
    database: DatabaseId,
    patient: &str,
    field: &str,
    value: serde_json::Value,
) {
    let store = &bench.store;
    let started = chrono::Utc::now();
    let used: [Entity; 0] = [];
    let activity = store.record_activity(edit, "import", &json!({}), started, &used, &used).await.unwrap();
    let new = NewValue {
        patient: samples::patient(bench, edit, patient).await,
        report: None,
        value: samples::value(field, value),
    };
    store.set_values(edit, database, Origin::Import, activity, &[new], false).await.unwrap();
}

pub async fn everything(bench: &Bench, grant: &Grant, database: DatabaseId) -> Vec<CaseId> {
    bench.store.cases(grant, database).await.unwrap().into_iter().map(|case| case.id).collect()
}

pub fn freeze(cases: &[CaseId]) -> Freeze {
    Freeze {
        note: "why".to_owned(),
        criteria: json!({"text": "结节"}),
        description_zh: "含“结节”".to_owned(),
        description_en: "contains".to_owned(),
        cases: cases.to_vec(),
    }
}

async fn a_frozen_version_keeps_the_values_of_its_day(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let cases = everything(&bench, &edit, database).await;
    let id = store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap();
    let first = store.cohort_version(&edit, id, 1).await.unwrap();
    assert_eq!((first.members, first.changed), (3, None));
    let bytes = std::fs::read(store.objects().path(first.hash)).unwrap();
    assert_eq!(workbench_core::Digest::of(&bytes), first.hash, "the hash is that of the object");
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 4, "what it is, and three cases");
    set(&bench, &edit, database, "H001", "size", json!(99.0)).await;
    let frozen = store.frozen_cases(&edit, &first, 0, usize::MAX).await.unwrap();
    assert_eq!(frozen.dictionary.len(), 2);
    for case in &frozen.cases {
        assert_eq!(case.row.values["size"].value.value, json!(12.5));
        assert_eq!(case.reports.len(), 1);
    }
    let second = store.freeze_again(&edit, id, &freeze(&cases)).await.unwrap();
    assert!(second.made && second.version.hash != first.hash, "another value, another version");
    assert_eq!(second.version.changed.map(|c| (c.added, c.removed)), Some((0, 0)));
}

async fn equal_content_is_one_version(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let mut cases = everything(&bench, &edit, database).await;
    let id = store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap();
    cases.reverse();
    let again = store.freeze_again(&edit, id, &freeze(&cases)).await.unwrap();
    assert!(!again.made && again.version.version == 1, "the order of the cases says nothing");
    let fewer = store.freeze_again(&edit, id, &freeze(&cases[..2])).await.unwrap();
    assert_eq!((fewer.made, fewer.version.version), (true, 2));
    let back = store.freeze_again(&edit, id, &freeze(&cases)).await.unwrap();
    assert_eq!((back.made, back.version.version), (false, 1));
    let error = store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap_err();
    assert_eq!((error.code(), error.zh().is_some()), (Code::Conflict, true));
    let error = store.freeze_cohort(&edit, database, "none", &freeze(&[])).await.unwrap_err();
    assert_eq!((error.code(), error.zh().is_some()), (Code::BadInput, true));
    let view = bench.grant(&team, Action::View).await;
    let error = store.freeze_again(&view, id, &freeze(&cases)).await.unwrap_err();
    assert_eq!(error.code(), Code::Denied);
}

async fn a_frozen_version_cannot_be_changed(bench: Bench) {
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let cases = everything(&bench, &edit, database).await;
    bench.store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap();
    for sql in [
        "UPDATE cohort_version SET members = 1",
        "DELETE FROM cohort_version",
        "DELETE FROM cohort_member",
        "UPDATE cohort_member SET patient = patient",
    ] {
        assert!(bench.raw.try_run(sql).await.is_err(), "{sql}");
    }
}

async fn frozen_values_are_shown_by_the_level_of_the_reader(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let cases = everything(&bench, &edit, database).await;
    // frozen by somebody who sees less: what is kept is whole all the same
    let low = edit.no_deeper_than(DataLevel::Deidentified);
    let id = store.freeze_cohort(&low, database, "nodules", &freeze(&cases)).await.unwrap();
    let version = store.cohort_version(&edit, id, 1).await.unwrap();
    let whole = store.frozen_cases(&edit, &version, 0, 1).await.unwrap().cases.remove(0);
    let identifier = whole.row.patient.identifier.unwrap();
    assert!(whole.row.values["note"].value.value.as_str().unwrap().contains(&identifier));
    for level in [DataLevel::Limited, DataLevel::Deidentified, DataLevel::Aggregate] {
        let seen =
            store.frozen_cases(&edit.no_deeper_than(level), &version, 0, 1).await.unwrap().cases.remove(0);
        assert_eq!(seen.row.patient.identifier, None);
        assert!(!seen.row.values["note"].value.value.to_string().contains(&identifier), "{level}");
        assert!(!seen.row.patient.label.contains(&identifier));
    }
}

async fn versions_are_compared(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let cases = everything(&bench, &edit, database).await;
    let id = store.freeze_cohort(&edit, database, "nodules", &freeze(&cases[..2])).await.unwrap();
    store.freeze_again(&edit, id, &freeze(&cases[1..])).await.unwrap();
    let both = store.compare_cohort(&edit, id, 1, 2).await.unwrap();
    assert_eq!(both.kept, 1);
    assert_eq!(both.added.iter().map(|m| m.case).collect::<Vec<_>>(), [cases[2]]);
    assert_eq!(both.removed.iter().map(|m| m.case).collect::<Vec<_>>(), [cases[0]]);
    let listed = store.cohorts(&edit, database).await.unwrap();
    assert_eq!(listed[0].versions[0].changed.map(|c| (c.added, c.removed)), Some((1, 1)));
    assert_eq!(store.compare_cohort(&edit, id, 1, 7).await.unwrap_err().code(), Code::NotFound);
}

fn tag(name: &str, shared: bool) -> NewTag {
    NewTag {
        name: name.to_owned(),
        criteria: json!({"text": "结节"}),
        description_zh: "含".to_owned(),
        description_en: "contains".to_owned(),
        shared,
    }
}

async fn tags_are_their_makers_or_everybodys(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let bob = bench.member(&team, "bob", Role::Clinician).await;
    let bob = bench.grant_of(&bob, &team, Action::View).await;
    let own = store.keep_tag(&edit, database, &tag("mine", false)).await.unwrap();
    let shared = store.keep_tag(&edit, database, &tag("ours", true)).await.unwrap();
    assert_eq!(store.tags(&bob, database).await.unwrap().len(), 1);
    assert_eq!(store.tag(&bob, own).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.remove_tag(&bob, shared).await.unwrap_err().code(), Code::Denied);
    assert_eq!(store.keep_tag(&bob, database, &tag("x", true)).await.unwrap_err().code(), Code::Denied);
    let taken = store.keep_tag(&edit, database, &tag("mine", false)).await.unwrap_err();
    assert_eq!(taken.code(), Code::Conflict);
    store.keep_tag(&bob, database, &tag("mine", false)).await.unwrap();
    let (first, second) = (tag("first", false), tag("second", false));
    let (one, two) =
        tokio::join!(store.save_tag(&edit, own, "1", &first), store.save_tag(&edit, own, "1", &second),);
    assert!(one.is_ok() != two.is_ok(), "of two who save the same state one is told");
    store.remove_tag(&edit, own).await.unwrap();
    assert_eq!(store.tag(&edit, own).await.unwrap_err().code(), Code::NotFound);
    store.keep_tag(&edit, database, &tag("mine", false)).await.unwrap();
}

async fn cohorts_of_others_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let (edit, database) = filled(&bench, &team).await;
    let cases = everything(&bench, &edit, database).await;
    let id = store.freeze_cohort(&edit, database, "nodules", &freeze(&cases)).await.unwrap();
    let version = store.cohort_version(&edit, id, 1).await.unwrap();
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert_eq!(store.cohort(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.frozen_cases(&other, &version, 0, 9).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.freeze_again(&other, id, &freeze(&cases)).await.unwrap_err().code(), Code::NotFound);
    assert!(store.cohorts(&other, database).await.unwrap().is_empty());
}
