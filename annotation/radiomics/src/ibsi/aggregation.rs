//! How the matrices of slices and directions become one value a feature.

use super::Family;

/// Where neighbours are looked for and whether slices stay apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Space {
    /// Within slices; features are averaged over slices.
    Slices,
    /// Within slices; the slices' matrices are merged.
    MergedSlices,
    /// In the volume.
    Volume,
}

impl Space {
    /// In the order of results.
    pub const ALL: [Self; 3] = [Self::Slices, Self::MergedSlices, Self::Volume];

    /// Name in settings: `2D`, `2.5D`, `3D`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Slices => "2D",
            Self::MergedSlices => "2.5D",
            Self::Volume => "3D",
        }
    }
}

/// One way to aggregate: the end of a tag, and the code of the manual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aggregation {
    pub space: Space,
    /// Whether directions are merged, not averaged over; for matrices without
    /// directions it says nothing.
    pub merged: bool,
    /// End of the tag, such as `2_5D_avg`.
    pub suffix: &'static str,
    /// Code such as `JJUI`.
    pub code: &'static str,
}

const fn way(space: Space, merged: bool, suffix: &'static str, code: &'static str) -> Aggregation {
    Aggregation { space, merged, suffix, code }
}

/// Of matrices that have directions: GLCM and GLRLM.
const DIRECTED: &[Aggregation] = &[
    way(Space::Slices, false, "2D_avg", "BTW3"),
    way(Space::Slices, true, "2D_comb", "SUJT"),
    way(Space::MergedSlices, false, "2_5D_avg", "JJUI"),
    way(Space::MergedSlices, true, "2_5D_comb", "ZW7Z"),
    way(Space::Volume, false, "3D_avg", "ITBB"),
    way(Space::Volume, true, "3D_comb", "IAZD"),
];

/// Of matrices of zones and neighbourhoods.
const UNDIRECTED: &[Aggregation] = &[
    way(Space::Slices, false, "2D", "8QNN"),
    way(Space::MergedSlices, false, "2_5D", "62GR"),
    way(Space::Volume, false, "3D", "KOBO"),
];

/// Code of what is measured in the volume without a choice.
pub(crate) const WHOLE: &str = "DHQ4";

impl Family {
    /// Its ways to aggregate in the order of results; none when there is no
    /// choice.
    pub(crate) fn aggregations(self) -> &'static [Aggregation] {
        match self {
            Self::Glcm | Self::Glrlm => DIRECTED,
            Self::Glszm | Self::Gldzm | Self::Ngtdm | Self::Ngldm => UNDIRECTED,
            _ => &[],
        }
    }
}
