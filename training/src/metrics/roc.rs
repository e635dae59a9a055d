//! The ROC curve.

use serde::Serialize;

/// A point of the curve: rows with probability ≥ `threshold` are called positive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RocPoint {
    /// `None` for the first point, above every probability.
    pub threshold: Option<f64>,
    /// False positives / negatives.
    pub fpr: f64,
    /// True positives / positives.
    pub tpr: f64,
}

/// The curve from (0, 0) to (1, 1), one point for each different probability;
/// empty when a class is missing or lengths differ.
pub fn roc(labels: &[bool], probabilities: &[f64]) -> Vec<RocPoint> {
    let positives = labels.iter().filter(|&&label| label).count() as f64;
    let negatives = labels.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 || labels.len() != probabilities.len() {
        return Vec::new();
    }
    let mut rows: Vec<(f64, bool)> = probabilities.iter().copied().zip(labels.iter().copied()).collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut points = vec![RocPoint { threshold: None, fpr: 0.0, tpr: 0.0 }];
    let (mut fp, mut tp) = (0.0, 0.0);
    for tied in rows.chunk_by(|a, b| a.0 == b.0) {
        let hits = tied.iter().filter(|row| row.1).count() as f64;
        tp += hits;
        fp += tied.len() as f64 - hits;
        let threshold = tied.first().map(|row| row.0);
        points.push(RocPoint { threshold, fpr: fp / negatives, tpr: tp / positives });
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::auc;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_area_below_is_the_auc(rows in proptest::collection::vec((any::<bool>(), 0u8..12), 2..60)) {
            let labels: Vec<bool> = rows.iter().map(|row| row.0).collect();
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.1) / 11.0).collect();
            let points = roc(&labels, &scores);
            match auc(&labels, &scores) {
                None => prop_assert!(points.is_empty()),
                Some(auc) => {
                    let area: f64 = points.windows(2).map(|w| (w[1].fpr - w[0].fpr) * (w[1].tpr + w[0].tpr) / 2.0).sum();
                    prop_assert!((area - auc.value).abs() < 1e-12);
                    let last = points.last().unwrap();
                    prop_assert!((last.fpr, last.tpr) == (1.0, 1.0));
                }
            }
        }
    }
}
