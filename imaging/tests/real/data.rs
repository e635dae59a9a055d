//! Where the reference data lies.

use std::path::PathBuf;

/// A path under the reference data, when it is there.
pub fn data(inner: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("WORKBENCH_DATA").map_or_else(|| PathBuf::from("../../shared/data"), PathBuf::from);
    let path = root.join(inner);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {inner} (WORKBENCH_DATA not found)");
    None
}
