//! `PyRadiomics` parameter files (its `paramSchema`): every key is either
//! honoured, known to change nothing here, or refused by name.

use serde_json::{Map, Value};

use super::image_types;
use super::preparation::flag;
use super::{Bins, FeatureClass, Settings, WeightingNorm};
use crate::error::{RadiomicsError, Result};

const SETTING_KEYS: &str = "label, binWidth, binCount, voxelArrayShift, distances, symmetricalGLCM, \
     weightingNorm, gldm_a, minimumROIDimensions, minimumROISize, geometryTolerance, \
     normalize, normalizeScale, removeOutliers, resampledPixelSpacing, interpolator, imageNumberType, padDistance, \
     preCrop, correctMask, resegmentRange, resegmentMode, resegmentShape, force2D, force2Ddimension";
const CLASS_KEYS: &str = "shape, shape2D, firstorder, glcm, gldm, glrlm, glszm, ngtdm";
/// Keys that only steer steps which are refused when switched on.
const IDLE: &[&str] = &["additionalInfo", "label_channel"];

impl Settings {
    /// Settings from the text of a `PyRadiomics` parameter file.
    ///
    /// # Errors
    /// When the text is not YAML, or a key is unknown, not supported yet or
    /// holds a value of the wrong kind; the error names the key.
    pub fn from_yaml(text: &str) -> Result<Self> {
        let mut settings = Self::default();
        let Some(value) = parse(text)? else { return Ok(settings) };
        for (section, content) in &mapping("the parameter file", &value)? {
            match section.as_str() {
                "setting" => settings.read_setting("setting", content)?,
                "imageType" => settings.read_image_types(content)?,
                "featureClass" => settings.read_classes(content)?,
                "voxelSetting" => settings.voxel.read(section, content)?,
                _ => {
                    return Err(RadiomicsError::UnknownKey {
                        key: section.clone(),
                        supported: "setting, imageType, featureClass, voxelSetting".to_owned(),
                    });
                }
            }
        }
        Ok(settings)
    }

    fn read_setting(&mut self, path: &str, content: &Value) -> Result<()> {
        let map = mapping(path, content)?;
        for (name, value) in &map {
            let key = format!("{path}.{name}");
            self.read_key(&key, name, value)?;
        }
        Ok(())
    }

    pub(super) fn read_key(&mut self, key: &str, name: &str, value: &Value) -> Result<()> {
        match name {
            "label" => self.label = whole(key, value, 1, 255)? as u8,
            // A bin count, once given, wins over any bin width.
            "binWidth" if value.is_null() || matches!(self.bins, Bins::Count(_)) => {}
            "binWidth" => self.bins = Bins::Width(number(key, value)?),
            "binCount" if value.is_null() => {}
            "binCount" => self.bins = Bins::Count(whole(key, value, 1, u64::from(u32::MAX))? as u32),
            "voxelArrayShift" => self.voxel_array_shift = number(key, value)?,
            "distances" => self.distances = distances(key, value)?,
            "symmetricalGLCM" => {
                self.symmetrical_glcm = value.as_bool().ok_or_else(|| bad(key, value, "true or false"))?;
            }
            "weightingNorm" => self.weighting_norm = norm(key, value)?,
            "gldm_a" => self.gldm_a = whole(key, value, 0, u64::from(u16::MAX))? as u32,
            "minimumROIDimensions" => self.minimum_roi_dimensions = whole(key, value, 1, 3)? as u8,
            "minimumROISize" if value.is_null() => self.minimum_roi_size = None,
            "minimumROISize" => self.minimum_roi_size = Some(whole(key, value, 1, 1 << 40)? as usize),
            "geometryTolerance" if value.is_null() => {}
            "geometryTolerance" => self.geometry_tolerance = number(key, value)?,
            "force2D" => self.force_2d = flag(key, value)?,
            "force2Ddimension" => self.force_2d_dimension = whole(key, value, 0, 2)? as u8,
            _ if self.preparation.read(key, name, value)? => {}
            _ if image_types::ARGUMENTS.contains(&name) => {
                self.image_arguments.insert(name.to_owned(), value.clone());
            }
            _ if IDLE.contains(&name) => {}
            _ => {
                let supported = SETTING_KEYS.to_owned();
                return Err(RadiomicsError::UnknownKey { key: key.to_owned(), supported });
            }
        }
        Ok(())
    }

    fn read_image_types(&mut self, content: &Value) -> Result<()> {
        let map = mapping("imageType", content)?;
        if !map.is_empty() {
            self.images = image_types::read(&map)?;
        }
        Ok(())
    }

    fn read_classes(&mut self, content: &Value) -> Result<()> {
        let map = mapping("featureClass", content)?;
        if map.is_empty() {
            return Ok(());
        }
        self.classes.clear();
        for (name, features) in &map {
            let key = format!("featureClass.{name}");
            let Some(class) = FeatureClass::from_key(name) else {
                let supported = CLASS_KEYS.to_owned();
                return Err(RadiomicsError::UnknownKey { key, supported });
            };
            let names = match features {
                Value::Null => Vec::new(),
                Value::Array(list) => list
                    .iter()
                    .map(|item| match item {
                        Value::String(text) => Ok(text.clone()),
                        other => Err(bad(&key, other, "a list of feature names")),
                    })
                    .collect::<Result<_>>()?,
                other => return Err(bad(&key, other, "a list of feature names, or nothing for all")),
            };
            self.classes.push((class, names));
        }
        Ok(())
    }
}

/// The text's content; `None` when there is nothing but comments.
pub(crate) fn parse(text: &str) -> Result<Option<Value>> {
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.trim_start_matches('\u{feff}').lines().all(blank) {
        return Ok(None);
    }
    serde_saphyr::from_str(text).map(Some).map_err(|error| RadiomicsError::Yaml(error.to_string()))
}

pub(crate) fn mapping(key: &str, value: &Value) -> Result<Map<String, Value>> {
    match value {
        Value::Null => Ok(Map::new()),
        Value::Object(map) => Ok(map.clone()),
        other => Err(bad(key, other, "a mapping of keys to values")),
    }
}

pub(crate) fn number(key: &str, value: &Value) -> Result<f64> {
    value.as_f64().filter(|n| n.is_finite()).ok_or_else(|| bad(key, value, "a number"))
}

pub(crate) fn whole(key: &str, value: &Value, low: u64, high: u64) -> Result<u64> {
    let exact = value
        .as_u64()
        .or_else(|| value.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0 && *n <= 1e15).map(|n| n as u64));
    let expected = format!("a whole number from {low} to {high}");
    exact.filter(|n| (low..=high).contains(n)).ok_or_else(|| bad(key, value, &expected))
}

fn distances(key: &str, value: &Value) -> Result<Vec<u32>> {
    let Value::Array(list) = value else { return Err(bad(key, value, "a list such as [1]")) };
    list.iter().map(|item| Ok(whole(key, item, 1, u64::from(u16::MAX))? as u32)).collect()
}

fn norm(key: &str, value: &Value) -> Result<Option<WeightingNorm>> {
    Ok(match value {
        Value::Null => None,
        Value::String(name) if name == "manhattan" => Some(WeightingNorm::Manhattan),
        Value::String(name) if name == "euclidean" => Some(WeightingNorm::Euclidean),
        Value::String(name) if name == "infinity" => Some(WeightingNorm::Infinity),
        Value::String(name) if name == "no_weighting" => Some(WeightingNorm::NoWeighting),
        other => {
            return Err(bad(key, other, "manhattan, euclidean, infinity, no_weighting or nothing"));
        }
    })
}

pub(crate) fn bad(key: &str, found: &Value, expected: &str) -> RadiomicsError {
    let found: String = found.to_string().chars().take(80).collect();
    RadiomicsError::BadValue { key: key.to_owned(), found, expected: expected.to_owned() }
}

pub(crate) fn unsupported(key: &str, reason: &str, supported: &str) -> RadiomicsError {
    RadiomicsError::Unsupported {
        key: key.to_owned(),
        reason: reason.to_owned(),
        supported: supported.to_owned(),
    }
}
