//! The server is killed while a table of values is taken over; what is there afterwards is all of it or nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::Instant;
use workbench_tests::client::{Client, id_of};

const PATIENTS: usize = 1_200;
const KILLS: usize = 5;

/// How many cases there are, and how many of them hold this size; with the size of each the calculated double.
fn state(client: &mut Client, database: &str, size: usize) -> (usize, usize) {
    let (mut cases, mut held, mut cursor) = (0, 0, String::new());
    loop {
        let page =
            client.json("GET", &format!("/databases/{database}/cases?limit=1000{cursor}"), Value::Null);
        for case in page["items"].as_array().unwrap() {
            cases += 1;
            held += usize::from(case["values"]["size"]["value"]["value"] == json!(size));
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (cases, held),
        }
    }
}

fn table(size: usize) -> String {
    let mut text = "patient_id,size\n".to_owned();
    for patient in 0..PATIENTS {
        writeln!(text, "P{patient},{size}").unwrap();
    }
    text
}

fn begin(client: &mut Client, database: &str, size: usize) -> Value {
    let path = format!("/databases/{database}/values/preview?name=v.csv");
    let seen = client.send("POST", &path, "", table(size).as_bytes());
    assert_eq!(seen["rows"]["good"], json!(PATIENTS), "{seen}");
    let body = json!({"object": seen["object"], "name": "v.csv", "only_good": false});
    client.json("POST", &format!("/databases/{database}/values/apply"), body)
}

#[test]
fn killed_while_a_table_is_taken_over_all_of_it_or_nothing_is_there() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    let made =
        client.json("POST", &format!("/projects/{project}/databases"), json!({"name": "d", "empty": true}));
    let database = id_of(&made);
    let fields = json!({"fields": [
        {"key": "size", "name_zh": "大小", "name_en": "Size", "type": "integer"},
        {"key": "twice", "name_zh": "二倍", "name_en": "Twice", "type": "integer", "formula": "size * 2"},
    ]});
    client.json("POST", &format!("/databases/{database}/fields/batch"), fields);
    let mut usual: Option<std::time::Duration> = None;
    let (mut last, mut chance) = (0, std::time::UNIX_EPOCH.elapsed().map_or(1, |d| d.as_nanos() as u64) | 1);
    let mut before = 0;
    for round in 1..=KILLS {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let share = (chance >> 11) as f64 / (1u64 << 53) as f64;
        let started = begin(&mut client, &database, round);
        let Some(usual) = usual else {
            // the first is taken over in peace, to know how long it lasts
            let began = Instant::now();
            client.finish(&started);
            assert_eq!(state(&mut client, &database, round), (PATIENTS, PATIENTS));
            (usual, last) = (Some(began.elapsed()), round);
            continue;
        };
        std::thread::sleep(usual.mul_f64(share));
        client.server.kill_and_restart().unwrap();
        let job = started["job"]["id"].as_str().unwrap().to_owned();
        client.json("POST", &format!("/jobs/{job}/cancel"), Value::Null);
        let (new, old) = (state(&mut client, &database, round), state(&mut client, &database, last));
        let whole = (PATIENTS, PATIENTS);
        assert!(new == whole || old == whole, "round {round}: {new:?} new, {old:?} old");
        before += usize::from(old == whole);
        if new == whole {
            last = round;
        }
    }
    println!("{KILLS} kills, {before} before the table was whole");
    let started = begin(&mut client, &database, 90);
    client.finish(&started);
    assert_eq!(state(&mut client, &database, 90), (PATIENTS, PATIENTS));
    let page = client.json("GET", &format!("/databases/{database}/cases?limit=1"), Value::Null);
    assert_eq!(page["items"][0]["values"]["twice"]["value"]["value"], json!(180));
}
