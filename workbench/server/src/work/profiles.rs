//! Profiles: whose definitions features follow.

use radiomics::{RadiomicsError, Settings, ibsi};

use super::feature_spec::FeatureSpec;
use crate::AppError;

/// A profile that computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    PyRadiomics,
    Ibsi,
}

/// Which code computed: the crate's version and a digest of the sources that turn an image into numbers.
pub const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("WORKBENCH_ENGINE"));

impl Profile {
    /// Every profile; the first is meant when none is named.
    pub const ALL: [Self; 2] = [Self::PyRadiomics, Self::Ibsi];

    /// The profile of a word, the first when it is empty.
    ///
    /// # Errors
    /// When there is no such profile.
    pub fn named(key: &str) -> Result<Self, AppError> {
        if key.is_empty() {
            return Ok(Self::PyRadiomics);
        }
        Self::ALL.into_iter().find(|profile| profile.key() == key).ok_or_else(|| {
            let known = Self::ALL.map(Self::key).join(", ");
            AppError::bad(format!("there is no profile `{key}`; there are {known}"))
                .zh(format!("没有名为“{key}”的计算规范，可用：{known}"))
        })
    }

    /// Word in requests, on the command line and beside results.
    pub fn key(self) -> &'static str {
        match self {
            Self::PyRadiomics => "pyradiomics",
            Self::Ibsi => "ibsi",
        }
    }

    /// Its name in Chinese and English.
    pub fn title(self) -> [&'static str; 2] {
        match self {
            Self::PyRadiomics => ["与 PyRadiomics 3 一致", "as PyRadiomics 3"],
            Self::Ibsi => ["IBSI 标准", "IBSI reference manual"],
        }
    }

    /// Checked settings from the text of a parameter file; the defaults when it is blank.
    ///
    /// # Errors
    /// Names the key that cannot be used and what it may be.
    pub fn read(self, text: &str) -> Result<FeatureSpec, RadiomicsError> {
        Ok(match self {
            Self::PyRadiomics => FeatureSpec::PyRadiomics(Settings::from_yaml(text)?.check()?),
            Self::Ibsi => FeatureSpec::Ibsi(ibsi::Settings::from_yaml(text)?.check()?),
        })
    }
}
