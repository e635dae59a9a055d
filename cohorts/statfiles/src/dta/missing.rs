//! How numbers are stored, and the codes `.`, `.a` … `.z` at the top of each type's range.

use crate::plan::{Form, Physical};

/// A storage type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    Byte,
    Int,
    Long,
    Float,
    Double,
    Str(u16),
    StrL,
}

impl Store {
    /// The smallest type for what a column holds.
    pub fn of(physical: &Physical) -> Self {
        match physical.form {
            Form::YesNo => Self::Byte,
            Form::Whole { min, max } => {
                let within = |low: f64, high: f64| min >= low && max <= high;
                if within(-127.0, 100.0) {
                    Self::Byte
                } else if within(-32_767.0, 32_740.0) {
                    Self::Int
                } else if within(-2_147_483_647.0, 2_147_483_620.0) {
                    Self::Long
                } else {
                    Self::Double
                }
            }
            Form::Date => Self::Long,
            Form::Decimal | Form::Moment { .. } => Self::Double,
            Form::Text { bytes } if bytes > super::STR => Self::StrL,
            Form::Text { bytes } => Self::Str(u16::try_from(bytes.max(1)).unwrap_or(1)),
        }
    }

    /// Its number in the file.
    pub fn code(self) -> u16 {
        match self {
            Self::Byte => 65_530,
            Self::Int => 65_529,
            Self::Long => 65_528,
            Self::Float => 65_527,
            Self::Double => 65_526,
            Self::StrL => super::STRL,
            Self::Str(n) => n,
        }
    }

    /// The type of a number in a file.
    pub fn from_code(code: u16) -> Option<Self> {
        match code {
            65_530 => Some(Self::Byte),
            65_529 => Some(Self::Int),
            65_528 => Some(Self::Long),
            65_527 => Some(Self::Float),
            65_526 => Some(Self::Double),
            super::STRL => Some(Self::StrL),
            n @ 1..=2045 => Some(Self::Str(n)),
            _ => None,
        }
    }

    /// Bytes of a cell.
    pub fn width(self) -> usize {
        match self {
            Self::Byte => 1,
            Self::Int => 2,
            Self::Long | Self::Float => 4,
            Self::Double | Self::StrL => 8,
            Self::Str(n) => n.into(),
        }
    }
}

/// The double that stands for `.` (0), `.a` (1) to `.z` (26).
pub(super) fn double(letter: u64) -> f64 {
    f64::from_bits(0x7fe0_0000_0000_0000 + (letter << 40))
}

/// Which missing value a double is.
pub(super) fn of_double(x: f64) -> Option<u64> {
    let bits = x.to_bits();
    (0x7fe0_0000_0000_0000..0x8000_0000_0000_0000).contains(&bits).then(|| ((bits >> 40) & 0xff).min(26))
}

/// The integer that stands for the missing value in a type of so many bytes.
pub(super) fn integer(store: Store, letter: i32) -> i32 {
    letter
        + match store {
            Store::Byte => 101,
            Store::Int => 32_741,
            _ => 2_147_483_621,
        }
}
