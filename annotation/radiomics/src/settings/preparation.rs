//! Settings of what happens to image and mask before anything is measured.

use serde_json::{Map, Value, json};

use super::NumberType;
use super::yaml::{bad, number, unsupported, whole};
use crate::error::{RadiomicsError, Result};

const INTERPOLATORS: &str = "sitkBSpline, sitkLinear, sitkNearestNeighbor";

/// How intensities between voxel centres are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpolator {
    /// The voxel that is nearest; halfway, the one with the larger index.
    Nearest,
    /// Trilinear.
    Linear,
    /// Cubic B-spline through the voxels (Unser 1993).
    BSpline,
}

/// What the numbers of `resegmentRange` mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResegmentMode {
    /// Intensities.
    Absolute,
    /// Shares of the largest intensity of the region.
    Relative,
    /// Standard deviations (divided by n) from the mean of the region.
    Sigma,
}

/// Steps between reading and measuring, in this order: normalisation, then
/// resampling or cropping, then re-segmentation. The default does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparation {
    /// Whether the whole image gets mean 0 and standard deviation 1.
    pub normalize: bool,
    /// Normalised intensities are multiplied by this.
    pub normalize_scale: f64,
    /// Normalised intensities are clipped to plus and minus this, before the
    /// scale.
    pub remove_outliers: Option<f64>,
    /// New voxel spacing along x, y, z, mm; 0 keeps that axis.
    pub spacing: Option<[f64; 3]>,
    /// For resampling the image; `None` switches resampling off. The mask is
    /// always taken from the nearest voxel.
    pub interpolator: Option<Interpolator>,
    /// How the image was stored: after resampling, integers lose their
    /// fraction (toward 0) and stay within their type's range. `None`: 32-bit
    /// integers when all voxels are whole numbers, else single precision.
    pub number_type: Option<NumberType>,
    /// Voxels kept around the region's box when resampling or cropping.
    pub pad_distance: u32,
    /// Whether image and mask are cropped to the padded box when they are not
    /// resampled. Only filtered images can tell.
    pub pre_crop: bool,
    /// Whether a mask on another grid is taken to the image's, nearest voxel.
    pub correct_mask: bool,
    /// Voxels outside leave the region: lower bound, or lower and upper, both
    /// included.
    pub resegment_range: Option<Vec<f64>>,
    /// Meaning of the range.
    pub resegment_mode: ResegmentMode,
    /// Whether shape, too, is that of the re-segmented region.
    pub resegment_shape: bool,
}

impl Default for Preparation {
    fn default() -> Self {
        Self {
            normalize: false,
            normalize_scale: 1.0,
            remove_outliers: None,
            spacing: None,
            interpolator: Some(Interpolator::BSpline),
            number_type: None,
            pad_distance: 5,
            pre_crop: false,
            correct_mask: false,
            resegment_range: None,
            resegment_mode: ResegmentMode::Absolute,
            resegment_shape: false,
        }
    }
}

impl Preparation {
    /// Whether the image is resampled.
    pub(crate) fn resamples(&self) -> bool {
        self.interpolator.is_some() && self.spacing.is_some()
    }

    /// Takes the value of a key of the section `setting`; `false` when the key
    /// is none of these.
    pub(super) fn read(&mut self, key: &str, name: &str, value: &Value) -> Result<bool> {
        let off = matches!(value, Value::Null | Value::Bool(false));
        match name {
            "normalize" => self.normalize = flag(key, value)?,
            "normalizeScale" => self.normalize_scale = number(key, value)?,
            "removeOutliers" if off => self.remove_outliers = None,
            "removeOutliers" => self.remove_outliers = Some(number(key, value)?),
            "resampledPixelSpacing" if off => self.spacing = None,
            "resampledPixelSpacing" => {
                let expected = "three numbers from 0 for x, y, z such as [1, 1, 1]; 0 keeps an axis";
                let list = numbers(key, value, expected)?;
                self.spacing = Some(list.try_into().map_err(|_| bad(key, value, expected))?);
            }
            "interpolator" => self.interpolator = interpolator(key, value)?,
            "imageNumberType" if value.is_null() => self.number_type = None,
            "imageNumberType" => {
                let known = value.as_str().and_then(NumberType::from_key);
                let expected = NumberType::ALL.map(NumberType::key).join(", ");
                self.number_type = Some(known.ok_or_else(|| bad(key, value, &expected))?);
            }
            "padDistance" => self.pad_distance = whole(key, value, 0, 10_000)? as u32,
            "preCrop" => self.pre_crop = flag(key, value)?,
            "correctMask" => self.correct_mask = flag(key, value)?,
            "resegmentRange" if off => self.resegment_range = None,
            "resegmentRange" => {
                let expected = "one or two numbers such as [-1000, 400]";
                self.resegment_range = Some(numbers(key, value, expected)?);
            }
            "resegmentMode" => {
                self.resegment_mode = match value.as_str() {
                    Some("absolute") => ResegmentMode::Absolute,
                    Some("relative") => ResegmentMode::Relative,
                    Some("sigma") => ResegmentMode::Sigma,
                    _ => return Err(bad(key, value, "absolute, relative or sigma")),
                };
            }
            "resegmentShape" => self.resegment_shape = flag(key, value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Checks every value once.
    pub(super) fn check(&self) -> Result<()> {
        let refuse = |key: &str, found: String, expected: &str| {
            let (key, expected) = (key.to_owned(), expected.to_owned());
            Err(RadiomicsError::BadValue { key, found, expected })
        };
        let positive = |number: f64| number.is_finite() && number > 0.0;
        if !positive(self.normalize_scale) {
            return refuse("normalizeScale", self.normalize_scale.to_string(), "a number above 0");
        }
        if let Some(outliers) = self.remove_outliers.filter(|n| !positive(*n)) {
            return refuse("removeOutliers", outliers.to_string(), "a number above 0, or nothing");
        }
        if let Some(spacing) = self.spacing
            && !spacing.iter().all(|mm| *mm == 0.0 || positive(*mm))
        {
            let expected = "numbers above 0, or 0 to keep an axis";
            return refuse("resampledPixelSpacing", format!("{spacing:?}"), expected);
        }
        if let Some(range) = &self.resegment_range
            && (range.is_empty() || range.len() > 2 || range.iter().any(|bound| !bound.is_finite()))
        {
            return refuse("resegmentRange", format!("{range:?}"), "one or two numbers");
        }
        if let Some([low, high]) = self.resegment_range.as_deref()
            && low > high
        {
            let expected = "the lower bound first, such as [-1000, 400]";
            return refuse("resegmentRange", format!("[{low}, {high}]"), expected);
        }
        Ok(())
    }

    /// The values under `PyRadiomics`' key names.
    pub(super) fn to_json(&self) -> Map<String, Value> {
        let interpolator = self.interpolator.map(|interpolator| match interpolator {
            Interpolator::Nearest => "sitkNearestNeighbor",
            Interpolator::Linear => "sitkLinear",
            Interpolator::BSpline => "sitkBSpline",
        });
        let mode = match self.resegment_mode {
            ResegmentMode::Absolute => "absolute",
            ResegmentMode::Relative => "relative",
            ResegmentMode::Sigma => "sigma",
        };
        [
            ("normalize", json!(self.normalize)),
            ("normalizeScale", json!(self.normalize_scale)),
            ("removeOutliers", json!(self.remove_outliers)),
            ("resampledPixelSpacing", json!(self.spacing)),
            ("interpolator", json!(interpolator)),
            ("imageNumberType", json!(self.number_type.map(NumberType::key))),
            ("padDistance", json!(self.pad_distance)),
            ("preCrop", json!(self.pre_crop)),
            ("correctMask", json!(self.correct_mask)),
            ("resegmentRange", json!(self.resegment_range)),
            ("resegmentMode", json!(mode)),
            ("resegmentShape", json!(self.resegment_shape)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}

/// `true` or `false`; nothing means `false`.
pub(crate) fn flag(key: &str, value: &Value) -> Result<bool> {
    match value {
        Value::Null => Ok(false),
        other => other.as_bool().ok_or_else(|| bad(key, value, "true or false")),
    }
}

fn numbers(key: &str, value: &Value, expected: &str) -> Result<Vec<f64>> {
    let Value::Array(list) = value else { return Err(bad(key, value, expected)) };
    list.iter().map(|item| number(key, item)).collect()
}

/// By name, or by the number `SimpleITK` gives it.
pub(crate) fn interpolator(key: &str, value: &Value) -> Result<Option<Interpolator>> {
    let known = match (value, value.as_str(), value.as_u64()) {
        (Value::Null, ..) => None,
        (_, Some("sitkNearestNeighbor"), _) | (_, _, Some(1)) => Some(Interpolator::Nearest),
        (_, Some("sitkLinear"), _) | (_, _, Some(2)) => Some(Interpolator::Linear),
        (_, Some("sitkBSpline"), _) | (_, _, Some(3)) => Some(Interpolator::BSpline),
        (_, Some(name), _) if name.starts_with("sitk") => {
            return Err(unsupported(key, &format!("there is no {name} here"), INTERPOLATORS));
        }
        _ => return Err(bad(key, value, &format!("one of {INTERPOLATORS}, or nothing"))),
    };
    Ok(known)
}
