//! A database read anew: whole or not at all, and what people said stays.

use serde_json::json;
use workbench_core::ids::{ActivityId, DatabaseId, PatientId, ReportId};
use workbench_core::{Action, Code, Coded as _, DataLevel, FieldValue, Origin, Variable, VariableType};
use workbench_store::{Entity, Grant, NewValue, Refilled, Report, RulesOf};

use crate::bench::{Bench, Team, on_both};
use crate::samples::{everything, report, value, variable};

on_both!(
    values_rules_and_columns_change_together,
    what_people_and_tables_said_stays,
    an_unfinished_run_leaves_the_old_values,
    a_later_run_ends_an_earlier_one,
    rules_that_changed_meanwhile_end_a_run,
    other_rules_take_the_right_to_administer,
    dates_and_words_are_covered_by_level,
);

struct Desk {
    bench: Bench,
    team: Team,
    edit: Grant,
    steer: Grant,
    database: DatabaseId,
    reports: Vec<Report>,
}

fn rules(version: &str) -> RulesOf {
    RulesOf { pack: "p".to_owned(), version: version.to_owned(), ruleset_version: None }
}

fn ruled(field: &str, what: serde_json::Value, version: &str) -> FieldValue {
    FieldValue { rule: format!("p/{field}@{version}"), ..value(field, what) }
}

impl Desk {
    async fn new(bench: Bench) -> Self {
        let team = bench.team("ann").await;
        let edit = bench.grant(&team, Action::Edit).await;
        let steer = bench.grant(&team, Action::Administer).await;
        let store = &bench.store;
        let texts: Vec<_> = (0..5).map(|n| report(&format!("PAT{n}"), &format!("r{n}"), "text")).collect();
        store.keep_reports(&edit, &texts).await.unwrap();
        let columns = [variable("size"), variable("old")];
        let database = store.create_database(&edit, "lung", "p", "1", &columns).await.unwrap();
        let reports = store.reports(&edit, &everything()).await.unwrap();
        Self { team, edit, steer, database, reports, bench }
    }

    fn place(&self, index: usize) -> (PatientId, ReportId) {
        (self.reports[index].patient.id, self.reports[index].id)
    }

    fn new_value(&self, index: usize, value: FieldValue) -> NewValue {
        let (patient, report) = self.place(index);
        NewValue { patient, report: Some(report), value }
    }

    /// A value of every report for each of these fields.
    fn page(&self, fields: &[&str], version: &str, mm: i64) -> Vec<NewValue> {
        let each = |index| fields.iter().map(move |field| (index, ruled(field, json!(mm), version)));
        (0..5).flat_map(each).map(|(index, value)| self.new_value(index, value)).collect()
    }

    async fn fill(
        &self,
        grant: &Grant,
        before: &str,
        after: &str,
        values: &[NewValue],
        columns: &[Variable],
        dropped: &[&str],
    ) -> workbench_store::Result<u64> {
        let store = &self.bench.store;
        let mut run = store.begin_refill(grant, self.database).await?;
        for page in values.chunks(3) {
            store.lay_aside(&mut run, page).await?;
        }
        let whole = Refilled {
            before: rules(before),
            after: rules(after),
            variables: columns.to_vec(),
            dropped: dropped.iter().map(|key| (*key).to_owned()).collect(),
            plan: json!({"version": after}),
            used: vec![Entity::new("report", self.reports[0].id, "")],
        };
        store.finish_refill(grant, run, &whole).await
    }

    async fn first(&self) -> u64 {
        let columns = [variable("size"), variable("old")];
        let values = self.page(&["size", "old"], "1", 7);
        self.fill(&self.edit, "1", "1", &values, &columns, &[]).await.unwrap()
    }

    async fn open_rows(&self, version: &str) -> i64 {
        let like = format!("%@{version}\"%");
        let sql = format!(
            "SELECT COUNT(*) FROM case_value WHERE valid_to IS NULL AND origin = 'nlp' AND CAST(value AS TEXT) LIKE '{like}'"
        );
        self.bench.raw.number(&sql).await
    }
}

async fn values_rules_and_columns_change_together(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    assert_eq!(desk.first().await, 10);
    assert_eq!(desk.first().await, 0, "what is the same keeps its row");
    let columns = [variable("new"), variable("size")];
    let opened = desk
        .fill(&desk.edit, "1", "2", &desk.page(&["new", "size"], "2", 8), &columns, &["old"])
        .await
        .unwrap();
    assert_eq!((opened, desk.open_rows("1").await, desk.open_rows("2").await), (10, 0, 10));
    let now = store.database(&desk.edit, desk.database).await.unwrap();
    assert_eq!((now.pack_version.as_str(), now.values, now.cases), ("2", 10, 5));
    let keys: Vec<_> = now.variables.iter().map(|variable| variable.key.as_str()).collect();
    assert_eq!(keys, ["new", "size"], "a retired column without values is not shown");
    assert_eq!(desk.bench.raw.number("SELECT COUNT(*) FROM refill_value").await, 0);
    assert_eq!(desk.bench.raw.number("SELECT COUNT(*) FROM refill").await, 0);
    let lineage = store.lineage(&desk.edit, "database", &desk.database.to_string()).await.unwrap();
    assert!(lineage.activities.iter().any(|activity| activity.plan == json!({"version": "2"})));
    let audited = "SELECT COUNT(*) FROM audit WHERE detail LIKE '%\"refill\":\"2\"%'";
    assert_eq!(desk.bench.raw.number(audited).await, 1);
    assert!(store.verify_audit().await.unwrap().ok);
}

async fn what_people_and_tables_said_stays(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    desk.first().await;
    let activity: ActivityId =
        store.record_activity(&desk.edit, "x", &json!({}), chrono::Utc::now(), &[], &[]).await.unwrap();
    let manual = [desk.new_value(0, value("old", json!(1))), desk.new_value(0, value("size", json!(2)))];
    store.set_values(&desk.edit, desk.database, Origin::Manual, activity, &manual, false).await.unwrap();
    store.add_variables(&desk.edit, desk.database, &[variable("outcome")]).await.unwrap();
    let imported = [NewValue { report: None, ..desk.new_value(1, value("outcome", json!(3))) }];
    store.set_values(&desk.edit, desk.database, Origin::Import, activity, &imported, false).await.unwrap();
    let columns = [variable("size")];
    desk.fill(&desk.edit, "1", "2", &desk.page(&["size"], "2", 9), &columns, &["old"]).await.unwrap();
    let now = store.database(&desk.edit, desk.database).await.unwrap();
    let keys: Vec<_> = now.variables.iter().map(|variable| variable.key.as_str()).collect();
    assert_eq!((keys, now.retired), (vec!["size", "outcome", "old"], vec!["old".to_owned()]));
    let cases = store.cases(&desk.edit, desk.database).await.unwrap();
    let shown = |index: usize, key: &str| cases[index].values.get(key).map(|held| held.value.value.clone());
    assert_eq!(shown(0, "old"), Some(json!(1)));
    assert_eq!(shown(0, "size"), Some(json!(2)), "a person's value is not overwritten");
    assert_eq!(
        (shown(1, "outcome"), shown(1, "old"), shown(1, "size")),
        (Some(json!(3)), None, Some(json!(9)))
    );
    let back = [variable("size"), variable("old")];
    desk.fill(&desk.edit, "2", "3", &desk.page(&["size", "old"], "3", 9), &back, &[]).await.unwrap();
    assert!(store.database(&desk.edit, desk.database).await.unwrap().retired.is_empty());
}

async fn an_unfinished_run_leaves_the_old_values(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    desk.first().await;
    let mut run = store.begin_refill(&desk.edit, desk.database).await.unwrap();
    store.lay_aside(&mut run, &desk.page(&["size"], "2", 9)).await.unwrap();
    assert_eq!((desk.open_rows("1").await, desk.open_rows("2").await), (10, 0));
    let other = store.begin_refill(&desk.edit, desk.database).await.unwrap();
    assert_eq!(desk.bench.raw.number("SELECT COUNT(*) FROM refill_value").await, 0, "a dead run's rows go");
    store.give_up_refill(other).await.unwrap();
    assert_eq!(desk.open_rows("1").await, 10);
    let twice = [desk.page(&["size"], "2", 9), desk.page(&["size"], "2", 8)].concat();
    assert!(desk.fill(&desk.edit, "1", "2", &twice, &[variable("size")], &[]).await.is_err());
    let stranger = desk.bench.team("bob").await;
    let foreign = desk.bench.grant(&stranger, Action::Edit).await;
    assert_eq!(store.begin_refill(&foreign, desk.database).await.unwrap_err().code(), Code::NotFound);
}

async fn a_later_run_ends_an_earlier_one(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    desk.first().await;
    let mut early = store.begin_refill(&desk.edit, desk.database).await.unwrap();
    store.lay_aside(&mut early, &desk.page(&["size"], "2", 9)).await.unwrap();
    let mut late = store.begin_refill(&desk.edit, desk.database).await.unwrap();
    store.lay_aside(&mut late, &desk.page(&["size"], "3", 9)).await.unwrap();
    let error = store.lay_aside(&mut early, &desk.page(&["old"], "2", 9)).await.unwrap_err();
    assert_eq!(error.code(), Code::Conflict);
    assert!(error.zh().is_some());
    let whole = Refilled {
        before: rules("1"),
        after: rules("2"),
        variables: vec![variable("size")],
        dropped: vec![],
        plan: json!({}),
        used: vec![],
    };
    assert_eq!(store.finish_refill(&desk.edit, early, &whole).await.unwrap_err().code(), Code::Conflict);
    store.finish_refill(&desk.edit, late, &Refilled { after: rules("3"), ..whole }).await.unwrap();
    assert_eq!((desk.open_rows("1").await, desk.open_rows("3").await), (0, 5));
}

async fn rules_that_changed_meanwhile_end_a_run(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.first().await;
    let values = desk.page(&["size"], "2", 9);
    let error = desk.fill(&desk.edit, "0", "2", &values, &[variable("size")], &[]).await.unwrap_err();
    assert_eq!(error.code(), Code::Conflict);
    assert_eq!(desk.open_rows("1").await, 10);
}

async fn other_rules_take_the_right_to_administer(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let whole = Refilled {
        before: rules("1"),
        after: RulesOf { pack: "q".to_owned(), version: "1".to_owned(), ruleset_version: None },
        variables: vec![],
        dropped: vec![],
        plan: json!({}),
        used: vec![],
    };
    let run = store.begin_refill(&desk.edit, desk.database).await.unwrap();
    assert_eq!(store.finish_refill(&desk.edit, run, &whole).await.unwrap_err().code(), Code::Denied);
    let view = desk.bench.grant(&desk.team, Action::View).await;
    assert_eq!(store.begin_refill(&view, desk.database).await.unwrap_err().code(), Code::Denied);
    let run = store.begin_refill(&desk.steer, desk.database).await.unwrap();
    store.finish_refill(&desk.steer, run, &whole).await.unwrap();
    assert_eq!(store.database(&desk.edit, desk.database).await.unwrap().pack, "q");
}

async fn dates_and_words_are_covered_by_level(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let typed = |key: &str, kind| Variable { kind, ..variable(key) };
    let columns = [typed("day", VariableType::Date), typed("words", VariableType::Text)];
    let values = [
        desk.new_value(
            0,
            FieldValue { alternatives: vec![json!("2023-01-02")], ..value("day", json!("2024-05-17")) },
        ),
        desk.new_value(0, value("words", json!("PAT0复查"))),
    ];
    desk.fill(&desk.edit, "1", "1", &values, &columns, &[]).await.unwrap();
    let whole = store.values_of_report(&desk.edit, desk.place(0).1).await.unwrap();
    assert_eq!((&whole[0].value.value, &whole[1].value.value), (&json!("2024-05-17"), &json!("PAT0复查")));
    let low = desk.edit.no_deeper_than(DataLevel::Deidentified);
    let cases = store.cases(&low, desk.database).await.unwrap();
    let case = cases.iter().find(|case| !case.values.is_empty()).unwrap();
    assert_eq!(case.values["day"].value.value, "2024");
    assert_eq!(case.values["day"].value.alternatives, [json!("2023")]);
    let words = case.values["words"].value.value.clone();
    let shown = words.as_str().unwrap();
    assert!(shown.starts_with("[号码·") && shown.ends_with("]复查"), "{shown}");
    let limited = desk.edit.no_deeper_than(DataLevel::Limited);
    let values = store.values_of_report(&limited, desk.place(0).1).await.unwrap();
    assert_eq!((&values[0].value.value, &values[1].value.value), (&json!("2024-05-17"), &words));
}
