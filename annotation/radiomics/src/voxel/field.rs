//! What kernels read: grey levels and intensities of one image around the region.

use crate::error::Result;
use crate::levels::Levels;
use crate::roi::Roi;
use crate::settings::Bins;

/// Voxels that kernels may hold, on their box with a border as wide as a kernel
/// reaches, so that no kernel looks outside the data.
pub(crate) struct Field {
    /// Grey levels, x fastest; 0 where kernels hold nothing.
    pub levels: Vec<u16>,
    /// Intensities, laid out alike.
    pub values: Vec<f64>,
    pub layout: Layout,
    /// Largest grey level.
    pub largest: usize,
    /// Number of different grey levels.
    pub present: usize,
}

impl Field {
    /// The voxels of `region` with `values`, cut into `bins` all together.
    ///
    /// # Errors
    /// When there are too many grey levels.
    pub fn new(region: &Roi, values: &[f64], bins: Bins, layout: Layout) -> Result<Self> {
        let found = Levels::discretise(values, bins)?;
        let mut field = Self {
            levels: vec![0; layout.voxels],
            values: vec![0.0; layout.voxels],
            layout,
            largest: found.largest(),
            present: found.present().count(),
        };
        let inside = region.inside.iter().enumerate().filter(|(_, inside)| **inside);
        for ((voxel, _), (level, value)) in inside.zip(found.of_voxel.iter().zip(values)) {
            let at = layout.place(region.voxel(voxel));
            field.levels[at] = *level;
            field.values[at] = *value;
        }
        Ok(field)
    }
}

/// How a box with its border is laid out.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Distance in the data of a step along x, y, z.
    pub stride: [usize; 3],
    /// Voxels from the centre of a kernel to its faces along x, y, z: the width
    /// of the border.
    pub radius: [usize; 3],
    voxels: usize,
}

impl Layout {
    pub fn new(size: [usize; 3], radius: [usize; 3]) -> Self {
        let padded: [usize; 3] = std::array::from_fn(|axis| size[axis] + 2 * radius[axis]);
        let stride = [1, padded[0], padded[0] * padded[1]];
        Self { stride, radius, voxels: padded.iter().product() }
    }

    /// Position in the data of a voxel of the box.
    pub fn place(&self, voxel: [usize; 3]) -> usize {
        (0..3).map(|axis| (voxel[axis] + self.radius[axis]) * self.stride[axis]).sum()
    }
}
