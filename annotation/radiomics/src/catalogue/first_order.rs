//! Features of intensities without position (IBSI 3.3, 3.4).

use super::{Entry, entry};

// x are the intensities of the region, p the shares of its grey levels.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry(
        "10Percentile",
        "QG58",
        "第10百分位数",
        "10th percentile",
        "x at position 0.1 (N_p − 1) of the sorted intensities, linear between two",
    ),
    entry(
        "90Percentile",
        "8DWT",
        "第90百分位数",
        "90th percentile",
        "x at position 0.9 (N_p − 1) of the sorted intensities, linear between two",
    ),
    entry("Energy", "N8CA", "能量", "energy", "Σ (x + c)², c = voxelArrayShift; grows with the region"),
    entry("Entropy", "TLU2", "熵", "entropy of grey levels", "−Σ p_i log₂(p_i + ε), bits"),
    entry("InterquartileRange", "SALO", "四分位距", "interquartile range", "P₇₅ − P₂₅"),
    entry("Kurtosis", "IPH6", "峰度", "kurtosis", "μ₄ / σ⁴; IBSI subtracts 3; 0 for a flat region"),
    entry("Maximum", "84IY", "最大值", "maximum", "max x"),
    entry("Mean", "Q4LE", "均值", "mean", "Σ x / N_p"),
    entry("MeanAbsoluteDeviation", "4FUA", "平均绝对偏差", "mean absolute deviation", "Σ |x − mean| / N_p"),
    entry("Median", "Y12H", "中位数", "median", "P₅₀"),
    entry("Minimum", "1GSF", "最小值", "minimum", "min x"),
    entry("Range", "2OJQ", "极差", "range", "max x − min x"),
    entry(
        "RobustMeanAbsoluteDeviation",
        "1128",
        "稳健平均绝对偏差",
        "robust mean absolute deviation",
        "mean |x − mean| over intensities from P₁₀ to P₉₀, both included",
    ),
    entry(
        "RootMeanSquared",
        "5ZWQ",
        "均方根",
        "root mean square",
        "√(Σ (x + c)² / N_p), c = voxelArrayShift",
    ),
    entry("Skewness", "KE2A", "偏度", "skewness", "μ₃ / σ³; 0 for a flat region"),
    entry("StandardDeviation", "", "标准差", "standard deviation", "√(Σ (x − mean)² / N_p)").deprecated(),
    entry("TotalEnergy", "", "总能量", "total energy", "Energy × volume of a voxel in mm³"),
    entry("Uniformity", "BJ5W", "均匀度", "uniformity of grey levels", "Σ p_i²"),
    entry("Variance", "ECT3", "方差", "variance", "Σ (x − mean)² / N_p"),
];
