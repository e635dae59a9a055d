//! Grey level size zone (IBSI 3.8, 9SAK): connected zones of equal grey level.

pub(crate) mod zones;

use crate::levels::LevelGrid;
use crate::size_matrix::{FEATURES, Of};

const NAMES: [(&str, Of); FEATURES] = [
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
pub(crate) fn features(grid: &LevelGrid) -> Vec<(&'static str, f64)> {
    let values = zones::count(grid).features();
    NAMES.into_iter().map(|(name, of)| (name, values[of as usize])).collect()
}
