//! Everybody asks for everything in `permissions.md`; and no name leaves by an answer to who may not see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use workbench_tests::client::{Client, id_of};
use workbench_tests::program::root;

/// Who asks: login, role, depth where it is not the role's.
const PEOPLE: [(&str, &str, Option<&str>); 7] = [
    ("researcher", "researcher", None),
    ("annotator", "annotator", None),
    ("reviewer", "reviewer", None),
    ("steward", "steward", None),
    ("clinician", "clinician", None),
    ("raised", "annotator", Some("limited")),
    ("lowered", "steward", Some("deidentified")),
];
/// Nouns whose every route stands in the table.
const NOUNS: [&str; 9] =
    ["databases", "checks", "fields", "forms", "entry", "tags", "cohorts", "exports", "features"];
const NAME: &str = "欧阳若兰";
const NUMBER: &str = "ZY20997731";

struct Stage {
    client: Client,
    names: BTreeMap<String, String>,
}

impl Stage {
    fn new() -> Self {
        let mut logins: Vec<&str> = PEOPLE.iter().map(|(login, ..)| *login).collect();
        logins.extend(["stranger", "maker"]);
        let mut client = Client::start_with(&logins).unwrap();
        let project = id_of(&client.json("POST", "/projects", json!({"title": "t", "kind": "shared"})));
        let maker = [("maker", "researcher", None)];
        for (login, role, level) in PEOPLE.iter().chain(&maker) {
            client.become_(login);
            let me = client.json("GET", "/session", Value::Null)["user"]["id"].as_str().unwrap().to_owned();
            client.become_("ada");
            client.json(
                "PUT",
                &format!("/projects/{project}/members/{me}"),
                json!({"role": role, "level": level}),
            );
        }
        let line = |n: usize| {
            let text =
                format!("患者姓名：{NAME}，住院号：{NUMBER}。影像所见：右肺上叶见结节，大小约{}mm。", n + 5);
            json!({"patient_id": format!("{NUMBER}{n}"), "accession": format!("S{n}"), "text": text})
        };
        client.reports(&project, &(0..6).map(line).collect::<Vec<_>>());
        let body = json!({"name": "d", "pack": "lung_nodule"});
        let database = id_of(&client.json("POST", &format!("/projects/{project}/databases"), body));
        let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
        client.finish(&started);
        let names = BTreeMap::from([
            ("project".to_owned(), project),
            ("database".to_owned(), database),
            ("field".to_owned(), "nothing".to_owned()),
            ("nobody".to_owned(), uuid::Uuid::nil().to_string()),
        ]);
        let mut stage = Self { client, names };
        stage.client.become_("maker");
        let cohort =
            stage.make("/databases/{database}/cohorts", json!({"name": "all", "criteria": {"text": "结节"}}));
        stage.names.insert("cohort".to_owned(), cohort);
        for (name, shared) in [("tag_hidden", false), ("tag_shared", true)] {
            let id = stage.tag(name, shared);
            stage.names.insert(name.to_owned(), id);
        }
        let preset =
            stage.make("/projects/{project}/feature-presets", json!({"name": "preset", "settings": ""}));
        stage.names.insert("preset".to_owned(), preset);
        let form = stage
            .make("/databases/{database}/forms", json!({"title_zh": "随访", "definition": {"sections": []}}));
        stage.names.insert("form".to_owned(), form);
        let cases = stage.client.json("GET", &stage.fill("/databases/{database}/cases"), Value::Null);
        stage.names.insert("case".to_owned(), id_of(&cases["items"][0]));
        let queue = stage.client.json("GET", &stage.fill("/databases/{database}/check-queue"), Value::Null);
        stage.names.insert("report".to_owned(), queue["items"][0]["report"].as_str().unwrap().to_owned());
        let request = stage.request("limited");
        stage.names.insert("export_other".to_owned(), request);
        stage
    }

    fn make(&mut self, path: &str, body: Value) -> String {
        let path = self.fill(path);
        id_of(&self.client.json("POST", &path, body))
    }

    fn tag(&mut self, name: &str, shared: bool) -> String {
        let body = json!({"name": name, "criteria": {"text": "结节"}, "shared": shared});
        self.make("/databases/{database}/tags", body)
    }

    fn request(&mut self, level: &str) -> String {
        let body = json!({"cohort": self.names["cohort"], "version": 1, "fields": ["nodule_present", "nodule_long_mm"],
            "level": level, "formats": ["csv"], "reports": true, "reason": "x"});
        self.make("/projects/{project}/exports", body)
    }

    fn fill(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }
}

struct Row {
    method: String,
    path: String,
    body: String,
    cells: Vec<(String, String)>,
}

/// The rows of the one table of the file.
fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/permissions.md")).unwrap();
    let mut lines = text.lines().filter(|line| line.starts_with('|'));
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split(" | ").map(|cell| cell.trim_matches(['|', ' ']).to_owned()).collect()
    };
    let people = cells(lines.next().unwrap());
    let row = |line: &str| {
        let mut cells = cells(line).into_iter();
        let request = cells.next().unwrap();
        let mut parts = request.splitn(3, ' ').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let (method, path, body) = (part(), part(), part());
        let cells: Vec<(String, String)> = people.iter().skip(1).cloned().zip(cells).collect();
        assert_eq!(cells.len(), people.len() - 1, "{request}");
        Row { method, path, body, cells }
    };
    lines.skip(1).map(row).collect()
}

#[test]
fn everybody_meets_the_table() {
    let mut stage = Stage::new();
    let rows = table();
    let mut wrong = Vec::new();
    let mut asked = 0;
    let people: Vec<String> = rows[0].cells.iter().map(|(who, _)| who.clone()).collect();
    for who in people {
        let login = if who == "owner" { "ada" } else { who.as_str() };
        stage.client.become_(login);
        let member = !["stranger", "nobody"].contains(&login);
        stage.names.remove("export_own");
        if member {
            let own = stage.tag(&format!("own {who}"), false);
            stage.names.insert("tag_own".to_owned(), own);
        }
        if ["ada", "researcher", "steward", "lowered"].contains(&login) {
            let own = stage.request("deidentified");
            stage.names.insert("export_own".to_owned(), own);
        }
        for row in &rows {
            let wanted = row.cells.iter().find(|(name, _)| *name == who).unwrap().1.clone();
            if wanted == "-" {
                continue;
            }
            asked += 1;
            let (path, body) = (stage.fill(&row.path), stage.fill(&row.body));
            let answer = stage.client.ask(&row.method, &path, "999", body.as_bytes());
            let found = answer.status;
            let good = match wanted.as_str() {
                "2xx" => (200..300).contains(&found),
                "4xx" => (400..500).contains(&found) && ![401, 403].contains(&found),
                exact => exact == found.to_string(),
            };
            let says = |key: &str| answer.json[key].as_str().is_some_and(|text| !text.is_empty());
            if !good {
                wrong.push(format!(
                    "{who}: {} {}: {found}, not {wanted}: {}",
                    row.method, row.path, answer.json
                ));
            } else if found >= 400 && !(says("code") && says("detail")) {
                wrong.push(format!(
                    "{who}: {} {}: {found} without words: {}",
                    row.method, row.path, answer.json
                ));
            } else if found == 403 && !says("detail_zh") {
                wrong.push(format!(
                    "{who}: {} {}: {found} without Chinese: {}",
                    row.method, row.path, answer.json
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    println!("{asked} requests");
}

#[test]
fn every_route_of_these_nouns_stands_in_the_table() {
    let text = std::fs::read_to_string(root().join("workbench/server/openapi.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let shape = |path: &str| -> String {
        let bare = path.split('?').next().unwrap_or_default();
        let part = |part: &str| {
            if part.starts_with('{') || part.bytes().all(|b| b.is_ascii_digit()) { "*" } else { part }
                .to_owned()
        };
        bare.trim_matches('/').split('/').map(part).collect::<Vec<_>>().join("/")
    };
    let known: Vec<(String, String)> =
        table().iter().map(|row| (row.method.to_lowercase(), shape(&row.path))).collect();
    let mut missing = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            let tags: Vec<&str> =
                route["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let ours = tags.iter().any(|tag| NOUNS.contains(tag));
            if ours && !known.contains(&(method.clone(), shape(path))) {
                missing.push(format!("{method} {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "permissions.md lacks {missing:?}");
}

#[test]
fn no_name_leaves_to_who_may_not_see_it() {
    let mut stage = Stage::new();
    let readers = ["researcher", "annotator", "reviewer", "raised", "lowered"];
    stage.client.become_("maker");
    let limited = stage.names["export_other"].clone();
    let deidentified = stage.request("deidentified");
    let search = |criteria: Value| {
        ("POST", "/databases/{database}/search".to_owned(), json!({"criteria": criteria, "limit": 50}))
    };
    let asked: Vec<(&str, String, Value)> = vec![
        search(json!({"text": "结节"})),
        search(json!({"regex": "姓名.{0,8}"})),
        search(json!({"field": NAME, "op": "exists"})),
        search(json!({"regex": "(unclosed"})),
        ("GET", "/databases/{database}/cases".to_owned(), Value::Null),
        ("GET", "/databases/{database}/tags".to_owned(), Value::Null),
        ("GET", "/cohorts/{cohort}/versions/1/members".to_owned(), Value::Null),
        ("GET", "/cohorts/{cohort}/compare?a=1&b=1".to_owned(), Value::Null),
        ("GET", format!("/exports/{limited}/preview"), Value::Null),
        ("GET", format!("/exports/{deidentified}/preview"), Value::Null),
        ("GET", "/projects/{project}/exports".to_owned(), Value::Null),
    ];
    for who in readers {
        stage.client.become_(who);
        for (method, path, body) in &asked {
            let path = stage.fill(path);
            let answer = stage.client.ask(method, &path, "", body.to_string().as_bytes());
            let mut text = answer.json.to_string();
            if body["criteria"]["field"] == NAME {
                // what the caller has typed comes back to them; nothing else may
                text = text.replacen(NAME, "", 8);
            }
            assert!(!text.contains(NAME) && !text.contains(NUMBER), "{who}: {method} {path}: {text}");
        }
    }
    // the same rows do name the patient to who may see it
    stage.client.become_("ada");
    let path = stage.fill("/cohorts/{cohort}/versions/1/members");
    assert!(stage.client.json("GET", &path, Value::Null).to_string().contains(NUMBER));
    // the steward's preview of a request shows what leaves, not what the steward may see
    stage.client.become_("steward");
    let shown =
        stage.client.json("GET", &format!("/exports/{deidentified}/preview"), Value::Null).to_string();
    assert!(!shown.contains(NUMBER) && shown.contains("P-"), "{shown}");
}
