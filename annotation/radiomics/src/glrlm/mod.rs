//! Grey level run length (IBSI 3.7, TP0I): runs of equal grey level along a
//! direction.

pub(crate) mod runs;

use rayon::prelude::*;

use crate::accumulate::nan_mean;
use crate::directions::{half_offsets, length};
use crate::levels::LevelGrid;
use crate::settings::Settings;
use crate::size_matrix::{FEATURES, Of, SizeMatrix};

const NAMES: [(&str, Of); FEATURES] = [
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
pub(crate) fn features(grid: &LevelGrid, spacing: [f64; 3], settings: &Settings) -> Vec<(&'static str, f64)> {
    let offsets = half_offsets(&[1], grid.near);
    let matrices: Vec<SizeMatrix> = offsets
        .par_iter()
        .map_init(Vec::new, |lengths, offset| runs::count(grid, *offset, lengths))
        .collect();
    let matrices = match settings.weighting_norm {
        None => matrices,
        Some(norm) => {
            let weights = offsets.iter().map(|offset| length(*offset, spacing, norm));
            vec![SizeMatrix::weighted_sum(matrices.iter().zip(weights))]
        }
    };
    let rows: Vec<[f64; FEATURES]> =
        matrices.iter().filter(|m| !m.cells.is_empty()).map(SizeMatrix::features).collect();
    let means = nan_mean(&rows);
    NAMES.into_iter().map(|(name, of)| (name, means[of as usize])).collect()
}
