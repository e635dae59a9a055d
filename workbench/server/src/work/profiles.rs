//! Profiles: whose definitions features follow.

use radiomics::{Settings, ValidSettings};

use crate::AppError;

/// A profile that computes.
pub struct Profile {
    /// Word in requests, on the command line and beside results.
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// Every profile that computes; the first is meant when none is named.
pub const PROFILES: &[Profile] =
    &[Profile { key: "pyradiomics", zh: "与 PyRadiomics 3 一致", en: "as PyRadiomics 3" }];

/// Which code computed: the crate's version and a digest of the sources that turn an image into numbers.
pub const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("WORKBENCH_ENGINE"));

/// Checked settings from the text of a parameter file; a profile's defaults when it is blank.
///
/// # Errors
/// When there is no such profile, or naming the key that cannot be used and what it may be.
pub fn settings(text: &str, profile: &str) -> Result<ValidSettings, AppError> {
    if !profile.is_empty() && PROFILES.iter().all(|known| known.key != profile) {
        let known: Vec<&str> = PROFILES.iter().map(|known| known.key).collect();
        let known = known.join(", ");
        return Err(AppError::bad(format!("there is no profile `{profile}`; there is {known}"))
            .zh(format!("没有名为“{profile}”的计算规范，可用：{known}")));
    }
    let settings = if text.trim().is_empty() { Settings::default() } else { Settings::from_yaml(text)? };
    Ok(settings.check()?)
}
