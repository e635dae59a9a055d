//! Intensities, as given or as prepared, in double precision when read.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;
use workbench_core::{Geometry, Volume};

use super::normalise::Normal;

/// An image on a grid, x fastest.
pub(crate) struct Image<'a> {
    /// The grid.
    pub geometry: Geometry,
    voxels: Voxels<'a>,
}

enum Voxels<'a> {
    /// Given numbers, normalised on reading: a whole volume is never copied.
    Given(Cow<'a, [f32]>, Option<Normal>),
    /// Numbers made here.
    Made(Vec<f64>),
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

    /// New numbers on a new grid.
    pub fn made(geometry: Geometry, data: Vec<f64>) -> Self {
        Self { geometry, voxels: Voxels::Made(data) }
    }

    /// Appends the voxels of `range`, a stretch of a row, to `row`.
    pub fn read(&self, range: Range<usize>, row: &mut Vec<f64>) {
        match &self.voxels {
            Voxels::Given(data, None) => row.extend(data[range].iter().map(|v| f64::from(*v))),
            Voxels::Given(data, Some(normal)) => {
                row.extend(data[range].iter().map(|v| normal.of(f64::from(*v))));
            }
            Voxels::Made(data) => row.extend_from_slice(&data[range]),
        }
    }

    /// What kind of numbers these are: decides how new voxels are rounded.
    pub fn number(&self, integral: Option<bool>) -> Number {
        match &self.voxels {
            Voxels::Given(data, None) => {
                let whole = integral.unwrap_or_else(|| data.par_chunks(1 << 16).all(whole));
                if whole { Number::Whole } else { Number::Single }
            }
            _ => Number::Double,
        }
    }

    /// The part within `bounds`: first and last voxel of each axis.
    pub fn cut(&self, geometry: Geometry, bounds: [[usize; 2]; 3]) -> Image<'static> {
        let voxels = match &self.voxels {
            Voxels::Given(data, normal) => {
                Voxels::Given(Cow::Owned(super::crop::cut(&self.geometry, data, bounds)), *normal)
            }
            Voxels::Made(data) => Voxels::Made(super::crop::cut(&self.geometry, data, bounds)),
        };
        Image { geometry, voxels }
    }
}

/// Whether all are whole numbers: larger ones in single precision are.
fn whole(values: &[f32]) -> bool {
    values.iter().all(|v| *v as i32 as f32 == *v || v.abs() >= 8_388_608.0)
}

/// How the voxels of an image are stored where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    /// Integers: interpolated values lose their fraction, toward 0.
    Whole,
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
            Self::Whole => value.trunc() + 0.0,
            Self::Single => f64::from(value as f32),
            Self::Double => value,
        }
    }
}
