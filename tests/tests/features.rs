//! Features of ROIs: cancelled or killed midway an extraction goes on where it stopped, to the same bytes; who may do what;
//! and what the files say.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use workbench_tests::client::{Client, id_of};
use workbench_tests::structures::{Square, structure_set};
use workbench_tests::{dicom, program};

const STUDIES: u32 = 6;
/// Every study has two of these and a speck too small to measure.
const LABELS: [&str; 2] = ["结节", "对照"];
/// Some tenths of a second of work an ROI.
const WAVELETS: &str = "imageType:\n  Original: {}\n  Wavelet: {wavelet: coif1}\n";

/// Images and ROIs in a project of the account that speaks.
fn images(client: &mut Client, project: &str) {
    let folder = client.server.data().join("import/studies");
    for study in 1..=STUDIES {
        let place = folder.join(study.to_string());
        dicom::write_study(&place, study, 16, 96).unwrap();
        let square = |name: &str, from: f64, slices| Square {
            name: name.to_owned(),
            x: [from, from + 34.0],
            y: [20.5, 54.5],
            slices,
        };
        let regions = [
            square(LABELS[0], 4.5, [2, 15]),
            square(LABELS[1], 50.5, [3, 14]),
            Square { name: "点".to_owned(), x: [10.5, 11.5], y: [10.5, 11.5], slices: [4, 4] },
        ];
        std::fs::write(place.join("RS"), structure_set(study, &regions)).unwrap();
    }
    let started =
        client.json("POST", &format!("/projects/{project}/imports/path"), json!({"path": "studies"}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["rois"], json!(STUDIES * 3), "{job}");
}

fn extract(client: &mut Client, project: &str, body: Value) -> Value {
    client.json("POST", &format!("/projects/{project}/feature-tables"), body)
}

/// Waits until some ROIs are done, but not all.
fn midway(client: &mut Client, started: &Value) {
    let path = format!("/jobs/{}", id_of(&started["job"]));
    let begin = Instant::now();
    loop {
        let job = client.json("GET", &path, Value::Null);
        if job["state"] == "running" && job["progress"]["done"].as_i64() > Some(2) {
            return;
        }
        assert!(matches!(job["state"].as_str(), Some("queued" | "running")), "too fast to be stopped: {job}");
        assert!(begin.elapsed() < Duration::from_secs(90), "{job}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn files(client: &mut Client, table: &str) -> [Vec<u8>; 2] {
    ["csv", "parquet"].map(|kind| {
        let (status, bytes) = client.bytes(&format!("/feature-tables/{table}/{kind}"));
        assert_eq!(status, 200);
        bytes
    })
}

/// The table that a job made, and its summary.
fn made(job: &Value) -> (String, Value) {
    (job["result"]["feature_table"].as_str().unwrap().to_owned(), job["result"].clone())
}

#[test]
fn an_extraction_that_is_stopped_goes_on_and_comes_to_the_same_bytes() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    images(&mut client, &project);
    let body = |name: &str| json!({"name": name, "settings": WAVELETS, "labels": LABELS});
    let all = u64::from(STUDIES) * 2;

    let started = extract(&mut client, &project, body("cancelled"));
    midway(&mut client, &started);
    let id = id_of(&started["job"]);
    client.json("POST", &format!("/jobs/{id}/cancel"), Value::Null);
    let job = client.ended(&started);
    assert_eq!(job["state"], "cancelled", "{job}");
    let done = job["progress"]["done"].as_u64().unwrap();
    assert!(done > 0 && done < all, "{job}");
    let tables = client.json("GET", &format!("/projects/{project}/feature-tables"), Value::Null);
    assert_eq!(tables["total"], 0, "half a table is shown");
    let again = client.json("POST", &format!("/jobs/{id}/retry"), Value::Null);
    let job = client.finish(&json!({ "job": again }));
    let (first, summary) = made(&job);
    let kept = summary["kept"].as_u64().unwrap();
    println!("cancelled after {done} of {all}, then {kept} kept");
    assert!(kept >= done && kept < all, "{summary}");
    assert_eq!((&summary["rows"], &summary["failed"]), (&json!(all), &json!(0)));

    // the same once more computes nothing
    let started = extract(&mut client, &project, body("again"));
    let (second, summary) = made(&client.finish(&started));
    assert_eq!(summary["kept"], json!(all), "{summary}");

    // another number is another key: killed midway, it goes on after the restart, and no kept value is of other settings
    let other = |name: &str| json!({"name": name, "settings": format!("setting: {{binWidth: 30}}\n{WAVELETS}"), "labels": LABELS});
    let started = extract(&mut client, &project, other("killed"));
    midway(&mut client, &started);
    client.server.kill_and_restart().unwrap();
    let started = extract(&mut client, &project, other("after the kill"));
    let (third, summary) = made(&client.finish(&started));
    let kept = summary["kept"].as_u64().unwrap();
    println!("killed, then {kept} of {all} kept");
    assert!(kept > 2 && kept <= all, "{summary}");

    // a project of its own has nothing to keep from: what is computed there at one go is the same numbers
    let strange = client.project();
    images(&mut client, &strange);
    let started = extract(&mut client, &strange, body("fresh"));
    let (fresh, summary) = made(&client.finish(&started));
    assert_eq!(summary["kept"], 0, "what one project kept is seen in another: {summary}");

    let [csv, parquet] = files(&mut client, &first);
    let [again, _] = files(&mut client, &second);
    assert!(csv == again, "the tables differ");
    let values = |csv: &[u8]| -> Vec<String> {
        let text = String::from_utf8(csv.to_vec()).unwrap();
        text.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
    };
    let [fresh, _] = files(&mut client, &fresh);
    assert_eq!(values(&csv), values(&fresh), "kept values are not what is computed");
    let [third, _] = files(&mut client, &third);
    assert_ne!(values(&csv), values(&third), "values of other settings");
    read_outside(&csv, &parquet);
}

/// What another program reads in the Parquet file is what stands in the CSV.
fn read_outside(csv: &[u8], parquet: &[u8]) {
    let python = std::env::var("WORKBENCH_STAT_PYTHON").unwrap_or("python3".to_owned());
    let known = Command::new(&python).args(["-c", "import pyarrow.parquet"]).output();
    if !known.is_ok_and(|known| known.status.success()) {
        println!("skipped: comparison with pyarrow (not installed for {python})");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), csv).unwrap();
    std::fs::write(folder.path().join("t.parquet"), parquet).unwrap();
    let reader = Path::new("tests/features/parquet.py");
    let said = Command::new(&python).arg(reader).arg(folder.path()).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned() + &String::from_utf8_lossy(&said.stderr);
    println!("{text}");
    assert!(said.status.success(), "{text}");
}

#[test]
fn what_is_shown_of_a_table_and_to_whom() {
    let roles = ["researcher", "annotator", "clinician", "steward"];
    let mut client = Client::start_with(&[&roles[..], &["stranger"]].concat()).unwrap();
    let project = id_of(&client.json("POST", "/projects", json!({"title": "t", "kind": "shared"})));
    for role in roles {
        client.become_(role);
        let me = client.json("GET", "/session", Value::Null)["user"]["id"].as_str().unwrap().to_owned();
        client.become_("ada");
        client.json("PUT", &format!("/projects/{project}/members/{me}"), json!({"role": role}));
    }
    images(&mut client, &project);
    let tables = format!("/projects/{project}/feature-tables");
    let plan = client.json("POST", &format!("{tables}/plan"), json!({"labels": [LABELS[0]]}));
    assert_eq!((&plan["rois"], &plan["patients"]), (&json!(STUDIES), &json!(STUDIES)), "{plan}");
    assert_eq!(plan["labels"].as_array().unwrap().len(), 3, "{plan}");
    let small = "featureClass: {shape: [VoxelVolume], firstorder: }";
    let started = extract(&mut client, &project, json!({"name": "all", "settings": small}));
    let (table, summary) = made(&client.finish(&started));
    assert_eq!((&summary["rows"], &summary["failed"]), (&json!(STUDIES * 2), &json!(STUDIES)), "{summary}");

    let path = format!("/feature-tables/{table}");
    let columns = "original_firstorder_Mean,original_shape_VoxelVolume";
    let shown = client.json("GET", &format!("{path}?columns={columns}&limit=3"), Value::Null);
    assert_eq!((&shown["rows"]["total"], &shown["columns"][1]["unit"]), (&json!(STUDIES * 2), &json!("mm³")));
    let rows = shown["rows"]["items"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let volume = |label: &str| if label == LABELS[0] { 34.0 * 34.0 * 14.0 } else { 34.0 * 34.0 * 12.0 };
    for row in rows {
        assert_eq!(row["values"].as_array().unwrap().len(), 2, "{row}");
        assert_eq!(row["values"][1], json!(volume(row["roi"]["label"].as_str().unwrap())), "{row}");
    }
    let failed = shown["table"]["failed"].as_array().unwrap();
    assert!(failed.iter().all(|one| one["label"] == "点" && one["reason_zh"].is_string()), "{failed:?}");
    let found =
        client.json("GET", &format!("{path}/distribution?column=original_shape_VoxelVolume"), Value::Null);
    assert_eq!((&found["n"], &found["min"]), (&json!(STUDIES * 2), &json!(volume(LABELS[1]))), "{found}");
    assert_eq!(found["mean"], json!((volume(LABELS[0]) + volume(LABELS[1])) / 2.0));

    // who may extract, see, and take away
    let no_one = json!({"name": "", "settings": small}).to_string();
    for (who, extract, see, take) in [
        ("ada", 422, 200, 200),
        ("researcher", 422, 200, 200),
        ("annotator", 403, 200, 403),
        ("clinician", 403, 200, 403),
        ("steward", 403, 200, 200),
        ("stranger", 404, 404, 404),
        ("nobody", 401, 401, 401),
    ] {
        client.become_(who);
        assert_eq!(client.ask("POST", &tables, "", no_one.as_bytes()).status, extract, "{who} extracts");
        for part in ["", "/columns", "/distribution?column=original_firstorder_Mean"] {
            assert_eq!(client.ask("GET", &format!("{path}{part}"), "", b"").status, see, "{who} sees {part}");
        }
        for kind in ["csv", "parquet"] {
            assert_eq!(client.bytes(&format!("{path}/{kind}")).0, take, "{who} takes {kind}");
        }
    }
    // no hospital number and no name stands in what is taken
    client.become_("ada");
    let (_, parquet) = client.bytes(&format!("{path}/parquet"));
    for planted in ["2.25.4711", "测试^甲"] {
        assert!(!parquet.windows(planted.len()).any(|part| part == planted.as_bytes()), "{planted} leaves");
    }
}

#[test]
fn a_frozen_cohort_says_whose_rois() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    images(&mut client, &project);
    let line = |n: usize| {
        let text = if n < 3 {
            "影像所见：右肺上叶见结节，大小约9mm。"
        } else {
            "影像所见：双肺清晰。"
        };
        json!({"patient_id": format!("P{n}"), "accession": format!("S{n}"), "text": text})
    };
    client.reports(&project, &(1..=4).map(line).collect::<Vec<_>>());
    let path = format!("/projects/{project}/databases");
    let database = id_of(&client.json("POST", &path, json!({"name": "d", "pack": "lung_nodule"})));
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    client.finish(&started);
    let body = json!({"name": "有结节", "criteria": {"text": "结节"}});
    let cohort = id_of(&client.json("POST", &format!("/databases/{database}/cohorts"), body));
    let tables = format!("/projects/{project}/feature-tables");
    let chosen = json!({"name": "队列", "labels": [LABELS[1]], "cohort": {"id": cohort, "version": 1}});
    let plan = client.json("POST", &format!("{tables}/plan"), chosen.clone());
    assert_eq!((&plan["rois"], &plan["patients"]), (&json!(2), &json!(2)), "{plan}");
    let started = extract(&mut client, &project, chosen.clone());
    let (table, _) = made(&client.finish(&started));
    let shown = client.json("GET", &format!("/feature-tables/{table}?columns=,"), Value::Null);
    let rows = shown["rows"]["items"].as_array().unwrap();
    let mut patients: Vec<&str> =
        rows.iter().map(|row| row["roi"]["patient"]["identifier"].as_str().unwrap()).collect();
    patients.sort_unstable();
    assert_eq!(patients, ["P1", "P2"]);
    assert!(rows.iter().all(|row| row["roi"]["label"] == LABELS[1]), "{rows:?}");
    assert_eq!(shown["table"]["settings"]["selection"]["cohort"], chosen["cohort"]);
    // a version that is not there
    let none = json!({"name": "x", "cohort": {"id": cohort, "version": 7}}).to_string();
    assert_eq!(client.ask("POST", &tables, "", none.as_bytes()).status, 404);
}

#[test]
fn a_batch_on_the_command_line_writes_parquet_too() {
    let folder = tempfile::tempdir().unwrap();
    let output = program::command(&["radiomics", "batch", "--table"])
        .unwrap()
        .arg(folder.path().join("none.csv"))
        .arg("--output")
        .arg(folder.path().join("out.xlsx"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains(".csv or .parquet"), "{said}");
    dicom::write_study(&folder.path().join("ct"), 1, 8, 24).unwrap();
    let square = Square { name: "a".to_owned(), x: [3.5, 15.5], y: [3.5, 15.5], slices: [2, 6] };
    std::fs::write(folder.path().join("rs.dcm"), structure_set(1, &[square])).unwrap();
    std::fs::write(folder.path().join("cases.csv"), "ID,Image,Mask,ROI\n甲,ct,rs.dcm,a\n").unwrap();
    for name in ["out.csv", "out.parquet"] {
        let output = program::command(&["radiomics", "batch", "--keep"])
            .unwrap()
            .arg(folder.path().join("kept"))
            .arg("--table")
            .arg(folder.path().join("cases.csv"))
            .arg("--output")
            .arg(folder.path().join(name))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        let kept = if name == "out.csv" { "0 kept" } else { "1 kept" };
        assert!(said.contains(kept), "{said}");
    }
    let parquet = std::fs::read(folder.path().join("out.parquet")).unwrap();
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
    read_outside(&std::fs::read(folder.path().join("out.csv")).unwrap(), &parquet);
}
