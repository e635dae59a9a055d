//! Jobs as workers see them: leases.

use std::collections::BTreeSet;

use workbench_core::Action;
use workbench_core::vocab::JobState;
use workbench_store::{Job, NewJob, Progress};

use crate::bench::{Bench, on_both};
use crate::jobs::job;

on_both!(
    jobs_are_taken_in_the_order_they_came,
    twenty_workers_never_share_a_job,
    a_dead_worker_loses_its_job,
    a_lease_is_kept_by_progress,
    a_job_that_kills_its_workers_is_given_up,
    a_job_given_up_does_not_hide_the_next,
    a_cancelled_job_of_a_dead_worker_is_not_run_again,
    a_late_worker_cannot_end_what_runs_again,
);

async fn jobs_are_taken_in_the_order_they_came(bench: Bench) {
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let mut asked = Vec::new();
    for _ in 0..5 {
        asked.push(bench.store.queue(&grant, job("x")).await.unwrap().id);
    }
    let mut taken = Vec::new();
    while let Some(job) = bench.store.claim("w").await.unwrap() {
        taken.push(job.id);
    }
    assert_eq!(taken, asked);
}

async fn twenty_workers_never_share_a_job(bench: Bench) {
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    for _ in 0..15 {
        bench.store.queue(&grant, job("x")).await.unwrap();
    }
    let stores = [bench.store.clone(), bench.again().await];
    let mut tasks = tokio::task::JoinSet::new();
    for worker in 0..20 {
        let store = stores[worker % 2].clone();
        tasks.spawn(async move { store.claim(&format!("w{worker}")).await.unwrap() });
    }
    let taken: Vec<Job> = tasks.join_all().await.into_iter().flatten().collect();
    let ids: BTreeSet<_> = taken.iter().map(|job| job.id).collect();
    assert_eq!((taken.len(), ids.len()), (15, 15));
    assert!(taken.iter().all(|job| job.attempts == 1));
    assert_eq!(bench.raw.number("SELECT COUNT(DISTINCT lease_owner) FROM job").await, 15);
}

async fn expire(bench: &Bench) {
    bench.raw.run("UPDATE job SET lease_until = '2020-01-01T00:00:00+00:00' WHERE state = 'running'").await;
}

async fn a_dead_worker_loses_its_job(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, job("x")).await.unwrap().id;
    store.claim("w1").await.unwrap().unwrap();
    assert!(store.claim("w2").await.unwrap().is_none(), "a held job is not taken");
    expire(&bench).await;
    let taken = store.claim("w2").await.unwrap().unwrap();
    assert_eq!((taken.id, taken.attempts), (id, 2));
    assert!(!store.progress(id, "w1", &Progress::default()).await.unwrap(), "the first worker is told");
    store.finish(id, "w1", JobState::Failed, None, Some("late")).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Running, "and cannot end it");
    assert!(store.progress(id, "w2", &Progress::default()).await.unwrap());
    store.finish(id, "w2", JobState::Succeeded, None, None).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Succeeded);
}

async fn a_lease_is_kept_by_progress(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let id = store.queue(&bench.grant(&team, Action::Train).await, job("x")).await.unwrap().id;
    store.claim("w1").await.unwrap().unwrap();
    expire(&bench).await;
    assert!(store.progress(id, "w1", &Progress::default()).await.unwrap(), "nobody has taken it yet");
    assert!(store.claim("w2").await.unwrap().is_none());
}

/// Lets the worker of the running job die until the next claim is the last.
async fn wear_out(bench: &Bench) {
    for attempt in 1..=3 {
        let taken = bench.store.claim("w").await.unwrap().unwrap();
        assert_eq!(taken.attempts, attempt);
        expire(bench).await;
    }
}

async fn a_job_that_kills_its_workers_is_given_up(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, job("x")).await.unwrap().id;
    wear_out(&bench).await;
    assert!(store.claim("w").await.unwrap().is_none());
    let ended = store.job(&grant, id).await.unwrap();
    assert_eq!(ended.state, JobState::Failed);
    assert_eq!(ended.error.as_deref(), Some("given up after 3 attempts: the worker died each time"));
    assert_eq!(store.retry(&grant, id).await.unwrap().attempts, 0);
    assert_eq!(store.claim("w").await.unwrap().unwrap().attempts, 1);
}

async fn a_job_given_up_does_not_hide_the_next(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    store.queue(&grant, job("deadly")).await.unwrap();
    wear_out(&bench).await;
    let next = store.queue(&grant, job("harmless")).await.unwrap();
    assert_eq!(store.claim("w").await.unwrap().map(|job| job.id), Some(next.id));
}

async fn a_cancelled_job_of_a_dead_worker_is_not_run_again(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let id = store.queue(&grant, job("x")).await.unwrap().id;
    store.claim("w1").await.unwrap().unwrap();
    store.cancel(&grant, id).await.unwrap();
    expire(&bench).await;
    assert!(store.claim("w2").await.unwrap().is_none());
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Cancelled);
}

/// w1 ends badly, a person asks again, and w1 reports once more before anybody takes it.
async fn a_late_worker_cannot_end_what_runs_again(bench: Bench) {
    let store = &bench.store;
    let team = bench.team("ann").await;
    let grant = bench.grant(&team, Action::Train).await;
    let new = NewJob { dedupe_key: Some("k".to_owned()), ..job("x") };
    let id = store.queue(&grant, new).await.unwrap().id;
    store.claim("w1").await.unwrap().unwrap();
    store.finish(id, "w1", JobState::Failed, None, Some("first")).await.unwrap();
    store.finish(id, "w1", JobState::Succeeded, None, None).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Failed, "an end stands");
    store.retry(&grant, id).await.unwrap();
    store.finish(id, "w1", JobState::Succeeded, None, None).await.unwrap();
    assert_eq!(store.job(&grant, id).await.unwrap().state, JobState::Queued);
}
