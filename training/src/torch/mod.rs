//! What libtorch trains, behind a door.
//!
//! Loading libtorch takes a fifth of a second and 130 MB, and most commands
//! never train a network. So nothing links it but the shared library
//! `training-torch`, which is opened when the first network is trained. Both
//! sides are built together; messages between them are JSON.

mod call;
mod library;

pub use call::Call;
pub use library::ENTRY;

use crate::error::{Result, TrainingError};
use crate::learner::{Design, Epoch, Mlp, OnEpoch, Weights};
use serde::{Deserialize, Serialize};

/// A network to fit, without its scores.
#[derive(Serialize, Deserialize)]
pub struct Task {
    /// Layers and steps.
    pub mlp: Mlp,
    /// Of every random choice.
    pub seed: u64,
    /// Features.
    pub width: usize,
    /// One a row.
    pub labels: Vec<bool>,
    /// Patients, one a row.
    pub groups: Vec<String>,
}

/// What the library tells: epochs, and one of the others at the end.
#[derive(Serialize, Deserialize)]
pub enum Message {
    /// An epoch is over.
    Epoch(Epoch),
    /// The network is fitted.
    Fitted(Weights),
    /// It is not.
    Failed(Failure),
}

/// Why a network was not fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Failure {
    /// [`TrainingError::Shape`].
    Shape(String),
    /// [`TrainingError::Cancelled`].
    Cancelled,
    /// [`TrainingError::Diverged`].
    Diverged(String),
    /// [`TrainingError::Torch`].
    Torch(String),
}

impl From<Failure> for TrainingError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Shape(problem) => Self::Shape(problem),
            Failure::Cancelled => Self::Cancelled,
            Failure::Diverged(problem) => Self::Diverged { learner: "mlp".into(), problem },
            Failure::Torch(problem) => Self::Torch(problem),
        }
    }
}

/// Fits `mlp` in the library.
///
/// # Errors
/// As [`crate::learner::Learner::fit`], and when the library cannot be opened.
pub(crate) fn fit(mlp: &Mlp, design: &Design<'_>, seed: u64, on_epoch: OnEpoch<'_>) -> Result<Weights> {
    let task = Task {
        mlp: mlp.clone(),
        seed,
        width: design.width,
        labels: design.labels.to_vec(),
        groups: design.groups.to_vec(),
    };
    let mut end = None;
    call::make(library::entry()?, &serde_json::to_vec(&task)?, design.scores, &mut |bytes| {
        match serde_json::from_slice(bytes) {
            Ok(Message::Epoch(epoch)) => return on_epoch(epoch).is_continue(),
            Ok(Message::Fitted(weights)) => end = Some(Ok(weights)),
            Ok(Message::Failed(failure)) => end = Some(Err(failure.into())),
            Err(error) => end = Some(Err(error.into())),
        }
        true
    });
    end.unwrap_or_else(|| Err(TrainingError::Torch("training ended without an answer".to_owned())))
}
