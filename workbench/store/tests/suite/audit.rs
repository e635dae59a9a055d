//! The hash chain.

use serde_json::json;
use workbench_core::{Action, Code, Coded as _};
use workbench_store::{AuditFilter, Object, Principal, Verification};

use crate::bench::{Bench, on_both};

on_both!(
    a_whole_chain_is_confirmed,
    a_changed_row_is_found,
    a_row_that_does_not_parse_is_found,
    a_lost_row_is_found,
    a_row_slipped_in_before_the_first_is_found,
    rows_cannot_be_changed_or_deleted,
    the_chain_holds_under_twenty_writers,
    only_the_auditor_reads,
    filters_choose_rows,
);

async fn write(bench: &Bench, rows: i64) {
    let who = Principal::unknown("ann", "10.0.0.1");
    for row in 0..rows {
        let detail = json!({"row": row, "text": "结节 \" \\ \u{0}"});
        bench.store.record(&who, "view", &Object::Accounts, None, "ok", &detail).await.unwrap();
    }
}

async fn broken_at(bench: &Bench) -> Option<i64> {
    bench.store.verify_audit().await.unwrap().broken_at
}

async fn a_whole_chain_is_confirmed(bench: Bench) {
    let empty = bench.store.verify_audit().await.unwrap();
    assert_eq!(empty, Verification { ok: true, rows: 0, broken_at: None });
    let team = bench.team("ann").await;
    bench.grant(&team, Action::Edit).await;
    write(&bench, 7).await;
    let rows = bench.raw.number("SELECT COUNT(*) FROM audit").await;
    assert!(rows >= 10);
    let whole = Verification { ok: true, rows, broken_at: None };
    assert_eq!(bench.store.verify_audit().await.unwrap(), whole);
    assert_eq!(bench.raw.number("SELECT COUNT(DISTINCT hash) FROM audit").await, rows);
    assert_eq!(bench.raw.words("SELECT prev_hash FROM audit WHERE seq = 1").await, [""]);
}

async fn a_changed_row_is_found(bench: Bench) {
    write(&bench, 8).await;
    bench.raw.unguard_audit().await;
    let zeros = "0".repeat(64);
    // from the last row to the first: the first broken one is reported
    for (row, column, word) in [
        (8, "hash", zeros.as_str()),
        (7, "prev_hash", &zeros),
        (6, "algorithm", "md5"),
        (5, "actor", "bob"),
        (4, "detail", "null"),
        (3, "result", "denied"),
        (2, "at", "2020-01-01T00:00:00.000001+00:00"),
        (1, "ip", "10.0.0.2"),
    ] {
        bench.raw.run(&format!("UPDATE audit SET {column} = '{word}' WHERE seq = {row}")).await;
        let found = bench.store.verify_audit().await.unwrap();
        assert_eq!(found, Verification { ok: false, rows: row - 1, broken_at: Some(row) }, "{column}");
    }
}

async fn a_row_that_does_not_parse_is_found(bench: Bench) {
    if bench.store.dialect() == "postgres" {
        return; // its columns are typed
    }
    write(&bench, 5).await;
    bench.raw.unguard_audit().await;
    bench.raw.run("UPDATE audit SET at = 'yesterday' WHERE seq = 4").await;
    assert_eq!(broken_at(&bench).await, Some(4));
    bench.raw.run("UPDATE audit SET project = X'00' WHERE seq = 3").await;
    assert_eq!(broken_at(&bench).await, Some(3));
}

async fn a_lost_row_is_found(bench: Bench) {
    write(&bench, 6).await;
    bench.raw.unguard_audit().await;
    bench.raw.run("DELETE FROM audit WHERE seq = 4").await;
    assert_eq!(broken_at(&bench).await, Some(4));
    bench.raw.run("DELETE FROM audit WHERE seq = 1").await;
    assert_eq!(broken_at(&bench).await, Some(1));
}

async fn a_row_slipped_in_before_the_first_is_found(bench: Bench) {
    write(&bench, 2).await;
    let columns =
        "at, actor, action, object_kind, object_id, project, ip, result, detail, algorithm, prev_hash, hash";
    bench
        .raw
        .run(&format!("INSERT INTO audit (seq, {columns}) SELECT -3, {columns} FROM audit WHERE seq = 1"))
        .await;
    assert_eq!(broken_at(&bench).await, Some(1));
}

async fn rows_cannot_be_changed_or_deleted(bench: Bench) {
    write(&bench, 2).await;
    for sql in ["UPDATE audit SET actor = 'bob'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 2"] {
        let error = bench.raw.try_run(sql).await.unwrap_err();
        assert!(error.contains("the audit log is append-only"), "{sql}: {error}");
    }
    assert_eq!(
        bench.store.verify_audit().await.unwrap(),
        Verification { ok: true, rows: 2, broken_at: None }
    );
}

async fn the_chain_holds_under_twenty_writers(bench: Bench) {
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..20 {
        let bench = bench.clone();
        tasks.spawn(async move {
            let who = Principal::unknown(&format!("writer {writer}"), "10.0.0.1");
            for row in 0..3 {
                bench.store.record(&who, "edit", &Object::Audit, None, "ok", &json!(row)).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    assert_eq!(
        bench.store.verify_audit().await.unwrap(),
        Verification { ok: true, rows: 60, broken_at: None }
    );
}

async fn only_the_auditor_reads(bench: Bench) {
    let (auditor, ann) = (bench.auditor().await, bench.person("ann").await);
    for person in [&ann, &Principal::command_line()] {
        for error in [
            bench.store.audit_events(person, &AuditFilter::default()).await.err().unwrap(),
            bench.store.audit_count(person).await.unwrap_err(),
        ] {
            assert_eq!(error.code(), Code::Denied);
        }
    }
    let filter = AuditFilter { object: "audit".to_owned(), limit: 10, ..Default::default() };
    let seen = bench.store.audit_events(&auditor, &filter).await.unwrap();
    let who: Vec<_> = seen.iter().map(|event| (event.actor.as_str(), event.result.as_str())).collect();
    let (ann, cli) = (("ann", "denied"), ("command-line", "denied"));
    assert_eq!(who, [("auditor", "ok"), cli, cli, ann, ann], "reading is written down, refused or not");
}

async fn filters_choose_rows(bench: Bench) {
    let auditor = bench.auditor().await;
    let team = bench.team("ann").await;
    bench.grant(&team, Action::Edit).await;
    bench.grant(&team, Action::Train).await;
    let list = async |filter: AuditFilter| bench.store.audit_events(&auditor, &filter).await.unwrap();
    let all = list(AuditFilter { limit: 100, ..Default::default() }).await;
    assert!(all.windows(2).all(|pair| pair[0].seq > pair[1].seq), "newest first");
    assert_eq!(bench.store.audit_count(&auditor).await.unwrap(), all[0].seq + 1);

    let train = list(AuditFilter { action: "train".to_owned(), limit: 100, ..Default::default() }).await;
    assert_eq!(train.len(), 1);
    assert_eq!((train[0].actor.as_str(), train[0].object_kind.as_str()), ("ann", "project"));
    assert_eq!(train[0].project, Some(team.project.0));
    let own = AuditFilter { object: team.project.to_string(), limit: 100, ..Default::default() };
    assert_eq!(list(own.clone()).await.len(), 3);
    assert_eq!(list(AuditFilter { limit: 2, ..own.clone() }).await.len(), 2);
    assert_eq!(list(AuditFilter { before: Some(train[0].seq), ..own.clone() }).await.len(), 2);
    assert_eq!(list(AuditFilter { actor: "bob".to_owned(), ..own.clone() }).await.len(), 0);
    assert_eq!(list(AuditFilter { from: Some(train[0].at), ..own.clone() }).await.len(), 1);
    assert_eq!(list(AuditFilter { to: Some(train[0].at), ..own.clone() }).await.len(), 3);
    assert_eq!(list(AuditFilter { limit: -1, ..own }).await.len(), 0);
}
