//! Settings files: the keys of `PyRadiomics`' parameter files where the concept
//! is the same, and a few of our own. Every other key is refused by name.

use serde_json::{Map, Value};

use super::{Discretisation, Settings};
use crate::error::{RadiomicsError, Result};
use crate::ibsi::{Family, Filtered, Space};
use crate::settings::yaml::{bad, mapping, number, parse, unsupported, whole};
use crate::settings::{Interpolator, flag, interpolator};

const SETTING_KEYS: &str = "label, binWidth, binCount, discretise, ivh, resampledPixelSpacing, interpolator, \
     maskInterpolator, maskThreshold, round, resegmentRange, resegmentOutliers, force2D, aggregation, correctMask, \
     geometryTolerance";
const FAMILY_KEYS: &str = "morph, loc, stat, ih, ivh, cm, rlm, szm, dzm, ngt, ngl";

impl Settings {
    /// Settings from the text of a YAML file; an empty one gives the default.
    ///
    /// # Errors
    /// When the text is not YAML, or a key is unknown or holds a value of the
    /// wrong kind; the error names the key.
    pub fn from_yaml(text: &str) -> Result<Self> {
        let mut settings = Self::default();
        let Some(value) = parse(text)? else { return Ok(settings) };
        for (section, content) in &mapping("the settings file", &value)? {
            match section.as_str() {
                "setting" => {
                    let map = mapping("setting", content)?;
                    settings.read_bins(&map)?;
                    for (name, value) in &map {
                        settings.read_key(&format!("setting.{name}"), name, value)?;
                    }
                }
                "featureClass" => settings.read_families(content)?,
                "imageType" => settings.read_images(content)?,
                _ => {
                    let supported = "setting, featureClass, imageType".to_owned();
                    return Err(RadiomicsError::UnknownKey { key: section.clone(), supported });
                }
            }
        }
        Ok(settings)
    }

    /// The three keys that say how to discretise exclude each other.
    fn read_bins(&mut self, map: &Map<String, Value>) -> Result<()> {
        let given = |name: &str| map.get(name).filter(|value| !value.is_null());
        let (width, count) = (given("binWidth"), given("binCount"));
        let off = match given("discretise") {
            Some(value) => !flag("setting.discretise", value)?,
            None => false,
        };
        let both = [width.is_some(), count.is_some(), off].iter().filter(|given| **given).count() > 1;
        if both {
            let found = Value::Object(map.clone());
            return Err(bad("setting", &found, "one of binWidth, binCount and `discretise: false`, not two"));
        }
        self.discretisation = match (width, count) {
            (Some(width), _) => Discretisation::BinWidth(number("setting.binWidth", width)?),
            (_, Some(count)) => Discretisation::BinCount(bins("setting.binCount", count)?),
            _ if off => Discretisation::None,
            _ => self.discretisation,
        };
        Ok(())
    }

    fn read_key(&mut self, key: &str, name: &str, value: &Value) -> Result<()> {
        let off = matches!(value, Value::Null | Value::Bool(false));
        match name {
            "binWidth" | "binCount" | "discretise" => {}
            "label" => self.label = whole(key, value, 1, 255)? as u8,
            "ivh" => self.intensity_volume = intensity_volume(key, value)?,
            "resampledPixelSpacing" if off => self.spacing = None,
            "resampledPixelSpacing" => self.spacing = Some(spacing(key, value)?),
            "interpolator" => self.interpolator = interpolator(key, value)?.unwrap_or(Interpolator::Linear),
            "maskInterpolator" => {
                self.mask_interpolator = interpolator(key, value)?.unwrap_or(Interpolator::Linear);
            }
            "maskThreshold" => self.mask_threshold = number(key, value)?,
            "round" if value.is_null() => self.round = None,
            "round" => self.round = Some(flag(key, value)?),
            "resegmentRange" if off => self.resegment_range = None,
            "resegmentRange" => self.resegment_range = Some(range(key, value)?),
            "resegmentOutliers" if off => self.resegment_outliers = None,
            "resegmentOutliers" => self.resegment_outliers = Some(number(key, value)?),
            "force2D" => self.force_2d = flag(key, value)?,
            // Known from PyRadiomics: what they may say here is what is done anyway.
            "resegmentMode" if value == "absolute" || value.is_null() => {}
            "resegmentMode" => {
                let reason =
                    "a range is one of intensities, for standard deviations there is `resegmentOutliers`";
                return Err(unsupported(key, reason, "absolute"));
            }
            "force2Ddimension" => {
                whole(key, value, 0, 0)?;
            }
            "aggregation" if value.is_null() => self.aggregation = None,
            "aggregation" => self.aggregation = Some(spaces(key, value)?),
            "correctMask" => self.correct_mask = flag(key, value)?,
            "geometryTolerance" if value.is_null() => {}
            "geometryTolerance" => self.geometry_tolerance = number(key, value)?,
            _ => {
                let supported = SETTING_KEYS.to_owned();
                return Err(RadiomicsError::UnknownKey { key: key.to_owned(), supported });
            }
        }
        Ok(())
    }

    /// `Original`, and filters under names of one's own.
    fn read_images(&mut self, content: &Value) -> Result<()> {
        let map = mapping("imageType", content)?;
        self.original = map.is_empty() || map.contains_key("Original");
        let filters = map.iter().filter(|(name, _)| *name != "Original");
        self.filtered = filters.map(|(name, filter)| Filtered::new(name, filter)).collect::<Result<_>>()?;
        Ok(())
    }

    fn read_families(&mut self, content: &Value) -> Result<()> {
        let map = mapping("featureClass", content)?;
        let mut families = Vec::new();
        for (name, features) in &map {
            let key = format!("featureClass.{name}");
            let Some(family) = Family::from_key(name) else {
                return Err(RadiomicsError::UnknownKey { key, supported: FAMILY_KEYS.to_owned() });
            };
            if !(features.is_null() || features.as_array().is_some_and(Vec::is_empty)) {
                return Err(bad(&key, features, "nothing: a family is computed whole"));
            }
            families.push(family);
        }
        if !families.is_empty() {
            self.families = Family::ALL.into_iter().filter(|family| families.contains(family)).collect();
        }
        Ok(())
    }
}

fn bins(key: &str, value: &Value) -> Result<u32> {
    Ok(whole(key, value, 1, u64::from(u32::MAX))? as u32)
}

fn intensity_volume(key: &str, value: &Value) -> Result<Discretisation> {
    let expected = "none, {binWidth: 2.5} or {binCount: 1000}";
    let map = match value {
        Value::Null => return Ok(Discretisation::None),
        Value::String(word) if word == "none" => return Ok(Discretisation::None),
        Value::Object(map) => map,
        other => return Err(bad(key, other, expected)),
    };
    let mut entries = map.iter();
    match (entries.next(), entries.next()) {
        (Some((name, width)), None) if name == "binWidth" => {
            Ok(Discretisation::BinWidth(number(&format!("{key}.binWidth"), width)?))
        }
        (Some((name, count)), None) if name == "binCount" => {
            Ok(Discretisation::BinCount(bins(&format!("{key}.binCount"), count)?))
        }
        _ => Err(bad(key, value, expected)),
    }
}

fn list(key: &str, value: &Value, expected: &str) -> Result<Vec<f64>> {
    let Value::Array(list) = value else { return Err(bad(key, value, expected)) };
    list.iter().map(|item| number(key, item)).collect()
}

fn spacing(key: &str, value: &Value) -> Result<[f64; 3]> {
    let expected = "numbers from 0 for x, y and z such as [2, 2, 2]; 0 or nothing for z keeps an axis";
    match list(key, value, expected)?.as_slice() {
        [x, y] => Ok([*x, *y, 0.0]),
        [x, y, z] => Ok([*x, *y, *z]),
        _ => Err(bad(key, value, expected)),
    }
}

/// One number is the lower bound.
fn range(key: &str, value: &Value) -> Result<[f64; 2]> {
    let expected = "a lower bound such as [0], or a lower and an upper one such as [-500, 400]";
    match list(key, value, expected)?.as_slice() {
        [low] => Ok([*low, f64::INFINITY]),
        [low, high] => Ok([low.min(*high), low.max(*high)]),
        _ => Err(bad(key, value, expected)),
    }
}

fn spaces(key: &str, value: &Value) -> Result<Vec<Space>> {
    let expected = "a list of 2D, 2.5D and 3D";
    let Value::Array(list) = value else { return Err(bad(key, value, expected)) };
    list.iter()
        .map(|item| {
            let known = Space::ALL.into_iter().find(|space| item.as_str() == Some(space.key()));
            known.ok_or_else(|| bad(key, item, expected))
        })
        .collect()
}
