//! Few error codes that every crate's own error enum maps to.

/// What kind of failure an error is, independent of the crate it came from.
///
/// The server turns a code into an HTTP status, the command line into an exit
/// code (2 for bad input, 1 for failure).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The input cannot be used; the message says which part and what to do.
    BadInput,
    /// The named thing does not exist, or the caller may not know that it does.
    NotFound,
    /// The request contradicts the present state.
    Conflict,
    /// The caller is known and may not do this.
    Denied,
    /// The caller is not signed in.
    Unauthenticated,
    /// No room is left on the storage.
    StorageFull,
    /// Anything else: ours to mend.
    Failure,
}

impl Code {
    /// Exit code of a command that ends with this error.
    pub fn exit_code(self) -> i32 {
        match self {
            Self::BadInput | Self::NotFound | Self::Conflict => 2,
            _ => 1,
        }
    }
}

/// An error that knows its [`Code`].
pub trait Coded: std::error::Error {
    /// The code of this error.
    fn code(&self) -> Code;
}

/// The code of an I/O error: a full disk is worth its own.
pub fn io_code(error: &std::io::Error) -> Code {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::StorageFull,
        std::io::ErrorKind::NotFound => Code::NotFound,
        _ => Code::Failure,
    }
}

impl Coded for std::io::Error {
    fn code(&self) -> Code {
        io_code(self)
    }
}
