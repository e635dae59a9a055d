//! The way back from a result to its sources.

use chrono::{Duration, Utc};
use serde_json::json;
use workbench_core::{Action, Digest};
use workbench_store::Entity;

use crate::bench::{Bench, on_both};

on_both!(
    a_walk_goes_back_over_three_activities,
    a_circle_ends,
    foreign_activities_are_not_shown,
    many_sources_are_cut_not_lost_in,
);

async fn a_walk_goes_back_over_three_activities(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let roi = Entity::new("roi", "r1", Digest::of(b"mask"));
    let code = Entity::new("code", "radiomics", "");
    let (table, other) = (Entity::new("feature_table", "t1", ""), Entity::new("feature_table", "t2", ""));
    let (model, finding) = (Entity::new("model", "m1", ""), Entity::new("finding", "f1", ""));
    let plan = json!({"b": 1, "a": [0.1, null]});
    let started = Utc::now() - Duration::seconds(5);
    let record = async |kind, used: &[&Entity], made: &[&Entity]| {
        let used: Vec<_> = used.iter().map(|entity| (*entity).clone()).collect();
        let made: Vec<_> = made.iter().map(|entity| (*entity).clone()).collect();
        store.record_activity(&grant, kind, &plan, started, &used, &made).await.unwrap()
    };
    let extract = record("extract", &[&roi, &code, &roi], &[&table, &other]).await;
    let train = record("train", &[&table], &[&model]).await;
    let predict = record("predict", &[&model, &roi], &[&finding]).await;
    record("unrelated", &[&other], &[&Entity::new("model", "m2", "")]).await;

    let back = store.lineage(&grant, "finding", "f1").await.unwrap();
    let ids: Vec<_> = back.activities.iter().map(|activity| activity.id).collect();
    assert_eq!(ids, [predict.0, train.0, extract.0], "nearest first");
    let has = |activity: uuid::Uuid, role: &str, entity: &Entity| {
        back.edges.iter().any(|edge| edge.activity == activity && edge.role == role && edge.entity == *entity)
    };
    assert!(
        has(predict.0, "generated", &finding)
            && has(predict.0, "used", &model)
            && has(predict.0, "used", &roi)
    );
    assert!(has(train.0, "generated", &model) && has(train.0, "used", &table));
    assert!(
        has(extract.0, "generated", &table) && has(extract.0, "used", &roi) && has(extract.0, "used", &code)
    );
    assert_eq!(back.edges.len(), 8, "siblings that nobody asked for are left out");
    let activity = &back.activities[2];
    assert_eq!((activity.kind.as_str(), activity.actor.as_str(), &activity.plan), ("extract", "ann", &plan));
    assert_eq!(activity.plan_hash, Digest::of_json(&json!({"a": [0.1, null], "b": 1})).to_string());
    assert!(!activity.code_version.is_empty() && activity.ended.unwrap() > activity.started);
    assert!(store.lineage(&grant, "finding", "f2").await.unwrap().activities.is_empty());
    assert!(
        store.lineage(&grant, "roi", "r1").await.unwrap().activities.is_empty(),
        "it walks back, not forth"
    );
}

async fn a_circle_ends(bench: Bench) {
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Edit).await;
    let (a, b) = (Entity::new("case", "a", ""), Entity::new("case", "b", ""));
    let record = async |used: &Entity, made: &Entity| {
        let (used, made) = (std::slice::from_ref(used), std::slice::from_ref(made));
        bench.store.record_activity(&grant, "edit", &json!({}), Utc::now(), used, made).await.unwrap();
    };
    record(&a, &b).await;
    record(&b, &a).await;
    record(&a, &a).await;
    let back = bench.store.lineage(&grant, "case", "a").await.unwrap();
    assert_eq!(back.activities.len(), 3);
}

async fn foreign_activities_are_not_shown(bench: Bench) {
    let (ann, bob) = (bench.team("ann").await, bench.team("bob").await);
    let grant = bench.grant(&ann, Action::Edit).await;
    let made = [Entity::new("report", "r", "")];
    bench.store.record_activity(&grant, "import", &json!({}), Utc::now(), &[], &made).await.unwrap();
    assert_eq!(bench.store.lineage(&grant, "report", "r").await.unwrap().activities.len(), 1);
    let other = bench.grant(&bob, Action::View).await;
    assert!(bench.store.lineage(&other, "report", "r").await.unwrap().activities.is_empty());
}

async fn many_sources_are_cut_not_lost_in(bench: Bench) {
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Edit).await;
    let used: Vec<_> = (0..300).map(|n| Entity::new("report", format!("r{n:03}"), "")).collect();
    let made = [Entity::new("database", "d", "")];
    bench.store.record_activity(&grant, "structure", &json!({}), Utc::now(), &used, &made).await.unwrap();
    let back = bench.store.lineage(&grant, "database", "d").await.unwrap();
    assert_eq!((back.activities.len(), back.edges.len()), (1, 200));
    assert!(back.edges.iter().any(|edge| edge.role == "generated"), "the thing itself is among the arrows");
}
