//! Features of grey level run lengths (IBSI 3.7).

use super::{Entry, entry};

// r(i,j) counts runs of level i and length j along a direction, N_r runs in all,
// p = r / N_r; features are averaged over directions.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry(
        "GrayLevelNonUniformity",
        "R5YN",
        "灰度不均匀性",
        "grey level non-uniformity",
        "Σ_i (Σ_j r(i,j))² / N_r",
    ),
    entry(
        "GrayLevelNonUniformityNormalized",
        "OVBL",
        "归一化灰度不均匀性",
        "normalised grey level non-uniformity",
        "Σ_i (Σ_j r(i,j))² / N_r²",
    ),
    entry(
        "GrayLevelVariance",
        "8CE5",
        "灰度方差",
        "grey level variance",
        "Σ p(i,j) (i − μ)², μ = Σ p(i,j) i",
    ),
    entry(
        "HighGrayLevelRunEmphasis",
        "G3QZ",
        "高灰度游程强调",
        "high grey level run emphasis",
        "Σ r(i,j) i² / N_r",
    ),
    entry("LongRunEmphasis", "W4KF", "长游程强调", "long runs emphasis", "Σ r(i,j) j² / N_r"),
    entry(
        "LongRunHighGrayLevelEmphasis",
        "3KUM",
        "长游程高灰度强调",
        "long run high grey level emphasis",
        "Σ r(i,j) i² j² / N_r",
    ),
    entry(
        "LongRunLowGrayLevelEmphasis",
        "IVPO",
        "长游程低灰度强调",
        "long run low grey level emphasis",
        "Σ r(i,j) j² / i² / N_r",
    ),
    entry(
        "LowGrayLevelRunEmphasis",
        "V3SW",
        "低灰度游程强调",
        "low grey level run emphasis",
        "Σ r(i,j) / i² / N_r",
    ),
    entry("RunEntropy", "HJ9O", "游程熵", "run entropy", "−Σ p(i,j) log₂(p(i,j) + ε)"),
    entry(
        "RunLengthNonUniformity",
        "W92Y",
        "游程长度不均匀性",
        "run length non-uniformity",
        "Σ_j (Σ_i r(i,j))² / N_r",
    ),
    entry(
        "RunLengthNonUniformityNormalized",
        "IC23",
        "归一化游程长度不均匀性",
        "normalised run length non-uniformity",
        "Σ_j (Σ_i r(i,j))² / N_r²",
    ),
    entry("RunPercentage", "9ZK5", "游程百分比", "run percentage", "N_r / Σ j r(i,j)"),
    entry("RunVariance", "SXLW", "游程方差", "run length variance", "Σ p(i,j) (j − μ)², μ = Σ p(i,j) j"),
    entry("ShortRunEmphasis", "22OV", "短游程强调", "short runs emphasis", "Σ r(i,j) / j² / N_r"),
    entry(
        "ShortRunHighGrayLevelEmphasis",
        "GD3A",
        "短游程高灰度强调",
        "short run high grey level emphasis",
        "Σ r(i,j) i² / j² / N_r",
    ),
    entry(
        "ShortRunLowGrayLevelEmphasis",
        "HTZT",
        "短游程低灰度强调",
        "short run low grey level emphasis",
        "Σ r(i,j) / (i² j²) / N_r",
    ),
];
