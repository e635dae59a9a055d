//! The Wisconsin breast cancer table against scikit-learn on the same folds.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test")]

use std::ops::ControlFlow;
use std::path::PathBuf;
use training::{Columns, Dataset, FoldSource, Folds, Spec, run};

const REFERENCE: &str = include_str!("reference/wisconsin_sklearn.csv");
/// scikit-learn's `roc_auc_score` and `brier_score_loss` of the reference probabilities.
const AUC: f64 = 0.995_309_444_532_5;
const BRIER: f64 = 0.019_478_004_612;

fn table() -> Option<Vec<u8>> {
    let root =
        std::env::var_os("WORKBENCH_DATA").map_or_else(|| PathBuf::from("../../shared/data"), PathBuf::from);
    let bytes = std::fs::read(root.join("imaging/labelled/breast_cancer_wisconsin.csv")).ok();
    if bytes.is_none() {
        println!("skipped: Wisconsin table (WORKBENCH_DATA not found)");
    }
    bytes
}

/// Test rows of each fold, and the probability of each row.
fn reference() -> (Vec<Vec<usize>>, Vec<f64>) {
    let mut folds = vec![Vec::new(); 5];
    let mut probabilities = Vec::new();
    for (row, line) in REFERENCE.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        folds[cells[1].parse::<usize>().unwrap()].push(row);
        probabilities.push(cells[2].parse().unwrap());
    }
    (folds, probabilities)
}

#[test]
fn logistic_equals_scikit_learn_and_mlp_is_as_good() {
    let Some(bytes) = table() else { return };
    let columns = Columns { target: "benign".into(), ..Columns::default() };
    let data = Dataset::from_csv(&bytes, &columns).unwrap();
    assert_eq!((data.len(), data.table().columns.len()), (569, 30));
    let (folds, expected) = reference();
    let folds = FoldSource::Given(Folds::new(folds, data.len()).unwrap());
    let spec = Spec { learners: vec!["logistic".into(), "mlp".into()], folds, seed: 0 };
    let spec = spec.check(&data).unwrap();
    let outcome = run(&data, &spec, &mut |_| ControlFlow::Continue(())).unwrap();

    let logistic = outcome.predictions.iter().filter(|p| p.learner == "logistic");
    let gap = logistic.clone().map(|p| (p.probability - expected[p.row]).abs()).fold(0.0, f64::max);
    assert_eq!(logistic.count(), 569);
    assert!(gap < 1e-7, "largest difference to scikit-learn {gap:e}");

    let pooled = outcome.metrics.learners[0].pooled;
    assert!((pooled.auc.unwrap().value - AUC).abs() < 1e-9, "{pooled:?}");
    assert!((pooled.brier - BRIER).abs() < 1e-7, "{pooled:?}");

    // scikit-learn on these folds: logistic .9955/.9789, MLP 64-32 .9934/.9754.
    for (learner, auc, accuracy) in [("logistic", 0.99546, 0.97892), ("mlp", 0.9934, 0.9754)] {
        let found = outcome.metrics.learners.iter().find(|m| m.learner == learner).unwrap();
        let (a, b) = (found.auc.unwrap(), found.accuracy.unwrap());
        println!(
            "{learner}: AUC {:.4} ± {:.4}, ACC {:.4} ± {:.4}, logistic |Δp| {gap:.1e}",
            a.mean, a.sd, b.mean, b.sd
        );
        assert!(a.mean > auc - 0.003 && b.mean > accuracy - 0.01, "{learner} {a:?} {b:?}");
    }
}
