//! From image and mask to what is measured (IBSI chapter 2).

use std::borrow::Cow;

use workbench_core::volume::VolumeError;
use workbench_core::{Geometry, Mask, Volume};

use super::diagnostics::{self, Diagnostics};
use super::interpolate::Grid;
use super::region::Region;
use super::settings::{Settings, ValidSettings};
use crate::accumulate::mean_of;
use crate::error::{RadiomicsError, Result};
use crate::prepare::image::Number;
use crate::prepare::{Image, check_grid, correct, nearest};

/// Image and region on the grid where features are measured.
pub struct Prepared<'a> {
    pub(super) image: Image<'a>,
    pub(super) region: Region,
    pub(super) label: u8,
    /// Range of re-segmentation in the image's units; none for response maps.
    pub(super) range: Option<[f64; 2]>,
    pub(super) diagnostics: Diagnostics,
}

impl Prepared<'_> {
    /// The grid, after interpolation.
    pub fn geometry(&self) -> &Geometry {
        &self.image.geometry
    }

    /// Intensities of the whole grid after interpolation and rounding, x
    /// fastest: what an image filter is applied to.
    pub fn intensities(&self) -> Vec<f64> {
        let mut data = Vec::with_capacity(self.image.geometry.len());
        self.image.read(0..self.image.geometry.len(), &mut data);
        data
    }

    /// The same masks over a response map on the same grid, x fastest, whose
    /// intensities are not rounded; re-segmentation is that of the image.
    ///
    /// # Errors
    /// When the map has another number of voxels than the grid, or is not
    /// finite within the intensity mask.
    pub fn with_response(&self, map: Vec<f64>) -> Result<Prepared<'static>> {
        let geometry = self.image.geometry.clone();
        if map.len() != geometry.len() {
            return Err(VolumeError::Length { expected: geometry.len(), found: map.len() }.into());
        }
        let image = Image::made(geometry, map, Number::Double);
        let mut region = self.region.clone();
        region.read(&image, self.label)?;
        Ok(Prepared { image, region, label: self.label, range: None, diagnostics: self.diagnostics.clone() })
    }
}

/// Interpolates and re-segments the voxels of `mask` that have `label`.
///
/// # Errors
/// When image and mask lie on different grids and `correctMask` is off, the
/// label is missing or lost by interpolation or re-segmentation, or the region
/// holds numbers that are not finite.
pub fn prepare<'a>(
    volume: &'a Volume,
    mask: &Mask,
    label: u8,
    valid: &ValidSettings,
) -> Result<Prepared<'a>> {
    let settings = valid.settings();
    check_grid(&volume.geometry, volume.data.len())?;
    check_grid(&mask.geometry, mask.data.len())?;
    let mask = on_grid(&volume.geometry, mask, label, settings)?;
    let mut image = Image::of(volume);
    let mut region = Region::cut(&image, &mask, label)?;
    let mut found = Diagnostics::new();
    diagnostics::image(&image, "init", &mut found);
    let mut of_regions = Diagnostics::new();
    diagnostics::region(&region, image.geometry.size, "init", &mut of_regions);

    let mut spacing = settings.spacing.unwrap_or_default();
    if settings.force_2d {
        spacing[2] = 0.0;
    }
    if let Some(grid) = Grid::new(&image.geometry, spacing, label)? {
        let round = settings.round.unwrap_or_else(|| image.is_whole());
        let new = grid.mask(&mask, label, settings.mask_interpolator, settings.mask_threshold)?;
        image = grid.image(&image, settings.interpolator, round)?;
        region = Region::cut(&image, &new, 1)?;
    }
    diagnostics::image(&image, "interp", &mut found);
    diagnostics::region(&region, image.geometry.size, "interp", &mut of_regions);

    resegment(&mut region, label, settings)?;
    diagnostics::region(&region, image.geometry.size, "reseg", &mut of_regions);
    found.extend(of_regions);
    Ok(Prepared { image, region, label, range: settings.resegment_range, diagnostics: found })
}

fn on_grid<'m>(grid: &Geometry, mask: &'m Mask, label: u8, settings: &Settings) -> Result<Cow<'m, Mask>> {
    let same = grid.check_same(&mask.geometry, settings.geometry_tolerance);
    if settings.correct_mask && same.is_err() {
        correct::check_inside(grid, mask, label)?;
        return Ok(Cow::Owned(nearest::onto(grid, mask)));
    }
    same?;
    Ok(Cow::Borrowed(mask))
}

/// Takes voxels out of the intensity mask that are outside the range (USB3) or
/// outliers (7ACA). Both intervals are closed; mean and standard deviation
/// (divided by n) are those of the whole region, so that the two together leave
/// the intersection of their intervals.
fn resegment(region: &mut Region, label: u8, settings: &Settings) -> Result<()> {
    let [mut low, mut high] = settings.resegment_range.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let values = &region.intensity.values;
    if let Some(times) = settings.resegment_outliers {
        let mean = mean_of(values, |v| v);
        let sd = mean_of(values, |v| (v - mean).powi(2)).sqrt();
        (low, high) = (low.max(mean - times * sd), high.min(mean + times * sd));
    }
    let of = values.len();
    region.keep(|value| low <= value && value <= high);
    let left = region.intensity.values.len();
    if left == 0 {
        return Err(RadiomicsError::Resegmented { label, left, of, low, high });
    }
    Ok(())
}
