//! The crate from outside: tables in, criteria, index.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod criteria;
mod deident;
mod intake;
mod real;
mod records;
mod search;
