//! Planted names, numbers and addresses leave by no function that shows words, at any level below `identified`.

use std::fmt::Write as _;

use serde_json::json;
use workbench_core::ids::{DatabaseId, ReportId};
use workbench_core::vocab::{JobState, Verdict};
use workbench_core::{
    Action, DataLevel, Digest, EvidenceSpan, FieldValue, Origin, Role, Span, Variable, VariableType,
};
use workbench_store::{
    Beside, ChangedValue, CheckVerdict, Entity, Grant, ImportedInstance, JobQuery, NewCheck, NewDryRun,
    NewFinding, NewJob, NewReport, NewRoi, NewValue, QueueQuery, QueueState, ReportQuery, RulesThen,
};

use crate::bench::{Bench, Team, on_both};
use crate::samples::{everything, feature_table, instance, new_model, patient, report, roi, value, variable};

on_both!(
    nothing_planted_is_shown_below_identified,
    places_stay_on_their_words,
    what_is_covered_is_not_found_by_words,
    a_date_that_moves_moves_everywhere,
    a_password_is_shown_to_nobody,
);

/// What must never be seen: name, phone, identity number with its check digit, address, hospital,
/// a colleague, the hospital's own numbers.
const PLANTED: [&str; 9] = [
    "欧阳明轩",
    "13812345678",
    "11010519491231002X",
    "建国路88号",
    "南江市第三人民医院",
    "guhuaimin",
    "Z0047712",
    "ACC99317",
    "2021-03-05",
];

const TEXT: &str = "检查医院：南江市第三人民医院。患者欧阳明轩，电话13812345678，身份证号11010519491231002X，\
    住址：北京市朝阳区建国路88号2单元301室，病案号Z0047712，检查号ACC99317，检查日期2021-03-05。\n\
    影像所见：右肺上叶见一实性结节，大小约12mm×9mm。欧阳明轩自诉咳嗽。\n\
    印象：右肺上叶结节。name of guhuaimin 已阅。";

struct Desk {
    bench: Bench,
    team: Team,
    edit: Grant,
    database: DatabaseId,
    report: ReportId,
}

fn typed(key: &str, kind: VariableType) -> Variable {
    Variable { kind, unit: None, range: None, ..variable(key) }
}

fn span_of(words: &str) -> EvidenceSpan {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
    let end = start + words.chars().count();
    EvidenceSpan { section: "findings".into(), start, end, role: "value".into() }
}

fn said(field: &str, given: serde_json::Value, words: &str) -> FieldValue {
    FieldValue { unit: None, spans: vec![span_of(words)], ..value(field, given) }
}

impl Desk {
    async fn new(bench: Bench) -> Self {
        let team = bench.team("ann").await;
        let edit = bench.grant(&team, Action::Edit).await;
        bench.member(&team, "guhuaimin", Role::Clinician).await;
        let store = &bench.store;
        let image = ImportedInstance {
            patient_name: "欧阳明轩".to_owned(),
            accession: "ACC99317".to_owned(),
            study_description: "欧阳明轩 胸部平扫".to_owned(),
            series_description: "Z0047712 1mm".to_owned(),
            study_date: "20210305".to_owned(),
            ..instance("Z0047712", "1.2.1", "1.2.1.1", "1.2.1.1.1")
        };
        store.receive(&edit, &[image]).await.unwrap();
        let findings = TEXT[..TEXT.find("影像所见").unwrap()].chars().count();
        let new = NewReport {
            accession: "ACC99317".to_owned(),
            exam_date: "2021-03-05".to_owned(),
            sections: json!([{"kind": "findings", "start": findings, "end": TEXT.chars().count()}]),
            ..report("Z0047712", "ACC99317", TEXT)
        };
        store.keep_reports(&edit, &[new]).await.unwrap();
        let variables = [
            variable("size"),
            typed("words", VariableType::Text),
            typed("day", VariableType::Date),
            Variable {
                deident: Some(workbench_core::DeidentKind::Phone),
                ..typed("tel", VariableType::Integer)
            },
        ];
        let database = store.create_database(&edit, "lung", "p", "1", &variables).await.unwrap();
        let report = store.reports(&edit, &everything()).await.unwrap()[0].id;
        let desk = Self { bench, team, edit, database, report };
        desk.fill().await;
        desk
    }

    async fn fill(&self) {
        let (store, edit) = (&self.bench.store, &self.edit);
        let plan = json!({"file": "欧阳明轩.csv", "rows": 1});
        let made = [Entity::new("database", self.database, "")];
        let activity = store
            .record_activity(edit, "import_values", &plan, chrono::Utc::now(), &[], &made)
            .await
            .unwrap();
        let person = patient(&self.bench, edit, "Z0047712").await;
        let values = [
            said("size", json!(12), "实性结节"),
            FieldValue {
                alternatives: vec![json!("欧阳明轩")],
                ..said("words", json!("欧阳明轩自诉咳嗽"), "欧阳明轩自诉咳嗽")
            },
            said("day", json!("2021-03-05"), "2021-03-05"),
        ]
        .map(|value| NewValue { patient: person, report: Some(self.report), value });
        store.set_values(edit, self.database, Origin::Nlp, activity, &values, true).await.unwrap();
        let phone = FieldValue { spans: vec![], unit: None, ..value("tel", json!(13812345678_u64)) };
        let phone = NewValue { patient: person, report: None, value: phone };
        store.set_values(edit, self.database, Origin::Import, activity, &[phone], true).await.unwrap();
    }

    /// Everything else that shows words: a check with its reason, a try, a finding with its verdict, an
    /// ROI, an unknown object, a job.
    async fn crowd(&self) {
        let (store, edit) = (&self.bench.store, &self.edit);
        let ruleset = RulesThen { version: "1".to_owned(), hash: "abc".to_owned() };
        let wrong = NewCheck {
            verdict: CheckVerdict::Wrong,
            value: None,
            reason: "欧阳明轩本人来电13812345678".to_owned(),
            ruleset,
        };
        store.check_value(edit, self.database, self.report, "words", &wrong).await.unwrap();
        let study = store.studies(edit).await.unwrap()[0].id;
        let series = store.series_of(edit, study).await.unwrap()[0].id;
        let named = NewRoi { label: "欧阳明轩 结节".to_owned(), ..roi(series, None, 1) };
        let roi = store.keep_roi(edit, &named).await.unwrap();
        let train = self.bench.grant(&self.team, Action::Train).await;
        let table = store.keep_feature_table(&train, &feature_table("t")).await.unwrap();
        let model = store.keep_model(&train, &new_model("m", table, self.database)).await.unwrap();
        let finding = NewFinding { roi, probability: 0.9, positive: true, detail: json!({}) };
        let (_, findings) = store.keep_prediction(&train, model, study, &[finding]).await.unwrap();
        let review = self.bench.grant(&self.team, Action::Review).await;
        store.keep_feedback(&review, findings[0], Verdict::Rejected, "欧阳明轩术后").await.unwrap();
        store.keep_unknown(edit, "OUYANG_欧阳明轩.dcm", "no image", Digest::of(b"x"), 4).await.unwrap();
        let job = NewJob { kind: "import_reports", payload: json!({}), dedupe_key: None };
        store.queue(edit, job).await.unwrap();
        let job = store.claim("w").await.unwrap().unwrap();
        let result =
            json!({"file": "欧阳明轩.csv", "rows": 1, "problems": [{"row": 1, "reason": "欧阳明轩"}]});
        store.finish(job.id, "w", JobState::Succeeded, Some(&result), None).await.unwrap();
        let job = NewJob { kind: "import_values", payload: json!({}), dedupe_key: None };
        store.queue(edit, job).await.unwrap();
        let job = store.claim("w").await.unwrap().unwrap();
        store.finish(job.id, "w", JobState::Failed, None, Some("欧阳明轩.csv: torn")).await.unwrap();
    }

    async fn tried(&self) -> workbench_core::ids::RuleSetId {
        let (store, edit) = (&self.bench.store, &self.edit);
        let draft = workbench_store::DraftText {
            source: "x".to_owned(),
            version: "1.0.0".to_owned(),
            title_zh: "自".to_owned(),
            title_en: "own".to_owned(),
        };
        let id = store.create_ruleset(edit, "own", "", &draft).await.unwrap();
        let person = patient(&self.bench, edit, "Z0047712").await;
        let examples = vec![ChangedValue {
            report: self.report,
            patient: person,
            field: "words".to_owned(),
            type_word: "text".to_owned(),
            kind: "filled".to_owned(),
            before: None,
            after: Some(said("words", json!("欧阳明轩自诉咳嗽"), "欧阳明轩自诉咳嗽")),
        }];
        let new = NewDryRun {
            database: self.database,
            etag: "1".to_owned(),
            result: json!({"reports": 1}),
            examples,
        };
        store.keep_dry_run(edit, id, &new).await.unwrap();
        id
    }

    /// Everything that shows words, as this grant's person sees it.
    async fn walk(&self, grant: &Grant, ruleset: workbench_core::ids::RuleSetId) -> String {
        let store = &self.bench.store;
        let mut all = String::new();
        macro_rules! see {
            ($($what:expr),+ $(,)?) => {$(writeln!(all, "{}: {:?}", stringify!($what), $what).unwrap();)+};
        }
        let queue = QueueQuery { state: QueueState::All, limit: 10, ..QueueQuery::default() };
        let study = store.studies(grant).await.unwrap()[0].id;
        let case = store.cases(grant, self.database).await.unwrap()[0].id;
        for report in store.reports(grant, &everything()).await.unwrap() {
            see!(report.text(), report.patient, report.external_id, report.accession, report.exam_date);
            see!(report.age, report.body_part, report.shown.covered());
        }
        for text in store.case_texts(grant, self.database).await.unwrap() {
            see!(text.text);
        }
        let blanks = store.checked_reports(grant, self.database, None, 10).await.unwrap();
        see!(blanks.iter().map(|report| report.text().to_owned()).collect::<Vec<_>>());
        see!(
            store.cases(grant, self.database).await.unwrap(),
            store.case(grant, case).await.unwrap(),
            store.values_of_report(grant, self.report).await.unwrap(),
            store.report_values(grant, self.database, self.report).await.unwrap(),
            store.check_history(grant, self.database, self.report, "words").await.unwrap(),
            store.check_queue(grant, self.database, &queue).await.unwrap(),
            store.checked_values(grant, self.database, Beside::Present).await.unwrap(),
            store.checked_values(grant, self.database, Beside::Judged).await.unwrap(),
            store.studies(grant).await.unwrap(),
            store.series_of(grant, study).await.unwrap(),
            store.rois(grant).await.unwrap(),
            store.findings(grant).await.unwrap(),
            store.unknown_objects(grant).await.unwrap(),
            store.lineage(grant, "database", &self.database.to_string()).await.unwrap(),
            store.jobs(grant.principal(), &JobQuery { limit: 10, ..JobQuery::default() }).await.unwrap(),
        );
        see!(store.dry_run(grant, ruleset).await.unwrap().unwrap().examples);
        if let Ok(examples) = store.examples(grant, self.database, uuid::Uuid::nil(), 10).await {
            see!(examples);
        }
        all
    }
}

async fn nothing_planted_is_shown_below_identified(bench: Bench) {
    let desk = Desk::new(bench).await;
    desk.crowd().await;
    let ruleset = desk.tried().await;
    let bench = &desk.bench;
    let view = bench.grant(&desk.team, Action::View).await;
    let whole = desk.walk(&view, ruleset).await;
    for planted in PLANTED {
        assert!(whole.contains(planted), "{planted} was not planted");
    }
    let researcher = bench.member(&desk.team, "rex", Role::Researcher).await;
    let annotator = bench.member(&desk.team, "ivy", Role::Annotator).await;
    let limited = bench.grant_of(&researcher, &desk.team, Action::View).await;
    let export = bench.grant_of(&researcher, &desk.team, Action::Export).await;
    let least = bench.grant_of(&annotator, &desk.team, Action::View).await;
    for grant in [&limited, &export, &least] {
        let seen = desk.walk(grant, ruleset).await;
        for planted in PLANTED {
            let dates = grant.level() == DataLevel::Limited && planted.starts_with("2021");
            assert!(dates || !seen.contains(planted), "{planted} at {}: {seen}", grant.level());
        }
        assert!(seen.contains("实性结节"), "{seen}");
    }
    // below the levels that show rows no word of a report is left
    let counts = limited.no_deeper_than(DataLevel::Aggregate);
    assert!(!desk.walk(&counts, ruleset).await.contains("实性结节"));
}

async fn places_stay_on_their_words(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    for level in [DataLevel::Identified, DataLevel::Limited, DataLevel::Deidentified] {
        let grant = desk.edit.no_deeper_than(level);
        let report = store.report(&grant, desk.report).await.unwrap();
        let place = |spans: &[EvidenceSpan]| {
            let span = Span::new(spans[0].start, spans[0].end);
            span.of(report.text()).unwrap().to_owned()
        };
        let values = store.values_of_report(&grant, desk.report).await.unwrap();
        let of = |field: &str| &values.iter().find(|held| held.value.field == field).unwrap().value;
        assert_eq!(place(&of("size").spans), "实性结节", "{level}");
        let said = of("words");
        let words = place(&said.spans);
        assert!(words.ends_with("自诉咳嗽"), "{words}");
        assert_eq!(said.value, json!(words), "the value is covered as its words are");
        assert_eq!(said.alternatives[0], json!(words.trim_end_matches("自诉咳嗽")));
        let section = &report.sections[0];
        let start = section["start"].as_u64().unwrap() as usize;
        let section = Span::new(start, start + 4).of(report.text());
        assert_eq!(section, Some("影像所见"));
        // what was read from the shown text is kept at the places of the untouched one
        let back = report.shown.kept(of("size").clone());
        assert_eq!(back.spans, [span_of("实性结节")]);
    }
}

async fn what_is_covered_is_not_found_by_words(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let find = async |grant: &Grant, q: &str| {
        let query = ReportQuery { q: q.to_owned(), ..everything() };
        let queue =
            QueueQuery { state: QueueState::All, limit: 10, q: q.to_owned(), ..QueueQuery::default() };
        let place = store.check_neighbours(grant, desk.database, desk.report, &queue).await.unwrap();
        let (rows, total) = store.check_queue(grant, desk.database, &queue).await.unwrap();
        let counted = store.count_reports(grant, &query).await.unwrap();
        let listed = store.reports(grant, &query).await.unwrap().len();
        assert_eq!((counted, rows.len()), (listed, total));
        assert!(place.total <= 1);
        (counted, total)
    };
    for level in [DataLevel::Limited, DataLevel::Deidentified] {
        let grant = desk.edit.no_deeper_than(level);
        for planted in PLANTED.into_iter().filter(|word| !word.starts_with("2021")) {
            assert_eq!(find(&grant, planted).await, (0, 0), "{planted} at {level}");
            // a mask at `limited` shows the head of a phone
            let half: String = planted.chars().take(3).filter(|c| !c.is_ascii_digit()).collect();
            assert!(half.len() < 3 || find(&grant, &half).await == (0, 0), "{half} at {level}");
        }
        assert_eq!(find(&grant, "实性结节").await, (1, 1));
        assert_eq!(find(&grant, "12MM").await, (1, 1), "case does not matter");
        assert_eq!(find(&grant, "%").await, (0, 0));
    }
    assert_eq!(find(&desk.edit, "欧阳明轩").await, (1, 1));
}

async fn a_date_that_moves_moves_everywhere(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let shifting = Variable {
        deident: Some(workbench_core::DeidentKind::DateShift),
        ..typed("birth", VariableType::Date)
    };
    store.add_variables(&desk.edit, desk.database, &[shifting]).await.unwrap();
    let mut seen = Vec::new();
    for level in [DataLevel::Limited, DataLevel::Deidentified] {
        let grant = desk.edit.no_deeper_than(level);
        let report = store.report(&grant, desk.report).await.unwrap();
        let values = store.values_of_report(&grant, desk.report).await.unwrap();
        let day = values.iter().find(|held| held.value.field == "day").unwrap().value.value.clone();
        assert_eq!(day, json!(report.exam_date), "the exam's date and the text's move together");
        assert!(report.text().contains(&format!("⟨{}⟩", report.exam_date)), "{}", report.text());
        assert_ne!(report.exam_date, "2021-03-05");
        seen.push(report.exam_date);
    }
    assert_eq!(seen[0], seen[1]);
    // rules of the project read dates where they are
    let grant = desk.edit.no_deeper_than(DataLevel::Limited).for_rules();
    let report = store.report(&grant, desk.report).await.unwrap();
    assert!(report.text().contains("2021-03-05") && !report.text().contains("欧阳明轩"));
}

async fn a_password_is_shown_to_nobody(bench: Bench) {
    let desk = Desk::new(bench).await;
    let store = &desk.bench.store;
    let secret = Variable {
        deident: Some(workbench_core::DeidentKind::Password),
        ..typed("secret", VariableType::Text)
    };
    store.add_variables(&desk.edit, desk.database, &[secret]).await.unwrap();
    let activity = store
        .record_activity(&desk.edit, "import_values", &json!({}), chrono::Utc::now(), &[], &[])
        .await
        .unwrap();
    let person = patient(&desk.bench, &desk.edit, "Z0047712").await;
    let kept = FieldValue { spans: vec![], ..value("secret", json!("Tulip-77")) };
    let kept = [NewValue { patient: person, report: None, value: kept }];
    store.set_values(&desk.edit, desk.database, Origin::Import, activity, &kept, false).await.unwrap();
    let cases = store.cases(&desk.edit, desk.database).await.unwrap();
    assert_eq!(cases[0].values["secret"].value.value, json!("[密码]"));
}
