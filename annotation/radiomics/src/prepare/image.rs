//! Intensities, as given or as prepared, in double precision when read.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;
use workbench_core::{Geometry, Volume};

use super::normalise::Normal;
use crate::settings::NumberType;

/// An image on a grid, x fastest.
pub(crate) struct Image<'a> {
    /// The grid.
    pub geometry: Geometry,
    voxels: Voxels<'a>,
}

enum Voxels<'a> {
    /// Given numbers, normalised on reading: a whole volume is never copied.
    Given(Cow<'a, [f32]>, Option<Normal>),
    /// Numbers made here, and how they would be stored.
    Made(Vec<f64>, Number),
}

impl<'a> Image<'a> {
    /// The volume as it is.
    pub fn of(volume: &'a Volume) -> Self {
        Self::normalised(volume, None)
    }

    /// The volume, normalised.
    pub fn normalised(volume: &'a Volume, normal: Option<Normal>) -> Self {
        Self { geometry: volume.geometry.clone(), voxels: Voxels::Given(Cow::Borrowed(&volume.data), normal) }
    }

    /// New numbers on a new grid, stored as `number`.
    pub fn made(geometry: Geometry, data: Vec<f64>, number: Number) -> Self {
        Self { geometry, voxels: Voxels::Made(data, number) }
    }

    /// Appends the voxels of `range`, a stretch of a row, to `row`.
    pub fn read(&self, range: Range<usize>, row: &mut Vec<f64>) {
        match &self.voxels {
            Voxels::Given(data, None) => row.extend(data[range].iter().map(|v| f64::from(*v))),
            Voxels::Given(data, Some(normal)) => {
                row.extend(data[range].iter().map(|v| normal.of(f64::from(*v))));
            }
            Voxels::Made(data, _) => row.extend_from_slice(&data[range]),
        }
    }

    /// The same in single precision.
    pub fn read_single(&self, range: Range<usize>, row: &mut Vec<f32>) {
        match &self.voxels {
            Voxels::Given(data, None) => row.extend_from_slice(&data[range]),
            Voxels::Given(data, Some(normal)) => {
                row.extend(data[range].iter().map(|v| normal.of(f64::from(*v)) as f32));
            }
            Voxels::Made(data, _) => row.extend(data[range].iter().map(|v| *v as f32)),
        }
    }

    /// Whether every voxel is a whole number of at most 32 bits.
    pub fn is_whole(&self) -> bool {
        match &self.voxels {
            Voxels::Given(data, None) => data.par_chunks(1 << 16).all(whole),
            Voxels::Given(_, Some(_)) => false,
            Voxels::Made(data, _) => {
                data.par_chunks(1 << 16).all(|part| part.iter().all(|v| f64::from(*v as i32) == *v))
            }
        }
    }

    /// The voxel of that number.
    pub fn at(&self, index: usize) -> f64 {
        match &self.voxels {
            Voxels::Given(data, None) => f64::from(data[index]),
            Voxels::Given(data, Some(normal)) => normal.of(f64::from(data[index])),
            Voxels::Made(data, _) => data[index],
        }
    }

    /// Largest |intensity|; NaN and infinity are left out.
    pub fn peak(&self) -> f64 {
        let size = |value: f64| if value.is_finite() { value.abs() } else { 0.0 };
        let over = |data: &[f32], of: &(dyn Fn(f32) -> f64 + Sync)| {
            let largest = |chunk: &[f32]| chunk.iter().map(|v| size(of(*v))).fold(0.0, f64::max);
            data.par_chunks(1 << 16).map(largest).reduce(|| 0.0, f64::max)
        };
        match &self.voxels {
            Voxels::Given(data, None) => over(data, &|v| f64::from(v)),
            Voxels::Given(data, Some(normal)) => over(data, &|v| normal.of(f64::from(v))),
            Voxels::Made(data, _) => data.iter().map(|v| size(*v)).fold(0.0, f64::max),
        }
    }

    /// What kind of numbers these are, when stored as `given`: decides how new
    /// voxels are rounded. Normalised numbers are in double precision.
    pub fn number(&self, given: Option<NumberType>) -> Number {
        let data = match &self.voxels {
            Voxels::Given(data, None) => data,
            Voxels::Given(_, Some(_)) => return Number::Double,
            Voxels::Made(_, number) => return *number,
        };
        let assumed = || {
            let integers = data.par_chunks(1 << 16).all(whole);
            if integers { NumberType::Int32 } else { NumberType::Float32 }
        };
        let number = given.unwrap_or_else(assumed);
        match number.range() {
            Some([low, high]) => Number::Whole { low, high },
            None if number == NumberType::Float64 => Number::Double,
            None => Number::Single,
        }
    }

    /// The part within `bounds`: first and last voxel of each axis.
    pub fn cut(&self, geometry: Geometry, bounds: [[usize; 2]; 3]) -> Image<'static> {
        let voxels = match &self.voxels {
            Voxels::Given(data, normal) => {
                Voxels::Given(Cow::Owned(super::crop::cut(&self.geometry, data, bounds)), *normal)
            }
            Voxels::Made(data, number) => {
                Voxels::Made(super::crop::cut(&self.geometry, data, bounds), *number)
            }
        };
        Image { geometry, voxels }
    }
}

/// Whether all are whole numbers of at most 32 bits.
fn whole(values: &[f32]) -> bool {
    values.iter().all(|v| *v as i32 as f32 == *v)
}

/// How the voxels of an image are stored where they come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// Integers within a range: other values lose their fraction, toward 0.
    Whole { low: f64, high: f64 },
    /// Single precision.
    Single,
    /// Double precision.
    Double,
}

impl Number {
    /// `value` as stored.
    pub fn store(self, value: f64) -> f64 {
        match self {
            // Adding 0 makes -0 plain 0.
            Self::Whole { low, high } => value.trunc().clamp(low, high) + 0.0,
            Self::Single => f64::from(value as f32),
            Self::Double => value,
        }
    }

    /// `value` as stored, rounded to the nearest where it loses its fraction.
    pub fn store_nearest(self, value: f64) -> f64 {
        self.store(if matches!(self, Self::Whole { .. }) { value.round() } else { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        assert!(whole(&[0.0, -1024.0, 3071.0, -0.0, 2_147_483_648.0, 16_777_216.0]));
        for stranger in [0.5, -3.25, f32::NAN, f32::INFINITY, 1e30] {
            assert!(!whole(&[1.0, stranger]), "{stranger}");
        }
    }

    #[test]
    fn fractions_go_toward_zero() {
        let store = |number: NumberType, value: f64| {
            let [low, high] = number.range().unwrap();
            Number::Whole { low, high }.store(value)
        };
        assert_eq!(store(NumberType::Int16, -3.9), -3.0);
        assert_eq!(store(NumberType::Int16, 40_000.0), 32_767.0);
        assert_eq!(store(NumberType::UInt8, -0.2).to_bits(), 0.0_f64.to_bits());
        assert_eq!(store(NumberType::UInt16, -7.0), 0.0);
        assert_eq!(Number::Single.store(0.1), f64::from(0.1_f32));
    }
}
