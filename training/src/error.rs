//! What can go wrong while a model is trained, kept or asked.

use std::path::PathBuf;
use workbench_core::error::io_code;
use workbench_core::{Code, Coded};

/// Why a table, a split, a run or a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// The text is in no encoding we read.
    #[error("the table is neither UTF-8, UTF-16 nor GB18030 text; save it as UTF-8 CSV")]
    Encoding,
    /// The text is not CSV.
    #[error("the table is not valid CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The table has no header, no rows, or no feature columns.
    #[error("the table is empty: {0}")]
    Empty(&'static str),
    /// A named column is missing.
    #[error("the table has no column `{name}`; it has {known}")]
    NoColumn {
        /// The column asked for.
        name: String,
        /// Some of the columns there are.
        known: String,
    },
    /// Two columns share a name, or one has none.
    #[error("column {position} of the table {problem}; give every column its own name")]
    Header {
        /// Counted from 1.
        position: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A cell that must be a number is not one.
    #[error(
        "column `{column}`, {place}: `{cell}` is not a finite number; mend the cell or leave the column out"
    )]
    Cell {
        /// Column name.
        column: String,
        /// Line of the file or name of the row.
        place: String,
        /// The cell, shortened.
        cell: String,
    },
    /// The target column cannot be read as two classes.
    #[error("target column `{column}`: {problem}")]
    Target {
        /// Column name.
        column: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// The parts of a data set do not fit together.
    #[error("the data set does not fit together: {0}")]
    Shape(String),
    /// Folds that cannot be used.
    #[error("folds: {0}")]
    Folds(String),
    /// A parameter out of its range.
    #[error("parameter `{name}`: {problem}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What is wrong and what is allowed.
        problem: String,
    },
    /// Training produced no usable numbers.
    #[error("learner `{learner}` did not arrive at finite weights: {problem}")]
    Diverged {
        /// The learner.
        learner: String,
        /// What happened.
        problem: String,
    },
    /// The caller asked to stop.
    #[error("training was cancelled")]
    Cancelled,
    /// A model file that cannot be used.
    #[error("the model cannot be read: {0}")]
    Model(String),
    /// A table lacks a column that the model needs.
    #[error("the table has no column `{column}`, which model `{model}` needs")]
    MissingFeature {
        /// The column.
        column: String,
        /// The learner's name in the model.
        model: String,
    },
    /// The tensor library failed.
    #[error("the tensor library failed: {0}")]
    Torch(String),
    /// A file could not be read or written.
    #[error("`{path}`: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A value could not be written as JSON.
    #[error("the result cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

impl TrainingError {
    /// An I/O error that names its file.
    pub(crate) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

impl Coded for TrainingError {
    fn code(&self) -> Code {
        match self {
            Self::Io { source, .. } => io_code(source),
            Self::Cancelled => Code::Conflict,
            Self::Diverged { .. } | Self::Torch(_) | Self::Json(_) => Code::Failure,
            _ => Code::BadInput,
        }
    }
}

/// The crate's result.
pub type Result<T, E = TrainingError> = std::result::Result<T, E>;

/// At most 40 characters of a text, for messages.
pub(crate) fn short(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}
