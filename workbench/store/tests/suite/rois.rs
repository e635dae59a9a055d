//! ROI versions.

use workbench_core::{Action, Code, Coded as _, Role};

use crate::bench::{Bench, on_both};
use crate::samples::{instance, roi};

on_both!(
    an_roi_comes_back_as_it_was_kept,
    one_structure_gives_one_roi,
    foreign_rois_and_series_are_not_found
);

async fn an_roi_comes_back_as_it_was_kept(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    store
        .receive(&edit, &[instance("p", "1", "1.1", "1.1.1"), instance("p", "2", "2.1", "2.1.1")])
        .await
        .unwrap();
    let series = store.series_by_uid(&edit, "1.1").await.unwrap().unwrap();
    let annotator = bench.member(&team, "kim", Role::Annotator).await;
    let annotate = bench.grant_of(&annotator, &team, Action::Annotate).await;
    let new = roi(series.id, None, 1);
    let id = store.keep_roi(&annotate, &new).await.unwrap();
    let kept = store.roi(&edit, id).await.unwrap();
    assert_eq!(
        (kept.study_id, kept.series_id, kept.series_uid.as_str()),
        (series.study_id, series.id, "1.1")
    );
    assert_eq!(
        (kept.label.as_str(), kept.number, kept.color, kept.source.as_str()),
        ("nodule 1", 1, [255, 128, 0], "drawn")
    );
    assert_eq!(
        (kept.voxels, kept.volume_mm3, kept.contour_volume_mm3),
        (900, new.volume_mm3, new.contour_volume_mm3)
    );
    assert_eq!((kept.bbox, kept.mask, kept.contours), (new.bbox, new.mask, new.contours));
    let other = store.series_by_uid(&edit, "2.1").await.unwrap().unwrap();
    let second = store.keep_roi(&edit, &roi(other.id, None, 1)).await.unwrap();
    assert_ne!(second, id, "every drawn ROI is its own");
    assert_eq!(store.rois(&edit).await.unwrap().iter().map(|roi| roi.id).collect::<Vec<_>>(), [id, second]);
    assert_eq!(store.rois_of_study(&edit, other.study_id).await.unwrap()[0].id, second);
    assert_eq!(store.study(&edit, series.study_id).await.unwrap().rois, 1);
}

async fn one_structure_gives_one_roi(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    store.receive(&edit, &[instance("p", "1", "1.1", "1.1.1")]).await.unwrap();
    let series = store.series_by_uid(&edit, "1.1").await.unwrap().unwrap().id;
    let source = store.all_instances(&edit).await.unwrap()[0].id;
    let mut tasks = tokio::task::JoinSet::new();
    for number in [1, 2, 1, 2, 1] {
        let (store, edit) = (store.clone(), edit.clone());
        tasks.spawn(async move { store.keep_roi(&edit, &roi(series, Some(source), number)).await.unwrap() });
    }
    let ids: std::collections::BTreeSet<_> = tasks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(store.rois(&edit).await.unwrap().len(), 2);
}

async fn foreign_rois_and_series_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    store.receive(&edit, &[instance("p", "1", "1.1", "1.1.1")]).await.unwrap();
    let series = store.series_by_uid(&edit, "1.1").await.unwrap().unwrap();
    let id = store.keep_roi(&edit, &roi(series.id, None, 1)).await.unwrap();
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert!(store.rois(&other).await.unwrap().is_empty());
    assert!(store.rois_of_study(&other, series.study_id).await.unwrap().is_empty());
    assert_eq!(store.roi(&other, id).await.unwrap_err().code(), Code::NotFound);
    let stolen = store.keep_roi(&other, &roi(series.id, None, 2)).await;
    assert_eq!(stolen.unwrap_err().code(), Code::NotFound, "nobody draws on a foreign series");
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM roi").await, 1);
}
