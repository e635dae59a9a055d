//! Functions of each intensity, scaled to the range of the whole image.

use super::Source;

/// A function f of intensity x; m is the largest |x| of the whole image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Map {
    /// `x² / m`: never negative, whatever the sign of x.
    Square,
    /// `sign(x) √(m |x|)`.
    SquareRoot,
    /// `sign(x) m ln(|x| + 1) / ln(m + 1)`.
    Logarithm,
    /// `exp(x ln(m) / m)`.
    Exponential,
}

impl Map {
    /// Prefix of the features.
    pub fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::SquareRoot => "squareroot",
            Self::Logarithm => "logarithm",
            Self::Exponential => "exponential",
        }
    }

    /// Maps the intensities of the region. An image of zeros maps to what its
    /// formula tends to: zeros, and ones for the exponential.
    pub fn apply(self, source: &Source) -> Vec<f64> {
        let peak = source.peak;
        let values = source.roi.values.iter().copied();
        if peak == 0.0 {
            let flat = if self == Self::Exponential { 1.0 } else { 0.0 };
            return values.map(|_| flat).collect();
        }
        match self {
            Self::Square => {
                let scale = 1.0 / peak.sqrt();
                values.map(|x| (scale * x) * (scale * x)).collect()
            }
            Self::SquareRoot => values.map(|x| (x.abs() * peak).sqrt().copysign(x)).collect(),
            Self::Logarithm => {
                let scale = peak / (peak + 1.0).ln();
                values.map(|x| (x.abs() + 1.0).ln().copysign(x) * scale).collect()
            }
            Self::Exponential => {
                let scale = peak.ln() / peak;
                values.map(|x| (scale * x).exp()).collect()
            }
        }
    }
}
