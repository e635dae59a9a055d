//! Tests on real files and properties; one binary, so that one link serves all.

mod data;
mod masks;
mod public_files;
