//! Each kernel against the features of the same voxels as a region.

use proptest::prelude::*;

use super::*;
use crate::levels::{LevelGrid, Levels};
use crate::neighbourhood::Neighbourhoods;
use crate::settings::{Bins, WeightingNorm};
use crate::{first_order, glcm, gldm, glrlm, glszm, ngtdm};

const SPACING: [f64; 3] = [0.7, 1.1, 2.5];

fn region() -> impl Strategy<Value = Roi> {
    (1..6_usize, 2..6_usize, 1..5_usize).prop_flat_map(|(x, y, z)| {
        let n = x * y * z;
        let inside = proptest::collection::vec(proptest::bool::weighted(0.7), n);
        (proptest::collection::vec(-60..60_i16, n), inside).prop_map(move |(values, mut inside)| {
            inside[0] = true;
            let kept = values.iter().zip(&inside).filter(|(_, inside)| **inside);
            let values = kept.map(|(value, _)| f64::from(*value)).collect();
            Roi { size: [x, y, z], origin: [0; 3], spacing: SPACING, inside, values }
        })
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let norm = prop_oneof![Just(None), Just(Some(WeightingNorm::Euclidean))];
    let distances = prop_oneof![Just(vec![1]), Just(vec![1, 2])];
    (norm, distances, any::<bool>(), 0..3_u32, 0..4_u8).prop_map(
        |(weighting_norm, distances, symmetrical_glcm, gldm_a, plane)| Settings {
            bins: Bins::Width(10.0),
            weighting_norm,
            distances,
            symmetrical_glcm,
            gldm_a,
            voxel_array_shift: 3.0,
            force_2d: plane < 3,
            force_2d_dimension: plane % 3,
            ..Settings::default()
        },
    )
}

/// The voxels of `region` in the kernel around `centre`, as a region, and
/// their grey levels.
fn around(region: &Roi, levels: &[u16], centre: [usize; 3], radius: [usize; 3]) -> (Roi, Vec<u16>) {
    let origin: [usize; 3] = std::array::from_fn(|axis| centre[axis].saturating_sub(radius[axis]));
    let size: [usize; 3] =
        std::array::from_fn(|axis| (centre[axis] + radius[axis] + 1).min(region.size[axis]) - origin[axis]);
    let mut kernel = Roi { size, origin, spacing: SPACING, inside: Vec::new(), values: Vec::new() };
    kernel.inside = vec![false; size.iter().product()];
    let mut kept = Vec::new();
    let inside = region.inside.iter().enumerate().filter(|(_, inside)| **inside);
    for ((voxel, _), (value, level)) in inside.zip(region.values.iter().zip(levels)) {
        let at = region.voxel(voxel);
        if (0..3).all(|axis| (origin[axis]..origin[axis] + size[axis]).contains(&at[axis])) {
            let [x, y, z]: [usize; 3] = std::array::from_fn(|axis| at[axis] - origin[axis]);
            kernel.inside[x + size[0] * (y + size[1] * z)] = true;
            kernel.values.push(*value);
            kept.push(*level);
        }
    }
    (kernel, kept)
}

/// What the features of regions are for the kernel.
fn expected(
    class: FeatureClass,
    kernel: &Roi,
    levels: Vec<u16>,
    field: &Field,
    settings: &Settings,
) -> Vec<(&'static str, f64)> {
    let levels = Levels::of(levels);
    let one_level = levels.present().count() == 1;
    let mut grid = LevelGrid::new(kernel, &levels, 2, settings.across());
    // Ng is that of the region; tables of counts must fit.
    let largest = std::mem::replace(&mut grid.largest, field.largest);
    grid.histogram.resize(field.largest + 1, 0);
    assert!(largest <= field.largest);
    let counts = || Neighbourhoods::count(&grid, &settings.distances, settings.gldm_a);
    match class {
        FeatureClass::FirstOrder => {
            first_order::features(kernel, &levels, settings.voxel_array_shift, &mut Default::default())
        }
        FeatureClass::Glcm => {
            let mut found = glcm::features(&grid, SPACING, settings);
            // One level here, but several in the region: nothing to correlate.
            let mcc = found.iter_mut().filter(|(name, value)| *name == "MCC" && !value.is_nan());
            mcc.filter(|_| one_level && field.present > 1).for_each(|(_, value)| *value = 0.0);
            found
        }
        FeatureClass::Gldm => gldm::features(&counts()),
        FeatureClass::Glrlm => glrlm::features(&grid, SPACING, settings, &Default::default()),
        FeatureClass::Glszm => glszm::features(&grid, &mut Default::default()),
        FeatureClass::Ngtdm => ngtdm::features(&counts(), true),
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_kernel_is_a_region(region in region(), settings in settings(), reach in 1..3_usize) {
        let mut radius = region.size.map(|n| reach.min(n - 1));
        if let Some(across) = settings.across() {
            radius[across] = 0;
        }
        let layout = Layout::new(region.size, radius);
        let field = Field::new(&region, &region.values, settings.bins, layout).unwrap();
        let levels = Levels::discretise(&region.values, settings.bins).unwrap().of_voxel;
        let mut work = Workspace::new(&field, &settings);
        for class in FeatureClass::ALL.into_iter().filter(|class| !class.is_form()) {
            let measure = Measure::new(class, &["MCC"], &field, &region, &settings).unwrap();
            let mut found = Vec::new();
            for voxel in (0..region.inside.len()).filter(|voxel| region.inside[*voxel]) {
                let centre = region.voxel(voxel);
                measure.of_kernel(&field, layout.place(centre), &mut work, &mut found);
                let (kernel, levels) = around(&region, &levels, centre, radius);
                let expected = expected(class, &kernel, levels, &field, &settings);
                prop_assert_eq!(expected.len(), found.len());
                for ((name, expected), (known, found)) in expected.iter().zip(measure.names().iter().zip(&found)) {
                    prop_assert_eq!(name, known);
                    prop_assert!(expected.to_bits() == found.to_bits() || expected.is_nan() && found.is_nan(),
                        "{} at {:?}: {} and {}", name, centre, found, expected);
                }
            }
        }
    }

    #[test]
    fn every_feature_has_a_place(region in region()) {
        let settings = Settings::default();
        let layout = Layout::new(region.size, [1.min(region.size[0] - 1), 1, 0]);
        let field = Field::new(&region, &region.values, Bins::Width(10.0), layout).unwrap();
        for class in FeatureClass::ALL.into_iter().filter(|class| !class.is_form()) {
            let names = Measure::new(class, &[], &field, &region, &settings).unwrap().names();
            prop_assert!(class.entries().iter().all(|entry| names.contains(&entry.name)), "{:?}", class);
        }
    }
}
