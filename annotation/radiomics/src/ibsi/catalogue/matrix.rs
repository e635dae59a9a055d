//! Features of pairs, runs and neighbourhoods (IBSI 3.6, 3.7, 3.10, 3.11).
//!
//! Formulas of a matrix are those of the `PyRadiomics` profile; which matrices
//! they are applied to is the aggregation's. Every direction counts, also one
//! along which no two voxels of the region lie.

use super::{Entry, own, shared};

pub(super) const CM: &[Entry] = &[
    shared("cm_joint_max", "GYBY"),
    shared("cm_joint_avg", "60VM"),
    shared("cm_joint_var", "UR99"),
    shared("cm_joint_entr", "TU9B"),
    shared("cm_diff_avg", "TF7R"),
    shared("cm_diff_var", "D3YU"),
    shared("cm_diff_entr", "NTRS"),
    shared("cm_sum_avg", "ZGXS"),
    own(
        "cm_sum_var",
        "OEEB",
        "和方差",
        "sum variance",
        "Σ (k − SumAverage)² p_+(k); equals cluster tendency",
    ),
    shared("cm_sum_entr", "P6QZ"),
    shared("cm_energy", "8ZQL"),
    shared("cm_contrast", "ACUI"),
    own("cm_dissimilarity", "8S9J", "相异性", "dissimilarity", "Σ |i − j| p(i,j); equals difference average"),
    shared("cm_inv_diff", "IB1Z"),
    shared("cm_inv_diff_norm", "NDRX"),
    shared("cm_inv_diff_mom", "WF0Z"),
    shared("cm_inv_diff_mom_norm", "1QCO"),
    shared("cm_inv_var", "E8JP"),
    shared("cm_corr", "NI2N"),
    shared("cm_auto_corr", "QWB0"),
    shared("cm_clust_tend", "DG8W"),
    shared("cm_clust_shade", "7NFM"),
    shared("cm_clust_prom", "AE86"),
    shared("cm_info_corr1", "R8DG"),
    shared("cm_info_corr2", "JN9H"),
];

pub(super) const RLM: &[Entry] = &[
    shared("rlm_sre", "22OV"),
    shared("rlm_lre", "W4KF"),
    shared("rlm_lgre", "V3SW"),
    shared("rlm_hgre", "G3QZ"),
    shared("rlm_srlge", "HTZT"),
    shared("rlm_srhge", "GD3A"),
    shared("rlm_lrlge", "IVPO"),
    shared("rlm_lrhge", "3KUM"),
    shared("rlm_glnu", "R5YN"),
    shared("rlm_glnu_norm", "OVBL"),
    shared("rlm_rlnu", "W92Y"),
    shared("rlm_rlnu_norm", "IC23"),
    shared("rlm_r_perc", "9ZK5"),
    shared("rlm_gl_var", "8CE5"),
    shared("rlm_rl_var", "SXLW"),
    shared("rlm_rl_entr", "HJ9O"),
];

// N is the number of voxels with a neighbour, n_i and s_i those of level i and
// their summed difference from the mean of their neighbours, p_i = n_i / N.
pub(super) const NGT: &[Entry] = &[
    own(
        "ngt_coarseness",
        "QCDE",
        "粗糙度",
        "coarseness",
        "1 / Σ p_i s_i, 10⁶ when that is 0; voxels without a neighbour do not count, in PyRadiomics they do",
    ),
    own(
        "ngt_contrast",
        "65HE",
        "对比度",
        "contrast",
        "Σ_i Σ_j p_i p_j (i − j)² / (N_g (N_g − 1)) × Σ s_i / N; voxels without a neighbour do not count, in PyRadiomics they do",
    ),
    own(
        "ngt_busyness",
        "NQ30",
        "忙碌度",
        "busyness",
        "Σ p_i s_i / Σ_i Σ_j |i p_i − j p_j|, 0 for one level; voxels without a neighbour do not count, in PyRadiomics they do",
    ),
    own(
        "ngt_complexity",
        "HDEZ",
        "复杂度",
        "complexity",
        "Σ_i Σ_j |i − j| (p_i s_i + p_j s_j) / (p_i + p_j) / N; voxels without a neighbour do not count, in PyRadiomics they do",
    ),
    own(
        "ngt_strength",
        "1X9X",
        "强度",
        "strength",
        "Σ_i Σ_j (p_i + p_j)(i − j)² / Σ s_i, 0 when that is 0; voxels without a neighbour do not count, in PyRadiomics they do",
    ),
];

// Low and high dependence are PyRadiomics' small and large dependence.
pub(super) const NGL: &[Entry] = &[
    shared("ngl_lde", "SODN"),
    shared("ngl_hde", "IMOQ"),
    shared("ngl_lgce", "TL9H"),
    shared("ngl_hgce", "OAE7"),
    shared("ngl_ldlge", "EQ3F"),
    shared("ngl_ldhge", "JA6D"),
    shared("ngl_hdlge", "NBZI"),
    shared("ngl_hdhge", "9QMG"),
    shared("ngl_glnu", "FP8K"),
    own(
        "ngl_glnu_norm",
        "5SPA",
        "归一化灰度不均匀性",
        "normalised grey level non-uniformity",
        "Σ_i (Σ_j s(i,j))² / N_s²",
    ),
    shared("ngl_dcnu", "Z87G"),
    shared("ngl_dcnu_norm", "OKJI"),
    own(
        "ngl_dc_perc",
        "6XV8",
        "依赖计数百分比",
        "dependence count percentage",
        "N_s / N: 1, as every voxel counts",
    ),
    shared("ngl_gl_var", "1PFV"),
    shared("ngl_dc_var", "DNX2"),
    shared("ngl_dc_entr", "FCBV"),
    own("ngl_dc_energy", "CAS9", "依赖计数能量", "dependence count energy", "Σ (s(i,j) / N_s)²"),
];
