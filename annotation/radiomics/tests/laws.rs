//! Laws that hold for any region.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use radiomics::{Bins, Features, ImageKind, ImageType, Settings, WeightingNorm, extract};
use workbench_core::{Geometry, Mask, Volume};

const SPACING: [f64; 3] = [0.7, 1.1, 2.5];

/// A box of voxels: intensities and whether each is in the region.
#[derive(Clone, Debug)]
struct Block {
    size: [usize; 3],
    values: Vec<i16>,
    inside: Vec<bool>,
}

fn block() -> impl Strategy<Value = Block> {
    (1..6_usize, 2..6_usize, 2..5_usize).prop_flat_map(|(x, y, z)| {
        let n = x * y * z;
        let values = proptest::collection::vec(-60..60_i16, n);
        let inside = proptest::collection::vec(any::<bool>(), n);
        (values, inside).prop_map(move |(values, mut inside)| {
            // Two corners keep the region at least a plane.
            inside[0] = true;
            inside[n - 1] = true;
            Block { size: [x, y, z], values, inside }
        })
    })
}

/// The block within a larger image, as `label` beside another label.
fn place(block: &Block, at: [usize; 3], padding: usize, label: u8) -> (Volume, Mask) {
    let size: [usize; 3] = std::array::from_fn(|k| block.size[k] + at[k] + padding);
    let grid = Geometry::axis_aligned(size, SPACING, [3.0, -40.0, 7.5]);
    let mut volume = Volume::new(grid.clone(), vec![-1000.0; grid.len()]).unwrap();
    let other = if label == 9 { 10 } else { 9 };
    let mut mask = Mask::new(grid.clone(), vec![other; grid.len()]).unwrap();
    for (k, (value, inside)) in block.values.iter().zip(&block.inside).enumerate() {
        let [nx, ny, _] = block.size;
        let (x, y, z) = (k % nx, k / nx % ny, k / nx / ny);
        let index = grid.index(x + at[0], y + at[1], z + at[2]);
        volume.data[index] = f32::from(*value);
        mask.data[index] = if *inside { label } else { 0 };
    }
    (volume, mask)
}

fn features(volume: &Volume, mask: &Mask, label: u8, settings: &Settings) -> Features {
    extract(volume, mask, label, &settings.clone().check().unwrap()).unwrap()
}

/// Bits of the values, so that NaN equals NaN.
fn bits(features: &Features) -> Vec<(&str, u64)> {
    features.values.iter().map(|(name, value)| (name.as_str(), value.to_bits())).collect()
}

fn settings() -> impl Strategy<Value = Settings> {
    let bins = prop_oneof![Just(Bins::Width(7.0)), Just(Bins::Count(5)), Just(Bins::Width(1000.0))];
    let norm = prop_oneof![Just(None), Just(Some(WeightingNorm::Manhattan))];
    let distances = prop_oneof![Just(vec![1]), Just(vec![2, 1])];
    (bins, norm, distances).prop_map(|(bins, weighting_norm, distances)| Settings {
        bins,
        weighting_norm,
        distances,
        ..Settings::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn place_padding_and_label_change_nothing(
        block in block(), at in [0..4_usize, 0..4, 0..4], padding in 0..3_usize, settings in settings(),
    ) {
        let (volume, mask) = place(&block, [0; 3], 0, 1);
        let (moved, moved_mask) = place(&block, at, padding, 200);
        let here = features(&volume, &mask, 1, &settings);
        let there = features(&moved, &moved_mask, 200, &settings);
        prop_assert_eq!(bits(&here), bits(&there));
    }

    #[test]
    fn threads_change_nothing(block in block(), settings in settings()) {
        let (volume, mask) = place(&block, [1, 0, 2], 1, 1);
        let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let one = pool(1).install(|| features(&volume, &mask, 1, &settings));
        for threads in [2, 8] {
            let many = pool(threads).install(|| features(&volume, &mask, 1, &settings));
            prop_assert_eq!(bits(&one), bits(&many));
        }
    }

    #[test]
    fn threads_change_no_derived_image(block in block()) {
        let (volume, mask) = place(&block, [2; 3], 2, 1);
        let images = ImageKind::ALL.map(ImageType::new).map(|image| match image.kind {
            ImageKind::LoG => image.with("sigma", vec![1.0, 2.0]),
            _ => image,
        });
        let settings = Settings { images: images.to_vec(), bins: Bins::Count(6), ..Settings::default() };
        let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let one = pool(1).install(|| features(&volume, &mask, 1, &settings));
        prop_assert_eq!(one.values.len(), 14 + 93 * (1 + 2 + 8 + 4 + 1 + 1 + 3));
        for threads in [2, 8] {
            let many = pool(threads).install(|| features(&volume, &mask, 1, &settings));
            prop_assert_eq!(bits(&one), bits(&many));
        }
    }

    #[test]
    fn adding_whole_bins_moves_only_what_it_must(block in block(), bins in 1..5_i16) {
        let settings = Settings { bins: Bins::Width(8.0), ..Settings::default() };
        let (volume, mask) = place(&block, [0; 3], 0, 1);
        let mut brighter = volume.clone();
        brighter.data.iter_mut().for_each(|v| *v += f32::from(8 * bins));
        let (before, after) = (features(&volume, &mask, 1, &settings), features(&brighter, &mask, 1, &settings));
        for (name, value) in &before.values {
            let now = after.get(name).unwrap();
            let shift = match name.as_str() {
                "original_firstorder_Mean" | "original_firstorder_Median" | "original_firstorder_Minimum"
                | "original_firstorder_Maximum" | "original_firstorder_10Percentile"
                | "original_firstorder_90Percentile" => f64::from(8 * bins),
                name if name.contains("Energy") && name.contains("firstorder") => continue,
                "original_firstorder_RootMeanSquared" => continue,
                _ => 0.0,
            };
            let same = (value.is_nan() && now.is_nan()) || (now - value - shift).abs() <= 1e-9 * value.abs().max(1.0);
            prop_assert!(same, "{}: {} and {}", name, value, now);
        }
    }

    #[test]
    fn bounds_hold(block in block()) {
        let (volume, mask) = place(&block, [0; 3], 0, 1);
        let found = features(&volume, &mask, 1, &Settings::default());
        let get = |name: &str| found.get(&format!("original_{name}")).unwrap();
        for share in ["glcm_JointEnergy", "glcm_Id", "glcm_Idm", "glcm_MaximumProbability", "glcm_MCC",
            "glrlm_RunPercentage", "glszm_ZonePercentage", "firstorder_Uniformity", "gldm_SmallDependenceEmphasis"] {
            let value = get(share);
            prop_assert!(value.is_nan() || (-1e-12..=1.0 + 1e-9).contains(&value), "{} {}", share, value);
        }
        let (sum, average) = (get("glcm_SumAverage"), get("glcm_JointAverage"));
        prop_assert!(sum.is_nan() || (sum - 2.0 * average).abs() < 1e-9, "a symmetric matrix");
        let diameter = get("shape_Maximum3DDiameter");
        for plane in ["Slice", "Column", "Row"] {
            let within = get(&format!("shape_Maximum2DDiameter{plane}"));
            prop_assert!(within <= diameter + 1e-12);
        }
    }
}
