//! Grey level dependence (IBSI 3.11, REK0): voxels by level and by one plus
//! the number of neighbours of about the same level.

use crate::neighbourhood::Neighbourhoods;
use crate::size_matrix::{Of, SizeMatrix};

const NAMES: [(&str, Of); 14] = [
    ("DependenceEntropy", Of::Entropy),
    ("DependenceNonUniformity", Of::SizeNonUniformity),
    ("DependenceNonUniformityNormalized", Of::SizeNonUniformityNormalized),
    ("DependenceVariance", Of::SizeVariance),
    ("GrayLevelNonUniformity", Of::LevelNonUniformity),
    ("GrayLevelVariance", Of::LevelVariance),
    ("HighGrayLevelEmphasis", Of::HighLevel),
    ("LargeDependenceEmphasis", Of::Large),
    ("LargeDependenceHighGrayLevelEmphasis", Of::LargeHighLevel),
    ("LargeDependenceLowGrayLevelEmphasis", Of::LargeLowLevel),
    ("LowGrayLevelEmphasis", Of::LowLevel),
    ("SmallDependenceEmphasis", Of::Small),
    ("SmallDependenceHighGrayLevelEmphasis", Of::SmallHighLevel),
    ("SmallDependenceLowGrayLevelEmphasis", Of::SmallLowLevel),
];

/// Every GLDM feature by name.
pub(crate) fn features(neighbourhoods: &Neighbourhoods) -> Vec<(&'static str, f64)> {
    let values = matrix(neighbourhoods).features();
    NAMES.into_iter().map(|(name, of)| (name, values[of as usize])).collect()
}

/// Voxels by level and dependence.
pub(crate) fn matrix(neighbourhoods: &Neighbourhoods) -> SizeMatrix {
    let mut cells = Vec::new();
    for (level, row) in neighbourhoods.dependent.chunks(neighbourhoods.width).enumerate() {
        for (dependent, voxels) in row.iter().enumerate().filter(|(_, voxels)| **voxels > 0) {
            cells.push((level as u32, dependent as u32 + 1, *voxels as f64));
        }
    }
    SizeMatrix { cells }
}
