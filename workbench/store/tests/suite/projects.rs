//! Projects and their members.

use workbench_core::{Action, Code, Coded as _, Role, SystemRole};

use crate::bench::{Bench, on_both};
use crate::samples;

on_both!(
    a_project_is_made_and_seen_by_its_members,
    bad_projects_are_refused,
    members_come_change_and_go,
    the_last_owner_stays,
    two_owners_cannot_push_each_other_out,
    it_counts_what_it_holds,
    the_operator_joins_a_project_by_its_title,
    administrators_of_the_system_are_kept_out,
    nobody_promotes_themselves,
);

async fn administrators_of_the_system_are_kept_out(bench: Bench) {
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Administer).await;
    for role in [SystemRole::SystemAdmin, SystemRole::SecurityAdmin, SystemRole::AuditAdmin] {
        let admin = bench.account(role.as_str(), role).await;
        let joined = bench.store.set_member(&grant, admin.id, Some(Role::Clinician)).await;
        assert_eq!(joined.unwrap_err().code(), Code::Denied);
        let made = bench.store.create_project(&admin.principal("ip"), "mine", "shared", false).await;
        assert_eq!(made.unwrap_err().code(), Code::Denied);
    }
}

async fn nobody_promotes_themselves(bench: Bench) {
    let team = bench.team("ann").await;
    let steward = bench.member(&team, "sue", Role::Steward).await;
    let other = bench.member(&team, "bo", Role::Clinician).await;
    let grant = bench.grant_of(&steward, &team, Action::Administer).await;
    let own = bench.store.set_member(&grant, steward.account, Some(Role::Researcher)).await;
    assert_eq!(own.unwrap_err().code(), Code::Denied);
    let owner = bench.store.set_member(&grant, other.account, Some(Role::Owner)).await;
    assert_eq!(owner.unwrap_err().code(), Code::Denied);
    bench.store.set_member(&grant, other.account, Some(Role::Reviewer)).await.unwrap();
}

async fn the_operator_joins_a_project_by_its_title(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let operator = bench.person("operator").await;
    let joined = || "SELECT COUNT(*) FROM audit WHERE actor = 'operator' AND action = 'administer'";
    for _ in 0..2 {
        assert_eq!(store.operator_project(&operator, " project of ann ").await.unwrap(), team.project);
        assert_eq!(bench.raw.number(joined()).await, 1, "joining is written down, once");
    }
    let grant = bench.grant_of(&operator, &team, Action::Edit).await;
    assert_eq!(grant.role(), Role::Owner);
    store.create_database(&grant, "lung", "p", "1", &[]).await.unwrap();
    assert_eq!(store.projects_with_database("lung").await.unwrap(), ["project of ann"]);
    assert!(store.projects_with_database("lun%").await.unwrap().is_empty());
    let made = store.operator_project(&operator, "new").await.unwrap();
    assert_eq!(store.operator_project(&operator, "new").await.unwrap(), made);
    store.create_project(&team.owner, "new", "shared", false).await.unwrap();
    assert_eq!(store.operator_project(&operator, "new").await.unwrap_err().code(), Code::Conflict);
}

async fn a_project_is_made_and_seen_by_its_members(bench: Bench) {
    let store = &bench.store;
    let (ann, bob) = (bench.person("ann").await, bench.person("bob").await);
    let first = store.create_project(&ann, "  肺结节  ", "personal", true).await.unwrap();
    let second = store.create_project(&ann, "second", "shared", false).await.unwrap();
    let listed = store.projects(&ann).await.unwrap();
    assert_eq!(listed.iter().map(|project| project.id).collect::<Vec<_>>(), [second, first], "newest first");
    assert_eq!(
        (listed[1].title.as_str(), listed[1].kind.as_str(), listed[1].synthetic),
        ("肺结节", "personal", true)
    );
    assert_eq!((listed[1].role, listed[1].counts.reports), (Role::Owner, 0));
    assert!(store.projects(&bob).await.unwrap().is_empty());
    assert_eq!(store.project_by_title(&ann, "肺结节").await.unwrap(), Some(first));
    assert_eq!(store.project_by_title(&bob, "肺结节").await.unwrap(), None);
    assert_eq!(store.project_by_title(&ann, "肺").await.unwrap(), None);
}

async fn bad_projects_are_refused(bench: Bench) {
    let ann = bench.person("ann").await;
    let long = "长".repeat(201);
    for (title, kind) in
        [("", "shared"), (" \t", "shared"), (long.as_str(), "shared"), ("ok", "public"), ("ok", "")]
    {
        let error = bench.store.create_project(&ann, title, kind, false).await.unwrap_err();
        assert_eq!(error.code(), Code::BadInput, "{title:?} {kind:?}");
    }
    bench.store.create_project(&ann, &"长".repeat(200), "shared", false).await.unwrap();
    let auditor = bench.auditor().await;
    let error = bench.store.create_project(&auditor, "x", "shared", false).await.unwrap_err();
    assert_eq!(error.code(), Code::Denied);
}

async fn members_come_change_and_go(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Annotator).await;
    let grant = bench.grant(&team, Action::Administer).await;
    let list = async || -> Vec<(String, Role)> {
        store.members(&grant).await.unwrap().into_iter().map(|member| (member.login, member.role)).collect()
    };
    assert_eq!(list().await, [("ann".to_owned(), Role::Owner), ("bob".to_owned(), Role::Annotator)]);
    store.set_member(&grant, bob.account, Some(Role::Steward)).await.unwrap();
    assert_eq!(list().await[1].1, Role::Steward);
    store.set_member(&grant, bob.account, None).await.unwrap();
    assert_eq!(list().await.len(), 1);
    let nobody = uuid::Uuid::nil().into();
    let error = store.set_member(&grant, nobody, Some(Role::Owner)).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
    let sql = "SELECT COUNT(*) FROM audit WHERE action = 'administer' AND object_kind = 'project' AND detail <> 'null'";
    assert_eq!(bench.raw.number(sql).await, 3);
}

async fn the_last_owner_stays(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Researcher).await;
    let grant = bench.grant(&team, Action::Administer).await;
    for role in [None, Some(Role::Steward)] {
        let error = store.set_member(&grant, team.owner.account, role).await.unwrap_err();
        assert_eq!(
            (error.code(), error.to_string().as_str()),
            (Code::Conflict, "a project keeps at least one owner")
        );
    }
    store.set_member(&grant, team.owner.account, Some(Role::Owner)).await.unwrap();
    store.set_member(&grant, bob.account, Some(Role::Owner)).await.unwrap();
    store.set_member(&grant, team.owner.account, None).await.unwrap();
    assert!(store.project(&grant).await.is_err(), "the old grant no longer finds the project");
    let grant = bench.grant_of(&bob, &team, Action::Administer).await;
    assert!(store.set_member(&grant, bob.account, None).await.is_err());
}

async fn two_owners_cannot_push_each_other_out(bench: Bench) {
    for round in 0..8 {
        let team = bench.team(&format!("ann{round}")).await;
        let bob = bench.member(&team, &format!("bob{round}"), Role::Owner).await;
        let ann_grant = bench.grant(&team, Action::Administer).await;
        let bob_grant = bench.grant_of(&bob, &team, Action::Administer).await;
        let (one, two) = tokio::join!(
            bench.store.set_member(&ann_grant, bob.account, None),
            bench.store.set_member(&bob_grant, team.owner.account, None),
        );
        assert!(one.is_ok() != two.is_ok(), "round {round}");
        assert_eq!(bench.store.members(&ann_grant).await.unwrap().len(), 1);
    }
}

async fn it_counts_what_it_holds(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = samples::scene(&bench, &team).await;
    let edit = bench.grant(&team, Action::Edit).await;
    let train = bench.grant(&team, Action::Train).await;
    store.keep_prediction(&train, scene.model, scene.study, &[]).await.unwrap();
    store
        .keep_reports(&edit, &[samples::report("p1", "r1", "one"), samples::report("p2", "r2", "two")])
        .await
        .unwrap();
    store.keep_reports(&edit, &[samples::report("p1", "r1", "one, corrected")]).await.unwrap();
    let counts = store.project(&edit).await.unwrap().counts;
    assert_eq!((counts.patients, counts.reports, counts.studies, counts.cases), (2, 2, 1, 0));
    assert_eq!((counts.rois, counts.feature_tables, counts.models, counts.predictions), (1, 1, 1, 1));
    let other = bench.account("x", SystemRole::User).await.principal("ip");
    let empty = store.create_project(&other, "empty", "shared", false).await.unwrap();
    let view = store.authorize(&other, Action::View, workbench_store::Object::Project(empty)).await.unwrap();
    assert_eq!(store.project(&view).await.unwrap().counts.reports, 0, "each project counts its own");
}
