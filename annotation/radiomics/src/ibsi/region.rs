//! The two masks of a region (IBSI 2.5, ECJF) on one box.

use workbench_core::Mask;

use crate::error::{RadiomicsError, Result};
use crate::prepare::Image;
use crate::roi::{self, Roi};

/// Voxels the box may have; keeps every counter within 32 bits.
const MAX_BOX: usize = 1 << 31;

/// A region: its morphological mask (G5KJ), its intensity mask (SEFI) and the
/// intensities of the latter.
///
/// Both lie on the box around the morphological mask and one voxel around it:
/// so every axis has all neighbour directions, however thin the region is, and
/// nothing depends on where in the image the region lies.
#[derive(Clone)]
pub(crate) struct Region {
    /// Form; without intensities.
    pub form: Roi,
    /// Intensities, in storage order.
    pub intensity: Roi,
    /// First voxel of the morphological mask's box in the image.
    pub first: [usize; 3],
}

impl Region {
    /// The label's voxels; both masks are the same.
    ///
    /// # Errors
    /// When the label is missing, its box is too large, or it holds numbers
    /// that are not finite.
    pub fn cut(image: &Image, mask: &Mask, label: u8) -> Result<Self> {
        let bounds = roi::bounds(mask, label)?;
        let size = bounds.map(|[first, last]| last - first + 3);
        let voxels = size.iter().fold(1_usize, |product, n| product.saturating_mul(*n));
        if voxels > MAX_BOX {
            return Err(RadiomicsError::TooLarge { label, voxels, limit: MAX_BOX });
        }
        let first = bounds.map(|[first, _]| first);
        let mut inside = vec![false; voxels];
        for z in 1..size[2] - 1 {
            for y in 1..size[1] - 1 {
                let start = mask.geometry.index(first[0], y - 1 + first[1], z - 1 + first[2]);
                let row = 1 + size[0] * (y + size[1] * z);
                let labels = &mask.data[start..start + size[0] - 2];
                for (inside, found) in inside[row..].iter_mut().zip(labels) {
                    *inside = *found == label;
                }
            }
        }
        let spacing = image.geometry.spacing;
        let form = Roi { size, origin: [0; 3], spacing, inside: inside.clone(), values: Vec::new() };
        let mut region =
            Self { form, intensity: Roi { size, origin: [0; 3], spacing, inside, values: vec![] }, first };
        region.read(image, label)?;
        Ok(region)
    }

    /// Takes the intensities from an image on the same grid.
    ///
    /// # Errors
    /// When a voxel of the intensity mask is not a finite number.
    pub fn read(&mut self, image: &Image, label: u8) -> Result<()> {
        let [nx, ny, nz] = self.intensity.size;
        let mut values = Vec::new();
        let mut row = Vec::with_capacity(nx);
        let (mut count, mut first_bad) = (0, [0; 3]);
        for z in 1..nz - 1 {
            for y in 1..ny - 1 {
                let (y_image, z_image) = (y - 1 + self.first[1], z - 1 + self.first[2]);
                let start = image.geometry.index(self.first[0], y_image, z_image);
                row.clear();
                image.read(start..start + nx - 2, &mut row);
                let inside = &self.intensity.inside[1 + nx * (y + ny * z)..];
                for (x, (value, _)) in row.iter().zip(inside).enumerate().filter(|(_, (_, inside))| **inside)
                {
                    if !value.is_finite() {
                        if count == 0 {
                            first_bad = [x + self.first[0], y_image, z_image];
                        }
                        count += 1;
                    }
                    values.push(*value);
                }
            }
        }
        if count > 0 {
            let [x, y, z] = first_bad;
            return Err(RadiomicsError::NotFinite { label, count, x, y, z });
        }
        self.intensity.values = values;
        Ok(())
    }

    /// Takes voxels out of the intensity mask whose intensity is not wanted.
    pub fn keep(&mut self, wanted: impl Fn(f64) -> bool) {
        let mut values = self.intensity.values.iter();
        for inside in self.intensity.inside.iter_mut().filter(|inside| **inside) {
            *inside = values.next().is_some_and(|value| wanted(*value));
        }
        self.intensity.values.retain(|value| wanted(*value));
    }

    /// Position in voxels of the box of each voxel of a mask, in storage order.
    pub fn positions(roi: &Roi) -> impl Iterator<Item = [usize; 3]> + '_ {
        let [nx, ny, _] = roi.size;
        let inside = roi.inside.iter().enumerate().filter(|(_, inside)| **inside);
        inside.map(move |(at, _)| [at % nx, at / nx % ny, at / nx / ny])
    }
}
