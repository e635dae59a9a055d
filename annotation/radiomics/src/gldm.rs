//! Grey level dependence (IBSI 3.11, REK0): voxels by level and by one plus
//! the number of neighbours of about the same level.

use crate::neighbourhood::{Manner, Neighbourhoods};
use crate::size_matrix::{self, Of, SizeMatrix};
use crate::voxel::Kernel;

pub(crate) const NAMES: [(&str, Of); 14] = [
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
    let mut matrix = SizeMatrix::default();
    fill(&mut matrix, neighbourhoods);
    matrix
}

fn fill(matrix: &mut SizeMatrix, neighbourhoods: &Neighbourhoods) {
    matrix.cells.clear();
    for (level, row) in neighbourhoods.dependent.chunks(neighbourhoods.width).enumerate() {
        for (dependent, voxels) in row.iter().enumerate().filter(|(_, voxels)| **voxels > 0) {
            matrix.cells.push((level as u32, dependent as u32 + 1, *voxels as f64));
        }
    }
}

/// To be used again from kernel to kernel.
#[derive(Default)]
pub(crate) struct Workspace {
    counts: Neighbourhoods,
    matrix: SizeMatrix,
    shared: size_matrix::Buffers,
}

impl Workspace {
    /// The features of a kernel in the order of [`NAMES`].
    pub fn of_kernel(&mut self, kernel: &Kernel, manner: &Manner) -> [f64; NAMES.len()] {
        self.counts.recount(&kernel.ranks, &kernel.levels, manner);
        fill(&mut self.matrix, &self.counts);
        self.matrix.rename(&kernel.palette);
        let values = self.matrix.features_with(&mut self.shared);
        NAMES.map(|(_, of)| values[of as usize])
    }
}
