//! Learners: from standard scores and labels to weights.

mod logistic;
mod mlp;
mod weights;

pub use logistic::Logistic;
pub use mlp::Mlp;
pub use weights::{Layer, Weights};

use crate::error::{Result, TrainingError, short};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// What a learner sees: n rows of p standard scores without gaps.
#[derive(Clone, Copy, Debug)]
pub struct Design<'a> {
    /// n × p numbers, row after row.
    pub scores: &'a [f64],
    /// p.
    pub width: usize,
    /// n labels.
    pub labels: &'a [bool],
    /// n patients, for splits inside the learner.
    pub groups: &'a [String],
}

/// One pass over the training rows, or one step of a solver.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Counted from 1.
    pub epoch: usize,
    /// Mean log loss on the rows trained on (for logistic: the penalised objective / n).
    pub train_loss: f64,
    /// Mean log loss on the rows held back inside the training rows.
    pub validation_loss: Option<f64>,
    /// AUC there.
    pub validation_auc: Option<f64>,
}

/// Called after each epoch; `Break` cancels.
pub type OnEpoch<'a> = &'a mut dyn FnMut(Epoch) -> ControlFlow<()>;

/// Something that can be fitted to a design.
pub trait Learner: Send + Sync {
    /// The word used on the command line, in files and in tables.
    fn name(&self) -> &'static str;

    /// Its parameters as JSON, kept with the model.
    fn parameters(&self) -> serde_json::Value;

    /// Fits. The same design and seed give the same bits.
    ///
    /// # Errors
    /// When cancelled, or when no finite weights are reached.
    fn fit(&self, design: &Design<'_>, seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights>;
}

/// The words [`by_name`] knows.
pub const NAMES: [&str; 2] = ["logistic", "mlp"];

/// A learner with its default parameters.
///
/// # Errors
/// When the word is unknown; the message lists those that are known.
pub fn by_name(name: &str) -> Result<Box<dyn Learner>> {
    match name.trim() {
        "logistic" => Ok(Box::new(Logistic::default())),
        "mlp" => Ok(Box::new(Mlp::default())),
        other => Err(TrainingError::Parameter {
            name: "learners",
            problem: format!("`{}` is not one of {}", short(other), NAMES.join(", ")),
        }),
    }
}

/// 1 / (1 + e^−x) without overflow.
pub(crate) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

/// ln(1 + e^x) without overflow.
pub(crate) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Mean log loss of logits.
pub fn log_loss(logits: &[f64], labels: &[bool]) -> f64 {
    let sum: f64 = logits.iter().zip(labels).map(|(&z, &y)| softplus(if y { -z } else { z })).sum();
    sum / labels.len().max(1) as f64
}
