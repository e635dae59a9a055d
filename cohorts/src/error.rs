use std::path::PathBuf;

use workbench_core::{Code, Coded};

/// Why a table cannot be taken in, a criterion not be used, or an index not be read.
#[derive(Debug, thiserror::Error)]
pub enum CohortError {
    /// The bytes are not a table we read.
    #[error("{en} ({zh})")]
    Table {
        /// The reason in English.
        en: String,
        /// The reason in Chinese.
        zh: String,
    },
    /// The criteria cannot be used; `path` is the place in the JSON, as `$.all[1].op`.
    #[error("criteria at `{path}`: {reason}")]
    Criteria {
        /// Place in the JSON.
        path: String,
        /// What is wrong there.
        reason: String,
    },
    /// There is no index in this folder.
    #[error("no search index in `{}`: build it first", .0.display())]
    NoIndex(PathBuf),
    /// The index cannot be read; it holds nothing that cannot be built again.
    #[error("the search index in `{}` is damaged ({reason}): rebuild it", dir.display())]
    Damaged {
        /// Folder of the index.
        dir: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A document cannot be indexed.
    #[error("case `{case}` cannot be indexed: {reason}")]
    Document {
        /// Id of the case.
        case: String,
        /// Why not.
        reason: String,
    },
    /// Another build or update of this index is under way.
    #[error("the search index in `{}` is being written by another: try again when it has finished", .0.display())]
    Busy(PathBuf),
    /// The caller asked to stop.
    #[error("the index build was cancelled; the former index is kept")]
    Cancelled,
    /// Reading or writing a file failed.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl Coded for CohortError {
    fn code(&self) -> Code {
        match self {
            Self::Table { .. } | Self::Criteria { .. } | Self::Document { .. } => Code::BadInput,
            Self::NoIndex(_) => Code::NotFound,
            Self::Cancelled | Self::Busy(_) => Code::Conflict,
            Self::Damaged { .. } => Code::Failure,
            Self::Io { source, .. } => workbench_core::error::io_code(source),
        }
    }
}

impl CohortError {
    pub(crate) fn table(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Table { en: en.into(), zh: zh.into() }
    }

    pub(crate) fn criteria(path: &str, reason: impl Into<String>) -> Self {
        Self::Criteria { path: path.to_owned(), reason: reason.into() }
    }

    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Table { zh, .. } => zh.clone(),
            Self::Criteria { path, reason } => format!("检索条件 `{path}` 有误:{reason}"),
            Self::NoIndex(dir) => format!("`{}` 中没有检索索引,请先建立索引", dir.display()),
            Self::Damaged { dir, reason } => {
                format!("`{}` 中的检索索引已损坏({reason}),请重建索引", dir.display())
            }
            Self::Document { case, reason } => format!("病例 `{case}` 无法建立索引:{reason}"),
            Self::Busy(dir) => format!("`{}` 中的检索索引正在更新,请稍后再试", dir.display()),
            Self::Cancelled => "索引建立已取消,原有索引保留".to_owned(),
            Self::Io { path, source, .. } => format!("无法读写 `{}`:{source}", path.display()),
        }
    }
}
