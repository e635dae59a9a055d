//! What can go wrong between a model and a finding.

use training::TrainingError;
use workbench_core::{Code, Coded};

/// Why a model gave no answer, or an answer cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// The model or its input.
    #[error(transparent)]
    Model(#[from] TrainingError),
    /// No model to run.
    #[error("no model is loaded; train one or name its folder")]
    NoModel,
    /// Two models would write one column.
    #[error("two models are called `{0}`; put them into folders of their own")]
    SameName(String),
    /// A row without a single value would get the average answer.
    #[error("{place} has no value in any column that model `{model}` needs; leave the row out or fill it")]
    BlankRow {
        /// Line of the file.
        place: String,
        /// The learner's word.
        model: String,
    },
    /// A probability that is none.
    #[error("{0} is not a probability between 0 and 1")]
    Probability(f64),
    /// Facts about an ROI that contradict each other.
    #[error("ROI `{roi}`: {problem}")]
    Roi {
        /// Its id.
        roi: String,
        /// What is wrong.
        problem: String,
    },
    /// A card that cannot be shown.
    #[error("model card `{card}`: {problem}")]
    Card {
        /// The model's name.
        card: String,
        /// What is wrong.
        problem: String,
    },
    /// A routing rule that cannot be used.
    #[error("routing rule `{rule}`: {problem}")]
    Rule {
        /// Its name.
        rule: String,
        /// What is wrong.
        problem: String,
    },
    /// The table could not be written.
    #[error("the table cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

impl Coded for InferenceError {
    fn code(&self) -> Code {
        match self {
            Self::Model(error) => error.code(),
            Self::NoModel => Code::NotFound,
            Self::Csv(_) => Code::Failure,
            _ => Code::BadInput,
        }
    }
}

/// The crate's result.
pub type Result<T, E = InferenceError> = std::result::Result<T, E>;
