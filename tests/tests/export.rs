//! The server is killed while a package is built; the package that is fetched is whole, marked and what it says it is.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::time::{Duration, Instant};
use workbench_tests::client::{Client, id_of};
use workbench_tests::{dicom, program};

const REPORTS: usize = 400;
const KILLS: usize = 4;
const FORMATS: [&str; 7] = ["csv", "xlsx", "sav", "dta", "xpt8", "xpt5", "rdata"];

struct Stage {
    client: Client,
    project: String,
    cohort: String,
    version: u64,
}

/// A cohort of many cases, a researcher `rex` and a steward `sue`; one text is a formula.
fn stage(reports: usize) -> Stage {
    let mut client = Client::start_with(&["rex", "sue"]).unwrap();
    let project = client.json("POST", "/projects", json!({"title": "t", "kind": "shared"}));
    let project = id_of(&project);
    for (login, role) in [("rex", "researcher"), ("sue", "steward")] {
        client.become_(login);
        let me = client.json("GET", "/session", Value::Null)["user"]["id"].as_str().unwrap().to_owned();
        client.become_("ada");
        client.json("PUT", &format!("/projects/{project}/members/{me}"), json!({"role": role}));
    }
    let line = |n: usize| {
        let text = match n {
            0 => "=HYPERLINK(\"http://x\")影像所见：右肺上叶见结节，大小约7mm。".to_owned(),
            _ => format!("影像所见：右肺上叶见结节，大小约{}mm。左肺未见异常。", n % 30 + 1),
        };
        json!({"patient_id": format!("P7700{n}"), "accession": format!("S{n}"), "text": text})
    };
    client.reports(&project, &(0..reports).map(line).collect::<Vec<_>>());
    let path = format!("/projects/{project}/databases");
    let database = client.json("POST", &path, json!({"name": "d", "pack": "lung_nodule"}));
    let database = id_of(&database);
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    client.finish(&started);
    let path = format!("/databases/{database}/cohorts");
    let cohort = id_of(&client.json("POST", &path, json!({"name": "all", "criteria": {"text": "结节"}})));
    Stage { client, project, cohort, version: 1 }
}

impl Stage {
    fn ask(&mut self, formats: &[&str]) -> String {
        self.ask_with(formats, json!({}))
    }

    fn ask_with(&mut self, formats: &[&str], more: Value) -> String {
        self.client.become_("rex");
        let path = format!("/projects/{}/exports", self.project);
        let fields = [
            "_sex",
            "_reports",
            "nodule_present",
            "nodule_long_mm",
            "nodule_lobe",
            "nodule_count",
            "nodule_density",
        ];
        let mut body = json!({"cohort": self.cohort, "version": self.version, "fields": fields,
            "level": "deidentified", "formats": formats, "reports": true, "reason": "a study"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        id_of(&self.client.json("POST", &path, body))
    }

    fn approve(&mut self, request: &str) {
        self.client.become_("sue");
        self.client.json("POST", &format!("/exports/{request}/decision"), json!({"approve": true}));
    }

    fn state(&mut self, request: &str) -> Value {
        self.client.become_("rex");
        self.client.json("GET", &format!("/exports/{request}"), Value::Null)
    }

    fn ready(&mut self, request: &str, patience: u64) -> Value {
        let begin = Instant::now();
        loop {
            let view = self.state(request);
            if view["state"] == "ready" {
                return view;
            }
            assert!(begin.elapsed() < Duration::from_secs(patience), "{view}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Fetches the package, and holds it against what the request says of it.
    fn fetch(&mut self, view: &Value) -> BTreeMap<String, Vec<u8>> {
        let request = view["id"].as_str().unwrap();
        self.client.become_("rex");
        let link = self.client.json("POST", &format!("/exports/{request}/link"), Value::Null);
        let token = link["token"].as_str().unwrap();
        let (status, bytes) = self.client.bytes(&format!("/exports/{request}/package?token={token}"));
        assert_eq!(status, 200);
        assert_eq!(sha256(&bytes), view["package"]["hash"].as_str().unwrap(), "the hash is that of the file");
        assert_eq!(bytes.len() as u64, view["package"]["size"].as_u64().unwrap());
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut files = BTreeMap::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            files.insert(file.name().unwrap().into_owned(), content);
        }
        for file in view["package"]["files"].as_array().unwrap() {
            let content = &files[file["name"].as_str().unwrap()];
            assert_eq!(sha256(content), file["sha256"].as_str().unwrap(), "{file}");
        }
        let hashes = String::from_utf8(files["hashes.txt"].clone()).unwrap();
        assert_eq!(hashes.lines().count(), files.len() - 1, "every file but itself");
        for line in hashes.lines() {
            let (hash, name) = line.split_once("  ").unwrap();
            assert_eq!(sha256(&files[name]), hash, "{name}");
        }
        files
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Folders in which packages are made.
fn left_over(stage: &Stage) -> usize {
    let folder = std::fs::read_dir(stage.client.server.data().join("incoming"));
    folder
        .into_iter()
        .flatten()
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with("export-"))
        .count()
}

#[test]
fn killed_while_building_nothing_can_be_fetched_and_the_next_build_is_whole() {
    let mut stage = stage(REPORTS);
    let first = stage.ask(&FORMATS);
    let begin = Instant::now();
    stage.approve(&first);
    stage.ready(&first, 120);
    let usual = begin.elapsed();
    println!("a package of {REPORTS} cases in {} formats is built in {usual:?}", FORMATS.len());
    assert_eq!(left_over(&stage), 0);
    let data = stage.client.server.data().to_str().unwrap().to_owned();
    let mut chance = std::time::UNIX_EPOCH.elapsed().map_or(1, |d| d.as_nanos() as u64) | 1;
    let mut early = 0;
    for round in 0..KILLS {
        let request = stage.ask(&FORMATS);
        stage.approve(&request);
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        std::thread::sleep(usual.mul_f64((chance >> 11) as f64 / (1u64 << 53) as f64));
        stage.client.server.kill_and_restart().unwrap();
        let view = stage.state(&request);
        if view["state"] != "ready" {
            early += 1;
            assert!(view["package"].is_null(), "round {round}: {view}");
            let answer = stage.client.ask("POST", &format!("/exports/{request}/link"), "", b"");
            assert_eq!(answer.status, 409, "round {round}: {}", answer.json);
            if round + 1 == KILLS {
                // the job is taken up again when its lease has run out
                stage.ready(&request, 150);
            } else {
                let out = program::run(&["export", "--data", &data, "--request", &request]).unwrap();
                let line: Value = serde_json::from_slice(&out.stdout).unwrap();
                let kept = std::fs::read(line["path"].as_str().unwrap()).unwrap();
                assert_eq!(sha256(&kept), line["hash"].as_str().unwrap());
            }
        }
        let view = stage.ready(&request, 5);
        let files = stage.fetch(&view);
        let rows = String::from_utf8(files["data.csv"].clone()).unwrap();
        assert_eq!(rows.lines().count(), REPORTS + 1, "round {round}");
    }
    println!("{KILLS} kills, {early} before the package was whole");
}

#[test]
fn a_package_holds_what_it_says_marked_and_without_formulas() {
    let mut stage = stage(8);
    let request = stage.ask(&FORMATS);
    let data = stage.client.server.data().to_str().unwrap().to_owned();
    let refused = |id: &str| {
        let out = program::command(&["export", "--data", &data, "--request", id]).unwrap().output().unwrap();
        (out.status.code(), String::from_utf8(out.stderr).unwrap(), out.stdout.len())
    };
    let (code, said, wrote) = refused(&request);
    assert_eq!((code, wrote), (Some(2), 0), "{said}");
    assert!(said.contains("尚未批准") && said.lines().count() == 1, "{said}");
    for id in ["x", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(refused(id).0, Some(2), "{id}");
    }
    stage.approve(&request);
    let view = stage.ready(&request, 60);
    let files = stage.fetch(&view);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    for name in [
        "README.txt",
        "dictionary.csv",
        "reports.csv",
        "data.csv",
        "data.xlsx",
        "data.sav",
        "data.dta",
        "data.v8.xpt",
        "data.v5.xpt",
        "data.RData",
    ] {
        assert!(names.contains(&name), "{name} is missing in {names:?}");
    }
    let readme = text("README.txt");
    for word in ["EX-00001 rex", view["cohort"]["hash"].as_str().unwrap(), "deidentified", "a study", "sue"] {
        assert!(readme.contains(word), "`{word}` is missing:\n{readme}");
    }
    assert!(text("reports.csv").contains("'=HYPERLINK"), "a formula is disarmed");
    assert!(!text("reports.csv").contains(",=HYPERLINK") && !text("reports.csv").contains("\"=HYPERLINK"));
    for (name, content) in &files {
        let named = content.windows(5).any(|part| part == b"P7700");
        assert!(!named, "{name} holds a patient's number");
    }
    let notes = |content: &[u8]| content.windows(12).any(|part| part == b"EX-00001 rex");
    assert!(notes(&files["data.sav"]) && notes(&files["data.dta"]), "the files are marked");
    outside(&files);
}

/// The images of a cohort leave with the package: those of its patients alone, without who they are of.
#[test]
fn images_leave_without_who_they_are_of() {
    let mut stage = stage(2);
    stage.client.become_("ada");
    let project = stage.project.clone();
    let mut batch = String::new();
    for (study, number) in [(77000, 1), (77000, 2), (77001, 1), (4, 1)] {
        let path = format!("/projects/{project}/imports?name={study}/{number}{batch}");
        let received = stage.client.send("POST", &path, "", &dicom::slice(study, number, 16));
        batch = format!("&batch={}", received["batch"].as_str().unwrap());
    }
    let path = format!("/projects/{project}/imports/{}/start", &batch["&batch=".len()..]);
    let started = stage.client.json("POST", &path, Value::Null);
    stage.client.finish(&started);
    let frozen = stage.client.json("POST", &format!("/cohorts/{}/versions", stage.cohort), json!({}));
    assert_eq!(frozen["version"], 2, "images that came later are of the next version: {frozen}");
    stage.version = 2;
    let compared =
        stage.client.json("GET", &format!("/cohorts/{}/compare?a=1&b=2", stage.cohort), Value::Null);
    let changed = json!({"values": 0, "fields": {}, "reports": 0, "images": 2});
    assert_eq!((&compared["kept"], &compared["changed"]), (&json!(2), &changed), "{compared}");
    let request = stage.ask_with(&["csv"], json!({"dicom": true}));
    stage.approve(&request);
    let view = stage.ready(&request, 60);
    let files = stage.fetch(&view);
    let copies: Vec<&String> = files.keys().filter(|name| name.ends_with(".dcm")).collect();
    assert_eq!(copies.len(), 3, "two patients of the cohort, not the third: {:?}", files.keys());
    let manifest = String::from_utf8(files["manifest.csv"].clone()).unwrap();
    assert_eq!(manifest.lines().count(), 4, "{manifest}");
    for name in &copies {
        let content = &files[*name];
        let line = manifest.lines().find(|line| line.starts_with(name.as_str())).unwrap();
        assert!(line.contains(&sha256(content)) && line.contains(",yes,"), "{line}");
        let sent =
            [(77000, 1), (77000, 2), (77001, 1)].map(|(study, number)| dicom::slice(study, number, 16));
        let same = |sent: &Vec<u8>| content.ends_with(&sent[sent.len() - 2 * 16 * 16..]);
        assert!(sent.iter().any(same), "{name}: the image is what it was");
        for word in ["测试", "P7700", "2.25.4711.77", "A77000"] {
            let held = content.windows(word.len()).any(|part| part == word.as_bytes());
            assert!(!held, "{name} holds {word}");
        }
    }
    for word in ["P7700", "测试", "2.25.4711"] {
        assert!(!manifest.contains(word), "{manifest}");
    }
    dumped(&files);
}

/// DCMTK reads every copy and finds that it says how it was made.
fn dumped(files: &BTreeMap<String, Vec<u8>>) {
    let folder = tempfile::tempdir().unwrap();
    for (at, (name, content)) in files.iter().filter(|(name, _)| name.ends_with(".dcm")).enumerate() {
        let path = folder.path().join(at.to_string());
        std::fs::write(&path, content).unwrap();
        let Ok(out) = std::process::Command::new("dcmdump").arg(&path).output() else {
            println!("skipped: DCMTK (dcmdump is not installed)");
            return;
        };
        let said = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
        for word in ["(0012,0062) CS [YES]", "(0012,0064)"] {
            assert!(said.contains(word), "{name} lacks {word}:\n{said}");
        }
    }
}

/// Opens the files with the readers that people use, where they are installed.
fn outside(files: &BTreeMap<String, Vec<u8>>) {
    let Some(python) = std::env::var_os("WORKBENCH_STAT_PYTHON") else {
        println!("skipped: pyreadstat, pandas and openpyxl (WORKBENCH_STAT_PYTHON not set)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let script = r#"
import sys, os, pyreadstat, pandas, openpyxl
folder = sys.argv[1]
at = lambda name: os.path.join(folder, name)
want = list(pandas.read_csv(at("data.csv"), dtype=str)["_patient"])
for name, read in [("data.sav", pyreadstat.read_sav), ("data.dta", pyreadstat.read_dta), ("data.v8.xpt", pyreadstat.read_xport), ("data.v5.xpt", pyreadstat.read_xport)]:
    frame, meta = read(at(name))
    assert len(frame) == len(want), (name, len(frame))
    first = frame.columns[0]
    assert list(frame[first]) == want, (name, list(frame[first])[:3], want[:3])
    assert "患者" in (meta.column_labels[0] or ""), (name, meta.column_labels[0])
book = openpyxl.load_workbook(at("data.xlsx"))
sheets = book.sheetnames
assert len(sheets) >= 2, sheets
rows = list(book[sheets[0]].values)
assert [row[0] for row in rows[1:]] == want, rows[:3]
for sheet in book:
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row), "a formula"
print("read", len(want), "rows by pyreadstat, pandas, openpyxl")
"#;
    let out = std::process::Command::new(python).arg("-c").arg(script).arg(folder.path()).output().unwrap();
    println!("{}", String::from_utf8_lossy(&out.stdout));
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}
