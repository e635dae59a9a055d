//! Volumes and masks on a regular grid in patient space.
//!
//! Patient space is LPS (DICOM PS3.3 C.7.6.2.1.1): x to the left, y to the
//! back, z to the head, in millimetres. Voxels are stored x fastest, then y,
//! then z.

use crate::{Code, Coded};

/// A regular grid in patient space.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Geometry {
    /// Voxels along x (columns), y (rows), z (slices).
    pub size: [usize; 3],
    /// Distance between voxel centres along each axis, mm.
    pub spacing: [f64; 3],
    /// Centre of the first voxel, LPS mm.
    pub origin: [f64; 3],
    /// Unit vectors of the x, y and z axis of the grid, LPS: `direction[axis]`.
    pub direction: [[f64; 3]; 3],
}

/// Why a volume cannot be made or combined.
#[derive(Debug, thiserror::Error)]
pub enum VolumeError {
    /// The number of voxels is not that of the grid.
    #[error("the grid has {expected} voxels, the data has {found}")]
    Length {
        /// Voxels of the grid.
        expected: usize,
        /// Voxels given.
        found: usize,
    },
    /// Two grids that should be one differ.
    #[error("the mask does not lie on the image's grid: {0}")]
    Mismatch(String),
    /// A grid without extent.
    #[error("the grid is not usable: {0}")]
    Grid(String),
}

impl Coded for VolumeError {
    fn code(&self) -> Code {
        Code::BadInput
    }
}

impl Geometry {
    /// A grid along the patient axes.
    pub fn axis_aligned(size: [usize; 3], spacing: [f64; 3], origin: [f64; 3]) -> Self {
        Self { size, spacing, origin, direction: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]] }
    }

    /// Number of voxels; `None` when it does not fit.
    pub fn checked_len(&self) -> Option<usize> {
        self.size[0].checked_mul(self.size[1])?.checked_mul(self.size[2])
    }

    /// Number of voxels.
    pub fn len(&self) -> usize {
        self.size[0] * self.size[1] * self.size[2]
    }

    /// Whether the grid has no voxel.
    pub fn is_empty(&self) -> bool {
        self.size.contains(&0)
    }

    /// Volume of a voxel, mm³.
    pub fn voxel_volume(&self) -> f64 {
        self.spacing[0] * self.spacing[1] * self.spacing[2]
    }

    /// Position in the data of voxel (x, y, z).
    pub fn index(&self, x: usize, y: usize, z: usize) -> usize {
        x + self.size[0] * (y + self.size[1] * z)
    }

    /// Patient position (LPS mm) of a point given in voxel units; whole
    /// numbers are voxel centres.
    pub fn to_patient(&self, voxel: [f64; 3]) -> [f64; 3] {
        let mut point = self.origin;
        for (axis, along) in voxel.iter().enumerate() {
            for (value, unit) in point.iter_mut().zip(self.direction[axis]) {
                *value += along * self.spacing[axis] * unit;
            }
        }
        point
    }

    /// Voxel units of a patient position: the inverse of [`to_patient`](Self::to_patient)
    /// for orthonormal directions.
    pub fn to_voxel(&self, point: [f64; 3]) -> [f64; 3] {
        let offset = [point[0] - self.origin[0], point[1] - self.origin[1], point[2] - self.origin[2]];
        std::array::from_fn(|axis| {
            let along: f64 = offset.iter().zip(self.direction[axis]).map(|(o, d)| o * d).sum();
            along / self.spacing[axis]
        })
    }

    /// The grid of the voxels within `bounds`.
    pub fn part(&self, bounds: Bounds) -> Self {
        Self {
            size: bounds.map(|[first, last]| last - first + 1),
            origin: self.to_patient(bounds.map(|[first, _]| first as f64)),
            ..self.clone()
        }
    }

    /// Checks that `other` is this grid within `tolerance` (mm for spacing and
    /// origin, unitless for direction).
    ///
    /// # Errors
    /// Names the first property that differs.
    pub fn check_same(&self, other: &Self, tolerance: f64) -> Result<(), VolumeError> {
        if self.size != other.size {
            return Err(VolumeError::Mismatch(format!("size {:?} and {:?}", self.size, other.size)));
        }
        let far = |a: &[f64; 3], b: &[f64; 3]| a.iter().zip(b).any(|(a, b)| (a - b).abs() > tolerance);
        if far(&self.spacing, &other.spacing) {
            return Err(VolumeError::Mismatch(format!(
                "spacing {:?} and {:?} mm",
                self.spacing, other.spacing
            )));
        }
        if far(&self.origin, &other.origin) {
            return Err(VolumeError::Mismatch(format!("origin {:?} and {:?} mm", self.origin, other.origin)));
        }
        if self.direction.iter().zip(&other.direction).any(|(a, b)| far(a, b)) {
            return Err(VolumeError::Mismatch("directions".to_owned()));
        }
        Ok(())
    }

    fn check(&self, found: usize) -> Result<(), VolumeError> {
        let expected =
            self.checked_len().ok_or_else(|| VolumeError::Grid(format!("size {:?}", self.size)))?;
        if self.is_empty() || self.spacing.iter().any(|s| !s.is_finite() || *s <= 0.0) {
            return Err(VolumeError::Grid(format!("size {:?}, spacing {:?} mm", self.size, self.spacing)));
        }
        if expected != found {
            return Err(VolumeError::Length { expected, found });
        }
        Ok(())
    }
}

/// First and last voxel of a row that have a label.
pub fn extent(row: &[u8], label: u8) -> Option<[usize; 2]> {
    // Most rows have none, which `contains` finds out many voxels at a time.
    if !row.contains(&label) {
        return None;
    }
    Some([row.iter().position(|v| *v == label)?, row.iter().rposition(|v| *v == label)?])
}

/// The smallest box around two.
pub fn join(one: Bounds, other: Bounds) -> Bounds {
    std::array::from_fn(|axis| [one[axis][0].min(other[axis][0]), one[axis][1].max(other[axis][1])])
}

/// Intensities on a grid (HU for CT, SUV or raw counts otherwise).
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// The grid.
    pub geometry: Geometry,
    /// One number a voxel, x fastest.
    pub data: Vec<f32>,
}

impl Volume {
    /// A volume from its parts.
    ///
    /// # Errors
    /// When the grid has no extent or another number of voxels than `data`.
    pub fn new(geometry: Geometry, data: Vec<f32>) -> Result<Self, VolumeError> {
        geometry.check(data.len())?;
        Ok(Self { geometry, data })
    }
}

/// First and last voxel of each axis of a box, both included.
pub type Bounds = [[usize; 2]; 3];

/// A box of an image, with what is known of the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Excerpt {
    /// Intensities of the box.
    pub volume: Volume,
    /// The image's own grid.
    pub grid: Geometry,
    /// First voxel of the box on that grid.
    pub first: [usize; 3],
    /// Largest finite |intensity| of the image, where somebody has looked.
    pub peak: Option<f64>,
}

impl From<Volume> for Excerpt {
    /// All of an image.
    fn from(volume: Volume) -> Self {
        Self { grid: volume.geometry.clone(), volume, first: [0; 3], peak: None }
    }
}

/// Labels on a grid; 0 is background.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask {
    /// The grid.
    pub geometry: Geometry,
    /// One label a voxel, x fastest.
    pub data: Vec<u8>,
}

impl Mask {
    /// A mask from its parts.
    ///
    /// # Errors
    /// When the grid has no extent or another number of voxels than `data`.
    pub fn new(geometry: Geometry, data: Vec<u8>) -> Result<Self, VolumeError> {
        geometry.check(data.len())?;
        Ok(Self { geometry, data })
    }

    /// Number of voxels with this label.
    pub fn count(&self, label: u8) -> usize {
        self.data.iter().filter(|voxel| **voxel == label).count()
    }

    /// Smallest box that holds the label: first and last voxel of each axis,
    /// both included; `None` when there is no such voxel.
    pub fn bounding_box(&self, label: u8) -> Option<Bounds> {
        let [nx, ny, _] = self.geometry.size;
        let mut bounds: Option<Bounds> = None;
        for (row, voxels) in self.data.chunks(nx).enumerate() {
            let Some(extent) = extent(voxels, label) else { continue };
            let (y, z) = (row % ny, row / ny);
            let found = [extent, [y, y], [z, z]];
            bounds = Some(bounds.map_or(found, |old| join(old, found)));
        }
        bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bounding_box_is_tight() {
        let grid = Geometry::axis_aligned([4, 3, 2], [1.0; 3], [0.0; 3]);
        let mut mask = Mask::new(grid.clone(), vec![0; 24]).unwrap();
        assert_eq!(mask.bounding_box(1), None);
        mask.data[grid.index(1, 2, 0)] = 1;
        mask.data[grid.index(3, 0, 1)] = 1;
        assert_eq!(mask.bounding_box(1), Some([[1, 3], [0, 2], [0, 1]]));
        assert_eq!(mask.count(1), 2);
    }

    #[test]
    fn hostile_sizes_are_refused() {
        let huge = Geometry::axis_aligned([usize::MAX, 2, 2], [1.0; 3], [0.0; 3]);
        assert!(Volume::new(huge, vec![]).is_err());
        let flat = Geometry::axis_aligned([1, 1, 1], [0.0, 1.0, 1.0], [0.0; 3]);
        assert!(Volume::new(flat, vec![0.0]).is_err());
    }

    proptest! {
        #[test]
        fn voxel_and_patient_are_inverse(x in -50.0..50.0, y in -50.0..50.0, z in -50.0..50.0) {
            let mut grid = Geometry::axis_aligned([5, 5, 5], [0.7, 0.8, 2.5], [-100.0, 3.0, 20.0]);
            grid.direction = [[0.0, 1.0, 0.0], [0.0, 0.0, -1.0], [-1.0, 0.0, 0.0]];
            let back = grid.to_voxel(grid.to_patient([x, y, z]));
            for (a, b) in back.iter().zip([x, y, z]) {
                prop_assert!((a - b).abs() < 1e-9);
            }
        }
    }
}
