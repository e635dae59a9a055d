//! The queue of reports to check.

use serde_json::json;
use workbench_core::{Action, FieldValue, Origin, State};
use workbench_store::{
    CheckVerdict, NewCheck, NewValue, QueueOrder, QueueQuery, QueueRow, QueueState, RulesThen,
};

use crate::bench::{Bench, Team, on_both};
use crate::samples::{everything, not_mentioned, patient, report, value, variable};

on_both!(
    the_riskiest_report_comes_first,
    the_queue_is_cut_and_asked_in_sql,
    walking_leads_through_every_report_once
);

struct Desk {
    bench: Bench,
    team: Team,
    edit: workbench_store::Grant,
    database: workbench_core::ids::DatabaseId,
}

fn graded(field: &str, confidence: f64) -> FieldValue {
    FieldValue { confidence, ..value(field, json!(3)) }
}

fn conflict(field: &str) -> FieldValue {
    FieldValue { state: State::Conflict, ..value(field, json!(null)) }
}

fn all() -> QueueQuery {
    QueueQuery { limit: 10, state: QueueState::All, ..QueueQuery::default() }
}

impl Desk {
    /// Reports a–d: sure, doubtful, contradictory, empty.
    async fn new(bench: Bench) -> Self {
        let team = bench.team("ann").await;
        let edit = bench.grant(&team, Action::Edit).await;
        let store = &bench.store;
        let database = store
            .create_database(&edit, "lung", "p", "1", &[variable("size"), variable("count")])
            .await
            .unwrap();
        let found = [
            ("a", vec![graded("size", 0.9), not_mentioned("count")]),
            ("b", vec![graded("size", 0.95), graded("count", 0.55)]),
            ("c", vec![conflict("size"), graded("count", 0.8)]),
            ("d", vec![not_mentioned("size"), not_mentioned("count")]),
        ];
        for (day, (name, _)) in found.iter().enumerate() {
            let dated = workbench_store::NewReport {
                exam_date: format!("2024-05-0{}", day + 1),
                ..report(name, name, &format!("text of {name} 100% sure"))
            };
            store.keep_reports(&edit, &[dated]).await.unwrap();
        }
        let activity = store
            .record_activity(&edit, "structure", &json!({}), chrono::Utc::now(), &[], &[])
            .await
            .unwrap();
        let reports = store.reports(&edit, &everything()).await.unwrap();
        let mut values = Vec::new();
        for (name, found) in found {
            let patient = patient(&bench, &edit, name).await;
            let report = reports.iter().find(|report| report.external_id == name).map(|report| report.id);
            values.extend(found.into_iter().map(|value| NewValue { patient, report, value }));
        }
        store.set_values(&edit, database, Origin::Nlp, activity, &values, true).await.unwrap();
        Self { bench, team, edit, database }
    }

    async fn rows(&self, query: &QueueQuery) -> (Vec<QueueRow>, usize) {
        self.bench.store.check_queue(&self.edit, self.database, query).await.unwrap()
    }

    async fn names(&self, query: &QueueQuery) -> String {
        self.rows(query).await.0.into_iter().map(|row| row.external_id).collect()
    }

    async fn accept(&self, name: &str, field: &str) {
        let rows = self.rows(&all()).await.0;
        let report = rows.iter().find(|row| row.external_id == name).unwrap().report;
        let (verdict, ruleset) = (CheckVerdict::Accepted, RulesThen::default());
        let new = NewCheck { verdict, value: None, reason: String::new(), ruleset };
        self.bench.store.check_value(&self.edit, self.database, report, field, &new).await.unwrap();
    }
}

async fn the_riskiest_report_comes_first(bench: Bench) {
    let desk = Desk::new(bench).await;
    let (rows, total) = desk.rows(&all()).await;
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.external_id.as_str(), row.conflicts, row.doubtful, row.lowest, row.open, row.checked))
        .collect();
    assert_eq!(
        told,
        [
            ("c", 1, 0, Some(0.8), 2, 0),
            ("b", 0, 1, Some(0.55), 2, 0),
            ("a", 0, 0, Some(0.9), 2, 0),
            ("d", 0, 0, None, 2, 0),
        ]
    );
    assert_eq!((total, rows[0].excerpt.as_str()), (4, "text of c 100% sure"));
    desk.accept("b", "count").await;
    desk.accept("c", "size").await;
    assert_eq!(desk.names(&all()).await, "cabd", "what is checked is no risk");
    desk.accept("c", "count").await;
    let open = QueueQuery { limit: 10, ..QueueQuery::default() };
    assert_eq!(desk.names(&open).await, "abd");
    assert_eq!(desk.names(&QueueQuery { state: QueueState::Done, ..open.clone() }).await, "c");
    assert_eq!(desk.names(&QueueQuery { field: "size".to_owned(), ..open }).await, "abd");
}

async fn the_queue_is_cut_and_asked_in_sql(bench: Bench) {
    let desk = Desk::new(bench).await;
    let page = QueueQuery { limit: 2, offset: 1, ..all() };
    let (rows, total) = desk.rows(&page).await;
    assert_eq!((rows.len(), total, rows[0].external_id.as_str()), (2, 4, "b"));
    assert_eq!(desk.names(&QueueQuery { order: QueueOrder::Date, ..all() }).await, "dcba");
    assert_eq!(desk.names(&QueueQuery { q: "OF B".to_owned(), ..all() }).await, "b");
    assert_eq!(desk.names(&QueueQuery { q: "100%".to_owned(), ..all() }).await.len(), 4);
    assert_eq!(desk.names(&QueueQuery { q: "100_".to_owned(), ..all() }).await, "", "no wildcard");
    assert_eq!(desk.names(&QueueQuery { q: "d".to_owned(), ..all() }).await, "d");
    assert_eq!(desk.names(&QueueQuery { field: "count".to_owned(), ..all() }).await, "bcda");
    let bob = desk.bench.member(&desk.team, "bob", workbench_core::Role::Researcher).await;
    let bob = desk.bench.grant_of(&bob, &desk.team, Action::View).await;
    let (rows, _) = desk.bench.store.check_queue(&bob, desk.database, &all()).await.unwrap();
    assert!(rows.iter().all(|row| row.external_id.is_empty() && row.patient.identifier.is_none()));
    let other = desk.bench.team("eve").await;
    let eve = desk.bench.grant(&other, Action::View).await;
    assert!(desk.bench.store.check_queue(&eve, desk.database, &all()).await.unwrap().0.is_empty());
    let long = QueueQuery { q: "x".repeat(201), ..all() };
    assert!(desk.bench.store.check_queue(&desk.edit, desk.database, &long).await.is_err());
}

async fn walking_leads_through_every_report_once(bench: Bench) {
    let desk = Desk::new(bench).await;
    let open = QueueQuery::default();
    let rows = desk.rows(&all()).await.0;
    let name = |id| rows.iter().find(|row| row.report == id).map(|row| row.external_id.clone()).unwrap();
    let (mut at, mut walked) = (rows[0].report, String::new());
    loop {
        walked.push_str(&name(at));
        desk.accept(&name(at), "size").await;
        desk.accept(&name(at), "count").await;
        let store = &desk.bench.store;
        let place = store.check_neighbours(&desk.edit, desk.database, at, &open).await.unwrap();
        assert_eq!((place.index, place.previous), (1, None), "what is done is left behind");
        match place.next {
            Some(next) => at = next,
            None => break,
        }
    }
    assert_eq!(walked, "cbad");
    let place =
        desk.bench.store.check_neighbours(&desk.edit, desk.database, rows[1].report, &all()).await.unwrap();
    assert_eq!((place.index, place.total), (2, 4));
    assert_eq!((place.previous, place.next), (Some(rows[0].report), Some(rows[2].report)));
}
