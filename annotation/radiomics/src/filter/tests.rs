//! What a filter gives for a region is what it gives there for the whole image.

use proptest::prelude::*;
use workbench_core::{Geometry, Mask, Volume};

use super::*;
use crate::Settings;

/// An image of noise on `size` voxels.
fn noise(size: [usize; 3], seed: u64) -> Volume {
    let grid = Geometry::axis_aligned(size, [0.7, 1.1, 2.0], [0.0; 3]);
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f32 % 2000.0 - 1000.0
    };
    let data = (0..grid.len()).map(|_| next()).collect();
    Volume::new(grid, data).unwrap()
}

/// The region that fills the box, without one voxel in its middle.
fn region(volume: &Volume, first: [usize; 3], last: [usize; 3]) -> Roi {
    let grid = volume.geometry.clone();
    let mut mask = Mask::new(grid.clone(), vec![0; grid.len()]).unwrap();
    for z in first[2]..=last[2] {
        for y in first[1]..=last[1] {
            let row = grid.index(0, y, z);
            mask.data[row + first[0]..=row + last[0]].fill(1);
        }
    }
    let middle: [usize; 3] = std::array::from_fn(|a| usize::midpoint(first[a], last[a]));
    mask.data[grid.index(middle[0], middle[1], middle[2])] = 0;
    Roi::crop(&Image::of(volume), &mask, 1, &Settings::default()).unwrap()
}

/// Values of the region, and those that the filter of all voxels has there.
fn twice(filter: &Filter, volume: &Volume, part: &Roi) -> Vec<(Vec<f64>, Vec<f64>)> {
    let size = volume.geometry.size;
    let values = volume.data.iter().map(|v| f64::from(*v)).collect();
    let all = Roi {
        size,
        origin: [0; 3],
        spacing: volume.geometry.spacing,
        inside: vec![true; volume.data.len()],
        values,
    };
    let apply =
        |roi: &Roi| filter.apply(&Source::new(&Image::of(volume), roi, None, [filter].into_iter())).unwrap();
    let whole = apply(&all).into_iter().map(|image| {
        let at = |[x, y, z]: [usize; 3]| image[volume.geometry.index(x, y, z)];
        Source { image: &Image::of(volume), roi: part, peak: 0.0 }.per_voxel(at)
    });
    apply(part).into_iter().zip(whole).collect()
}

fn spread(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}

/// A box in an image, at its border or not.
fn boxes() -> impl Strategy<Value = ([usize; 3], [usize; 3], [usize; 3])> {
    [4..15_usize, 4..12, 4..9].prop_flat_map(|size| {
        let axis = |n: usize| (0..n - 2).prop_flat_map(move |first| (Just(first), first + 2..n));
        let axes = [axis(size[0]), axis(size[1]), axis(size[2])];
        axes.prop_map(move |axes| (size, axes.map(|axis| axis.0), axes.map(|axis| axis.1)))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_part_is_filtered_like_the_whole((size, first, last) in boxes(), seed in any::<u64>(), level in 1..3_usize) {
        let volume = noise(size, seed);
        let part = region(&volume, first, last);
        let mut filters: Vec<Filter> = ["haar", "coif1", "db3"].into_iter().map(|name| {
            Filter::Wavelet(Wavelet { low: low_pass(name).unwrap(), level, start_level: level - 1, across: None })
        }).collect();
        filters.extend([Map::Square, Map::SquareRoot, Map::Logarithm, Map::Exponential].map(Filter::Map));
        filters.extend([true, false].map(|use_spacing| Filter::Gradient { use_spacing }));
        filters.push(Filter::Lbp2d(Lbp2d::new(1.5, 8, Method::Uniform)));
        filters.push(Filter::Lbp3d(Lbp3d::new(3, 1.3, 0, None)));
        for filter in filters {
            for (found, expected) in twice(&filter, &volume, &part) {
                prop_assert_eq!(&found, &expected, "{:?}", filter);
            }
        }
    }

    #[test]
    fn levels_of_a_wavelet_repeat_the_first((size, first, last) in boxes(), seed in any::<u64>()) {
        let even = size.map(|n| n + n % 2);
        let volume = noise(even, seed);
        let part = region(&volume, first, last);
        let low = low_pass("coif1").unwrap();
        let two = Filter::Wavelet(Wavelet { low, level: 2, start_level: 0, across: None });
        let later = Filter::Wavelet(Wavelet { low, level: 1, start_level: 1, across: None });
        let [two, later] = [two, later].map(|f| f.apply(&Source { image: &Image::of(&volume), roi: &part, peak: 0.0 }).unwrap());
        prop_assert_eq!(&two[7..], &later[..]);
    }
}

#[test]
fn a_part_of_a_laplacian_of_gaussian_is_close_to_the_whole() {
    let volume = noise([90, 60, 40], 7);
    for (first, last) in [([40, 25, 18], [52, 36, 24]), ([0, 3, 30], [9, 12, 39])] {
        let part = region(&volume, first, last);
        for sigma in [0.8, 1.7] {
            let filter = Filter::Log(Log { sigma, label: sigma.to_string() });
            let images = twice(&filter, &volume, &part);
            let (found, expected) = &images[0];
            let limit = 1e-5 * spread(expected);
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= limit), "{sigma}");
        }
    }
}

/// Sum of all bands of a wavelet with filters of norm 1: energy times 2 per axis.
#[test]
fn a_wavelet_keeps_energy() {
    let volume = noise([8, 6, 4], 3);
    let all = Roi {
        size: [8, 6, 4],
        origin: [0; 3],
        spacing: [1.0; 3],
        inside: vec![true; 192],
        values: volume.data.iter().map(|v| f64::from(*v)).collect(),
    };
    let energy = |values: &[f64]| values.iter().map(|v| v * v).sum::<f64>();
    for name in ["coif1", "db4", "sym5"] {
        let wavelet = Wavelet { low: low_pass(name).unwrap(), level: 1, start_level: 0, across: None };
        let bands = wavelet.apply(&Source { image: &Image::of(&volume), roi: &all, peak: 0.0 });
        let ratio = bands.iter().map(|band| energy(band)).sum::<f64>() / energy(&all.values);
        assert!((ratio - 8.0).abs() < 1e-8, "{name}: {ratio}");
    }
}

/// One slice: the axis across it is repeated for the wavelet, flat for the gradient.
#[test]
fn a_single_slice() {
    let volume = noise([9, 7, 1], 5);
    let part = region(&volume, [1, 2, 0], [6, 5, 0]);
    let wavelet =
        Filter::Wavelet(Wavelet { low: low_pass("coif1").unwrap(), level: 2, start_level: 0, across: None });
    for filter in [wavelet, Filter::Gradient { use_spacing: true }] {
        for (found, expected) in twice(&filter, &volume, &part) {
            assert_eq!(found, expected);
        }
    }
}

/// A ramp has the slope it was made with, and the sampled pattern of a slope.
#[test]
fn a_ramp() {
    let grid = Geometry::axis_aligned([8, 8, 8], [0.5, 2.0, 1.0], [0.0; 3]);
    let data = (0..512).map(|k| (3 * (k % 8) + 8 * (k / 8 % 8)) as f32).collect();
    let volume = Volume::new(grid, data).unwrap();
    let part = region(&volume, [2, 2, 2], [5, 5, 5]);
    let apply =
        |filter: Filter| filter.apply(&Source { image: &Image::of(&volume), roi: &part, peak: 0.0 }).unwrap();
    let slope = f64::from(52.0_f32.sqrt());
    assert!(apply(Filter::Gradient { use_spacing: true })[0].iter().all(|v| *v == slope));
    let pattern = apply(Filter::Lbp2d(Lbp2d::new(1.0, 8, Method::Uniform)));
    assert!(pattern[0].iter().all(|v| *v == 4.0), "{pattern:?}");
}
