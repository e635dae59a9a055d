//! Features of grey level dependence (IBSI 3.11, with α = gldm_a).

use super::{Entry, entry};

// d(i,j) counts voxels of level i with j − 1 neighbours whose level differs by at
// most α; N_p voxels in all, p = d / N_p. Small dependence is IBSI's low
// dependence.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry("DependenceEntropy", "FCBV", "依赖熵", "dependence count entropy", "−Σ p(i,j) log₂(p(i,j) + ε)"),
    entry(
        "DependenceNonUniformity",
        "Z87G",
        "依赖不均匀性",
        "dependence count non-uniformity",
        "Σ_j (Σ_i d(i,j))² / N_p",
    ),
    entry(
        "DependenceNonUniformityNormalized",
        "OKJI",
        "归一化依赖不均匀性",
        "normalised dependence count non-uniformity",
        "Σ_j (Σ_i d(i,j))² / N_p²",
    ),
    entry(
        "DependenceVariance",
        "DNX2",
        "依赖方差",
        "dependence count variance",
        "Σ p(i,j) (j − μ)², μ = Σ p(i,j) j",
    ),
    entry(
        "GrayLevelNonUniformity",
        "FP8K",
        "灰度不均匀性",
        "grey level non-uniformity",
        "Σ_i (Σ_j d(i,j))² / N_p",
    ),
    entry(
        "GrayLevelVariance",
        "1PFV",
        "灰度方差",
        "grey level variance",
        "Σ p(i,j) (i − μ)², μ = Σ p(i,j) i",
    ),
    entry(
        "HighGrayLevelEmphasis",
        "OAE7",
        "高灰度强调",
        "high grey level count emphasis",
        "Σ d(i,j) i² / N_p",
    ),
    entry("LargeDependenceEmphasis", "IMOQ", "大依赖强调", "high dependence emphasis", "Σ d(i,j) j² / N_p"),
    entry(
        "LargeDependenceHighGrayLevelEmphasis",
        "9QMG",
        "大依赖高灰度强调",
        "high dependence high grey level emphasis",
        "Σ d(i,j) i² j² / N_p",
    ),
    entry(
        "LargeDependenceLowGrayLevelEmphasis",
        "NBZI",
        "大依赖低灰度强调",
        "high dependence low grey level emphasis",
        "Σ d(i,j) j² / i² / N_p",
    ),
    entry(
        "LowGrayLevelEmphasis",
        "TL9H",
        "低灰度强调",
        "low grey level count emphasis",
        "Σ d(i,j) / i² / N_p",
    ),
    entry("SmallDependenceEmphasis", "SODN", "小依赖强调", "low dependence emphasis", "Σ d(i,j) / j² / N_p"),
    entry(
        "SmallDependenceHighGrayLevelEmphasis",
        "JA6D",
        "小依赖高灰度强调",
        "low dependence high grey level emphasis",
        "Σ d(i,j) i² / j² / N_p",
    ),
    entry(
        "SmallDependenceLowGrayLevelEmphasis",
        "EQ3F",
        "小依赖低灰度强调",
        "low dependence low grey level emphasis",
        "Σ d(i,j) / (i² j²) / N_p",
    ),
];
