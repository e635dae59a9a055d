//! Moments and order statistics (IBSI 3.3), of intensities or of grey levels.

use crate::accumulate::{mean_of, sum_of};
use crate::first_order::percentile;

/// What intensities and grey levels are both described by.
pub(super) struct Distribution {
    pub mean: f64,
    pub variance: f64,
    pub skewness: f64,
    /// Excess kurtosis.
    pub kurtosis: f64,
    pub median: f64,
    pub minimum: f64,
    pub p10: f64,
    pub p90: f64,
    pub maximum: f64,
    /// P₇₅ − P₂₅.
    pub interquartile: f64,
    /// Mean absolute deviation from the mean.
    pub mad: f64,
    /// The same over values from P₁₀ to P₉₀, both included.
    pub robust_mad: f64,
    /// Mean absolute deviation from the median.
    pub median_ad: f64,
    /// Coefficient of variation.
    pub variation: f64,
    /// Quartile coefficient of dispersion.
    pub dispersion: f64,
}

impl Distribution {
    /// Of `values`, at least one. Central moments divide by their number;
    /// percentiles interpolate between the two values around q (n − 1).
    pub fn of(values: &[f64]) -> Self {
        let mean = mean_of(values, |v| v);
        let variance = mean_of(values, |v| (v - mean).powi(2));
        // Values that do not differ have no shape of distribution: 0.
        let over = |moment: f64, spread: f64| if variance == 0.0 { 0.0 } else { moment / spread };
        let mut order = values.to_vec();
        let [p10, p25, median, p75, p90] = [10.0, 25.0, 50.0, 75.0, 90.0].map(|q| percentile(&mut order, q));
        let middle: Vec<f64> = values.iter().copied().filter(|v| (p10..=p90).contains(v)).collect();
        let middle_mean = mean_of(&middle, |v| v);
        Self {
            mean,
            variance,
            skewness: over(mean_of(values, |v| (v - mean).powi(3)), variance.powf(1.5)),
            kurtosis: over(
                mean_of(values, |v| (v - mean).powi(4)) - 3.0 * variance.powi(2),
                variance.powi(2),
            ),
            median,
            minimum: values.iter().copied().fold(f64::INFINITY, f64::min),
            p10,
            p90,
            maximum: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            interquartile: p75 - p25,
            mad: mean_of(values, |v| (v - mean).abs()),
            robust_mad: mean_of(&middle, |v| (v - middle_mean).abs()),
            median_ad: mean_of(values, |v| (v - median).abs()),
            variation: variance.sqrt() / mean,
            dispersion: (p75 - p25) / (p75 + p25),
        }
    }
}

/// Features of the intensities: prefix `stat` (UHIW).
pub(super) fn statistics(values: &[f64]) -> Vec<(&'static str, f64)> {
    let d = Distribution::of(values);
    let energy = sum_of(values, |v| v * v);
    vec![
        ("stat_mean", d.mean),
        ("stat_var", d.variance),
        ("stat_skew", d.skewness),
        ("stat_kurt", d.kurtosis),
        ("stat_median", d.median),
        ("stat_min", d.minimum),
        ("stat_p10", d.p10),
        ("stat_p90", d.p90),
        ("stat_max", d.maximum),
        ("stat_iqr", d.interquartile),
        ("stat_range", d.maximum - d.minimum),
        ("stat_mad", d.mad),
        ("stat_rmad", d.robust_mad),
        ("stat_medad", d.median_ad),
        ("stat_cov", d.variation),
        ("stat_qcod", d.dispersion),
        ("stat_energy", energy),
        ("stat_rms", (energy / values.len() as f64).sqrt()),
    ]
}
