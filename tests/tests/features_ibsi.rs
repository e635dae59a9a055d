//! The IBSI profile in jobs: the same numbers as on the command line, the same again when a model looks at an ROI; and
//! settings kept under a name.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use workbench_tests::client::{Client, id_of};
use workbench_tests::structures::{Square, structure_set};
use workbench_tests::{dicom, program};

const STUDIES: u32 = 8;
/// Interpolated, re-segmented, in one filtered image, and of every kind of aggregation.
const SETTINGS: &str =
    "setting: {binCount: 16, resampledPixelSpacing: [1.5, 1.5, 2], resegmentRange: [100, 3000]}
imageType: {Original: {}, smooth: {filter: mean, support: 3, boundary: mirror}}
featureClass: {morph: , loc: , stat: , ih: , ivh: , cm: , szm: , ngl: }
";

/// A nodule of another size in each study, as images and as files for the command line.
fn images(client: &mut Client, project: &str) {
    let folder = client.server.data().join("import/studies");
    for study in 1..=STUDIES {
        let place = folder.join(study.to_string());
        dicom::write_study(&place.join("ct"), study, 14, 48).unwrap();
        let far = 16.5 + 2.0 * f64::from(study);
        let squares = [
            Square { name: "结节".to_owned(), x: [6.5, far], y: [8.5, 30.5], slices: [3, 11] },
            Square { name: "点".to_owned(), x: [40.5, 41.5], y: [40.5, 41.5], slices: [4, 4] },
        ];
        std::fs::write(place.join("RS"), structure_set(study, &squares)).unwrap();
    }
    let body = json!({"path": "studies"});
    let started = client.json("POST", &format!("/projects/{project}/imports/path"), body);
    let job = client.finish(&started);
    assert_eq!(job["result"]["rois"], json!(STUDIES * 2), "{job}");
}

/// The rows of a CSV whose first cells name them; the rest are numbers, nothing where there is none.
fn rows(csv: &[u8], head: usize) -> (Vec<String>, BTreeMap<String, Vec<Option<f64>>>) {
    let text = String::from_utf8(csv.to_vec()).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap().split_off(head);
    let row = |mut cells: Vec<String>| {
        let numbers = cells.split_off(head);
        (cells.remove(0), numbers.iter().map(|cell| cell.parse().ok()).collect())
    };
    (names, lines.map(row).collect())
}

/// What the command line computes of the same files.
fn on_the_command_line(client: &Client) -> (Vec<String>, BTreeMap<String, Vec<Option<f64>>>) {
    let folder = client.server.data().join("import/studies");
    let cases: String = (1..=STUDIES).map(|study| format!("P{study},{study}/ct,{study}/RS,结节\n")).collect();
    std::fs::write(folder.join("cases.csv"), format!("ID,Image,Mask,ROI\n{cases}")).unwrap();
    std::fs::write(folder.join("ibsi.yml"), SETTINGS).unwrap();
    let done = program::command(&["radiomics", "batch", "--profile", "ibsi", "--settings", "ibsi.yml"])
        .unwrap()
        .args(["--table", "cases.csv", "--output", "out.csv"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    rows(&std::fs::read(folder.join("out.csv")).unwrap(), 5)
}

#[test]
fn a_job_a_command_and_a_model_compute_the_same() {
    let mut client = Client::start().unwrap();
    let project = client.project();
    images(&mut client, &project);
    let tables = format!("/projects/{project}/feature-tables");
    let body = json!({"name": "ibsi", "profile": "ibsi", "settings": SETTINGS, "labels": ["结节"]});
    let started = client.json("POST", &tables, body.clone());
    let job = client.finish(&started);
    assert_eq!((&job["result"]["rows"], &job["result"]["failed"]), (&json!(STUDIES), &json!(0)), "{job}");
    let table = job["result"]["feature_table"].as_str().unwrap().to_owned();
    let (status, csv) = client.bytes(&format!("/feature-tables/{table}/csv"));
    assert_eq!(status, 200);

    // to the bit what the command line says of the same files
    let (names, by_roi) = rows(&csv, 1);
    let (expected_names, expected) = on_the_command_line(&client);
    assert_eq!(names, expected_names);
    let shown = client.json("GET", &format!("/feature-tables/{table}?columns=morph_volume"), Value::Null);
    let patients: HashMap<&str, &str> = shown["rows"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["roi"]["patient"]["identifier"].as_str().unwrap()))
        .collect();
    let bits = |row: &[Option<f64>]| row.iter().map(|value| value.map(f64::to_bits)).collect::<Vec<_>>();
    for (roi, values) in &by_roi {
        assert_eq!(bits(values), bits(&expected[patients[roi.as_str()]]), "{roi}");
    }
    println!("{} ROIs × {} features, bit by bit as on the command line", by_roi.len(), names.len());

    // what a column is
    assert_eq!(shown["table"]["settings"]["profile"], "ibsi");
    assert_eq!((&shown["columns"][0]["ibsi"], &shown["columns"][0]["unit"]), (&json!("RNU0"), &json!("mm³")));
    let facts = client.json("GET", &format!("/feature-tables/{table}/columns"), Value::Null);
    let column =
        |name: &str| facts["items"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
    let contrast = column("smooth_cm_contrast_3D_avg");
    let said = ["ibsi", "aggregation", "image", "class"].map(|key| contrast[key].as_str().unwrap());
    assert_eq!(said, ["ACUI", "ITBB", "smooth", "cm"]);
    assert!(contrast["formula"].is_string() && contrast["name_zh"] == "对比度", "{contrast}");
    assert_eq!(column("stat_mean")["unit"], "HU");
    let (_, parquet) = client.bytes(&format!("/feature-tables/{table}/parquet"));
    for said in [r#""profile":"ibsi""#, r#""cm_contrast_3D_avg":"ITBB""#, r#""stat_mean":"Q4LE""#] {
        assert!(parquet.windows(said.len()).any(|part| part == said.as_bytes()), "{said}");
    }

    // the profile is part of the key that values are kept under; the same again is all kept
    let other = json!({"name": "py", "settings": "setting: {binCount: 16}", "labels": ["结节"]});
    let job = client.json("POST", &tables, other);
    assert_eq!(client.finish(&job)["result"]["kept"], 0);
    let job = client.json("POST", &tables, body);
    assert_eq!(client.finish(&job)["result"]["kept"], json!(STUDIES));

    a_model_computes_the_same(&mut client, &project, &table, &names, &by_roi);
}

fn a_model_computes_the_same(
    client: &mut Client,
    project: &str,
    table: &str,
    names: &[String],
    by_roi: &BTreeMap<String, Vec<Option<f64>>>,
) {
    let line = |n: u32| {
        let text = if n <= STUDIES / 2 {
            "影像所见：右肺上叶见结节，大小约9mm。"
        } else {
            "影像所见：双肺未见结节。"
        };
        json!({"patient_id": format!("P{n}"), "accession": format!("S{n}"), "text": text})
    };
    client.reports(project, &(1..=STUDIES).map(line).collect::<Vec<_>>());
    let path = format!("/projects/{project}/databases");
    let database = id_of(&client.json("POST", &path, json!({"name": "d", "pack": "lung_nodule"})));
    let started = client.json("POST", &format!("/databases/{database}/fill"), json!({}));
    client.finish(&started);
    let experiment = json!({"name": "m", "feature_table": table, "database": database, "target": "nodule_present",
        "learners": ["logistic"], "folds": 2, "seed": 7});
    let started = client.json("POST", &format!("/projects/{project}/experiments"), experiment);
    let trained = client.finish(&started);
    let model = trained["result"]["models"][0].as_str().unwrap().to_owned();
    let studies = client.json("GET", &format!("/projects/{project}/studies"), Value::Null);
    let studies: Vec<&Value> = studies["items"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    let started = client.json("POST", &format!("/models/{model}/predictions"), json!({"studies": studies}));
    let job = client.finish(&started);
    assert_eq!(job["result"]["findings"], json!(STUDIES), "{job}");
    let findings = client.json("GET", &format!("/projects/{project}/findings"), Value::Null);
    let findings = findings["items"].as_array().unwrap();
    assert_eq!(findings.len(), STUDIES as usize);
    let at = |name: &str| names.iter().position(|known| known == name).unwrap();
    for finding in findings {
        let values = &by_roi[finding["roi_id"].as_str().unwrap()];
        let near = |found: &Value, name: &str| {
            let (found, expected) = (found.as_f64().unwrap(), values[at(name)].unwrap());
            assert!(
                (found - expected).abs() <= 1e-12 * expected.abs(),
                "{name}: {found}, {expected} in the table"
            );
        };
        let reasons = finding["reasons"].as_array().unwrap();
        assert!(!reasons.is_empty(), "{finding}");
        for reason in reasons {
            near(&reason["value"], reason["feature"].as_str().unwrap());
        }
        // form is measured once, whatever the images
        let mut sizes = finding["measurements"].as_array().unwrap().iter().filter(|one| one["unit"] == "mm");
        near(&sizes.next().unwrap()["value"], "morph_pca_maj_axis");
        near(&sizes.next().unwrap()["value"], "morph_pca_min_axis");
    }
}

#[test]
fn presets_are_checked_kept_and_used() {
    let mut client = Client::start_with(&["rex", "tess"]).unwrap();
    let project = id_of(&client.json("POST", "/projects", json!({"title": "t", "kind": "shared"})));
    for login in ["rex", "tess"] {
        client.become_(login);
        let me = client.json("GET", "/session", Value::Null)["user"]["id"].as_str().unwrap().to_owned();
        client.become_("ada");
        let role = json!({"role": "researcher"});
        client.json("PUT", &format!("/projects/{project}/members/{me}"), role);
    }
    let path = format!("/projects/{project}/feature-presets");
    client.become_("rex");
    // every shipped one is what the check says it is, and can be asked for
    let shipped = client.json("GET", &path, Value::Null);
    let shipped = shipped["items"].as_array().unwrap();
    assert!(shipped.len() > 4 && shipped.iter().all(|one| one["shipped"] == true), "{shipped:?}");
    for preset in shipped {
        let body = json!({"profile": preset["profile"], "settings": preset["settings"]});
        let check = client.json("POST", "/radiomics/check", body);
        assert_eq!((&check["columns"], &check["error"]), (&preset["columns"], &Value::Null), "{preset}");
    }
    let body = |name: &str, settings: &str| json!({"name": name, "profile": "ibsi", "settings": settings});
    let made = client.json("POST", &path, body(" 肺结节 ", SETTINGS));
    assert_eq!(
        (&made["name_zh"], &made["changeable"], &made["settings"]),
        (&json!("肺结节"), &json!(true), &json!(SETTINGS))
    );
    // what cannot compute is not kept, and says which key it is
    let refused =
        client.ask("POST", &path, "", body("x", "setting: {normalize: true}").to_string().as_bytes());
    assert_eq!(refused.status, 422);
    assert!(refused.json["detail_zh"].as_str().unwrap().contains("setting.normalize"), "{}", refused.json);
    let strange = json!({"name": "x", "profile": "mirp", "settings": ""}).to_string();
    assert_eq!(client.ask("POST", &path, "", strange.as_bytes()).status, 422);
    let taken = client.ask("POST", &path, "", body("肺结节", "").to_string().as_bytes());
    assert_eq!(taken.status, 409);
    assert!(taken.json["detail_zh"].as_str().unwrap().contains("肺结节"), "{}", taken.json);

    // another researcher uses it and does not change it; its maker and the owner do
    let own = format!("/feature-presets/{}", id_of(&made));
    let (etag, changed) = (made["etag"].as_str().unwrap(), body("肺结节 2", "").to_string());
    client.become_("tess");
    let list = client.json("GET", &path, Value::Null);
    assert_eq!(
        (&list["items"][0]["name_zh"], &list["items"][0]["changeable"]),
        (&json!("肺结节"), &json!(false))
    );
    assert_eq!(client.ask("PUT", &own, etag, changed.as_bytes()).status, 403);
    assert_eq!(client.ask("DELETE", &own, "", b"").status, 403);
    client.become_("ada");
    assert_eq!(client.ask("PUT", &own, "", changed.as_bytes()).status, 428);
    assert_eq!(client.ask("PUT", &own, etag, changed.as_bytes()).status, 200);
    client.become_("rex");
    assert_eq!(client.ask("PUT", &own, etag, changed.as_bytes()).status, 412, "of a state that is no more");
    assert_eq!(client.ask("DELETE", &own, "", b"").status, 204);
    assert_eq!(client.ask("DELETE", &own, "", b"").status, 404);
    let left = client.json("GET", &path, Value::Null);
    assert_eq!(left["items"].as_array().unwrap().len(), shipped.len());
}
