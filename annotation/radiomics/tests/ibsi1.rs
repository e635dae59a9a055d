//! Every reference value of IBSI 1 for the digital phantom and configurations A
//! and B of the CT phantom, with the settings that are shipped for them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "common/ibsi.rs"]
mod ibsi_data;

use std::collections::BTreeMap;

use ibsi_data::{data, phantom, references};
use radiomics::ibsi::{Settings, extract, feature_names};
use radiomics::presets::named;

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
    against_reference("ct_phantom", "ibsi_1_chest_config_a", named("ibsi-a").unwrap().yaml);
}

#[test]
fn configuration_b() {
    against_reference("ct_phantom", "ibsi_1_chest_config_b", named("ibsi-b").unwrap().yaml);
}

/// Configurations C, D and E, whose reference values are not at hand: what they must have in common.
#[test]
fn configurations_in_three_dimensions() {
    let Some(folder) = data() else {
        println!("skipped: IBSI 1 CT phantom (WORKBENCH_DATA not found)");
        return;
    };
    let (volume, mask) = phantom(&folder, "ct_phantom");
    let run = |key: &str| {
        let settings = Settings::from_yaml(named(key).unwrap().yaml).unwrap().check().unwrap();
        let features = extract(&volume, &mask, 1, &settings).unwrap();
        for feature in &features.values {
            assert!(feature.value.is_finite(), "{}", feature.tag);
        }
        move |tag: &str| features.get(tag).unwrap()
    };
    let (c, d, e) = (run("ibsi-c"), run("ibsi-d"), run("ibsi-e"));
    // One morphological mask; its volume is that of the mask as given.
    for tag in ["morph_volume", "morph_area_mesh", "morph_diam", "morph_vol_dens_conv_hull"] {
        assert_eq!((c(tag), c(tag)), (d(tag), e(tag)), "{tag}");
    }
    let given = 125_256.0 * 0.977 * 0.977 * 3.0;
    assert!((c("morph_vol_approx") / given - 1.0).abs() < 0.03, "{}", c("morph_vol_approx"));
    assert_eq!((c("img_dim_x_interp_img"), c("img_dim_z_interp_img")), (100.0, 90.0));
    // Rounded intensities; a spline overshoots.
    assert_eq!(c("stat_median").fract(), 0.0);
    assert!(e("min_int_interp_img") < -1000.0 && c("min_int_interp_img") >= -1000.0);
    // Range, outliers, and both.
    assert!(c("stat_max") <= 400.0 && e("stat_max") <= 400.0 && d("stat_max") > 400.0);
    assert!(d("stat_min") > c("stat_min") && e("stat_min") > c("stat_min"));
    assert!(c("int_mask_vox_count_reseg_roi") > d("int_mask_vox_count_reseg_roi"));
    assert_eq!(
        (d("ih_max"), e("ih_max"), c("ih_max")),
        (32.0, 32.0, ((c("stat_max") + 1000.0) / 25.0).floor() + 1.0)
    );
    // Steps of the intensity-volume histogram: bin centres, intensities, bin numbers.
    assert_eq!(((c("ivh_i10") + 1000.0) / 2.5).fract(), 0.5);
    assert_eq!(d("ivh_i10").fract(), 0.0);
    assert!((1.0..=1000.0).contains(&e("ivh_i10")) && e("ivh_i90") < e("ivh_i10"));
}
