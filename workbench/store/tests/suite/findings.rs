//! Predictions, findings and verdicts.

use serde_json::json;
use workbench_core::vocab::Verdict;
use workbench_core::{Action, Code, Coded as _, Role};
use workbench_store::NewFinding;

use crate::bench::{Bench, on_both};
use crate::samples::{Scene, roi, scene};

on_both!(a_finding_tells_where_it_comes_from, the_last_verdict_counts, foreign_parts_are_not_found);

fn finding(scene: &Scene, probability: f64) -> NewFinding {
    NewFinding {
        roi: scene.roi,
        probability,
        positive: probability >= 0.5,
        detail: json!({"text": "实性结节", "contributions": [0.1, -0.25]}),
    }
}

async fn a_finding_tells_where_it_comes_from(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = scene(&bench, &team).await;
    let train = bench.grant(&team, Action::Train).await;
    let two = [finding(&scene, 0.123_456_789_012_345_67), finding(&scene, 0.9)];
    let (prediction, ids) = store.keep_prediction(&train, scene.model, scene.study, &two).await.unwrap();
    let kept = store.finding(&train, ids[0]).await.unwrap();
    assert_eq!(
        (kept.prediction, kept.model, kept.model_name.as_str(), kept.model_version),
        (prediction, scene.model, "malignancy", 1)
    );
    assert_eq!(
        (kept.study, kept.series, kept.series_uid.as_str(), kept.roi),
        (scene.study, scene.series, "1.2.1.1", scene.roi)
    );
    assert_eq!((kept.probability, kept.positive, &kept.detail), (two[0].probability, false, &two[0].detail));
    assert_eq!((kept.bbox, kept.patient.label.as_str()), (roi(scene.series, None, 1).bbox, "p1 name p1"));
    assert!(kept.feedback.is_none());
    let order: Vec<_> = store.findings(&train).await.unwrap().into_iter().map(|finding| finding.id).collect();
    assert_eq!(order, [ids[1], ids[0]], "the likelier first");
    assert_eq!(store.findings_of_study(&train, scene.study).await.unwrap().len(), 2);
    assert!(store.findings_of_study(&train, uuid::Uuid::nil().into()).await.unwrap().is_empty());
    assert_eq!(store.study(&train, scene.study).await.unwrap().findings, 2);
    let reviewer = bench.member(&team, "kim", Role::Reviewer).await;
    let view = bench.grant_of(&reviewer, &team, Action::View).await;
    let hidden = store.finding(&view, ids[0]).await.unwrap().patient;
    assert_eq!(hidden.label, store.pseudonym(team.project, hidden.id));
}

async fn the_last_verdict_counts(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let scene = scene(&bench, &team).await;
    let train = bench.grant(&team, Action::Train).await;
    let (_, ids) = store
        .keep_prediction(&train, scene.model, scene.study, &[finding(&scene, 0.9), finding(&scene, 0.2)])
        .await
        .unwrap();
    let clinician = bench.member(&team, "doc", Role::Clinician).await;
    let review = bench.grant_of(&clinician, &team, Action::Review).await;
    assert_eq!(
        store.keep_feedback(&train, ids[0], Verdict::Accepted, "").await.unwrap_err().code(),
        Code::Denied
    );
    let verdicts = [Verdict::Accepted, Verdict::Rejected, Verdict::Accepted, Verdict::Rejected];
    for (n, verdict) in verdicts.into_iter().enumerate() {
        store.keep_feedback(&review, ids[0], verdict, &format!("理由 {n}")).await.unwrap();
        let last = store.finding(&review, ids[0]).await.unwrap().feedback.unwrap();
        assert_eq!((last.verdict, last.reason, last.user.as_str()), (verdict, format!("理由 {n}"), "doc"));
        let model = store.model(&train, scene.model).await.unwrap();
        let counted = if verdict == Verdict::Accepted { (1, 0) } else { (0, 1) };
        assert_eq!((model.accepted, model.rejected), counted);
    }
    store.keep_feedback(&review, ids[1], Verdict::Accepted, "").await.unwrap();
    let listed = store.models(&train).await.unwrap();
    assert_eq!((listed[0].accepted, listed[0].rejected), (1, 1), "one verdict a finding");
    assert_eq!(
        store.findings(&train).await.unwrap().len(),
        2,
        "a finding is listed once, however many verdicts"
    );
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM feedback").await, 5, "earlier verdicts stay");
    // two verdicts within one microsecond: the later row counts
    bench.raw.run("UPDATE feedback SET at = '2024-01-01T00:00:00+00:00'").await;
    assert_eq!(store.finding(&review, ids[0]).await.unwrap().feedback.unwrap().reason, "理由 3");
    let long = "长".repeat(2_001);
    let error = store.keep_feedback(&review, ids[0], Verdict::Accepted, &long).await.unwrap_err();
    assert_eq!(error.code(), Code::BadInput);
    let sql = "SELECT COUNT(*) FROM audit WHERE action = 'review' AND object_kind = 'finding'";
    assert_eq!(bench.raw.number(sql).await, 5);
}

async fn foreign_parts_are_not_found(bench: Bench) {
    let store = &bench.store;
    let (ann, bob) = (bench.team("ann").await, bench.team("bob").await);
    let (anns, bobs) = (scene(&bench, &ann).await, scene(&bench, &bob).await);
    let train = bench.grant(&ann, Action::Train).await;
    let (_, ids) =
        store.keep_prediction(&train, anns.model, anns.study, &[finding(&anns, 0.9)]).await.unwrap();
    let other = bench.grant(&bob, Action::Train).await;
    let review = bench.grant(&bob, Action::Review).await;
    assert!(store.findings(&other).await.unwrap().is_empty());
    for error in [
        store.finding(&other, ids[0]).await.err().unwrap(),
        store.keep_feedback(&review, ids[0], Verdict::Accepted, "").await.unwrap_err(),
        store.keep_prediction(&other, anns.model, bobs.study, &[]).await.unwrap_err(),
        store.keep_prediction(&other, bobs.model, anns.study, &[]).await.unwrap_err(),
        store.keep_prediction(&other, bobs.model, bobs.study, &[finding(&anns, 0.9)]).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::NotFound, "{error}");
    }
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM prediction").await, 1);
}
