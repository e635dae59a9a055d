//! Tells where the library with libtorch is built.

use std::path::{Path, PathBuf};

fn main() {
    // OUT_DIR is PROFILE/build/PACKAGE/out.
    let out = std::env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    let folder = out.ancestors().nth(3).map(Path::to_owned).unwrap_or_default();
    println!("cargo:rustc-env=BUILT_IN={}", folder.display());
    println!("cargo:rerun-if-changed=build.rs");
}
