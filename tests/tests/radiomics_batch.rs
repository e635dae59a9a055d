//! A batch of ROIs goes past a bad case, is killed in the middle and goes on.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use workbench_tests::program;

/// Runs a batch; whether it ended well, and what it said.
fn batch(table: &Path, output: &Path) -> (bool, String) {
    let out = program::command(&["radiomics", "batch", "--table"])
        .unwrap()
        .arg(table)
        .arg("--output")
        .arg(output)
        .output()
        .unwrap();
    (out.status.success(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// A cube of 12³ voxels: a gradient with a texture that differs by case, or its mask.
fn cube(path: &Path, value: impl Fn(usize, usize, usize) -> i16) {
    let mut bytes = b"NRRD0004\ntype: int16\ndimension: 3\nsizes: 12 12 12\nencoding: raw\nendian: little\n\
        space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,2)\nspace origin: (0,0,0)\n\n"
        .to_vec();
    for (z, y, x) in (0..12).flat_map(|z| (0..12).flat_map(move |y| (0..12).map(move |x| (z, y, x)))) {
        bytes.extend(value(x, y, z).to_le_bytes());
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn one_bad_case_never_stops_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut table = "ID,Image,Mask,Label\n".to_owned();
    for case in 0..4_usize {
        cube(&at(&format!("i{case}.nrrd")), |x, y, z| ((x * 7 + y * 11 + z * 13 + case * x * y) % 97) as i16);
        writeln!(table, "c{case},i{case}.nrrd,m.nrrd,{}", 1 + case % 2).unwrap();
    }
    cube(&at("m.nrrd"), |x, y, z| {
        i16::from((2..9).contains(&x) && (3..8).contains(&y) && z > 3) + i16::from(x > 6 && z > 3)
    });
    std::fs::write(at("broken.nrrd"), "NRRD0004\nsizes: 99999999999 2 2\n\n").unwrap();
    table += "gone,nowhere.nrrd,m.nrrd,1\nbroken,broken.nrrd,m.nrrd,1\nlabel,i0.nrrd,m.nrrd,7\nword,i0.nrrd,m.nrrd,one\nblank,,m.nrrd,1\n";
    std::fs::write(at("cases.csv"), &table).unwrap();
    let (ok, said) = batch(&at("cases.csv"), &at("out.csv"));
    assert!(ok, "{said}");
    assert!(said.contains("9 cases: 4 computed, 0 kept from before, 5 failed"), "{said}");
    let first = std::fs::read_to_string(at("out.csv")).unwrap();
    let rows: Vec<&str> = first.lines().collect();
    assert_eq!(rows.len(), 5);
    assert!(rows[0].starts_with("ID,Image,Mask,Label,ROI,original_"), "{}", rows[0]);
    assert!(rows[1].starts_with("c0,i0.nrrd,m.nrrd,1,,"), "{}", rows[1]);
    let failed = std::fs::read_to_string(at("out.failed.csv")).unwrap();
    for (line, words) in
        ["gone,6", "broken,7", "label,8", "word,9", "blank,10"].iter().zip(failed.lines().skip(1))
    {
        assert!(
            words.starts_with(line) && words.split(',').nth(2).is_some_and(|why| why.len() > 8),
            "{words}"
        );
    }
    // again: nothing is computed anew, the same bytes; a changed image is
    let (_, said) = batch(&at("cases.csv"), &at("out.csv"));
    assert!(said.contains("0 computed, 4 kept from before, 5 failed"), "{said}");
    assert_eq!(std::fs::read_to_string(at("out.csv")).unwrap(), first);
    cube(&at("i2.nrrd"), |x, _, z| (x * z) as i16);
    let (_, said) = batch(&at("cases.csv"), &at("out.csv"));
    assert!(said.contains("1 computed, 3 kept from before"), "{said}");
    // the command for one ROI says the same
    let one = program::command(&["radiomics", "extract", "--label", "2", "--image"])
        .unwrap()
        .arg(at("i1.nrrd"))
        .arg("--mask")
        .arg(at("m.nrrd"))
        .arg("--output")
        .arg(at("one.csv"))
        .output()
        .unwrap();
    assert!(one.status.success());
    let cells = |text: &str, row: usize, skip: usize| -> Vec<String> {
        text.lines().nth(row).unwrap().split(',').skip(skip).map(str::to_owned).collect()
    };
    assert_eq!(cells(&first, 2, 5), cells(&std::fs::read_to_string(at("one.csv")).unwrap(), 1, 1));
}

#[test]
fn tables_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (text, why) in [("", "Image"), ("ID,Image\n1,a\n", "Mask"), ("Image,Mask\n", "no rows")] {
        std::fs::write(at("cases.csv"), text).unwrap();
        let (ok, said) = batch(&at("cases.csv"), &at("out.csv"));
        assert!(!ok && said.contains(why), "{text:?}: {said}");
    }
    let (ok, said) = batch(&at("none.csv"), &at("out.csv"));
    assert!(!ok && said.contains("none.csv"), "{said}");
    std::fs::write(at("cases.csv"), "Image,Mask\na,b\n").unwrap();
    let (ok, said) = batch(&at("cases.csv"), &at("out.csv"));
    assert!(!ok && said.contains("every case failed"), "{said}");
    assert!(!batch(&at("cases.csv"), &at("out.txt")).0);
}

/// The PET cases and the RTSTRUCT cases at hand.
fn real() -> Option<String> {
    let data = std::env::var_os("WORKBENCH_DATA")
        .map_or_else(|| program::root().join("../shared/data"), PathBuf::from);
    let folder = data.join("imaging");
    let pet = folder.join("sts-pet-seg");
    let Ok(files) = std::fs::read_dir(&pet) else {
        println!("skipped: imaging/sts-pet-seg (WORKBENCH_DATA not found)");
        return None;
    };
    let mut names: Vec<String> = files
        .flatten()
        .filter_map(|file| file.file_name().to_str()?.strip_suffix("_image.nii.gz").map(str::to_owned))
        .collect();
    names.sort();
    let mut table = "ID,Image,Mask,Label,ROI\n".to_owned();
    for name in names {
        let at = |end: &str| pet.join(format!("{name}_{end}.nii.gz")).display().to_string();
        writeln!(table, "{name},{},{},1,", at("image"), at("mask")).unwrap();
    }
    for (case, kind) in
        ["STS_002", "STS_042"].iter().flat_map(|case| ["PET", "CT", "MR_T1"].map(|kind| (case, kind)))
    {
        let series = folder.join("sts-dicom").join(case);
        let mask =
            std::fs::read_dir(series.join(format!("{kind}_RTSTRUCT"))).unwrap().flatten().next().unwrap();
        writeln!(
            table,
            "{case}-{kind},{},{},,GTV_Mass_{kind}",
            series.join(kind).display(),
            mask.path().display()
        )
        .unwrap();
    }
    Some(table)
}

#[test]
fn a_killed_batch_goes_on_and_ends_as_if_it_had_not_been() {
    let Some(table) = real() else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("cases.csv"), &table).unwrap();
    let count = table.lines().count() - 1;
    let mut child = program::command(&["radiomics", "batch", "--table"])
        .unwrap()
        .arg(at("cases.csv"))
        .arg("--output")
        .arg(at("killed.csv"))
        .spawn()
        .unwrap();
    // a file that is still being written has another name
    let whole = |name: &str| name.len() == 68 && name.ends_with(".csv");
    let kept = || {
        let files = std::fs::read_dir(at("killed.cases"));
        files.map_or(0, |all| {
            all.flatten().filter(|file| file.file_name().to_str().is_some_and(whole)).count()
        })
    };
    let begun = Instant::now();
    while kept() < count / 3 && begun.elapsed() < Duration::from_secs(300) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!at("killed.csv").exists(), "no table before all cases are through");
    let (ok, said) = batch(&at("cases.csv"), &at("killed.csv"));
    assert!(ok && said.contains(" 0 failed"), "{said}");
    let known: usize = said.split(" computed, ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!((count / 3..count).contains(&known), "{said}");
    let (ok, said) = batch(&at("cases.csv"), &at("whole.csv"));
    assert!(ok, "{said}");
    assert_eq!(std::fs::read(at("killed.csv")).unwrap(), std::fs::read(at("whole.csv")).unwrap());
    assert_eq!(std::fs::read_to_string(at("whole.csv")).unwrap().lines().count(), count + 1);
}
