//! Every reference value of IBSI 1 for the digital phantom and configurations A
//! and B of the CT phantom.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/ibsi.rs"]
mod ibsi_data;

use std::collections::BTreeMap;

use ibsi_data::{data, phantom, references};
use radiomics::ibsi::{Settings, extract, feature_names};

/// Features that IBSI gives no reference values for.
const NO_CONSENSUS: [&str; 5] =
    ["morph_vol_dens_ombb", "morph_area_dens_ombb", "morph_vol_dens_mvee", "morph_area_dens_mvee", "ivh_auc"];

/// Compares every row of the reference file, and prints a line a family.
fn against_reference(image: &str, reference: &str, yaml: &str) {
    let Some(folder) = data() else {
        println!("skipped: IBSI 1 reference values (WORKBENCH_DATA not found)");
        return;
    };
    let (volume, mask) = phantom(&folder, image);
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let started = std::time::Instant::now();
    let features = extract(&volume, &mask, 1, &settings).unwrap();
    println!("{reference}: {} features, {:.3} s", features.values.len(), started.elapsed().as_secs_f64());
    let names: Vec<&str> = features.values.iter().map(|feature| feature.tag.as_str()).collect();
    assert_eq!(names, feature_names(&settings));

    let rows = references(&folder.join(format!("{reference}.csv")));
    let mut families = BTreeMap::<&str, [usize; 2]>::new();
    let (mut off, mut without) = (Vec::new(), Vec::new());
    for row in &rows {
        let Some(found) = features.get(&row.tag) else {
            off.push(format!("{} is missing", row.tag));
            continue;
        };
        let Some(expected) = &row.expected else {
            without.push(row.tag.as_str());
            assert!(found.is_finite(), "{}", row.tag);
            continue;
        };
        let diagnostic = row.tag.ends_with("_img") || row.tag.ends_with("_roi");
        let family = if diagnostic { "diagnostics" } else { row.tag.split('_').next().unwrap() };
        let counts = families.entry(family).or_default();
        counts[1] += 1;
        if expected.agrees(found) {
            counts[0] += 1;
        } else {
            off.push(format!("{}: {found}, reference {} ± {}", row.tag, expected.value, expected.tolerance));
        }
    }
    for (family, [near, of]) in &families {
        println!("  {family}: {near} of {of} within tolerance");
    }
    println!("  no consensus: {}", without.join(", "));
    assert_eq!(without, NO_CONSENSUS);
    assert!(off.is_empty(), "{} off:\n{}", off.len(), off.join("\n"));
    for feature in &features.values {
        assert_eq!(radiomics::ibsi_code(&feature.tag), Some(feature.code), "{}", feature.tag);
    }
}

#[test]
fn digital_phantom() {
    // Grey levels are the intensities; three ways to say so.
    for yaml in ["", "setting: {discretise: false}", "setting: {binCount: 6}"] {
        against_reference("digital_phantom", "ibsi_1_dig_phantom", yaml);
    }
}

#[test]
fn configuration_a() {
    let yaml = "setting: {force2D: true, resegmentRange: [-500, 400], binWidth: 25}";
    against_reference("ct_phantom", "ibsi_1_chest_config_a", yaml);
}

#[test]
fn configuration_b() {
    let yaml = "setting: {force2D: true, resampledPixelSpacing: [2, 2, 0], interpolator: sitkLinear, \
                resegmentRange: [-500, 400], binCount: 32}";
    against_reference("ct_phantom", "ibsi_1_chest_config_b", yaml);
}
