//! Tests on real files and on damaged ones; one binary, so that one link
//! serves all.

mod data;
mod hostile;
mod masks;
mod pixels;
mod public_files;
mod written;
