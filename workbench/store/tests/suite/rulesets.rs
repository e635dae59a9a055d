//! Rule sets: drafts that do not overwrite each other, versions that do not change.

use serde_json::json;
use workbench_core::ids::RuleSetId;
use workbench_core::{Action, Code, Coded as _, DataLevel, Digest, Role, VariableType};
use workbench_store::{ChangedValue, DraftText, Grant, NewDryRun, NewVersion, RulesOf, StoreError};

use crate::bench::{Bench, on_both};
use crate::samples::{everything, report, value, variable};

on_both!(
    a_draft_is_saved_over_what_was_read_only,
    a_version_is_newer_new_and_final,
    publishing_takes_the_right_to_administer,
    a_change_without_its_audit_row_is_no_change,
    foreign_rule_sets_are_not_found,
    a_try_shows_each_reader_as_much_as_they_may_see,
);

fn draft(source: &str) -> DraftText {
    DraftText {
        source: source.to_owned(),
        version: "1.0.0".to_owned(),
        title_zh: "肺".to_owned(),
        title_en: "lung".to_owned(),
    }
}

fn version(version: &str, source: &str) -> NewVersion {
    NewVersion {
        version: version.to_owned(),
        hash: Digest::of(source.as_bytes()),
        source: source.to_owned(),
        terms: vec![("结节".to_owned(), vec!["小结节".to_owned()])],
        variables: vec![variable("size")],
        tests: 3,
        note: "why".to_owned(),
    }
}

async fn made(bench: &Bench, edit: &Grant) -> RuleSetId {
    bench.store.create_ruleset(edit, "lung", "lung_nodule", &draft("one")).await.unwrap()
}

async fn a_draft_is_saved_over_what_was_read_only(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit).await;
    let error = store.create_ruleset(&edit, "lung", "", &draft("two")).await.unwrap_err();
    assert_eq!(error.code(), Code::Conflict);
    let (row, first, _) = store.ruleset(&edit, id).await.unwrap();
    assert_eq!(
        (row.key.as_str(), row.origin.as_str(), row.published.is_none()),
        ("lung", "lung_nodule", true)
    );
    assert_eq!((first.source.as_str(), first.by.as_str()), ("one", "name of ann"));
    let next = store.save_draft(&edit, id, &first.etag, &draft("two")).await.unwrap();
    for stale in [first.etag.as_str(), "", "x", "99"] {
        let error = store.save_draft(&edit, id, stale, &draft("three")).await.unwrap_err();
        assert!(matches!(error, StoreError::Stale(_)), "{stale}: {error}");
    }
    let (_, present, _) = store.ruleset(&edit, id).await.unwrap();
    assert_eq!((present.source.as_str(), &present.etag), ("two", &next));
    let large = draft(&"长".repeat(400_000));
    assert_eq!(store.save_draft(&edit, id, &next, &large).await.unwrap_err().code(), Code::BadInput);
    let view = bench.grant(&team, Action::View).await;
    assert_eq!(store.save_draft(&view, id, &next, &draft("x")).await.unwrap_err().code(), Code::Denied);
}

async fn a_version_is_newer_new_and_final(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let steer = bench.grant(&team, Action::Administer).await;
    let id = made(&bench, &edit).await;
    let first = store.publish_version(&steer, id, "1", &version("1.2.0", "one")).await.unwrap();
    let (row, ..) = store.ruleset(&edit, id).await.unwrap();
    assert!(row.draft.is_none(), "the draft is what was published");
    assert_eq!(row.published.unwrap().id, first);
    let etag = store.save_draft(&edit, id, "1", &draft("two")).await.unwrap();
    let refused = [
        (version("1.2.0", "two"), Code::Conflict),
        (version("1.1.9", "two"), Code::Conflict),
        (version("2", "two"), Code::BadInput),
        (NewVersion { hash: Digest::of(b"one"), ..version("1.3.0", "two") }, Code::Conflict),
        (version("1.3.0", "another text"), Code::Conflict),
    ];
    for (new, code) in refused {
        let error = store.publish_version(&steer, id, &etag, &new).await.unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.zh().is_some(), "{error}");
    }
    let second = store.publish_version(&steer, id, &etag, &version("1.10.0", "two")).await.unwrap();
    let (_, _, versions) = store.ruleset(&edit, id).await.unwrap();
    assert_eq!(versions.iter().map(|head| head.id).collect::<Vec<_>>(), [second, first]);
    let kept = store.ruleset_version(&edit, first).await.unwrap();
    assert_eq!((kept.source.as_str(), kept.head.tests, kept.head.fields), ("one", 3, 1));
    assert_eq!(kept.terms, version("1.2.0", "one").terms);
    for sql in ["UPDATE rule_set_version SET source = 'x'", "DELETE FROM rule_set_version"] {
        assert!(bench.raw.try_run(sql).await.unwrap_err().contains("does not change"), "{sql}");
    }
    let rules =
        RulesOf { pack: "lung".to_owned(), version: "1.2.0".to_owned(), ruleset_version: Some(first) };
    let database = store.create_database_of(&edit, "库", &rules, &[variable("size")]).await.unwrap();
    assert_eq!(store.database(&edit, database).await.unwrap().ruleset_version, Some(first));
    let (row, ..) = store.ruleset(&edit, id).await.unwrap();
    assert_eq!(row.databases[0].name, "库");
}

async fn publishing_takes_the_right_to_administer(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit).await;
    let error = store.publish_version(&edit, id, "1", &version("1.0.0", "one")).await.unwrap_err();
    assert_eq!(error.code(), Code::Denied);
    assert!(!Role::Researcher.allows(Action::Administer));
}

async fn a_change_without_its_audit_row_is_no_change(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let steer = bench.grant(&team, Action::Administer).await;
    let id = made(&bench, &edit).await;
    assert!(store.verify_audit().await.unwrap().ok);
    bench.raw.run("ALTER TABLE audit RENAME TO audit_gone").await;
    assert!(store.save_draft(&edit, id, "1", &draft("two")).await.is_err());
    assert!(store.publish_version(&steer, id, "1", &version("1.0.0", "one")).await.is_err());
    assert!(store.create_ruleset(&edit, "other", "", &draft("x")).await.is_err());
    bench.raw.run("ALTER TABLE audit_gone RENAME TO audit").await;
    let (_, present, versions) = store.ruleset(&edit, id).await.unwrap();
    assert_eq!((present.source.as_str(), versions.len()), ("one", 0));
    assert_eq!(store.rulesets(&edit).await.unwrap().len(), 1);
}

async fn foreign_rule_sets_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let steer = bench.grant(&team, Action::Administer).await;
    let id = made(&bench, &edit).await;
    let published = store.publish_version(&steer, id, "1", &version("1.0.0", "one")).await.unwrap();
    let bob = bench.team("bob").await;
    let other = bench.grant(&bob, Action::Edit).await;
    assert!(store.rulesets(&other).await.unwrap().is_empty());
    assert_eq!(store.ruleset(&other, id).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.ruleset_version(&other, published).await.unwrap_err().code(), Code::NotFound);
    assert!(store.save_draft(&other, id, "1", &draft("x")).await.is_err());
    let rules = RulesOf { pack: "p".to_owned(), version: "1".to_owned(), ruleset_version: Some(published) };
    assert_eq!(store.create_database_of(&other, "d", &rules, &[]).await.unwrap_err().code(), Code::NotFound);
}

async fn a_try_shows_each_reader_as_much_as_they_may_see(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = made(&bench, &edit).await;
    store.keep_reports(&edit, &[report("P00123", "r1", "text")]).await.unwrap();
    let kept = store.reports(&edit, &everything()).await.unwrap();
    let database = store.create_database(&edit, "库", "p", "1", &[variable("size")]).await.unwrap();
    let example = |kind: VariableType, after| ChangedValue {
        report: kept[0].id,
        patient: kept[0].patient.id,
        field: "f".to_owned(),
        type_word: kind.to_string(),
        kind: "filled".to_owned(),
        before: None,
        after: Some(value("f", after)),
    };
    let examples = vec![
        example(VariableType::Text, json!("患者P00123复查")),
        example(VariableType::Date, json!("2024-05-17")),
    ];
    let new = NewDryRun { database, etag: "1".to_owned(), result: json!({"reports": 1}), examples };
    assert!(store.dry_run(&edit, id).await.unwrap().is_none());
    store.keep_dry_run(&edit, id, &new).await.unwrap();
    let shown = store.dry_run(&edit, id).await.unwrap().unwrap();
    assert!(shown.current);
    assert_eq!(shown.examples[0].patient, "P00123");
    assert_eq!(shown.examples[0].after.as_ref().unwrap().value, "患者P00123复查");
    let person = bench.member(&team, "lin", Role::Annotator).await;
    let low = bench.grant_of(&person, &team, Action::View).await;
    let same = edit.no_deeper_than(DataLevel::Deidentified);
    for grant in [&low, &same] {
        let shown = store.dry_run(grant, id).await.unwrap().unwrap();
        let after = |index: usize| shown.examples[index].after.as_ref().unwrap().value.clone();
        let words = after(0).as_str().unwrap().to_owned();
        assert!(words.starts_with("患者[号码·") && words.ends_with("]复查"), "{words}");
        assert_eq!(after(1), json!("2024"));
        assert!(shown.examples[0].patient.starts_with("P-"));
    }
    store.save_draft(&edit, id, "1", &draft("two")).await.unwrap();
    assert!(!store.dry_run(&edit, id).await.unwrap().unwrap().current);
}
