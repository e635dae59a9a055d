//! What the tests in this folder share: the workspace's sources, the built program, a running server,
//! and scenarios in YAML.

pub mod client;
pub mod dicom;
pub mod expect;
pub mod program;
pub mod scenario;
pub mod server;
pub mod sources;
pub mod sql;
pub mod structures;
pub mod workbook;
