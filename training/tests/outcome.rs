//! From a CSV file to an outcome folder and back.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::ops::ControlFlow;
use std::path::Path;
use training::cli::{TrainTabular, train_tabular};
use training::{Columns, Model, RunMetrics, TrainingError};
use workbench_core::{Coded, FeatureTable};

/// 60 rows of 30 patients: `size` tells, `noise` does not, `flat` is constant;
/// every seventh `size` is missing.
fn csv() -> String {
    let mut text = "id,patient_id,size,noise,flat,恶性\n".to_owned();
    for row in 0..60u32 {
        let positive = (row / 2) % 3 == 0;
        let size = if positive { 14.0 } else { 8.0 } + f64::from(row * 37 % 11) / 2.0;
        let size = if row % 7 == 3 { String::new() } else { size.to_string() };
        let label = if positive { "是" } else { "否" };
        text += &format!("roi{row},p{},{size},{},5,{label}\n", row / 2, row * 53 % 17);
    }
    text
}

fn arguments(dir: &Path) -> TrainTabular {
    let table = dir.join("table.csv");
    std::fs::write(&table, csv()).unwrap();
    TrainTabular {
        table,
        columns: Columns { target: "恶性".into(), ..Columns::default() },
        learners: vec!["logistic".into(), "mlp".into()],
        folds: None,
        cv: 3,
        seed: 7,
        output: dir.join("out"),
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn files_are_whole_and_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let arguments = arguments(dir.path());
    let mut seen = Vec::new();
    let outcome = train_tabular(&arguments, &mut |p| {
        seen.push((p.done, p.total, p.fold, p.epoch));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(seen.last().map(|p| (p.0, p.1, p.2)), Some((8, 8, None)));
    assert!(seen.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    let expected = [
        "epochs-logistic.csv",
        "epochs-mlp.csv",
        "metrics.json",
        "model-logistic.json",
        "model-mlp.json",
        "predictions.csv",
        "roc-logistic.csv",
        "roc-mlp.csv",
    ];
    assert_eq!(names(&arguments.output), expected);

    let read = |name: &str| std::fs::read(arguments.output.join(name)).unwrap();
    let metrics: RunMetrics = serde_json::from_slice(&read("metrics.json")).unwrap();
    assert_eq!(metrics, outcome.metrics);
    assert_eq!((metrics.rows, metrics.patients, metrics.positives), (60, 30, 20));
    assert!(metrics.learners.iter().all(|m| m.pooled.auc.unwrap().value > 0.8), "{metrics:?}");
    let predictions = String::from_utf8(read("predictions.csv")).unwrap();
    assert!(predictions.starts_with("row,fold,learner,probability\n"));
    assert_eq!(predictions.lines().count(), 1 + 2 * 60);

    // A second run into the same folder: same bytes, others' files untouched, old ones gone.
    std::fs::write(arguments.output.join("notes.txt"), "mine").unwrap();
    let before = (read("model-mlp.json"), read("model-logistic.json"), predictions);
    train_tabular(&arguments, &mut |_| ControlFlow::Continue(())).unwrap();
    let again = String::from_utf8(read("predictions.csv")).unwrap();
    assert_eq!(before, (read("model-mlp.json"), read("model-logistic.json"), again));
    let only = TrainTabular { learners: vec!["logistic".into()], ..arguments.clone() };
    train_tabular(&only, &mut |_| ControlFlow::Continue(())).unwrap();
    assert!(!names(&arguments.output).contains(&"model-mlp.json".to_owned()));
    assert_eq!(read("notes.txt"), b"mine");
    // Learners do not influence one another.
    assert_eq!(before.1, read("model-logistic.json"));
}

#[test]
fn cancel_and_bad_input_write_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let arguments = arguments(dir.path());
    for stop in [1, 5, 40] {
        let mut calls = 0;
        let error = train_tabular(&arguments, &mut |_| {
            calls += 1;
            if calls >= stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap_err();
        assert!(matches!(error, TrainingError::Cancelled));
    }
    let folds = dir.path().join("folds.json");
    std::fs::write(&folds, "[[0],[1]]").unwrap();
    let leak = TrainTabular { folds: Some(folds), ..arguments.clone() };
    let message = |a: &TrainTabular| {
        let error = train_tabular(a, &mut |_| ControlFlow::Continue(())).unwrap_err();
        assert_eq!(error.code().exit_code(), 2, "{error}");
        error.to_string()
    };
    assert!(message(&leak).contains("patient `p0` is trained on (row 1) and tested (row 0) in fold 0"));
    let unknown = TrainTabular { learners: vec!["forest".into()], ..arguments.clone() };
    assert!(message(&unknown).contains("`forest` is not one of logistic, mlp"));
    let twice = TrainTabular { learners: vec!["mlp".into(), "mlp".into()], ..arguments.clone() };
    assert!(message(&twice).contains("twice"));
    assert!(
        message(&TrainTabular { cv: 31, ..arguments.clone() }).contains("30 patients cannot fill 31 folds")
    );
    assert!(message(&TrainTabular { cv: 1, ..arguments.clone() }).contains("2 to 1000"));
    assert!(
        message(&TrainTabular { table: dir.path().join("no.csv"), ..arguments.clone() }).contains("no.csv")
    );
    assert!(!arguments.output.exists());
}

#[test]
fn models_read_back_predict_by_name_and_explain() {
    let dir = tempfile::tempdir().unwrap();
    let arguments = arguments(dir.path());
    let outcome = train_tabular(&arguments, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(Model::load_all(&arguments.output).unwrap(), outcome.models);
    assert!(Model::load(&arguments.output).unwrap_err().to_string().contains("holds 2 models"));

    let mut table = FeatureTable::new(["more", "noise", "size"].map(str::to_owned).to_vec());
    table.push("big", &[1.0, 8.0, 18.0]).unwrap();
    table.push("small", &[1.0, 8.0, 7.0]).unwrap();
    table.push("unknown", &[1.0, 8.0, f64::NAN]).unwrap();
    table.push("monstrous", &[1.0, 8.0, 1e300]).unwrap();
    for model in &outcome.models {
        assert_eq!(model.dropped, ["flat"]);
        let p = model.predict(&table).unwrap();
        assert!(p[0] > 0.5 && p[1] < 0.5 && p.iter().all(|p| p.is_finite()), "{} {p:?}", model.learner);
        let why = model.contributions(&table, 0).unwrap();
        assert_eq!(why[0].feature, "size");
        assert!(why[0].log_odds > 0.0 && why[0].value == Some(18.0));
        assert_eq!(
            model.contributions(&table, 2).unwrap().iter().find(|c| c.feature == "size").unwrap().value,
            None
        );
        assert!(model.contributions(&table, 9).is_err());
    }
    let lacking = FeatureTable { rows: vec!["r".into()], columns: vec!["noise".into()], values: vec![1.0] };
    let error = outcome.models[0].predict(&lacking).unwrap_err().to_string();
    assert_eq!(error, "the table has no column `size`, which model `logistic` needs");
    let crooked = FeatureTable { values: Vec::new(), ..lacking };
    assert!(outcome.models[0].predict(&crooked).is_err());
}

#[test]
fn damaged_models_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = train_tabular(&arguments(dir.path()), &mut |_| ControlFlow::Continue(())).unwrap();
    for model in &outcome.models {
        let bytes = model.to_bytes().unwrap();
        assert_eq!(&Model::from_bytes(&bytes).unwrap(), model);
        for end in (0..bytes.len() - 2).step_by(97) {
            assert!(Model::from_bytes(&bytes[..end]).is_err());
        }
        // One digit changed may still be a model; it must never be a crash.
        for at in (0..bytes.len()).step_by(41) {
            let mut changed = bytes.clone();
            changed[at] = b'9';
            if let Ok(model) = Model::from_bytes(&changed) {
                assert!(model.features().len() == 2);
            }
        }
        let text = String::from_utf8(bytes).unwrap();
        for (from, to) in [
            ("\"scale\":", "\"scale\":-"),
            ("workbench-tabular-model/1", "workbench-tabular-model/2"),
            ("\"name\":\"noise\"", "\"name\":\"size\""),
            ("\"threshold\":0.5,\"seed\"", "\"threshold\":7,\"seed\""),
            ("\"coefficients\":[", "\"coefficients\":[1,"),
            ("\"inputs\":2", "\"inputs\":18446744073709551615"),
        ] {
            assert!(Model::from_bytes(text.replace(from, to).as_bytes()).is_err() || !text.contains(from));
        }
    }
    assert!(Model::load_all(dir.path()).unwrap_err().to_string().contains("no file model-*.json"));
}
