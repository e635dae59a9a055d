//! What can go wrong in the store.

use workbench_core::{Code, Coded};

/// An error of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Sql(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be migrated: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row that must be unique exists already.
    #[error("{0} exists already")]
    Exists(&'static str),
    /// No such thing, or none that the caller may know of.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller may not do this.
    #[error("not allowed: {0}")]
    Denied(String),
    /// The request contradicts the present state.
    #[error("{0}")]
    Conflict(String),
    /// Somebody else has saved this thing since it was read.
    #[error("somebody else has saved this {0} since it was read; read it again")]
    Stale(&'static str),
    /// The request contradicts the present state; said in both languages.
    #[error("{en}")]
    Refused {
        /// Whether the input (and not the state) is at fault.
        bad: bool,
        /// In English.
        en: String,
        /// In Chinese.
        zh: String,
    },
    /// The caller may not do this; said in both languages.
    #[error("{en}")]
    Barred {
        /// In English.
        en: String,
        /// In Chinese.
        zh: String,
    },
    /// What was there has been closed; said in both languages.
    #[error("{en}")]
    Gone {
        /// In English.
        en: String,
        /// In Chinese.
        zh: String,
    },
    /// An argument that cannot be used.
    #[error("{0}")]
    BadInput(String),
    /// The object folder could not be read or written.
    #[error("object storage at {path}: {source}")]
    Object {
        /// File or folder.
        path: String,
        /// Cause.
        source: std::io::Error,
    },
    /// A stored object is not what its name says.
    #[error("the stored object {0} is damaged: its content has another digest; restore it from a backup")]
    Damaged(String),
    /// A stored column does not parse: the database was changed from outside.
    #[error("a stored value does not parse: {0}")]
    Stored(String),
}

impl StoreError {
    /// The message in Chinese, where there is one.
    pub fn zh(&self) -> Option<String> {
        match self {
            Self::Refused { zh, .. } | Self::Barred { zh, .. } | Self::Gone { zh, .. } => Some(zh.clone()),
            Self::Denied(_) => Some("没有此项权限".to_owned()),
            Self::Stale(_) => Some("他人已保存了更新的内容，请重新载入后再改".to_owned()),
            _ => None,
        }
    }

    /// The request contradicts the present state.
    pub(crate) fn refused(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Refused { bad: false, en: en.into(), zh: zh.into() }
    }

    /// The caller may not do this.
    pub(crate) fn barred(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Barred { en: en.into(), zh: zh.into() }
    }

    /// It has been closed.
    pub(crate) fn gone(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Gone { en: en.into(), zh: zh.into() }
    }

    /// The input cannot be used.
    pub(crate) fn bad(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Refused { bad: true, en: en.into(), zh: zh.into() }
    }
}

impl Coded for StoreError {
    fn code(&self) -> Code {
        match self {
            Self::Sql(error) if disk_full(error) => Code::StorageFull,
            Self::Sql(error) if unstorable(error) => Code::BadInput,
            Self::Sql(_) | Self::Migrate(_) | Self::Damaged(_) | Self::Stored(_) => Code::Failure,
            Self::Refused { bad: true, .. } => Code::BadInput,
            Self::Exists(_)
            | Self::Conflict(_)
            | Self::Stale(_)
            | Self::Gone { .. }
            | Self::Refused { .. } => Code::Conflict,
            Self::NotFound(_) => Code::NotFound,
            Self::Denied(_) | Self::Barred { .. } => Code::Denied,
            Self::BadInput(_) => Code::BadInput,
            Self::Object { source, .. } => match workbench_core::error::io_code(source) {
                Code::NotFound => Code::Failure,
                code => code,
            },
        }
    }
}

/// SQLITE_FULL (13) or PostgreSQL's class 53100.
fn disk_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    matches!(code.as_deref(), Some("13" | "53100"))
}

/// A text with a NUL character, which PostgreSQL does not take (22021, in JSON 22P05).
fn unstorable(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    matches!(code.as_deref(), Some("22021" | "22P05"))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

/// Turns a violated uniqueness into [`StoreError::Exists`] of `what`.
pub(crate) fn unique(what: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match error.as_database_error() {
        Some(db) if db.is_unique_violation() => StoreError::Exists(what),
        _ => StoreError::Sql(error),
    }
}

/// Turns an absent row into [`StoreError::NotFound`] of `what`.
pub(crate) fn absent(what: &'static str) -> impl Fn(sqlx::Error) -> StoreError {
    move |error| match error {
        sqlx::Error::RowNotFound => StoreError::NotFound(what),
        other => StoreError::Sql(other),
    }
}

/// Parses a stored word.
pub(crate) fn stored<T>(text: &str) -> Result<T, StoreError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| StoreError::Stored(error.to_string()))
}
