//! The job against a stand-in model server on a real socket.

#![allow(clippy::unwrap_used)] // a helper that fails is a test that fails

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use workbench_core::{Action, SystemRole};
use workbench_store::{NewAccount, NewReport, Object, Principal, Store};

use super::{Arguments, Endpoint, run};
use crate::app::{App, Shared};
use crate::work::{Tick, fill};

/// Answers every request with what `reply` makes of its number and body; `None` is silence.
fn serve(
    reply: impl Fn(usize, &str) -> Option<String> + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let heard = seen.clone();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            loop {
                let text = String::from_utf8_lossy(&request).to_lowercase();
                let length = text
                    .split("content-length: ")
                    .nth(1)
                    .and_then(|rest| rest.split("\r\n").next()?.parse().ok());
                let head = text.find("\r\n\r\n").map(|at| at + 4);
                if head
                    .zip(length)
                    .is_some_and(|(head, length): (usize, usize)| request.len() >= head + length)
                {
                    break;
                }
                match stream.read(&mut part) {
                    Ok(size) if size > 0 => request.extend(&part[..size]),
                    _ => break,
                }
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let answer = reply(number, &request);
            heard.lock().unwrap().push(request);
            match answer {
                Some(body) => {
                    let head = format!(
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ =
                        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
                }
                None => std::thread::sleep(Duration::from_millis(700)),
            }
        }
    });
    (url, seen)
}

fn said(content: &Value) -> String {
    json!({"choices": [{"message": {"role": "assistant", "content": content.to_string()}}]}).to_string()
}

/// A database of lung nodules with one report whose rules leave the margin empty.
async fn desk(model: Option<&str>) -> (tempfile::TempDir, Shared, workbench_store::Grant, Arguments) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), None).await.unwrap();
    let app = App::new(store, folder.path().to_owned(), false);
    if let Some(url) = model {
        let endpoint = Endpoint::new(url, "stand-in", Some("s3cret".to_owned()), false).unwrap();
        assert!(app.model.set(endpoint.patient(Duration::from_millis(400))).is_ok());
    }
    let account = NewAccount {
        login: "ada".to_owned(),
        name: "Ada".to_owned(),
        system_role: SystemRole::User,
        password_hash: "none".to_owned(),
        must_change: false,
    };
    let account = app.store.create_account(&Principal::command_line(), &account).await.unwrap();
    let ada = account.principal("test");
    let project = app.store.create_project(&ada, "p", "personal", true).await.unwrap();
    let grant = app.store.authorize(&ada, Action::Edit, Object::Project(project)).await.unwrap();
    let report = NewReport {
        patient: "PAT-4711".to_owned(),
        sex: "F".to_owned(),
        external_id: "R1".to_owned(),
        accession: String::new(),
        modality: "CT".to_owned(),
        body_part: String::new(),
        exam_date: "2024-05-01".to_owned(),
        text: "PAT-4711 影像所见：右肺上叶见实性结节，大小约12mm×9mm，与前片8mm相仿。".to_owned(),
        sections: json!([]),
    };
    app.store.keep_reports(&grant, &[report]).await.unwrap();
    let database = fill::create(&app, &grant, "lung", "lung_nodule").await.unwrap();
    fill::run(&app, &grant, &fill::Arguments::rules_only(database), &Tick::default()).await.unwrap();
    (folder, app, grant, Arguments { database, fields: vec![] })
}

/// A field of the report that rules left empty, with a value and a quote that bear it out.
async fn empty_bool(app: &Shared, grant: &workbench_store::Grant, arguments: &Arguments) -> String {
    let database = app.store.database(grant, arguments.database).await.unwrap();
    let bools = database.variables.iter().filter(|one| one.kind == workbench_core::value::VariableType::Bool);
    let keys: Vec<String> = bools.map(|one| one.key.clone()).collect();
    let none = workbench_core::ids::ReportId(uuid::Uuid::nil());
    app.store.blanks(grant, arguments.database, &keys, none, 1).await.unwrap()[0].fields[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_option_nothing_is_asked() {
    let (_folder, app, grant, arguments) = desk(None).await;
    let error = run(&app, &grant, &arguments, &Tick::default()).await.unwrap_err();
    assert_eq!(error.code, workbench_core::Code::Conflict);
    assert!(error.message.contains("--model-endpoint") && error.message_zh.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_answer_is_kept_with_its_words_and_hallucinations_are_not() {
    let field = Arc::new(Mutex::new(String::new()));
    let asked = field.clone();
    let (url, seen) = serve(move |number, _| {
        let key = asked.lock().unwrap().clone();
        Some(said(&match number {
            0 => json!({"values": [{"field": key, "value": true, "quote": "左肺见空洞"}]}),
            _ => json!({"values": [
                {"field": key, "value": true, "quote": "右肺上叶见实性结节"},
                {"field": "nodule_long_mm", "value": 99, "quote": "大小约12mm×9mm"},
            ]}),
        }))
    });
    let (_folder, app, grant, arguments) = desk(Some(&url)).await;
    *field.lock().unwrap() = empty_bool(&app, &grant, &arguments).await;
    let invented = run(&app, &grant, &arguments, &Tick::default()).await.unwrap();
    assert_eq!((invented.asked, invented.filled, invented.failed), (1, 0, 0), "no such words in the report");
    let good = run(&app, &grant, &arguments, &Tick::default()).await.unwrap();
    assert_eq!((good.asked, good.filled), (1, 1), "and never over the rules' 12 mm");
    let report = app
        .store
        .reports(&grant, &workbench_store::ReportQuery { limit: 1, ..Default::default() })
        .await
        .unwrap();
    let values = app.store.values_of_report(&grant, report[0].id).await.unwrap();
    let kept = values.iter().find(|held| held.value.rule == "model:stand-in@1").unwrap();
    assert_eq!((kept.value.value.clone(), kept.value.confidence), (json!(true), 0.5));
    let span = workbench_core::Span::new(kept.value.spans[0].start, kept.value.spans[0].end);
    assert_eq!(span.of(report[0].text()), Some("右肺上叶见实性结节"));
    let heard = seen.lock().unwrap();
    assert!(
        heard.iter().all(|request| !request.contains("4711")),
        "no identity leaves, even at the owner's level"
    );
    assert!(heard.iter().all(|request| request.to_lowercase().contains("authorization: bearer s3cret")));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_answers_fill_nothing_and_end_in_words() {
    type Reply = fn() -> Option<String>;
    let replies: [(&str, Reply); 4] = [
        ("no JSON", || Some("<html>".to_owned())),
        ("no values", || Some(said(&json!("I think it is 12 mm")))),
        ("slow", || None),
        ("huge", || Some("x".repeat(2 << 20))),
    ];
    for (name, reply) in replies {
        let (url, _) = serve(move |_, _| reply());
        let (_folder, app, grant, arguments) = desk(Some(&url)).await;
        let summary = run(&app, &grant, &arguments, &Tick::default()).await.unwrap();
        assert_eq!(summary.filled, 0, "{name}");
        assert_eq!(summary.failed, usize::from(name != "no values"), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_stops() {
    let (url, seen) = serve(|_, _| Some(said(&json!({"values": []}))));
    let (_folder, app, grant, arguments) = desk(Some(&url)).await;
    let tick = Tick::default();
    tick.cancel();
    assert!(run(&app, &grant, &arguments, &tick).await.unwrap_err().is_cancelled());
    assert!(seen.lock().unwrap().is_empty());
}
