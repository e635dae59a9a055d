//! How often clinicians agree with a model (A6).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use workbench_core::vocab::Verdict;

/// Standard errors of a 95 % interval.
const Z95: f64 = 1.959_963_984_540_054;

/// Verdicts on the findings of one model version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statistics {
    /// The model version, as named by the caller.
    pub version: String,
    /// Findings accepted.
    pub accepted: usize,
    /// Findings rejected.
    pub rejected: usize,
    /// accepted / (accepted + rejected).
    pub accept_rate: f64,
    /// 95 % Wilson interval of the rate.
    pub interval: [f64; 2],
}

impl Statistics {
    /// One entry a version that has verdicts, in order of version.
    pub fn of<'a>(verdicts: impl IntoIterator<Item = (&'a str, Verdict)>) -> Vec<Self> {
        let mut counts: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
        for (version, verdict) in verdicts {
            let [accepted, rejected] = counts.entry(version).or_default();
            match verdict {
                Verdict::Accepted => *accepted += 1,
                Verdict::Rejected => *rejected += 1,
            }
        }
        let entry = |(version, [accepted, rejected]): (&str, [usize; 2])| {
            let n = accepted + rejected;
            Some(Self {
                version: version.to_owned(),
                accepted,
                rejected,
                accept_rate: accepted as f64 / n as f64,
                interval: wilson(accepted, n)?,
            })
        };
        counts.into_iter().filter_map(entry).collect()
    }
}

/// The 95 % score interval of a share (Wilson, JASA 22, 1927); `None` for n = 0
/// or more hits than trials.
pub fn wilson(hits: usize, n: usize) -> Option<[f64; 2]> {
    if n == 0 || hits > n {
        return None;
    }
    let (share, n, z2) = (hits as f64 / n as f64, n as f64, Z95 * Z95);
    let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z95 / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Some([(middle - half).max(0.0), (middle + half).min(1.0)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The ends solve (share − x)² = z² x (1 − x) / n.
        #[test]
        fn ends_solve_the_score_equation(n in 1usize..500, hits in 0usize..500) {
            prop_assume!(hits <= n);
            let share = hits as f64 / n as f64;
            for end in wilson(hits, n).unwrap() {
                let gap = (share - end).powi(2) - Z95 * Z95 * end * (1.0 - end) / n as f64;
                prop_assert!(gap.abs() < 1e-9);
            }
        }
    }

    #[test]
    fn versions_are_counted_apart() {
        use Verdict::{Accepted, Rejected};
        let verdicts =
            [("nodule 2", Accepted), ("nodule 1", Rejected), ("nodule 2", Accepted), ("nodule 2", Rejected)];
        let found = Statistics::of(verdicts);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].version.as_str(), found[0].accepted, found[0].rejected), ("nodule 1", 0, 1));
        assert!((found[1].accept_rate - 2.0 / 3.0).abs() < 1e-12);
        assert!(Statistics::of([]).is_empty() && wilson(0, 0).is_none() && wilson(2, 1).is_none());
    }
}
