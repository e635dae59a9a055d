//! How the voxels of an image were stored.

/// A stored number type, named as in `numpy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberType {
    /// 8 bits with a sign.
    Int8,
    /// 8 bits from 0.
    UInt8,
    /// 16 bits with a sign.
    Int16,
    /// 16 bits from 0.
    UInt16,
    /// 32 bits with a sign.
    Int32,
    /// 32 bits from 0.
    UInt32,
    /// Single precision.
    Float32,
    /// Double precision.
    Float64,
}

impl NumberType {
    /// Every type.
    pub const ALL: [Self; 8] = [
        Self::Int8,
        Self::UInt8,
        Self::Int16,
        Self::UInt16,
        Self::Int32,
        Self::UInt32,
        Self::Float32,
        Self::Float64,
    ];

    /// Name in parameter files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Int8 => "int8",
            Self::UInt8 => "uint8",
            Self::Int16 => "int16",
            Self::UInt16 => "uint16",
            Self::Int32 => "int32",
            Self::UInt32 => "uint32",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
        }
    }

    /// The type of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|number| number.key() == key)
    }

    /// Smallest and largest integer; `None` for floating point.
    pub(crate) fn range(self) -> Option<[f64; 2]> {
        let signed = |bits: i32| Some([-(2_f64.powi(bits - 1)), 2_f64.powi(bits - 1) - 1.0]);
        let unsigned = |bits: i32| Some([0.0, 2_f64.powi(bits) - 1.0]);
        match self {
            Self::Int8 => signed(8),
            Self::UInt8 => unsigned(8),
            Self::Int16 => signed(16),
            Self::UInt16 => unsigned(16),
            Self::Int32 => signed(32),
            Self::UInt32 => unsigned(32),
            Self::Float32 | Self::Float64 => None,
        }
    }
}
