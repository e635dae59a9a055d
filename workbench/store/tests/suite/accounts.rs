//! Accounts, sessions, locks.

use workbench_core::{Code, Coded as _, SystemRole};
use workbench_store::{NewAccount, Principal};

use crate::bench::{Bench, on_both};

on_both!(
    an_account_is_made_found_and_changed,
    five_failures_lock_one_login_at_one_address,
    failures_are_forgotten_with_time_and_success,
    a_session_is_kept_as_a_hash_and_ends,
    an_idle_session_is_over,
    an_old_session_is_over,
    a_disabled_account_loses_its_sessions,
    a_new_password_ends_the_sessions,
    hostile_logins_are_harmless,
);

async fn an_account_is_made_found_and_changed(bench: Bench) {
    let store = &bench.store;
    let admin = Principal::command_line();
    let ann = bench.account("ann", SystemRole::SecurityAdmin).await;
    bench.account("Bob 王", SystemRole::User).await;
    assert_eq!(store.account(ann.id).await.unwrap().login, "ann");
    let found = store.account_by_login("ann").await.unwrap().unwrap();
    assert_eq!((found.id, found.system_role, found.must_change), (ann.id, SystemRole::SecurityAdmin, false));
    assert!(store.account_by_login("nobody").await.unwrap().is_none());
    assert_eq!(store.accounts().await.unwrap().len(), 2);
    let again = NewAccount {
        login: "ann".to_owned(),
        name: String::new(),
        system_role: SystemRole::User,
        password_hash: String::new(),
        must_change: true,
    };
    let error = store.create_account(&admin, &again).await.unwrap_err();
    assert_eq!((error.code(), error.to_string().as_str()), (Code::Conflict, "this login exists already"));
    let changed = store.update_account(&admin, ann.id, "Ann Li", true).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.disabled), ("Ann Li", true));
    let nobody = uuid::Uuid::nil().into();
    assert_eq!(store.account(nobody).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.update_account(&admin, nobody, "x", false).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(store.set_password(&admin, nobody, "x", false).await.unwrap_err().code(), Code::NotFound);
    let json = serde_json::to_string(&found).unwrap();
    assert!(!json.contains("argon2"), "the hash never leaves: {json}");
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM audit WHERE object_kind = 'accounts'").await, 3);
}

async fn five_failures_lock_one_login_at_one_address(bench: Bench) {
    let store = &bench.store;
    for failure in 1..=5 {
        assert!(!store.locked("ann", "10.0.0.1").await.unwrap(), "after {} failures", failure - 1);
        store.sign_in_failed("ann", "10.0.0.1").await.unwrap();
    }
    assert!(store.locked("ann", "10.0.0.1").await.unwrap());
    assert!(!store.locked("ann", "10.0.0.2").await.unwrap(), "nobody can lock another's address");
    assert!(!store.locked("bob", "10.0.0.1").await.unwrap());
    let sql = "SELECT COUNT(*) FROM audit WHERE action = 'sign_in' AND result = 'denied' AND actor = 'ann'";
    assert_eq!(bench.raw.number(sql).await, 5);
}

async fn failures_are_forgotten_with_time_and_success(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    let fail = async |times| {
        for _ in 0..times {
            store.sign_in_failed("ann", "ip").await.unwrap();
        }
    };
    fail(4).await;
    store.sign_in(&ann, "token", "ip").await.unwrap();
    fail(1).await;
    assert!(!store.locked("ann", "ip").await.unwrap(), "a success clears the count");
    fail(4).await;
    assert!(store.locked("ann", "ip").await.unwrap());
    bench.raw.run("UPDATE login_failure SET at = '2020-01-01T00:00:00+00:00'").await;
    assert!(!store.locked("ann", "ip").await.unwrap());
    fail(1).await;
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM login_failure").await, 1, "old rows are swept");
}

async fn a_session_is_kept_as_a_hash_and_ends(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    let made = store.sign_in(&ann, "secret-token", "ip").await.unwrap();
    assert!(made.expires > chrono::Utc::now() + chrono::Duration::hours(11));
    let kept = bench.raw.words("SELECT token_hash FROM sign_in").await;
    assert_eq!(kept, [workbench_core::Digest::of(b"secret-token").to_string()]);
    let found = store.session("secret-token", true).await.unwrap().unwrap();
    assert_eq!((found.account.id, found.expires), (ann.id, made.expires));
    for token in ["", "other", kept[0].as_str()] {
        assert!(store.session(token, true).await.unwrap().is_none(), "{token}");
    }
    store.sign_out(&ann.principal("ip"), "secret-token").await.unwrap();
    assert!(store.session("secret-token", true).await.unwrap().is_none());
    let written = bench.raw.words("SELECT action FROM audit WHERE actor = 'ann' ORDER BY seq").await;
    assert_eq!(written, ["sign_in", "sign_out"]);
}

fn minutes_ago(minutes: i64) -> String {
    (chrono::Utc::now() - chrono::Duration::minutes(minutes)).to_rfc3339()
}

async fn an_idle_session_is_over(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    store.sign_in(&ann, "token", "ip").await.unwrap();
    let idle = async |minutes| {
        bench.raw.run(&format!("UPDATE sign_in SET last_seen = '{}'", minutes_ago(minutes))).await;
    };
    idle(9).await;
    assert!(store.session("token", false).await.unwrap().is_some());
    let sql = format!("SELECT COUNT(*) FROM sign_in WHERE last_seen < '{}'", minutes_ago(5));
    assert_eq!(bench.raw.number(&sql).await, 1, "a background request does not keep a session alive");
    assert!(store.session("token", true).await.unwrap().is_some());
    assert_eq!(bench.raw.number(&sql).await, 0, "a person's request does");
    idle(11).await;
    assert!(store.session("token", true).await.unwrap().is_none());
}

async fn an_old_session_is_over(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    store.sign_in(&ann, "token", "ip").await.unwrap();
    bench.raw.run(&format!("UPDATE sign_in SET expires = '{}'", minutes_ago(1))).await;
    assert!(store.session("token", true).await.unwrap().is_none());
    store.sign_in(&ann, "new", "ip").await.unwrap();
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM sign_in").await, 1, "the old row is swept");
}

async fn a_disabled_account_loses_its_sessions(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    let admin = Principal::command_line();
    store.sign_in(&ann, "token", "ip").await.unwrap();
    store.update_account(&admin, ann.id, "Ann", true).await.unwrap();
    assert!(store.session("token", true).await.unwrap().is_none());
    store.update_account(&admin, ann.id, "Ann", false).await.unwrap();
    assert!(store.session("token", true).await.unwrap().is_none(), "and it stays lost");
    // disabled behind the store's back: the row of the session is still there
    store.sign_in(&ann, "token", "ip").await.unwrap();
    bench.raw.run("UPDATE account SET disabled = TRUE").await;
    assert!(store.session("token", true).await.unwrap().is_none());
}

async fn a_new_password_ends_the_sessions(bench: Bench) {
    let store = &bench.store;
    let ann = bench.account("ann", SystemRole::User).await;
    store.sign_in(&ann, "one", "ip").await.unwrap();
    store.sign_in(&ann, "two", "ip").await.unwrap();
    store.set_password(&ann.principal("ip"), ann.id, "new hash", true).await.unwrap();
    assert!(store.session("one", true).await.unwrap().is_none());
    assert!(store.session("two", true).await.unwrap().is_none());
    let account = store.account(ann.id).await.unwrap();
    assert_eq!((account.password_hash.as_str(), account.must_change), ("new hash", true));
    assert_eq!(bench.raw.number("SELECT COUNT(*) FROM audit WHERE detail LIKE '%new hash%'").await, 0);
}

/// A login is typed by anybody: a NUL, quotes, or a megabyte must not be a failure of ours.
async fn hostile_logins_are_harmless(bench: Bench) {
    let store = &bench.store;
    let long = "长".repeat(300_000);
    for login in ["' OR 1=1 --", "%", "", long.as_str()] {
        assert!(!store.locked(login, "ip").await.unwrap());
        assert!(store.account_by_login(login).await.unwrap().is_none());
        store.sign_in_failed(login, "ip").await.unwrap();
    }
    assert_eq!(bench.raw.number("SELECT CAST(MAX(LENGTH(actor)) AS BIGINT) FROM audit").await, 100);
    for error in [store.account_by_login("a\0b").await.err(), store.sign_in_failed("a\0b", "ip").await.err()]
    {
        assert!(error.is_none_or(|error| error.code() == Code::BadInput));
    }
    assert!(store.verify_audit().await.unwrap().ok);
}
