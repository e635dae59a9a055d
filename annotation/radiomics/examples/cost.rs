//! What each class costs a voxel, for balls of a thousand to five million
//! voxels, on one thread: `cargo run -p radiomics --example cost`.
//!
//! The texture is noise smoothed over neighbours in about 20 grey levels, as
//! soft tissue in CT at a bin width of 25 HU.

use std::time::Instant;

use radiomics::{Settings, ValidSettings, extract};
use workbench_core::{Geometry, Mask, Volume};

const CLASSES: [&str; 7] = ["shape", "firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"];
const SIZES: [f64; 5] = [1e3, 1e4, 1e5, 1e6, 5e6];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    println!("| voxels | {} | all classes together |", CLASSES.join(" | "));
    println!("|---|{}---|", "---|".repeat(CLASSES.len()));
    for size in SIZES {
        let (volume, mask) = ball(size);
        let voxels = mask.count(1);
        let cost = |classes: &str| -> Result<f64, Box<dyn std::error::Error>> {
            let yaml = format!("featureClass: {{{classes}}}\nsetting: {{binWidth: 25}}");
            let settings = Settings::from_yaml(&yaml)?.check()?;
            Ok(seconds(&volume, &mask, &settings)? / voxels as f64 * 1e9)
        };
        let each: Result<Vec<String>, _> =
            CLASSES.iter().map(|class| Ok(format!("{:.1}", cost(&format!("{class}: []"))?))).collect();
        let each: Result<Vec<String>, Box<dyn std::error::Error>> = each;
        let all = cost(&CLASSES.map(|class| format!("{class}: []")).join(", "))?;
        println!("| {voxels} | {} | {all:.1} |", each?.join(" | "));
    }
    println!("\nns a voxel, the least of several runs; each class alone also crops and discretises.");
    Ok(())
}

/// The least of at least three runs, more where one is short.
fn seconds(volume: &Volume, mask: &Mask, settings: &ValidSettings) -> Result<f64, radiomics::RadiomicsError> {
    let (begin, mut least, mut runs) = (Instant::now(), f64::INFINITY, 0);
    while runs < 3 || (runs < 200 && begin.elapsed().as_secs_f64() < 0.5) {
        let start = Instant::now();
        extract(volume, mask, 1, settings)?;
        least = least.min(start.elapsed().as_secs_f64());
        runs += 1;
    }
    Ok(least)
}

/// A ball of about `voxels` voxels in a cube that it nearly fills.
fn ball(voxels: f64) -> (Volume, Mask) {
    let radius = (voxels * 0.75 / std::f64::consts::PI).cbrt();
    let n = 2 * radius.ceil() as usize + 3;
    let grid = Geometry::axis_aligned([n; 3], [1.0; 3], [0.0; 3]);
    let centre = (n / 2) as f64;
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1 << 24) as f32 - 0.5
    };
    let mut data: Vec<f32> = (0..n * n * n).map(|_| 600.0 * noise()).collect();
    for step in [1, n, n * n] {
        for at in step..data.len() {
            data[at] = 0.6 * data[at - step] + 0.4 * data[at];
        }
    }
    let largest = data.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    data.iter_mut().for_each(|value| *value = (*value * 250.0 / largest).round());
    let square = |at: usize| (at as f64 - centre).powi(2);
    let inside = |at: usize| square(at % n) + square(at / n % n) + square(at / n / n) <= radius * radius;
    let mask = (0..n * n * n).map(|at| u8::from(inside(at))).collect();
    let volume = Volume::new(grid.clone(), data).unwrap_or_else(|error| unreachable!("{error}"));
    (volume, Mask::new(grid, mask).unwrap_or_else(|error| unreachable!("{error}")))
}
