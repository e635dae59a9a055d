//! Features of grey level size zones (IBSI 3.8).

use super::{Entry, entry};

// z(i,j) counts 26-connected zones of level i with j voxels, N_z zones in all,
// p = z / N_z.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry(
        "GrayLevelNonUniformity",
        "JNSA",
        "灰度不均匀性",
        "grey level non-uniformity",
        "Σ_i (Σ_j z(i,j))² / N_z",
    ),
    entry(
        "GrayLevelNonUniformityNormalized",
        "Y1RO",
        "归一化灰度不均匀性",
        "normalised grey level non-uniformity",
        "Σ_i (Σ_j z(i,j))² / N_z²",
    ),
    entry(
        "GrayLevelVariance",
        "BYLV",
        "灰度方差",
        "grey level variance",
        "Σ p(i,j) (i − μ)², μ = Σ p(i,j) i",
    ),
    entry(
        "HighGrayLevelZoneEmphasis",
        "5GN9",
        "高灰度区域强调",
        "high grey level zone emphasis",
        "Σ z(i,j) i² / N_z",
    ),
    entry("LargeAreaEmphasis", "48P8", "大区域强调", "large zone emphasis", "Σ z(i,j) j² / N_z"),
    entry(
        "LargeAreaHighGrayLevelEmphasis",
        "J17V",
        "大区域高灰度强调",
        "large zone high grey level emphasis",
        "Σ z(i,j) i² j² / N_z",
    ),
    entry(
        "LargeAreaLowGrayLevelEmphasis",
        "YH51",
        "大区域低灰度强调",
        "large zone low grey level emphasis",
        "Σ z(i,j) j² / i² / N_z",
    ),
    entry(
        "LowGrayLevelZoneEmphasis",
        "XMSY",
        "低灰度区域强调",
        "low grey level zone emphasis",
        "Σ z(i,j) / i² / N_z",
    ),
    entry(
        "SizeZoneNonUniformity",
        "4JP3",
        "区域大小不均匀性",
        "zone size non-uniformity",
        "Σ_j (Σ_i z(i,j))² / N_z",
    ),
    entry(
        "SizeZoneNonUniformityNormalized",
        "VB3A",
        "归一化区域大小不均匀性",
        "normalised zone size non-uniformity",
        "Σ_j (Σ_i z(i,j))² / N_z²",
    ),
    entry("SmallAreaEmphasis", "5QRC", "小区域强调", "small zone emphasis", "Σ z(i,j) / j² / N_z"),
    entry(
        "SmallAreaHighGrayLevelEmphasis",
        "HW1V",
        "小区域高灰度强调",
        "small zone high grey level emphasis",
        "Σ z(i,j) i² / j² / N_z",
    ),
    entry(
        "SmallAreaLowGrayLevelEmphasis",
        "5RAI",
        "小区域低灰度强调",
        "small zone low grey level emphasis",
        "Σ z(i,j) / (i² j²) / N_z",
    ),
    entry("ZoneEntropy", "GU8N", "区域熵", "zone size entropy", "−Σ p(i,j) log₂(p(i,j) + ε)"),
    entry("ZonePercentage", "P30P", "区域百分比", "zone percentage", "N_z / N_p"),
    entry("ZoneVariance", "3NSA", "区域方差", "zone size variance", "Σ p(i,j) (j − μ)², μ = Σ p(i,j) j"),
];
