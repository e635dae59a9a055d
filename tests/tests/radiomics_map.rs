//! Feature maps from the command line: all of them or none, and never over others unasked.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::path::Path;

use workbench_tests::program;

/// Runs the command; its exit code, and what it said.
fn map(folder: &Path, output: &str, more: &[&str]) -> (i32, String) {
    let out = program::command(&["radiomics", "map", "--image"])
        .unwrap()
        .arg(folder.join("image.nrrd"))
        .arg("--mask")
        .arg(folder.join("mask.nrrd"))
        .arg("--output")
        .arg(folder.join(output))
        .args(more)
        .output()
        .unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// First-order features of a map under the mask.
fn measure(folder: &Path, image: &str) -> (i32, String, serde_json::Value) {
    let out = program::command(&["radiomics", "extract", "--label", "2", "--image"])
        .unwrap()
        .arg(folder.join(image))
        .arg("--mask")
        .arg(folder.join("mask.nrrd"))
        .arg("--output")
        .arg(folder.join("features.json"))
        .output()
        .unwrap();
    let found = std::fs::read(folder.join("features.json")).unwrap_or_default();
    let found: serde_json::Value = serde_json::from_slice(&found).unwrap_or_default();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    (out.status.code().unwrap(), said, found["features"].clone())
}

fn files(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A ball of label 2 in a texture.
fn stage(folder: &Path) {
    let head = |kind: &str| {
        format!(
            "NRRD0004\ntype: {kind}\ndimension: 3\nsizes: 12 10 8\nencoding: raw\nendian: little\n\
             space: left-posterior-superior\nspace directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (5,-6,7)\n\n"
        )
        .into_bytes()
    };
    let mut image = head("int16");
    image.extend((0..960_i32).flat_map(|k| ((k * k * 31 % 997) as i16).to_le_bytes()));
    let mut mask = head("uint8");
    let inside = |k: i32| (k % 12 - 6).pow(2) + (k / 12 % 10 - 5).pow(2) + (k / 120 - 4).pow(2) < 10;
    mask.extend((0..960_i32).map(|k| if inside(k) { 2_u8 } else { 0 }));
    std::fs::write(folder.join("image.nrrd"), image).unwrap();
    std::fs::write(folder.join("mask.nrrd"), mask).unwrap();
}

#[test]
fn maps_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    stage(folder.path());
    let run = |output: &str, more: &[&str]| map(folder.path(), output, &[&["--label", "2"], more].concat());
    let at = |name: &str| folder.path().join(name);

    assert_eq!(run("one", &["--threads", "1"]), (0, String::new()));
    assert_eq!(run("many", &["--threads", "4"]), (0, String::new()));
    let names = files(&at("one"));
    assert_eq!(names.len(), 93 + 1);
    for name in &names {
        assert_eq!(
            std::fs::read(at("one").join(name)).unwrap(),
            std::fs::read(at("many").join(name)).unwrap()
        );
    }
    // A map lies where the image does: it can be measured under the same mask.
    let (code, said, found) = measure(folder.path(), "one/original_firstorder_Maximum.nii.gz");
    assert_eq!((code, said.as_str()), (0, ""));
    let value = |name: &str| found[name].as_f64().unwrap();
    assert!(value("original_firstorder_Maximum") <= 996.0 && value("original_firstorder_Minimum") > 0.0);
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(at("one").join("maps.json")).unwrap()).unwrap();
    assert_eq!(list["maps"].as_array().unwrap().len(), 93);
    assert_eq!(list["settings"]["voxelSetting"]["kernelRadius"], 1);

    // Others are not written over unasked; asked, nothing of them stays.
    let few = ["--features", "glcm_Id?,original_ngtdm_*", "--kernel-radius", "2", "--crop"];
    let (code, said) = run("one", &few);
    assert!(code == 2 && said.contains("--overwrite") && files(&at("one")) == names, "{code} {said}");
    assert_eq!(run("one", &[&few[..], &["--overwrite"]].concat()), (0, String::new()));
    let now = files(&at("one"));
    assert_eq!(now.len(), 8, "{now:?}");
    let (code, said, _) = measure(folder.path(), "one/original_glcm_Idm.nii.gz");
    assert!(code == 2 && said.contains("size [7, 7, 7] and [12, 10, 8]"), "{code} {said}");
}

#[test]
fn refusals_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    stage(folder.path());
    let settings = folder.path().join("settings.yaml");
    let file = settings.to_string_lossy().into_owned();
    for (text, more, words) in [
        ("", &["--label", "3"][..], "no voxel has label 3, the mask has 2"),
        (
            "",
            &["--label", "2", "--kernel-radius", "0"],
            "`kernelRadius` is 0, expected a whole number from 1 to 10",
        ),
        (
            "",
            &["--label", "2", "--features", "glcm_Nothing"],
            "--features: `glcm_Nothing` fits none of the 93 maps",
        ),
        ("voxelSetting: {kernel: 3}", &[], "settings.yaml: unknown key `voxelSetting.kernel`"),
        ("featureClass: {shape: }", &["--label", "2"], "form (`shape`, `shape2D`) has none"),
        // Fails after the maps of the first image.
        (
            "imageType: {Original: , Square: {binWidth: 0.0001}}\nfeatureClass: {ngtdm: }",
            &["--label", "2"],
            "image `square`",
        ),
    ] {
        std::fs::write(&settings, text).unwrap();
        let (code, said) = map(folder.path(), "none", &[&["--settings", &file], more].concat());
        assert!(code == 2 && said.contains(words), "{code} {said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(!folder.path().join("none").exists(), "{text}");
    }
    std::fs::write(folder.path().join("file"), "").unwrap();
    let (code, said) = map(folder.path(), "file", &["--label", "2"]);
    assert!(code == 2 && said.contains("--output takes a folder"), "{code} {said}");
}
