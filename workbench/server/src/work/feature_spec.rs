//! What to compute: checked settings of a profile, behind one face.

use std::path::Path;

use imaging::Selector;
use radiomics::{Features, ValidSettings, ibsi};
use serde_json::{Map, Value};
use workbench_core::{Mask, Volume};

use super::profiles::Profile;
use crate::AppError;

/// Checked settings of a profile.
#[derive(Clone, Debug)]
pub enum FeatureSpec {
    PyRadiomics(ValidSettings),
    Ibsi(ibsi::ValidSettings),
}

/// Features as the profile gives them.
pub enum Found {
    PyRadiomics(Features),
    Ibsi(ibsi::Features),
}

impl FeatureSpec {
    /// The profile of that name with the settings of a file's text; either may be empty.
    ///
    /// # Errors
    /// When there is no such profile, or naming the key that cannot be used and what it may be.
    pub fn new(profile: &str, text: &str) -> Result<Self, AppError> {
        Ok(Profile::named(profile)?.read(text)?)
    }

    /// What a feature table was made with, from the parameters kept beside it.
    ///
    /// # Errors
    /// When this version cannot compute them any more.
    pub fn from_json(kept: &Value) -> Result<Self, AppError> {
        let mut file = Map::new();
        for section in ["setting", "imageType", "featureClass"] {
            let Some(part) = kept.get(section) else { continue };
            let mut part = part.clone();
            // what is off is written out as null; a class with nothing behind it is one that is wanted
            if section == "setting"
                && let Some(entries) = part.as_object_mut()
            {
                entries.retain(|_, value| !value.is_null());
            }
            file.insert(section.to_owned(), part);
        }
        let profile = kept.get("profile").and_then(Value::as_str).unwrap_or_default();
        // JSON is YAML: the kept form is a parameter file.
        Self::new(profile, &Value::Object(file).to_string())
    }

    /// The label to use when none is named.
    pub fn label(&self) -> u8 {
        match self {
            Self::PyRadiomics(settings) => settings.settings().label,
            Self::Ibsi(settings) => settings.settings().label,
        }
    }

    /// Names of the features in the order of results.
    pub fn names(&self) -> Vec<String> {
        match self {
            Self::PyRadiomics(settings) => radiomics::feature_names(settings),
            Self::Ibsi(settings) => ibsi::feature_names(settings),
        }
    }

    /// Every value written out, with the profile's name and the version of the crate.
    pub fn to_json(&self) -> Value {
        match self {
            Self::PyRadiomics(settings) => settings.to_json(),
            Self::Ibsi(settings) => settings.to_json(),
        }
    }

    /// The features of the voxels of a mask file that a selector picks; of the
    /// image no more is kept than they depend on.
    ///
    /// # Errors
    /// When a file cannot be read or measured with these settings.
    pub fn extract_files(&self, image: &Path, mask: &Path, selector: &Selector) -> Result<Found, AppError> {
        if let Self::PyRadiomics(settings) = self
            && settings.is_local()
        {
            let (excerpt, mask) =
                imaging::load_region(image, mask, selector, |grid, region| settings.around(grid, region))?;
            return Ok(Found::PyRadiomics(radiomics::extract_excerpt(&excerpt, &mask, 1, settings)?));
        }
        let (volume, mask) = imaging::load_pair(image, mask, selector)?;
        self.extract(&volume, &mask)
    }

    /// The features of the voxels of a mask that have label 1.
    ///
    /// # Errors
    /// When the image or the mask cannot be measured with these settings.
    pub fn extract(&self, volume: &Volume, mask: &Mask) -> Result<Found, AppError> {
        Ok(match self {
            Self::PyRadiomics(settings) => Found::PyRadiomics(radiomics::extract(volume, mask, 1, settings)?),
            Self::Ibsi(settings) => Found::Ibsi(ibsi::extract(volume, mask, 1, settings)?),
        })
    }
}

impl Found {
    /// The values in the order of their names.
    pub fn values(&self) -> Vec<f64> {
        match self {
            Self::PyRadiomics(features) => features.values.iter().map(|(_, value)| *value).collect(),
            Self::Ibsi(features) => features.values.iter().map(|feature| feature.value).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_beside_a_table_computes_the_same() {
        for (profile, file) in [
            ("", ""),
            (
                "pyradiomics",
                "setting: {binCount: 32, distances: [1, 2]}\nfeatureClass: {glcm: [Id], shape: }",
            ),
            (
                "pyradiomics",
                "imageType: {Original: {}, LoG: {sigma: [1.0, 2.5]}, LBP3D: {}, Wavelet: {wavelet: db2}}",
            ),
            ("ibsi", ""),
            ("ibsi", "setting: {binCount: 16, ivh: {binWidth: 2.5}, resegmentRange: [-500], round: false}"),
            ("ibsi", "setting: {force2D: true, discretise: false}\nfeatureClass: {cm: , stat: }"),
            (
                "ibsi",
                "imageType: {smooth: {filter: mean, support: 3, boundary: mirror}, edge: {filter: laws, \
                 kernels: E5L5S5, boundary: zero, energy: 7}}\nfeatureClass: {stat: }",
            ),
        ] {
            let spec = FeatureSpec::new(profile, file).unwrap();
            let kept: Value = serde_json::from_str(&spec.to_json().to_string()).unwrap();
            let again = FeatureSpec::from_json(&kept).unwrap();
            assert_eq!((again.names(), again.to_json()), (spec.names(), spec.to_json()), "{profile} {file}");
            let known = Profile::named(kept["profile"].as_str().unwrap()).unwrap();
            assert_eq!(matches!(spec, FeatureSpec::Ibsi(_)), known == Profile::Ibsi);
        }
        let error = FeatureSpec::new("nobody's", "").unwrap_err();
        assert!(error.message.contains("pyradiomics, ibsi") && error.message_zh.is_some(), "{error}");
    }
}
