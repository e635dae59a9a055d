//! The crate from outside: tables in, criteria, index.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod criteria;
mod damage;
mod deident;
mod intake;
mod leaves;
mod real;
mod records;
mod same_as_scan;
mod search;
mod update;
