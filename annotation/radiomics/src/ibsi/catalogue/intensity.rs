//! Features of intensities (IBSI 3.2 to 3.5).

use super::{Entry, own, shared};

// x are the intensities of the intensity mask, d their grey levels, n_i the
// voxels of level i.

pub(super) const LOCAL: &[Entry] = &[
    own(
        "loc_peak_loc",
        "VJGA",
        "局部强度峰值",
        "local intensity peak",
        "mean within 1 cm³, a sphere, around the voxel of the largest intensity, voxels outside the region included",
    ),
    own(
        "loc_peak_glob",
        "0F91",
        "全局强度峰值",
        "global intensity peak",
        "largest mean within 1 cm³, a sphere, around any voxel of the region, voxels outside included",
    ),
];

pub(super) const STATISTICS: &[Entry] = &[
    shared("stat_mean", "Q4LE"),
    shared("stat_var", "ECT3"),
    shared("stat_skew", "KE2A"),
    own(
        "stat_kurt",
        "IPH6",
        "峰度",
        "excess kurtosis",
        "μ₄ / σ⁴ − 3, 0 for a flat region; PyRadiomics does not subtract 3",
    ),
    shared("stat_median", "Y12H"),
    shared("stat_min", "1GSF"),
    shared("stat_p10", "QG58"),
    shared("stat_p90", "8DWT"),
    shared("stat_max", "84IY"),
    shared("stat_iqr", "SALO"),
    shared("stat_range", "2OJQ"),
    shared("stat_mad", "4FUA"),
    shared("stat_rmad", "1128"),
    own("stat_medad", "N72L", "中位数绝对偏差", "median absolute deviation", "Σ |x − median| / N"),
    own("stat_cov", "7TET", "变异系数", "coefficient of variation", "σ / mean"),
    own(
        "stat_qcod",
        "9S40",
        "四分位离散系数",
        "quartile coefficient of dispersion",
        "(P₇₅ − P₂₅) / (P₇₅ + P₂₅)",
    ),
    own("stat_energy", "N8CA", "能量", "energy", "Σ x²; grows with the region"),
    own("stat_rms", "5ZWQ", "均方根", "root mean square", "√(Σ x² / N)"),
];

pub(super) const HISTOGRAM: &[Entry] = &[
    own("ih_mean", "X6K6", "离散强度均值", "mean discretised intensity", "Σ d / N"),
    own("ih_var", "CH89", "离散强度方差", "discretised intensity variance", "Σ (d − mean)² / N"),
    own("ih_skew", "88K1", "离散强度偏度", "discretised intensity skewness", "μ₃ / σ³; 0 for one level"),
    own(
        "ih_kurt",
        "C3I7",
        "离散强度峰度",
        "excess discretised intensity kurtosis",
        "μ₄ / σ⁴ − 3; 0 for one level",
    ),
    own("ih_median", "WIFQ", "离散强度中位数", "median discretised intensity", "P₅₀ of the levels"),
    own("ih_min", "1PR8", "离散强度最小值", "minimum discretised intensity", "min d"),
    own(
        "ih_p10",
        "GPMT",
        "离散强度第10百分位数",
        "10th discretised intensity percentile",
        "d at position 0.1 (N − 1)",
    ),
    own(
        "ih_p90",
        "OZ0C",
        "离散强度第90百分位数",
        "90th discretised intensity percentile",
        "d at position 0.9 (N − 1)",
    ),
    own("ih_max", "3NCY", "离散强度最大值", "maximum discretised intensity", "max d"),
    own(
        "ih_mode",
        "AMMC",
        "直方图众数",
        "intensity histogram mode",
        "level with the most voxels; of several the closest to the mean, then the smallest",
    ),
    own("ih_iqr", "WR0O", "离散强度四分位距", "discretised interquartile range", "P₇₅ − P₂₅ of the levels"),
    own("ih_range", "5Z3W", "离散强度极差", "discretised intensity range", "max d − min d"),
    own("ih_mad", "D2ZX", "直方图平均绝对偏差", "histogram mean absolute deviation", "Σ |d − mean| / N"),
    own(
        "ih_rmad",
        "WRZB",
        "直方图稳健平均绝对偏差",
        "histogram robust mean absolute deviation",
        "mean |d − mean| over levels from P₁₀ to P₉₀, both included",
    ),
    own(
        "ih_medad",
        "4RNL",
        "直方图中位数绝对偏差",
        "histogram median absolute deviation",
        "Σ |d − median| / N",
    ),
    own("ih_cov", "CWYJ", "直方图变异系数", "histogram coefficient of variation", "σ / mean of the levels"),
    own(
        "ih_qcod",
        "SLWD",
        "直方图四分位离散系数",
        "histogram quartile coefficient of dispersion",
        "(P₇₅ − P₂₅) / (P₇₅ + P₂₅) of the levels",
    ),
    shared("ih_entropy", "TLU2"),
    shared("ih_uniformity", "BJ5W"),
    own(
        "ih_max_grad",
        "12CE",
        "直方图最大梯度",
        "maximum histogram gradient",
        "max (n_{i+1} − n_{i−1}) / 2, one-sided at the ends",
    ),
    own(
        "ih_max_grad_g",
        "8E6O",
        "直方图最大梯度强度",
        "maximum histogram gradient intensity",
        "the level i of the maximum gradient",
    ),
    own(
        "ih_min_grad",
        "VQB3",
        "直方图最小梯度",
        "minimum histogram gradient",
        "min (n_{i+1} − n_{i−1}) / 2, one-sided at the ends",
    ),
    own(
        "ih_min_grad_g",
        "RHQZ",
        "直方图最小梯度强度",
        "minimum histogram gradient intensity",
        "the level i of the minimum gradient",
    ),
];

pub(super) const VOLUME: &[Entry] = &[
    own(
        "ivh_v10",
        "BC2M",
        "10%强度处体积分数",
        "volume fraction at 10 % intensity",
        "largest share of voxels at an intensity fraction of at least 10 %",
    ),
    own(
        "ivh_v90",
        "BC2M",
        "90%强度处体积分数",
        "volume fraction at 90 % intensity",
        "largest share of voxels at an intensity fraction of at least 90 %",
    ),
    own(
        "ivh_i10",
        "GBPN",
        "10%体积处强度",
        "intensity at 10 % volume",
        "smallest intensity that at most 10 % of the voxels reach",
    ),
    own(
        "ivh_i90",
        "GBPN",
        "90%体积处强度",
        "intensity at 90 % volume",
        "smallest intensity that at most 90 % of the voxels reach",
    ),
    own(
        "ivh_diff_v10_v90",
        "DDTU",
        "体积分数差（10%与90%强度）",
        "volume fraction difference, 10 % and 90 % intensity",
        "ivh_v10 − ivh_v90",
    ),
    own(
        "ivh_diff_i10_i90",
        "CNV2",
        "强度差（10%与90%体积）",
        "intensity difference, 10 % and 90 % volume",
        "ivh_i10 − ivh_i90",
    ),
    own(
        "ivh_auc",
        "9CMM",
        "强度体积直方图曲线下面积",
        "area under the IVH curve",
        "trapezoids of the volume fraction over the intensity fraction; no IBSI consensus",
    ),
];
