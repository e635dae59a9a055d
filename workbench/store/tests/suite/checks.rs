//! Checks of values: what follows from them, how they are undone, and that a
//! new extraction takes nothing away.

use serde_json::{Value, json};
use workbench_core::ids::{DatabaseId, PatientId, ReportId};
use workbench_core::{Action, Code, Coded as _, FieldValue, Origin, Role, State, Variable};
use workbench_store::{
    Beside, CheckVerdict, Grant, NewCheck, NewValue, Object, Refilled, RulesOf, RulesThen, ShownValue,
};

use crate::bench::{Bench, Team, on_both};
use crate::samples::{everything, not_mentioned, patient, report, value, variable};

on_both!(
    a_correction_becomes_the_persons_value_and_undo_restores,
    accepting_changes_nothing_but_the_check,
    what_is_wrong_is_never_a_fact,
    the_last_of_two_people_counts_and_both_stay,
    the_rest_is_accepted_at_once_but_for_contradictions,
    a_check_outlives_a_new_extraction,
    checks_are_examples_for_export,
    checks_are_kept,
    strangers_and_readers_check_nothing,
    a_model_fills_only_what_is_empty,
    a_models_value_stays_until_rules_find_something,
);

/// A database that reads one report of one patient.
struct Desk {
    bench: Bench,
    team: Team,
    edit: Grant,
    database: DatabaseId,
    person: PatientId,
    report: ReportId,
}

fn check(verdict: CheckVerdict) -> NewCheck {
    let ruleset = RulesThen { version: "1".to_owned(), hash: "abc".to_owned() };
    NewCheck { verdict, value: None, reason: " 见原文 ".to_owned(), ruleset }
}

fn corrected(mm: i64) -> NewCheck {
    let value = FieldValue { rule: "manual".to_owned(), confidence: 1.0, ..value("size", json!(mm)) };
    NewCheck { value: Some(value), ..check(CheckVerdict::Corrected) }
}

impl Desk {
    async fn new(bench: Bench) -> Self {
        let team = bench.team("ann").await;
        let edit = bench.grant(&team, Action::Edit).await;
        let store = &bench.store;
        store
            .keep_reports(&edit, &[report("p1", "r1", "结节 p1 9mm"), report("p2", "r2", "other")])
            .await
            .unwrap();
        let variables: Vec<Variable> = ["size", "count", "margin"].map(variable).to_vec();
        let database = store.create_database(&edit, "lung", "lung", "1", &variables).await.unwrap();
        let reports = store.reports(&edit, &everything()).await.unwrap();
        let (report, person) = (reports[0].id, patient(&bench, &edit, "p1").await);
        let desk = Self { bench, team, edit, database, person, report };
        desk.extract("1", "1", &[value("size", json!(12)), not_mentioned("count")]).await;
        desk
    }

    /// A whole run whose values of the first report are these.
    async fn extract(&self, before: &str, after: &str, values: &[FieldValue]) {
        let store = &self.bench.store;
        let rules = |version: &str| RulesOf {
            pack: "lung".to_owned(),
            version: version.to_owned(),
            ruleset_version: None,
        };
        let values: Vec<NewValue> = values
            .iter()
            .map(|value| FieldValue { rule: format!("lung/{}@{after}", value.field), ..value.clone() })
            .map(|value| NewValue { patient: self.person, report: Some(self.report), value })
            .collect();
        let mut run = store.begin_refill(&self.edit, self.database).await.unwrap();
        store.lay_aside(&mut run, &values).await.unwrap();
        let whole = Refilled {
            before: rules(before),
            after: rules(after),
            variables: ["size", "count", "margin"].map(variable).to_vec(),
            dropped: vec![],
            plan: json!({"version": after}),
            used: vec![],
        };
        store.finish_refill(&self.edit, run, &whole).await.unwrap();
    }

    async fn say(&self, grant: &Grant, field: &str, new: &NewCheck) -> workbench_store::Result<()> {
        self.bench.store.check_value(grant, self.database, self.report, field, new).await
    }

    async fn undo(&self, field: &str) -> workbench_store::Result<()> {
        self.bench.store.undo_check(&self.edit, self.database, self.report, field).await
    }

    async fn row(&self, field: &str) -> ShownValue {
        let shown = self.bench.store.report_values(&self.edit, self.database, self.report).await.unwrap();
        shown.values.into_iter().find(|row| row.variable.key == field).unwrap()
    }

    /// State, value and origin as the case counts them.
    async fn counted(&self, field: &str) -> (State, Value, Origin) {
        let case = self.bench.store.cases(&self.edit, self.database).await.unwrap().remove(0);
        let held = &case.values[field];
        (held.value.state, held.value.value.clone(), held.origin)
    }
}

const ASSERTED: State = State::Asserted;

async fn a_correction_becomes_the_persons_value_and_undo_restores(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    assert_eq!(desk.counted("size").await, (ASSERTED, json!(14), Origin::Manual));
    let row = desk.row("size").await;
    let kept = row.check.unwrap();
    assert_eq!(
        (kept.verdict, kept.value, kept.reason.as_str()),
        (CheckVerdict::Corrected, json!(14), "见原文")
    );
    assert_eq!((kept.judged.value, kept.by.name.as_str()), (json!(12), "name of ann"));
    assert_eq!((kept.ruleset.version.as_str(), kept.spans.len()), ("1", 1));
    assert_eq!(row.rules.unwrap().value, json!(12), "the rules' value stays beside it");
    desk.say(&desk.edit, "size", &corrected(15)).await.unwrap();
    desk.undo("size").await.unwrap();
    assert_eq!(desk.counted("size").await, (ASSERTED, json!(14), Origin::Manual));
    assert_eq!(desk.row("size").await.check.unwrap().value, json!(14));
    desk.undo("size").await.unwrap();
    assert_eq!(desk.counted("size").await, (ASSERTED, json!(12), Origin::Nlp));
    assert!(desk.row("size").await.check.is_none());
    assert_eq!(desk.undo("size").await.unwrap_err().code(), Code::NotFound);
    let history =
        desk.bench.store.check_history(&desk.edit, desk.database, desk.report, "size").await.unwrap();
    assert_eq!(history.iter().filter(|check| check.undone.is_some()).count(), 2, "nothing is lost");
    let audited = "SELECT COUNT(*) FROM audit WHERE object_kind = 'report' AND detail LIKE '%\"check\":%'";
    assert_eq!(desk.bench.raw.number(audited).await, 4);
    assert!(desk.bench.store.verify_audit().await.unwrap().ok);
}

async fn accepting_changes_nothing_but_the_check(bench: Bench) {
    let desk = Desk::new(bench).await;
    let rows = desk.bench.raw.number("SELECT COUNT(*) FROM case_value").await;
    desk.say(&desk.edit, "size", &check(CheckVerdict::Accepted)).await.unwrap();
    assert_eq!(desk.bench.raw.number("SELECT COUNT(*) FROM case_value").await, rows);
    assert_eq!(desk.row("size").await.check.unwrap().value, json!(12));
    // accepting a correction of somebody else is to agree with it
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    desk.say(&desk.edit, "size", &check(CheckVerdict::Accepted)).await.unwrap();
    assert_eq!(desk.row("size").await.check.unwrap().value, json!(14));
    assert_eq!(desk.counted("size").await.1, json!(14));
}

async fn what_is_wrong_is_never_a_fact(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.say(&desk.edit, "size", &check(CheckVerdict::Wrong)).await.unwrap();
    assert_eq!(desk.counted("size").await, (State::Conflict, Value::Null, Origin::Manual));
    let row = desk.row("size").await;
    assert_eq!(row.manual.unwrap().alternatives, [json!(12)]);
    assert_eq!(
        (row.check.as_ref().unwrap().state, &row.check.unwrap().value),
        (State::Conflict, &Value::Null)
    );
    // to accept afterwards is to say that the rules are right
    desk.say(&desk.edit, "size", &check(CheckVerdict::Accepted)).await.unwrap();
    assert_eq!(desk.counted("size").await, (ASSERTED, json!(12), Origin::Nlp));
    desk.undo("size").await.unwrap();
    assert_eq!(desk.counted("size").await.0, State::Conflict);
    desk.say(&desk.edit, "size", &check(CheckVerdict::NotMentioned)).await.unwrap();
    let now = desk.row("size").await.manual.unwrap();
    assert_eq!((now.state, now.value), (State::NotMentioned, Value::Null));
    // a value that rules never gave can be entered
    let typed = FieldValue { field: "margin".to_owned(), ..corrected(3).value.unwrap() };
    desk.say(&desk.edit, "margin", &NewCheck { value: Some(typed), ..check(CheckVerdict::Corrected) })
        .await
        .unwrap();
    let row = desk.row("margin").await;
    assert_eq!((row.rules.is_none(), row.check.unwrap().judged.state), (true, State::NotMentioned));
}

async fn the_last_of_two_people_counts_and_both_stay(bench: Bench) {
    let desk = Desk::new(bench).await;
    let bob = desk.bench.member(&desk.team, "bob", Role::Researcher).await;
    let bob = desk.bench.grant_of(&bob, &desk.team, Action::Edit).await;
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    desk.say(&bob, "size", &check(CheckVerdict::NotMentioned)).await.unwrap();
    desk.say(&desk.edit, "count", &check(CheckVerdict::Accepted)).await.unwrap();
    assert_eq!(desk.row("size").await.check.unwrap().by.name, "name of bob");
    assert_eq!(desk.bench.raw.number("SELECT COUNT(*) FROM value_check WHERE stands").await, 2);
    let opinions = desk.bench.store.opinions(&desk.edit, desk.database).await.unwrap();
    assert_eq!(opinions.len(), 1, "one value has two opinions");
    let said: Vec<_> =
        opinions.values().flatten().map(|(by, (verdict, _))| (by.name.as_str(), *verdict)).collect();
    assert!(said.contains(&("name of ann", CheckVerdict::Corrected)));
    assert!(said.contains(&("name of bob", CheckVerdict::NotMentioned)));
    let seen = desk.bench.store.check_history(&bob, desk.database, desk.report, "size").await.unwrap();
    assert_eq!(seen.len(), 2);
    desk.undo("size").await.unwrap();
    assert!(desk.bench.store.opinions(&desk.edit, desk.database).await.unwrap().is_empty());
    assert_eq!(desk.row("size").await.check.unwrap().by.name, "name of ann");
}

async fn the_rest_is_accepted_at_once_but_for_contradictions(bench: Bench) {
    let desk = Desk::new(bench).await;
    let conflict = FieldValue { state: State::Conflict, ..value("margin", Value::Null) };
    desk.extract("1", "1", &[value("size", json!(12)), not_mentioned("count"), conflict]).await;
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    let store = &desk.bench.store;
    let rules = RulesThen::default();
    assert_eq!(store.accept_rest(&desk.edit, desk.database, desk.report, &rules).await.unwrap(), 1);
    assert_eq!(store.accept_rest(&desk.edit, desk.database, desk.report, &rules).await.unwrap(), 0);
    assert_eq!(desk.row("size").await.check.unwrap().verdict, CheckVerdict::Corrected);
    assert_eq!(desk.row("count").await.check.unwrap().state, State::NotMentioned);
    assert!(desk.row("margin").await.check.is_none());
}

async fn a_check_outlives_a_new_extraction(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.say(&desk.edit, "size", &check(CheckVerdict::Accepted)).await.unwrap();
    desk.say(&desk.edit, "count", &check(CheckVerdict::Accepted)).await.unwrap();
    desk.extract("1", "2", &[value("size", json!(12)), not_mentioned("count")]).await;
    assert_eq!(
        desk.counted("size").await,
        (ASSERTED, json!(12), Origin::Nlp),
        "the same value needs no help"
    );
    desk.extract("2", "3", &[value("size", json!(20)), value("count", json!(2))]).await;
    let store = &desk.bench.store;
    let pairs = store.checked_values(&desk.edit, desk.database, Beside::Present).await.unwrap();
    let told: Vec<_> = pairs.iter().map(|pair| (pair.value.value.clone(), pair.got.value.clone())).collect();
    assert_eq!(told, [(Value::Null, json!(2)), (json!(12), json!(20))], "old truth beside new values");
    assert_eq!(
        desk.counted("size").await,
        (ASSERTED, json!(12), Origin::Manual),
        "what was accepted is kept"
    );
    let then = store.checked_values(&desk.edit, desk.database, Beside::Then("1")).await.unwrap();
    assert!(then.iter().all(|pair| pair.value.value == pair.got.value));
    assert!(store.checked_values(&desk.edit, desk.database, Beside::Then("9")).await.unwrap().is_empty());
    let judged = store.checked_values(&desk.edit, desk.database, Beside::Judged).await.unwrap();
    assert_eq!(judged.len(), then.len(), "every check that stands");
    let read = store.checked_reports(&desk.edit, desk.database, None, 10).await.unwrap();
    assert_eq!(read.iter().map(|report| report.id).collect::<Vec<_>>(), [desk.report]);
    let beyond = store.checked_reports(&desk.edit, desk.database, Some(desk.report), 10).await.unwrap();
    assert!(beyond.is_empty());
    desk.undo("size").await.unwrap();
    assert_eq!(desk.counted("size").await, (ASSERTED, json!(20), Origin::Nlp));
}

async fn checks_are_examples_for_export(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    desk.say(&desk.edit, "count", &check(CheckVerdict::Accepted)).await.unwrap();
    let store = &desk.bench.store;
    let nil = uuid::Uuid::nil();
    assert_eq!(store.examples(&desk.edit, desk.database, nil, 10).await.unwrap_err().code(), Code::Denied);
    let export = desk.bench.grant(&desk.team, Action::Export).await;
    let first = store.examples(&export, desk.database, nil, 1).await.unwrap();
    let rest = store.examples(&export, desk.database, first[0].id, 10).await.unwrap();
    assert_eq!((first.len(), rest.len()), (1, 1));
    assert_eq!((first[0].value.value.clone(), first[0].judged.value.clone()), (json!(14), json!(12)));
    assert!(first[0].text.contains("p1"), "the owner sees everything");
    let bob = desk.bench.member(&desk.team, "bob", Role::Researcher).await;
    let bob = desk.bench.grant_of(&bob, &desk.team, Action::Export).await;
    let covered = store.examples(&bob, desk.database, nil, 10).await.unwrap();
    assert!(covered.iter().all(|example| !example.text.contains("p1")), "a researcher does not");
}

async fn checks_are_kept(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.say(&desk.edit, "size", &corrected(14)).await.unwrap();
    let raw = &desk.bench.raw;
    for sql in [
        "DELETE FROM value_check",
        "UPDATE value_check SET reason = 'other'",
        "UPDATE value_check SET verdict = 'accepted'",
    ] {
        assert!(raw.try_run(sql).await.unwrap_err().contains("checks are kept"), "{sql}");
    }
    let long = NewCheck { reason: "长".repeat(2_001), ..check(CheckVerdict::Wrong) };
    let error = desk.say(&desk.edit, "size", &long).await.unwrap_err();
    assert_eq!((error.code(), error.zh().is_some()), (Code::BadInput, true));
    let empty = check(CheckVerdict::Corrected);
    assert_eq!(desk.say(&desk.edit, "size", &empty).await.unwrap_err().code(), Code::BadInput);
    assert_eq!(desk.counted("size").await.1, json!(14), "what failed left nothing");
    assert_eq!(raw.number("SELECT COUNT(*) FROM value_check").await, 1);
}

async fn strangers_and_readers_check_nothing(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let new = check(CheckVerdict::Accepted);
    let view = desk.bench.grant(&desk.team, Action::View).await;
    assert_eq!(desk.say(&view, "size", &new).await.unwrap_err().code(), Code::Denied);
    let other = desk.bench.team("eve").await;
    let eve = desk.bench.grant(&other, Action::Edit).await;
    assert_eq!(desk.say(&eve, "size", &new).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(
        store.report_values(&eve, desk.database, desk.report).await.unwrap_err().code(),
        Code::NotFound
    );
    assert!(store.checked_values(&eve, desk.database, Beside::Present).await.unwrap().is_empty());
    assert_eq!(desk.say(&desk.edit, "nothing", &new).await.unwrap_err().code(), Code::NotFound);
    let clinician = desk.bench.member(&desk.team, "cli", Role::Clinician).await;
    let denied =
        store.authorize(&clinician, Action::Edit, Object::Database(desk.database)).await.unwrap_err();
    assert_eq!(denied.code(), Code::Denied);
    // a report of a patient who has no case in this database
    let other = store.reports(&desk.edit, &everything()).await.unwrap()[1].id;
    let error = store.check_value(&desk.edit, desk.database, other, "size", &new).await.unwrap_err();
    assert_eq!(error.code(), Code::NotFound);
}

fn modelled(field: &str, mm: i64) -> FieldValue {
    FieldValue { rule: "model:local@1".to_owned(), confidence: 0.5, ..value(field, json!(mm)) }
}

impl Desk {
    async fn model(&self, field: &str, mm: i64) -> usize {
        let store = &self.bench.store;
        let activity = store
            .record_activity(&self.edit, "model_fill", &json!({}), chrono::Utc::now(), &[], &[])
            .await
            .unwrap();
        let new = NewValue { patient: self.person, report: Some(self.report), value: modelled(field, mm) };
        store.fill_blanks(&self.edit, self.database, activity, &[new]).await.unwrap()
    }
}

async fn a_model_fills_only_what_is_empty(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let fields = ["size".to_owned(), "count".to_owned()];
    let none = ReportId(uuid::Uuid::nil());
    let blanks = store.blanks(&desk.edit, desk.database, &fields, none, 10).await.unwrap();
    assert_eq!((blanks.len(), &blanks[0].fields), (1, &vec!["count".to_owned()]));
    let shown = blanks[0].shown.text();
    assert!(
        shown.starts_with("结节 [号码·") && shown.ends_with("] 9mm"),
        "{shown}: covered even for the owner"
    );
    assert!(store.blanks(&desk.edit, desk.database, &fields, desk.report, 10).await.unwrap().is_empty());
    assert_eq!(desk.model("size", 3).await, 0, "never over a rule");
    assert_eq!(desk.model("margin", 3).await, 0, "never where no rule has looked");
    assert_eq!(desk.model("count", 3).await, 1);
    assert_eq!(desk.model("count", 4).await, 0, "never over a model");
    assert_eq!(desk.counted("count").await, (ASSERTED, json!(3), Origin::Nlp));
    desk.extract("1", "1", &[value("size", json!(12)), not_mentioned("count"), not_mentioned("margin")])
        .await;
    desk.say(&desk.edit, "margin", &check(CheckVerdict::Accepted)).await.unwrap();
    assert_eq!(desk.model("margin", 3).await, 0, "never over a check");
    let sure = NewValue {
        patient: desk.person,
        report: Some(desk.report),
        value: FieldValue { confidence: 0.9, ..modelled("count", 1) },
    };
    let activity = store
        .record_activity(&desk.edit, "model_fill", &json!({}), chrono::Utc::now(), &[], &[])
        .await
        .unwrap();
    assert!(store.fill_blanks(&desk.edit, desk.database, activity, &[sure]).await.is_err());
}

async fn a_models_value_stays_until_rules_find_something(bench: Bench) {
    let desk = Desk::new(bench).await;
    assert_eq!(desk.model("count", 3).await, 1);
    desk.extract("1", "2", &[value("size", json!(12)), not_mentioned("count")]).await;
    assert_eq!(desk.counted("count").await.1, json!(3), "rules that find nothing leave it");
    desk.extract("2", "3", &[value("size", json!(12)), value("count", json!(5))]).await;
    assert_eq!(desk.counted("count").await.1, json!(5));
}
