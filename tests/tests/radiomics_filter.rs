//! Response maps from the command line: the same on any number of threads, and nothing left of a refusal.
#![expect(clippy::unwrap_used, reason = "a test that cannot set its stage has failed")]

use std::path::Path;

use workbench_tests::program;

/// Runs a filter; its exit code, and what it said.
fn filter(image: &Path, spec: &Path, output: &Path, threads: &str) -> (i32, String) {
    let out = program::command(&["radiomics", "filter", "--threads", threads, "--image"])
        .unwrap()
        .arg(image)
        .arg("--filter")
        .arg(spec)
        .arg(output)
        .output()
        .unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stderr).into_owned())
}

#[test]
fn response_maps_are_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut image = b"NRRD0004\ntype: int16\ndimension: 3\nsizes: 12 10 8\nencoding: raw\nendian: little\n\
        space: left-posterior-superior\nspace directions: (2,0,0) (0,2,0) (0,0,2)\nspace origin: (5,-6,7)\n\n"
        .to_vec();
    image.extend((0..960_i32).flat_map(|k| ((k * k * 31 % 997) as i16).to_le_bytes()));
    std::fs::write(at("image.nrrd"), image).unwrap();
    let spec = |text: &str| std::fs::write(at("spec.yaml"), text).unwrap();

    spec("filter: Laws\nkernels: L5E5S5\npooling: max\nenergy: 2\nboundary: mirror\n");
    for (name, threads) in [("one.nii.gz", "1"), ("many.nii.gz", "4")] {
        let (code, said) = filter(&at("image.nrrd"), &at("spec.yaml"), &at(name), threads);
        assert_eq!((code, said.as_str()), (0, ""));
    }
    let one = std::fs::read(at("one.nii.gz")).unwrap();
    assert_eq!(one, std::fs::read(at("many.nii.gz")).unwrap());
    // The mean over one voxel is the voxel: grid and values go through a file unchanged.
    spec("filter: mean\nsupport: 1\nboundary: zero\n");
    assert_eq!(filter(&at("one.nii.gz"), &at("spec.yaml"), &at("same.nii.gz"), "2").0, 0);
    assert_eq!(one, std::fs::read(at("same.nii.gz")).unwrap());

    for (text, words) in [
        ("filter: mean\nsupport: 3\nboundary: zero\nsigma: 2", "spec.yaml: unknown key `sigma`"),
        ("filter: log\nsigma: 0\nboundary: zero", "spec.yaml: `sigma` is 0, expected a number above 0 (mm)"),
        ("filter: simoncelli\nlevel: 9\nboundary: zero", "`level` 9 is too high"),
    ] {
        spec(text);
        let (code, said) = filter(&at("image.nrrd"), &at("spec.yaml"), &at("none.nii.gz"), "1");
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(words) && said.trim_end().lines().count() == 1, "{said}");
        assert!(!at("none.nii.gz").exists());
    }
    let (code, said) = filter(&at("image.nrrd"), &at("nowhere.yaml"), &at("none.nii.gz"), "1");
    assert!(code == 2 && said.contains("nowhere.yaml"), "{code} {said}");
}
