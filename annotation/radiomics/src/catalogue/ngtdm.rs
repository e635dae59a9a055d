//! Features of neighbourhood grey tone difference (IBSI 3.10).

use super::{Entry, entry};

// n_i voxels of level i, p_i = n_i / N_p, s_i = Σ |i − mean level of the voxel's
// neighbours|; N_g levels present; sums over pairs are over all ordered pairs.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry("Busyness", "NQ30", "繁忙度", "busyness", "Σ p_i s_i / Σ_ij |i p_i − j p_j|; 0 for one level"),
    entry("Coarseness", "QCDE", "粗糙度", "coarseness", "1 / Σ p_i s_i; 10⁶ when the sum is 0"),
    entry(
        "Complexity",
        "HDEZ",
        "复杂度",
        "complexity",
        "Σ_ij |i − j| (p_i s_i + p_j s_j) / (p_i + p_j) / N_p",
    ),
    entry(
        "Contrast",
        "65HE",
        "对比度",
        "contrast",
        "Σ_ij p_i p_j (i − j)² / (N_g (N_g − 1)) × Σ s_i / N_p; 0 for one level",
    ),
    entry("Strength", "1X9X", "强度", "strength", "Σ_ij (p_i + p_j)(i − j)² / Σ s_i; 0 when Σ s_i is 0"),
];
