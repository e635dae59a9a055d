//! Small files: one noun each.

use super::{members, sources};
use workbench_tests::sources::{Source, below};

/// Bytes: half the files of a crate are at most this,
const MEDIAN: usize = 6_000;
/// nine in ten at most this,
const P90: usize = 18_000;
/// and none is longer than this.
const LARGEST: usize = 40_000;

fn check(name: &str, files: &[Source], wrong: &mut Vec<String>) {
    let mut sizes: Vec<(usize, &str)> = files.iter().map(|s| (s.text.len(), s.path.as_str())).collect();
    sizes.sort();
    let Some((largest, path)) = sizes.last().copied() else { return };
    if largest > LARGEST {
        wrong.push(format!("{path}: {largest} bytes, at most {LARGEST}"));
    }
    // a crate of three files has no distribution worth a rule
    if sizes.len() < 4 {
        return;
    }
    let at = |share: f64| sizes[((sizes.len() - 1) as f64 * share).floor() as usize].0;
    for (what, found, limit) in [("half", at(0.5), MEDIAN), ("nine tenths", at(0.9), P90)] {
        if found > limit {
            wrong.push(format!(
                "{name}: {what} of its {} files reach {found} bytes, at most {limit}",
                sizes.len()
            ));
        }
    }
}

#[test]
fn files_are_small() {
    let mut wrong = Vec::new();
    for (package, _) in members() {
        check(&package.name, &sources(package.name.as_str()), &mut wrong);
    }
    let page: Vec<Source> = below("workbench/ui/src", &["ts", "tsx", "css"])
        .into_iter()
        .filter(|s| !s.path.ends_with("schema.d.ts"))
        .collect();
    check("ui", &page, &mut wrong);
    check("browser", &below("tests/browser", &["ts", "js", "mjs"]), &mut wrong);
    super::no_match(wrong, "files grow too large; split them by noun");
}
