//! Non-separable wavelets (IBSI 2, LODD): gains in the Fourier domain that
//! depend on the length of the frequency alone.

use std::f64::consts::{FRAC_PI_2, PI};

/// A tight wavelet frame by its band-pass gain `g`; at level j it is
/// `g(2^{j−1} ω)`, ω in radians a voxel (Püspöki, Storath, Sage, Unser:
/// Transforms and Operators for Directional Bioimage Analysis, 2016, table 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// `cos(π/2 log2(2ω/π))` from π/4 to π (IBSI 2, PRT7).
    Simoncelli,
    /// 1 from π/2 to π.
    Shannon,
    /// Smooth steps of a polynomial from π/4 to π.
    Meyer,
    /// Square roots of sines from 3π/10 to π.
    Papadakis,
}

/// Which of the maps of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Map {
    /// The band of the level.
    B,
    /// All below the band.
    LL,
}

/// A frame at one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Radial {
    pub frame: Frame,
    pub level: u32,
    pub map: Map,
}

impl Frame {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "simoncelli" => Self::Simoncelli,
            "shannon" => Self::Shannon,
            "meyer" => Self::Meyer,
            "papadakis" => Self::Papadakis,
            _ => return None,
        })
    }

    fn band(self, omega: f64) -> f64 {
        let t = omega / PI;
        match self {
            Self::Simoncelli if (0.25..=1.0).contains(&t) => (FRAC_PI_2 * (2.0 * t).log2()).cos(),
            Self::Shannon if t > 0.5 && t <= 1.0 => 1.0,
            Self::Meyer if (0.25..=0.5).contains(&t) => (FRAC_PI_2 * step(4.0 * t - 1.0)).sin(),
            Self::Meyer if t > 0.5 && t <= 1.0 => (FRAC_PI_2 * step(2.0 * t - 1.0)).cos(),
            Self::Papadakis if t > 0.3 && t <= 0.5 => ((1.0 + (5.0 * omega).sin()) / 2.0).sqrt(),
            Self::Papadakis if t > 0.5 && t <= 0.6 => 1.0,
            Self::Papadakis if t > 0.6 && t <= 1.0 => ((1.0 - (2.5 * omega).sin()) / 2.0).sqrt(),
            _ => 0.0,
        }
    }

    /// All of the energy below the band: `√(1 − g²)` in the band's lower half.
    fn low(self, omega: f64) -> f64 {
        if omega > FRAC_PI_2 {
            return 0.0;
        }
        (1.0 - self.band(omega).powi(2)).max(0.0).sqrt()
    }
}

/// Meyer's polynomial, from 0 to 1 with three flat derivatives at both ends.
fn step(t: f64) -> f64 {
    t.powi(4) * (35.0 - 84.0 * t + 70.0 * t * t - 20.0 * t.powi(3))
}

impl Radial {
    /// Gain at each frequency of an image of `size`, filtered along the first
    /// `axes` axes.
    pub fn gains(self, size: [usize; 3], axes: usize) -> impl Fn([usize; 3]) -> f64 {
        let squares = [0, 1, 2].map(|axis| {
            let frequencies = if axis < axes { closed(size[axis]) } else { vec![0.0; size[axis]] };
            frequencies.iter().map(|omega| omega * omega).collect::<Vec<_>>()
        });
        move |at| self.gain((0..3).map(|k| squares[k][at[k]]).sum::<f64>().sqrt())
    }

    /// Gain at frequency length `omega`, radians a voxel.
    fn gain(self, omega: f64) -> f64 {
        let scaled = omega * f64::from(self.level - 1).exp2();
        match self.map {
            Map::B => self.frame.band(scaled),
            Map::LL => self.frame.low(scaled),
        }
    }
}

/// Frequencies of an axis of `n` voxels on the grid of IBSI's reference maps:
/// `n` steps from −π to π, both included, in the order of the Fourier
/// transform; but a constant has frequency 0, also where `n` is even.
fn closed(n: usize) -> Vec<f64> {
    let last = (n.max(2) - 1) as f64;
    let step = |k: usize| if k == 0 { 0.0 } else { PI * (2.0 * ((k + n / 2) % n) as f64 / last - 1.0) };
    (0..n).map(step).collect()
}

/// Frequencies of the discrete Fourier transform, radians a voxel: −π is
/// there for even `n`, π never.
pub(super) fn open(n: usize) -> Vec<f64> {
    let turn = 2.0 * PI / n as f64;
    (0..n).map(|k| turn * if 2 * k >= n { k as f64 - n as f64 } else { k as f64 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_tight_and_grids_are_ordered() {
        for frame in [Frame::Simoncelli, Frame::Shannon, Frame::Meyer, Frame::Papadakis] {
            for step in 0..=1000 {
                let omega = FRAC_PI_2 * f64::from(step) / 1000.0;
                let gain = |map, level| Radial { frame, level, map }.gain(omega).powi(2);
                let bands: f64 = (1..=4).map(|level| gain(Map::B, level)).sum();
                let all = bands + gain(Map::LL, 4);
                assert!((all - 1.0).abs() < 1e-9, "{frame:?} at {omega}: {all}");
            }
        }
        let (even, odd) = (open(4), open(5));
        assert_eq!(even.map_pi(), [0.0, 0.5, -1.0, -0.5]);
        assert_eq!(odd.map_pi(), [0.0, 0.4, 0.8, -0.8, -0.4]);
        assert_eq!(closed(5).map_pi(), [0.0, 0.5, 1.0, -1.0, -0.5]);
    }

    trait InPi {
        fn map_pi(&self) -> Vec<f64>;
    }

    impl InPi for Vec<f64> {
        fn map_pi(&self) -> Vec<f64> {
            self.iter().map(|omega| (omega / PI * 1e9).round() / 1e9).collect()
        }
    }
}
