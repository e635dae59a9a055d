//! Before anything is measured: normalise, resample or crop, re-segment, in
//! the order of `PyRadiomics`.

mod axis;
pub(crate) mod bspline;
pub(crate) mod correct;
mod crop;
pub(crate) mod image;
pub(crate) mod linear;
pub(crate) mod nearest;
mod normalise;
mod resample;
mod resegment;
mod samples;
mod spline;
mod window;

use std::borrow::Cow;

use workbench_core::volume::VolumeError;
use workbench_core::{Geometry, Mask, Volume};

use crate::error::Result;
use crate::roi;
use crate::settings::ValidSettings;
pub(crate) use crop::cut;
pub(crate) use image::Image;
pub(crate) use samples::{Around, Samples};

/// Image and mask on one grid, ready to be measured.
pub(crate) struct Prepared<'a> {
    /// Intensities; after cropping or resampling only the padded box.
    pub image: Image<'a>,
    /// Where intensities are measured.
    pub mask: Cow<'a, Mask>,
    /// Where form is measured, when that differs: the mask before
    /// re-segmentation, cropped to the box around what re-segmentation left, as in
    /// `PyRadiomics`.
    pub shape: Option<Mask>,
}

/// Does what `valid` asks for; by default nothing, at no cost.
///
/// # Errors
/// When grids differ and `correctMask` is off, the label is missing, lies
/// outside the image or is lost by resampling or re-segmentation, or the image
/// cannot be normalised.
pub(crate) fn prepare<'a>(
    volume: &'a Volume,
    mask: &'a Mask,
    label: u8,
    valid: &ValidSettings,
) -> Result<Prepared<'a>> {
    let settings = valid.settings();
    let steps = &settings.preparation;
    check_grid(&volume.geometry, volume.data.len())?;
    check_grid(&mask.geometry, mask.data.len())?;
    let mut image = Image::of(volume);
    let mut mask = Cow::Borrowed(mask);
    let same = volume.geometry.check_same(&mask.geometry, settings.geometry_tolerance);
    if steps.correct_mask && same.is_err() {
        correct::check_inside(&volume.geometry, &mask, label)?;
        // Resampling goes by the mask's own grid, where the axes are parallel.
        if !(steps.resamples() && axis::parallel(&volume.geometry, &mask.geometry)) {
            mask = Cow::Owned(nearest::onto(&volume.geometry, &mask));
        }
    } else {
        same?;
    }
    if steps.normalize {
        image = normalise::normalise(volume, steps.normalize_scale, steps.remove_outliers)?;
    }
    if steps.resamples() {
        (image, mask) = resample::resample(image, mask, label, steps)?;
    } else if steps.pre_crop {
        let bounds = roi::bounds(&mask, label)?;
        (image, mask) = crop::crop(&image, &mask, bounds, steps.pad_distance as usize);
    }
    let Some(range) = &steps.resegment_range else { return Ok(Prepared { image, mask, shape: None }) };
    let kept = resegment::resegment(&image, &mask, label, range, steps.resegment_mode)?;
    let shape =
        if steps.resegment_shape { None } else { Some(crop::part(&mask, roi::bounds(&kept, label)?)) };
    Ok(Prepared { image, mask: Cow::Owned(kept), shape })
}

pub(crate) fn check_grid(geometry: &Geometry, found: usize) -> Result<()> {
    let expected = geometry.checked_len().unwrap_or(0);
    if expected == 0 || expected != found {
        return Err(VolumeError::Length { expected, found }.into());
    }
    if geometry.spacing.iter().any(|s| !s.is_finite() || *s <= 0.0) {
        return Err(VolumeError::Grid(format!("spacing {:?} mm", geometry.spacing)).into());
    }
    Ok(())
}
