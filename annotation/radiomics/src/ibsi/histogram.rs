//! Features of the histogram of grey levels: prefix `ih` (IBSI 3.4, ZVCW).

use super::distribution::Distribution;
use crate::accumulate::p_log_p;
use crate::levels::Levels;

/// Every feature by tag.
pub(super) fn features(levels: &Levels) -> Vec<(&'static str, f64)> {
    let values: Vec<f64> = levels.of_voxel.iter().map(|level| f64::from(*level)).collect();
    let d = Distribution::of(&values);
    let (mut entropy, mut uniformity) = (0.0, 0.0);
    for (_, voxels) in levels.present() {
        let p = voxels as f64 / values.len() as f64;
        entropy -= p_log_p(p);
        uniformity += p * p;
    }
    let [steepest, flattest] = gradients(&levels.histogram[1..]);
    vec![
        ("ih_mean", d.mean),
        ("ih_var", d.variance),
        ("ih_skew", d.skewness),
        ("ih_kurt", d.kurtosis),
        ("ih_median", d.median),
        ("ih_min", d.minimum),
        ("ih_p10", d.p10),
        ("ih_p90", d.p90),
        ("ih_max", d.maximum),
        ("ih_mode", mode(levels, d.mean)),
        ("ih_iqr", d.interquartile),
        ("ih_range", d.maximum - d.minimum),
        ("ih_mad", d.mad),
        ("ih_rmad", d.robust_mad),
        ("ih_medad", d.median_ad),
        ("ih_cov", d.variation),
        ("ih_qcod", d.dispersion),
        ("ih_entropy", entropy),
        ("ih_uniformity", uniformity),
        ("ih_max_grad", steepest.1),
        ("ih_max_grad_g", steepest.0),
        ("ih_min_grad", flattest.1),
        ("ih_min_grad_g", flattest.0),
    ]
}

/// The most frequent level; of several the one closest to the mean, of two as
/// close the smaller.
fn mode(levels: &Levels, mean: f64) -> f64 {
    let mut best = (0, f64::INFINITY, f64::NAN);
    for (level, voxels) in levels.present() {
        let off = (level as f64 - mean).abs();
        if voxels > best.0 || (voxels == best.0 && off < best.1) {
            best = (voxels, off, level as f64);
        }
    }
    best.2
}

/// Level and value of the largest and of the smallest gradient, the first of
/// equal ones; 0 at a single level.
fn gradients(counts: &[u64]) -> [(f64, f64); 2] {
    let at = |k: usize| counts[k] as f64;
    let last = counts.len() - 1;
    let gradient = |k: usize| match k {
        _ if last == 0 => 0.0,
        0 => at(1) - at(0),
        k if k == last => at(last) - at(last - 1),
        k => (at(k + 1) - at(k - 1)) / 2.0,
    };
    let (mut most, mut least) = ((1.0, gradient(0)), (1.0, gradient(0)));
    for k in 1..=last {
        let (level, value) = ((k + 1) as f64, gradient(k));
        if value > most.1 {
            most = (level, value);
        }
        if value < least.1 {
            least = (level, value);
        }
    }
    [most, least]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_go_to_the_mean_then_to_the_left() {
        let of = |levels: Vec<u16>| {
            let found = features(&Levels::of(levels));
            found.into_iter().find(|(tag, _)| *tag == "ih_mode").unwrap().1
        };
        assert_eq!(of(vec![1, 1, 4, 4, 5]), 4.0);
        assert_eq!(of(vec![1, 1, 3, 3]), 1.0);
    }

    #[test]
    fn empty_levels_count_in_gradients() {
        assert_eq!(gradients(&[3, 0, 5]), [(3.0, 5.0), (1.0, -3.0)]);
        assert_eq!(gradients(&[9]), [(1.0, 0.0), (1.0, 0.0)]);
    }
}
