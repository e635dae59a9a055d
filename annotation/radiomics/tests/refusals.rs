//! Bad input: one clear error that says what to do.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use radiomics::{Settings, extract, feature_names};
use workbench_core::{Coded, Geometry, Mask, Volume};

fn cube() -> (Volume, Mask) {
    let grid = Geometry::axis_aligned([4, 4, 4], [1.0; 3], [0.0; 3]);
    let volume = Volume::new(grid.clone(), (0..64).map(|v| v as f32).collect()).unwrap();
    (volume, Mask::new(grid, vec![2; 64]).unwrap())
}

fn refused(volume: &Volume, mask: &Mask, label: u8, yaml: &str) -> String {
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let error = extract(volume, mask, label, &settings).unwrap_err();
    assert_eq!(error.code().exit_code(), 2);
    error.to_string()
}

#[test]
fn labels() {
    let (volume, mut mask) = cube();
    mask.data[5] = 7;
    assert_eq!(refused(&volume, &mask, 1, ""), "the mask has no label 1; it has 2, 7");
    assert!(refused(&volume, &mask, 0, "").contains("choose one of the labels 2, 7"));
    mask.data.fill(0);
    assert!(refused(&volume, &mask, 1, "").contains("the mask is empty"));
}

#[test]
fn small_regions() {
    let (volume, mut mask) = cube();
    mask.data.fill(0);
    mask.data[0] = 1;
    assert!(refused(&volume, &mask, 1, "").contains("single voxel"));
    mask.data[1] = 1;
    let found = refused(&volume, &mask, 1, "");
    assert!(found.contains("1 dimension(s) (2 x 1 x 1 voxels)"), "{found}");
    let line = Settings::from_yaml("setting:\n  minimumROIDimensions: 1").unwrap().check().unwrap();
    assert!(extract(&volume, &mask, 1, &line).is_ok());
    mask.data[5] = 1;
    assert!(refused(&volume, &mask, 1, "setting: {minimumROISize: 3}").contains("asks for more than 3"));
}

#[test]
fn grids() {
    let (volume, mask) = cube();
    let mut shifted = mask.clone();
    shifted.geometry.origin[2] = 0.5;
    assert!(refused(&volume, &shifted, 2, "").contains("origin"));
    let mut short = volume.clone();
    short.data.pop();
    assert!(refused(&short, &mask, 2, "").contains("64 voxels, the data has 63"));
    let (mut no_space, mut flat) = (volume.clone(), mask.clone());
    no_space.geometry.spacing[1] = f64::NAN;
    flat.geometry.spacing[1] = f64::NAN;
    assert!(refused(&no_space, &flat, 2, "").contains("spacing"));
}

#[test]
fn numbers_that_are_none() {
    let (mut volume, mut mask) = cube();
    volume.data[volume.geometry.index(3, 2, 1)] = f32::NAN;
    volume.data[volume.geometry.index(0, 0, 3)] = f32::INFINITY;
    assert!(
        refused(&volume, &mask, 2, "")
            .contains("2 voxel(s) are not finite numbers, the first at x 3, y 2, z 1")
    );
    let at = [volume.geometry.index(3, 2, 1), volume.geometry.index(0, 0, 3)];
    at.iter().for_each(|k| mask.data[*k] = 0);
    let settings = Settings::default().check().unwrap();
    assert!(extract(&volume, &mask, 2, &settings).is_ok(), "outside the region they do not matter");
}

#[test]
fn images_that_cannot_be_made() {
    let (volume, mask) = cube();
    let log = "imageType: {Original: {}, LoG: {sigma: [4.0]}}";
    let found = refused(&volume, &mask, 2, log);
    assert!(found.contains("`log-sigma-4-0-mm-3D`: an image of 4 x 4 x 4 voxels is too small"), "{found}");
    let (mut holes, mut part) = (volume.clone(), mask.clone());
    let at = volume.geometry.index(3, 1, 1);
    holes.data[at] = f32::NAN;
    part.data[at] = 0;
    let found = refused(&holes, &part, 2, "imageType: {Gradient: }");
    assert!(found.contains("`gradient`: 5 voxel(s) of the region are not finite"), "{found}");
    let found = refused(&volume, &mask, 2, "imageType: {Original: {}, Square: {binWidth: 0.01}}");
    assert!(found.contains("image `square`: `binWidth` 0.01"), "{found}");
}

#[test]
fn an_image_of_zeros_has_maps() {
    let (mut volume, mask) = cube();
    volume.data.fill(0.0);
    let maps = "imageType: {Square: {}, SquareRoot: {}, Logarithm: {}, Exponential: {}}";
    let settings = Settings::from_yaml(maps).unwrap().check().unwrap();
    let features = extract(&volume, &mask, 2, &settings).unwrap();
    assert_eq!(features.get("logarithm_firstorder_Mean"), Some(0.0));
    assert_eq!(features.get("exponential_firstorder_Mean"), Some(1.0));
}

#[test]
fn too_many_levels() {
    let (mut volume, mask) = cube();
    let found = refused(&volume, &mask, 2, "setting: {binWidth: 0.001}");
    assert!(found.contains("63001 grey levels, at most 4096") && found.contains("binCount"), "{found}");
    volume.data[0] = f32::MAX;
    volume.data[1] = f32::MIN;
    assert!(refused(&volume, &mask, 2, "").contains("grey levels"));
    assert!(refused(&volume, &mask, 2, "setting: {binWidth: 1.0e-300}").contains("grey levels"));
}

#[test]
fn a_flat_region_has_values() {
    let (mut volume, mask) = cube();
    volume.data.fill(12.0);
    let settings = Settings::default().check().unwrap();
    let features = extract(&volume, &mask, 2, &settings).unwrap();
    for (name, expected) in [
        ("firstorder_Kurtosis", 0.0),
        ("firstorder_Skewness", 0.0),
        ("glcm_Correlation", 1.0),
        ("glcm_MCC", 1.0),
        ("glcm_Imc1", 0.0),
        ("glcm_Imc2", 0.0),
        ("ngtdm_Coarseness", 1e6),
        ("ngtdm_Busyness", 0.0),
        ("ngtdm_Strength", 0.0),
        ("glcm_JointEntropy", -3.203_426_503_814_918e-16),
    ] {
        assert_eq!(features.get(&format!("original_{name}")), Some(expected), "{name}");
    }
    assert!(features.values.iter().all(|(_, value)| value.is_finite()));
    assert_eq!(features.to_json()["features"].as_object().unwrap().len(), 107);
    assert_eq!(features.settings["setting"]["label"], 2);
}

#[test]
fn preparation() {
    let (mut volume, mut mask) = cube();
    let found = refused(&volume, &mask, 2, "setting: {resegmentRange: [1000]}");
    assert!(found.contains("leaves 0 of the 64 voxels of label 2; widen `resegmentRange`"), "{found}");
    let found = refused(&volume, &mask, 2, "setting: {resampledPixelSpacing: [1.0e-6, 1.0e-6, 1.0e-6]}");
    assert!(found.contains("use a larger `resampledPixelSpacing`"), "{found}");
    let found = refused(&volume, &mask, 2, "setting: {force2D: true}\nfeatureClass: {shape2D: }");
    assert!(found.contains("4 voxels thick along z, `shape2D` needs 1"), "{found}");
    let mut far = mask.clone();
    far.geometry.origin[1] = 2.0;
    assert!(refused(&volume, &far, 2, "").contains("`correctMask: true`"));
    let found = refused(&volume, &far, 2, "setting: {correctMask: true}");
    assert!(found.contains("reaches from 1.5 to 5.5 along y"), "{found}");
    // Every other voxel along each axis: the voxels of a coarser grid miss them.
    for (k, label) in mask.data.iter_mut().enumerate() {
        *label = u8::from(
            [0, 3].contains(&(k % 4)) && [0, 3].contains(&(k / 4 % 4)) && [0, 3].contains(&(k / 16)),
        );
    }
    let found = refused(&volume, &mask, 1, "setting: {resampledPixelSpacing: [3, 3, 3]}");
    assert!(found.contains("label 1 has no voxel left at a spacing of [3.0, 3.0, 3.0] mm"), "{found}");
    volume.data[21] = f32::NAN;
    let found = refused(&volume, &mask, 1, "setting: {resampledPixelSpacing: [0.9, 0.9, 0.9]}");
    assert!(found.contains("sitkLinear"), "{found}");
    assert!(refused(&volume, &mask, 1, "setting: {normalize: true}").contains("different finite numbers"));
    volume.data.fill(3.0);
    assert!(refused(&volume, &mask, 1, "setting: {normalize: true}").contains("standard deviation 0"));
}

#[test]
fn parameter_files() {
    let error = |yaml: &str| match Settings::from_yaml(yaml) {
        Err(error) => error.to_string(),
        Ok(settings) => settings.check().map(|_| yaml.to_owned()).unwrap_err().to_string(),
    };
    for (yaml, words) in [
        ("setting: {binWdith: 25}", "unknown key `setting.binWdith`"),
        ("settings: {}", "unknown key `settings`"),
        ("imageType: {LBP3D: {lbp3DLevels: 0}}", "expected a whole number from 1 to 16"),
        ("imageType: {LBP3D: {lbp3DIcosphereSubdivision: 9}}", "expected a whole number from 0 to 4"),
        ("imageType: {LBP3D: {lbp3DIcosphereRadius: -1}}", "expected a number above 0"),
        ("imageType: {LoG: {}}", "`imageType.LoG.sigma` is null, expected a list of standard deviations"),
        ("imageType: {LoG: {sigma: [0]}}", "`imageType.LoG.sigma` is 0"),
        ("imageType: {LoG: {sigma: [1.0, 1.0]}}", "\"log-sigma-1-0-mm-3D\", expected every image once"),
        ("imageType: {Wavelet: {wavelet: bior1.1}}", "expected one of haar, db1"),
        ("imageType: {Wavelet: {start_level: 3, level: 6}}", "a whole number from 1 to 5"),
        ("imageType: {Square: {sigma: [1.0]}}", "unknown key `imageType.Square.sigma`"),
        ("imageType: {Square: {binWidth: -1}}", "`binWidth` is -1"),
        ("imageType: {Gradient: {gradientUseSpacing: 1}}", "expected true or false"),
        ("imageType: {LBP2D: {lbp2DMethod: var}}", "expected uniform, nri_uniform, default or ror"),
        (
            "imageType: {Original: {resampledPixelSpacing: [1, 1, 1]}}",
            "unknown key `imageType.Original.resampled",
        ),
        ("imageType: {Wavlet: {}}", "unknown key `imageType.Wavlet`"),
        ("imageType: {Original: {binWidht: 3}}", "unknown key `imageType.Original.binWidht`"),
        ("setting: {resampledPixelSpacing: [1, 1]}", "expected three numbers"),
        ("setting: {resampledPixelSpacing: [1, 1, -1]}", "`resampledPixelSpacing` is [1.0, 1.0, -1.0]"),
        ("setting: {interpolator: sitkGaussian}", "`setting.interpolator` is not supported yet"),
        ("setting: {interpolator: cubic}", "one of sitkBSpline, sitkLinear, sitkNearestNeighbor"),
        ("setting: {imageNumberType: int64}", "int8, uint8, int16, uint16, int32, uint32, float32, float64"),
        ("setting: {padDistance: -1}", "`setting.padDistance` is -1"),
        ("setting: {normalize: 3}", "`setting.normalize` is 3, expected true or false"),
        ("setting: {normalizeScale: 0}", "`normalizeScale` is 0, expected a number above 0"),
        ("setting: {removeOutliers: -3}", "`removeOutliers` is -3"),
        (
            "setting: {resegmentRange: [1, 2, 3]}",
            "`resegmentRange` is [1.0, 2.0, 3.0], expected one or two numbers",
        ),
        (
            "setting: {resegmentRange: [5, 1]}",
            "`resegmentRange` is [5, 1], expected the lower bound first, such as [-1000, 400]",
        ),
        ("setting: {resegmentRange: 3}", "expected one or two numbers such as [-1000, 400]"),
        ("setting: {resegmentMode: percent}", "expected absolute, relative or sigma"),
        (
            "setting: {force2Ddimension: 3}",
            "`setting.force2Ddimension` is 3, expected a whole number from 0 to 2",
        ),
        ("featureClass: {shape2D: }", "`force2D` is false, expected true, which the class `shape2D` needs"),
        ("featureClass: {glcm: [Contrsat]}", "unknown key `featureClass.glcm.Contrsat`"),
        ("featureClass: {glcm: 3}", "expected a list of feature names"),
        ("setting: {binWidth: wide}", "`setting.binWidth` is \"wide\", expected a number"),
        ("setting: {binWidth: 0}", "`binWidth` is 0, expected a number above 0"),
        ("setting: {binCount: 100000}", "`binCount` is 100000"),
        ("setting: {label: 300}", "`setting.label` is 300"),
        ("setting: {distances: [0]}", "`setting.distances` is 0"),
        ("setting: {distances: []}", "`distances` is []"),
        ("setting: {weightingNorm: cubic}", "`setting.weightingNorm`"),
        (
            "voxelSetting: {kernelRadius: 0}",
            "`voxelSetting.kernelRadius` is 0, expected a whole number from 1 to 10",
        ),
        ("voxelSetting: {kernelRadius: 11}", "`voxelSetting.kernelRadius` is 11"),
        ("voxelSetting: {kernelRadius: 1.5}", "`voxelSetting.kernelRadius` is 1.5"),
        ("voxelSetting: {kernel: 1}", "unknown key `voxelSetting.kernel`"),
        ("voxelSetting: {maskedKernel: 1}", "`voxelSetting.maskedKernel` is 1, expected true or false"),
        ("voxelSetting: {initValue: none}", "`voxelSetting.initValue` is \"none\", expected a number or nan"),
        ("voxelSetting: {voxelBatch: 0}", "`voxelSetting.voxelBatch` is 0"),
        ("voxelSetting: [1]", "`voxelSetting` is [1], expected a mapping"),
        ("[1, 2]", "expected a mapping"),
        ("a: [", "not valid YAML"),
    ] {
        let found = error(yaml);
        assert!(found.contains(words), "{yaml}: {found}");
    }
}

#[test]
fn parameter_files_that_work() {
    let names = |yaml: &str| feature_names(&Settings::from_yaml(yaml).unwrap().check().unwrap());
    assert_eq!(names("").len(), 107);
    assert_eq!(names("# nothing\n").len(), 107);
    assert_eq!(names("setting:\nimageType:\nfeatureClass:\n").len(), 107);
    let some = "imageType: {Original: {}}\nfeatureClass:\n  ngtdm: []\n  firstorder: [StandardDeviation, Mean]\n  shape:\n";
    let found = names(some);
    assert_eq!(found.len(), 14 + 2 + 5);
    assert_eq!(found[14..16], ["original_firstorder_Mean", "original_firstorder_StandardDeviation"]);
    let idle = "setting: {normalize: false, resampledPixelSpacing: null, interpolator: sitkBSpline, \
                padDistance: 5, force2D: false, additionalInfo: true, weightingNorm: }";
    assert_eq!(names(idle).len(), 107);
}

#[test]
fn image_types() {
    let settings = |yaml: &str| Settings::from_yaml(yaml).unwrap().check().unwrap();
    // Image types before the settings they share, and in any order.
    let yaml = "imageType:\n  LBP2D: {binWidth: 1}\n  LoG: {sigma: [3, 0.5]}\n  Wavelet: {level: 2}\n\
                setting: {binWidth: 10, wavelet: db2}\nfeatureClass: {shape: [Sphericity], glcm: [Contrast]}";
    let found = feature_names(&settings(yaml));
    assert_eq!(found.len(), 1 + 2 + 15 + 1);
    assert_eq!(
        found[..4],
        [
            "original_shape_Sphericity",
            "log-sigma-3-mm-3D_glcm_Contrast",
            "log-sigma-0-5-mm-3D_glcm_Contrast",
            "wavelet-LLH_glcm_Contrast"
        ]
    );
    assert_eq!(found[9..11], ["wavelet-HHH_glcm_Contrast", "wavelet2-LLH_glcm_Contrast"]);
    assert_eq!(found[17..], ["wavelet2-LLL_glcm_Contrast", "lbp-2D_glcm_Contrast"]);
    for name in &found {
        assert!(radiomics::ibsi_code(name).is_some(), "{name}");
    }
    let json = settings(yaml).to_json();
    assert_eq!(json["imageType"]["Wavelet"]["wavelet"], "db2");
    assert_eq!(json["imageType"]["LBP2D"]["binWidth"], 1);
    assert_eq!(json["imageType"]["LBP2D"]["lbp2DSamples"], 8);
    assert_eq!(json["setting"]["binWidth"], 10.0);
    // What is kept beside results makes the same images again.
    let kept = serde_json::json!({"imageType": json["imageType"], "featureClass": json["featureClass"]});
    assert_eq!(feature_names(&settings(&kept.to_string())), found);
}

#[test]
fn an_image_type_has_bins_of_its_own() {
    let (volume, mask) = cube();
    let levels = |yaml: &str, image: &str| {
        let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
        let features = extract(&volume, &mask, 2, &settings).unwrap();
        features.get(&format!("{image}_firstorder_Entropy")).unwrap()
    };
    let yaml = "setting: {binWidth: 32}\nimageType: {Original: {}, SquareRoot: {binCount: 2}, Square: {binWidth: 100}}";
    assert!((levels(yaml, "original") - 1.0).abs() < 1e-12);
    assert!(levels(yaml, "squareroot") < 1.0);
    assert!(levels(yaml, "square").abs() < 1e-12);
}
