//! The eleven families of features of the reference manual, chapter 3.

use super::catalogue;

/// A family; its features share the prefix [`key`](Self::key).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Morphology (HCUG).
    Morphology,
    /// Local intensity (9ST6).
    LocalIntensity,
    /// Intensity-based statistics (UHIW).
    Statistics,
    /// Intensity histogram (ZVCW).
    Histogram,
    /// Intensity-volume histogram (P88C).
    IntensityVolume,
    /// Grey level co-occurrence matrix (LFYI).
    Glcm,
    /// Grey level run length matrix (TP0I).
    Glrlm,
    /// Grey level size zone matrix (9SAK).
    Glszm,
    /// Grey level distance zone matrix (VMDZ).
    Gldzm,
    /// Neighbourhood grey tone difference matrix (IPET).
    Ngtdm,
    /// Neighbouring grey level dependence matrix (REK0).
    Ngldm,
}

impl Family {
    /// In the order of results.
    pub const ALL: [Self; 11] = [
        Self::Morphology,
        Self::LocalIntensity,
        Self::Statistics,
        Self::Histogram,
        Self::IntensityVolume,
        Self::Glcm,
        Self::Glrlm,
        Self::Glszm,
        Self::Gldzm,
        Self::Ngtdm,
        Self::Ngldm,
    ];

    /// Key in settings and prefix of the tags, such as `cm`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Morphology => "morph",
            Self::LocalIntensity => "loc",
            Self::Statistics => "stat",
            Self::Histogram => "ih",
            Self::IntensityVolume => "ivh",
            Self::Glcm => "cm",
            Self::Glrlm => "rlm",
            Self::Glszm => "szm",
            Self::Gldzm => "dzm",
            Self::Ngtdm => "ngt",
            Self::Ngldm => "ngl",
        }
    }

    /// Tags of its features in the order of results, without aggregations.
    pub fn tags(self) -> impl Iterator<Item = &'static str> {
        catalogue::entries(self).map(|entry| entry.tag)
    }

    /// The family of a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.key() == key)
    }
}
