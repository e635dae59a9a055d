//! Cases and the history of their values.

use serde_json::json;
use workbench_core::ids::{ActivityId, DatabaseId, PatientId, ReportId};
use workbench_core::{Action, Code, Coded as _, FieldValue, Origin};
use workbench_store::{CaseRow, Grant, NewReport, NewValue};

use crate::bench::{Bench, Team, on_both};
use crate::samples::{everything, not_mentioned, patient, report, value, variable};

on_both!(
    an_edit_closes_one_row_and_opens_another,
    what_did_not_change_keeps_its_row,
    a_whole_run_closes_what_it_no_longer_finds,
    a_person_outranks_a_table_outranks_a_computation_outranks_a_rule,
    what_is_mentioned_outranks_what_is_not,
    the_newest_report_counts,
    numbers_come_back_to_the_last_bit,
    two_runs_at_once_leave_one_current_value,
    a_failed_run_leaves_the_old_values,
    patients_of_another_project_are_refused,
    a_case_shows_all_its_values_and_texts,
);

/// A database with reports of two patients.
struct Desk {
    bench: Bench,
    team: Team,
    edit: Grant,
    database: DatabaseId,
    activity: ActivityId,
    patients: [PatientId; 2],
    /// Reports of the first patient: May, then June.
    reports: [ReportId; 2],
}

impl Desk {
    async fn new(bench: Bench) -> Self {
        let team = bench.team("ann").await;
        let edit = bench.grant(&team, Action::Edit).await;
        let store = &bench.store;
        let june = NewReport { exam_date: "2024-06-01".to_owned(), ..report("p1", "r2", "june") };
        store
            .keep_reports(&edit, &[june, report("p1", "r1", "may"), report("p2", "r3", "other")])
            .await
            .unwrap();
        let all = store.reports(&edit, &everything()).await.unwrap();
        let database = store.create_database(&edit, "lung", "p", "1", &[variable("size")]).await.unwrap();
        let activity = store
            .record_activity(&edit, "structure", &json!({}), chrono::Utc::now(), &[], &[])
            .await
            .unwrap();
        let patients = [patient(&bench, &edit, "p1").await, patient(&bench, &edit, "p2").await];
        Self { reports: [all[1].id, all[0].id], bench, team, edit, database, activity, patients }
    }

    async fn set(&self, origin: Origin, values: &[NewValue], whole: bool) -> usize {
        self.bench
            .store
            .set_values(&self.edit, self.database, origin, self.activity, values, whole)
            .await
            .unwrap()
    }

    fn of(&self, person: usize, report: Option<usize>, value: FieldValue) -> NewValue {
        NewValue { patient: self.patients[person], report: report.map(|index| self.reports[index]), value }
    }

    fn size(&self, report: usize, mm: i64) -> NewValue {
        self.of(0, Some(report), value("size", json!(mm)))
    }

    async fn cases(&self) -> Vec<CaseRow> {
        self.bench.store.cases(&self.edit, self.database).await.unwrap()
    }

    async fn shown(&self, field: &str) -> serde_json::Value {
        self.cases().await[0].values[field].value.value.clone()
    }

    async fn rows(&self, condition: &str) -> i64 {
        self.bench.raw.number(&format!("SELECT COUNT(*) FROM case_value WHERE {condition}")).await
    }
}

async fn an_edit_closes_one_row_and_opens_another(bench: Bench) {
    let desk = Desk::new(bench).await;
    assert_eq!(desk.set(Origin::Manual, &[desk.size(0, 12)], false).await, 1);
    let first = desk.cases().await.remove(0).values.remove("size").unwrap();
    assert_eq!((first.origin, first.report), (Origin::Manual, Some(desk.reports[0])));
    assert_eq!(desk.set(Origin::Manual, &[desk.size(0, 14)], false).await, 1);
    assert_eq!(desk.shown("size").await, json!(14));
    assert_eq!((desk.rows("TRUE").await, desk.rows("valid_to IS NULL").await), (2, 1));
    assert_eq!(desk.rows("valid_to >= valid_from").await, 1);
    let sql = "SELECT COUNT(*) FROM case_value o JOIN case_value n ON n.valid_from = o.valid_to";
    assert_eq!(desk.bench.raw.number(sql).await, 1, "the new row begins when the old one ends");
    assert_eq!(desk.bench.store.database(&desk.edit, desk.database).await.unwrap().values, 1);
}

async fn what_did_not_change_keeps_its_row(bench: Bench) {
    let desk = Desk::new(bench).await;
    let run = [desk.size(0, 12), desk.size(1, 14), desk.of(1, None, not_mentioned("size"))];
    assert_eq!(desk.set(Origin::Nlp, &run, true).await, 3);
    let since = desk.cases().await[0].values["size"].since;
    assert_eq!(desk.set(Origin::Nlp, &run, true).await, 0);
    assert_eq!(desk.set(Origin::Nlp, &run[..1], false).await, 0);
    assert_eq!(desk.cases().await[0].values["size"].since, since);
    assert_eq!(desk.rows("TRUE").await, 3);
    let graded = FieldValue { confidence: 0.5, ..value("size", json!(14)) };
    assert_eq!(
        desk.set(Origin::Nlp, &[desk.of(0, Some(1), graded)], false).await,
        1,
        "new evidence is a change"
    );
}

async fn a_whole_run_closes_what_it_no_longer_finds(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.set(Origin::Nlp, &[desk.size(0, 12), desk.size(1, 14)], true).await;
    desk.set(Origin::Manual, &[desk.of(0, None, value("note", json!("mine")))], false).await;
    assert_eq!(desk.set(Origin::Nlp, &[desk.size(0, 13)], false).await, 1);
    assert_eq!(desk.rows("valid_to IS NULL").await, 3, "a part leaves the others");
    assert_eq!(desk.set(Origin::Nlp, &[desk.size(0, 13)], true).await, 0);
    assert_eq!(desk.rows("valid_to IS NULL AND origin = 'nlp'").await, 1);
    assert_eq!(
        desk.rows("valid_to IS NULL AND origin = 'manual'").await,
        1,
        "a run closes its own origin only"
    );
    assert_eq!(desk.set(Origin::Nlp, &[], true).await, 0);
    assert_eq!(desk.rows("valid_to IS NULL AND origin = 'nlp'").await, 0);
    assert_eq!(desk.rows("TRUE").await, 4, "nothing is deleted");
    assert_eq!(desk.set(Origin::Nlp, &[desk.size(0, 13)], true).await, 1, "a closed value opens a new row");
}

async fn a_person_outranks_a_table_outranks_a_computation_outranks_a_rule(bench: Bench) {
    let desk = Desk::new(bench).await;
    let order = [Origin::Nlp, Origin::Calc, Origin::Import, Origin::Manual];
    for (mm, origin) in order.iter().enumerate() {
        let report = (*origin == Origin::Nlp).then_some(1);
        desk.set(*origin, &[desk.of(0, report, value("size", json!(mm)))], true).await;
        assert_eq!(desk.shown("size").await, json!(mm), "{origin}");
    }
    for (mm, origin) in order.iter().enumerate().skip(1).rev() {
        desk.set(*origin, &[], true).await;
        assert_eq!(desk.shown("size").await, json!(mm - 1), "after {origin} is gone");
    }
}

async fn what_is_mentioned_outranks_what_is_not(bench: Bench) {
    let desk = Desk::new(bench).await;
    // the newer report is silent
    desk.set(Origin::Nlp, &[desk.size(0, 12), desk.of(0, Some(1), not_mentioned("size"))], true).await;
    assert_eq!(desk.shown("size").await, json!(12));
    desk.set(Origin::Manual, &[desk.of(0, None, not_mentioned("size"))], false).await;
    assert_eq!(
        desk.cases().await[0].values["size"].origin,
        Origin::Manual,
        "a person's word counts all the same"
    );
}

async fn the_newest_report_counts(bench: Bench) {
    let desk = Desk::new(bench).await;
    for order in [[0, 1], [1, 0]] {
        let run: Vec<_> = order.iter().map(|report| desk.size(*report, 10 + *report as i64)).collect();
        desk.set(Origin::Nlp, &[], true).await;
        desk.set(Origin::Nlp, &run, true).await;
        assert_eq!(desk.shown("size").await, json!(11), "{order:?}");
    }
    // a value without a report is the oldest, on either database
    desk.set(Origin::Nlp, &[desk.of(0, None, value("size", json!(99))), desk.size(0, 10)], true).await;
    assert_eq!(desk.shown("size").await, json!(10));
}

async fn numbers_come_back_to_the_last_bit(bench: Bench) {
    let desk = Desk::new(bench).await;
    let mut seed = 42_u64;
    let numbers: Vec<f64> = (0..200)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / 1e13
        })
        .chain([0.1 + 0.2, 1.0 / 3.0, 1e-9, -0.5, f64::from(f32::MAX)])
        .collect();
    let run: Vec<_> = numbers
        .iter()
        .enumerate()
        .map(|(n, x)| desk.of(0, None, value(&format!("x{n}"), json!(x))))
        .collect();
    assert_eq!(desk.set(Origin::Calc, &run, true).await, run.len());
    assert_eq!(desk.set(Origin::Calc, &run, true).await, 0, "equal numbers are equal after a round trip");
    let case = desk.cases().await.remove(0);
    for (n, x) in numbers.iter().enumerate() {
        assert_eq!(case.values[&format!("x{n}")].value.value.as_f64(), Some(*x), "x{n}");
    }
}

async fn two_runs_at_once_leave_one_current_value(bench: Bench) {
    let desk = Desk::new(bench).await;
    for round in 0..5 {
        let mut tasks = tokio::task::JoinSet::new();
        for run in 0..4 {
            let (store, edit, values) =
                (desk.bench.store.clone(), desk.edit.clone(), [desk.size(0, round * 10 + run)]);
            let (database, activity) = (desk.database, desk.activity);
            tasks.spawn(async move {
                store.set_values(&edit, database, Origin::Manual, activity, &values, false).await
            });
        }
        for opened in tasks.join_all().await {
            assert_eq!(opened.unwrap(), 1);
        }
        assert_eq!(desk.rows("valid_to IS NULL").await, 1, "round {round}");
    }
    assert_eq!(desk.rows("valid_to < valid_from").await, 0, "time runs forward");
}

async fn a_failed_run_leaves_the_old_values(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.set(Origin::Nlp, &[desk.size(0, 12)], true).await;
    let lost = NewValue { report: Some(uuid::Uuid::nil().into()), ..desk.size(0, 1) };
    let run = [desk.size(0, 13), lost];
    let failed =
        desk.bench.store.set_values(&desk.edit, desk.database, Origin::Nlp, desk.activity, &run, true).await;
    assert!(failed.is_err());
    assert_eq!(desk.shown("size").await, json!(12));
    assert_eq!(desk.rows("TRUE").await, 1);
}

async fn patients_of_another_project_are_refused(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let other = desk.bench.grant(&desk.bench.team("bob").await, Action::Edit).await;
    store.keep_reports(&other, &[report("foreign", "r", "secret")]).await.unwrap();
    let stolen = NewValue {
        patient: patient(&desk.bench, &other, "foreign").await,
        ..desk.of(0, None, value("a", json!(1)))
    };
    let set = async |grant, value: &NewValue| {
        store
            .set_values(
                grant,
                desk.database,
                Origin::Manual,
                desk.activity,
                std::slice::from_ref(value),
                false,
            )
            .await
    };
    assert_eq!(set(&desk.edit, &stolen).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(set(&other, &stolen).await.unwrap_err().code(), Code::NotFound, "nor the other's database");
    assert!(desk.cases().await.is_empty());
}

async fn a_case_shows_all_its_values_and_texts(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    desk.set(
        Origin::Nlp,
        &[desk.size(0, 12), desk.size(1, 14), desk.of(1, None, value("size", json!(3)))],
        true,
    )
    .await;
    desk.set(Origin::Manual, &[desk.size(1, 15)], false).await;
    store.keep_reports(&desk.edit, &[report("p1", "r1", "may, corrected")]).await.unwrap();
    let cases = desk.cases().await;
    let shapes: Vec<_> = cases.iter().map(|case| (case.patient.label.as_str(), case.reports)).collect();
    assert_eq!(shapes, [("p1", 2), ("p2", 1)], "by identifier; versions of one report are one report");
    let (database, case, values) = store.case(&desk.edit, cases[0].id).await.unwrap();
    assert_eq!((database, case.id, values.len()), (desk.database, cases[0].id, 3));
    assert_eq!(case.values["size"].value.value, json!(15));
    assert_eq!(case.values["size"].value, value("size", json!(15)), "with its evidence");
    let of_june = store.values_of_report(&desk.edit, desk.reports[1]).await.unwrap();
    assert_eq!(of_june.iter().map(|value| value.origin).collect::<Vec<_>>(), [Origin::Nlp, Origin::Manual]);
    let texts = store.case_texts(&desk.edit, desk.database).await.unwrap();
    let mut of_case: Vec<_> =
        texts.iter().filter(|text| text.case_id == case.id).map(|text| text.text.as_str()).collect();
    of_case.sort_unstable();
    assert_eq!(of_case, ["june", "may, corrected"], "the newest versions");
    assert_eq!(texts.len(), 3);

    let annotator = desk.bench.member(&desk.team, "kim", workbench_core::Role::Annotator).await;
    let view = desk.bench.grant_of(&annotator, &desk.team, Action::View).await;
    let hidden = store.cases(&view, desk.database).await.unwrap();
    assert!(
        hidden.iter().all(|case| case.patient.label == store.pseudonym(desk.team.project, case.patient.id))
    );
    let other = desk.bench.grant(&desk.bench.team("bob").await, Action::View).await;
    assert_eq!(store.case(&other, case.id).await.unwrap_err().code(), Code::NotFound);
    assert!(store.values_of_report(&other, desk.reports[1]).await.unwrap().is_empty());
    let nothing = uuid::Uuid::nil().into();
    assert_eq!(store.case(&desk.edit, nothing).await.unwrap_err().code(), Code::NotFound);
}
