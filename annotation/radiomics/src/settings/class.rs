//! The feature classes.

use crate::catalogue::{self, Entry};

/// A family of features that share a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureClass {
    /// Form of the region (IBSI 3.1).
    Shape,
    /// Form of a region within the plane it is confined to.
    Shape2D,
    /// Intensities without position (IBSI 3.3, 3.4).
    FirstOrder,
    /// Grey level co-occurrence (IBSI 3.6).
    Glcm,
    /// Grey level dependence (IBSI 3.11, there neighbouring grey level dependence).
    Gldm,
    /// Grey level run length (IBSI 3.7).
    Glrlm,
    /// Grey level size zone (IBSI 3.8).
    Glszm,
    /// Neighbourhood grey tone difference (IBSI 3.10).
    Ngtdm,
}

impl FeatureClass {
    /// Every class, in the order of results.
    pub const ALL: [Self; 8] = [
        Self::Shape,
        Self::Shape2D,
        Self::FirstOrder,
        Self::Glcm,
        Self::Gldm,
        Self::Glrlm,
        Self::Glszm,
        Self::Ngtdm,
    ];

    /// Whether it measures the region's form, which no filter changes.
    pub(crate) fn is_form(self) -> bool {
        matches!(self, Self::Shape | Self::Shape2D)
    }

    /// Name in parameter files and feature names.
    pub fn key(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Shape2D => "shape2D",
            Self::FirstOrder => "firstorder",
            Self::Glcm => "glcm",
            Self::Gldm => "gldm",
            Self::Glrlm => "glrlm",
            Self::Glszm => "glszm",
            Self::Ngtdm => "ngtdm",
        }
    }

    /// The class of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.key() == key)
    }

    /// Its features, alphabetical.
    pub(crate) fn entries(self) -> &'static [Entry] {
        match self {
            Self::Shape => catalogue::shape::ENTRIES,
            Self::Shape2D => catalogue::shape_2d::ENTRIES,
            Self::FirstOrder => catalogue::first_order::ENTRIES,
            Self::Glcm => catalogue::glcm::ENTRIES,
            Self::Gldm => catalogue::gldm::ENTRIES,
            Self::Glrlm => catalogue::glrlm::ENTRIES,
            Self::Glszm => catalogue::glszm::ENTRIES,
            Self::Ngtdm => catalogue::ngtdm::ENTRIES,
        }
    }
}
