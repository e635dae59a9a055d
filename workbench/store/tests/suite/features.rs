//! Feature tables and the model registry.

use serde_json::json;
use workbench_core::{Action, Code, Coded as _, Digest, Role};
use workbench_store::{FailedRow, NewFeaturePreset, NewFeatureTable};

use crate::bench::{Bench, on_both};
use crate::samples::{self, feature_table, new_model};

on_both!(
    a_table_comes_back_as_it_was_kept,
    a_name_counts_its_versions,
    many_trainings_count_on,
    foreign_parts_are_not_found,
    kept_numbers_come_back_to_the_bit_and_in_their_project_only,
    presets_are_for_all_and_changed_by_their_makers
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

fn preset(name: &str, settings: &str) -> NewFeaturePreset {
    NewFeaturePreset { name: name.to_owned(), profile: "ibsi".to_owned(), settings: settings.to_owned() }
}

async fn presets_are_for_all_and_changed_by_their_makers(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let train = bench.grant(&team, Action::Train).await;
    let view = bench.grant(&team, Action::View).await;
    let id = store.keep_feature_preset(&train, &preset("肺结节", "setting: {binCount: 32}")).await.unwrap();
    store.keep_feature_preset(&train, &preset("another", "")).await.unwrap();
    let kept = store.feature_presets(&view).await.unwrap();
    let names: Vec<&str> = kept.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["another", "肺结节"]);
    assert_eq!((kept[1].id, kept[1].settings.as_str(), kept[1].revision), (id, "setting: {binCount: 32}", 1));
    // names are used once in a project, and are names
    let taken = store.keep_feature_preset(&train, &preset("肺结节", "")).await.unwrap_err();
    assert_eq!(taken.code(), Code::Conflict);
    assert!(taken.zh().unwrap().contains("肺结节"));
    for bad in ["", " x", "a\nb"] {
        let error = store.keep_feature_preset(&train, &preset(bad, "")).await.unwrap_err();
        assert_eq!(error.code(), Code::BadInput, "{bad:?}");
    }
    assert_eq!(store.keep_feature_preset(&view, &preset("x", "")).await.unwrap_err().code(), Code::Denied);
    // of two who replace the same state one comes too late
    let (first, second) = (preset("first", "1"), preset("second", "2"));
    let both = tokio::join!(
        store.replace_feature_preset(&train, id, 1, &first),
        store.replace_feature_preset(&train, id, 1, &second),
    );
    assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|ok| **ok).count(), 1);
    let clash = store.replace_feature_preset(&train, id, 2, &preset("another", "")).await.unwrap_err();
    assert_eq!(clash.code(), Code::Conflict);
    // another member reads it and leaves it as it is
    let rex = bench.member(&team, "rex", Role::Researcher).await;
    let other = bench.grant_of(&rex, &team, Action::Train).await;
    let seen = store.feature_preset(&other, id).await.unwrap();
    assert!(!seen.is_changed_by(&other) && seen.is_changed_by(&train));
    for error in [
        store.replace_feature_preset(&other, id, 2, &first).await,
        store.remove_feature_preset(&other, id).await,
    ] {
        assert_eq!(error.unwrap_err().code(), Code::Denied);
    }
    // nobody of another project sees or touches it
    let strangers = bench.team("bob").await;
    let strange = bench.grant(&strangers, Action::Train).await;
    assert!(store.feature_presets(&strange).await.unwrap().is_empty());
    for error in [
        store.feature_preset(&strange, id).await.map(drop),
        store.replace_feature_preset(&strange, id, 2, &first).await,
        store.remove_feature_preset(&strange, id).await,
    ] {
        assert_eq!(error.unwrap_err().code(), Code::NotFound);
    }
    store.keep_feature_preset(&strange, &preset("another", "")).await.unwrap();
    // a name is free again when its preset is gone
    store.remove_feature_preset(&train, id).await.unwrap();
    assert_eq!(store.feature_preset(&train, id).await.unwrap_err().code(), Code::NotFound);
    store.keep_feature_preset(&train, &preset("first", "")).await.unwrap();
    store.keep_feature_preset(&train, &preset("second", "")).await.unwrap();
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
