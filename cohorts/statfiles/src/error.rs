use workbench_core::error::io_code;
use workbench_core::{Code, Coded};

use crate::Format;

/// Why a table cannot be taken, written or read.
#[derive(Debug, thiserror::Error)]
pub enum StatError {
    /// A line of the data dictionary cannot be used.
    #[error("dictionary, row {row}: {reason}")]
    Dictionary {
        /// Row in the file, the header being row 1.
        row: u64,
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// The columns contradict themselves or each other.
    #[error("column `{key}`: {reason}")]
    Column {
        /// Key of the column.
        key: String,
        /// What is wrong.
        reason: String,
    },
    /// The header of a data file does not fit the dictionary.
    #[error("{0}")]
    Header(String),
    /// A value does not fit its column.
    #[error("row {row}, column `{column}`: {reason}")]
    Cell {
        /// Row of the table, counted from 1; for a text file the row in the file.
        row: u64,
        /// Key of the column.
        column: String,
        /// What is wrong.
        reason: String,
    },
    /// A row is malformed as a whole.
    #[error("row {row}: {reason}")]
    Row {
        /// Row in the file.
        row: u64,
        /// What is wrong.
        reason: String,
    },
    /// Several of the rows or cells cannot be read; the first of them.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Problems(Vec<StatError>),
    /// The table is more than the format can hold.
    #[error("{format} cannot hold this table: {reason}")]
    Limit {
        /// The format asked for.
        format: Format,
        /// Which limit is passed, where, and what to do.
        reason: String,
    },
    /// A file is not of its format, damaged, or uses what we do not read.
    #[error("not a readable {format} file: {reason}")]
    Damaged {
        /// The format expected.
        format: Format,
        /// What was found.
        reason: String,
    },
    /// No format goes by this file name.
    #[error("`{0}`: the name must end in .csv, .xlsx, .sav, .dta, .xpt or .RData")]
    Suffix(String),
    /// Files of this format are written and not read.
    #[error("{0} files are written only; read them back from another format")]
    WriteOnly(Format),
    /// Something in one of several files.
    #[error("`{path}`: {error}")]
    In {
        /// The file.
        path: String,
        /// What is wrong with it.
        error: Box<StatError>,
    },
    /// Reading, writing or the temporary file failed.
    #[error("cannot {action}: {source}")]
    Io {
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl StatError {
    pub(crate) fn column(key: &str, reason: impl Into<String>) -> Self {
        Self::Column { key: key.to_owned(), reason: reason.into() }
    }

    pub(crate) fn cell(row: u64, column: &str, reason: impl Into<String>) -> Self {
        Self::Cell { row, column: column.to_owned(), reason: reason.into() }
    }

    pub(crate) fn limit(format: Format, reason: impl Into<String>) -> Self {
        Self::Limit { format, reason: reason.into() }
    }

    pub(crate) fn damaged(format: Format, reason: impl Into<String>) -> Self {
        Self::Damaged { format, reason: reason.into() }
    }

    /// For `map_err`: the error with the file it is about.
    pub(crate) fn within(path: &std::path::Path) -> impl Fn(Self) -> Self {
        move |error| Self::In { path: path.display().to_string(), error: Box::new(error) }
    }

    /// For `map_err`: an I/O error with what was tried.
    pub(crate) fn io(action: &'static str) -> impl Fn(std::io::Error) -> Self {
        move |source| Self::Io { action, source }
    }
}

impl Coded for StatError {
    fn code(&self) -> Code {
        match self {
            Self::Io { source, .. } => io_code(source),
            Self::In { error, .. } => error.code(),
            _ => Code::BadInput,
        }
    }
}
