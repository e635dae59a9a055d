//! Neighbourhood grey tone difference (IBSI 3.10, IPET): how far each level
//! lies from the mean of its neighbours.

use crate::neighbourhood::Neighbourhoods;

/// Coarseness of a region without any difference.
const COARSEST: f64 = 1e6;

/// A grey level: its value, share of voxels and summed difference.
struct Tone {
    level: f64,
    p: f64,
    s: f64,
}

/// Every NGTDM feature by name. Voxels without a neighbour count with a
/// difference of 0 if `alone`, as in `PyRadiomics`; IBSI leaves them out.
pub(crate) fn features(neighbourhoods: &Neighbourhoods, alone: bool) -> Vec<(&'static str, f64)> {
    let (tones, voxels) = tones(neighbourhoods, alone);
    let levels = tones.len() as f64;
    let total_s: f64 = tones.iter().map(|t| t.s).sum();
    let mean_s: f64 = tones.iter().map(|t| t.p * t.s).sum();
    let (mut contrast, mut busyness, mut complexity, mut strength) = (0.0, 0.0, 0.0, 0.0);
    for a in &tones {
        for b in &tones {
            let apart = a.level - b.level;
            contrast += a.p * b.p * apart * apart;
            busyness += (a.level * a.p - b.level * b.p).abs();
            complexity += apart.abs() * (a.p * a.s + b.p * b.s) / (a.p + b.p);
            strength += (a.p + b.p) * apart * apart;
        }
    }
    let or_zero = |value: f64, divisor: f64| if divisor == 0.0 { 0.0 } else { value / divisor };
    vec![
        ("Busyness", or_zero(mean_s, busyness)),
        ("Coarseness", if mean_s == 0.0 { COARSEST } else { 1.0 / mean_s }),
        ("Complexity", complexity / voxels),
        ("Contrast", or_zero(contrast * total_s / voxels, levels * (levels - 1.0))),
        ("Strength", or_zero(strength, total_s)),
    ]
}

fn tones(neighbourhoods: &Neighbourhoods, alone: bool) -> (Vec<Tone>, f64) {
    let width = neighbourhoods.width;
    let rows = neighbourhoods.dependent.chunks(width).zip(neighbourhoods.difference.chunks(width));
    let mut tones = Vec::new();
    let mut voxels = 0.0;
    for (level, (dependent, difference)) in rows.enumerate() {
        let left_out = if alone { 0 } else { neighbourhoods.alone[level] };
        let n = (dependent.iter().sum::<u64>() - left_out) as f64;
        if n > 0.0 {
            // The mean over n neighbours: divide the whole-number sums by n once.
            let s = difference.iter().enumerate().skip(1).map(|(n, d)| *d as f64 / n as f64).sum();
            tones.push(Tone { level: level as f64, p: n, s });
            voxels += n;
        }
    }
    tones.iter_mut().for_each(|tone| tone.p /= voxels);
    (tones, voxels)
}
