//! The area under the ROC curve with DeLong's interval.

use serde::{Deserialize, Serialize};

/// Half width of a 95 % normal interval in standard errors.
const Z95: f64 = 1.959_963_984_540_054;

/// An AUC with its 95 % interval (DeLong, DeLong & Clarke-Pearson, Biometrics
/// 44, 1988), cut to [0, 1]. With perfect separation, or one row of a class,
/// the variance estimate is 0 or missing and so is what the interval says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Auc {
    /// Chance that a positive row scores above a negative one, ties half.
    pub value: f64,
    /// Lower end; `None` when a class has fewer than two rows.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// The AUC of scores (higher = more positive); `None` when a class is missing,
/// lengths differ or a score is NaN. Cost n log n (Sun & Xu, IEEE SPL 21, 2014).
pub fn auc(labels: &[bool], scores: &[f64]) -> Option<Auc> {
    if labels.len() != scores.len() || scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    let of = |class: bool| -> Vec<f64> {
        labels.iter().zip(scores).filter(|(label, _)| **label == class).map(|(_, score)| *score).collect()
    };
    let (positive, negative) = (of(true), of(false));
    let (m, n) = (positive.len() as f64, negative.len() as f64);
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let all: Vec<f64> = positive.iter().chain(&negative).copied().collect();
    let rank = mid_ranks(&all);
    let (rank_p, rank_n) = rank.split_at(positive.len());
    // Share of the other class that each row beats.
    let wins_p: Vec<f64> =
        rank_p.iter().zip(mid_ranks(&positive)).map(|(all, own)| (all - own) / n).collect();
    let wins_n: Vec<f64> =
        rank_n.iter().zip(mid_ranks(&negative)).map(|(all, own)| 1.0 - (all - own) / m).collect();
    let value = wins_p.iter().sum::<f64>() / m;
    let error = (positive.len() > 1 && negative.len() > 1)
        .then(|| (variance(&wins_p) / m + variance(&wins_n) / n).max(0.0).sqrt());
    Some(Auc {
        value,
        low: error.map(|se| (value - Z95 * se).max(0.0)),
        high: error.map(|se| (value + Z95 * se).min(1.0)),
    })
}

/// Ranks from 1, equal values sharing their mean rank.
fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]).scan(0, |start, tied| {
        let first = *start;
        *start += tied.len();
        Some((first, tied))
    }) {
        let (first, tied) = tied;
        let rank = first as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&at| ranks[at] = rank);
    }
    ranks
}

/// Sample variance; two values at least.
fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pair by pair, as the definition reads.
    fn by_pairs(labels: &[bool], scores: &[f64]) -> (f64, f64) {
        let wins = |a: f64, b: f64| {
            if a > b {
                1.0
            } else if a == b {
                0.5
            } else {
                0.0
            }
        };
        let of = |class| -> Vec<f64> {
            labels.iter().zip(scores).filter(|(l, _)| **l == class).map(|(_, s)| *s).collect()
        };
        let (p, n): (Vec<f64>, Vec<f64>) = (of(true), of(false));
        let mean = |list: Vec<f64>| list.iter().sum::<f64>() / list.len() as f64;
        let v10: Vec<f64> = p.iter().map(|&a| mean(n.iter().map(|&b| wins(a, b)).collect())).collect();
        let v01: Vec<f64> = n.iter().map(|&b| mean(p.iter().map(|&a| wins(a, b)).collect())).collect();
        (mean(v10.clone()), (variance(&v10) / p.len() as f64 + variance(&v01) / n.len() as f64).sqrt())
    }

    proptest! {
        #[test]
        fn ranks_equal_pairs(rows in proptest::collection::vec((any::<bool>(), 0u8..12), 4..60)) {
            let labels: Vec<bool> = rows.iter().map(|row| row.0).collect();
            let scores: Vec<f64> = rows.iter().map(|row| f64::from(row.1) / 11.0).collect();
            let positives = labels.iter().filter(|&&l| l).count();
            prop_assume!(positives >= 2 && labels.len() - positives >= 2);
            let (value, error) = by_pairs(&labels, &scores);
            let auc = auc(&labels, &scores).unwrap();
            prop_assert!((auc.value - value).abs() < 1e-12);
            prop_assert!((auc.low.unwrap() - (value - Z95 * error).max(0.0)).abs() < 1e-9);
            prop_assert!((auc.high.unwrap() - (value + Z95 * error).min(1.0)).abs() < 1e-9);
        }
    }

    #[test]
    fn edges() {
        assert_eq!(auc(&[true, true], &[0.1, 0.2]), None);
        assert_eq!(auc(&[true, false], &[f64::NAN, 0.2]), None);
        assert_eq!(auc(&[true], &[]), None);
        assert_eq!(auc(&[true, false], &[0.3, 0.2]), Some(Auc { value: 1.0, low: None, high: None }));
    }
}
