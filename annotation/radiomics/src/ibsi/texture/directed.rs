//! Matrices with directions: co-occurrence (prefix `cm`, LFYI) and run lengths
//! (prefix `rlm`, TP0I), at distance 1.

use super::{Aggregation, Levelled, Space};
use crate::accumulate::nan_mean;
use crate::directions::half_offsets;
use crate::glcm::features::{Buffers, NAMES, Rules, of_joint};
use crate::glcm::matrix::Joint;
use crate::glrlm::runs;
use crate::size_matrix::{FEATURES, Of, SizeMatrix};

/// Tags and where the values stand in those of a matrix, by their name there.
const CM: [(&str, &str); 25] = [
    ("cm_joint_max", "MaximumProbability"),
    ("cm_joint_avg", "JointAverage"),
    ("cm_joint_var", "SumSquares"),
    ("cm_joint_entr", "JointEntropy"),
    ("cm_diff_avg", "DifferenceAverage"),
    ("cm_diff_var", "DifferenceVariance"),
    ("cm_diff_entr", "DifferenceEntropy"),
    ("cm_sum_avg", "SumAverage"),
    // Equal: the mean of i + j is the sum of the means of i and j.
    ("cm_sum_var", "ClusterTendency"),
    ("cm_sum_entr", "SumEntropy"),
    ("cm_energy", "JointEnergy"),
    ("cm_contrast", "Contrast"),
    ("cm_dissimilarity", "DifferenceAverage"),
    ("cm_inv_diff", "Id"),
    ("cm_inv_diff_norm", "Idn"),
    ("cm_inv_diff_mom", "Idm"),
    ("cm_inv_diff_mom_norm", "Idmn"),
    ("cm_inv_var", "InverseVariance"),
    ("cm_corr", "Correlation"),
    ("cm_auto_corr", "Autocorrelation"),
    ("cm_clust_tend", "ClusterTendency"),
    ("cm_clust_shade", "ClusterShade"),
    ("cm_clust_prom", "ClusterProminence"),
    ("cm_info_corr1", "Imc1"),
    ("cm_info_corr2", "Imc2"),
];

const RLM: [(&str, Of); FEATURES] = [
    ("rlm_sre", Of::Small),
    ("rlm_lre", Of::Large),
    ("rlm_lgre", Of::LowLevel),
    ("rlm_hgre", Of::HighLevel),
    ("rlm_srlge", Of::SmallLowLevel),
    ("rlm_srhge", Of::SmallHighLevel),
    ("rlm_lrlge", Of::LargeLowLevel),
    ("rlm_lrhge", Of::LargeHighLevel),
    ("rlm_glnu", Of::LevelNonUniformity),
    ("rlm_glnu_norm", Of::LevelNonUniformityNormalized),
    ("rlm_rlnu", Of::SizeNonUniformity),
    ("rlm_rlnu_norm", Of::SizeNonUniformityNormalized),
    ("rlm_r_perc", Of::Percentage),
    ("rlm_gl_var", Of::LevelVariance),
    ("rlm_rl_var", Of::SizeVariance),
    ("rlm_rl_entr", Of::Entropy),
];

/// GLCM features by tag. Matrices without a pair of voxels have no features and
/// are left out of means.
pub(super) fn glcm(levelled: &Levelled, way: Aggregation) -> Vec<(&'static str, f64)> {
    let count = |part: &super::Part, offset| Joint::count(&part.grid, offset, true);
    let joints = matrices(levelled, way, count, |parts| Joint::merge(parts.iter().map(|joint| (joint, 1.0))));
    let largest = levelled.volume.grid.largest;
    let joints = joints.iter().filter(|joint| joint.total > 0.0);
    let mut buffers = Buffers::default();
    let of_joint = |joint| of_joint(joint, largest, Rules::Ibsi, &mut buffers);
    let rows: Vec<[f64; NAMES.len()]> = joints.map(of_joint).collect();
    let means = nan_mean(&rows);
    let place = |name: &str| NAMES.iter().position(|known| *known == name);
    CM.into_iter().map(|(tag, name)| (tag, place(name).map_or(f64::NAN, |place| means[place]))).collect()
}

/// GLRLM features by tag.
pub(super) fn glrlm(levelled: &Levelled, way: Aggregation) -> Vec<(&'static str, f64)> {
    let count = |part: &super::Part, offset| {
        let mut matrix = SizeMatrix::default();
        runs::every(&part.grid, offset, &mut runs::Buffers::default(), &mut matrix);
        matrix
    };
    let merge = |parts: &[SizeMatrix]| SizeMatrix::weighted_sum(parts.iter().map(|matrix| (matrix, 1.0)));
    let rows: Vec<[f64; FEATURES]> =
        matrices(levelled, way, count, merge).iter().map(SizeMatrix::features).collect();
    let means = nan_mean(&rows);
    RLM.into_iter().map(|(tag, of)| (tag, means[of as usize])).collect()
}

/// The matrices whose features are averaged.
fn matrices<M>(
    levelled: &Levelled,
    way: Aggregation,
    count: impl Fn(&super::Part, [i32; 3]) -> M,
    merge: impl Fn(&[M]) -> M,
) -> Vec<M> {
    let parts = levelled.parts(way.space);
    let Some(near) = parts.first().map(|part| part.grid.near) else { return Vec::new() };
    let offsets = half_offsets(&[1], near);
    let apart =
        || parts.iter().map(|part| offsets.iter().map(|offset| count(part, *offset)).collect::<Vec<M>>());
    match (way.space, way.merged) {
        (Space::MergedSlices, false) => offsets
            .iter()
            .map(|offset| merge(&parts.iter().map(|part| count(part, *offset)).collect::<Vec<M>>()))
            .collect(),
        (Space::MergedSlices, true) => vec![merge(&apart().flatten().collect::<Vec<M>>())],
        (_, true) => apart().map(|directions| merge(&directions)).collect(),
        (_, false) => apart().flatten().collect(),
    }
}
