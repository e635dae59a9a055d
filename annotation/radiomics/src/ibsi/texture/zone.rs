//! Zones of equal level: by size (prefix `szm`, 9SAK) and by distance from the
//! border (prefix `dzm`, VMDZ).

use super::{Levelled, Part, Space};
use crate::accumulate::nan_mean;
use crate::glszm::zones;
use crate::size_matrix::{FEATURES, Of, SizeMatrix};

const SZM: [(&str, Of); FEATURES] = [
    ("szm_sze", Of::Small),
    ("szm_lze", Of::Large),
    ("szm_lgze", Of::LowLevel),
    ("szm_hgze", Of::HighLevel),
    ("szm_szlge", Of::SmallLowLevel),
    ("szm_szhge", Of::SmallHighLevel),
    ("szm_lzlge", Of::LargeLowLevel),
    ("szm_lzhge", Of::LargeHighLevel),
    ("szm_glnu", Of::LevelNonUniformity),
    ("szm_glnu_norm", Of::LevelNonUniformityNormalized),
    ("szm_zsnu", Of::SizeNonUniformity),
    ("szm_zsnu_norm", Of::SizeNonUniformityNormalized),
    ("szm_z_perc", Of::Percentage),
    ("szm_gl_var", Of::LevelVariance),
    ("szm_zs_var", Of::SizeVariance),
    ("szm_zs_entr", Of::Entropy),
];

const DZM: [(&str, Of); FEATURES] = [
    ("dzm_sde", Of::Small),
    ("dzm_lde", Of::Large),
    ("dzm_lgze", Of::LowLevel),
    ("dzm_hgze", Of::HighLevel),
    ("dzm_sdlge", Of::SmallLowLevel),
    ("dzm_sdhge", Of::SmallHighLevel),
    ("dzm_ldlge", Of::LargeLowLevel),
    ("dzm_ldhge", Of::LargeHighLevel),
    ("dzm_glnu", Of::LevelNonUniformity),
    ("dzm_glnu_norm", Of::LevelNonUniformityNormalized),
    ("dzm_zdnu", Of::SizeNonUniformity),
    ("dzm_zdnu_norm", Of::SizeNonUniformityNormalized),
    ("dzm_z_perc", Of::Percentage),
    ("dzm_gl_var", Of::LevelVariance),
    ("dzm_zd_var", Of::SizeVariance),
    ("dzm_zd_entr", Of::Entropy),
];

/// GLSZM features by tag.
pub(super) fn glszm(levelled: &Levelled, space: Space) -> Vec<(&'static str, f64)> {
    let means = features(levelled, space, |part| zones::count(&part.grid));
    SZM.into_iter().map(|(tag, of)| (tag, means[of as usize])).collect()
}

/// GLDZM features by tag: a zone is as far from the border as its nearest voxel.
pub(super) fn gldzm(levelled: &Levelled, space: Space) -> Vec<(&'static str, f64)> {
    let count = |part: &Part| {
        let distance = |[x, y, z]: [usize; 3]| part.distances.nearest(x, x + 1, [y, z]);
        zones::by(&part.grid, distance, u32::min)
    };
    let means = features(levelled, space, count);
    DZM.into_iter().map(|(tag, of)| (tag, means[of as usize])).collect()
}

/// Features of the merged matrix, or means over slices.
fn features(levelled: &Levelled, space: Space, count: impl Fn(&Part) -> SizeMatrix) -> [f64; FEATURES] {
    let parts = levelled.parts(space);
    let matrices: Vec<SizeMatrix> = parts.iter().map(count).collect();
    // Sizes add up to the voxels, distances do not.
    let of = |matrix: &SizeMatrix, voxels: f64| {
        let mut values = matrix.features();
        values[Of::Percentage as usize] = matrix.total() / voxels;
        values
    };
    if space == Space::MergedSlices {
        let merged = SizeMatrix::weighted_sum(matrices.iter().map(|matrix| (matrix, 1.0)));
        return of(&merged, parts.iter().map(|part| part.voxels).sum());
    }
    let rows: Vec<_> = matrices.iter().zip(parts).map(|(matrix, part)| of(matrix, part.voxels)).collect();
    nan_mean(&rows)
}
