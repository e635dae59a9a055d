//! Every `scenarios/AREA/NNNN-name.yaml`, each against a server of its own.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;

fn main() {
    let root = Path::new("scenarios");
    let mut files: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .flatten()
        .map(walkdir::DirEntry::into_path)
        .filter(|p| p.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    let trials = files
        .into_iter()
        .map(|file| {
            let name = file.strip_prefix(root).unwrap_or(&file).with_extension("").display().to_string();
            Trial::test(name, move || workbench_tests::scenario::run(&file).map_err(Failed::from))
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
