//! Jobs as people see them: asking, stopping, asking again.

use serde_json::json;
use workbench_core::vocab::JobState;
use workbench_core::{Action, Code, Coded as _, Role};
use workbench_store::{JobQuery, NewJob};

use crate::bench::{Bench, on_both};

on_both!(
    a_job_runs_from_asking_to_its_result,
    the_same_work_is_asked_for_once,
    a_key_counts_in_its_project_only,
    a_waiting_job_stops_at_once,
    a_running_job_is_asked_to_stop,
    only_a_badly_ended_job_runs_again,
    only_its_person_or_an_owner_steers_it,
    lists_follow_membership_and_time,
);

pub fn job(kind: &'static str) -> NewJob {
    NewJob { kind, payload: json!({"kind": kind, "list": [1, 2.5, null]}), dedupe_key: None }
}

fn keyed(key: &str) -> NewJob {
    NewJob { dedupe_key: Some(key.to_owned()), ..job("extract") }
}

fn newest() -> JobQuery {
    JobQuery { limit: 100, ..JobQuery::default() }
}

async fn a_job_runs_from_asking_to_its_result(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let asked = store.queue(&grant, job("train")).await.unwrap();
    assert_eq!((asked.state, asked.attempts, asked.project), (JobState::Queued, 0, Some(team.project)));
    assert_eq!((asked.payload, asked.account), (job("train").payload, team.owner.account));
    let taken = store.claim("w1").await.unwrap().unwrap();
    assert_eq!((taken.id, taken.state, taken.attempts), (asked.id, JobState::Running, 1));
    assert!(taken.started.is_some());
    let progress = workbench_store::Progress { done: 1, total: 3, message: "第一步".to_owned() };
    assert!(store.progress(asked.id, "w1", &progress).await.unwrap());
    let seen = store.job(&grant, asked.id).await.unwrap();
    assert_eq!((seen.progress.done, seen.progress.total, seen.progress.message.as_str()), (1, 3, "第一步"));
    let result = json!({"model": "m", "auc": 0.87});
    store.finish(asked.id, "w1", JobState::Succeeded, Some(&result), None).await.unwrap();
    let ended = store.job(&grant, asked.id).await.unwrap();
    assert_eq!((ended.state, ended.result, ended.error), (JobState::Succeeded, Some(result), None));
    assert!(ended.ended >= ended.started && ended.ended.is_some());
    assert!(!store.progress(asked.id, "w1", &progress).await.unwrap(), "an ended job makes no progress");
    assert!(store.claim("w1").await.unwrap().is_none());
    assert!(!serde_json::to_string(&taken).unwrap().contains("payload"));
}

async fn the_same_work_is_asked_for_once(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let first = store.queue(&grant, keyed("k")).await.unwrap();
    assert_eq!(store.queue(&grant, keyed("k")).await.unwrap().id, first.id);
    assert_ne!(store.queue(&grant, keyed("l")).await.unwrap().id, first.id);
    assert_ne!(
        store.queue(&grant, job("x")).await.unwrap().id,
        store.queue(&grant, job("x")).await.unwrap().id
    );
    store.claim("w").await.unwrap().unwrap();
    assert_eq!(store.queue(&grant, keyed("k")).await.unwrap().id, first.id, "a running one counts");
    store.finish(first.id, "w", JobState::Succeeded, None, None).await.unwrap();
    let second = store.queue(&grant, keyed("k")).await.unwrap();
    assert_ne!(second.id, first.id, "an ended one does not");
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (store, grant) = (store.clone(), grant.clone());
        tasks.spawn(async move { store.queue(&grant, keyed("many")).await.unwrap().id });
    }
    let ids: std::collections::BTreeSet<_> = tasks.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), 1);
}

async fn a_key_counts_in_its_project_only(bench: Bench) {
    let (ann, bob) = (bench.team("ann").await, bench.team("bob").await);
    let one = bench.store.queue(&bench.grant(&ann, Action::Train).await, keyed("k")).await.unwrap();
    let two = bench.store.queue(&bench.grant(&bob, Action::Train).await, keyed("k")).await.unwrap();
    assert_ne!(one.id, two.id, "nobody is shown a job of a foreign project");
    assert_eq!(two.project, Some(bob.project));
}

async fn a_waiting_job_stops_at_once(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, job("x")).await.unwrap().id;
    let stopped = store.cancel(&grant, id).await.unwrap();
    assert_eq!(stopped.state, JobState::Cancelled);
    assert!(stopped.ended.is_some());
    assert!(store.claim("w").await.unwrap().is_none());
    assert_eq!(store.cancel(&grant, id).await.unwrap().state, JobState::Cancelled, "twice is harmless");
}

async fn a_running_job_is_asked_to_stop(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, job("x")).await.unwrap().id;
    store.claim("w").await.unwrap().unwrap();
    assert_eq!(store.cancel(&grant, id).await.unwrap().state, JobState::Running);
    assert!(!store.progress(id, "w", &Default::default()).await.unwrap(), "the worker is told");
    store.finish(id, "w", JobState::Cancelled, None, None).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Cancelled);
    let again = store.retry(&grant, id).await.unwrap();
    assert_eq!((again.state, again.attempts), (JobState::Queued, 0));
    store.claim("w").await.unwrap().unwrap();
    assert!(store.progress(id, "w", &Default::default()).await.unwrap(), "the old wish to stop is gone");
}

async fn only_a_badly_ended_job_runs_again(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, keyed("k")).await.unwrap().id;
    let refused = async |state: &str| {
        let error = store.retry(&grant, id).await.unwrap_err();
        assert_eq!(error.code(), Code::Conflict);
        assert!(error.to_string().contains(state), "{error}");
    };
    refused("queued").await;
    store.claim("w").await.unwrap().unwrap();
    refused("running").await;
    store.finish(id, "w", JobState::Failed, None, Some("no such file")).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().error.as_deref(), Some("no such file"));
    let other = store.queue(&grant, keyed("k")).await.unwrap();
    assert_ne!(other.id, id);
    let error = store.retry(&grant, id).await.unwrap_err();
    assert_eq!(error.to_string(), "a job that does the same exists already");
    store.cancel(&grant, other.id).await.unwrap();
    let again = store.retry(&grant, id).await.unwrap();
    assert_eq!((again.state, again.error, again.ended), (JobState::Queued, None, None));
    store.claim("w").await.unwrap().unwrap();
    store.finish(id, "w", JobState::Succeeded, None, None).await.unwrap();
    refused("succeeded").await;
}

async fn only_its_person_or_an_owner_steers_it(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let bob = bench.member(&team, "bob", Role::Researcher).await;
    let eve = bench.member(&team, "eve", Role::Researcher).await;
    let steward = bench.member(&team, "kim", Role::Steward).await;
    let bobs = bench.grant_of(&bob, &team, Action::Train).await;
    let eves = bench.grant_of(&eve, &team, Action::Train).await;
    let id = store.queue(&bobs, job("x")).await.unwrap().id;
    assert_eq!(store.cancel(&eves, id).await.unwrap_err().code(), Code::Denied);
    assert_eq!(store.cancel(&bobs, id).await.unwrap().state, JobState::Cancelled);
    assert_eq!(store.retry(&eves, id).await.unwrap_err().code(), Code::Denied);
    let administer = bench.grant_of(&steward, &team, Action::Administer).await;
    assert_eq!(store.retry(&administer, id).await.unwrap().state, JobState::Queued);
    assert_eq!(
        store.cancel(&bench.grant(&team, Action::View).await, id).await.unwrap().state,
        JobState::Cancelled
    );
    let foreign = bench.grant(&bench.team("zoe").await, Action::Administer).await;
    for error in [
        store.job(&foreign, id).await.unwrap_err(),
        store.cancel(&foreign, id).await.unwrap_err(),
        store.retry(&foreign, id).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::NotFound);
    }
}

async fn lists_follow_membership_and_time(bench: Bench) {
    let store = &bench.store;
    let (team, other) = (bench.team("ann").await, bench.team("zoe").await);
    let bob = bench.member(&team, "bob", Role::Clinician).await;
    let grant = bench.grant(&team, Action::Train).await;
    let first = store.queue(&grant, job("a")).await.unwrap();
    let second = store.queue(&grant, job("b")).await.unwrap();
    store.queue(&bench.grant(&other, Action::Train).await, job("c")).await.unwrap();
    let ids = async |who, query| -> Vec<_> {
        store.jobs(who, &query).await.unwrap().into_iter().map(|job| job.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&bob, newest()).await, [second.id, first.id]);
    assert_eq!(ids(&bob, JobQuery { limit: 1, ..newest() }).await, [second.id]);
    assert_eq!(ids(&bob, JobQuery { after: Some(first.updated), ..newest() }).await, [second.id]);
    assert_eq!(ids(&bob, JobQuery { project: Some(team.project), ..newest() }).await.len(), 2);
    assert!(ids(&bob, JobQuery { project: Some(other.project), ..newest() }).await.is_empty());
    assert!(ids(&bob, JobQuery { limit: -1, ..newest() }).await.is_empty());
    store.claim("w").await.unwrap();
    assert_eq!(
        ids(&bob, JobQuery { after: Some(second.updated), ..newest() }).await,
        [first.id],
        "a change shows"
    );
}
