//! Features of grey level co-occurrence (IBSI 3.6).

use super::{Entry, entry};

// p(i,j) is the normalised matrix of a direction; features are averaged over
// directions. p_x, p_y are its row and column sums, p_+ and p_− the
// distributions of i + j and |i − j|, μ their means, H entropies in bits.

/// Alphabetical.
pub(crate) const ENTRIES: &[Entry] = &[
    entry("Autocorrelation", "QWB0", "自相关", "autocorrelation", "Σ p(i,j) i j"),
    entry("ClusterProminence", "AE86", "聚类突出", "cluster prominence", "Σ (i + j − μ_x − μ_y)⁴ p(i,j)"),
    entry("ClusterShade", "7NFM", "聚类阴影", "cluster shade", "Σ (i + j − μ_x − μ_y)³ p(i,j)"),
    entry("ClusterTendency", "DG8W", "聚类趋势", "cluster tendency", "Σ (i + j − μ_x − μ_y)² p(i,j)"),
    entry("Contrast", "ACUI", "对比度", "contrast", "Σ (i − j)² p(i,j)"),
    entry(
        "Correlation",
        "NI2N",
        "相关",
        "correlation",
        "Σ (i − μ_x)(j − μ_y) p(i,j) / (σ_x σ_y + ε); 1 when σ_x σ_y is 0",
    ),
    entry("DifferenceAverage", "TF7R", "差均值", "difference average", "Σ k p_−(k)"),
    entry("DifferenceEntropy", "NTRS", "差熵", "difference entropy", "−Σ p_−(k) log₂(p_−(k) + ε)"),
    entry("DifferenceVariance", "D3YU", "差方差", "difference variance", "Σ (k − DifferenceAverage)² p_−(k)"),
    entry("Id", "IB1Z", "逆差", "inverse difference", "Σ p_−(k) / (1 + k)"),
    entry("Idm", "WF0Z", "逆差矩", "inverse difference moment", "Σ p_−(k) / (1 + k²)"),
    entry(
        "Idmn",
        "1QCO",
        "归一化逆差矩",
        "normalised inverse difference moment",
        "Σ p_−(k) / (1 + k²/N_g²), N_g the largest level",
    ),
    entry(
        "Idn",
        "NDRX",
        "归一化逆差",
        "normalised inverse difference",
        "Σ p_−(k) / (1 + k/N_g), N_g the largest level",
    ),
    entry(
        "Imc1",
        "R8DG",
        "相关信息测度1",
        "information correlation 1",
        "(H_xy − H_xy1) / max(H_x, H_y), H_xy1 = −Σ p(i,j) log₂(p_x(i) p_y(j) + ε)",
    ),
    entry(
        "Imc2",
        "JN9H",
        "相关信息测度2",
        "information correlation 2",
        "√(1 − exp(−2 (H_xy2 − H_xy))), H_xy2 = −Σ p_x(i) p_y(j) log₂(p_x(i) p_y(j) + ε)",
    ),
    entry("InverseVariance", "E8JP", "逆方差", "inverse variance", "Σ_{k>0} p_−(k) / k²"),
    entry("JointAverage", "60VM", "联合均值", "joint average", "Σ i p(i,j)"),
    entry("JointEnergy", "8ZQL", "联合能量", "joint energy (angular second moment)", "Σ p(i,j)²"),
    entry("JointEntropy", "TU9B", "联合熵", "joint entropy", "−Σ p(i,j) log₂(p(i,j) + ε)"),
    entry(
        "MCC",
        "",
        "最大相关系数",
        "maximal correlation coefficient",
        "√ of the second largest eigenvalue of Q(i,j) = Σ_k p(i,k) p(j,k) / (p_x(i) p_y(k)); 1 for one level",
    ),
    entry("MaximumProbability", "GYBY", "最大概率", "joint maximum", "max p(i,j)"),
    entry("SumAverage", "ZGXS", "和均值", "sum average", "Σ k p_+(k)"),
    entry("SumEntropy", "P6QZ", "和熵", "sum entropy", "−Σ p_+(k) log₂(p_+(k) + ε)"),
    entry("SumSquares", "UR99", "平方和（联合方差）", "joint variance", "Σ (i − μ_x)² p(i,j)"),
];
