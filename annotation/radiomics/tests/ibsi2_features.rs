//! Statistics of response maps against the reference values of IBSI 2, phase 2.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ibsi.rs"]
mod ibsi_data;

use std::collections::BTreeMap;

use radiomics::ibsi::{Settings, extract};

/// The filters of phase 2; `.A` filters slices, `.B` the image at 1 mm.
const FILTERS: &[(&str, &str)] = &[
    ("2.A", "filter: mean, support: 5"),
    ("2.B", "filter: mean, support: 5"),
    ("3.A", "filter: log, sigma: 1.5"),
    ("3.B", "filter: log, sigma: 1.5"),
    ("4.A", "filter: laws, kernels: L5E5, pooling: max, energy: 7"),
    ("4.B", "filter: laws, kernels: L5E5E5, pooling: max, energy: 7"),
    ("5.A", "filter: gabor, sigma: 5, lambda: 2, gamma: 1.5, theta_step: pi/8"),
    ("5.B", "filter: gabor, sigma: 5, lambda: 2, gamma: 1.5, theta_step: pi/8, planes: orthogonal"),
    ("6.A", "filter: wavelet, wavelet: daubechies 3, bands: LH, pooling: average"),
    ("6.B", "filter: wavelet, wavelet: daubechies 3, bands: LLH, pooling: average"),
    ("7.A", "filter: wavelet, wavelet: daubechies 3, bands: HH, level: 2, pooling: average"),
    ("7.B", "filter: wavelet, wavelet: daubechies 3, bands: HHH, level: 2, pooling: average"),
    ("8.A", "filter: simoncelli, level: 1"),
    ("8.B", "filter: simoncelli, level: 1"),
    ("9.A", "filter: simoncelli, level: 2"),
    ("9.B", "filter: simoncelli, level: 2"),
];

/// Settings of one half of the tests, with its filters.
fn settings<'t>(half: &str, tests: impl Iterator<Item = &'t str>) -> Settings {
    let (grid, dimensions) = match half {
        "A" => ("force2D: true", 2),
        _ => ("resampledPixelSpacing: [1, 1, 1], interpolator: sitkBSpline", 3),
    };
    let mut yaml =
        format!("setting: {{resegmentRange: [-1000, 400], round: true, {grid}}}\nfeatureClass: {{stat: }}\n");
    yaml.push_str("imageType:\n");
    for test in tests {
        let filter = FILTERS.iter().find(|(name, _)| *name == test).map(|(_, filter)| *filter);
        yaml.push_str(&match filter {
            Some(filter) => format!("  {test}: {{{filter}, boundary: mirror, dimensions: {dimensions}}}\n"),
            None => "  Original: {}\n".to_owned(),
        });
    }
    Settings::from_yaml(&yaml).unwrap()
}

/// Every value within its tolerance.
#[test]
fn reference_feature_values() {
    let Some(folder) = ibsi_data::data() else {
        println!("skipped: IBSI 2 feature values (WORKBENCH_DATA not found)");
        return;
    };
    let text = std::fs::read_to_string(folder.join("../ibsi2/reference_feature_values.csv")).unwrap();
    let mut expected = BTreeMap::<&str, Vec<[&str; 3]>>::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.trim_end().split(';').collect();
        expected.entry(cells[0]).or_default().push([cells[2], cells[3], cells[4]]);
    }
    let (volume, mask) = ibsi_data::phantom(&folder, "ct_phantom");
    let (mut right, mut wrong) = (0, Vec::new());
    for half in ["A", "B"] {
        let tests = || expected.iter().filter(|(test, _)| test.ends_with(half));
        if tests().next().is_none() {
            continue;
        }
        let settings = settings(half, tests().map(|(test, _)| *test)).check().unwrap();
        let features = extract(&volume, &mask, 1, &settings).unwrap();
        for (test, rows) in tests() {
            let prefix =
                if FILTERS.iter().any(|(name, _)| name == test) { format!("{test}_") } else { String::new() };
            let before = right;
            for [tag, value, tolerance] in rows {
                let [value, tolerance] = [value, tolerance].map(|text| text.parse::<f64>().unwrap());
                let found = features.get(&format!("{prefix}{tag}")).unwrap();
                if (found - value).abs() <= tolerance {
                    right += 1;
                } else {
                    wrong.push(format!("{test} {tag}: {found} for {value} ± {tolerance}"));
                }
            }
            println!("{test}: {} of {} within tolerance", right - before, rows.len());
        }
    }
    println!("{right} values within tolerance, {} not", wrong.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(right > 0);
}
