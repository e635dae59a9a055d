//! The features of one normalised co-occurrence matrix.

use super::matrix::Joint;
use super::mcc;
use crate::accumulate::{EPSILON, p_log_p};

/// Names in the order of [`of_joint`].
pub(crate) const NAMES: [&str; 24] = [
    "Autocorrelation",
    "ClusterProminence",
    "ClusterShade",
    "ClusterTendency",
    "Contrast",
    "Correlation",
    "DifferenceAverage",
    "DifferenceEntropy",
    "DifferenceVariance",
    "Id",
    "Idm",
    "Idmn",
    "Idn",
    "Imc1",
    "Imc2",
    "InverseVariance",
    "JointAverage",
    "JointEnergy",
    "JointEntropy",
    "MCC",
    "MaximumProbability",
    "SumAverage",
    "SumEntropy",
    "SumSquares",
];

/// Row and column sums and the distributions of i+j and |i-j|, over the levels
/// from the lowest to the highest of a matrix.
#[derive(Default)]
pub(crate) struct Marginals {
    /// The level that `px` and `py` begin with.
    pub low: usize,
    /// p of each row level.
    pub px: Vec<f64>,
    /// p of each column level.
    pub py: Vec<f64>,
    /// p of i+j, from twice `low`.
    sum: Vec<f64>,
    /// p of |i-j|, from 0.
    difference: Vec<f64>,
}

impl Marginals {
    /// Takes over those of `joint`, which has a cell.
    fn take(&mut self, joint: &Joint) {
        let levels = || joint.cells.iter().flat_map(|(i, j, _)| [usize::from(*i), usize::from(*j)]);
        let (low, high) = levels().fold((usize::MAX, 0), |(low, high), l| (low.min(l), high.max(l)));
        let width = (high + 1).saturating_sub(low);
        self.low = low;
        for (place, size) in [
            (&mut self.px, width),
            (&mut self.py, width),
            (&mut self.sum, 2 * width),
            (&mut self.difference, width),
        ] {
            place.clear();
            place.resize(size, 0.0);
        }
        for (i, j, count) in &joint.cells {
            let (i, j, p) = (usize::from(*i) - low, usize::from(*j) - low, count / joint.total);
            self.px[i] += p;
            self.py[j] += p;
            self.sum[i + j] += p;
            self.difference[i.abs_diff(j)] += p;
        }
    }
}

/// Where the profiles differ.
#[derive(Clone, Copy)]
pub(crate) enum Rules {
    /// `present` is the number of levels that the region has; without `mcc`
    /// that feature, which takes the longest, is NaN.
    PyRadiomics { present: usize, mcc: bool },
    /// Without MCC, which IBSI does not know: it is NaN.
    Ibsi,
}

/// To be used again from matrix to matrix.
#[derive(Default)]
pub(crate) struct Buffers {
    marginals: Marginals,
    mcc: mcc::Buffers,
}

/// Features in the order of [`NAMES`]. `largest` is the largest level of the
/// region (Ng); `joint` is not empty.
pub(crate) fn of_joint(
    joint: &Joint,
    largest: usize,
    rules: Rules,
    buffers: &mut Buffers,
) -> [f64; NAMES.len()] {
    buffers.marginals.take(joint);
    let m = &buffers.marginals;
    let weighted = |p: &[f64], from: usize| p.iter().zip(from..).map(|(p, k)| k as f64 * p).sum::<f64>();
    // Cell by cell: whether a variance is exactly 0 depends on the rounding.
    let (mut ux, mut uy) = (0.0, 0.0);
    for (i, j, count) in &joint.cells {
        let p = count / joint.total;
        ux += f64::from(*i) * p;
        uy += f64::from(*j) * p;
    }

    let mut moments = Moments::default();
    for (i, j, count) in &joint.cells {
        moments.add(f64::from(*i), f64::from(*j), count / joint.total, ux, uy);
    }
    let sigma = moments.var_x.sqrt() * moments.var_y.sqrt();
    let correlation = if sigma == 0.0 { 1.0 } else { moments.covariance / (sigma + EPSILON) };

    let mut joint_entropy = 0.0;
    let mut cross_entropy = 0.0;
    for (i, j, count) in &joint.cells {
        let p = count / joint.total;
        joint_entropy -= p_log_p(p);
        let (i, j) = (usize::from(*i) - m.low, usize::from(*j) - m.low);
        cross_entropy -= p * (m.px[i] * m.py[j] + EPSILON).log2();
    }
    let difference = Difference::of(&m.difference, largest);
    let difference_average = weighted(&m.difference, 0);
    let spread = |(k, p): (usize, &f64)| p * (k as f64 - difference_average).powi(2);
    let (row_entropy, column_entropy) = (entropy(&m.px), entropy(&m.py));
    [
        moments.product,
        moments.cluster4,
        moments.cluster3,
        moments.cluster2,
        moments.contrast,
        correlation,
        difference_average,
        entropy(&m.difference),
        m.difference.iter().enumerate().map(spread).sum(),
        difference.id,
        difference.idm,
        difference.idmn,
        difference.idn,
        imc1(joint_entropy, cross_entropy, row_entropy.max(column_entropy)),
        match rules {
            Rules::PyRadiomics { .. } => imc2(joint_entropy, m),
            // Of independent levels the entropies add up.
            Rules::Ibsi => information(row_entropy + column_entropy - joint_entropy),
        },
        difference.inverse_variance,
        ux,
        moments.energy,
        joint_entropy,
        match rules {
            Rules::PyRadiomics { mcc: false, .. } | Rules::Ibsi => f64::NAN,
            Rules::PyRadiomics { present: 0 | 1, .. } => 1.0,
            Rules::PyRadiomics { .. } => mcc::of_joint(joint, m, &mut buffers.mcc),
        },
        moments.maximum,
        weighted(&m.sum, 2 * m.low),
        entropy(&m.sum),
        moments.var_x,
    ]
}

/// Of what does not happen nothing is added.
fn entropy(p: &[f64]) -> f64 {
    -p.iter().filter(|p| **p > 0.0).map(|p| p_log_p(*p)).sum::<f64>()
}

#[derive(Default)]
struct Moments {
    product: f64,
    cluster2: f64,
    cluster3: f64,
    cluster4: f64,
    contrast: f64,
    var_x: f64,
    var_y: f64,
    covariance: f64,
    energy: f64,
    maximum: f64,
}

impl Moments {
    fn add(&mut self, i: f64, j: f64, p: f64, ux: f64, uy: f64) {
        let cluster = i + j - ux - uy;
        self.product += p * i * j;
        self.cluster2 += p * cluster.powi(2);
        self.cluster3 += p * cluster.powi(3);
        self.cluster4 += p * cluster.powi(4);
        self.contrast += p * (i - j).powi(2);
        self.var_x += p * (i - ux).powi(2);
        self.var_y += p * (j - uy).powi(2);
        self.covariance += p * (i - ux) * (j - uy);
        self.energy += p * p;
        self.maximum = self.maximum.max(p);
    }
}

/// Features that only depend on |i-j|.
#[derive(Default)]
struct Difference {
    id: f64,
    idm: f64,
    idn: f64,
    idmn: f64,
    inverse_variance: f64,
}

impl Difference {
    fn of(p: &[f64], largest: usize) -> Self {
        let ng = largest as f64;
        let mut d = Self::default();
        for (k, p) in p.iter().enumerate() {
            let k = k as f64;
            d.id += p / (1.0 + k);
            d.idm += p / (1.0 + k * k);
            d.idn += p / (1.0 + k / ng);
            d.idmn += p / (1.0 + k * k / (ng * ng));
            if k > 0.0 {
                d.inverse_variance += p / (k * k);
            }
        }
        d
    }
}

fn imc1(joint_entropy: f64, cross_entropy: f64, largest_entropy: f64) -> f64 {
    if largest_entropy == 0.0 { 0.0 } else { (joint_entropy - cross_entropy) / largest_entropy }
}

/// NaN when rounding makes the mutual information negative: such a direction
/// is left out of the mean.
fn imc2(joint_entropy: f64, m: &Marginals) -> f64 {
    let mut independent = 0.0;
    for px in m.px.iter().filter(|p| **p > 0.0) {
        for py in m.py.iter().filter(|p| **p > 0.0) {
            independent -= px * py * (px * py + EPSILON).log2();
        }
    }
    if independent == joint_entropy {
        return 0.0;
    }
    (1.0 - (-2.0 * (independent - joint_entropy)).exp()).sqrt()
}

/// √(1 − e^(−2I)) of mutual information, which only rounding makes negative.
fn information(mutual: f64) -> f64 {
    (1.0 - (-2.0 * mutual.max(0.0)).exp()).sqrt()
}
