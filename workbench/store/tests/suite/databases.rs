//! Disease databases and their variables.

use workbench_core::{Action, Code, Coded as _};

use crate::bench::{Bench, on_both};
use crate::samples::variable;

on_both!(
    a_database_keeps_its_variables_in_order,
    names_are_taken_once_in_a_project,
    foreign_databases_are_not_found
);

async fn a_database_keeps_its_variables_in_order(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let variables = [variable("z"), variable("a"), variable("m")];
    let id = store.create_database(&edit, " 肺结节库 ", "lung_nodule", "1.2", &variables).await.unwrap();
    let made = store.database(&edit, id).await.unwrap();
    assert_eq!(
        (made.name.as_str(), made.pack.as_str(), made.pack_version.as_str()),
        ("肺结节库", "lung_nodule", "1.2")
    );
    assert_eq!((made.project, made.cases, made.values), (team.project, 0, 0));
    assert_eq!(made.variables, variables);
    let other = workbench_core::Variable { name_en: "changed".to_owned(), ..variable("a") };
    store.add_variables(&edit, id, &[other, variable("b")]).await.unwrap();
    let keys: Vec<_> = store.database(&edit, id).await.unwrap().variables;
    assert_eq!(keys[1], variable("a"), "a known variable is left as it is");
    assert_eq!(keys.iter().map(|v| v.key.as_str()).collect::<Vec<_>>(), ["z", "a", "m", "b"]);
    let sql = format!("SELECT COUNT(*) FROM audit WHERE object_kind = 'database' AND object_id = '{id}'");
    assert_eq!(bench.raw.number(&sql).await, 1);
}

async fn names_are_taken_once_in_a_project(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let first = store.create_database(&edit, "lung", "p", "1", &[]).await.unwrap();
    let error = store.create_database(&edit, "lung ", "p", "1", &[variable("a")]).await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        (Code::Conflict, "a database of this name exists already")
    );
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM variable").await, 0);
    assert!(store.create_database(&edit, "twice", "p", "1", &[variable("a"), variable("a")]).await.is_err());
    for name in ["", "  ", &"长".repeat(201)] {
        let error = store.create_database(&edit, name, "p", "1", &[]).await.unwrap_err();
        assert_eq!(error.code(), Code::BadInput);
    }
    let second = store.create_database(&edit, "liver", "p", "1", &[]).await.unwrap();
    let ids: Vec<_> = store.databases(&edit).await.unwrap().into_iter().map(|database| database.id).collect();
    assert_eq!(ids, [first, second], "what failed left nothing");
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    store.create_database(&other, "lung", "p", "1", &[]).await.unwrap();
}

async fn foreign_databases_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let id = store.create_database(&edit, "lung", "p", "1", &[]).await.unwrap();
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert!(store.databases(&other).await.unwrap().is_empty());
    for error in [
        store.database(&other, id).await.err().unwrap(),
        store.add_variables(&other, id, &[variable("a")]).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::NotFound);
    }
    assert!(store.cases(&other, id).await.unwrap().is_empty());
    assert!(store.case_texts(&other, id).await.unwrap().is_empty());
}
