//! Builds that fail, writers that are killed, files that are damaged.

use std::ops::ControlFlow;

use cohorts::{CohortError, Index};
use serde_json::json;

use crate::search::{build, case, ids, sample};

#[test]
fn a_failed_build_keeps_the_former_index() {
    let (dir, index) = build(&sample());
    let twice = [case("x", "", "", &[]), case("x", "", "", &[])];
    let built = Index::build(dir.path(), twice.into_iter(), &mut |_| ControlFlow::Continue(()));
    assert!(matches!(built, Err(CohortError::Document { .. })));
    let stopped = Index::build(dir.path(), sample().into_iter(), &mut |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(CohortError::Cancelled)));
    assert_eq!(Index::open(dir.path()).unwrap().len(), 4);
    // what a killed build left behind does not matter and goes with the next build
    std::fs::create_dir(dir.path().join("generation-99")).unwrap();
    std::fs::write(dir.path().join("CURRENT.new"), "gener").unwrap();
    assert_eq!(Index::open(dir.path()).unwrap().len(), 4);
    // a reader outlives a rebuild
    Index::build(dir.path(), sample().into_iter().take(1), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!(ids(&index, json!({"text": "结节"})).len(), 3);
    assert_eq!(Index::open(dir.path()).unwrap().len(), 1);
    let generations = std::fs::read_dir(dir.path()).unwrap().flatten().filter(|entry| entry.path().is_dir());
    assert_eq!(generations.count(), 1, "old generations are removed");
}

/// Every byte that is read is covered: a file cut short, or one bit of it turned, is found.
#[test]
fn damage_is_named() {
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Index::open(empty.path()), Err(CohortError::NoIndex(_))));
    let (dir, index) = build(&sample());
    drop(index.update(sample().into_iter().take(1), &["b".to_owned()]).unwrap());
    let generation = std::fs::read_dir(dir.path()).unwrap().flatten().find(|e| e.path().is_dir()).unwrap();
    let mut damaged = 0;
    for file in std::fs::read_dir(generation.path()).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.starts_with('.') {
            continue;
        }
        let whole = std::fs::read(file.path()).unwrap();
        let flipped = |at: usize, bit: u8| {
            let mut bytes = whole.clone();
            bytes[at] ^= bit;
            bytes
        };
        let last = whole.len() - 1;
        let broken = [
            whole[..whole.len() / 2].to_vec(),
            Vec::new(),
            flipped(0, 1),
            flipped(last / 2, 0x55),
            flipped(last / 3, 0x80),
        ];
        for bytes in broken {
            std::fs::write(file.path(), bytes).unwrap();
            let opened = Index::open(dir.path());
            assert!(matches!(opened, Err(CohortError::Damaged { .. })), "{name} {:?}", opened.err());
            damaged += 1;
        }
        std::fs::remove_file(file.path()).unwrap();
        assert!(matches!(Index::open(dir.path()), Err(CohortError::Damaged { .. })), "{name}");
        std::fs::write(file.path(), whole).unwrap();
    }
    assert!(damaged > 40, "{damaged}");
    Index::open(dir.path()).unwrap();
    let current = std::fs::read_to_string(dir.path().join("CURRENT")).unwrap();
    for text in ["", "generation-1", "generation-9 cohorts-index-2 x", "../x cohorts-index-2 x", "\u{0}"] {
        std::fs::write(dir.path().join("CURRENT"), text).unwrap();
        let error = Index::open(dir.path()).err().unwrap().to_string();
        assert!(error.contains("rebuild"), "{error}");
    }
    std::fs::write(dir.path().join("CURRENT"), current).unwrap();
    Index::open(dir.path()).unwrap();
}
