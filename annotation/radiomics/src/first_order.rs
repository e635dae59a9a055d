//! First-order features: intensities without position (IBSI 3.3 and 3.4).

use crate::accumulate::{mean_of, p_log_p, sum_of};
use crate::levels::Levels;
use crate::roi::Roi;

/// Every first-order feature by name. `shift` is added to intensities in the
/// three energies.
pub(crate) fn features(roi: &Roi, levels: &Levels, shift: f64) -> Vec<(&'static str, f64)> {
    let values = &roi.values;
    let count = values.len() as f64;
    let mean = mean_of(values, |v| v);
    let m2 = mean_of(values, |v| (v - mean).powi(2));
    let m3 = mean_of(values, |v| (v - mean).powi(3));
    let m4 = mean_of(values, |v| (v - mean).powi(4));
    // A flat region has no shape of distribution; PyRadiomics says 0.
    let spread = if m2 == 0.0 { 1.0 } else { m2 };
    let energy = sum_of(values, |v| (v + shift).powi(2));

    let mut order = values.clone();
    let mut percentile = |q: f64| percentile(&mut order, q);
    let [p10, p25, p50, p75, p90] = [10.0, 25.0, 50.0, 75.0, 90.0].map(&mut percentile);
    let minimum = values.iter().copied().fold(f64::INFINITY, f64::min);
    let maximum = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let middle: Vec<f64> = values.iter().copied().filter(|v| (p10..=p90).contains(v)).collect();
    let middle_mean = mean_of(&middle, |v| v);

    let (mut entropy, mut uniformity) = (0.0, 0.0);
    for (_, voxels) in levels.present() {
        let p = voxels as f64 / count;
        entropy -= p_log_p(p);
        uniformity += p * p;
    }
    vec![
        ("10Percentile", p10),
        ("90Percentile", p90),
        ("Energy", energy),
        ("Entropy", entropy),
        ("InterquartileRange", p75 - p25),
        ("Kurtosis", m4 / spread.powi(2)),
        ("Maximum", maximum),
        ("Mean", mean),
        ("MeanAbsoluteDeviation", mean_of(values, |v| (v - mean).abs())),
        ("Median", p50),
        ("Minimum", minimum),
        ("Range", maximum - minimum),
        ("RobustMeanAbsoluteDeviation", mean_of(&middle, |v| (v - middle_mean).abs())),
        ("RootMeanSquared", (energy / count).sqrt()),
        ("Skewness", m3 / spread.powf(1.5)),
        ("StandardDeviation", m2.sqrt()),
        ("TotalEnergy", energy * roi.voxel_volume()),
        ("Uniformity", uniformity),
        ("Variance", m2),
    ]
}

/// Percentile `q` (0 to 100) with linear interpolation between the two values
/// around position `q/100 (n-1)`, as `numpy` does by default. Reorders `values`.
pub(crate) fn percentile(values: &mut [f64], q: f64) -> f64 {
    let position = q / 100.0 * (values.len().saturating_sub(1)) as f64;
    let (below, part) = (position.floor() as usize, position.fract());
    if below >= values.len() {
        return f64::NAN;
    }
    let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    if part == 0.0 {
        return low;
    }
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    // numpy's two-sided interpolation: exact at either end.
    if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_interpolate() {
        let mut values = vec![4.0, 1.0, 3.0, 2.0];
        assert_eq!(percentile(&mut values, 50.0), 2.5);
        assert_eq!(percentile(&mut values, 0.0), 1.0);
        assert_eq!(percentile(&mut values, 100.0), 4.0);
        assert!((percentile(&mut values, 10.0) - 1.3).abs() < 1e-15);
    }
}
