//! Grey level co-occurrence (IBSI 3.6, LFYI): how often level i neighbours
//! level j along a direction.

pub(crate) mod features;
pub(crate) mod matrix;
mod mcc;

use rayon::prelude::*;

use crate::accumulate::nan_mean;
use crate::directions::{half_offsets, length};
use crate::levels::LevelGrid;
use crate::settings::{Settings, WeightingNorm};
use matrix::Joint;

/// Every GLCM feature by name. Without weighting a feature is computed for
/// each direction that has a pair and then averaged (IBSI ITBB); with
/// weighting the matrices are merged first.
pub(crate) fn features(grid: &LevelGrid, spacing: [f64; 3], settings: &Settings) -> Vec<(&'static str, f64)> {
    let offsets = half_offsets(&settings.distances, grid.near);
    let rules = features::Rules::PyRadiomics { present: matrix::levels_present(grid) };
    let symmetric = settings.symmetrical_glcm;
    let joints = offsets.par_iter().map(|offset| Joint::count(grid, *offset, symmetric));
    let rows: Vec<[f64; features::NAMES.len()]> = match settings.weighting_norm {
        None => joints
            .filter(|joint| joint.total > 0.0)
            .map(|joint| features::of_joint(&joint, grid.largest, rules))
            .collect(),
        Some(norm) => {
            let joints: Vec<Joint> = joints.collect();
            let weight = |offset: &[i32; 3]| match norm {
                WeightingNorm::NoWeighting => 1.0,
                _ => (-length(*offset, spacing, norm).powi(2)).exp(),
            };
            let merged = Joint::merge(joints.iter().zip(offsets.iter().map(weight)));
            if merged.total > 0.0 { vec![features::of_joint(&merged, grid.largest, rules)] } else { vec![] }
        }
    };
    features::NAMES.into_iter().zip(nan_mean(&rows)).collect()
}
