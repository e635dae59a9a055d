//! Neighbourhoods at distance 1: differences from the mean of the neighbours
//! (prefix `ngt`, IPET) and dependence on them with α = 0 (prefix `ngl`, REK0).

use super::{Levelled, Part, Space};
use crate::accumulate::nan_mean;
use crate::gldm;
use crate::neighbourhood::Neighbourhoods;
use crate::ngtdm as tones;
use crate::size_matrix::Of;

const NGT: [(&str, &str); 5] = [
    ("ngt_coarseness", "Coarseness"),
    ("ngt_contrast", "Contrast"),
    ("ngt_busyness", "Busyness"),
    ("ngt_complexity", "Complexity"),
    ("ngt_strength", "Strength"),
];

/// Those that are shared with other matrices.
const NGL: [(&str, Of); 15] = [
    ("ngl_lde", Of::Small),
    ("ngl_hde", Of::Large),
    ("ngl_lgce", Of::LowLevel),
    ("ngl_hgce", Of::HighLevel),
    ("ngl_ldlge", Of::SmallLowLevel),
    ("ngl_ldhge", Of::SmallHighLevel),
    ("ngl_hdlge", Of::LargeLowLevel),
    ("ngl_hdhge", Of::LargeHighLevel),
    ("ngl_glnu", Of::LevelNonUniformity),
    ("ngl_glnu_norm", Of::LevelNonUniformityNormalized),
    ("ngl_dcnu", Of::SizeNonUniformity),
    ("ngl_dcnu_norm", Of::SizeNonUniformityNormalized),
    ("ngl_gl_var", Of::LevelVariance),
    ("ngl_dc_var", Of::SizeVariance),
    ("ngl_dc_entr", Of::Entropy),
];

/// NGTDM features by tag. Voxels without a neighbour do not count; slices in
/// which no voxel has one are left out of means.
pub(super) fn ngtdm(levelled: &Levelled, space: Space) -> Vec<(&'static str, f64)> {
    let rows: Vec<[f64; 5]> = counts(levelled, space)
        .iter()
        .map(|counts| {
            let found = tones::features(counts, false);
            let alone: u64 = counts.alone.iter().sum();
            let empty = alone == counts.dependent.iter().sum::<u64>();
            NGT.map(|(_, name)| {
                let value =
                    found.iter().find(|(known, _)| *known == name).map_or(f64::NAN, |(_, value)| *value);
                if empty { f64::NAN } else { value }
            })
        })
        .collect();
    NGT.into_iter().map(|(tag, _)| tag).zip(nan_mean(&rows)).collect()
}

/// NGLDM features by tag.
pub(super) fn ngldm(levelled: &Levelled, space: Space) -> Vec<(&'static str, f64)> {
    let rows: Vec<[f64; 17]> = counts(levelled, space)
        .iter()
        .map(|counts| {
            let matrix = gldm::matrix(counts);
            let shared = matrix.features();
            let mut row = [f64::NAN; 17];
            for (value, (_, of)) in row.iter_mut().zip(NGL) {
                *value = shared[of as usize];
            }
            // Every voxel is the centre of a neighbourhood.
            row[15] = matrix.total() / counts.dependent.iter().sum::<u64>() as f64;
            row[16] = matrix.energy();
            row
        })
        .collect();
    let means = nan_mean(&rows);
    let mut values: Vec<(&'static str, f64)> = NGL.into_iter().map(|(tag, _)| tag).zip(means).collect();
    values.insert(12, ("ngl_dc_perc", means[15]));
    values.push(("ngl_dc_energy", means[16]));
    values
}

/// The counts whose features are averaged.
fn counts(levelled: &Levelled, space: Space) -> Vec<Neighbourhoods> {
    let count = |part: &Part| Neighbourhoods::count(&part.grid, &[1], 0);
    let parts = levelled.parts(space).iter().map(count);
    match space {
        Space::MergedSlices => parts.reduce(Neighbourhoods::plus).into_iter().collect(),
        _ => parts.collect(),
    }
}
