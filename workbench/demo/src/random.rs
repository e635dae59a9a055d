//! Random numbers: one independent stream for each use of each case.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a stream is for; streams do not disturb each other.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    Person = 0,
    Truth = 1,
    Anatomy = 2,
    Vessels = 3,
    Noise = 4,
    Report = 5,
}

pub(crate) fn stream(seed: u64, case: usize, usage: Use) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream((case as u64) << 8 | usage as u64);
    rng
}

/// A normal number (Box–Muller).
pub(crate) fn normal(rng: &mut impl Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.r#gen::<f64>().max(1e-12), rng.r#gen());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// An index drawn by weight.
pub(crate) fn weighted(rng: &mut impl Rng, weights: &[f64]) -> usize {
    let mut left = rng.r#gen::<f64>() * weights.iter().sum::<f64>();
    for (index, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return index;
        }
    }
    weights.len().saturating_sub(1)
}

/// Mixes bits (the finaliser of SplitMix64).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Quick nearly normal noise for images: the sum of four uniform numbers.
pub(crate) struct Grain(pub u64);

impl Grain {
    /// Mean 0, variance 1.
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let bits = mix(self.0);
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
        (sum as f32 / 65_536.0 - 2.0) * 1.732
    }
}

/// Smooth noise in -1..=1 that varies over `size` mm.
#[derive(Clone, Copy)]
pub(crate) struct Clouds {
    pub seed: u64,
    pub size: f64,
}

impl Clouds {
    pub fn at(&self, p: [f64; 3]) -> f64 {
        let mut cell = [0i64; 3];
        let mut part = [0.0; 3];
        for axis in 0..3 {
            let place = p[axis] / self.size;
            cell[axis] = place.floor() as i64;
            let t = place - place.floor();
            part[axis] = t * t * (3.0 - 2.0 * t);
        }
        let mut sum = 0.0;
        for corner in 0..8 {
            let mut key = self.seed;
            let mut weight = 1.0;
            for axis in 0..3 {
                let upper = corner >> axis & 1;
                key = key.wrapping_mul(0x0100_0000_01B3).wrapping_add((cell[axis] + upper) as u64);
                weight *= if upper == 1 { part[axis] } else { 1.0 - part[axis] };
            }
            sum += weight * ((mix(key) >> 40) as f64 / f64::from(1 << 23) - 1.0);
        }
        sum
    }
}
