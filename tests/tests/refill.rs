//! The server is killed while a database is read anew; what is there afterwards is whole, old or new.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use ureq::http::Request;
use workbench_tests::server::{Server, agent};

const REPORTS: usize = 1_500;
const KILLS: usize = 6;

/// One person's way to the server.
struct Client {
    server: Server,
    cookie: String,
}

impl Client {
    fn send(&mut self, method: &str, path: &str, tag: &str, body: &[u8]) -> Value {
        let mut tries = 0;
        loop {
            match self.exchange(method, path, tag, body) {
                Ok(answer) => return answer,
                // the client at times loses the end of a large answer; what only reads may ask again
                Err(problem) if method == "GET" && tries < 5 => {
                    tries += 1;
                    println!("{path}: {problem}, asked again");
                }
                Err(problem) => panic!("{method} {path}: {problem}\n{}", self.server.log()),
            }
            assert!(!self.server.log().contains("panicked"), "{}", self.server.log());
        }
    }

    fn exchange(&mut self, method: &str, path: &str, tag: &str, body: &[u8]) -> Result<Value, ureq::Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.server.base()))
            .header("x-workbench", "1")
            .header("content-type", "application/json")
            .header("cookie", &self.cookie);
        if !tag.is_empty() {
            request = request.header("if-match", tag);
        }
        let mut answer = agent().run(request.body(body.to_vec())?)?;
        let cookies = answer.headers().get_all("set-cookie").iter();
        if let Some(cookie) = cookies.filter_map(|value| value.to_str().ok()?.split(';').next()).next_back() {
            self.cookie = cookie.to_owned();
        }
        let status = answer.status();
        let text = answer.body_mut().read_to_string()?;
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn json(&mut self, method: &str, path: &str, body: Value) -> Value {
        self.send(method, path, "", body.to_string().as_bytes())
    }

    fn finish(&mut self, started: &Value) -> Value {
        let path = format!("/jobs/{}", started["job"]["id"].as_str().unwrap());
        let begin = Instant::now();
        loop {
            let job = self.json("GET", &path, Value::Null);
            match job["state"].as_str().unwrap() {
                "succeeded" => return job,
                "queued" | "running" if begin.elapsed() < Duration::from_secs(120) => {
                    std::thread::sleep(Duration::from_millis(30));
                }
                _ => panic!("{job}"),
            }
        }
    }

    /// The version that the database says it follows, and those that its values carry with their number.
    fn state(&mut self, database: &str) -> (String, BTreeSet<String>, usize) {
        let row = self.json("GET", &format!("/databases/{database}"), Value::Null);
        let mut versions = BTreeSet::new();
        let mut cursor = String::new();
        loop {
            let path = format!("/databases/{database}/cases?limit=1000{cursor}");
            let page = self.json("GET", &path, Value::Null);
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

    fn publish(&mut self, set: &str, patch: usize) -> String {
        let tag = self.json("GET", &format!("/rulesets/{set}"), Value::Null);
        let tag = tag["draft"]["etag"].as_str().unwrap().to_owned();
        let body = json!({"source": rules(patch)}).to_string();
        let saved = self.send("PUT", &format!("/rulesets/{set}/draft"), &tag, body.as_bytes());
        assert_eq!(saved["check"]["ok"], true, "{saved}");
        let tag = saved["etag"].as_str().unwrap().to_owned();
        let view = self.send("POST", &format!("/rulesets/{set}/publish"), &tag, b"{}");
        view["published"]["id"].as_str().unwrap().to_owned()
    }
}

fn rules(patch: usize) -> String {
    format!(
        "ruleset:\n  id: demo\n  version: 1.0.{patch}\n  title: {{zh: 示例, en: Example}}\ndict:\n  nodule: {{terms: [结节]}}\n\
         fields:\n  - key: present\n    name: {{zh: 结节, en: Nodule}}\n    type: bool\n    from: {{finding: nodule}}\n\
         tests:\n  - {{text: 右肺见结节。, expect: {{present: true}}}}\n  - {{text: 双肺未见结节。, expect: {{present: false}}}}\n"
    )
}

fn stage() -> (Client, String, String) {
    let server = Server::start(&[("ada", "First-Pass1", "user")]).unwrap();
    let mut client = Client { server, cookie: String::new() };
    client.json("POST", "/session", json!({"login": "ada", "password": "First-Pass1"}));
    client.json("POST", "/session/password", json!({"old": "First-Pass1", "new": "Second-Pass2"}));
    let project = client.json("POST", "/projects", json!({"title": "kill", "kind": "personal"}));
    let project = project["id"].as_str().unwrap().to_owned();
    let line = |n: usize| json!({"patient_id": format!("P{n}"), "accession": format!("S{n}"), "text": format!("影像所见：右肺上叶见结节，大小约{}mm。左肺未见异常。", n % 30 + 1)});
    let lines: Vec<String> = (0..REPORTS).map(|n| line(n).to_string()).collect();
    let path = format!("/projects/{project}/reports?name=r.jsonl");
    let started = client.send("POST", &path, "", lines.join("\n").as_bytes());
    client.finish(&started);
    let set = client.json("POST", &format!("/projects/{project}/rulesets"), json!({"source": rules(0)}));
    let set = set["id"].as_str().unwrap().to_owned();
    let version = client.publish(&set, 1);
    let path = format!("/projects/{project}/databases");
    let database = client.json("POST", &path, json!({"name": "d", "version": version}));
    (client, set, database["id"].as_str().unwrap().to_owned())
}

#[test]
fn killed_while_reading_anew_the_old_values_stand_until_the_new_are_whole() {
    let (mut client, set, database) = stage();
    let begin = Instant::now();
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    client.finish(&started);
    let usual = begin.elapsed();
    println!("{REPORTS} reports are read anew in {usual:?}");
    assert_eq!(client.state(&database), ("1.0.1".to_owned(), BTreeSet::from(["1.0.1".to_owned()]), REPORTS));
    let mut chance = std::time::UNIX_EPOCH.elapsed().map_or(1, |d| d.as_nanos() as u64) | 1;
    let mut old = "1.0.1".to_owned();
    let mut kept = 0;
    for round in 0..KILLS {
        let new = format!("1.0.{}", round + 2);
        let version = client.publish(&set, round + 2);
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
        let (follows, carried, values) = client.state(&database);
        assert!(follows == old || follows == new, "round {round}: {follows}, {old} or {new} expected");
        assert_eq!(carried, BTreeSet::from([follows.clone()]), "round {round}: values of several versions");
        assert_eq!(values, REPORTS, "round {round}: values are missing");
        kept += usize::from(follows == old);
        old = follows;
    }
    println!("{KILLS} kills, {kept} before the new values were whole");
    let version = client.publish(&set, 90);
    let started = client.json("PUT", &format!("/databases/{database}/ruleset"), json!({"version": version}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["reports"], REPORTS);
    assert_eq!(
        client.state(&database),
        ("1.0.90".to_owned(), BTreeSet::from(["1.0.90".to_owned()]), REPORTS)
    );
}
