//! From a trained folder to predictions and a finding.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use inference::{InferenceError, ModelCard, RoiFacts, Runtime, Stage, Term, finding_for};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use training::cli::{TrainTabular, train_tabular};
use training::{Columns, Model};
use workbench_core::{Coded, FeatureTable};

fn train(dir: &Path) -> std::path::PathBuf {
    let rows = (0..48u32).map(|i| format!("{},{},{}\n", 4 + i % 16, i * 31 % 7, u8::from(i % 16 > 8)));
    let table = dir.join("train.csv");
    fs::write(&table, format!("size,noise,target\n{}", rows.collect::<String>())).unwrap();
    let output = dir.join("model");
    let arguments = TrainTabular {
        table,
        columns: Columns { target: "target".into(), ..Columns::default() },
        learners: vec!["mlp".into(), "logistic".into()],
        folds: None,
        cv: 4,
        seed: 1,
        output: output.clone(),
    };
    train_tabular(&arguments, &mut |_| ControlFlow::Continue(())).unwrap();
    output
}

#[test]
fn a_folder_answers_a_csv() {
    let dir = tempfile::tempdir().unwrap();
    let model = train(dir.path());
    let (input, output) = (dir.path().join("in.csv"), dir.path().join("out.csv"));
    fs::write(&input, "noise,centre,id,size\n1,北京,a,19\n2,上海,b,\n3,,c,4\n").unwrap();
    inference::cli::predict(&model, &input, &output).unwrap();
    let text = fs::read_to_string(&output).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["row", "id", "logistic", "mlp"]);
    assert_eq!((lines.len(), lines[1][0], lines[1][1]), (4, "0", "a"));
    for column in [2, 3] {
        let p = |line: usize| lines[line][column].parse::<f64>().unwrap();
        assert!(p(1) > 0.7 && p(3) < 0.3 && p(2) > p(3) && p(2) < p(1), "{text}");
    }

    // One model file alone, a table without ids.
    fs::write(&input, "size,noise\n19,1\n").unwrap();
    inference::cli::predict(&model.join("model-mlp.json"), &input, &output).unwrap();
    let alone = fs::read_to_string(&output).unwrap();
    assert!(alone.starts_with("row,mlp\n0,"));

    // Refusals leave the earlier output as it was, and no crumbs.
    let refuse = |text: &str| {
        fs::write(&input, text).unwrap();
        let error = inference::cli::predict(&model, &input, &output).unwrap_err();
        assert_eq!(error.code().exit_code(), 2, "{error}");
        assert_eq!(fs::read_to_string(&output).unwrap(), alone);
        error.to_string()
    };
    assert_eq!(refuse("size\n1\n"), "the table has no column `noise`, which model `logistic` needs");
    assert!(refuse("size,noise\n1,2\nlarge,2\n").contains("column `size`, line 3: `large`"));
    assert!(refuse("size,noise\n1,2\n,NA\n").contains("line 3 has no value in any column"));
    assert!(refuse("").contains("no header"));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
}

#[test]
fn a_finding_says_what_where_and_why() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = Runtime::load(&train(dir.path())).unwrap();
    let mut table = FeatureTable::new(vec!["size".into(), "noise".into()]);
    table.push("roi", &[18.0, 2.0]).unwrap();
    let code = Term::new("SCT", "427359005", "Solitary nodule of lung");
    let labels = ["恶性肺结节", "malignant lung nodule"];
    let mut card = ModelCard::of(&runtime.models()[0], "lung-nodule", "1.2.0", code, labels).unwrap();
    assert!(card.auc.unwrap() > 0.9 && card.auc_interval.is_some() && card.training_rows == 48);
    let roi = RoiFacts {
        roi: "roi-7".into(),
        series_uid: "1.2.3".into(),
        bbox_mm: [[0.0, 0.0, 0.0], [10.0, 8.0, 6.0]],
        long_mm: Some(18.0),
        short_mm: Some(9.25),
        volume_mm3: Some(1234.0),
        place_zh: Some("右肺上叶".into()),
        place_en: Some("right upper lobe".into()),
        ..RoiFacts::default()
    };
    let reasons = runtime.reasons(&table, 0, 1).unwrap();
    let finding = finding_for(0.831, &roi, &card).unwrap().with_reasons(reasons);
    assert_eq!(finding.reasons[0].feature, "size");
    assert_eq!(finding.location.centre, [5.0, 4.0, 3.0]);
    assert_eq!(finding.measurements.len(), 3);
    assert_eq!(
        finding.text_zh,
        "右肺上叶，大小约18.0 mm×9.2 mm，体积约1.2 cm³，恶性肺结节概率83%，达到阈值50%（模型 lung-nodule 1.2.0）。仅供研究，须经医师确认。"
    );
    assert_eq!(
        finding.text_en,
        "right upper lobe, 18.0 × 9.2 mm, 1.2 cm³, probability of malignant lung nodule 83%, at or above the threshold of 50% (model lung-nodule 1.2.0). For research only, to be confirmed by a physician."
    );
    let json = serde_json::to_string(&finding).unwrap();
    assert_eq!(serde_json::from_str::<inference::Finding>(&json).unwrap(), finding);

    card.stage = Stage::Production;
    let bare = RoiFacts { roi: "r".into(), series_uid: "1".into(), ..RoiFacts::default() };
    let low = finding_for(0.2, &bare, &card).unwrap();
    assert_eq!(low.text_zh, "恶性肺结节概率20%，低于阈值50%（模型 lung-nodule 1.2.0）。");
    assert!(!low.positive && low.measurements.is_empty());
    assert!(matches!(finding_for(f64::NAN, &roi, &card), Err(InferenceError::Probability(_))));
    assert!(finding_for(0.5, &RoiFacts::default(), &card).is_err());
    card.threshold = 2.0;
    assert!(finding_for(0.5, &roi, &card).is_err());
}

#[test]
fn a_runtime_needs_models_of_different_names() {
    let dir = tempfile::tempdir().unwrap();
    let model = Model::load(&train(dir.path()).join("model-logistic.json")).unwrap();
    assert!(matches!(Runtime::new(Vec::new()), Err(InferenceError::NoModel)));
    let twice = Runtime::new(vec![model.clone(), model]).unwrap_err();
    assert!(twice.to_string().contains("two models are called `logistic`"));
    assert!(Runtime::load(&dir.path().join("nothing")).unwrap_err().to_string().contains("nothing"));
}
