//! A scenario: a YAML file with accounts and HTTP steps, run against a server of its own.

use crate::expect::{self, Captures};
use crate::server::{Server, agent};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use ureq::http::{Method, Request};

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows, one sentence.
    pub about: String,
    /// Accounts made on the command line before the server starts.
    #[serde(default)]
    pub accounts: Vec<Account>,
    /// Words that no answer to this person may hold, whatever is asked.
    #[serde(default)]
    pub hidden: BTreeMap<String, Vec<String>>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// An account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    login: String,
    password: String,
    role: String,
}

/// One request and what its answer must be. Exactly one of the method keys, or `sign_in`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Signs an account in, changing its first password when asked to; later steps name it with `as`.
    sign_in: Option<String>,
    get: Option<String>,
    post: Option<String>,
    put: Option<String>,
    patch: Option<String>,
    delete: Option<String>,
    /// Whose cookies are sent; a name of the scenario's choice.
    #[serde(rename = "as", default)]
    who: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Leaves out the header that guards writes against foreign pages.
    #[serde(default)]
    bare: bool,
    /// The request itself holds hidden words, which its answer may repeat.
    #[serde(default)]
    repeats: bool,
    json: Option<Value>,
    /// A text body, in `encoding` (utf-8, gb18030, utf-16le).
    body: Option<String>,
    encoding: Option<String>,
    /// Repeats the text body, for large ones.
    repeat: Option<usize>,
    #[serde(default)]
    expect: Expect,
    /// Asks again until `expect` holds, at most this many seconds.
    within: Option<f64>,
    /// Names for parts of the answer, by JSON pointer.
    #[serde(default)]
    capture: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    /// A number or a matcher; any success when left out.
    status: Option<Value>,
    #[serde(default)]
    headers: BTreeMap<String, Value>,
    json: Option<Value>,
    /// A part of the text of the answer.
    text: Option<String>,
}

struct Answer {
    status: u16,
    headers: Map<String, Value>,
    text: String,
}

struct Runner {
    base: String,
    agent: ureq::Agent,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
    passwords: BTreeMap<String, String>,
    captures: Captures,
    hidden: BTreeMap<String, Vec<String>>,
}

/// Reads and runs a scenario.
///
/// # Errors
/// Which step went wrong, what was expected and what came, and the end of the server's log.
pub fn run(file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|e| e.to_string())?;
    let scenario: Scenario = serde_saphyr::from_str(&text).map_err(|e| e.to_string())?;
    let accounts: Vec<(&str, &str, &str)> =
        scenario.accounts.iter().map(|a| (a.login.as_str(), a.password.as_str(), a.role.as_str())).collect();
    let server = Server::start(&accounts)?;
    let mut runner = Runner {
        base: server.base(),
        agent: agent(),
        cookies: BTreeMap::new(),
        passwords: scenario.accounts.iter().map(|a| (a.login.clone(), a.password.clone())).collect(),
        captures: Map::new(),
        hidden: scenario.hidden.clone(),
    };
    for (number, step) in scenario.steps.iter().enumerate() {
        if let Err(problem) = runner.step(step) {
            let log = server.log();
            let tail: Vec<&str> = log.lines().rev().take(15).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            return Err(format!(
                "{}\nstep {}: {problem}\nserver log:\n{}",
                scenario.about,
                number + 1,
                tail.join("\n")
            ));
        }
    }
    Ok(())
}

impl Runner {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Some(login) = &step.sign_in {
            return self.sign_in(login);
        }
        let (method, path) = step.request()?;
        let path = expect::fill(path, &self.captures);
        let begin = Instant::now();
        let patience = Duration::from_secs_f64(step.within.unwrap_or(0.0).clamp(0.0, 300.0));
        let answer = loop {
            let answer = self.send(step, &method, &path)?;
            let hidden = self.hidden.get(&step.who).filter(|_| !step.repeats);
            if let Some(word) = hidden.into_iter().flatten().find(|word| answer.text.contains(word.as_str()))
            {
                return Err(format!("{method} {path}: `{word}` is shown to {}\n{}", step.who, answer.text));
            }
            match step.expect.check(&answer, &self.captures) {
                Ok(()) => break answer,
                Err(problem) if begin.elapsed() >= patience => {
                    return Err(format!(
                        "{method} {path}: {problem}\n{} {}",
                        answer.status,
                        clip(&answer.text)
                    ));
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        };
        if step.capture.is_empty() {
            return Ok(());
        }
        let body: Value =
            serde_json::from_str(&answer.text).map_err(|e| format!("{method} {path}: no JSON: {e}"))?;
        for (name, pointer) in &step.capture {
            let value =
                body.pointer(pointer).ok_or_else(|| format!("{method} {path}: no {pointer} in {body}"))?;
            self.captures.insert(name.clone(), value.clone());
        }
        Ok(())
    }

    fn sign_in(&mut self, login: &str) -> Result<(), String> {
        let password = self
            .passwords
            .get(login)
            .cloned()
            .ok_or_else(|| format!("no account `{login}` in this scenario"))?;
        let body = serde_json::json!({"login": login, "password": password});
        let answer = self.plain(login, "/session", &body)?;
        let session: Value =
            serde_json::from_str(&answer.text).map_err(|e| format!("sign in {login}: {e}"))?;
        if session.get("must_change") != Some(&Value::Bool(true)) {
            return Ok(());
        }
        let new = format!("{password}-Changed9");
        self.plain(login, "/session/password", &serde_json::json!({"old": password, "new": new}))?;
        self.passwords.insert(login.to_owned(), new);
        Ok(())
    }

    fn plain(&mut self, who: &str, path: &str, body: &Value) -> Result<Answer, String> {
        let answer =
            self.exchange(who, &Method::POST, path, &json_header(true), body.to_string().into_bytes())?;
        if answer.status == 200 {
            Ok(answer)
        } else {
            Err(format!("{who}: POST {path}: {} {}", answer.status, answer.text))
        }
    }

    fn send(&mut self, step: &Step, method: &Method, path: &str) -> Result<Answer, String> {
        let mut headers = BTreeMap::new();
        let mut body = Vec::new();
        if let Some(json) = &step.json {
            headers.extend(json_header(false));
            body = expect::fill_value(json, &self.captures).to_string().into_bytes();
        } else if let Some(text) = &step.body {
            let text = expect::fill(text, &self.captures).repeat(step.repeat.unwrap_or(1));
            body = encode(&text, step.encoding.as_deref().unwrap_or("utf-8"))?;
            headers.insert("content-type".to_owned(), "application/octet-stream".to_owned());
        }
        if *method != Method::GET && !step.bare {
            headers.insert("x-workbench".to_owned(), "1".to_owned());
        }
        for (name, value) in &step.headers {
            headers.insert(name.to_lowercase(), expect::fill(value, &self.captures));
        }
        self.exchange(&step.who, method, path, &headers, body)
    }

    fn exchange(
        &mut self,
        who: &str,
        method: &Method,
        path: &str,
        headers: &BTreeMap<String, String>,
        body: Vec<u8>,
    ) -> Result<Answer, String> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let jar = self.cookies.entry(who.to_owned()).or_default();
        if !jar.is_empty() {
            let cookies: Vec<String> = jar.iter().map(|(k, v)| format!("{k}={v}")).collect();
            request = request.header("cookie", cookies.join("; "));
        }
        let request = request.body(body).map_err(|e| format!("{method} {path}: {e}"))?;
        let mut answer = self.agent.run(request).map_err(|e| format!("{method} {path}: {e}"))?;
        let mut seen = Map::new();
        for (name, value) in answer.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if name == "set-cookie" {
                let pair = value.split(';').next().unwrap_or_default();
                if let Some((name, value)) = pair.split_once('=') {
                    jar.insert(name.trim().to_owned(), value.trim().to_owned());
                }
            }
            seen.insert(name.as_str().to_owned(), Value::String(value));
        }
        let status = answer.status().as_u16();
        let bytes = answer.body_mut().read_to_vec().map_err(|e| format!("{method} {path}: {e}"))?;
        Ok(Answer { status, headers: seen, text: String::from_utf8_lossy(&bytes).into_owned() })
    }
}

impl Step {
    fn request(&self) -> Result<(Method, &str), String> {
        let given: Vec<(Method, &str)> = [
            (Method::GET, &self.get),
            (Method::POST, &self.post),
            (Method::PUT, &self.put),
            (Method::PATCH, &self.patch),
            (Method::DELETE, &self.delete),
        ]
        .into_iter()
        .filter_map(|(method, path)| Some((method, path.as_deref()?)))
        .collect();
        match given.as_slice() {
            [one] => Ok(one.clone()),
            _ => Err("a step needs exactly one of get, post, put, patch, delete, sign_in".to_owned()),
        }
    }
}

impl Expect {
    fn check(&self, answer: &Answer, captures: &Captures) -> Result<(), String> {
        match &self.status {
            Some(wanted) => expect::check(wanted, &Value::from(answer.status), "status")?,
            None if !(200..300).contains(&answer.status) => return Err("expected success".to_owned()),
            None => {}
        }
        for (name, wanted) in &self.headers {
            let found = answer.headers.get(&name.to_lowercase()).unwrap_or(&Value::Null);
            match (wanted, found) {
                (Value::String(part), Value::String(whole)) if whole.contains(part.as_str()) => {}
                (Value::String(_), _) => {
                    return Err(format!("header {name}: expected {wanted}, found {found}"));
                }
                _ => expect::check(wanted, found, &format!("header {name}"))?,
            }
        }
        if let Some(wanted) = &self.json {
            let found: Value = serde_json::from_str(&answer.text).map_err(|e| format!("no JSON: {e}"))?;
            expect::check(&expect::fill_value(wanted, captures), &found, "")?;
        }
        match &self.text {
            Some(part) if !answer.text.contains(&expect::fill(part, captures)) => {
                Err(format!("`{part}` is not in the answer"))
            }
            _ => Ok(()),
        }
    }
}

fn json_header(write: bool) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
    if write {
        headers.insert("x-workbench".to_owned(), "1".to_owned());
    }
    headers
}

fn encode(text: &str, encoding: &str) -> Result<Vec<u8>, String> {
    match encoding {
        "utf-8" => Ok(text.as_bytes().to_vec()),
        "gb18030" => Ok(encoding_rs::GB18030.encode(text).0.into_owned()),
        "utf-16le" => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        other => Err(format!("the scenario uses an unknown encoding `{other}`")),
    }
}

fn clip(text: &str) -> String {
    let short: String = text.chars().take(600).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
