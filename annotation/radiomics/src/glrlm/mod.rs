//! Grey level run length (IBSI 3.7, TP0I): runs of equal grey level along a
//! direction.

pub(crate) mod runs;

use rayon::prelude::*;

use crate::accumulate::nan_mean;
use crate::directions::{half_offsets, length};
use crate::levels::LevelGrid;
use crate::pool::Pool;
use crate::settings::Settings;
use crate::size_matrix::{self, FEATURES, Of, SizeMatrix};
use crate::voxel::Kernel;

pub(crate) const NAMES: [(&str, Of); FEATURES] = [
    ("GrayLevelNonUniformity", Of::LevelNonUniformity),
    ("GrayLevelNonUniformityNormalized", Of::LevelNonUniformityNormalized),
    ("GrayLevelVariance", Of::LevelVariance),
    ("HighGrayLevelRunEmphasis", Of::HighLevel),
    ("LongRunEmphasis", Of::Large),
    ("LongRunHighGrayLevelEmphasis", Of::LargeHighLevel),
    ("LongRunLowGrayLevelEmphasis", Of::LargeLowLevel),
    ("LowGrayLevelRunEmphasis", Of::LowLevel),
    ("RunEntropy", Of::Entropy),
    ("RunLengthNonUniformity", Of::SizeNonUniformity),
    ("RunLengthNonUniformityNormalized", Of::SizeNonUniformityNormalized),
    ("RunPercentage", Of::Percentage),
    ("RunVariance", Of::SizeVariance),
    ("ShortRunEmphasis", Of::Small),
    ("ShortRunHighGrayLevelEmphasis", Of::SmallHighLevel),
    ("ShortRunLowGrayLevelEmphasis", Of::SmallLowLevel),
];

/// Every GLRLM feature by name: averaged over the 13 directions, those left
/// out on which no line meets two voxels of the region; or from the merged
/// matrix when a weighting is set.
pub(crate) fn features(
    grid: &LevelGrid,
    spacing: [f64; 3],
    settings: &Settings,
    pool: &Pool<runs::Buffers>,
) -> Vec<(&'static str, f64)> {
    let manner = Manner::new(settings, grid.near, spacing);
    let count = |offset: &[i32; 3]| {
        let mut matrix = SizeMatrix::default();
        pool.lend(|buffers| runs::count(grid, *offset, buffers, &mut matrix));
        matrix
    };
    let matrices: Vec<SizeMatrix> = manner.offsets.par_iter().map(count).collect();
    let rows: Vec<[f64; FEATURES]> =
        manner.merged(matrices).iter().filter(|m| !m.cells.is_empty()).map(SizeMatrix::features).collect();
    let means = nan_mean(&rows);
    NAMES.into_iter().map(|(name, of)| (name, means[of as usize])).collect()
}

/// The directions, and how they are brought together.
pub(crate) struct Manner {
    offsets: Vec<[i32; 3]>,
    /// Of each offset; none without weighting.
    weights: Vec<f64>,
}

impl Manner {
    /// For regions of at most `near` voxels.
    pub fn new(settings: &Settings, near: [usize; 3], spacing: [f64; 3]) -> Self {
        let offsets = half_offsets(&[1], near);
        let weight = |norm| offsets.iter().map(|offset| length(*offset, spacing, norm)).collect();
        let weights = settings.weighting_norm.map(weight).unwrap_or_default();
        Self { offsets, weights }
    }

    fn merged(&self, matrices: Vec<SizeMatrix>) -> Vec<SizeMatrix> {
        match self.weights.as_slice() {
            [] => matrices,
            weights => vec![SizeMatrix::weighted_sum(matrices.iter().zip(weights.iter().copied()))],
        }
    }
}

/// To be used again from kernel to kernel.
#[derive(Default)]
pub(crate) struct Workspace {
    runs: runs::Buffers,
    matrices: Vec<SizeMatrix>,
    rows: Vec<[f64; FEATURES]>,
    shared: size_matrix::Buffers,
}

impl Workspace {
    /// The features of a kernel in the order of [`NAMES`].
    pub fn of_kernel(&mut self, kernel: &Kernel, manner: &Manner) -> [f64; FEATURES] {
        let Kernel { ranks, palette, .. } = kernel;
        self.matrices.resize_with(manner.offsets.len(), SizeMatrix::default);
        for (matrix, offset) in self.matrices.iter_mut().zip(&manner.offsets) {
            runs::count(ranks, *offset, &mut self.runs, matrix);
            matrix.rename(palette);
        }
        if !manner.weights.is_empty() {
            self.matrices = manner.merged(std::mem::take(&mut self.matrices));
        }
        self.rows.clear();
        for matrix in self.matrices.iter().filter(|m| !m.cells.is_empty()) {
            self.rows.push(matrix.features_with(&mut self.shared));
        }
        let means = nan_mean(&self.rows);
        NAMES.map(|(_, of)| means[of as usize])
    }
}
