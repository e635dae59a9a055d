//! From [`Settings`] to [`ValidSettings`].

use serde_json::{Value, json};

use super::image_types::{self, Checked};
use super::{Bins, FeatureClass, MAX_LEVELS, Settings, WeightingNorm};
use crate::catalogue::Entry;
use crate::error::{RadiomicsError, Result};

/// Farthest neighbour: beyond it the number of directions explodes.
pub(crate) const MAX_DISTANCE: u32 = 5;

/// Settings that have been checked; only these compute.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidSettings {
    settings: Settings,
    selected: Vec<(FeatureClass, &'static Entry)>,
    images: Vec<Checked>,
}

impl Settings {
    /// Checks every value once.
    ///
    /// # Errors
    /// Names the parameter that cannot be used and what it may be.
    pub fn check(mut self) -> Result<ValidSettings> {
        self.check_values()?;
        let images = image_types::check(&self)?;
        let selected = select(&self.classes)?;
        if !self.force_2d && selected.iter().any(|(class, _)| *class == FeatureClass::Shape2D) {
            return Err(bad("force2D", false, "true, which the class `shape2D` needs"));
        }
        Ok(ValidSettings { settings: self, selected, images })
    }

    /// Checks what may differ between images, and everything but lists of names.
    pub(super) fn check_values(&mut self) -> Result<()> {
        match self.bins {
            Bins::Width(width) if !(width.is_finite() && width > 0.0) => {
                return Err(bad("binWidth", width, "a number above 0"));
            }
            Bins::Count(count) if count == 0 || count as usize > MAX_LEVELS => {
                return Err(bad("binCount", count, &format!("a whole number from 1 to {MAX_LEVELS}")));
            }
            _ => {}
        }
        if self.label == 0 {
            return Err(bad("label", self.label, "a whole number from 1 to 255"));
        }
        if !self.voxel_array_shift.is_finite() {
            return Err(bad("voxelArrayShift", self.voxel_array_shift, "a number"));
        }
        if !(self.geometry_tolerance.is_finite() && self.geometry_tolerance > 0.0) {
            return Err(bad("geometryTolerance", self.geometry_tolerance, "a number above 0"));
        }
        if !(1..=3).contains(&self.minimum_roi_dimensions) {
            return Err(bad("minimumROIDimensions", self.minimum_roi_dimensions, "1, 2 or 3"));
        }
        if self.force_2d_dimension > 2 {
            return Err(bad("force2Ddimension", self.force_2d_dimension, "0 (z), 1 (y) or 2 (x)"));
        }
        self.preparation.check()?;
        self.voxel.check()?;
        self.distances.sort_unstable();
        self.distances.dedup();
        let in_range = self.distances.iter().all(|distance| (1..=MAX_DISTANCE).contains(distance));
        if self.distances.is_empty() || !in_range {
            let found = format!("{:?}", self.distances);
            return Err(bad(
                "distances",
                found,
                &format!("a list of whole numbers from 1 to {MAX_DISTANCE}"),
            ));
        }
        Ok(())
    }
}

fn bad(key: &str, found: impl ToString, expected: &str) -> RadiomicsError {
    RadiomicsError::BadValue { key: key.to_owned(), found: found.to_string(), expected: expected.to_owned() }
}

/// Features asked for, in the order of results whatever the order asked.
fn select(classes: &[(FeatureClass, Vec<String>)]) -> Result<Vec<(FeatureClass, &'static Entry)>> {
    let mut selected = Vec::new();
    for class in FeatureClass::ALL {
        let mut wanted: Vec<&str> = Vec::new();
        let mut all = false;
        for (_, names) in classes.iter().filter(|(asked, _)| *asked == class) {
            all |= names.is_empty();
            wanted.extend(names.iter().map(String::as_str));
        }
        let entries = class.entries();
        if let Some(stranger) = wanted.iter().find(|name| entries.iter().all(|e| e.name != **name)) {
            let names: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
            return Err(RadiomicsError::UnknownKey {
                key: format!("featureClass.{}.{stranger}", class.key()),
                supported: names.join(", "),
            });
        }
        let chosen = entries.iter().filter(|e| (all && !e.deprecated) || wanted.contains(&e.name));
        selected.extend(chosen.map(|entry| (class, entry)));
    }
    if selected.is_empty() {
        return Err(bad("featureClass", "empty", "at least one feature class"));
    }
    Ok(selected)
}

impl ValidSettings {
    /// The checked values.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Features that will be computed, in the order of results.
    pub(crate) fn selected(&self) -> &[(FeatureClass, &'static Entry)] {
        &self.selected
    }

    /// Images, in the order of results.
    pub(crate) fn images(&self) -> &[Checked] {
        &self.images
    }

    /// Whether any feature of this class is computed.
    pub(crate) fn wants(&self, class: FeatureClass) -> bool {
        self.selected.iter().any(|(selected, _)| *selected == class)
    }

    /// The settings under `PyRadiomics`' key names, as stored beside results.
    pub fn to_json(&self) -> Value {
        let s = &self.settings;
        let (width, count) = match s.bins {
            Bins::Width(width) => (json!(width), Value::Null),
            Bins::Count(count) => (Value::Null, json!(count)),
        };
        let norm = s.weighting_norm.map(|norm| match norm {
            WeightingNorm::Manhattan => "manhattan",
            WeightingNorm::Euclidean => "euclidean",
            WeightingNorm::Infinity => "infinity",
            WeightingNorm::NoWeighting => "no_weighting",
        });
        let mut classes = serde_json::Map::new();
        for (class, entry) in &self.selected {
            let list = classes.entry(class.key()).or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                list.push(json!(entry.name));
            }
        }
        let mut setting = json!({
            "label": s.label, "binWidth": width, "binCount": count,
            "voxelArrayShift": s.voxel_array_shift, "distances": s.distances,
            "symmetricalGLCM": s.symmetrical_glcm, "weightingNorm": norm, "gldm_a": s.gldm_a,
            "minimumROIDimensions": s.minimum_roi_dimensions, "minimumROISize": s.minimum_roi_size,
            "geometryTolerance": s.geometry_tolerance,
            "force2D": s.force_2d, "force2Ddimension": s.force_2d_dimension,
        });
        if let Value::Object(map) = &mut setting {
            map.extend(s.preparation.to_json());
        }
        json!({
            "profile": "pyradiomics",
            "version": env!("CARGO_PKG_VERSION"),
            "setting": setting,
            "imageType": image_types::to_json(&self.images),
            "featureClass": classes,
        })
    }
}
