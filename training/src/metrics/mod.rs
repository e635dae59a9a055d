//! How good probabilities are.

mod auc;
mod roc;

pub use auc::{Auc, auc};
pub use roc::{RocPoint, roc};

use serde::{Deserialize, Serialize};

/// Rows by truth and call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Positive, called positive.
    pub tp: usize,
    /// Negative, called positive.
    pub fp: usize,
    /// Negative, called negative.
    pub tn: usize,
    /// Positive, called negative.
    #[serde(rename = "fn")]
    pub fn_: usize,
}

/// Figures of one set of predictions. Shares of an empty class are `None`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Rows.
    pub n: usize,
    /// Positive rows.
    pub positives: usize,
    /// Area under the ROC curve.
    pub auc: Option<Auc>,
    /// Share of right calls.
    pub accuracy: f64,
    /// Share of positives called positive.
    pub sensitivity: Option<f64>,
    /// Share of negatives called negative.
    pub specificity: Option<f64>,
    /// Mean squared difference of probability and truth (0 best).
    pub brier: f64,
    /// A row is called positive from this probability on.
    pub threshold: f64,
    /// Counts at `threshold`.
    pub confusion: Confusion,
}

impl Metrics {
    /// The figures at `threshold`; lists are read to the shorter length.
    pub fn of(labels: &[bool], probabilities: &[f64], threshold: f64) -> Self {
        let n = labels.len().min(probabilities.len());
        let (labels, probabilities) = (&labels[..n], &probabilities[..n]);
        let mut confusion = Confusion::default();
        let mut brier = 0.0;
        for (&label, &p) in labels.iter().zip(probabilities) {
            let cell = match (label, p >= threshold) {
                (true, true) => &mut confusion.tp,
                (false, true) => &mut confusion.fp,
                (false, false) => &mut confusion.tn,
                (true, false) => &mut confusion.fn_,
            };
            *cell += 1;
            brier += (p - f64::from(u8::from(label))).powi(2);
        }
        let share = |part: usize, rest: usize| (part + rest > 0).then(|| part as f64 / (part + rest) as f64);
        Self {
            n,
            positives: confusion.tp + confusion.fn_,
            auc: auc(labels, probabilities),
            accuracy: share(confusion.tp + confusion.tn, confusion.fp + confusion.fn_).unwrap_or(0.0),
            sensitivity: share(confusion.tp, confusion.fn_),
            specificity: share(confusion.tn, confusion.fp),
            brier: brier / n.max(1) as f64,
            threshold,
            confusion,
        }
    }
}

/// Mean and population standard deviation over folds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, divisor n.
    pub sd: f64,
}

impl Spread {
    /// Of a list; `None` when it is empty.
    pub fn of(values: &[f64]) -> Option<Self> {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
        (!values.is_empty()).then_some(Self { mean, sd })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_shares() {
        let m = Metrics::of(&[true, true, false, false, false], &[0.9, 0.4, 0.5, 0.1, 0.2], 0.5);
        assert_eq!(m.confusion, Confusion { tp: 1, fp: 1, tn: 2, fn_: 1 });
        assert_eq!((m.n, m.positives), (5, 2));
        assert!((m.accuracy - 0.6).abs() < 1e-12);
        assert_eq!(m.sensitivity, Some(0.5));
        assert!((m.brier - (0.01 + 0.36 + 0.25 + 0.01 + 0.04) / 5.0).abs() < 1e-12);
        let one_class = Metrics::of(&[true], &[0.9], 0.5);
        assert_eq!((one_class.auc, one_class.specificity), (None, None));
        assert_eq!(Spread::of(&[]), None);
    }
}
