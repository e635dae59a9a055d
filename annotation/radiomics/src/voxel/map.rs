//! A map: one feature of the kernel around each voxel of a region.

use std::sync::Arc;

use workbench_core::{Geometry, Volume};

use crate::prepare::Image;
use crate::roi::Roi;

/// Values of one feature over the voxels of a region.
#[derive(Clone, Debug)]
pub struct FeatureMap {
    /// Name such as `original_glcm_Contrast`.
    pub name: String,
    /// One value a voxel of the region, in the order of their storage, x
    /// fastest; NaN where the definition gives none.
    pub values: Vec<f64>,
    place: Arc<Place>,
}

/// Where the voxels of a map lie.
#[derive(Debug)]
pub(super) struct Place {
    /// The grid of a whole map.
    grid: Geometry,
    /// First voxel of the region's box on it, and how many along x, y, z.
    origin: [usize; 3],
    size: [usize; 3],
    inside: Vec<bool>,
    outside: f32,
}

impl Place {
    /// Of `region` in `image`, which was made from an image on `given`: maps
    /// lie on that grid, unless the image was resampled.
    pub fn new(region: &Roi, image: &Image, given: &Geometry, resampled: bool, outside: f64) -> Self {
        let (grid, first) = match resampled {
            true => (&image.geometry, [0; 3]),
            false => (given, given.to_voxel(image.geometry.origin).map(|first| first.round() as usize)),
        };
        Self {
            grid: grid.clone(),
            origin: std::array::from_fn(|axis| first[axis] + region.origin[axis]),
            size: region.size,
            inside: region.inside.clone(),
            outside: outside as f32,
        }
    }
}

impl FeatureMap {
    pub(super) fn new(name: String, values: Vec<f64>, place: Arc<Place>) -> Self {
        Self { name, values, place }
    }

    /// The grid of a whole map: that of the image, or of the resampled image.
    pub fn grid(&self) -> &Geometry {
        &self.place.grid
    }

    /// First voxel of the region's box on the grid.
    pub fn first(&self) -> [usize; 3] {
        self.place.origin
    }

    /// Value outside the region, `initValue`.
    pub fn outside(&self) -> f32 {
        self.place.outside
    }

    /// The map on the grid of the image (that of the resampled image, if it was
    /// resampled), in single precision; `initValue` outside the region.
    pub fn to_volume(&self) -> Volume {
        let Place { grid, origin, size, .. } = &*self.place;
        let mut data = vec![self.place.outside; grid.len()];
        let part = self.part();
        for (row, values) in part.chunks(size[0]).enumerate() {
            let start = grid.index(origin[0], origin[1] + row % size[1], origin[2] + row / size[1]);
            data[start..start + size[0]].copy_from_slice(values);
        }
        Volume { geometry: grid.clone(), data }
    }

    /// The same for the smallest box that holds the region.
    pub fn to_cropped(&self) -> Volume {
        let Place { grid, origin, size, .. } = &*self.place;
        let origin = grid.to_patient(origin.map(|first| first as f64));
        Volume { geometry: Geometry { origin, size: *size, ..grid.clone() }, data: self.part() }
    }

    /// The region's box.
    fn part(&self) -> Vec<f32> {
        let mut values = self.values.iter().map(|value| *value as f32);
        let outside = self.place.outside;
        let voxel = |inside: &bool| if *inside { values.next().unwrap_or(outside) } else { outside };
        self.place.inside.iter().map(voxel).collect()
    }
}
