//! Response maps against the reference maps of IBSI 2, phase 1.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "ibsi2/data.rs"]
mod data;
#[path = "ibsi2/maps.rs"]
mod maps;
#[path = "common/nifti.rs"]
mod nifti;

use std::time::Instant;

use data::field;
use radiomics::response::Spec;

/// Every voxel within 1 % of the intensity range of the reference map.
#[test]
fn response_maps() {
    let Some(folder) = data::folder() else {
        println!("skipped: IBSI 2 response maps (WORKBENCH_DATA not found)");
        return;
    };
    let folder = folder.join("ibsi2");
    let (mut failures, mut compared) = (Vec::new(), 0);
    for (test, phantom, yaml) in maps::MAPS {
        let spec = Spec::from_yaml(yaml).unwrap();
        let image = field(&folder.join(format!("phantoms/{phantom}_image_{phantom}.nii.gz")));
        let started = Instant::now();
        let found = spec.apply_to(&image).unwrap();
        let seconds = started.elapsed().as_secs_f64();
        let path = folder.join(format!("response_maps/{}.nii.gz", test.replace('.', "_")));
        if !path.is_file() {
            println!("{test:6} {seconds:6.3} s  no reference map");
            continue;
        }
        let expected = field(&path).data;
        let [low, high] = [f64::min as fn(f64, f64) -> f64, f64::max]
            .map(|pick| expected.iter().copied().reduce(pick).unwrap());
        let off = found.data.iter().zip(&expected).map(|(a, b)| (a - b).abs());
        let off = off.map(|off| if off.is_nan() { f64::INFINITY } else { off }).fold(0.0, f64::max);
        let percent = 100.0 * off / (high - low);
        println!("{test:6} {seconds:6.3} s  {percent:.6} % of the range {low:.4} to {high:.4}");
        compared += 1;
        if percent > 1.0 || found.data.len() != expected.len() {
            failures.push(*test);
        }
    }
    println!("{compared} maps compared");
    assert!(failures.is_empty(), "{failures:?}");
    assert!(compared > 0);
}
