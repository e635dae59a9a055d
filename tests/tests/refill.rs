//! The server is killed while a database is read anew; what is there afterwards is whole, old or new.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Instant;
use workbench_tests::client::{Client, id_of};

const REPORTS: usize = 1_500;
const KILLS: usize = 6;

/// The version that the database says it follows, and those that its values carry with their number.
fn state(client: &mut Client, database: &str) -> (String, BTreeSet<String>, usize) {
    let row = client.json("GET", &format!("/databases/{database}"), Value::Null);
    let mut versions = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/databases/{database}/cases?limit=1000{cursor}");
        let page = client.json("GET", &path, Value::Null);
        for case in page["items"].as_array().unwrap() {
            for held in case["values"].as_object().unwrap().values() {
                let rule = held["value"]["rule"].as_str().unwrap();
                versions.insert(rule.rsplit('@').next().unwrap().to_owned());
            }
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let values = usize::try_from(row["values"].as_i64().unwrap()).unwrap();
    (row["pack_version"].as_str().unwrap().to_owned(), versions, values)
}

fn publish(client: &mut Client, set: &str, patch: usize) -> String {
    let tag = client.json("GET", &format!("/rulesets/{set}"), Value::Null);
    let tag = tag["draft"]["etag"].as_str().unwrap().to_owned();
    let body = json!({"source": rules(patch)}).to_string();
    let saved = client.send("PUT", &format!("/rulesets/{set}/draft"), &tag, body.as_bytes());
    assert_eq!(saved["check"]["ok"], true, "{saved}");
    let tag = saved["etag"].as_str().unwrap().to_owned();
    let view = client.send("POST", &format!("/rulesets/{set}/publish"), &tag, b"{}");
    view["published"]["id"].as_str().unwrap().to_owned()
}

fn rules(patch: usize) -> String {
    format!(
        "ruleset:\n  id: demo\n  version: 1.0.{patch}\n  title: {{zh: 示例, en: Example}}\ndict:\n  nodule: {{terms: [结节]}}\n\
         fields:\n  - key: present\n    name: {{zh: 结节, en: Nodule}}\n    type: bool\n    from: {{finding: nodule}}\n\
         tests:\n  - {{text: 右肺见结节。, expect: {{present: true}}}}\n  - {{text: 双肺未见结节。, expect: {{present: false}}}}\n"
    )
}

fn stage() -> (Client, String, String) {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let line = |n: usize| json!({"patient_id": format!("P{n}"), "accession": format!("S{n}"), "text": format!("影像所见：右肺上叶见结节，大小约{}mm。左肺未见异常。", n % 30 + 1)});
    client.reports(&project, &(0..REPORTS).map(line).collect::<Vec<_>>());
    let set = client.json("POST", &format!("/projects/{project}/rulesets"), json!({"source": rules(0)}));
    let set = id_of(&set);
    let version = publish(&mut client, &set, 1);
    let path = format!("/projects/{project}/databases");
    let database = client.json("POST", &path, json!({"name": "d", "version": version}));
    (client, set, id_of(&database))
}

#[test]
fn killed_while_reading_anew_the_old_values_stand_until_the_new_are_whole() {
    let (mut client, set, database) = stage();
    let begin = Instant::now();
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    client.finish(&started);
    let usual = begin.elapsed();
    println!("{REPORTS} reports are read anew in {usual:?}");
    assert_eq!(
        state(&mut client, &database),
        ("1.0.1".to_owned(), BTreeSet::from(["1.0.1".to_owned()]), REPORTS)
    );
    let mut chance = std::time::UNIX_EPOCH.elapsed().map_or(1, |d| d.as_nanos() as u64) | 1;
    let mut old = "1.0.1".to_owned();
    let mut kept = 0;
    for round in 0..KILLS {
        let new = format!("1.0.{}", round + 2);
        let version = publish(&mut client, &set, round + 2);
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let share = (chance >> 11) as f64 / (1u64 << 53) as f64;
        let path = format!("/databases/{database}/ruleset");
        let started = client.json("PUT", &path, json!({"version": version}));
        std::thread::sleep(usual.mul_f64(share));
        client.server.kill_and_restart().unwrap();
        // else it is taken up when its lease has run out, in the midst of a later round
        let job = started["job"]["id"].as_str().unwrap().to_owned();
        client.json("POST", &format!("/jobs/{job}/cancel"), Value::Null);
        let (follows, carried, values) = state(&mut client, &database);
        assert!(follows == old || follows == new, "round {round}: {follows}, {old} or {new} expected");
        assert_eq!(carried, BTreeSet::from([follows.clone()]), "round {round}: values of several versions");
        assert_eq!(values, REPORTS, "round {round}: values are missing");
        kept += usize::from(follows == old);
        old = follows;
    }
    println!("{KILLS} kills, {kept} before the new values were whole");
    let version = publish(&mut client, &set, 90);
    let started = client.json("PUT", &format!("/databases/{database}/ruleset"), json!({"version": version}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["reports"], REPORTS);
    assert_eq!(
        state(&mut client, &database),
        ("1.0.90".to_owned(), BTreeSet::from(["1.0.90".to_owned()]), REPORTS)
    );
}
