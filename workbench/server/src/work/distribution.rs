//! How the values of a feature are distributed.

use serde::Serialize;

/// Counts, moments, quantiles and a histogram of one column; what could not be computed is counted and left out.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Distribution {
    /// Values there are.
    pub n: usize,
    /// Rows without a value.
    pub missing: usize,
    pub mean: Option<f64>,
    /// Divided by n − 1; none for a single value.
    pub sd: Option<f64>,
    pub min: Option<f64>,
    pub q1: Option<f64>,
    pub median: Option<f64>,
    pub q3: Option<f64>,
    pub max: Option<f64>,
    /// Values beyond 1.5 interquartile ranges from the quartiles.
    pub outliers: usize,
    /// Places of the outermost of them, farthest first.
    pub outermost: Vec<usize>,
    /// Bins of equal width from the smallest to the largest value.
    pub bins: Vec<Bin>,
}

/// A bin of a histogram; the last holds its upper edge.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub count: usize,
}

/// Bins a histogram has at most.
const MOST_BINS: usize = 40;
/// Places of outliers that are told.
const TOLD: usize = 20;

impl Distribution {
    /// Of the finite numbers of a column.
    pub fn of(column: &[f64]) -> Self {
        let mut sorted: Vec<f64> = column.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len();
        let mean = (n > 0).then(|| sorted.iter().sum::<f64>() / n as f64);
        let [q1, median, q3] = [0.25, 0.5, 0.75].map(|part| quantile(&sorted, part));
        let fences = q1.zip(q3).map(|(q1, q3)| [q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)]);
        let beyond = |value: f64| {
            let [low, high] = fences.unwrap_or([value, value]);
            (low - value).max(value - high)
        };
        let far = column.iter().enumerate().filter(|(_, value)| value.is_finite() && beyond(**value) > 0.0);
        let mut far: Vec<(usize, f64)> = far.map(|(at, value)| (at, beyond(*value))).collect();
        far.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Self {
            n,
            missing: column.len() - n,
            mean,
            sd: mean.filter(|_| n > 1).map(|mean| {
                let squares: f64 = sorted.iter().map(|value| (value - mean).powi(2)).sum();
                (squares / (n - 1) as f64).sqrt()
            }),
            min: sorted.first().copied(),
            q1,
            median,
            q3,
            max: sorted.last().copied(),
            outliers: far.len(),
            outermost: far.into_iter().take(TOLD).map(|(at, _)| at).collect(),
            bins: bins(&sorted, q1.zip(q3).map_or(0.0, |(q1, q3)| q3 - q1)),
        }
    }
}

/// Linear between the two neighbours of position `part · (n − 1)`.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let at = part * (sorted.len().checked_sub(1)? as f64);
    let (below, above) = (*sorted.get(at.floor() as usize)?, *sorted.get(at.ceil() as usize)?);
    Some(below + (above - below) * at.fract())
}

/// Bins as wide as Freedman and Diaconis advise, 2 · IQR / ∛n, but few enough to be seen.
fn bins(sorted: &[f64], iqr: f64) -> Vec<Bin> {
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let width = high - low;
    if width <= 0.0 || !width.is_finite() {
        return vec![Bin { from: low, to: high, count: sorted.len() }];
    }
    let advised = 2.0 * iqr / (sorted.len() as f64).cbrt();
    let count = if advised > 0.0 { (width / advised).ceil().min(1e6) as usize } else { MOST_BINS };
    let count = count.clamp(5, MOST_BINS);
    let edge = |at: usize| if at == count { high } else { low + width * at as f64 / count as f64 };
    let mut bins: Vec<Bin> =
        (0..count).map(|at| Bin { from: edge(at), to: edge(at + 1), count: 0 }).collect();
    for value in sorted {
        let at = bins.partition_point(|bin| bin.to <= *value).min(count - 1);
        bins[at].count += 1;
    }
    bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_numbers() {
        // as numpy's mean, std(ddof=1) and percentile say
        let found = Distribution::of(&[2.0, f64::NAN, 4.0, 4.0, 5.0, 100.0, f64::INFINITY]);
        assert_eq!((found.n, found.missing, found.outliers), (5, 2, 2));
        assert_eq!(
            (found.mean, found.median, found.q1, found.q3),
            (Some(23.0), Some(4.0), Some(4.0), Some(5.0))
        );
        assert!((found.sd.unwrap() - 43.058_1).abs() < 1e-3);
        assert_eq!(found.outermost, [5, 0]);
        let quarters = Distribution::of(&[1.0, 2.0, 3.0, 4.0]);
        assert_eq!((quarters.q1, quarters.median, quarters.q3), (Some(1.75), Some(2.5), Some(3.25)));
    }

    #[test]
    fn nothing_one_and_the_same() {
        let none = Distribution::of(&[f64::NAN]);
        assert_eq!((none.n, none.missing, none.mean, none.bins.len()), (0, 1, None, 0));
        let one = Distribution::of(&[3.0]);
        assert_eq!((one.sd, one.median, one.bins.len(), one.outliers), (None, Some(3.0), 1, 0));
        let same = Distribution::of(&[7.0; 9]);
        assert_eq!((same.sd, same.bins[0].count), (Some(0.0), 9));
    }

    proptest! {
        #[test]
        fn every_value_lies_in_a_bin(values in proptest::collection::vec(-1e6..1e6_f64, 1..200)) {
            let found = Distribution::of(&values);
            prop_assert_eq!(found.bins.iter().map(|bin| bin.count).sum::<usize>(), values.len());
            prop_assert!(found.bins.len() <= MOST_BINS);
            prop_assert!(found.q1 <= found.median && found.median <= found.q3 && found.q3 <= found.max);
        }
    }
}
