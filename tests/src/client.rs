//! One person's way to a server of its own, for tests that need more than a scenario can say.

use crate::server::{Server, agent};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use ureq::http::Request;

/// A signed-in account and the server it speaks to.
pub struct Client {
    /// The server.
    pub server: Server,
    cookie: String,
    cookies: BTreeMap<String, String>,
}

/// Status, headers' content type, and body of an answer.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Content type.
    pub kind: String,
    /// The body; null when it is no JSON.
    pub json: Value,
}

impl Client {
    /// A server with one account, signed in.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn start() -> Result<Self, String> {
        Self::start_with(&[])
    }

    /// A server with the account `ada`, signed in, and others of these logins.
    ///
    /// # Errors
    /// When the server does not start.
    pub fn start_with(others: &[&str]) -> Result<Self, String> {
        let logins = ["ada"].iter().chain(others);
        let accounts: Vec<(&str, &str, &str)> =
            logins.clone().map(|login| (*login, "First-Pass1", "user")).collect();
        let server = Server::start(&accounts)?;
        let mut client = Self { server, cookie: String::new(), cookies: BTreeMap::new() };
        for login in logins {
            client.cookie.clear();
            client.json("POST", "/session", json!({"login": login, "password": "First-Pass1"}));
            client.json("POST", "/session/password", json!({"old": "First-Pass1", "new": "Second-Pass2"}));
            client.cookies.insert((*login).to_owned(), client.cookie.clone());
        }
        client.become_("ada");
        Ok(client)
    }

    /// Speaks for another account from now on; for nobody when there is none of this login.
    pub fn become_(&mut self, login: &str) {
        self.cookie = self.cookies.get(login).cloned().unwrap_or_default();
    }

    /// The bytes of an answer, with its status.
    ///
    /// # Panics
    /// When the server does not answer.
    pub fn bytes(&mut self, path: &str) -> (u16, Vec<u8>) {
        let request = Request::builder()
            .uri(format!("{}{path}", self.server.base()))
            .header("cookie", &self.cookie)
            .body(Vec::new());
        let fetched = request.map_err(ureq::Error::from).and_then(|request| {
            let mut answer = agent().run(request)?;
            let body = answer.body_mut().with_config().limit(1 << 30).read_to_vec()?;
            Ok((answer.status().as_u16(), body))
        });
        fetched.unwrap_or_else(|problem| panic!("GET {path}: {problem}"))
    }

    /// Sends and expects success.
    ///
    /// # Panics
    /// When the server refuses, does not answer, or has panicked.
    pub fn send(&mut self, method: &str, path: &str, tag: &str, body: &[u8]) -> Value {
        let answer = self.ask(method, path, tag, body);
        assert!((200..300).contains(&answer.status), "{method} {path}: {} {}", answer.status, answer.json);
        answer.json
    }

    /// Sends JSON and expects success.
    ///
    /// # Panics
    /// As [`send`](Self::send).
    pub fn json(&mut self, method: &str, path: &str, body: Value) -> Value {
        self.send(method, path, "", body.to_string().as_bytes())
    }

    /// Sends and gives the answer, whatever it is.
    ///
    /// # Panics
    /// When the server does not answer or has panicked.
    pub fn ask(&mut self, method: &str, path: &str, tag: &str, body: &[u8]) -> Answer {
        let mut tries = 0;
        loop {
            let answer = self.exchange(method, path, tag, body);
            assert!(!self.server.log().contains("panicked"), "{}", self.server.log());
            match answer {
                Ok(answer) => return answer,
                // the client at times loses the end of a large answer; what only reads may ask again
                Err(problem) if method == "GET" && tries < 5 => {
                    tries += 1;
                    println!("{path}: {problem}, asked again");
                }
                Err(problem) => panic!("{method} {path}: {problem}\n{}", self.server.log()),
            }
        }
    }

    fn exchange(&mut self, method: &str, path: &str, tag: &str, body: &[u8]) -> Result<Answer, ureq::Error> {
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
        let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let (status, kind) = (answer.status().as_u16(), kind.unwrap_or_default().to_owned());
        let text = answer.body_mut().with_config().limit(256 << 20).read_to_string()?;
        Ok(Answer { status, kind, json: serde_json::from_str(&text).unwrap_or(Value::Null) })
    }

    /// Waits until a job has ended, however.
    ///
    /// # Panics
    /// When it takes longer than two minutes.
    pub fn ended(&mut self, started: &Value) -> Value {
        let path = format!("/jobs/{}", started["job"]["id"].as_str().unwrap_or_default());
        let begin = Instant::now();
        loop {
            let job = self.json("GET", &path, Value::Null);
            if !matches!(job["state"].as_str(), Some("queued" | "running")) {
                return job;
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "{job}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Waits until a job has succeeded.
    ///
    /// # Panics
    /// When it fails, or takes longer than two minutes.
    pub fn finish(&mut self, started: &Value) -> Value {
        let job = self.ended(started);
        assert_eq!(job["state"], "succeeded", "{job}");
        job
    }

    /// A new project of the account; answers its id.
    ///
    /// # Panics
    /// As [`send`](Self::send).
    pub fn project(&mut self) -> String {
        let project = self.json("POST", "/projects", json!({"title": "t", "kind": "personal"}));
        id_of(&project)
    }

    /// Imports reports, one JSON object each, and waits; answers the job.
    ///
    /// # Panics
    /// As [`finish`](Self::finish).
    pub fn reports(&mut self, project: &str, lines: &[Value]) -> Value {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        let path = format!("/projects/{project}/reports?name=r.jsonl");
        let started = self.send("POST", &path, "", lines.join("\n").as_bytes());
        self.finish(&started)
    }
}

/// The id of what was answered.
pub fn id_of(answer: &Value) -> String {
    answer["id"].as_str().unwrap_or_default().to_owned()
}
