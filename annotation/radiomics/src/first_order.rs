//! First-order features: intensities without position (IBSI 3.3 and 3.4).

use crate::accumulate::{extremes, mean_of, p_log_p, sum_of, sums_of};
use crate::levels::Levels;
use crate::roi::Roi;

/// Names in the order of [`of_values`].
pub(crate) const NAMES: [&str; 19] = [
    "10Percentile",
    "90Percentile",
    "Energy",
    "Entropy",
    "InterquartileRange",
    "Kurtosis",
    "Maximum",
    "Mean",
    "MeanAbsoluteDeviation",
    "Median",
    "Minimum",
    "Range",
    "RobustMeanAbsoluteDeviation",
    "RootMeanSquared",
    "Skewness",
    "StandardDeviation",
    "TotalEnergy",
    "Uniformity",
    "Variance",
];

/// Every first-order feature by name. `shift` is added to intensities in the
/// three energies.
pub(crate) fn features(
    roi: &Roi,
    levels: &Levels,
    shift: f64,
    buffers: &mut Buffers,
) -> Vec<(&'static str, f64)> {
    let counts = levels.present().map(|(_, voxels)| voxels);
    let values = of_values(&roi.values, counts, roi.voxel_volume(), shift, buffers);
    NAMES.into_iter().zip(values).collect()
}

/// To be used again from region to region.
#[derive(Default)]
pub(crate) struct Buffers {
    ordered: Vec<f64>,
    middle: Vec<f64>,
}

/// Features in the order of [`NAMES`] of intensities (at least one); `counts`
/// are the voxels of each grey level present, ascending, `volume` is that of a
/// voxel in mm³.
pub(crate) fn of_values(
    values: &[f64],
    counts: impl Iterator<Item = u64>,
    volume: f64,
    shift: f64,
    buffers: &mut Buffers,
) -> [f64; NAMES.len()] {
    let count = values.len() as f64;
    let mean = mean_of(values, |v| v);
    let [m2, m3, m4, m1] = sums_of(values, |v| {
        let apart = v - mean;
        [apart.powi(2), apart.powi(3), apart.powi(4), apart.abs()]
    })
    .map(|sum| sum / count);
    // A flat region has no shape of distribution; PyRadiomics says 0.
    let spread = if m2 == 0.0 { 1.0 } else { m2 };
    let energy = sum_of(values, |v| (v + shift).powi(2));

    let [minimum, maximum] = extremes(values);
    let q = [10.0, 25.0, 50.0, 75.0, 90.0];
    let [p10, p25, p50, p75, p90] = percentiles(values, [minimum, maximum], q, &mut buffers.ordered);
    let middle = select(values, |v| (p10..=p90).contains(&v), &mut buffers.middle);
    let middle_mean = mean_of(middle, |v| v);

    let (mut entropy, mut uniformity) = (0.0, 0.0);
    for voxels in counts {
        let p = voxels as f64 / count;
        entropy -= p_log_p(p);
        uniformity += p * p;
    }
    [
        p10,
        p90,
        energy,
        entropy,
        p75 - p25,
        m4 / spread.powi(2),
        maximum,
        mean,
        m1,
        p50,
        minimum,
        maximum - minimum,
        mean_of(middle, |v| (v - middle_mean).abs()),
        (energy / count).sqrt(),
        m3 / spread.powf(1.5),
        m2.sqrt(),
        energy * volume,
        uniformity,
        m2,
    ]
}

/// Percentiles `q`, each as [`percentile`] gives it, of values between the
/// extremes given. Of many values only those that share a bucket with a
/// percentile are put in order, in `chosen`.
fn percentiles<const N: usize>(
    values: &[f64],
    [low, high]: [f64; 2],
    q: [f64; N],
    chosen: &mut Vec<f64>,
) -> [f64; N] {
    let positions = q.map(|q| Position::new(q, values.len()));
    if values.len() < BUCKETS {
        chosen.clear();
        chosen.extend_from_slice(values);
        chosen.sort_unstable_by(f64::total_cmp);
        return positions.map(|position| position.among(chosen));
    }
    let per_bucket = (BUCKETS - 1) as f64 / (high - low).max(f64::MIN_POSITIVE);
    let bucket = |value: f64| (((value - low) * per_bucket) as usize).min(BUCKETS - 1);
    let mut counts = [0_usize; BUCKETS];
    for value in values {
        counts[bucket(*value)] += 1;
    }
    let mut wanted = [false; BUCKETS];
    // Values of other buckets below each position.
    let mut left_out = [0; N];
    let (mut passed, mut passed_over) = (0, 0);
    for (count, wanted) in counts.into_iter().zip(&mut wanted) {
        let here = passed..passed + count;
        for (left_out, position) in left_out.iter_mut().zip(&positions) {
            if here.contains(&position.below) {
                *left_out = passed_over;
            }
        }
        let holds = |at: &Position| here.contains(&at.below) || here.contains(&(at.below + 1));
        *wanted = positions.iter().any(holds);
        passed_over += if *wanted { 0 } else { count };
        passed = here.end;
    }
    let chosen = select(values, |value| wanted[bucket(value)], chosen);
    std::array::from_fn(|k| positions[k].of(chosen, left_out[k]))
}

/// The values that `wanted` names, in `found`. Each is written, and the next over
/// it where it is not wanted: cheaper than to guess which will be.
fn select<'f>(values: &[f64], wanted: impl Fn(f64) -> bool, found: &'f mut Vec<f64>) -> &'f mut [f64] {
    // What is there need not be cleared.
    if found.len() <= values.len() {
        found.resize(values.len() + 1, 0.0);
    }
    let mut count = 0;
    for value in values {
        found[count] = *value;
        count += usize::from(wanted(*value));
    }
    &mut found[..count]
}

/// Buckets of equal width between the smallest and the largest value.
const BUCKETS: usize = 1024;

/// Percentile `q` (0 to 100) with linear interpolation between the two values
/// around position `q/100 (n-1)`, as `numpy` does by default. Reorders `values`.
pub(crate) fn percentile(values: &mut [f64], q: f64) -> f64 {
    Position::new(q, values.len()).of(values, 0)
}

/// Where a percentile lies among ordered values.
struct Position {
    /// Number of the value at or below it.
    below: usize,
    /// How far it is to the next, 0 to 1.
    part: f64,
}

impl Position {
    fn new(q: f64, count: usize) -> Self {
        let position = q / 100.0 * count.saturating_sub(1) as f64;
        Self { below: position.floor() as usize, part: position.fract() }
    }

    /// The value there, when `left_out` smaller values are not in `values`.
    fn of(&self, values: &mut [f64], left_out: usize) -> f64 {
        let below = self.below - left_out;
        if below >= values.len() {
            return f64::NAN;
        }
        let (_, low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
        self.between(*low, || above.iter().copied().fold(f64::INFINITY, f64::min))
    }

    /// The value there, of all values in order.
    fn among(&self, ordered: &[f64]) -> f64 {
        let at = |index: usize| ordered.get(index).copied().unwrap_or(f64::NAN);
        self.between(at(self.below), || at(self.below + 1))
    }

    fn between(&self, low: f64, high: impl FnOnce() -> f64) -> f64 {
        if self.part == 0.0 {
            return low;
        }
        let high = high();
        // numpy's two-sided interpolation: exact at either end.
        if self.part < 0.5 { low + (high - low) * self.part } else { high - (high - low) * (1.0 - self.part) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn percentiles_by_buckets(values in proptest::collection::vec(-40.0..40.0, 1..2400), step in 0.0..9.0_f64) {
            let q = [0.0, 10.0, 25.0, 50.0, 75.0, 90.0, 100.0];
            // Without and with many equal values.
            let near = |v: &f64| -> f64 { if step > 1.0 { (*v / step).round() } else { *v } };
            let coarse: Vec<f64> = values.iter().map(near).collect();
            let found = percentiles(&coarse, extremes(&coarse), q, &mut vec![7.0; 3]);
            prop_assert_eq!(found, q.map(|q| percentile(&mut coarse.clone(), q)));
        }
    }

    #[test]
    fn percentiles_interpolate() {
        let mut values = vec![4.0, 1.0, 3.0, 2.0];
        assert_eq!(percentile(&mut values, 50.0), 2.5);
        assert_eq!(percentile(&mut values, 0.0), 1.0);
        assert_eq!(percentile(&mut values, 100.0), 4.0);
        assert!((percentile(&mut values, 10.0) - 1.3).abs() < 1e-15);
    }
}
