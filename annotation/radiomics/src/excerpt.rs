//! Features from a box of an image: a whole body need not be in memory for one
//! region in it.

use workbench_core::volume::{VolumeError, join};
use workbench_core::{Bounds, Excerpt, Geometry, Mask};

use crate::error::{RadiomicsError, Result};
use crate::features::Features;
use crate::filter::Filter;
use crate::settings::ValidSettings;
use crate::{extract, roi};

impl ValidSettings {
    /// Whether features depend on no more of an image than its largest
    /// |intensity| and what lies around the region.
    pub fn is_local(&self) -> bool {
        let steps = &self.settings().preparation;
        let whole = steps.correct_mask || steps.normalize || steps.resamples() || steps.pre_crop;
        !whole && self.filters().all(Filter::is_local)
    }

    /// The box of an image on `grid` that features of a region within `region`
    /// depend on, but for the image's largest |intensity|.
    pub fn around(&self, grid: &Geometry, region: Bounds) -> Bounds {
        if !self.is_local() {
            return grid.size.map(|length| [0, length.max(1) - 1]);
        }
        self.filters().fold(region, |bounds, filter| join(bounds, filter.around(grid, region)))
    }

    fn filters(&self) -> impl Iterator<Item = &Filter> {
        self.images().iter().flat_map(|image| &image.filters)
    }
}

/// [`extract`](crate::extract()) from a box that holds all of
/// [`ValidSettings::around`]: the same bits as from the whole image.
///
/// # Errors
/// As [`extract`](crate::extract()), and when the box is too small.
pub fn extract_excerpt(
    excerpt: &Excerpt,
    mask: &Mask,
    label: u8,
    settings: &ValidSettings,
) -> Result<Features> {
    check(excerpt, roi::bounds(mask, label)?, settings)?;
    extract::extract_knowing(&excerpt.volume, mask, label, settings, excerpt.peak).map_err(|error| {
        let [fx, fy, fz] = excerpt.first;
        match error {
            RadiomicsError::NotFinite { label, count, x, y, z } => {
                RadiomicsError::NotFinite { label, count, x: x + fx, y: y + fy, z: z + fz }
            }
            _ => error,
        }
    })
}

/// Whether the box holds what features of a region within `region` of it look at.
fn check(excerpt: &Excerpt, region: Bounds, settings: &ValidSettings) -> Result<()> {
    let (first, size) = (excerpt.first, excerpt.volume.geometry.size);
    let grid = &excerpt.grid;
    let within = |axis: usize, [low, high]: [usize; 2]| low >= first[axis] && high < first[axis] + size[axis];
    let region = [0, 1, 2].map(|axis| region[axis].map(|at| at + first[axis]));
    let needed = settings.around(grid, region);
    if (0..3).all(|axis| within(axis, needed[axis])) {
        return Ok(());
    }
    let said = format!("a box of {size:?} voxels holds less than these settings look at: {needed:?}");
    Err(VolumeError::Grid(said).into())
}
