//! Updates: what they change, what they leave, and what a kill leaves.

use std::ops::ControlFlow;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cohorts::{CohortError, Document, Index};
use serde_json::json;

use crate::search::{build, case, ids, sample};

#[test]
fn cases_are_added_replaced_and_removed() {
    let (dir, first) = build(&sample());
    let changed = [case("b", "左肺下叶磨玻璃结节", "", &[]), case("e", "磨玻璃", "", &[("size", json!(9))])];
    let second = first.update(changed.into_iter(), &["c".to_owned(), "never".to_owned()]).unwrap();
    assert_eq!(ids(&second, json!({"text": "磨玻璃"})), ["a", "b", "e"]);
    assert_eq!(ids(&second, json!({"text": "恶性"})), Vec::<String>::new());
    assert_eq!(ids(&second, json!({"field": "size", "op": "exists"})), ["a", "d", "e"]);
    assert_eq!(second.len(), 4);
    // the state before goes on, whoever opens sees the one after
    assert_eq!(ids(&first, json!({"text": "磨玻璃"})), ["a", "c"]);
    assert_eq!(ids(&Index::open(dir.path()).unwrap(), json!({"text": "磨玻璃"})), ["a", "b", "e"]);
    assert!(second.refresh().unwrap().is_none());
    // an update through a state that is not the newest loses nothing
    let third = first.update([case("f", "磨玻璃", "", &[])].into_iter(), &[]).unwrap();
    assert_eq!(ids(&third, json!({"text": "磨玻璃"})), ["a", "b", "e", "f"]);
    assert_eq!(ids(&second.refresh().unwrap().unwrap(), json!({"text": "磨玻璃"})), ["a", "b", "e", "f"]);
    let twice = [case("x", "", "", &[]), case("x", "", "", &[])];
    assert!(matches!(third.update(twice.into_iter(), &[]), Err(CohortError::Document { .. })));
    assert_eq!(Index::open(dir.path()).unwrap().len(), 5);
}

#[test]
fn many_small_updates_stay_few_files() {
    let (dir, mut index) = build(&[]);
    assert!(index.is_empty());
    for n in 0..30 {
        index = index
            .update([case(&format!("{n:02}"), "右肺结节，大小约5mm", "", &[])].into_iter(), &[])
            .unwrap();
    }
    assert_eq!(ids(&index, json!({"regex": "结节，大小约\\dmm"})).len(), 30);
    let generation = std::fs::read_dir(dir.path()).unwrap().flatten().find(|e| e.path().is_dir()).unwrap();
    let files = std::fs::read_dir(generation.path()).unwrap().count();
    assert!(files < 8 * 10, "{files} files");
}

#[test]
fn one_writer_at_a_time() {
    let (dir, index) = build(&sample());
    let mut refused = 0;
    let inside = case("x", "", "", &[]);
    let docs = std::iter::once_with(|| {
        refused += u32::from(matches!(index.update(std::iter::empty(), &[]), Err(CohortError::Busy(_))));
        // a build waits, as long as it may
        let mut asked = 0;
        let built = Index::build(dir.path(), std::iter::empty(), &mut |_| {
            asked += 1;
            if asked < 3 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        refused += u32::from(matches!(built, Err(CohortError::Cancelled)));
        inside
    });
    index.update(docs, &[]).unwrap();
    assert_eq!(refused, 2);
}

#[test]
fn an_update_is_seen_within_a_second() {
    let text = |n: usize| format!("右肺上叶见结节，大小约{}mm，边界清楚，检查号{n:06}。", n % 400);
    let docs = (0..20_000).map(|n| case(&format!("{n:05}"), &text(n), "建议随访", &[]));
    let dir = tempfile::tempdir().unwrap();
    let index = Index::build(dir.path(), docs, &mut |_| ControlFlow::Continue(())).unwrap();
    let begun = Instant::now();
    let index =
        index.update([case("00007", "肺隐球菌病", "", &[])].into_iter(), &["00008".to_owned()]).unwrap();
    assert_eq!(ids(&index, json!({"text": "肺隐球菌病"})), ["00007"]);
    assert_eq!(index.len(), 19_999);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
}

/// Not a test of its own: the process that the next test kills. It updates without end.
#[test]
fn endless_updates() {
    let Some(dir) = std::env::var_os("COHORTS_TEST_ENDLESS") else { return };
    let dir = std::path::Path::new(&dir);
    for round in 1_u64.. {
        let docs = (0..50).map(|n| case(&n.to_string(), &format!("第{round}轮，结节"), "", &[]));
        if round.is_multiple_of(4) {
            Index::build(dir, docs, &mut |_| ControlFlow::Continue(())).unwrap();
        } else {
            Index::open(dir).unwrap().update(docs, &[]).unwrap();
        }
    }
}

#[test]
fn a_killed_writer_leaves_the_old_or_the_new() {
    let docs: Vec<Document> = (0..50).map(|n| case(&n.to_string(), "第0轮，结节", "", &[])).collect();
    let (dir, index) = build(&docs);
    drop(index);
    for kill in 0..12_u64 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "update::endless_updates", "--test-threads=1"])
            .env("COHORTS_TEST_ENDLESS", dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(60 + 37 * kill));
        writer.kill().unwrap();
        writer.wait().unwrap();
        let index = Index::open(dir.path()).unwrap();
        assert_eq!(index.len(), 50);
        // all cases are of one round
        let texts = ids(&index, json!({"text": "结节"}));
        assert_eq!(texts.len(), 50);
        let rounds =
            (0..4000).filter(|round| !ids(&index, json!({"text": format!("第{round}轮")})).is_empty());
        assert_eq!(rounds.count(), 1);
    }
    let index = Index::open(dir.path()).unwrap();
    let index = index.update([case("new", "磨玻璃", "", &[])].into_iter(), &[]).unwrap();
    assert_eq!(index.len(), 51);
    let generations = std::fs::read_dir(dir.path()).unwrap().flatten().filter(|entry| entry.path().is_dir());
    assert_eq!(generations.count(), 1, "what the killed left is removed");
}
