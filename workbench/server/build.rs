//! Tells the binary which code computes features, and the compiler that the UI may change.

use std::path::{Path, PathBuf};

/// Code that turns stored images and masks into features.
const ENGINE: [&str; 4] =
    ["../../annotation/radiomics/src", "../../imaging/src", "../core/src/volume.rs", "../../Cargo.lock"];

fn main() {
    // Without a built UI the binary still builds, and says so at `/`.
    let dist = Path::new("../ui/dist");
    if !dist.exists() {
        let _ = std::fs::create_dir_all(dist);
    }
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rustc-env=WORKBENCH_ENGINE={:016x}", engine());
}

/// A number that changes with any byte of the code that computes (FNV-1a, 64 bits).
fn engine() -> u64 {
    let mut files = Vec::new();
    for place in ENGINE {
        println!("cargo:rerun-if-changed={place}");
        below(Path::new(place), &mut files);
    }
    files.sort();
    let bytes = files.iter().flat_map(|file| std::fs::read(file).unwrap_or_default());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn below(place: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(place) {
        Ok(entries) => entries.flatten().for_each(|entry| below(&entry.path(), files)),
        Err(_) if place.is_file() => files.push(place.to_owned()),
        Err(_) => {}
    }
}
