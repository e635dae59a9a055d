//! From a box of an image the same bits as from all of it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use proptest::prelude::*;
use radiomics::{RadiomicsError, Settings, ValidSettings, extract, extract_excerpt};
use workbench_core::{Bounds, Excerpt, Geometry, Mask, Volume};

/// Noise, and a mask with all voxels of a box but every third.
fn image(size: [usize; 3], region: Bounds, seed: u64) -> (Volume, Mask) {
    let grid = Geometry::axis_aligned(size, [0.7, 1.1, 2.5], [3.0, -40.0, 7.5]);
    let mut state = seed;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f32 % 2000.0 - 1000.0
    };
    let volume = Volume::new(grid.clone(), (0..grid.len()).map(|_| noise()).collect()).unwrap();
    let mut mask = Mask::new(grid.clone(), vec![0; grid.len()]).unwrap();
    for z in region[2][0]..=region[2][1] {
        for y in region[1][0]..=region[1][1] {
            for x in region[0][0]..=region[0][1] {
                mask.data[grid.index(x, y, z)] = u8::from((x + y + z) % 3 > 0) * 4;
            }
        }
    }
    (volume, mask)
}

fn cut<T: Copy>(grid: &Geometry, data: &[T], [x, y, z]: Bounds) -> Vec<T> {
    let rows = (z[0]..=z[1]).flat_map(|z| (y[0]..=y[1]).map(move |y| (y, z)));
    rows.flat_map(|(y, z)| &data[grid.index(x[0], y, z)..=grid.index(x[1], y, z)]).copied().collect()
}

/// The box of both, with the largest |intensity| of the whole.
fn excerpt(volume: &Volume, mask: &Mask, bounds: Bounds) -> (Excerpt, Mask) {
    let (grid, part) = (&volume.geometry, volume.geometry.part(bounds));
    let peak = volume.data.iter().filter(|v| v.is_finite()).map(|v| f64::from(v.abs())).fold(0.0, f64::max);
    let excerpt = Excerpt {
        volume: Volume::new(part.clone(), cut(grid, &volume.data, bounds)).unwrap(),
        grid: grid.clone(),
        first: bounds.map(|[first, _]| first),
        peak: Some(peak),
    };
    (excerpt, Mask::new(part, cut(grid, &mask.data, bounds)).unwrap())
}

fn settings(yaml: &str) -> ValidSettings {
    Settings::from_yaml(yaml).unwrap().check().unwrap()
}

const CLASSES: &str = "featureClass: {firstorder: [], glcm: [Contrast], shape: [MeshVolume]}";
const FILTERS: [&str; 7] = [
    "Original: {}, Gradient: {}",
    "Square: {}, SquareRoot: {}, Logarithm: {}, Exponential: {}",
    "LoG: {sigma: [0.5]}",
    "LoG: {sigma: [0.8, 0.3]}, Wavelet: {}",
    "Wavelet: {wavelet: haar}",
    "Wavelet: {wavelet: db3, level: 2, start_level: 1}",
    "Wavelet: {wavelet: coif1}}\nsetting: {force2D: true",
];

/// A region in an image, at its border or not.
fn boxes() -> impl Strategy<Value = ([usize; 3], Bounds)> {
    let axis = |most: usize| {
        (6..most).prop_flat_map(|n| {
            (0..n - 4).prop_flat_map(move |first| (Just(n), Just(first), first + 3..n.min(first + 9)))
        })
    };
    [axis(60), axis(50), axis(24)]
        .prop_map(|axes| (axes.map(|axis| axis.0), axes.map(|(_, first, last)| [first, last])))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_box_gives_the_bits_of_the_whole((size, region) in boxes(), seed in any::<u64>(), filters in 0..FILTERS.len()) {
        let (volume, mask) = image(size, region, seed);
        let settings = settings(&format!("imageType: {{{}}}\n{CLASSES}", FILTERS[filters]));
        prop_assert!(settings.is_local());
        let region = mask.bounding_box(4).unwrap();
        let around = settings.around(&volume.geometry, region);
        let (excerpt, part) = excerpt(&volume, &mask, around);
        let found = extract_excerpt(&excerpt, &part, 4, &settings).unwrap();
        let expected = extract(&volume, &mask, 4, &settings).unwrap();
        for ((name, found), (_, expected)) in found.values.iter().zip(&expected.values) {
            prop_assert_eq!(found.to_bits(), expected.to_bits(), "{} {} {}", name, found, expected);
        }
    }
}

#[test]
fn a_box_that_is_too_small_is_refused() {
    let region = [[20, 28], [20, 26], [8, 14]];
    let (volume, mask) = image([50, 50, 30], region, 1);
    let (excerpt, part) = excerpt(&volume, &mask, region);
    let of = |filters: &str| settings(&format!("imageType: {{{filters}}}\n{CLASSES}"));
    assert!(extract_excerpt(&excerpt, &part, 4, &of("Original: {}, Square: {}")).is_ok());
    for filters in ["Gradient: {}", "LoG: {sigma: [1.0]}", "Wavelet: {}", "LBP2D: {}"] {
        let error = extract_excerpt(&excerpt, &part, 4, &of(filters)).unwrap_err().to_string();
        assert!(error.contains("holds less than these settings look at"), "{filters}: {error}");
    }
    let all: Excerpt = volume.clone().into();
    assert!(extract_excerpt(&all, &mask, 4, &of("LBP2D: {}, Square: {}")).is_ok());
}

#[test]
fn settings_that_look_at_the_whole_image_are_not_local() {
    for yaml in [
        "setting: {normalize: true}",
        "setting: {resampledPixelSpacing: [1, 1, 1]}",
        "setting: {preCrop: true}",
        "setting: {correctMask: true}",
        "imageType: {Original: {}, LBP2D: {}}",
        "imageType: {LBP3D: {}}",
    ] {
        let grid = Geometry::axis_aligned([9, 8, 7], [1.0; 3], [0.0; 3]);
        let settings = settings(yaml);
        assert!(!settings.is_local(), "{yaml}");
        assert_eq!(settings.around(&grid, [[4, 5]; 3]), [[0, 8], [0, 7], [0, 6]]);
    }
}

#[test]
fn a_place_that_is_named_is_that_in_the_image() {
    let region = [[20, 28], [20, 26], [8, 14]];
    let (mut volume, mask) = image([50, 50, 30], region, 1);
    let at = volume.geometry.index(23, 21, 9);
    volume.data[at] = f32::NAN;
    let settings = settings(CLASSES);
    let (excerpt, part) = excerpt(&volume, &mask, region);
    let [whole, part] = [
        extract(&volume, &mask, 4, &settings).unwrap_err(),
        extract_excerpt(&excerpt, &part, 4, &settings).unwrap_err(),
    ];
    assert!(matches!(part, RadiomicsError::NotFinite { x: 23, y: 21, z: 9, .. }), "{part}");
    assert_eq!(whole.to_string(), part.to_string());
}
