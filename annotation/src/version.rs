//! ROI versions: never changed, only followed by another.

use serde::{Deserialize, Serialize};
use workbench_core::{Digest, Geometry};

use crate::SliceContour;

/// Who made a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Read from a file (RTSTRUCT, SEG, NIfTI, NRRD).
    Imported,
    /// Drawn by a person.
    Drawn,
    /// Made by a model.
    Model,
}

impl Source {
    /// The word used in tables and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Drawn => "drawn",
            Self::Model => "model",
        }
    }
}

/// The region itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Closed outlines, slice by slice.
    Contours(Vec<SliceContour>),
    /// Digest of the stored run-length bytes.
    Mask(Digest),
}

/// One version of a region on one image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoiVersion {
    /// Key of its label.
    pub label: String,
    /// Who made it.
    pub source: Source,
    /// The region.
    pub shape: Shape,
    /// Grid of the image it lies on.
    pub geometry: Geometry,
}

impl RoiVersion {
    /// Digest of the whole version: equal versions have equal digests.
    pub fn digest(&self) -> Digest {
        // These types have no map with keys that are not text, so this
        // cannot fail; an unserialisable value would share the null digest.
        Digest::of_json(&serde_json::to_value(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_keeps_its_digest_through_json() {
        let version = RoiVersion {
            label: "nodule".into(),
            source: Source::Model,
            shape: Shape::Mask(Digest::of(b"runs")),
            geometry: Geometry::axis_aligned([2, 2, 2], [0.7, 0.7, 1.25], [0.1, 0.2, 0.3]),
        };
        let text = serde_json::to_string(&version).unwrap();
        let back: RoiVersion = serde_json::from_str(&text).unwrap();
        assert_eq!(back.digest(), version.digest());
        assert_ne!(RoiVersion { source: Source::Drawn, ..back }.digest(), version.digest());
    }
}
