//! Double-precision values on a grid: what filters read and give.

use workbench_core::volume::VolumeError;
use workbench_core::{Geometry, Volume};

use crate::error::{RadiomicsError, Result};

/// One number a voxel, x fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The grid.
    pub geometry: Geometry,
    /// The numbers.
    pub data: Vec<f64>,
}

impl Field {
    /// The intensities of a volume.
    pub fn of(volume: &Volume) -> Self {
        let data = volume.data.iter().map(|v| f64::from(*v)).collect();
        Self { geometry: volume.geometry.clone(), data }
    }

    /// The same in single precision, for writing.
    pub fn to_volume(&self) -> Volume {
        let data = self.data.iter().map(|v| *v as f32).collect();
        Volume { geometry: self.geometry.clone(), data }
    }

    /// Refuses what no filter can work on.
    pub(super) fn check(&self) -> Result<()> {
        let Geometry { size, spacing, .. } = &self.geometry;
        let expected = self.geometry.checked_len().unwrap_or(usize::MAX);
        if self.geometry.is_empty() || spacing.iter().any(|s| !s.is_finite() || *s <= 0.0) {
            return Err(VolumeError::Grid(format!("size {size:?}, spacing {spacing:?} mm")).into());
        }
        if expected != self.data.len() {
            return Err(VolumeError::Length { expected, found: self.data.len() }.into());
        }
        let mut broken = self.data.iter().enumerate().filter(|(_, value)| !value.is_finite());
        let Some((first, _)) = broken.next() else { return Ok(()) };
        let [nx, ny, _] = *size;
        let (x, y, z) = (first % nx, first / nx % ny, first / nx / ny);
        Err(RadiomicsError::ImageNotFinite { count: 1 + broken.count(), x, y, z })
    }
}
