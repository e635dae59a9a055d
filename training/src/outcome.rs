//! What a run gives back.

use crate::dataset::Dataset;
use crate::learner::{Epoch, Learner};
use crate::metrics::{Metrics, RocPoint, Spread};
use crate::model::Model;
use crate::spec::ValidSpec;
use crate::target::Target;
use serde::{Deserialize, Serialize};
use workbench_core::Digest;

/// Everything a run found.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// `metrics.json`.
    pub metrics: RunMetrics,
    /// Out-of-fold predictions, by learner, then fold, then row.
    pub predictions: Vec<Prediction>,
    /// ROC curves, one entry a learner.
    pub rocs: Vec<RocCurve>,
    /// Epoch curves, one entry a learner.
    pub epochs: Vec<EpochCurve>,
    /// One model a learner, fitted on all rows.
    pub models: Vec<Model>,
}

/// The figures of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunMetrics {
    /// Version of this crate.
    pub software: String,
    /// What was learnt.
    pub target: Target,
    /// Rows of the table.
    pub rows: usize,
    /// Positive rows.
    pub positives: usize,
    /// Different patients.
    pub patients: usize,
    /// Feature columns.
    pub columns: usize,
    /// Number of folds.
    pub folds: usize,
    /// Seed of the run.
    pub seed: u64,
    /// Digest of the data.
    pub data_sha256: Digest,
    /// One entry a learner, in the order asked for.
    pub learners: Vec<LearnerMetrics>,
}

/// The figures of one learner, all on rows it was not trained on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnerMetrics {
    /// The learner's word.
    pub learner: String,
    /// Its parameters.
    pub parameters: serde_json::Value,
    /// Over folds with both classes.
    pub auc: Option<Spread>,
    /// Over folds.
    pub accuracy: Option<Spread>,
    /// All tested rows in one heap.
    pub pooled: Metrics,
    /// Fold by fold.
    pub folds: Vec<Metrics>,
}

/// One out-of-fold prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Row of the table from 0.
    pub row: usize,
    /// Fold from 0.
    pub fold: usize,
    /// The learner's word.
    pub learner: String,
    /// Of the positive class.
    pub probability: f64,
}

/// ROC curves of one learner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RocCurve {
    /// The learner's word.
    pub learner: String,
    /// Of all tested rows.
    pub pooled: Vec<RocPoint>,
    /// Fold by fold; empty where a class is missing.
    pub folds: Vec<Vec<RocPoint>>,
}

/// Epochs of one learner.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EpochCurve {
    /// The learner's word.
    pub learner: String,
    /// Fold (`None`: the fit on all rows) and epoch.
    pub points: Vec<(Option<usize>, Epoch)>,
}

impl Outcome {
    pub(crate) fn new(data: &Dataset, spec: &ValidSpec, data_sha256: Digest) -> Self {
        let mut patients: Vec<&String> = data.groups().iter().collect();
        patients.sort();
        patients.dedup();
        let metrics = RunMetrics {
            software: concat!("training ", env!("CARGO_PKG_VERSION")).into(),
            target: data.target().clone(),
            rows: data.len(),
            positives: data.labels().iter().filter(|&&label| label).count(),
            patients: patients.len(),
            columns: data.table().columns.len(),
            folds: spec.folds.len(),
            seed: spec.seed,
            data_sha256,
            learners: Vec::new(),
        };
        Self { metrics, predictions: Vec::new(), rocs: Vec::new(), epochs: Vec::new(), models: Vec::new() }
    }
}

impl LearnerMetrics {
    pub(crate) fn new(learner: &dyn Learner, pooled: Metrics, folds: Vec<Metrics>) -> Self {
        let aucs: Vec<f64> = folds.iter().filter_map(|fold| fold.auc).map(|auc| auc.value).collect();
        let accuracies: Vec<f64> = folds.iter().map(|fold| fold.accuracy).collect();
        Self {
            learner: learner.name().into(),
            parameters: learner.parameters(),
            auc: Spread::of(&aucs),
            accuracy: Spread::of(&accuracies),
            pooled,
            folds,
        }
    }
}
