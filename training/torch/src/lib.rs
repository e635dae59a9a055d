//! What is trained with libtorch, as a shared library.
//!
//! `training` opens it when a network is to be trained; see `training::torch`.

mod fit;
mod network;

use training::learner::{Design, OnEpoch, Weights};
use training::torch::{Call, Failure, Task};

/// The one function that is called from outside.
#[expect(unsafe_code, reason = "a name for `training` to find")]
#[unsafe(export_name = concat!("training_torch_", env!("CARGO_PKG_VERSION")))]
pub extern "C" fn entry(call: &Call) {
    call.answer(answer);
}

/// Why fitting ended early.
#[derive(Debug)]
struct Stop(Failure);

type Result<T> = std::result::Result<T, Stop>;

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<tch::TchError> for Stop {
    fn from(error: tch::TchError) -> Self {
        Self(Failure::Torch(error.to_string()))
    }
}

fn answer(task: &Task, design: &Design<'_>, on_epoch: OnEpoch<'_>) -> std::result::Result<Weights, Failure> {
    fit::fit(&task.mlp, design, task.seed, on_epoch).map_err(|Stop(failure)| failure)
}
