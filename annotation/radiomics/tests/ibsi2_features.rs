//! Statistics of response maps against the reference values of IBSI 2, phase 2.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "ibsi2/data.rs"]
mod data;
#[path = "ibsi2/isotropic.rs"]
mod isotropic;
#[path = "common/nifti.rs"]
mod nifti;
#[path = "ibsi2/statistics.rs"]
mod statistics;

use std::collections::BTreeMap;

use radiomics::response::{Field, Spec};

/// The filters of phase 2; `.A` filters slices, `.B` the image at 1 mm.
const FILTERS: &[(&str, &str)] = &[
    ("2.A", "filter: mean\nsupport: 5"),
    ("2.B", "filter: mean\nsupport: 5"),
    ("3.A", "filter: log\nsigma: 1.5"),
    ("3.B", "filter: log\nsigma: 1.5"),
    ("4.A", "filter: laws\nkernels: L5E5\npooling: max\nenergy: 7"),
    ("4.B", "filter: laws\nkernels: L5E5E5\npooling: max\nenergy: 7"),
    ("5.A", "filter: gabor\nsigma: 5\nlambda: 2\ngamma: 1.5\ntheta_step: pi/8"),
    ("5.B", "filter: gabor\nsigma: 5\nlambda: 2\ngamma: 1.5\ntheta_step: pi/8\nplanes: orthogonal"),
    ("6.A", "filter: wavelet\nwavelet: daubechies 3\nbands: LH\npooling: average"),
    ("6.B", "filter: wavelet\nwavelet: daubechies 3\nbands: LLH\npooling: average"),
    ("7.A", "filter: wavelet\nwavelet: daubechies 3\nbands: HH\nlevel: 2\npooling: average"),
    ("7.B", "filter: wavelet\nwavelet: daubechies 3\nbands: HHH\nlevel: 2\npooling: average"),
    ("8.A", "filter: simoncelli\nlevel: 1"),
    ("8.B", "filter: simoncelli\nlevel: 1"),
    ("9.A", "filter: simoncelli\nlevel: 2"),
    ("9.B", "filter: simoncelli\nlevel: 2"),
];

/// Every value within its tolerance.
#[test]
fn reference_feature_values() {
    let Some(folder) = data::folder() else {
        println!("skipped: IBSI 2 feature values (WORKBENCH_DATA not found)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("ibsi2/reference_feature_values.csv")).unwrap();
    let mut expected = BTreeMap::<&str, Vec<[&str; 3]>>::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.trim_end().split(';').collect();
        expected.entry(cells[0]).or_default().push([cells[2], cells[3], cells[4]]);
    }
    let image = data::field(&folder.join("ibsi1/ct_phantom/phantom.nii.gz"));
    let mask = data::field(&folder.join("ibsi1/ct_phantom/mask.nii.gz")).data;
    let inside = mask.iter().map(|value| *value > 0.0).collect::<Vec<_>>();
    let isotropic = if expected.keys().any(|test| test.ends_with('B')) {
        Some(isotropic::resample(&image, &mask))
    } else {
        None
    };
    let (mut right, mut wrong) = (0, Vec::new());
    for (test, rows) in &expected {
        let (image, inside) = match &isotropic {
            Some((image, inside)) if test.ends_with('B') => (image, inside),
            _ => (&image, &inside),
        };
        let filter = FILTERS.iter().find(|(name, _)| name == test);
        let found: BTreeMap<_, _> =
            statistics::all(measured(image, inside, filter.map(|(_, yaml)| *yaml), test))
                .into_iter()
                .collect();
        let before = right;
        for [tag, value, tolerance] in rows {
            let [value, tolerance] = [value, tolerance].map(|text| text.parse::<f64>().unwrap());
            let off = (found[tag] - value).abs();
            if off <= tolerance {
                right += 1;
            } else {
                wrong.push(format!("{test} {tag}: {} for {value} ± {tolerance}", found[tag]));
            }
        }
        println!("{test}: {} of {} within tolerance", right - before, rows.len());
    }
    println!("{right} values within tolerance, {} not", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right > 0);
}

/// Response at the voxels of the region whose intensities lie from −1000 to 400 HU.
fn measured(image: &Field, inside: &[bool], filter: Option<&str>, test: &str) -> Vec<f64> {
    let dimensions = if test.ends_with('A') { 2 } else { 3 };
    let response = match filter {
        None => image.data.clone(),
        Some(yaml) => {
            let yaml = format!("{yaml}\nboundary: mirror\ndimensions: {dimensions}");
            Spec::from_yaml(&yaml).unwrap().apply_to(image).unwrap().data
        }
    };
    let voxels = response.iter().zip(&image.data).zip(inside);
    let kept = voxels.filter(|((_, hu), inside)| **inside && (-1000.0..=400.0).contains(*hu));
    kept.map(|((value, _), _)| *value).collect()
}
