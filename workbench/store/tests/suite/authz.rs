//! Who may do what.

use workbench_core::{Action, Code, Coded as _, DataLevel, Role};
use workbench_store::{Grant, Object, StoreError};

use crate::bench::{Bench, on_both};
use crate::samples;

on_both!(
    the_matrix_of_roles_and_actions_holds,
    a_stranger_learns_nothing_and_is_written_down,
    a_revoked_member_is_refused_at_the_next_call,
    a_disabled_account_is_refused,
    every_object_leads_to_its_project,
    a_grant_serves_its_action_only,
    repeated_views_leave_one_row,
    without_its_audit_row_there_is_no_grant,
);

async fn the_matrix_of_roles_and_actions_holds(bench: Bench) {
    let team = bench.team("ann").await;
    for role in Role::ALL {
        let person = bench.member(&team, role.as_str(), *role).await;
        for action in Action::ALL {
            let answer = bench.store.authorize(&person, *action, Object::Project(team.project)).await;
            let allowed = role.permission().actions.contains(action);
            let sql = format!("SELECT result FROM audit WHERE actor = '{role}' AND action = '{action}'");
            let written = bench.raw.words(&sql).await;
            match answer {
                Ok(grant) => {
                    assert!(allowed, "{role} {action}");
                    assert_eq!(
                        (grant.role(), grant.action(), grant.project()),
                        (*role, *action, team.project)
                    );
                    assert_eq!(grant.level(), role.permission().level);
                    assert_eq!(grant.principal().login, role.as_str());
                    assert_eq!(written, ["ok"]);
                }
                Err(error) => {
                    assert!(!allowed, "{role} {action}");
                    assert!(matches!(error, StoreError::Denied(_)), "{error}");
                    assert_eq!(written, ["denied"]);
                }
            }
        }
    }
    assert!(bench.store.verify_audit().await.unwrap().ok);
}

async fn a_stranger_learns_nothing_and_is_written_down(bench: Bench) {
    let team = bench.team("ann").await;
    let bob = bench.team("bob").await.owner;
    let foreign = bench.store.authorize(&bob, Action::View, Object::Project(team.project)).await.unwrap_err();
    let unknown = bench
        .store
        .authorize(&bob, Action::View, Object::Project(uuid::Uuid::nil().into()))
        .await
        .unwrap_err();
    assert_eq!(foreign.to_string(), unknown.to_string(), "a foreign project looks like none");
    assert_eq!(foreign.code(), Code::NotFound);
    let sql = format!("SELECT result FROM audit WHERE actor = 'bob' AND object_id = '{}'", team.project);
    assert_eq!(bench.raw.words(&sql).await, ["denied"]);
    for object in [Object::Audit, Object::Accounts] {
        assert!(bench.store.authorize(&bob, Action::View, object).await.is_err(), "no project, no grant");
    }
}

async fn a_revoked_member_is_refused_at_the_next_call(bench: Bench) {
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Researcher).await;
    bench.grant_of(&bob, &team, Action::View).await;
    let administer = bench.grant(&team, Action::Administer).await;
    bench.store.set_member(&administer, bob.account, Some(Role::Clinician)).await.unwrap();
    let error = bench.store.authorize(&bob, Action::Edit, Object::Project(team.project)).await.unwrap_err();
    assert_eq!(error.code(), Code::Denied, "a role counts at once");
    bench.store.set_member(&administer, bob.account, None).await.unwrap();
    let error = bench.store.authorize(&bob, Action::View, Object::Project(team.project)).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    assert!(bench.store.projects(&bob).await.unwrap().is_empty());
}

async fn a_disabled_account_is_refused(bench: Bench) {
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Researcher).await;
    bench.store.update_account(&team.owner, bob.account, "Bob", true).await.unwrap();
    let error = bench.store.authorize(&bob, Action::View, Object::Project(team.project)).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

async fn every_object_leads_to_its_project(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let stranger = bench.person("bob").await;
    let scene = samples::scene(&bench, &team).await;
    let edit = bench.grant(&team, Action::Edit).await;
    let train = bench.grant(&team, Action::Train).await;
    store.keep_reports(&edit, &[samples::report("p1", "r1", "text")]).await.unwrap();
    let report = store.reports(&edit, &samples::everything()).await.unwrap()[0].id;
    let activity = store
        .record_activity(&edit, "edit", &serde_json::json!({}), chrono::Utc::now(), &[], &[])
        .await
        .unwrap();
    let value = workbench_store::NewValue {
        patient: samples::patient(&bench, &edit, "p1").await,
        report: None,
        value: samples::value("size", 1.into()),
    };
    store
        .set_values(&edit, scene.database, workbench_core::Origin::Manual, activity, &[value], false)
        .await
        .unwrap();
    let finding = workbench_store::NewFinding {
        roi: scene.roi,
        probability: 0.5,
        positive: true,
        detail: serde_json::json!({}),
    };
    let (_, findings) = store.keep_prediction(&train, scene.model, scene.study, &[finding]).await.unwrap();
    let job = workbench_store::NewJob { kind: "x", payload: serde_json::json!({}), dedupe_key: None };
    let objects = [
        Object::Project(team.project),
        Object::Report(report),
        Object::Database(scene.database),
        Object::Case(store.cases(&edit, scene.database).await.unwrap()[0].id),
        Object::Study(scene.study),
        Object::Series(scene.series),
        Object::Instance(store.all_instances(&edit).await.unwrap()[0].id),
        Object::Roi(scene.roi),
        Object::FeatureTable(store.feature_tables(&edit).await.unwrap()[0].id),
        Object::Model(scene.model),
        Object::Finding(findings[0]),
        Object::Job(store.queue(&edit, job).await.unwrap().id),
    ];
    for object in objects {
        let grant = store.authorize(&team.owner, Action::View, object).await.unwrap();
        assert_eq!(grant.project(), team.project, "{object:?}");
        assert_eq!(Object::parse(object.kind(), &object.id()), Some(object));
        let error = store.authorize(&stranger, Action::View, object).await.unwrap_err();
        assert_eq!(error.code(), Code::NotFound, "{object:?}");
    }
    assert_eq!(Object::parse("project", "x"), None);
    assert_eq!(Object::parse("audit", ""), None);
}

async fn a_grant_serves_its_action_only(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = samples::scene(&bench, &team).await;
    let view = bench.grant(&team, Action::View).await;
    let digest = workbench_core::Digest::of(b"");
    let table = store.feature_tables(&view).await.unwrap()[0].id;
    let refused: Vec<StoreError> = vec![
        store.receive(&view, &[]).await.unwrap_err(),
        store.keep_unknown(&view, "x", "y", digest, 0).await.unwrap_err(),
        store.keep_reports(&view, &[]).await.unwrap_err(),
        store.create_database(&view, "d", "p", "1", &[]).await.unwrap_err(),
        store.add_variables(&view, scene.database, &[]).await.unwrap_err(),
        store.patients_by_identifier(&view).await.unwrap_err(),
        store.keep_roi(&view, &samples::roi(scene.series, None, 1)).await.unwrap_err(),
        store.keep_feature_table(&view, &samples::feature_table("t")).await.unwrap_err(),
        store.keep_model(&view, &samples::new_model("m", table, scene.database)).await.unwrap_err(),
        store.keep_prediction(&view, scene.model, scene.study, &[]).await.unwrap_err(),
        store.set_member(&view, team.owner.account, None).await.unwrap_err(),
        store
            .set_values(
                &view,
                scene.database,
                workbench_core::Origin::Nlp,
                uuid::Uuid::nil().into(),
                &[],
                true,
            )
            .await
            .unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.code(), Code::Denied, "{error}");
    }
}

async fn repeated_views_leave_one_row(bench: Bench) {
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Researcher).await;
    for _ in 0..5 {
        let grant: Grant = bench.grant_of(&bob, &team, Action::View).await;
        assert!(grant.level() < DataLevel::Identified);
        bench.grant_of(&bob, &team, Action::Edit).await;
    }
    let count = |action| format!("SELECT COUNT(*) FROM audit WHERE actor = 'bob' AND action = '{action}'");
    assert_eq!(bench.raw.number(&count(Action::View)).await, 1);
    assert_eq!(bench.raw.number(&count(Action::Edit)).await, 5);
}

/// The audit table is out of reach for a moment; the view after that is written down.
async fn without_its_audit_row_there_is_no_grant(bench: Bench) {
    let team = bench.team("ann").await;
    bench.raw.run("ALTER TABLE audit RENAME TO away").await;
    for action in [Action::View, Action::Edit] {
        assert!(bench.store.authorize(&team.owner, action, Object::Project(team.project)).await.is_err());
    }
    bench.raw.run("ALTER TABLE away RENAME TO audit").await;
    bench.grant(&team, Action::View).await;
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM audit WHERE action = 'view'").await, 1);
}
