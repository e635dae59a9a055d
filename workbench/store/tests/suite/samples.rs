//! Made-up rows: small, complete, and told apart by one word.

use serde_json::{Value, json};
use workbench_core::ids::{DatabaseId, InstanceId, ModelId, RoiId, SeriesId, StudyId};
use workbench_core::value::VariableType;
use workbench_core::{Action, Digest, EvidenceSpan, FieldValue, State, Variable};
use workbench_store::{Grant, ImportedInstance, NewFeatureTable, NewModel, NewReport, NewRoi, ReportQuery};

use crate::bench::{Bench, Team};

/// An instance; its bytes have the digest of `sop`.
pub fn instance(patient: &str, study: &str, series: &str, sop: &str) -> ImportedInstance {
    ImportedInstance {
        name: format!("{sop}.dcm"),
        patient: patient.to_owned(),
        patient_name: format!("name {patient}"),
        sex: "F".to_owned(),
        birth_date: "19600101".to_owned(),
        study_uid: study.to_owned(),
        accession: String::new(),
        study_date: "20240501".to_owned(),
        study_description: "chest".to_owned(),
        series_uid: series.to_owned(),
        series_number: Some(1),
        modality: "CT".to_owned(),
        kind: "image".to_owned(),
        series_description: "1 mm".to_owned(),
        body_part: "CHEST".to_owned(),
        frame_of_reference: "1.2.9".to_owned(),
        sop_uid: sop.to_owned(),
        sop_class: "1.2.840.10008.5.1.4.1.1.2".to_owned(),
        number: Some(1),
        object: Digest::of(sop.as_bytes()),
        size: 4,
        header: json!({"rows": 512}),
    }
}

pub fn report(patient: &str, external_id: &str, text: &str) -> NewReport {
    NewReport {
        patient: patient.to_owned(),
        sex: "M".to_owned(),
        external_id: external_id.to_owned(),
        accession: String::new(),
        modality: "CT".to_owned(),
        body_part: "CHEST".to_owned(),
        exam_date: "2024-05-01".to_owned(),
        text: text.to_owned(),
        sections: json!([{"kind": "findings", "start": 0, "end": 2}]),
    }
}

/// Every report.
pub fn everything() -> ReportQuery {
    ReportQuery { limit: 1_000, ..ReportQuery::default() }
}

pub fn variable(key: &str) -> Variable {
    Variable {
        key: key.to_owned(),
        name_zh: "长径".to_owned(),
        name_en: "long axis".to_owned(),
        kind: VariableType::Number,
        unit: Some("mm".to_owned()),
        options: vec![],
        range: Some([0.0, 300.0]),
        ..Variable::default()
    }
}

pub fn value(field: &str, value: Value) -> FieldValue {
    FieldValue {
        field: field.to_owned(),
        value,
        unit: Some("mm".to_owned()),
        state: State::Asserted,
        spans: vec![EvidenceSpan { section: "findings".into(), start: 0, end: 2, role: "value".into() }],
        rule: "size@1".to_owned(),
        confidence: 0.9,
        alternatives: vec![],
    }
}

pub fn not_mentioned(field: &str) -> FieldValue {
    FieldValue { state: State::NotMentioned, spans: vec![], ..value(field, Value::Null) }
}

pub fn roi(series: SeriesId, source: Option<InstanceId>, number: i64) -> NewRoi {
    NewRoi {
        series,
        source_instance: source,
        label: format!("nodule {number}"),
        number,
        color: [255, 128, 0],
        source: if source.is_some() { "imported" } else { "drawn" }.to_owned(),
        voxels: 900,
        volume_mm3: 523.598_775_598_298_9,
        contour_volume_mm3: Some(0.1 + 0.2),
        bbox: [[-10.0, -1.0 / 3.0, 1e-7], [10.5, 20.0, 1e16]],
        mask: Digest::of(b"mask"),
        contours: Digest::of(b"contours"),
    }
}

pub fn feature_table(name: &str) -> NewFeatureTable {
    NewFeatureTable {
        name: name.to_owned(),
        settings: json!({"bin_width": 25}),
        rows: 2,
        columns: vec!["original_shape_Volume".to_owned()],
        failed: vec![],
        object: Digest::of(name.as_bytes()),
        parquet: None,
    }
}

/// One study with one series, and an ROI on it.
pub struct Scene {
    pub study: StudyId,
    pub series: SeriesId,
    pub roi: RoiId,
    pub database: DatabaseId,
    pub model: ModelId,
}

/// Puts a study, an ROI, a database, a feature table and a model into the project.
pub async fn scene(bench: &Bench, team: &Team) -> Scene {
    let store = &bench.store;
    let edit = bench.grant(team, Action::Edit).await;
    let train = bench.grant(team, Action::Train).await;
    store.receive(&edit, &[instance("p1", "1.2.1", "1.2.1.1", "1.2.1.1.1")]).await.unwrap();
    let study = store.studies(&edit).await.unwrap()[0].id;
    let series = store.series_of(&edit, study).await.unwrap()[0].id;
    let roi = store.keep_roi(&edit, &roi(series, None, 1)).await.unwrap();
    let database =
        store.create_database(&edit, "lung", "lung_nodule", "1.0", &[variable("size")]).await.unwrap();
    let table = store.keep_feature_table(&train, &feature_table("t")).await.unwrap();
    let model = store.keep_model(&train, &new_model("malignancy", table, database)).await.unwrap();
    Scene { study, series, roi, database, model }
}

pub fn new_model(
    name: &str,
    feature_table: workbench_core::ids::FeatureTableId,
    database: DatabaseId,
) -> NewModel {
    NewModel {
        name: name.to_owned(),
        learner: "logistic".to_owned(),
        target: "malignancy".to_owned(),
        feature_table,
        database,
        summary: json!({"auc": 0.87, "n": 40}),
        outcome: Digest::of(b"outcome"),
        model: Digest::of(b"model"),
    }
}

/// The patients of the project's newest reports, by label order of arrival.
pub async fn patient(bench: &Bench, edit: &Grant, identifier: &str) -> workbench_core::ids::PatientId {
    bench.store.patients_by_identifier(edit).await.unwrap()[identifier]
}
