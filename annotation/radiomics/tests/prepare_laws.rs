//! Laws of what happens before measuring, for any region.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use radiomics::{Bins, Features, Settings, extract};
use workbench_core::{Geometry, Mask, Volume};

/// Voxels along x, y, z of the region's box.
const SIZE: [usize; 3] = [7, 6, 5];
const VOXELS: usize = 7 * 6 * 5;

type Block = Vec<(i16, bool)>;

fn block() -> impl Strategy<Value = Block> {
    proptest::collection::vec((-60..60_i16, any::<bool>()), VOXELS).prop_map(|mut block| {
        (block[0].1, block[VOXELS - 1].1) = (true, true);
        block
    })
}

/// The block in an image of -20 with at least 6 voxels around it.
fn place(block: &Block, at: [usize; 3], padding: usize, spacing: [f64; 3]) -> (Volume, Mask) {
    let size: [usize; 3] = std::array::from_fn(|k| SIZE[k] + at[k] + padding + 12);
    let grid = Geometry::axis_aligned(size, spacing, [3.0, -40.0, 7.5]);
    let mut volume = Volume::new(grid.clone(), vec![-20.0; grid.len()]).unwrap();
    let mut mask = Mask::new(grid.clone(), vec![0; grid.len()]).unwrap();
    for (k, (value, inside)) in block.iter().enumerate() {
        let (x, y, z) = (k % SIZE[0], k / SIZE[0] % SIZE[1], k / SIZE[0] / SIZE[1]);
        let index = grid.index(x + at[0] + 6, y + at[1] + 6, z + at[2] + 6);
        volume.data[index] = f32::from(*value);
        mask.data[index] = u8::from(*inside);
    }
    (volume, mask)
}

fn run(pair: &(Volume, Mask), yaml: &str) -> Features {
    let mut settings = Settings::from_yaml(&format!("setting: {{{yaml}}}")).unwrap();
    settings.bins = Bins::Width(7.003);
    extract(&pair.0, &pair.1, 1, &settings.check().unwrap()).unwrap()
}

fn bits(features: &Features) -> Vec<(String, u64)> {
    features.values.iter().map(|(name, value)| (name.clone(), value.to_bits())).collect()
}

fn close(a: &Features, b: &Features) -> Result<(), TestCaseError> {
    for ((name, a), (_, b)) in a.values.iter().zip(&b.values) {
        let same = (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-7 * a.abs().max(1e-3);
        prop_assert!(same, "{}: {} and {}", name, a, b);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn resampling_to_the_same_spacing_changes_nothing(block in block()) {
        let pair = place(&block, [1, 0, 2], 0, [0.7, 1.1, 2.5]);
        let plain = run(&pair, "");
        for same in ["resampledPixelSpacing: [0, 0, 0]", "resampledPixelSpacing: [0.7, 0, 2.5], interpolator: sitkLinear",
            "resampledPixelSpacing: [2, 2, 2], interpolator: ", "preCrop: true, padDistance: 2"] {
            prop_assert_eq!(bits(&plain), bits(&run(&pair, same)), "{}", same);
        }
    }

    #[test]
    fn place_and_padding_change_nothing(block in block(), at in [0..4_usize, 0..4, 0..4], padding in 0..3_usize) {
        for yaml in ["resegmentRange: [-40, 40]", "resegmentRange: [-1, 1.5], resegmentMode: sigma, resegmentShape: true",
            "force2D: true", "force2D: true, force2Ddimension: 1", "force2D: true, force2Ddimension: 2", "preCrop: true"] {
            let spacing = [0.7, 1.1, 2.5];
            let (here, there) = (place(&block, [0; 3], 0, spacing), place(&block, at, padding, spacing));
            prop_assert_eq!(bits(&run(&here, yaml)), bits(&run(&there, yaml)), "{}", yaml);
        }
        // New voxels fall alike when the region moves by whole new voxels.
        for yaml in ["interpolator: sitkLinear", "interpolator: sitkNearestNeighbor"] {
            let yaml = format!("resampledPixelSpacing: [1.5, 1.5, 1.5], imageNumberType: float32, padDistance: 1, {yaml}");
            let (here, there) = (place(&block, [0; 3], 0, [1.0; 3]), place(&block, at.map(|n| 3 * n), padding, [1.0; 3]));
            close(&run(&here, &yaml), &run(&there, &yaml))?;
        }
    }

    #[test]
    fn threads_change_nothing(block in block()) {
        let pair = place(&block, [1, 0, 2], 1, [0.7, 1.1, 2.5]);
        for yaml in ["normalize: true, normalizeScale: 100, removeOutliers: 3, resampledPixelSpacing: [1, 1, 1]",
            "resampledPixelSpacing: [0.5, 0.5, 0], force2D: true, resegmentRange: [-2, 2], resegmentMode: sigma",
            "resampledPixelSpacing: [1, 1, 1], interpolator: sitkLinear"] {
            let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
            let one = pool(1).install(|| run(&pair, yaml));
            for threads in [2, 8] {
                let many = pool(threads).install(|| run(&pair, yaml));
                prop_assert_eq!(bits(&one), bits(&many), "{}", yaml);
            }
        }
    }

    #[test]
    fn normalising_forgets_shift_and_scale(block in block(), shift in -50..50_i16) {
        let pair = place(&block, [0; 3], 0, [1.0; 3]);
        let mut other = pair.clone();
        other.0.data.iter_mut().for_each(|v| *v = 2.0 * *v + f32::from(shift));
        let yaml = "normalize: true, normalizeScale: 100";
        let (a, b) = (run(&pair, yaml), run(&other, yaml));
        for name in ["firstorder_Mean", "firstorder_Variance", "firstorder_Skewness", "shape_MeshVolume"] {
            let (a, b) = (a.get(&format!("original_{name}")).unwrap(), b.get(&format!("original_{name}")).unwrap());
            prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{}: {} and {}", name, a, b);
        }
    }
}
