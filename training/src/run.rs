//! A run: every learner on every fold, then on all rows.

use crate::dataset::Dataset;
use crate::error::{Result, TrainingError};
use crate::learner::{Design, Epoch, Learner, sigmoid};
use crate::metrics::{Metrics, roc};
use crate::model::Model;
use crate::outcome::{EpochCurve, LearnerMetrics, Outcome, Prediction, RocCurve};
use crate::prepare::Preparation;
use crate::spec::ValidSpec;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use serde::Serialize;
use std::ops::ControlFlow;

/// From this probability on a row is called positive.
const THRESHOLD: f64 = 0.5;

/// Where a run stands; sent after every epoch and every fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Progress<'a> {
    /// Fits done.
    pub done: usize,
    /// Fits of the run: learners × (folds + 1).
    pub total: usize,
    /// The learner at work.
    pub learner: &'a str,
    /// The fold from 0; `None` while fitting on all rows.
    pub fold: Option<usize>,
    /// The epoch just ended, from 1.
    pub epoch: Option<usize>,
    /// Its training loss.
    pub loss: Option<f64>,
}

/// Called with the progress; `Break` cancels the run.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress<'_>) -> ControlFlow<()>;

/// Trains and tests. Imputation and scaling are learnt inside each fold from its
/// training rows. The same data, spec and seed give the same bits.
///
/// # Errors
/// When `spec` was checked against another table, a fit diverges, or the
/// callback cancels ([`TrainingError::Cancelled`]).
pub fn run(data: &Dataset, spec: &ValidSpec, progress: OnProgress<'_>) -> Result<Outcome> {
    if spec.rows != data.len() {
        let problem = format!("the run was checked for {} rows, the table has {}", spec.rows, data.len());
        return Err(TrainingError::Shape(problem));
    }
    let digest = data.digest();
    let everyone: Vec<usize> = (0..data.len()).collect();
    let mut unit = Unit { data, total: spec.learners.len() * (spec.folds.len() + 1), done: 0, progress };
    let mut outcome = Outcome::new(data, spec, digest);
    for learner in &spec.learners {
        let name = learner.name();
        let mut pooled = (Vec::new(), Vec::new());
        let mut folds = Vec::new();
        let mut curve = EpochCurve { learner: name.into(), points: Vec::new() };
        let mut rocs = RocCurve { learner: name.into(), pooled: Vec::new(), folds: Vec::new() };
        for (fold, test) in spec.folds.test().iter().enumerate() {
            let train = spec.folds.train(fold, data.len());
            let (preparation, weights) =
                unit.fit(learner.as_ref(), Some(fold), &train, spec.seed, &mut curve)?;
            let scores = preparation.apply(data.table(), test)?;
            let width = preparation.features.len();
            let probabilities: Vec<f64> =
                scores.chunks_exact(width).map(|row| sigmoid(weights.logit(row))).collect();
            if let Some(at) = probabilities.iter().position(|p| !p.is_finite()) {
                let problem = format!("row {} of fold {fold} has no finite probability", test[at]);
                return Err(TrainingError::Diverged { learner: name.into(), problem });
            }
            let labels: Vec<bool> = test.iter().map(|&row| data.labels()[row]).collect();
            for (&row, &probability) in test.iter().zip(&probabilities) {
                outcome.predictions.push(Prediction { row, fold, learner: name.into(), probability });
            }
            folds.push(Metrics::of(&labels, &probabilities, THRESHOLD));
            rocs.folds.push(roc(&labels, &probabilities));
            pooled.0.extend(labels);
            pooled.1.extend(probabilities);
        }
        rocs.pooled = roc(&pooled.0, &pooled.1);
        let metrics = Metrics::of(&pooled.0, &pooled.1, THRESHOLD);
        let (preparation, weights) = unit.fit(learner.as_ref(), None, &everyone, spec.seed, &mut curve)?;
        let mut model = Model::new(learner.as_ref(), data, digest, spec.seed, preparation, weights)?;
        model.cross_validated = Some(metrics);
        model.threshold = THRESHOLD;
        outcome.models.push(model);
        outcome.metrics.learners.push(LearnerMetrics::new(learner.as_ref(), metrics, folds));
        outcome.rocs.push(rocs);
        outcome.epochs.push(curve);
    }
    Ok(outcome)
}

/// What every fit of a run shares.
struct Unit<'a, 'b> {
    data: &'a Dataset,
    done: usize,
    total: usize,
    progress: OnProgress<'b>,
}

impl Unit<'_, '_> {
    fn fit(
        &mut self,
        learner: &dyn Learner,
        fold: Option<usize>,
        rows: &[usize],
        seed: u64,
        curve: &mut EpochCurve,
    ) -> Result<(Preparation, crate::learner::Weights)> {
        let preparation = Preparation::fit(self.data.table(), rows)?;
        let scores = preparation.apply(self.data.table(), rows)?;
        let labels: Vec<bool> = rows.iter().map(|&row| self.data.labels()[row]).collect();
        let groups: Vec<String> = rows.iter().map(|&row| self.data.groups()[row].clone()).collect();
        let design =
            Design { scores: &scores, width: preparation.features.len(), labels: &labels, groups: &groups };
        let mut state = Progress {
            done: self.done,
            total: self.total,
            learner: learner.name(),
            fold,
            epoch: None,
            loss: None,
        };
        let progress = &mut *self.progress;
        let mut on_epoch = |epoch: Epoch| {
            curve.points.push((fold, epoch));
            (state.epoch, state.loss) = (Some(epoch.epoch), Some(epoch.train_loss));
            progress(state)
        };
        let weights = learner.fit(&design, fold_seed(seed, fold), &mut on_epoch)?;
        if let Some(problem) = weights.problem(design.width) {
            return Err(TrainingError::Diverged { learner: learner.name().into(), problem });
        }
        self.done += 1;
        state.done = self.done;
        match (self.progress)(state) {
            ControlFlow::Continue(()) => Ok((preparation, weights)),
            ControlFlow::Break(()) => Err(TrainingError::Cancelled),
        }
    }
}

/// A seed of its own for each fold, the same whichever learners are asked for.
fn fold_seed(seed: u64, fold: Option<usize>) -> u64 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(fold.map_or(0, |fold| fold as u64 + 1));
    random.next_u64()
}
