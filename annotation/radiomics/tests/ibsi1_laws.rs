//! Laws of the IBSI profile that hold for any region.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use radiomics::ibsi::{Discretisation, Features, Prepared, Settings, extract, measure, prepare};
use radiomics::settings::Interpolator;
use workbench_core::{Geometry, Mask, Volume};

/// A box of voxels: intensities and whether each is in the region.
#[derive(Clone, Debug)]
struct Block {
    size: [usize; 3],
    values: Vec<i16>,
    inside: Vec<bool>,
}

fn block() -> impl Strategy<Value = Block> {
    (1..6_usize, 1..6_usize, 1..5_usize).prop_flat_map(|(x, y, z)| {
        let n = x * y * z;
        let values = proptest::collection::vec(-60..60_i16, n);
        let inside = proptest::collection::vec(any::<bool>(), n);
        (values, inside).prop_map(move |(mut values, mut inside)| {
            // A voxel that re-segmentation leaves.
            (inside[0], values[0]) = (true, 0);
            Block { size: [x, y, z], values, inside }
        })
    })
}

/// The block in an image of −1000, `before` and `after` voxels around it, as
/// `label` beside another label.
fn place(block: &Block, before: [usize; 3], after: usize, label: u8) -> (Volume, Mask) {
    let size: [usize; 3] = std::array::from_fn(|k| block.size[k] + before[k] + after);
    let grid = Geometry::axis_aligned(size, [0.7, 1.1, 2.5], [3.0, -40.0, 7.5]);
    let mut volume = Volume::new(grid.clone(), vec![-1000.0; grid.len()]).unwrap();
    let mut mask = Mask::new(grid.clone(), vec![label ^ 3; grid.len()]).unwrap();
    for (k, (value, inside)) in block.values.iter().zip(&block.inside).enumerate() {
        let [nx, ny, _] = block.size;
        let index = grid.index(k % nx + before[0], k / nx % ny + before[1], k / nx / ny + before[2]);
        volume.data[index] = f32::from(*value);
        mask.data[index] = if *inside { label } else { 0 };
    }
    (volume, mask)
}

fn features((volume, mask): &(Volume, Mask), label: u8, settings: &Settings) -> Features {
    extract(volume, mask, label, &settings.clone().check().unwrap()).unwrap()
}

/// Bits of the values, so that NaN equals NaN.
fn bits(features: &Features) -> Vec<(&str, u64)> {
    features.values.iter().map(|feature| (feature.tag.as_str(), feature.value.to_bits())).collect()
}

fn settings() -> impl Strategy<Value = Settings> {
    let bins = prop_oneof![
        Just(Discretisation::BinWidth(7.0)),
        Just(Discretisation::BinCount(5)),
        Just(Discretisation::BinWidth(1000.0))
    ];
    let range = prop_oneof![Just(None), Just(Some([-61.0, 40.0]))];
    (bins, range).prop_map(|(discretisation, resegment_range)| Settings {
        discretisation,
        resegment_range,
        ..Settings::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The sphere of local intensity reaches out of the region: the image is
    /// wide enough on all sides.
    #[test]
    fn place_and_label_change_nothing(
        block in block(), at in [0..4_usize, 0..4, 0..4], after in 0..3_usize, settings in settings(),
    ) {
        let at = at.map(|k| k + 9);
        let here = features(&place(&block, [9; 3], 9, 1), 1, &settings);
        let there = features(&place(&block, at, 9 + after, 200), 200, &settings);
        prop_assert_eq!(bits(&here), bits(&there));
    }

    #[test]
    fn padding_changes_nothing_but_what_looks_outside(block in block(), settings in settings()) {
        let here = features(&place(&block, [0; 3], 0, 1), 1, &settings);
        let there = features(&place(&block, [2; 3], 1, 1), 1, &settings);
        for (here, there) in here.values.iter().zip(&there.values).filter(|(f, _)| !f.tag.starts_with("loc_")) {
            prop_assert_eq!(here.value.to_bits(), there.value.to_bits(), "{}", here.tag);
        }
    }

    #[test]
    fn threads_change_nothing(block in block(), settings in settings(), spline in any::<bool>()) {
        let interpolator = if spline { Interpolator::BSpline } else { Interpolator::Linear };
        let settings = Settings { spacing: Some([0.9, 0.9, 1.3]), mask_threshold: 0.3, interpolator, ..settings };
        let case = place(&block, [2, 1, 1], 1, 1);
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = settings.clone().check().unwrap();
            pool.install(|| extract(&case.0, &case.1, 1, &settings))
        };
        // Few voxels may all be lost: the same error then.
        let one = run(1);
        for threads in [2, 8] {
            match (&one, run(threads)) {
                (Ok(one), Ok(many)) => {
                    prop_assert_eq!(bits(one), bits(&many));
                    prop_assert_eq!(&one.diagnostics, &many.diagnostics);
                }
                (Err(one), Err(many)) => prop_assert_eq!(one.to_string(), many.to_string()),
                (one, many) => prop_assert!(false, "{:?} {:?}", one.is_ok(), many.is_ok()),
            }
        }
    }

    #[test]
    fn bounds_hold(block in block(), settings in settings()) {
        let found = features(&place(&block, [1; 3], 1, 1), 1, &settings);
        for feature in &found.values {
            let value = feature.value;
            let tag = feature.tag.as_str();
            let share = ["cm_joint_max", "cm_energy", "cm_inv_diff", "rlm_r_perc", "szm_z_perc", "dzm_z_perc",
                "ngl_dc_energy", "ih_uniformity", "ivh_v", "ivh_auc", "morph_vol_dens_conv", "morph_vol_dens_aabb",
                "morph_vol_dens_ombb", "morph_vol_dens_mvee", "morph_pca_elongation"];
            if share.iter().any(|start| tag.starts_with(start)) && tag != "ivh_diff_v10_v90" {
                prop_assert!(value.is_nan() || (-1e-12..=1.0 + 1e-9).contains(&value), "{} {}", tag, value);
            }
            prop_assert!(value.is_nan() || value.is_finite(), "{} {}", tag, value);
        }
        let get = |tag: &str| found.get(tag).unwrap();
        prop_assert!(get("morph_vol_dens_ombb") >= get("morph_vol_dens_aabb") - 1e-9);
        prop_assert!(get("morph_vol_dens_conv_hull") >= get("morph_vol_dens_ombb") - 1e-9);
        prop_assert!(get("loc_peak_glob") >= get("loc_peak_loc"));
        prop_assert_eq!(get("ngl_dc_perc_3D"), 1.0);
    }

    #[test]
    fn the_image_as_its_own_response_changes_nothing(block in block()) {
        let (volume, mask) = place(&block, [1; 3], 1, 1);
        let settings = Settings { discretisation: Discretisation::BinCount(6), ..Settings::default() };
        let settings = settings.check().unwrap();
        let prepared = prepare(&volume, &mask, 1, &settings).unwrap();
        let response: Prepared = prepared.with_response(prepared.intensities()).unwrap();
        let (image, response) = (measure(&prepared, &settings).unwrap(), measure(&response, &settings).unwrap());
        prop_assert_eq!(bits(&image), bits(&response));
        prop_assert!(prepared.with_response(vec![0.0; 3]).is_err());
    }
}

#[test]
fn one_voxel_and_flat_regions_have_values() {
    for (size, inside) in [([1, 1, 1], 1), ([4, 1, 1], 4), ([3, 3, 1], 9), ([3, 4, 5], 60)] {
        let block = Block { size, values: vec![12; inside], inside: vec![true; inside] };
        let found = features(&place(&block, [1; 3], 2, 1), 1, &Settings::default());
        let get = |tag: &str| found.get(tag).unwrap();
        assert_eq!((get("stat_mean"), get("stat_kurt"), get("ih_mode")), (12.0, 0.0, 1.0));
        assert_eq!(get("szm_z_perc_3D"), 1.0 / inside as f64);
        assert!(get("morph_volume") > 0.0 && get("morph_vol_dens_conv_hull") > 0.0);
        assert!(get("morph_moran_i").is_nan(), "equal intensities have no autocorrelation");
        assert_eq!(get("cm_joint_max_3D_comb").is_nan(), inside == 1, "one voxel has no pair");
        assert_eq!(get("ngt_coarseness_3D").is_nan(), inside == 1);
        if inside > 1 {
            assert_eq!((get("ngt_coarseness_3D"), get("cm_corr_3D_comb")), (1e6, 1.0));
            assert_eq!(
                (get("ngt_contrast_2D"), get("ngt_busyness_2D"), get("ngt_strength_2D")),
                (0.0, 0.0, 0.0)
            );
        }
        let json = found.to_json();
        assert!(json["features"]["morph_moran_i"].is_null());
        assert_eq!(json["codes"]["morph_moran_i"], "N365");
        assert_eq!(json["aggregations"]["cm_joint_max_2_5D_comb"], "ZW7Z");
        assert_eq!(json["diagnostics"]["int_mask_vox_count_reseg_roi"], inside as f64);
    }
}
