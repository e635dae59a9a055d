//! Tests on real files and on damaged ones; one binary, so that one link
//! serves all.

#![expect(clippy::unwrap_used, reason = "helpers of tests may stop the test")]

mod data;
mod enhanced;
mod hostile;
mod masks;
mod pixels;
mod public_files;
mod written;
