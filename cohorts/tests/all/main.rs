//! The crate from outside: tables in, criteria, index.

mod criteria;
mod intake;
mod real;
mod search;
