//! Studies, series and instances as they are listed.

use workbench_core::{Action, Code, Coded as _, DataLevel, Role};
use workbench_store::{ImportedInstance, NewReport};

use crate::bench::{Bench, on_both};
use crate::samples::{everything, instance, report, roi};

on_both!(
    studies_series_and_instances_are_listed,
    foreign_rows_are_not_found,
    names_are_shown_at_the_identified_level_only,
    reports_and_studies_find_each_other,
    structures_wait_for_their_rois,
);

async fn studies_series_and_instances_are_listed(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let later = ImportedInstance {
        study_date: "20240601".to_owned(),
        modality: "PT".to_owned(),
        ..instance("p2", "2", "2.1", "2.1.1")
    };
    let numbered = |sop: &str, number| ImportedInstance { number, ..instance("p1", "1", "1.1", sop) };
    let structures = ImportedInstance {
        modality: "RTSTRUCT".to_owned(),
        kind: "rtstruct".to_owned(),
        series_number: None,
        ..instance("p1", "1", "1.2", "1.2.1")
    };
    let batch = [numbered("1.1.3", Some(10)), numbered("1.1.2", Some(2)), structures, later];
    store.receive(&edit, &batch).await.unwrap();

    let studies = store.studies(&edit).await.unwrap();
    assert_eq!(
        studies.iter().map(|study| study.uid.as_str()).collect::<Vec<_>>(),
        ["2", "1"],
        "newest first"
    );
    let first = &studies[1];
    assert_eq!((first.series, first.instances, first.rois, first.findings), (2, 3, 0, 0));
    assert_eq!(first.modalities, ["CT", "RTSTRUCT"]);
    assert_eq!((first.date.as_str(), first.description.as_str()), ("20240501", "chest"));
    assert_eq!(store.study(&edit, first.id).await.unwrap().modalities, ["CT", "RTSTRUCT"]);
    let of_patient = store.studies_of(&edit, first.patient.id).await.unwrap();
    assert_eq!(of_patient.iter().map(|study| study.id).collect::<Vec<_>>(), [first.id]);

    let series = store.series_of(&edit, first.id).await.unwrap();
    let shapes: Vec<_> =
        series.iter().map(|series| (series.uid.as_str(), series.number, series.instances)).collect();
    assert_eq!(shapes, [("1.1", Some(1), 2), ("1.2", None, 1)]);
    assert_eq!(store.series(&edit, series[0].id).await.unwrap().frame_of_reference, "1.2.9");
    assert_eq!(store.series_by_uid(&edit, "1.2").await.unwrap().unwrap().id, series[1].id);
    assert!(store.series_by_uid(&edit, "1.%").await.unwrap().is_none());
    let numbers: Vec<_> =
        store.instances_of(&edit, series[0].id).await.unwrap().iter().map(|i| i.number).collect();
    assert_eq!(numbers, [Some(2), Some(10)], "by number, not by word");
    let head = store.first_instance(&edit, series[0].id).await.unwrap().unwrap();
    assert_eq!(head.number, Some(2));
    assert_eq!(store.series_of_instance(head.id).await.unwrap(), series[0].id);
    let name = store.pseudonym(team.project, first.patient.id);
    assert_eq!(store.pseudonym_of_series(&edit, series[0].id).await.unwrap(), name);
    let sops: Vec<_> = store.all_instances(&edit).await.unwrap().into_iter().map(|i| i.sop_uid).collect();
    assert_eq!(sops, ["1.1.2", "1.1.3", "1.2.1", "2.1.1"]);
}

async fn foreign_rows_are_not_found(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    store.receive(&edit, &[instance("p", "1", "1.1", "1.1.1")]).await.unwrap();
    let study = store.studies(&edit).await.unwrap().remove(0);
    let series = store.series_of(&edit, study.id).await.unwrap()[0].id;
    let instance = store.all_instances(&edit).await.unwrap()[0].id;
    let other = bench.grant(&bench.team("bob").await, Action::Edit).await;
    assert!(store.studies(&other).await.unwrap().is_empty());
    assert!(store.studies_of(&other, study.patient.id).await.unwrap().is_empty());
    assert!(store.series_of(&other, study.id).await.unwrap().is_empty());
    assert!(store.instances_of(&other, series).await.unwrap().is_empty());
    assert!(store.series_by_uid(&other, "1.1").await.unwrap().is_none());
    assert!(store.first_instance(&other, series).await.unwrap().is_none());
    for error in [
        store.pseudonym_of_series(&other, series).await.unwrap_err(),
        store.series_of_instance(uuid::Uuid::nil().into()).await.unwrap_err(),
        store.study(&other, study.id).await.err().unwrap(),
        store.series(&other, series).await.err().unwrap(),
        store.instance(&other, instance).await.err().unwrap(),
    ] {
        assert_eq!(error.code(), Code::NotFound);
    }
}

async fn names_are_shown_at_the_identified_level_only(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let batch = [instance("p1", "1", "1.1", "1.1.1"), instance("p2", "2", "2.1", "2.1.1")];
    store.receive(&edit, &batch).await.unwrap();
    store.keep_reports(&edit, &[report("p1", "r1", "text")]).await.unwrap();
    let series = store.series_by_uid(&edit, "1.1").await.unwrap().unwrap().id;
    store.keep_roi(&edit, &roi(series, None, 1)).await.unwrap();
    for role in Role::ALL {
        let person = bench.member(&team, role.as_str(), *role).await;
        let view = bench.grant_of(&person, &team, Action::View).await;
        let studies = store.studies(&view).await.unwrap();
        let labels = [
            studies.iter().find(|study| study.uid == "1").unwrap().patient.label.clone(),
            store.reports(&view, &everything()).await.unwrap()[0].patient.label.clone(),
            store.rois(&view).await.unwrap()[0].patient.label.clone(),
        ];
        let shown = &studies.iter().find(|study| study.uid == "1").unwrap().patient;
        assert_eq!(shown.identifier.is_some(), view.level() == DataLevel::Identified, "{role}");
        let id = shown.id;
        let expected = match role {
            Role::Owner | Role::Steward | Role::Clinician => "p1 name p1".to_owned(),
            _ => store.pseudonym(team.project, id),
        };
        assert!(labels.iter().all(|label| *label == expected), "{role}: {labels:?}");
    }
    let one = store.studies(&edit).await.unwrap();
    let name = store.pseudonym(team.project, one[0].patient.id);
    assert!(name.len() == 12 && name.starts_with("P-"), "{name}");
    assert_ne!(name, store.pseudonym(team.project, one[1].patient.id));
    assert_ne!(
        name,
        store.pseudonym(uuid::Uuid::nil().into(), one[0].patient.id),
        "another in another project"
    );
}

async fn reports_and_studies_find_each_other(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let with = |accession: &str, n: u8| ImportedInstance {
        accession: accession.to_owned(),
        ..instance("p", &format!("{n}"), &format!("{n}.1"), &format!("{n}.1.1"))
    };
    store
        .receive(&edit, &[with("A1", 1), with("A2", 2), with("", 3), instance("q", "4", "4.1", "4.1.1")])
        .await
        .unwrap();
    let speaking =
        |id: &str, accession: &str| NewReport { accession: accession.to_owned(), ..report("p", id, id) };
    store
        .keep_reports(&edit, &[speaking("r1", "A1"), speaking("r2", "A2"), speaking("r3", "")])
        .await
        .unwrap();
    let old = speaking("r1", "A1");
    store.keep_reports(&edit, &[NewReport { text: "r1, corrected".to_owned(), ..old }]).await.unwrap();
    let study =
        async |uid: &str| store.studies(&edit).await.unwrap().into_iter().find(|s| s.uid == uid).unwrap().id;
    let texts = async |uid: &str| -> Vec<String> {
        let found = store.reports_of_study(&edit, study(uid).await).await.unwrap();
        let mut texts: Vec<_> = found.into_iter().map(|report| report.text().to_owned()).collect();
        texts.sort();
        texts
    };
    assert_eq!(texts("1").await, ["r1, corrected", "r3"]);
    assert_eq!(texts("2").await, ["r2", "r3"]);
    assert_eq!(texts("3").await, ["r1, corrected", "r2", "r3"]);
    assert!(texts("4").await.is_empty(), "another patient");
    let reports = store.reports(&edit, &everything()).await.unwrap();
    for (id, uids) in [("r1", vec!["1", "3"]), ("r2", vec!["2", "3"]), ("r3", vec!["1", "2", "3"])] {
        let report = reports.iter().find(|report| report.external_id == id).unwrap();
        let mut found: Vec<_> = store
            .study_of_report(&edit, report.id)
            .await
            .unwrap()
            .into_iter()
            .map(|study| study.uid)
            .collect();
        found.sort();
        assert_eq!(found, uids, "{id}");
    }
}

async fn structures_wait_for_their_rois(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let edit = bench.grant(&team, Action::Edit).await;
    let of_kind = |kind: &str, n: u8| ImportedInstance {
        kind: kind.to_owned(),
        ..instance("p", "1", &format!("1.{n}"), &format!("1.{n}.1"))
    };
    let batch =
        [of_kind("image", 1), of_kind("rtstruct", 2), of_kind("segmentation", 3), of_kind("report", 4)];
    store.receive(&edit, &batch).await.unwrap();
    let waiting = store.structures_without_roi(&edit).await.unwrap();
    let sops: Vec<_> = waiting.iter().map(|instance| instance.sop_uid.as_str()).collect();
    assert_eq!(sops, ["1.2.1", "1.3.1"]);
    let image = store.series_by_uid(&edit, "1.1").await.unwrap().unwrap().id;
    store.keep_roi(&edit, &roi(image, Some(waiting[0].id), 1)).await.unwrap();
    assert_eq!(store.structures_without_roi(&edit).await.unwrap()[0].sop_uid, "1.3.1");
}
