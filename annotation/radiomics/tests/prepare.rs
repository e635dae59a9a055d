//! Agreement with `PyRadiomics` on normalising, resampling, re-segmenting and
//! planes: settings and places where one bit decides, beside those of
//! `reference.rs`. Values in `prepare_values.json`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use radiomics::{Settings, extract};
use serde_json::{Value, json};
use workbench_core::{Geometry, Mask, Volume};

/// Whole numbers that change from voxel to voxel.
fn pattern(grid: Geometry) -> Volume {
    let data =
        voxels(&grid).map(|[x, y, z]| ((3 * x * x + 7 * y + 11 * z * z + x * y) % 97 * 5) as f32 - 200.0);
    let data = data.collect();
    Volume::new(grid, data).unwrap()
}

fn ellipsoid(grid: Geometry, centre: &[f64], radius: &[f64]) -> Mask {
    let within = |voxel: [usize; 3]| {
        let square = |k: usize| ((voxel[k] as f64 - centre[k]) / radius[k]).powi(2);
        u8::from(square(0) + square(1) + square(2) <= 1.0)
    };
    let data = voxels(&grid).map(within).collect();
    Mask::new(grid, data).unwrap()
}

fn voxels(grid: &Geometry) -> impl Iterator<Item = [usize; 3]> + use<> {
    let [nx, ny, nz] = grid.size;
    (0..nz).flat_map(move |z| (0..ny).flat_map(move |y| (0..nx).map(move |x| [x, y, z])))
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).collect()
}

#[test]
fn as_pyradiomics() {
    let json: Value = serde_json::from_str(include_str!("prepare_values.json")).unwrap();
    for case in json["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let made;
        let (volume, mask) = if let Some(image) = case["image"].as_str() {
            let Some(folder) = common::data() else {
                println!("skipped: {name} (WORKBENCH_DATA not found)");
                continue;
            };
            common::case(&folder, image)
        } else {
            let mut volume = pattern(serde_json::from_value(case["image"].clone()).unwrap());
            let grid = serde_json::from_value(case["mask"].clone()).unwrap();
            if name == "unsigned" {
                volume.data.iter_mut().for_each(|v| *v = v.clamp(0.0, 255.0));
            }
            made = (volume, ellipsoid(grid, &numbers(&case["centre"]), &numbers(&case["radius"])));
            &made
        };
        let all = json!({"shape": null, "firstorder": null, "glcm": null, "gldm": null, "glrlm": null,
            "glszm": null, "ngtdm": null});
        let mut file = json!({"setting": case["setting"], "featureClass": all});
        // What PyRadiomics reads from the image's file.
        for (key, value) in case["own"].as_object().into_iter().flatten() {
            file["setting"][key] = value.clone();
        }
        if name.contains("flat") {
            file["featureClass"]["shape2D"] = Value::Null;
        }
        let settings = Settings::from_yaml(&file.to_string()).unwrap().check().unwrap();
        let features = extract(volume, mask, 1, &settings).unwrap();
        for (feature, expected) in case["values"].as_object().unwrap() {
            let (found, expected) =
                (features.get(&format!("original_{feature}")).unwrap(), expected.as_f64().unwrap());
            let off = (found - expected).abs() / expected.abs();
            assert!(off < 1e-9, "{name}: {feature} is {found}, not {expected}");
        }
        for (key, value) in case["setting"].as_object().unwrap() {
            let written = &features.settings["setting"][key];
            assert!(*written == *value || numbers_equal(written, value), "{name}: {key} is {written}");
        }
    }
}

/// 1 and 1.0 are the same setting.
fn numbers_equal(a: &Value, b: &Value) -> bool {
    match (a.as_array(), b.as_array()) {
        (Some(_), Some(_)) => numbers(a) == numbers(b),
        _ => a.is_number() && a.as_f64() == b.as_f64(),
    }
}
