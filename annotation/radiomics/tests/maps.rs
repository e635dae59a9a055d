//! Feature maps from outside: laws, places, and what is refused.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::sync::Mutex;

use proptest::prelude::*;
use radiomics::{FeatureMap, Maps, RadiomicsError, Settings, extract};
use workbench_core::{Geometry, Mask, Volume};

/// A textured box of 7 x 6 x 5 voxels in a larger image, with holes in it.
fn stage() -> (Volume, Mask) {
    let grid = Geometry::axis_aligned([12, 10, 9], [0.7, 1.1, 2.5], [3.0, -40.0, 7.5]);
    let value = |k: usize| ((k * k * 31 + k * 17) % 97) as f32 - 30.0;
    let volume = Volume::new(grid.clone(), (0..grid.len()).map(value).collect()).unwrap();
    let mut mask = Mask::new(grid.clone(), vec![0; grid.len()]).unwrap();
    for (z, y, x) in (0..5).flat_map(|z| (0..6).flat_map(move |y| (0..7).map(move |x| (z, y, x)))) {
        mask.data[grid.index(x + 2, y + 3, z + 4)] = if (x * y + z) % 7 == 3 { 5 } else { 4 };
    }
    (volume, mask)
}

fn maps(volume: &Volume, mask: &Mask, yaml: &str) -> Result<BTreeMap<String, FeatureMap>, RadiomicsError> {
    let settings = Settings::from_yaml(yaml).unwrap().check().unwrap();
    let mut found = BTreeMap::new();
    let take = |maps: Vec<FeatureMap>| {
        found.extend(maps.into_iter().map(|map| (map.name.clone(), map)));
        Ok(())
    };
    Maps::new(&settings).compute(volume, mask, 4, &|_| {}, take).map(|()| found)
}

fn bits(maps: &BTreeMap<String, FeatureMap>) -> Vec<u64> {
    maps.values().flat_map(|map| map.values.iter().map(|value| value.to_bits())).collect()
}

const EVERY_IMAGE: &str = "imageType: {Original: , LoG: {sigma: [2.0]}, Wavelet: , Square: , SquareRoot: , \
    Logarithm: , Exponential: , Gradient: , LBP2D: , LBP3D: }\nsetting: {binCount: 7}\nvoxelSetting: {maskedKernel: false}";

#[test]
fn threads_change_nothing() {
    let (volume, mask) = stage();
    for yaml in ["setting: {binWidth: 9}\nvoxelSetting: {kernelRadius: 2}", EVERY_IMAGE] {
        let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let one = pool(1).install(|| maps(&volume, &mask, yaml).unwrap());
        let images = if yaml == EVERY_IMAGE { 1 + 1 + 8 + 4 + 1 + 1 + 3 } else { 1 };
        assert_eq!(one.len(), 93 * images);
        for threads in [2, 8] {
            let many = pool(threads).install(|| maps(&volume, &mask, yaml).unwrap());
            assert_eq!(bits(&one), bits(&many), "{threads} threads");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Features that do not depend on where the levels begin are those of the
    /// kernel's voxels as a region.
    #[test]
    fn a_voxel_stands_for_its_kernel(seed in 1..1_000_000_usize, radius in 1..3_usize, flat: bool) {
        let (mut volume, mask) = stage();
        for (k, value) in volume.data.iter_mut().enumerate() {
            *value = (((k + seed) * (k + 7 * seed)) % 89) as f32;
        }
        let yaml = format!(
            "setting: {{binWidth: 8, force2D: {flat}}}\nvoxelSetting: {{kernelRadius: {radius}}}\n\
             featureClass: {{firstorder: , glcm: [Contrast, Correlation, JointEntropy, Imc2, ClusterShade], \
             gldm: [DependenceEntropy], glrlm: [RunEntropy, RunPercentage], glszm: [ZonePercentage, ZoneVariance], \
             ngtdm: [Contrast]}}"
        );
        let found = maps(&volume, &mask, &yaml).unwrap();
        let settings = Settings::from_yaml(&yaml).unwrap().check().unwrap();
        let grid = &volume.geometry;
        let inside: Vec<usize> = (0..grid.len()).filter(|k| mask.data[*k] == 4).collect();
        let at = |k: usize| [k % 12, k / 12 % 10, k / 120];
        for (number, centre) in inside.iter().enumerate().skip(seed % 11).step_by(11) {
            let near = |k: &usize| {
                let apart = |axis: usize| at(*k)[axis].abs_diff(at(*centre)[axis]);
                apart(0) <= radius && apart(1) <= radius && apart(2) <= if flat { 0 } else { radius }
            };
            let mut kernel = mask.clone();
            kernel.data.fill(0);
            inside.iter().copied().filter(near).for_each(|k| kernel.data[k] = 4);
            let region = extract(&volume, &kernel, 4, &settings).unwrap();
            prop_assert_eq!(region.values.len(), found.len());
            for (name, expected) in &region.values {
                let value = found[name].values[number];
                let same = (value - expected).abs() <= 1e-9 * expected.abs().max(1e-3) || value.is_nan() && expected.is_nan();
                prop_assert!(same, "{} at {:?}: {} and {}", name, at(*centre), value, expected);
            }
        }
    }
}

#[test]
fn maps_overlay_the_image() {
    let (volume, mask) = stage();
    let yaml = "voxelSetting: {initValue: -3}\nfeatureClass: {firstorder: [Mean, Maximum]}";
    let found = &maps(&volume, &mask, yaml).unwrap()["original_firstorder_Maximum"];
    let whole = found.to_volume();
    assert_eq!(whole.geometry, volume.geometry);
    let inside = |k: usize| mask.data[k] == 4;
    for (k, value) in whole.data.iter().enumerate() {
        assert!(if inside(k) { *value >= volume.data[k] } else { *value == -3.0 });
    }
    let part = found.to_cropped();
    assert_eq!((part.geometry.size, found.first()), ([7, 6, 5], [2, 3, 4]));
    let corner = part.geometry.to_voxel(volume.geometry.to_patient([2.0, 3.0, 4.0]));
    assert!(corner.iter().all(|c| c.abs() < 1e-9));
    assert_eq!(part.data[3], whole.data[volume.geometry.index(5, 3, 4)]);
    // Cropped first: the same values on the same grid.
    let cropped =
        &maps(&volume, &mask, &format!("{yaml}\nsetting: {{preCrop: true, padDistance: 1}}")).unwrap();
    assert_eq!(cropped["original_firstorder_Maximum"].to_volume(), whole);
    // Resampled: on the grid of that.
    let fine =
        &maps(&volume, &mask, &format!("{yaml}\nsetting: {{resampledPixelSpacing: [1, 1, 1]}}")).unwrap();
    let fine = fine["original_firstorder_Mean"].to_volume();
    assert_eq!(fine.geometry.spacing, [1.0; 3]);
    assert_eq!(fine.geometry.len(), fine.data.len());
    let nan = maps(&volume, &mask, "voxelSetting: {initValue: .nan}\nfeatureClass: {glszm: [ZoneEntropy]}")
        .unwrap();
    assert!(nan["original_glszm_ZoneEntropy"].to_volume().data[0].is_nan());
}

#[test]
fn kernels_beyond_the_region() {
    let (mut volume, mask) = stage();
    let yaml = "featureClass: {firstorder: [Maximum]}\nvoxelSetting: {maskedKernel: false, kernelRadius: 2}";
    volume.data[volume.geometry.index(1, 2, 3)] = 500.0;
    let found = maps(&volume, &mask, yaml).unwrap()["original_firstorder_Maximum"].to_volume();
    assert_eq!(found.data[volume.geometry.index(2, 3, 4)], 500.0);
    assert_eq!(found.data[volume.geometry.index(3, 4, 5)], 500.0);
    assert!(found.data[volume.geometry.index(4, 3, 4)] < 500.0);
    let masked = maps(&volume, &mask, "featureClass: {firstorder: [Maximum]}").unwrap();
    assert!(masked.values().all(|map| map.values.iter().all(|value| *value < 500.0)));
    volume.data[volume.geometry.index(0, 1, 2)] = f32::NAN;
    let error = maps(&volume, &mask, yaml).unwrap_err().to_string();
    assert!(error.contains("1 voxel(s) in the box around the region"), "{error}");
}

#[test]
fn a_voxel_alone_has_no_pairs() {
    let (volume, mut mask) = stage();
    let alone = volume.geometry.index(11, 0, 0);
    mask.data[alone] = 4;
    let found = maps(&volume, &mask, "").unwrap();
    let first = |name: &str| found[name].values[0];
    assert_eq!(first("original_firstorder_Mean"), f64::from(volume.data[alone]));
    assert_eq!(first("original_glszm_ZonePercentage"), 1.0);
    assert_eq!(first("original_ngtdm_Coarseness"), 1e6);
    for (name, map) in &found {
        let undefined = name.contains("_glcm_") || name.contains("_glrlm_");
        assert_eq!(map.values[0].is_nan(), undefined, "{name}");
    }
}

#[test]
fn what_is_asked_for() {
    let (volume, mask) = stage();
    let settings = Settings::from_yaml(EVERY_IMAGE).unwrap().check().unwrap();
    let every = maps(&volume, &mask, EVERY_IMAGE).unwrap();
    let mut some = Maps::new(&settings);
    some.retain(|name| ["wavelet-LHL_glcm_MCC", "square_firstorder_Mean", "square_glcm_Idm"].contains(&name));
    let told = Mutex::new(Vec::new());
    let mut found = Vec::new();
    let take = |maps: Vec<FeatureMap>| {
        found.extend(maps);
        Ok::<(), RadiomicsError>(())
    };
    some.compute(&volume, &mask, 4, &|progress| told.lock().unwrap().push(progress), take).unwrap();
    let names: Vec<&str> = found.iter().map(|map| map.name.as_str()).collect();
    assert_eq!(names, some.names());
    for map in &found {
        let same = map.values.iter().zip(&every[&map.name].values).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "{}", map.name);
    }
    let (kernels, told) = (3 * found[0].values.len() as u64, told.into_inner().unwrap());
    assert_eq!(told.iter().map(|progress| progress.done).max(), Some(kernels));
    assert!(told.iter().all(|progress| progress.total == kernels));
    assert_eq!(some.to_json()["voxelSetting"]["maskedKernel"], false);
    // An error of the one who takes them ends the work.
    let stop = |_| Err(RadiomicsError::EmptyMask);
    assert!(matches!(some.compute(&volume, &mask, 4, &|_| {}, stop), Err(RadiomicsError::EmptyMask)));
}

#[test]
fn refused() {
    let (volume, mask) = stage();
    let error = |yaml: &str| maps(&volume, &mask, yaml).unwrap_err().to_string();
    assert!(error("featureClass: {shape: }").contains("form (`shape`, `shape2D`) has none"));
    assert!(error("setting: {binWidth: 0.001}").contains("use a `binWidth` of at least"));
    assert!(error("imageType: {Square: {binWidth: 0.001}}").starts_with("image `square`"));
    let settings = Settings::default().check().unwrap();
    let found = Maps::new(&settings).compute(&volume, &mask, 9, &|_| {}, |_| Ok::<(), RadiomicsError>(()));
    assert!(found.unwrap_err().to_string().contains("no label 9; it has 4, 5"));
}
