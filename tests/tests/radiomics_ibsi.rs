//! The IBSI profile from the command line: JSON and table with codes, settings, one ROI and a batch.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::path::Path;

use serde_json::Value;
use workbench_tests::program;

/// A cube of 9³ voxels of 2 mm.
fn cube(path: &Path, value: impl Fn(usize, usize, usize) -> i16) {
    let mut bytes = b"NRRD0004\ntype: int16\ndimension: 3\nsizes: 9 9 9\nencoding: raw\nendian: little\n\
        space: left-posterior-superior\nspace directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (0,0,0)\n\n"
        .to_vec();
    for (z, y, x) in (0..9).flat_map(|z| (0..9).flat_map(move |y| (0..9).map(move |x| (z, y, x)))) {
        bytes.extend(value(x, y, z).to_le_bytes());
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn values_come_with_their_codes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    cube(&at("i.nrrd"), |x, y, z| ((x * 7 + y * 11 + z * 13) % 97) as i16 - 20);
    cube(&at("m.nrrd"), |x, y, z| if x > 1 && (3..8).contains(&y) && z > 3 { 4 } else { 0 });
    std::fs::write(at("ibsi.yml"), "setting: {label: 4, binCount: 16, resegmentRange: [-10, 60]}").unwrap();
    std::fs::write(at("cases.csv"), "ID,Image,Mask\na,i.nrrd,m.nrrd\n").unwrap();
    let run = |arguments: &[&str], settings: &str| {
        let out = program::command(&["radiomics"])
            .unwrap()
            .args(arguments)
            .args(["--profile", "ibsi", "--settings", settings])
            .current_dir(folder.path())
            .output()
            .unwrap();
        (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let extract = |output: &str, settings: &str| {
        run(&["extract", "--image", "i.nrrd", "--mask", "m.nrrd", "--output", output], settings)
    };
    for output in ["f.json", "f.csv"] {
        let (ok, said) = extract(output, "ibsi.yml");
        assert!(ok, "{said}");
    }
    let json: Value = serde_json::from_slice(&std::fs::read(at("f.json")).unwrap()).unwrap();
    let features = json["features"].as_object().unwrap();
    assert_eq!(json["settings"]["profile"], "ibsi");
    assert_eq!(
        (&json["codes"]["morph_volume"], &json["features"]["stat_max"]),
        (&"RNU0".into(), &60.0.into())
    );
    assert_eq!(json["diagnostics"]["int_mask_vox_count_init_roi"], 7.0 * 5.0 * 5.0);
    let text = std::fs::read_to_string(at("f.csv")).unwrap();
    let mut rows = text.lines();
    assert_eq!(rows.next(), Some("feature,code,aggregation,value"));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(',').collect()).collect();
    assert_eq!(rows.len(), features.len());
    for row in &rows {
        assert_eq!(json["codes"][row[0]], row[1]);
        assert_eq!(json["aggregations"][row[0]], row[2]);
        // A JSON number is read back to within its last bit.
        match (features[row[0]].as_f64(), row[3].parse::<f64>().ok()) {
            (Some(json), Some(row)) => assert!((json - row).abs() <= 1e-14 * row.abs(), "{json} {row}"),
            (json, cell) => assert_eq!(json, cell, "{}", row[0]),
        }
    }
    // The batch says the same in a row.
    let (ok, said) = run(&["batch", "--table", "cases.csv", "--output", "all.csv"], "ibsi.yml");
    assert!(ok, "{said}");
    let text = std::fs::read_to_string(at("all.csv")).unwrap();
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    let expected: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(lines[0][5..], expected);
    assert_eq!(lines[1][5..], rows.iter().map(|row| row[3]).collect::<Vec<_>>());

    std::fs::write(at("bad.yml"), "setting: {normalize: true}").unwrap();
    let (ok, said) = extract("bad.json", "bad.yml");
    assert!(
        !ok && said.contains("unknown key `setting.normalize`") && said.contains("resegmentOutliers"),
        "{said}"
    );
}
