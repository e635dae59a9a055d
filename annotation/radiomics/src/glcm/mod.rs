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
use crate::voxel::Kernel;
use features::Buffers;
pub(crate) use features::{NAMES, Rules};
use matrix::Joint;

/// Every GLCM feature by name. Without weighting a feature is computed for
/// each direction that has a pair and then averaged (IBSI ITBB); with
/// weighting the matrices are merged first.
pub(crate) fn features(grid: &LevelGrid, spacing: [f64; 3], settings: &Settings) -> Vec<(&'static str, f64)> {
    let rules = Rules::PyRadiomics { present: matrix::levels_present(grid), mcc: true };
    let manner = Manner::new(settings, grid.near, spacing, grid.largest, rules);
    let symmetric = manner.symmetric;
    let joints = manner.offsets.par_iter().map(|offset| Joint::count(grid, *offset, symmetric));
    let rows: Vec<[f64; NAMES.len()]> = if manner.weights.is_empty() {
        let of_joint =
            |b: &mut Buffers, joint: Joint| (joint.total > 0.0).then(|| manner.of_joint(&joint, b));
        joints.map_init(Buffers::default, of_joint).flatten_iter().collect()
    } else {
        let merged = manner.merge(&joints.collect::<Vec<Joint>>());
        merged.map(|joint| manner.of_joint(&joint, &mut Buffers::default())).into_iter().collect()
    };
    NAMES.into_iter().zip(nan_mean(&rows)).collect()
}

/// How matrices are counted and measured.
pub(crate) struct Manner {
    offsets: Vec<[i32; 3]>,
    /// Of each offset; none without weighting.
    weights: Vec<f64>,
    symmetric: bool,
    largest: usize,
    rules: Rules,
}

impl Manner {
    /// For regions of at most `near` voxels; `largest` is Ng.
    pub fn new(
        settings: &Settings,
        near: [usize; 3],
        spacing: [f64; 3],
        largest: usize,
        rules: Rules,
    ) -> Self {
        let offsets = half_offsets(&settings.distances, near);
        let weight = |offset: &[i32; 3], norm| match norm {
            WeightingNorm::NoWeighting => 1.0,
            _ => (-length(*offset, spacing, norm).powi(2)).exp(),
        };
        let weights = settings.weighting_norm.map(|norm| offsets.iter().map(|o| weight(o, norm)).collect());
        let weights = weights.unwrap_or_default();
        Self { offsets, weights, symmetric: settings.symmetrical_glcm, largest, rules }
    }

    fn merge(&self, joints: &[Joint]) -> Option<Joint> {
        let merged = Joint::merge(joints.iter().zip(self.weights.iter().copied()));
        (merged.total > 0.0).then_some(merged)
    }

    fn of_joint(&self, joint: &Joint, buffers: &mut Buffers) -> [f64; NAMES.len()] {
        features::of_joint(joint, self.largest, self.rules, buffers)
    }
}

/// To be used again from kernel to kernel.
#[derive(Default)]
pub(crate) struct Workspace {
    joint: Joint,
    table: Vec<u32>,
    rows: Vec<[f64; NAMES.len()]>,
    buffers: Buffers,
}

impl Workspace {
    /// The features of a kernel in the order of [`NAMES`].
    pub fn of_kernel(&mut self, kernel: &Kernel, manner: &Manner) -> [f64; NAMES.len()] {
        let Kernel { ranks, palette, .. } = kernel;
        self.rows.clear();
        if !manner.weights.is_empty() {
            let mut count = |offset: &[i32; 3]| {
                self.joint.recount(ranks, *offset, manner.symmetric, &mut self.table);
                self.joint.rename(palette);
                self.joint.clone()
            };
            let joints: Vec<Joint> = manner.offsets.iter().map(&mut count).collect();
            let merged = manner.merge(&joints);
            self.rows.extend(merged.map(|joint| manner.of_joint(&joint, &mut self.buffers)));
            return nan_mean(&self.rows);
        }
        for offset in &manner.offsets {
            self.joint.recount(ranks, *offset, manner.symmetric, &mut self.table);
            if self.joint.total > 0.0 {
                self.joint.rename(palette);
                self.rows.push(manner.of_joint(&self.joint, &mut self.buffers));
            }
        }
        nan_mean(&self.rows)
    }
}
