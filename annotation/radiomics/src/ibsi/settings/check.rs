//! From [`Settings`] to [`ValidSettings`].

use super::{Discretisation, Settings};
use crate::error::{RadiomicsError, Result};
use crate::ibsi::Space;
use crate::settings::{Interpolator, MAX_LEVELS};

/// Steps an intensity-volume histogram may be asked to have.
const MAX_STEPS: u32 = 1 << 20;

/// Settings that have been checked; only these compute.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidSettings(Settings);

impl ValidSettings {
    /// The checked values.
    pub fn settings(&self) -> &Settings {
        &self.0
    }
}

impl Settings {
    /// Checks every value once.
    ///
    /// # Errors
    /// Names the key that cannot be used and what it may be.
    pub fn check(self) -> Result<ValidSettings> {
        let positive = |number: f64| number.is_finite() && number > 0.0;
        let discretised = [
            ("binWidth", "binCount", self.discretisation, MAX_LEVELS as u32),
            ("ivh.binWidth", "ivh.binCount", self.intensity_volume, MAX_STEPS),
        ];
        for (width_key, count_key, how, most) in discretised {
            match how {
                Discretisation::BinWidth(width) if !positive(width) => {
                    return Err(bad(width_key, width, "a number above 0"));
                }
                Discretisation::BinCount(count) if count == 0 || count > most => {
                    return Err(bad(count_key, count, &format!("a whole number from 1 to {most}")));
                }
                _ => {}
            }
        }
        if self.label == 0 {
            return Err(bad("label", self.label, "a whole number from 1 to 255"));
        }
        if let Some(spacing) = self.spacing
            && !spacing.iter().all(|mm| *mm == 0.0 || positive(*mm))
        {
            return Err(bad(
                "resampledPixelSpacing",
                format!("{spacing:?}"),
                "numbers above 0, or 0 to keep an axis",
            ));
        }
        if self.mask_interpolator == Interpolator::BSpline {
            return Err(bad("maskInterpolator", "sitkBSpline", "sitkLinear or sitkNearestNeighbor"));
        }
        if !(positive(self.mask_threshold) && self.mask_threshold <= 1.0) {
            return Err(bad("maskThreshold", self.mask_threshold, "a number above 0, at most 1"));
        }
        if let Some([low, high]) = self.resegment_range
            && !(low.is_finite() && low <= high)
        {
            return Err(bad(
                "resegmentRange",
                format!("[{low}, {high}]"),
                "a lower bound, or a lower and an upper one",
            ));
        }
        if let Some(outliers) = self.resegment_outliers.filter(|n| !positive(*n)) {
            return Err(bad("resegmentOutliers", outliers, "standard deviations such as 3, or nothing"));
        }
        if !positive(self.geometry_tolerance) {
            return Err(bad("geometryTolerance", self.geometry_tolerance, "a number above 0"));
        }
        if self.families.is_empty() {
            return Err(bad("featureClass", "empty", "at least one family"));
        }
        if !self.original && self.filtered.is_empty() {
            return Err(bad("imageType", "empty", "Original, or a filtered image by a name of its own"));
        }
        match &self.aggregation {
            Some(list) if list.is_empty() => Err(bad("aggregation", "[]", "a list of 2D, 2.5D and 3D")),
            Some(list) if self.force_2d && list.contains(&Space::Volume) => {
                Err(bad("aggregation", "3D", "2D or 2.5D, as `force2D` is true"))
            }
            _ => Ok(ValidSettings(self)),
        }
    }
}

fn bad(key: &str, found: impl ToString, expected: &str) -> RadiomicsError {
    let (key, found, expected) = (format!("setting.{key}"), found.to_string(), expected.to_owned());
    RadiomicsError::BadValue { key, found, expected }
}
