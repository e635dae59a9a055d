//! Grey level size zone (IBSI 3.8, 9SAK): connected zones of equal grey level.

mod forest;
mod links;
mod tally;
pub(crate) mod zones;

use crate::levels::LevelGrid;
use crate::size_matrix::{self, FEATURES, Of, SizeMatrix};
use crate::voxel::Kernel;

pub(crate) const NAMES: [(&str, Of); FEATURES] = [
    ("GrayLevelNonUniformity", Of::LevelNonUniformity),
    ("GrayLevelNonUniformityNormalized", Of::LevelNonUniformityNormalized),
    ("GrayLevelVariance", Of::LevelVariance),
    ("HighGrayLevelZoneEmphasis", Of::HighLevel),
    ("LargeAreaEmphasis", Of::Large),
    ("LargeAreaHighGrayLevelEmphasis", Of::LargeHighLevel),
    ("LargeAreaLowGrayLevelEmphasis", Of::LargeLowLevel),
    ("LowGrayLevelZoneEmphasis", Of::LowLevel),
    ("SizeZoneNonUniformity", Of::SizeNonUniformity),
    ("SizeZoneNonUniformityNormalized", Of::SizeNonUniformityNormalized),
    ("SmallAreaEmphasis", Of::Small),
    ("SmallAreaHighGrayLevelEmphasis", Of::SmallHighLevel),
    ("SmallAreaLowGrayLevelEmphasis", Of::SmallLowLevel),
    ("ZoneEntropy", Of::Entropy),
    ("ZonePercentage", Of::Percentage),
    ("ZoneVariance", Of::SizeVariance),
];

/// Every GLSZM feature by name.
pub(crate) fn features(grid: &LevelGrid, workspace: &mut Workspace) -> Vec<(&'static str, f64)> {
    let Workspace { finder, matrix, shared } = workspace;
    finder.count(grid, matrix);
    let values = matrix.features_with(shared);
    NAMES.into_iter().map(|(name, of)| (name, values[of as usize])).collect()
}

/// To be used again from grid to grid.
#[derive(Default)]
pub(crate) struct Workspace {
    finder: zones::Finder,
    matrix: SizeMatrix,
    shared: size_matrix::Buffers,
}

impl Workspace {
    /// The features of a kernel in the order of [`NAMES`].
    pub fn of_kernel(&mut self, kernel: &Kernel) -> [f64; FEATURES] {
        let Kernel { ranks, palette, .. } = kernel;
        self.finder.count(ranks, &mut self.matrix);
        self.matrix.rename(palette);
        let values = self.matrix.features_with(&mut self.shared);
        NAMES.map(|(_, of)| values[of as usize])
    }
}
