//! The part of an image that interpolation looks at.

use super::image::Image;

/// A box of intensities, x fastest.
pub(super) struct Window {
    /// First voxel of the box in the image.
    pub first: [usize; 3],
    /// Voxels of the box.
    pub size: [usize; 3],
    pub data: Vec<f64>,
}

impl Window {
    /// Reads the voxels within `bounds`: first and last voxel of each axis.
    pub fn read(image: &Image, bounds: [[usize; 2]; 3]) -> Self {
        let size = bounds.map(|[first, last]| last - first + 1);
        let mut data = Vec::with_capacity(size.iter().product());
        for z in bounds[2][0]..=bounds[2][1] {
            for y in bounds[1][0]..=bounds[1][1] {
                let start = image.geometry.index(bounds[0][0], y, z);
                image.read(start..start + size[0], &mut data);
            }
        }
        Self { first: bounds.map(|[first, _]| first), size, data }
    }

    /// Row (y, z), counted in the image.
    pub fn row(&self, y: usize, z: usize) -> &[f64] {
        let row = (y - self.first[1]) + self.size[1] * (z - self.first[2]);
        &self.data[row * self.size[0]..][..self.size[0]]
    }
}

/// Voxels that one new voxel draws on along an axis, and how much from each;
/// `None` outside the image.
pub(super) type Taps<const N: usize> = Vec<Option<([usize; N], [f64; N])>>;

/// First and last voxel that `taps` name; `None` when every new voxel lies
/// outside the image.
pub(super) fn reach<const N: usize>(taps: &Taps<N>) -> Option<[usize; 2]> {
    let named = || taps.iter().flatten().flat_map(|(index, _)| index);
    Some([*named().min()?, *named().max()?])
}
