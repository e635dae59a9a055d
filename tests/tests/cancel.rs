//! Long reading is cancelled in its midst: it says so, leaves nothing half done, and can be done again.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::time::{Duration, Instant};
use workbench_tests::client::{Client, id_of};

/// Together some seconds of work for the engine.
const REPORTS: usize = 3_000;
const SENTENCES: usize = 150;

fn stage() -> (Client, String) {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let filler =
        "双肺纹理清晰，肺门不大，纵隔居中，气管及主支气管通畅，未见明显异常密度影。".repeat(SENTENCES);
    let line = |n: usize| {
        let text =
            format!("影像所见：右肺上叶可见蛛网样影。左肺见实性结节，大小约{}mm。{filler}", n % 30 + 1);
        json!({"patient_id": format!("P{n}"), "accession": format!("S{n}"), "text": text})
    };
    client.reports(&project, &(0..REPORTS).map(line).collect::<Vec<_>>());
    (client, project)
}

/// Lets a job read some reports, cancels it, and answers how it ended.
fn cancel_midway(client: &mut Client, started: &Value) -> Value {
    let id = id_of(&started["job"]);
    let begin = Instant::now();
    loop {
        let job = client.json("GET", &format!("/jobs/{id}"), Value::Null);
        if job["state"] == "running" && job["progress"]["done"].as_i64() > Some(0) {
            break;
        }
        assert!(
            matches!(job["state"].as_str(), Some("queued" | "running")),
            "too fast to be cancelled: {job}"
        );
        assert!(begin.elapsed() < Duration::from_secs(60), "{job}");
        std::thread::sleep(Duration::from_millis(10));
    }
    let begin = Instant::now();
    client.json("POST", &format!("/jobs/{id}/cancel"), Value::Null);
    let job = client.ended(started);
    println!(
        "cancelled at {} of {} in {:?}",
        job["progress"]["done"],
        job["progress"]["total"],
        begin.elapsed()
    );
    assert!(job["progress"]["done"].as_u64() < Some(REPORTS as u64), "{job}");
    job
}

#[test]
fn a_dry_run_is_cancelled_and_done_again() {
    let (mut client, project) = stage();
    let path = format!("/projects/{project}/databases");
    let database = id_of(&client.json("POST", &path, json!({"name": "d", "pack": "lung_nodule"})));
    let path = format!("/projects/{project}/rulesets");
    let set = id_of(&client.json("POST", &path, json!({"pack": "lung_nodule"})));
    let before = client.json("GET", &format!("/databases/{database}"), Value::Null);
    let path = format!("/rulesets/{set}/dry-run");
    let started = client.json("POST", &path, json!({"database": database}));
    let job = cancel_midway(&mut client, &started);
    assert_eq!(job["state"], "cancelled", "{job}");
    assert_eq!(job["result"], Value::Null, "{job}");
    assert_eq!(client.json("GET", &path, Value::Null), Value::Null, "half a comparison is shown");
    let view = client.json("GET", &format!("/rulesets/{set}"), Value::Null);
    assert_eq!((&view["published"], &view["open"]), (&Value::Null, &json!(true)));
    assert_eq!(client.json("GET", &format!("/databases/{database}"), Value::Null), before);
    // the same job once more, and then a new one
    let again = client.json("POST", &format!("/jobs/{}/retry", id_of(&job)), Value::Null);
    assert_eq!(client.finish(&json!({ "job": again }))["result"]["reports"], REPORTS);
    let run = client.json("GET", &path, Value::Null);
    assert_eq!((&run["reports"], &run["current"]), (&json!(REPORTS), &json!(true)));
}

#[test]
fn mining_is_cancelled_and_goes_on_without_counting_twice() {
    let (mut client, project) = stage();
    let mine = format!("/projects/{project}/unknown-terms/mine");
    let words = format!("/projects/{project}/unknown-terms?state=new&limit=1000");
    let seen = |client: &mut Client| -> u64 {
        let list = client.json("GET", &words, Value::Null);
        let one = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["term"].as_str().unwrap().contains("蛛网"));
        one.map_or(0, |one| one["reports"].as_u64().unwrap())
    };
    let started = client.json("POST", &mine, json!({}));
    let job = cancel_midway(&mut client, &started);
    assert_eq!(job["state"], "cancelled", "{job}");
    assert_eq!(job["result"], Value::Null, "{job}");
    let part = seen(&mut client);
    assert!(part < REPORTS as u64, "{part}");
    let started = client.json("POST", &mine, json!({}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["reports"], REPORTS, "{job}");
    assert_eq!(seen(&mut client), REPORTS as u64, "after {part} before the cancel");
    // from the beginning, and the same
    let started = client.json("POST", &mine, json!({}));
    client.finish(&started);
    assert_eq!(seen(&mut client), REPORTS as u64);
}
