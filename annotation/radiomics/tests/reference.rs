//! Agreement with values that `PyRadiomics` 3.0.1 computed, and with its own
//! baseline.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::collections::BTreeMap;

use radiomics::{Settings, extract};
use serde_json::Value;

/// Largest relative difference, by class; panics where one is above `limit`.
fn compare(found: &BTreeMap<String, f64>, expected: &BTreeMap<String, f64>, limit: f64, what: &str) {
    let mut worst = BTreeMap::<&str, (f64, &str)>::new();
    assert!(!expected.is_empty());
    for (name, expected) in expected {
        let found = found.get(name).unwrap_or_else(|| panic!("{what}: {name} is missing"));
        let off = (found - expected).abs() / expected.abs().max(1e-12);
        let off = if expected.is_nan() && found.is_nan() { 0.0 } else { off };
        let class = name.split('_').nth(1).unwrap();
        let entry = worst.entry(class).or_default();
        if off.is_nan() || off > entry.0 {
            *entry = (off, name);
        }
    }
    println!("{what}: {worst:?}");
    for (off, name) in worst.values() {
        assert!(*off <= limit, "{what}: {name} is off by {off:e}");
    }
}

/// Features of the voxels of label 1 that are at least `keep_from`.
fn run(case: &str, yaml: &str, keep_from: f32) -> Option<BTreeMap<String, f64>> {
    let Some(folder) = common::data() else {
        println!("skipped: PyRadiomics reference values (WORKBENCH_DATA not found)");
        return None;
    };
    let (volume, mask) = common::case(&folder, case);
    let mut mask = std::borrow::Cow::Borrowed(mask);
    if keep_from > f32::MIN {
        let mask = mask.to_mut();
        for (label, _) in mask.data.iter_mut().zip(&volume.data).filter(|(_, v)| **v < keep_from) {
            *label = 0;
        }
    }
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let features = extract(volume, &mask, 1, &settings).unwrap();
    Some(features.values.into_iter().collect())
}

fn against_reference(case: &str, config: &str, yaml: &str) {
    let Some(found) = run(case, yaml, f32::MIN) else { return };
    let path = common::data().unwrap().join(format!("reference_values/{case}__{config}.json"));
    let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let expected: BTreeMap<String, f64> = json["values"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.starts_with("original_"))
        .map(|(name, value)| (name.clone(), value.as_f64().unwrap_or(f64::NAN)))
        .collect();
    assert_eq!(expected.len(), 107);
    assert_eq!(found.len(), 107);
    compare(&found, &expected, 1e-6, &format!("{case} {config}"));
}

#[test]
fn default_settings() {
    for case in ["brain1", "lung1"] {
        against_reference(case, "a_default_all", "setting:\n  binWidth: 25\n");
    }
}

#[test]
fn fixed_bin_count() {
    for case in ["brain1", "lung1"] {
        against_reference(case, "f_bincount32", "setting:\n  binCount: 32\n");
    }
}

#[test]
fn weighted_asymmetric_far_neighbours() {
    let yaml = "setting:\n  binWidth: 25\n  weightingNorm: euclidean\n  symmetricalGLCM: false\n  \
                distances: [1, 2]\n  gldm_a: 1\n";
    for case in ["brain1", "lung1"] {
        against_reference(case, "h_glcm_weighted", yaml);
    }
}

#[test]
fn cropping_first_changes_nothing() {
    for case in ["brain1", "lung1"] {
        against_reference(case, "i_precrop", "setting:\n  binWidth: 25\n  preCrop: true\n  padDistance: 8\n");
    }
}

#[test]
fn resampled_by_splines() {
    let yaml = "setting:\n  binWidth: 25\n  resampledPixelSpacing: [2, 2, 2]\n  interpolator: sitkBSpline\n  \
                padDistance: 10\n";
    for case in ["brain1", "lung1"] {
        against_reference(case, "b_resample2mm_bspline", yaml);
    }
}

#[test]
fn resampled_in_plane() {
    let yaml = "setting:\n  binWidth: 25\n  resampledPixelSpacing: [1.1, 1.1, 0]\n  interpolator: sitkLinear\n  \
                padDistance: 5\n";
    for case in ["brain1", "lung1"] {
        against_reference(case, "c_resample_inplane_linear", yaml);
    }
}

#[test]
fn normalised_without_outliers() {
    let yaml = "setting:\n  binWidth: 5\n  normalize: true\n  normalizeScale: 100\n  removeOutliers: 3\n  \
                voxelArrayShift: 300\n";
    for case in ["brain1", "lung1"] {
        against_reference(case, "d_normalize_outliers", yaml);
    }
}

#[test]
fn within_slices() {
    for case in ["brain1", "lung1"] {
        let yaml = "setting:\n  binWidth: 25\n  force2D: true\n  force2Ddimension: 0\n";
        against_reference(case, "e_force2D", yaml);
    }
}

#[test]
fn re_segmented_within_three_sigma() {
    for case in ["brain1", "lung1"] {
        let yaml = "setting:\n  binWidth: 25\n  resegmentRange: [-3, 3]\n  resegmentMode: sigma\n";
        against_reference(case, "g_reseg_sigma3", yaml);
    }
}

/// The CSV that `PyRadiomics` tests itself with: textures and first order.
#[test]
fn baseline() {
    let Some(folder) = common::data() else {
        println!("skipped: PyRadiomics baseline (WORKBENCH_DATA not found)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("baseline_values.csv")).unwrap();
    for case in ["brain1", "lung1"] {
        for (suffix, keep_from, yaml) in [
            ("", f32::MIN, "setting:\n  binWidth: 25\n  voxelArrayShift: 2000\n"),
            ("_FBN", f32::MIN, "setting:\n  binCount: 64\n"),
            ("_combined", f32::MIN, "setting:\n  weightingNorm: no_weighting\n"),
            // Re-segmented from 0: done to the mask here.
            ("_flatRegion", 0.0, "setting:\n  binWidth: 5000\n"),
        ] {
            let name = format!("{case}{suffix}");
            let rows = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
            let expected: BTreeMap<String, f64> = rows
                .filter(|row| row[1] == name && row[0] != "shape")
                .map(|row| (row[2].to_owned(), row[3].parse().unwrap()))
                .collect();
            compare(&run(case, yaml, keep_from).unwrap(), &expected, 1e-9, &name);
        }
    }
}
