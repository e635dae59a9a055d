//! One error for everything the server does: a code, and a message that says
//! what is wrong and what to do.

use workbench_core::{Code, Coded};

/// An error with its code; every crate's own error turns into it.
#[derive(Debug, Clone)]
pub struct AppError {
    pub code: Code,
    pub message: String,
    /// The same in Chinese, where the crate has it.
    pub message_zh: Option<String>,
}

impl AppError {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), message_zh: None }
    }

    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(Code::BadInput, message)
    }

    #[must_use]
    pub fn zh(mut self, message: impl Into<String>) -> Self {
        self.message_zh = Some(message.into());
        self
    }

    /// Says where: a file, a row, an ROI.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.message = format!("{place}: {}", self.message);
        self.message_zh = self.message_zh.map(|zh| format!("{place}：{zh}"));
        self
    }

    /// The job was cancelled.
    pub fn cancelled() -> Self {
        Self::new(Code::Conflict, CANCELLED).zh("已取消")
    }

    pub fn is_cancelled(&self) -> bool {
        self.message == CANCELLED
    }
}

const CANCELLED: &str = "cancelled";

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// Every crate's error turns into ours by its code and its words.
macro_rules! from_coded {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for AppError {
            fn from(error: $error) -> Self {
                Self::new(error.code(), error.to_string())
            }
        }
    )+};
}

from_coded!(
    std::io::Error,
    workbench_core::features::TableError,
    workbench_core::volume::VolumeError,
    annotation::AnnotationError,
    imaging::ImagingError,
    inference::InferenceError,
    nlp::NlpError,
    statfiles::StatError,
    training::TrainingError,
);

impl From<workbench_store::StoreError> for AppError {
    fn from(error: workbench_store::StoreError) -> Self {
        Self { message_zh: error.zh(), ..Self::new(error.code(), error.to_string()) }
    }
}

impl From<cohorts::CohortError> for AppError {
    fn from(error: cohorts::CohortError) -> Self {
        let zh = error.zh();
        Self::new(error.code(), error.to_string()).zh(zh)
    }
}

/// Runs work that computes or blocks on a thread that may.
pub async fn on_thread<T, F>(work: F) -> Result<T, AppError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, AppError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(AppError::new(Code::Failure, format!("the work broke off: {error}"))),
    }
}
