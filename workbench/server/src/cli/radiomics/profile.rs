//! The profiles of the feature engine, behind one face.

use radiomics::{Features, ValidSettings, ibsi};
use serde_json::Value;
use workbench_core::{Mask, Volume};

use crate::AppError;
use crate::work::extract::settings;

/// Checked settings of a profile.
pub enum Profile {
    PyRadiomics(ValidSettings),
    Ibsi(ibsi::ValidSettings),
}

/// Features as the profile gives them.
pub enum Found {
    PyRadiomics(Features),
    Ibsi(ibsi::Features),
}

impl Profile {
    /// The profile of that name with the settings of a file's text; none of it gives the default.
    pub fn new(name: &str, text: &str) -> Result<Self, AppError> {
        match name {
            "pyradiomics" => Ok(Self::PyRadiomics(settings(text)?)),
            "ibsi" => Ok(Self::Ibsi(ibsi::Settings::from_yaml(text)?.check()?)),
            _ => Err(AppError::bad(format!("there is no profile `{name}`; there are pyradiomics and ibsi"))
                .zh(format!("没有名为“{name}”的特征规范，可选 pyradiomics 或 ibsi"))),
        }
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

    /// The settings with the profile's name and the version of the engine.
    pub fn to_json(&self) -> Value {
        match self {
            Self::PyRadiomics(settings) => settings.to_json(),
            Self::Ibsi(settings) => settings.to_json(),
        }
    }

    /// The features of the voxels of a mask that have label 1.
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
