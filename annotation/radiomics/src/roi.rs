//! The region: the label's voxels, cropped to their box.

use workbench_core::{Bounds, Mask};

use crate::error::{RadiomicsError, Result};
use crate::prepare::{Image, cut};
use crate::settings::{MAX_DISTANCE, Settings};

/// Voxels a box may have with its border; keeps every number of a voxel within
/// 31 bits.
const MAX_BOX: usize = 1 << 31;

/// A region of interest on its own box, x fastest.
#[derive(Clone, Debug)]
pub(crate) struct Roi {
    /// Voxels of the box along x, y, z.
    pub size: [usize; 3],
    /// First voxel of the box in the image.
    pub origin: [usize; 3],
    /// Voxel spacing, mm.
    pub spacing: [f64; 3],
    /// Whether a voxel of the box belongs to the region.
    pub inside: Vec<bool>,
    /// Intensities of the region's voxels in storage order.
    pub values: Vec<f64>,
}

impl Roi {
    /// Cuts the label out of image and mask, which share a grid.
    ///
    /// # Errors
    /// When the label is missing, or the region is too small or holds numbers
    /// that are not finite.
    pub fn crop(image: &Image, mask: &Mask, label: u8, settings: &Settings) -> Result<Self> {
        let bounds = bounds(mask, label)?;
        let size = bounds.map(|[first, last]| last - first + 1);
        check_dimensions(size, label, settings)?;
        let voxels = bordered(size);
        if voxels > MAX_BOX {
            return Err(RadiomicsError::TooLarge { label, voxels, limit: MAX_BOX });
        }
        let roi = Self::gather(image, mask, label, bounds)?;
        match settings.minimum_roi_size {
            Some(minimum) if roi.values.len() <= minimum => {
                Err(RadiomicsError::FewVoxels { label, found: roi.values.len(), minimum })
            }
            _ => Ok(roi),
        }
    }

    fn gather(image: &Image, mask: &Mask, label: u8, bounds: Bounds) -> Result<Self> {
        let size = bounds.map(|[first, last]| last - first + 1);
        let mut inside = Vec::with_capacity(size.iter().product());
        let rows =
            || (bounds[2][0]..=bounds[2][1]).flat_map(|z| (bounds[1][0]..=bounds[1][1]).map(move |y| (y, z)));
        let row_of = |y: usize, z: usize| {
            let start = mask.geometry.index(bounds[0][0], y, z);
            start..start + size[0]
        };
        let in_row = |(y, z)| mask.data[row_of(y, z)].iter().filter(|found| **found == label).count();
        let mut values = Vec::with_capacity(rows().map(in_row).sum());
        let mut buffer = Vec::with_capacity(size[0]);
        let mut not_finite = 0;
        let mut first_bad = [0; 3];
        for (y, z) in rows() {
            let row = row_of(y, z);
            let labels = mask.data[row.clone()].iter();
            buffer.clear();
            image.read(row, &mut buffer);
            for (x, (found, value)) in labels.zip(&buffer).enumerate() {
                inside.push(*found == label);
                if *found != label {
                    continue;
                }
                if !value.is_finite() {
                    if not_finite == 0 {
                        first_bad = [x + bounds[0][0], y, z];
                    }
                    not_finite += 1;
                }
                values.push(*value);
            }
        }
        if not_finite > 0 {
            let [x, y, z] = first_bad;
            return Err(RadiomicsError::NotFinite { label, count: not_finite, x, y, z });
        }
        let origin = bounds.map(|[first, _]| first);
        Ok(Self { size, origin, spacing: image.geometry.spacing, inside, values })
    }

    /// Every voxel of the image in the region's box and `margin` voxels around,
    /// as far as there are any.
    ///
    /// # Errors
    /// When one of them is not a finite number.
    pub fn widened(&self, image: &Image, margin: usize) -> Result<Self> {
        let origin = self.origin.map(|first| first.saturating_sub(margin));
        let size: [usize; 3] = std::array::from_fn(|axis| {
            (self.origin[axis] + self.size[axis] + margin).min(image.geometry.size[axis]) - origin[axis]
        });
        let voxels = size.iter().product();
        let mut values = Vec::with_capacity(voxels);
        for row in 0..size[1] * size[2] {
            let start = image.geometry.index(origin[0], origin[1] + row % size[1], origin[2] + row / size[1]);
            image.read(start..start + size[0], &mut values);
        }
        let count = values.iter().filter(|value| !value.is_finite()).count();
        if count > 0 {
            return Err(RadiomicsError::KernelNotFinite { count });
        }
        Ok(Self { size, origin, spacing: self.spacing, inside: vec![true; voxels], values })
    }

    /// The same region with the intensities of another image.
    pub fn with_values(&self, values: Vec<f64>) -> Self {
        Self {
            size: self.size,
            origin: self.origin,
            spacing: self.spacing,
            inside: self.inside.clone(),
            values,
        }
    }

    /// The label's voxels within the mask, without intensities.
    ///
    /// # Errors
    /// When the label is missing.
    pub fn outline(mask: &Mask, label: u8) -> Result<Self> {
        let bounds = bounds(mask, label)?;
        let size = bounds.map(|[first, last]| last - first + 1);
        let origin = bounds.map(|[first, _]| first);
        let inside = cut(&mask.geometry, &mask.data, bounds).iter().map(|found| *found == label).collect();
        Ok(Self { size, origin, spacing: mask.geometry.spacing, inside, values: Vec::new() })
    }

    /// The box within the image.
    pub fn bounds(&self) -> Bounds {
        std::array::from_fn(|axis| [self.origin[axis], self.origin[axis] + self.size[axis] - 1])
    }

    /// One number a voxel of the region, slice by slice.
    pub fn planes<'v, T>(&self, mut values: &'v mut [T]) -> Vec<&'v mut [T]> {
        let slices = self.inside.chunks(self.size[0] * self.size[1]);
        let counts = slices.map(|slice| slice.iter().filter(|inside| **inside).count());
        counts.map_while(|count| values.split_off_mut(..count)).collect()
    }

    /// Column, row and slice of a voxel of the box.
    pub fn voxel(&self, number: usize) -> [usize; 3] {
        let [nx, ny, _] = self.size;
        [number % nx, number / nx % ny, number / (nx * ny)]
    }

    /// Number of voxels of the region.
    pub fn voxels(&self) -> usize {
        self.inside.iter().filter(|inside| **inside).count()
    }

    /// Volume of a voxel, mm³.
    pub fn voxel_volume(&self) -> f64 {
        self.spacing.iter().product()
    }
}

/// Voxels of a box with the widest border that neighbours can need.
fn bordered(size: [usize; 3]) -> usize {
    let border = |n: usize| n.saturating_sub(1).min(MAX_DISTANCE as usize);
    size.iter().fold(1, |voxels: usize, n| voxels.saturating_mul(n + 2 * border(*n)))
}

fn check_dimensions(size: [usize; 3], label: u8, settings: &Settings) -> Result<()> {
    let found = size.iter().filter(|n| **n > 1).count() as u8;
    if found == 0 {
        return Err(RadiomicsError::SingleVoxel { label });
    }
    let minimum = settings.minimum_roi_dimensions;
    if found < minimum {
        let [x, y, z] = size;
        return Err(RadiomicsError::FewDimensions { label, found, x, y, z, minimum });
    }
    Ok(())
}

/// The label's box: first and last voxel of each axis.
///
/// # Errors
/// When the label is missing or 0.
pub(crate) fn bounds(mask: &Mask, label: u8) -> Result<Bounds> {
    let found = if label == 0 { None } else { mask.bounding_box(label) };
    found.ok_or_else(|| missing(mask, label))
}

/// The error for a label that is not there: says which labels are.
fn missing(mask: &Mask, label: u8) -> RadiomicsError {
    let mut seen = [false; 256];
    for found in &mask.data {
        seen[usize::from(*found)] = true;
    }
    let labels: Vec<String> = (1..256).filter(|l| seen[*l]).map(|l| l.to_string()).collect();
    let present = labels.join(", ");
    match (labels.is_empty(), label) {
        (true, _) => RadiomicsError::EmptyMask,
        (false, 0) => RadiomicsError::Background { present },
        (false, _) => RadiomicsError::NoLabel { label, present },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_count() {
        assert_eq!(bordered([1, 1, 7]), 17);
        assert_eq!(bordered([2, 3, 6]), 4 * 7 * 16);
        // Few voxels in themselves, too many to number with their border.
        assert!(bordered([6, 6, 1 << 29]) > MAX_BOX);
        assert!(bordered([512, 512, 2000]) <= MAX_BOX);
        assert_eq!(bordered([usize::MAX / 2; 3]), usize::MAX);
    }
}
