//! Feature tables and the model registry.

use serde_json::json;
use workbench_core::{Action, Code, Coded as _, Digest};
use workbench_store::{FailedRow, NewFeatureTable};

use crate::bench::{Bench, on_both};
use crate::samples::{self, feature_table, new_model};

on_both!(
    a_table_comes_back_as_it_was_kept,
    a_name_counts_its_versions,
    many_trainings_count_on,
    foreign_parts_are_not_found,
    kept_numbers_come_back_to_the_bit_and_in_their_project_only
);

async fn a_table_comes_back_as_it_was_kept(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let train = bench.grant(&team, Action::Train).await;
    let failed =
        FailedRow { roi: "r7".to_owned(), reason: "the mask is empty".to_owned(), ..Default::default() };
    let new = NewFeatureTable { failed: vec![failed], ..feature_table("one") };
    let id = store.keep_feature_table(&train, &new).await.unwrap();
    let kept = store.feature_table(&train, id).await.unwrap();
    assert_eq!(
        (kept.name.as_str(), kept.rows, &kept.columns, kept.hash),
        ("one", 2, &new.columns, new.object)
    );
    assert_eq!((kept.settings, kept.failed[0].roi.as_str()), (json!({"bin_width": 25}), "r7"));
    let second = store.keep_feature_table(&train, &feature_table("two")).await.unwrap();
    let ids: Vec<_> = store.feature_tables(&train).await.unwrap().into_iter().map(|table| table.id).collect();
    assert_eq!(ids, [second, id], "newest first");
}

async fn kept_numbers_come_back_to_the_bit_and_in_their_project_only(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let train = bench.grant(&team, Action::Train).await;
    let key = Digest::of(b"one");
    let numbers = [0.1 + 0.2, -0.0, f64::NAN, f64::INFINITY, f64::MIN_POSITIVE];
    assert_eq!(store.kept_features(&train, key).await.unwrap(), None);
    store.keep_features(&train, key, &numbers).await.unwrap();
    store.keep_features(&train, key, &[7.0]).await.unwrap();
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    let kept = store.kept_features(&train, key).await.unwrap().unwrap();
    assert_eq!(bits(&kept), bits(&numbers), "the first stay");
    assert_eq!(store.kept_features(&train, Digest::of(b"two")).await.unwrap(), None);
    let strangers = bench.team("bob").await;
    let strange = bench.grant(&strangers, Action::Train).await;
    assert_eq!(store.kept_features(&strange, key).await.unwrap(), None);
    let view = bench.grant(&team, Action::View).await;
    for refused in
        [store.kept_features(&view, key).await.map(drop), store.keep_features(&view, key, &numbers).await]
    {
        assert_eq!(refused.unwrap_err().code(), Code::Denied);
    }
}

async fn a_name_counts_its_versions(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = samples::scene(&bench, &team).await;
    let train = bench.grant(&team, Action::Train).await;
    let table = store.feature_tables(&train).await.unwrap()[0].id;
    let second = store.keep_model(&train, &new_model("malignancy", table, scene.database)).await.unwrap();
    let other = store.keep_model(&train, &new_model("density", table, scene.database)).await.unwrap();
    let versions: Vec<_> =
        store.models(&train).await.unwrap().into_iter().map(|model| (model.id, model.version)).collect();
    assert_eq!(versions, [(other, 1), (second, 2), (scene.model, 1)]);
    let new = new_model("malignancy", table, scene.database);
    let kept = store.model(&train, scene.model).await.unwrap();
    assert_eq!((kept.name, kept.learner, kept.target), (new.name, new.learner, new.target));
    assert_eq!((kept.feature_table, kept.database, kept.summary), (table, scene.database, new.summary));
    assert_eq!((kept.outcome, kept.hash), (Some(new.outcome), new.model));
    assert_eq!((kept.accepted, kept.rejected), (0, 0));
}

async fn many_trainings_count_on(bench: Bench) {
    let team = bench.team("ann").await;
    let scene = samples::scene(&bench, &team).await;
    let train = bench.grant(&team, Action::Train).await;
    let table = bench.store.feature_tables(&train).await.unwrap()[0].id;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, train) = (bench.store.clone(), train.clone());
        tasks.spawn(async move { store.keep_model(&train, &new_model("m", table, scene.database)).await });
    }
    for kept in tasks.join_all().await {
        kept.unwrap();
    }
    assert_eq!(bench.raw.number("SELECT MAX(version) FROM model_version WHERE name = 'm'").await, 8);
}

async fn foreign_parts_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = samples::scene(&bench, &team).await;
    let view = bench.grant(&team, Action::View).await;
    let table = store.feature_tables(&view).await.unwrap()[0].id;
    let bob = bench.team("bob").await;
    let other = bench.grant(&bob, Action::Train).await;
    assert!(
        store.feature_tables(&other).await.unwrap().is_empty()
            && store.models(&other).await.unwrap().is_empty()
    );
    let edit = bench.grant(&bob, Action::Edit).await;
    let own_database = store.create_database(&edit, "own", "p", "1", &[]).await.unwrap();
    let own_table = store.keep_feature_table(&other, &feature_table("own")).await.unwrap();
    for error in [
        store.feature_table(&other, table).await.err().unwrap(),
        store.model(&other, scene.model).await.err().unwrap(),
        store.keep_model(&other, &new_model("m", table, own_database)).await.unwrap_err(),
        store.keep_model(&other, &new_model("m", own_table, scene.database)).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::NotFound);
    }
    store.keep_model(&other, &new_model("m", own_table, own_database)).await.unwrap();
}
