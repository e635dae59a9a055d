//! Neighbourhood grey tone difference (IBSI 3.10, IPET): how far each level
//! lies from the mean of its neighbours.

use crate::neighbourhood::{Manner, Neighbourhoods};
use crate::voxel::Kernel;

/// Coarseness of a region without any difference.
const COARSEST: f64 = 1e6;

/// A grey level: its value, share of voxels and summed difference.
struct Tone {
    level: f64,
    p: f64,
    s: f64,
}

/// Names in the order of values.
pub(crate) const NAMES: [&str; 5] = ["Busyness", "Coarseness", "Complexity", "Contrast", "Strength"];

/// Every NGTDM feature by name. Voxels without a neighbour count with a
/// difference of 0 if `alone`, as in `PyRadiomics`; IBSI leaves them out.
pub(crate) fn features(neighbourhoods: &Neighbourhoods, alone: bool) -> Vec<(&'static str, f64)> {
    let mut tones = Tones::default();
    tones.take(neighbourhoods, |level| level as f64, alone);
    NAMES.into_iter().zip(tones.values()).collect()
}

/// To be used again from kernel to kernel.
#[derive(Default)]
pub(crate) struct Workspace {
    counts: Neighbourhoods,
    tones: Tones,
}

impl Workspace {
    /// The features of a small grid in the order of [`NAMES`].
    pub fn of_kernel(&mut self, kernel: &Kernel, manner: &Manner) -> [f64; NAMES.len()] {
        self.counts.recount(&kernel.ranks, &kernel.levels, manner);
        self.tones.take(&self.counts, |rank| f64::from(kernel.palette[rank]), true);
        self.tones.values()
    }
}

#[derive(Default)]
struct Tones {
    tones: Vec<Tone>,
    voxels: f64,
}

impl Tones {
    /// Takes over the levels that have voxels; `level_of` a row of the tables.
    fn take(&mut self, neighbourhoods: &Neighbourhoods, level_of: impl Fn(usize) -> f64, alone: bool) {
        let width = neighbourhoods.width;
        let rows = neighbourhoods.dependent.chunks(width).zip(neighbourhoods.difference.chunks(width));
        self.tones.clear();
        self.voxels = 0.0;
        for (row, (dependent, difference)) in rows.enumerate() {
            let left_out = if alone { 0 } else { neighbourhoods.alone[row] };
            let n = (dependent.iter().sum::<u64>() - left_out) as f64;
            if n > 0.0 {
                // The mean over n neighbours: divide the whole-number sums by n once.
                let s = difference.iter().enumerate().skip(1).map(|(n, d)| *d as f64 / n as f64).sum();
                self.tones.push(Tone { level: level_of(row), p: n, s });
                self.voxels += n;
            }
        }
        let voxels = self.voxels;
        self.tones.iter_mut().for_each(|tone| tone.p /= voxels);
    }

    /// Features in the order of [`NAMES`].
    fn values(&self) -> [f64; NAMES.len()] {
        let Self { tones, voxels } = self;
        let levels = tones.len() as f64;
        let total_s: f64 = tones.iter().map(|t| t.s).sum();
        let mean_s: f64 = tones.iter().map(|t| t.p * t.s).sum();
        let (mut contrast, mut busyness, mut complexity, mut strength) = (0.0, 0.0, 0.0, 0.0);
        for a in tones {
            for b in tones {
                let apart = a.level - b.level;
                contrast += a.p * b.p * apart * apart;
                busyness += (a.level * a.p - b.level * b.p).abs();
                complexity += apart.abs() * (a.p * a.s + b.p * b.s) / (a.p + b.p);
                strength += (a.p + b.p) * apart * apart;
            }
        }
        let or_zero = |value: f64, divisor: f64| if divisor == 0.0 { 0.0 } else { value / divisor };
        [
            or_zero(mean_s, busyness),
            if mean_s == 0.0 { COARSEST } else { 1.0 / mean_s },
            complexity / voxels,
            or_zero(contrast * total_s / voxels, levels * (levels - 1.0)),
            or_zero(strength, total_s),
        ]
    }
}
