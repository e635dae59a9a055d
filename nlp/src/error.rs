//! What can go wrong between a line of input and its answer.

use workbench_core::{Code, Coded};

/// An input line that cannot be used, or a stream that broke.
#[derive(Debug, thiserror::Error)]
pub enum NlpError {
    /// The line is not UTF-8.
    #[error(
        "line {line}: not UTF-8 at byte {byte}; convert the file to UTF-8 first (Chinese files are often GB18030)"
    )]
    NotUtf8 {
        /// Line number from 1.
        line: usize,
        /// First bad byte of the line, from 1.
        byte: usize,
    },
    /// The line is not a JSON object.
    #[error("line {line}: not a JSON object: {reason}")]
    NotJson {
        /// Line number from 1.
        line: usize,
        /// What the parser met.
        reason: String,
    },
    /// A key is missing or of the wrong type.
    #[error("line {line}: `{key}` {problem}")]
    BadKey {
        /// Line number from 1.
        line: usize,
        /// Name of the key.
        key: &'static str,
        /// What is wrong and what is expected.
        problem: String,
    },
    /// The input or output stream failed.
    #[error("line {line}: {source}")]
    Io {
        /// Line number from 1 at which the stream failed.
        line: usize,
        /// The cause.
        source: std::io::Error,
    },
}

impl Coded for NlpError {
    fn code(&self) -> Code {
        match self {
            Self::NotUtf8 { .. } | Self::NotJson { .. } | Self::BadKey { .. } => Code::BadInput,
            Self::Io { source, .. } => workbench_core::error::io_code(source),
        }
    }
}
