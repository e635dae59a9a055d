//! Values kept under a key, so that what was computed once is not computed again: in a folder or in the store.

mod folder;
mod rows;

use std::io::Read as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use workbench_core::Digest;

pub use folder::Folder;
pub use rows::Rows;

use super::profiles::ENGINE;
use crate::AppError;

/// The features of an ROI, whole or not at all, under a digest of everything they depend on.
pub trait Kept {
    /// The values under a key; nothing when there are none, or they are not of these features.
    fn get(&self, key: Digest, names: &[String]) -> Result<Option<Vec<f64>>, AppError>;

    /// Keeps values.
    fn put(&self, key: Digest, names: &[String], values: &[f64]) -> Result<(), AppError>;

    /// The values under a key, computed when there are none; an error of our own when they cannot be read or kept.
    fn or_compute(
        &self,
        key: Digest,
        names: &[String],
        compute: impl FnOnce() -> Result<Vec<f64>, AppError>,
    ) -> Result<Outcome, AppError> {
        if let Some(values) = self.get(key, names)? {
            return Ok(Outcome { values: Ok(values), known: true });
        }
        // A fault of ours in one ROI is not the others'.
        let values = catch_unwind(AssertUnwindSafe(compute))
            .unwrap_or_else(|_| Err(AppError::bad("the extraction failed unexpectedly").zh("提取意外中断")));
        if let Ok(values) = &values {
            self.put(key, names, values)?;
        }
        Ok(Outcome { values, known: false })
    }
}

/// The values of an ROI.
pub struct Outcome {
    /// Or why there are none.
    pub values: Result<Vec<f64>, AppError>,
    /// Whether they were kept from before.
    pub known: bool,
}

/// A key in the making: settings and code, then part after part, each with its length.
pub struct Key(Sha256);

impl Key {
    /// Of checked settings as they are kept, their profile among them.
    pub fn of(settings: &Value) -> Self {
        Self(Sha256::new()).with(ENGINE).with(settings.to_string())
    }

    #[must_use]
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// The content of a file, which is not held in memory.
    pub fn with_file(mut self, file: &std::path::Path) -> std::io::Result<Self> {
        let mut file = std::fs::File::open(file)?;
        let length = file.metadata()?.len();
        self.0.update(length.to_le_bytes());
        std::io::copy(&mut file.by_ref().take(length), &mut self.0)?;
        Ok(self)
    }

    pub fn done(self) -> Digest {
        Digest::from(<[u8; 32]>::from(self.0.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_makes_another_key() {
        let settings = |yaml| radiomics::Settings::from_yaml(yaml).unwrap().check().unwrap().to_json();
        let (one, other) = (settings(""), settings("setting: {binWidth: 24}"));
        let keys = [
            Key::of(&one).with("image").with("mask"),
            Key::of(&other).with("image").with("mask"),
            Key::of(&one).with("imagem").with("ask"),
            Key::of(&one).with("mask").with("image"),
            Key::of(&one).with("image"),
        ];
        let mut digests: Vec<Digest> = keys.map(Key::done).to_vec();
        digests.sort();
        digests.dedup();
        assert_eq!(digests.len(), 5);
        assert_eq!(
            Key::of(&one).with("a").done(),
            Key::of(&settings("setting: {binWidth: 25}")).with("a").done()
        );
    }

    #[test]
    fn what_is_kept_is_not_computed_and_a_failure_is_not_kept() {
        let place = tempfile::tempdir().unwrap();
        let kept = Folder::open(place.path().join("kept")).unwrap();
        let (key, names) = (Digest::of(b"k"), vec!["a".to_owned(), "b".to_owned()]);
        let failed = kept.or_compute(key, &names, || Err(AppError::bad("no"))).unwrap();
        assert!(failed.values.is_err() && !failed.known);
        let broken = kept.or_compute(key, &names, || panic!("a fault")).unwrap();
        assert!(broken.values.unwrap_err().message_zh.is_some());
        let made = kept.or_compute(key, &names, || Ok(vec![0.1, f64::NAN])).unwrap();
        assert!(!made.known);
        let again = kept.or_compute(key, &names, || panic!("computed twice")).unwrap();
        let values = again.values.unwrap();
        assert!(again.known && values[0] == 0.1 && values[1].is_nan());
        assert_eq!(kept.get(key, &names[..1]).unwrap(), None, "of other features");
    }
}
