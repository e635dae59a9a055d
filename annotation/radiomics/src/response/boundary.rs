//! What a filter reads beyond the edges of the image.

/// How the image goes on beyond its edges (IBSI 2, GBYQ), shown for a row
/// `a b c d`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Boundary {
    /// One intensity everywhere outside: `0 0 | a b c d | 0 0`.
    Constant(f64),
    /// The nearest voxel: `a a | a b c d | d d`.
    Nearest,
    /// The image repeated: `c d | a b c d | a b`.
    Periodic,
    /// The image mirrored at the outer face of its last voxel: `b a | a b c d | d c`.
    Mirror,
}

impl Boundary {
    /// Place in a row of `n` voxels that stands for place `at`; `None` is the
    /// constant.
    pub(super) fn place(self, at: isize, n: usize) -> Option<usize> {
        let length = n as isize;
        if (0..length).contains(&at) {
            return Some(at as usize);
        }
        match self {
            Self::Constant(_) => None,
            Self::Nearest => Some(at.clamp(0, length - 1) as usize),
            Self::Periodic => Some(at.rem_euclid(length) as usize),
            Self::Mirror => {
                let turn = at.rem_euclid(2 * length);
                Some(turn.min(2 * length - 1 - turn) as usize)
            }
        }
    }

    /// The constant; 0 for the other rules.
    pub(super) fn constant(self) -> f64 {
        if let Self::Constant(value) = self { value } else { 0.0 }
    }

    /// The rule for an image that went through a filter whose coefficients
    /// add up to `sum`: so does what lies outside.
    pub(super) fn filtered(self, sum: f64) -> Self {
        if let Self::Constant(value) = self { Self::Constant(value * sum) } else { self }
    }

    /// Reads a name as papers and programs spell it; the constant is 0.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "zero" | "zeros" | "constant" | "zeropadding" => Self::Constant(0.0),
            "nearest" | "replicate" | "edge" | "nearestvalue" => Self::Nearest,
            "periodic" | "periodisation" | "periodization" | "wrap" | "circular" => Self::Periodic,
            "mirror" | "reflect" | "symmetric" => Self::Mirror,
            _ => return None,
        })
    }
}
