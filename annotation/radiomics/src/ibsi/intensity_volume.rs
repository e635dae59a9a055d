//! Intensity-volume histogram: prefix `ivh` (IBSI 3.5, P88C).
//!
//! The histogram has N steps i₀ … i_{N−1}; ν_k is the share of voxels of at
//! least i_k, γ_k = k / (N − 1) the intensity fraction. Steps are counted, not
//! walked through: N may be huge.

use super::settings::Discretisation;

/// The histogram's steps and, in ascending order, the step of each voxel.
struct Curve {
    steps: u64,
    voxels: Vec<u64>,
    first: f64,
    width: f64,
}

/// Every feature by tag; `range` is that of re-segmentation.
pub(super) fn features(
    values: &[f64],
    how: Discretisation,
    range: Option<[f64; 2]>,
) -> Vec<(&'static str, f64)> {
    let curve = Curve::of(values, how, range);
    let (v10, v90) = (curve.volume_at(10), curve.volume_at(90));
    let (i10, i90) = (curve.intensity_at(10), curve.intensity_at(90));
    vec![
        ("ivh_v10", v10),
        ("ivh_v90", v90),
        ("ivh_i10", i10),
        ("ivh_i90", i90),
        ("ivh_diff_v10_v90", v10 - v90),
        ("ivh_diff_i10_i90", i10 - i90),
        ("ivh_auc", curve.area()),
    ]
}

impl Curve {
    fn of(values: &[f64], how: Discretisation, range: Option<[f64; 2]>) -> Self {
        let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [low, high] = range.unwrap_or([smallest, largest]);
        let high = if high.is_finite() { high } else { largest };
        let step = |value: f64, low: f64, width: f64| ((value - low) / width).floor().max(0.0) as u64;
        let (first, width, steps, mut voxels): (f64, f64, u64, Vec<u64>) = match how {
            // Calibrated, discrete: the intensities themselves.
            Discretisation::None => {
                let voxels = values.iter().map(|v| step(*v, low, 1.0)).collect();
                (low, 1.0, step(high, low, 1.0) + 1, voxels)
            }
            // Calibrated, continuous: bin centres. An intensity on the upper
            // bound lies in the bin above the range.
            Discretisation::BinWidth(width) => {
                let voxels = values.iter().map(|v| step(*v, low, width)).collect();
                // 1.1 / 0.1 is a hair above 11.
                let steps = ((high - low) / width - 1e-9).ceil().max(1.0) as u64;
                (low + 0.5 * width, width, steps, voxels)
            }
            // Arbitrary units: bin numbers, always over the region's intensities.
            Discretisation::BinCount(count) => {
                let span = if largest > smallest { largest - smallest } else { 1.0 };
                let scaled = |v: &f64| (f64::from(count) * (v - smallest) / span).floor() as u64;
                let voxels = values.iter().map(|v| scaled(v).min(u64::from(count) - 1)).collect();
                (1.0, 1.0, u64::from(count), voxels)
            }
        };
        voxels.sort_unstable();
        Self { steps, voxels, first, width }
    }

    /// ν of a step.
    fn volume(&self, step: u64) -> f64 {
        let below = self.voxels.partition_point(|voxel| *voxel < step);
        1.0 - below as f64 / self.voxels.len() as f64
    }

    /// Largest ν among steps of an intensity fraction of at least `percent`.
    fn volume_at(&self, percent: u64) -> f64 {
        self.volume((percent * (self.steps - 1)).div_ceil(100))
    }

    /// Smallest intensity that at most `percent` of the voxels reach; the step
    /// after the last when all steps are reached by more.
    fn intensity_at(&self, percent: usize) -> f64 {
        // As many may lie above: the next one must lie below.
        let allowed = percent * self.voxels.len() / 100;
        let below = self.voxels.len().checked_sub(allowed + 1);
        let step = below.map_or(0, |voxel| self.voxels[voxel] + 1).min(self.steps);
        self.first + step as f64 * self.width
    }

    /// Trapezoids of ν over γ: each voxel adds to the ν of all steps up to its
    /// own.
    fn area(&self) -> f64 {
        if self.steps < 2 {
            return 0.0;
        }
        let reached: u64 = self.voxels.iter().map(|voxel| (voxel + 1).min(self.steps)).sum();
        let volumes = reached as f64 / self.voxels.len() as f64;
        (volumes - 0.5 * (self.volume(0) + self.volume(self.steps - 1))) / (self.steps - 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definitions of the manual, step by step.
    fn slowly(values: &[f64], levels: &[f64]) -> [f64; 5] {
        let nu = |i: f64| 1.0 - values.iter().filter(|v| **v < i).count() as f64 / values.len() as f64;
        let span = levels[levels.len() - 1] - levels[0];
        let at = |x: f64| {
            let reach = levels.iter().filter(|i| (**i - levels[0]) / span >= x);
            reach.map(|i| nu(*i)).fold(0.0, f64::max)
        };
        let with = |x: f64| {
            let found = levels.iter().copied().find(|i| nu(*i) <= x + 1e-12);
            found.unwrap_or(levels[levels.len() - 1] + 1.0)
        };
        let area = levels.windows(2).map(|w| (nu(w[0]) + nu(w[1])) / 2.0 * (w[1] - w[0]) / span).sum();
        [at(0.1), at(0.9), with(0.1), with(0.9), area]
    }

    #[test]
    fn counting_is_walking() {
        let values: Vec<f64> = (0..73).map(|k| f64::from(k * k % 41) - 11.0).collect();
        for range in [None, Some([-15.0, 35.0]), Some([-11.0, f64::INFINITY])] {
            let found = features(&values, Discretisation::None, range);
            let [low, high] = range.unwrap_or([-11.0, 29.0]);
            let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let high = if range.is_some() && high.is_finite() { high } else { largest };
            let levels: Vec<f64> = (0..=(high - low) as i32).map(|k| low + f64::from(k)).collect();
            let expected = slowly(&values, &levels);
            for (found, expected) in [0, 1, 2, 3, 6].map(|k| found[k].1).into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{range:?}: {found} {expected}");
            }
        }
    }

    #[test]
    fn a_flat_region_has_no_area() {
        for how in [Discretisation::None, Discretisation::BinWidth(2.0), Discretisation::BinCount(1000)] {
            let found = features(&[5.0; 4], how, None);
            assert!(found.iter().all(|(_, value)| value.is_finite()), "{how:?} {found:?}");
        }
        assert_eq!(features(&[5.0; 4], Discretisation::None, None)[6].1, 0.0);
    }
}
