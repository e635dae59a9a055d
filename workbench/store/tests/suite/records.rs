//! Dictionaries, children, personal databases, entry and forms.

use serde_json::json;
use workbench_core::ids::{CaseId, DatabaseId};
use workbench_core::{Action, Code, Coded as _, FieldValue, Origin, Role, State, Variable};
use workbench_store::{
    CaseWrite, Edit, FieldChange, Grant, NewDatabase, NewForm, NewPatient, NewValue, Object, RulesOf,
    StoreError, Written,
};

use crate::bench::{Bench, on_both};
use crate::samples::{everything, patient, report, value, variable};

on_both!(
    every_change_of_a_dictionary_is_a_version,
    a_dictionary_is_changed_as_it_was_read,
    five_thousand_fields_are_quick,
    a_personal_database_is_its_makers,
    a_child_shows_what_it_is_told,
    a_case_is_saved_in_the_state_that_was_seen,
    what_a_person_says_of_a_case_counts_most,
    nothing_is_written_when_one_case_is_stale,
    a_case_leaves_and_comes_back,
    forms_are_saved_over_what_was_read,
);

fn own(key: &str) -> Variable {
    Variable { own: true, ..variable(key) }
}

fn none() -> RulesOf {
    RulesOf { pack: String::new(), version: String::new(), ruleset_version: None }
}

async fn made(bench: &Bench, grant: &Grant, name: &str, personal: bool) -> DatabaseId {
    let new = NewDatabase { name, rules: none(), variables: &[own("size")], parent: None, personal };
    bench.store.make_database(grant, &new).await.unwrap()
}

fn said(field: &str, what: serde_json::Value) -> FieldValue {
    FieldValue { rule: "manual".to_owned(), spans: vec![], confidence: 1.0, ..value(field, what) }
}

fn written(origin: Origin, value: FieldValue) -> Written {
    Written { origin, value, close: false }
}

async fn case(bench: &Bench, edit: &Grant, database: DatabaseId, identifier: &str) -> CaseId {
    let new = NewPatient { identifier: identifier.to_owned(), ..NewPatient::default() };
    bench.store.create_case(edit, database, &new).await.unwrap()
}

async fn every_change_of_a_dictionary_is_a_version(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    assert_eq!(store.dictionary_version(&edit, id).await.unwrap(), 1);
    let changed = Variable { name_en: "length".to_owned(), ..own("size") };
    store
        .change_fields(&edit, id, 1, "two", &[FieldChange::Add(own("a")), FieldChange::Add(own("b"))])
        .await
        .unwrap();
    store.change_fields(&edit, id, 2, "", &[FieldChange::Set(changed.clone())]).await.unwrap();
    store.change_fields(&edit, id, 3, "", &[FieldChange::Retire("a".to_owned())]).await.unwrap();
    // nothing changes, so nothing is written down
    assert_eq!(store.change_fields(&edit, id, 4, "", &[FieldChange::Set(changed)]).await.unwrap(), 4);
    let versions = store.dictionary_versions(&edit, id).await.unwrap();
    let counts: Vec<_> = versions.iter().map(|v| (v.version, v.added, v.changed, v.removed)).collect();
    assert_eq!(counts, [(4, 0, 0, 1), (3, 0, 1, 0), (2, 2, 0, 0), (1, 1, 0, 0)]);
    assert_eq!((versions[2].note.as_str(), versions[2].by.as_str()), ("two", "name of ann"));
    let between = store.dictionary_between(&edit, id, 1, 4).await.unwrap();
    let keys: Vec<_> =
        between.iter().map(|(was, now)| (was.is_some(), now.as_ref().map(|v| v.key.clone()))).collect();
    // `a` came and went
    assert_eq!(keys, [(false, Some("b".to_owned())), (true, Some("size".to_owned()))]);
    let back = store.dictionary_between(&edit, id, 4, 1).await.unwrap();
    assert!(back.iter().any(|(was, now)| was.is_some() && now.is_none()));
    let fields = store.fields(&edit, id).await.unwrap();
    assert_eq!(
        fields.iter().map(|f| (f.field.key.as_str(), f.retired)).collect::<Vec<_>>(),
        [("size", false), ("b", false), ("a", true)]
    );
    // a retired field comes back
    store.change_fields(&edit, id, 4, "", &[FieldChange::Set(own("a"))]).await.unwrap();
    assert!(store.fields(&edit, id).await.unwrap().iter().all(|f| !f.retired));
}

async fn a_dictionary_is_changed_as_it_was_read(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let add = |key: &str| [FieldChange::Add(own(key))];
    let (one, two) = (add("a"), add("b"));
    let (first, second) = tokio::join!(
        store.change_fields(&edit, id, 1, "", &one),
        store.change_fields(&edit, id, 1, "", &two)
    );
    let stale = [first, second].into_iter().filter(|done| matches!(done, Err(StoreError::Stale(_)))).count();
    assert_eq!(stale, 1);
    let twice = [FieldChange::Add(own("c")), FieldChange::Add(own("c"))];
    assert_eq!(store.change_fields(&edit, id, 2, "", &twice).await.unwrap_err().code(), Code::Conflict);
    let missing = [FieldChange::Add(own("c")), FieldChange::Retire("gone".to_owned())];
    assert_eq!(store.change_fields(&edit, id, 2, "", &missing).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.fields(&edit, id).await.unwrap().len(), 2, "all or nothing");
    let look = bench.grant(&team, Action::View).await;
    assert_eq!(store.change_fields(&look, id, 2, "", &add("d")).await.unwrap_err().code(), Code::Denied);
    let stranger = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert_eq!(
        store.change_fields(&stranger, id, 2, "", &add("d")).await.unwrap_err().code(),
        Code::NotFound
    );
}

async fn five_thousand_fields_are_quick(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let all: Vec<FieldChange> = (0..5_000).map(|n| FieldChange::Add(own(&format!("f{n}")))).collect();
    let begun = std::time::Instant::now();
    store.change_fields(&edit, id, 1, "", &all).await.unwrap();
    let added = begun.elapsed();
    let begun = std::time::Instant::now();
    assert_eq!(store.fields(&edit, id).await.unwrap().len(), 5_001);
    let listed = begun.elapsed();
    let begun = std::time::Instant::now();
    let one = Variable { name_en: "other".to_owned(), ..own("f17") };
    store.change_fields(&edit, id, 2, "", &[FieldChange::Set(one)]).await.unwrap();
    let changed = begun.elapsed();
    println!(
        "{}: 5000 fields added in {added:?}, listed in {listed:?}, one changed in {changed:?}",
        store.dialect()
    );
    // what grows with the square of the fields would take minutes, on a busy machine too
    assert!(added.as_secs() < 60 && listed.as_secs() < 20 && changed.as_secs() < 20);
}

async fn a_personal_database_is_its_makers(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "mine", true).await;
    let mine = case(&bench, &edit, id, "P1").await;
    let bo = bench.member(&team, "bo", Role::Owner).await;
    let other = bench.grant_of(&bo, &team, Action::Edit).await;
    for object in [Object::Database(id), Object::Case(mine)] {
        let error = store.authorize(&bo, Action::View, object).await.unwrap_err();
        assert_eq!(error.code(), Code::NotFound);
        store.authorize(&team.owner, Action::View, object).await.unwrap();
    }
    assert_eq!(store.databases(&other).await.unwrap().len(), 0);
    assert_eq!(store.databases(&edit).await.unwrap().len(), 1);
    assert_eq!(store.database(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.fields(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.cases(&other, id).await.unwrap().len(), 0);
    assert_eq!(store.computing_cases(&other, id, None).await.unwrap().len(), 0);
    assert_eq!(store.entry(&other, mine).await.unwrap_err().code(), Code::NotFound);
    let child = NewDatabase {
        name: "c",
        rules: none(),
        variables: &[],
        parent: Some((id, json!({}))),
        personal: false,
    };
    assert_eq!(store.make_database(&edit, &child).await.unwrap_err().code(), Code::BadInput);
}

async fn a_child_shows_what_it_is_told(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let parent = made(&bench, &edit, "parent", false).await;
    let (one, two) = (case(&bench, &edit, parent, "P1").await, case(&bench, &edit, parent, "P2").await);
    let write = |case, mm: i64| CaseWrite {
        case,
        etag: None,
        values: vec![written(Origin::Manual, said("size", json!(mm)))],
    };
    let edit_case = Edit { kind: "edit_case", plan: json!({}), ..Edit::default() };
    store.save_cases(&edit, parent, &edit_case, &[write(one, 10), write(two, 3)]).await.unwrap();
    let criteria = json!({"field": "size", "op": ">", "value": 5});
    let new = NewDatabase {
        name: "big",
        rules: none(),
        variables: &[own("dose")],
        parent: Some((parent, criteria.clone())),
        personal: false,
    };
    let child = store.make_database(&edit, &new).await.unwrap();
    let stale = store.stale_child(&edit, child).await.unwrap().unwrap();
    assert_eq!((stale.parent, stale.criteria), (parent, criteria));
    let people = [patient_of(&bench, &edit, "P1").await];
    assert!(store.show_cases(&edit, child, stale.revision, &people).await.unwrap());
    assert!(store.stale_child(&edit, child).await.unwrap().is_none());
    let shown = store.cases(&edit, child).await.unwrap();
    assert_eq!(shown.len(), 1);
    assert_eq!(
        shown[0].values["size"].value.value,
        json!(10),
        "the parent's values are read through the child"
    );
    let own_case = shown[0].id;
    assert_ne!(own_case, one);
    let dose = CaseWrite {
        case: own_case,
        etag: None,
        values: vec![written(Origin::Manual, said("dose", json!(5)))],
    };
    store.save_cases(&edit, child, &edit_case, &[dose]).await.unwrap();
    let entry = store.entry(&edit, own_case).await.unwrap();
    assert_eq!(entry.values.keys().collect::<Vec<_>>(), ["dose", "size"]);
    assert_eq!(entry.values["size"].value.database, parent);
    // the parent's change makes the child stale and its state another one
    store.save_cases(&edit, parent, &edit_case, &[write(one, 4)]).await.unwrap();
    assert_ne!(store.entry(&edit, own_case).await.unwrap().etag, entry.etag);
    let stale = store.stale_child(&edit, child).await.unwrap().unwrap();
    store.show_cases(&edit, child, stale.revision, &[]).await.unwrap();
    assert!(store.cases(&edit, child).await.unwrap().is_empty());
    assert_eq!(store.entry(&edit, own_case).await.unwrap_err().code(), Code::NotFound);
    store.show_cases(&edit, child, stale.revision, &people).await.unwrap();
    let back = store.cases(&edit, child).await.unwrap();
    assert_eq!(
        (back[0].id, &back[0].values["dose"].value.value),
        (own_case, &json!(5)),
        "what was filled in waited"
    );
    let view = store.database(&edit, child).await.unwrap();
    assert_eq!((view.cases, view.inherited), (1, vec!["size".to_owned()]));
    let new = NewPatient { identifier: "P3".to_owned(), ..NewPatient::default() };
    assert_eq!(store.create_case(&edit, child, &new).await.unwrap_err().code(), Code::Conflict);
    let grandchild = NewDatabase {
        name: "x",
        rules: none(),
        variables: &[],
        parent: Some((child, json!({}))),
        personal: false,
    };
    assert_eq!(store.make_database(&edit, &grandchild).await.unwrap_err().code(), Code::BadInput);
}

async fn patient_of(bench: &Bench, edit: &Grant, identifier: &str) -> workbench_core::ids::PatientId {
    patient(bench, edit, identifier).await
}

async fn a_case_is_saved_in_the_state_that_was_seen(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let one = case(&bench, &edit, id, "P1").await;
    let seen = store.entry(&edit, one).await.unwrap().etag;
    let write = |etag: &str, mm: i64| CaseWrite {
        case: one,
        etag: Some(etag.to_owned()),
        values: vec![
            written(Origin::Manual, said("size", json!(mm))),
            written(Origin::Calc, said("twice", json!(2 * mm))),
        ],
    };
    let how = Edit {
        kind: "edit_case",
        reason: "measured again".to_owned(),
        plan: json!({"a": 1}),
        ..Edit::default()
    };
    let (ten, eleven) = ([write(&seen, 10)], [write(&seen, 11)]);
    let (first, second) =
        tokio::join!(store.save_cases(&edit, id, &how, &ten), store.save_cases(&edit, id, &how, &eleven));
    let stale =
        [&first, &second].into_iter().filter(|done| matches!(done, Err(StoreError::Stale(_)))).count();
    assert_eq!(stale, 1, "{first:?} {second:?}");
    let entry = store.entry(&edit, one).await.unwrap();
    let size = entry.values["size"].value.value.value.as_i64().unwrap();
    assert_eq!(
        entry.values["twice"].value.value.value,
        json!(2 * size),
        "values and what is calculated from them go together"
    );
    assert_eq!(entry.values["size"].by.as_deref(), Some("name of ann"));
    assert_eq!(entry.values["twice"].by, None);
    // the same again changes nothing
    assert_eq!(store.save_cases(&edit, id, &how, &[write(&entry.etag, size)]).await.unwrap(), 0);
    store.save_cases(&edit, id, &how, &[write(&entry.etag, 12)]).await.unwrap();
    let past = store.history(&edit, one, Some("size")).await.unwrap();
    assert_eq!(past.len(), 2);
    assert_eq!(
        (past[0].value.value.clone(), past[0].until, past[0].reason.as_str()),
        (json!(12), None, "measured again")
    );
    assert!(past[1].until.is_some() && past[1].until_by.as_deref() == Some("name of ann"));
    let long = Edit { reason: "长".repeat(2_001), ..how.clone() };
    assert_eq!(store.save_cases(&edit, id, &long, &[]).await.unwrap_err().code(), Code::BadInput);
    let look = bench.grant(&team, Action::View).await;
    assert_eq!(store.save_cases(&look, id, &how, &[]).await.unwrap_err().code(), Code::Denied);
    assert!(store.verify_audit().await.unwrap().ok);
}

async fn what_a_person_says_of_a_case_counts_most(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    store.keep_reports(&edit, &[report("P1", "r1", "text")]).await.unwrap();
    let read = store.reports(&edit, &everything()).await.unwrap().remove(0);
    let activity = store.record_activity(&edit, "t", &json!({}), chrono::Utc::now(), &[], &[]).await.unwrap();
    let of = |report, value| NewValue { patient: read.patient.id, report, value };
    for (origin, report, mm) in
        [(Origin::Nlp, Some(read.id), 1), (Origin::Import, None, 2), (Origin::Manual, Some(read.id), 3)]
    {
        store
            .set_values(&edit, id, origin, activity, &[of(report, said("size", json!(mm)))], false)
            .await
            .unwrap();
    }
    let counts = async || store.cases(&edit, id).await.unwrap()[0].values["size"].value.value.clone();
    assert_eq!(counts().await, json!(3));
    let one = store.cases(&edit, id).await.unwrap()[0].id;
    let how = Edit { kind: "edit_case", plan: json!({}), ..Edit::default() };
    let mut writes =
        [CaseWrite { case: one, etag: None, values: vec![written(Origin::Manual, said("size", json!(4)))] }];
    store.save_cases(&edit, id, &how, &writes).await.unwrap();
    assert_eq!(counts().await, json!(4));
    let raw = store.computing_cases(&edit, id, None).await.unwrap();
    assert_eq!(raw[0].values["size"], (Origin::Manual, said("size", json!(4))));
    // to say that nothing is known is to say something
    let nothing = FieldValue { state: State::NotMentioned, value: json!(null), ..said("size", json!(null)) };
    writes[0].values = vec![written(Origin::Manual, nothing)];
    store.save_cases(&edit, id, &how, &writes).await.unwrap();
    assert_eq!(counts().await, json!(null));
    writes[0].values = vec![Written { close: true, ..written(Origin::Manual, said("size", json!(null))) }];
    store.save_cases(&edit, id, &how, &writes).await.unwrap();
    assert_eq!(counts().await, json!(3), "taken away, the former word counts again");
}

async fn nothing_is_written_when_one_case_is_stale(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let (one, two) = (case(&bench, &edit, id, "P1").await, case(&bench, &edit, id, "P2").await);
    let other = made(&bench, &edit, "liver", false).await;
    let foreign = case(&bench, &edit, other, "P1").await;
    let write = |case, etag: Option<&str>| CaseWrite {
        case,
        etag: etag.map(str::to_owned),
        values: vec![written(Origin::Manual, said("size", json!(1)))],
    };
    let how = Edit { kind: "bulk_edit", plan: json!({}), ..Edit::default() };
    let error =
        store.save_cases(&edit, id, &how, &[write(one, None), write(two, Some("other"))]).await.unwrap_err();
    assert!(matches!(error, StoreError::Stale(_)));
    let error =
        store.save_cases(&edit, id, &how, &[write(one, None), write(foreign, None)]).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM case_value").await, 0);
    assert_eq!(store.save_cases(&edit, id, &how, &[write(one, None), write(two, None)]).await.unwrap(), 2);
}

async fn a_case_leaves_and_comes_back(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let one = case(&bench, &edit, id, "P1").await;
    let how = Edit { kind: "edit_case", plan: json!({}), ..Edit::default() };
    let write =
        CaseWrite { case: one, etag: None, values: vec![written(Origin::Manual, said("size", json!(1)))] };
    store.save_cases(&edit, id, &how, &[write]).await.unwrap();
    store.remove_case(&edit, one).await.unwrap();
    assert_eq!(store.entry(&edit, one).await.unwrap_err().code(), Code::NotFound);
    assert!(store.cases(&edit, id).await.unwrap().is_empty());
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM case_value WHERE valid_to IS NULL").await, 0);
    assert_eq!(case(&bench, &edit, id, "P1").await, one);
    let past = store.history(&edit, one, None).await.unwrap();
    assert_eq!(past.len(), 1, "history stays");
    let again = NewPatient { identifier: " P1 ".to_owned(), ..NewPatient::default() };
    assert_eq!(store.create_case(&edit, id, &again).await.unwrap_err().code(), Code::Conflict);
    for (identifier, sex, birth) in
        [("", "", ""), ("P2", "X", ""), ("P2", "", "1960-02-30"), ("P2", "", "19600101")]
    {
        let new = NewPatient {
            identifier: identifier.to_owned(),
            sex: sex.to_owned(),
            birth_date: birth.to_owned(),
            ..NewPatient::default()
        };
        assert_eq!(store.create_case(&edit, id, &new).await.unwrap_err().code(), Code::BadInput);
    }
    // what rules read in reports keeps a case
    store.keep_reports(&edit, &[report("P1", "r1", "text")]).await.unwrap();
    let read = store.reports(&edit, &everything()).await.unwrap().remove(0);
    let activity = store.record_activity(&edit, "t", &json!({}), chrono::Utc::now(), &[], &[]).await.unwrap();
    let new = NewValue { patient: read.patient.id, report: Some(read.id), value: value("size", json!(1)) };
    store.set_values(&edit, id, Origin::Nlp, activity, &[new], false).await.unwrap();
    assert_eq!(store.remove_case(&edit, one).await.unwrap_err().code(), Code::Conflict);
}

async fn forms_are_saved_over_what_was_read(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit, "lung", false).await;
    let new = |title: &str| NewForm {
        title_zh: title.to_owned(),
        title_en: String::new(),
        definition: json!({"sections": []}),
    };
    let form = store.create_form(&edit, id, &new("一")).await.unwrap();
    assert_eq!(store.create_form(&edit, id, &new(" ")).await.unwrap_err().code(), Code::BadInput);
    store.save_form(&edit, form, "1", &new("二")).await.unwrap();
    assert!(matches!(store.save_form(&edit, form, "1", &new("三")).await, Err(StoreError::Stale(_))));
    let kept = store.form(&edit, form).await.unwrap();
    assert_eq!((kept.title_zh.as_str(), kept.etag.as_str(), kept.version), ("二", "2", 2));
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM form_version").await, 2);
    let template = store.create_form_template(&edit, &new("模板"), &[own("size")]).await.unwrap();
    assert_eq!(store.form_templates(&edit).await.unwrap()[0].fields, [own("size")]);
    store.retire_form(&edit, form).await.unwrap();
    assert_eq!(store.form(&edit, form).await.unwrap_err().code(), Code::NotFound);
    let stranger = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert_eq!(store.retire_form_template(&stranger, template).await.unwrap_err().code(), Code::NotFound);
    store.retire_form_template(&edit, template).await.unwrap();
    assert!(store.form_templates(&edit).await.unwrap().is_empty());
}
