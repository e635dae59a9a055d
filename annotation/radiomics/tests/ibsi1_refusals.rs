//! Bad input to the IBSI profile: one clear error that says what to do.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use radiomics::ibsi::{Settings, extract, feature_names};
use workbench_core::{Coded, Geometry, Mask, Volume};

fn cube() -> (Volume, Mask) {
    let grid = Geometry::axis_aligned([4, 4, 4], [1.0; 3], [0.0; 3]);
    let volume = Volume::new(grid.clone(), (0..64).map(|v| v as f32).collect()).unwrap();
    (volume, Mask::new(grid, vec![2; 64]).unwrap())
}

fn refused(volume: &Volume, mask: &Mask, label: u8, yaml: &str) -> String {
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let Err(error) = extract(volume, mask, label, &settings) else { panic!("not refused: {yaml}") };
    assert_eq!(error.code().exit_code(), 2);
    error.to_string()
}

#[test]
fn images_and_masks() {
    let (mut volume, mask) = cube();
    assert_eq!(refused(&volume, &mask, 1, ""), "the mask has no label 1; it has 2");
    assert!(refused(&volume, &mask, 0, "").contains("label 0 is the background"));
    let mut shifted = mask.clone();
    shifted.geometry.origin[2] = 0.5;
    assert!(refused(&volume, &shifted, 2, "").contains("`correctMask: true`"));
    assert!(refused(&volume, &shifted, 2, "setting: {correctMask: true}").contains("reaches from"));
    let found = refused(&volume, &mask, 2, "setting: {resegmentRange: [1000]}");
    assert!(found.contains("leaves 0 of the 64 voxels"), "{found}");
    let found = refused(&volume, &mask, 2, "setting: {discretise: false}");
    assert!(found.contains("there is 0; set `binWidth` or `binCount`"), "{found}");
    assert!(refused(&volume, &mask, 2, "setting: {binWidth: 0.001}").contains("grey levels, at most 4096"));
    let found = refused(&volume, &mask, 2, "setting: {resampledPixelSpacing: [1.0e-4, 1.0e-4, 1.0e-4]}");
    assert!(found.contains("use a larger `resampledPixelSpacing`"), "{found}");
    volume.data[21] = f32::NAN;
    let found = refused(&volume, &mask, 2, "");
    assert!(found.contains("1 voxel(s) are not finite numbers, the first at x 1, y 1, z 1"), "{found}");
    let mut part = mask.clone();
    part.data[21] = 0;
    let settings = Settings::default().check().unwrap();
    let features = extract(&volume, &part, 2, &settings).unwrap();
    assert!(features.get("loc_peak_glob").unwrap().is_finite(), "outside the region it does not matter");
    let found =
        refused(&volume, &part, 2, "setting: {resampledPixelSpacing: [2, 2, 2], interpolator: sitkBSpline}");
    assert!(found.contains("sitkLinear"), "{found}");
    // A voxel between the centres of larger ones.
    let mut dust = mask.clone();
    dust.data.iter_mut().enumerate().for_each(|(k, label)| *label = u8::from(k == 21));
    let found = refused(&cube().0, &dust, 1, "setting: {resampledPixelSpacing: [3.9, 3.9, 3.9]}");
    assert!(found.contains("label 1 has no voxel left"), "{found}");
}

#[test]
fn settings_files() {
    let error = |yaml: &str| match Settings::from_yaml(yaml) {
        Err(error) => error.to_string(),
        Ok(settings) => settings.check().map(|_| yaml.to_owned()).unwrap_err().to_string(),
    };
    for (yaml, words) in [
        ("setting: {binWdith: 25}", "unknown key `setting.binWdith` in the parameter file; supported: label"),
        ("setting: {voxelArrayShift: 1}", "unknown key `setting.voxelArrayShift`"),
        ("settings: {}", "unknown key `settings`"),
        ("setting: [1]", "`setting` is [1], expected a mapping"),
        (
            "setting: {binWidth: 25, binCount: 32}",
            "expected one of binWidth, binCount and `discretise: false`",
        ),
        ("setting: {binWidth: 0}", "`setting.binWidth` is 0, expected a number above 0"),
        ("setting: {binCount: 5000}", "`setting.binCount` is 5000, expected a whole number from 1 to 4096"),
        ("setting: {ivh: {binWidth: -1}}", "`setting.ivh.binWidth` is -1"),
        ("setting: {ivh: {binWidth: 1, binCount: 2}}", "expected none, {binWidth: 2.5} or {binCount: 1000}"),
        ("setting: {ivh: fine}", "`setting.ivh` is \"fine\""),
        ("setting: {resampledPixelSpacing: [2]}", "expected numbers from 0 for x, y and z"),
        ("setting: {resegmentMode: sigma}", "there is `resegmentOutliers`; supported: absolute"),
        ("setting: {force2Ddimension: 1}", "`setting.force2Ddimension` is 1"),
        ("setting: {resampledPixelSpacing: [2, -2, 2]}", "numbers above 0, or 0 to keep an axis"),
        ("setting: {interpolator: sitkGaussian}", "`setting.interpolator`"),
        ("setting: {maskInterpolator: sitkBSpline}", "expected sitkLinear or sitkNearestNeighbor"),
        ("setting: {maskThreshold: 1.5}", "`setting.maskThreshold` is 1.5"),
        ("setting: {round: 3}", "`setting.round` is 3, expected true or false"),
        ("setting: {resegmentRange: [1, 2, 3]}", "`setting.resegmentRange`"),
        ("setting: {resegmentOutliers: 0}", "`setting.resegmentOutliers` is 0"),
        ("setting: {aggregation: [4D]}", "expected a list of 2D, 2.5D and 3D"),
        ("setting: {aggregation: [3D], force2D: true}", "expected 2D or 2.5D, as `force2D` is true"),
        ("featureClass: {glcm: }", "unknown key `featureClass.glcm` in the parameter file; supported: morph"),
        ("featureClass: {cm: [cm_contrast]}", "a family is computed whole"),
        ("imageType: {LoG: {}}", "`filter` is missing"),
        ("imageType: {smooth: 3}", "`imageType.smooth` is 3, expected a filter"),
        ("imageType: {stat: {filter: mean, support: 3, boundary: zero}}", "which is no family"),
        ("imageType: {a_b: {filter: mean, support: 3, boundary: zero}}", "letters, digits, - and ."),
        ("imageType: {smooth: {filter: mean, support: 4, boundary: zero}}", "image `smooth`: `support` is 4"),
        ("setting: {label: 0}", "`setting.label` is 0"),
        ("setting: {a: 1", "not valid YAML"),
    ] {
        let found = error(yaml);
        assert!(found.contains(words), "{yaml}: {found}");
    }
}

#[test]
fn settings_files_that_work() {
    let yaml = "setting: {binCount: 32, resampledPixelSpacing: [2, 2, 2], interpolator: sitkBSpline, \
                resegmentRange: [-1000, 400], resegmentOutliers: 3, ivh: {binCount: 1000}, aggregation: [3D], \
                round: true, maskThreshold: 0.5}\nfeatureClass: {ivh: , morph: }\nimageType: {Original: {}}";
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let names = feature_names(&settings);
    assert_eq!((names.len(), names[0].as_str(), names[35].as_str()), (36, "morph_volume", "ivh_auc"));
    let json = settings.to_json();
    assert_eq!(json["profile"], "ibsi");
    let mut again = json.clone();
    for key in ["profile", "version"] {
        again.as_object_mut().unwrap().remove(key);
    }
    // JSON is YAML: what is stored beside results gives the same settings.
    assert_eq!(Settings::from_yaml(&again.to_string()).unwrap().check().unwrap().to_json(), json);
    assert_eq!(Settings::from_yaml("# nothing\n").unwrap(), Settings::default());
    let flat = "setting: {resampledPixelSpacing: [2, 2], resegmentMode: absolute, force2Ddimension: 0}";
    assert_eq!(Settings::from_yaml(flat).unwrap().spacing, Some([2.0, 2.0, 0.0]));
    assert_eq!(feature_names(&Settings::default().check().unwrap()).len(), 487);
}
