//! The workbench server: HTTP, background work, the command line and the demo.
//!
//! `api` turns requests into calls and knows HTTP; `work` is what jobs and
//! commands do, through the domain crates and the store; `cli` is the command
//! line; `demo` runs the whole chain on generated data.

#![expect(missing_docs, reason = "a binary's inside; the API is described by its OpenAPI document")]

pub mod api;
pub mod app;
pub mod cli;
pub mod criteria;
pub mod demo;
mod error;
pub mod evaluation;
pub mod export;
mod password;
mod radiomics_error;
pub mod records;
pub mod rules;
pub mod work;

pub use app::App;
pub use error::AppError;
