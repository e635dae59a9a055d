//! A small dense network, trained with AdamW and early stopping.
//!
//! libtorch trains it, behind [`crate::torch`]; the fitted network is applied
//! without.

use super::{Design, Learner, OnEpoch, Weights};
use crate::error::{Result, TrainingError};
use serde::{Deserialize, Serialize};

/// Most numbers (rows × features) copied into tensors.
const MAX_CELLS: usize = 1 << 29;

/// A multi-layer perceptron with ReLU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mlp {
    /// Units of the hidden layers.
    pub hidden: Vec<usize>,
    /// Step size of AdamW.
    pub learning_rate: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Rows a step.
    pub batch: usize,
    /// Most passes over the rows.
    pub epochs: usize,
    /// Passes without a better validation loss before training stops.
    pub patience: usize,
}

impl Default for Mlp {
    fn default() -> Self {
        Self {
            hidden: vec![64, 32],
            learning_rate: 1e-3,
            weight_decay: 1e-2,
            batch: 32,
            epochs: 200,
            patience: 20,
        }
    }
}

impl Mlp {
    /// With other hidden layers and another limit of epochs.
    ///
    /// # Errors
    /// When there are no or more than 8 layers, a layer is not 1–4096 wide, or
    /// `epochs` is not 1–10 000.
    pub fn new(hidden: &[usize], epochs: usize) -> Result<Self> {
        let widths = hidden.iter().all(|width| (1..=4096).contains(width));
        if hidden.is_empty() || hidden.len() > 8 || !widths {
            let problem = format!("{hidden:?} is not 1 to 8 layers of 1 to 4096 units");
            return Err(TrainingError::Parameter { name: "hidden", problem });
        }
        if !(1..=10_000).contains(&epochs) {
            let problem = format!("{epochs} is not between 1 and 10000");
            return Err(TrainingError::Parameter { name: "epochs", problem });
        }
        Ok(Self { hidden: hidden.to_vec(), epochs, ..Self::default() })
    }
}

impl Learner for Mlp {
    fn name(&self) -> &'static str {
        "mlp"
    }

    fn parameters(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn fit(&self, design: &Design<'_>, seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights> {
        if design.scores.len() > MAX_CELLS {
            return Err(TrainingError::Shape(format!("{} cells are too many for mlp", design.scores.len())));
        }
        crate::torch::fit(self, design, seed, on_epoch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_checked() {
        assert!(Mlp::new(&[], 5).is_err() && Mlp::new(&[0], 5).is_err() && Mlp::new(&[4], 0).is_err());
    }
}
