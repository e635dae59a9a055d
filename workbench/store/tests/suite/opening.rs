//! Opening, closing and sharing one store.

use workbench_core::{Action, Code, Coded as _};
use workbench_store::{Object, Store};

use crate::bench::{Bench, on_both};
use crate::samples;

on_both!(opening_again_migrates_nothing_twice, two_stores_write_at_once, many_open_a_new_store_at_once);

async fn opening_again_migrates_nothing_twice(bench: Bench) {
    let team = bench.team("ann").await;
    let steps = bench.raw.number("SELECT COUNT(*) FROM _sqlx_migrations").await;
    assert!(steps >= 1);
    bench.store.close().await;
    let store = bench.again().await;
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM _sqlx_migrations").await, steps);
    assert_eq!(store.projects(&team.owner).await.unwrap().len(), 1);
    let patient = uuid::Uuid::nil().into();
    assert_eq!(store.pseudonym(team.project, patient), bench.store.pseudonym(team.project, patient));
}

/// Server and worker are two processes over one database.
async fn two_stores_write_at_once(bench: Bench) {
    let team = bench.team("ann").await;
    let stores = [bench.store.clone(), bench.again().await];
    let mut tasks = tokio::task::JoinSet::new();
    for index in 0..24 {
        let (store, owner, project) = (stores[index % 2].clone(), team.owner.clone(), team.project);
        tasks.spawn(async move {
            let grant = store.authorize(&owner, Action::Edit, Object::Project(project)).await?;
            let text = format!("text {index}");
            store.keep_reports(&grant, &[samples::report("p", &format!("r{index}"), &text)]).await
        });
    }
    for made in tasks.join_all().await {
        assert_eq!(made.unwrap(), 1);
    }
    let grant = bench.grant(&team, Action::View).await;
    for store in &stores {
        assert_eq!(store.reports(&grant, &samples::everything()).await.unwrap().len(), 24);
        assert!(store.verify_audit().await.unwrap().ok);
    }
}

async fn many_open_a_new_store_at_once(bench: Bench) {
    let folder = crate::bench::folder();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..24 {
        let (path, url) = (folder.path().to_owned(), bench.url.clone());
        tasks.spawn(async move { Store::open(&path, url.as_deref()).await });
    }
    let stores: Vec<Store> = tasks.join_all().await.into_iter().map(|store| store.unwrap()).collect();
    let nobody = uuid::Uuid::nil();
    let names: Vec<String> =
        stores.iter().map(|store| store.pseudonym(nobody.into(), nobody.into())).collect();
    assert!(names.iter().all(|name| *name == names[0]), "one installation has one key: {names:?}");
}

#[tokio::test]
async fn a_path_may_be_given_and_other_urls_are_refused() {
    let folder = crate::bench::folder();
    let url = format!("sqlite:{}", folder.path().join("elsewhere.db").display());
    let store = Store::open(folder.path(), Some(&url)).await.unwrap();
    assert_eq!(store.accounts().await.unwrap().len(), 0);
    store.close().await;
    assert!(folder.path().join("elsewhere.db").is_file());
    assert!(!folder.path().join("workbench.db").exists());
    for url in ["mysql://localhost/x", "", "workbench.db"] {
        let error = Store::open(folder.path(), Some(url)).await.err().unwrap();
        assert_eq!(error.code(), Code::BadInput, "{url}");
    }
}

#[tokio::test]
async fn a_cut_key_is_an_error_not_a_new_key() {
    let folder = crate::bench::folder();
    Store::open(folder.path(), None).await.unwrap().close().await;
    std::fs::write(folder.path().join("secret.key"), [1; 31]).unwrap();
    let error = Store::open(folder.path(), None).await.err().unwrap();
    assert!(error.to_string().contains("secret.key must hold 32 bytes"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = crate::bench::folder();
    Store::open(folder.path(), None).await.unwrap();
    let mode = std::fs::metadata(folder.path().join("secret.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "mode {mode:o}");
}
