//! Settings of the IBSI profile: what a file says, and what has been checked.

mod check;
mod json;
mod yaml;

pub use check::ValidSettings;

use super::{Family, Filtered, Space};
use crate::settings::Interpolator;

/// How intensities become grey levels, or steps of the intensity-volume
/// histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discretisation {
    /// The intensities are the levels. For grey levels they must be whole
    /// numbers from 1; the histogram then has steps of 1.
    None,
    /// Fixed bin size (Q3RU), from the lower bound of re-segmentation or else
    /// the smallest intensity of the region.
    BinWidth(f64),
    /// Fixed bin number (K15C).
    BinCount(u32),
}

/// Unchecked settings.
///
/// The default interpolates and re-segments nothing, cuts grey levels one
/// intensity unit wide from the smallest intensity (which leaves levels 1, 2, 3
/// … as they are) and computes every family in every aggregation.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Label to use when the caller names none.
    pub label: u8,
    /// Grey levels of the histogram and the texture families.
    pub discretisation: Discretisation,
    /// Steps of the intensity-volume histogram.
    pub intensity_volume: Discretisation,
    /// New voxel spacing along x, y, z, mm; 0 keeps an axis. `None` keeps all.
    pub spacing: Option<[f64; 3]>,
    /// Of intensities.
    pub interpolator: Interpolator,
    /// Of the mask: nearest or linear.
    pub mask_interpolator: Interpolator,
    /// Share of a new voxel that the region must cover (E8H9), above 0 to 1.
    pub mask_threshold: f64,
    /// Whether interpolated intensities are rounded to whole numbers (68QD);
    /// `None`: when all voxels given are whole numbers.
    pub round: Option<bool>,
    /// Bounds of range re-segmentation (USB3), both included.
    pub resegment_range: Option<[f64; 2]>,
    /// Standard deviations from the mean beyond which voxels are outliers
    /// (7ACA).
    pub resegment_outliers: Option<f64>,
    /// Whether interpolation and neighbours stay within slices.
    pub force_2d: bool,
    /// Aggregations; `None`: all, or those within slices with `force_2d`.
    pub aggregation: Option<Vec<Space>>,
    /// Families to compute.
    pub families: Vec<Family>,
    /// Whether the image itself is measured.
    pub original: bool,
    /// Filters whose response maps are measured.
    pub filtered: Vec<Filtered>,
    /// Whether a mask on another grid is taken to the image's, nearest voxel.
    pub correct_mask: bool,
    /// Largest difference between the grids of image and mask: mm for spacing
    /// and origin, unitless for directions.
    pub geometry_tolerance: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            label: 1,
            discretisation: Discretisation::BinWidth(1.0),
            intensity_volume: Discretisation::None,
            spacing: None,
            interpolator: Interpolator::Linear,
            mask_interpolator: Interpolator::Linear,
            mask_threshold: 0.5,
            round: None,
            resegment_range: None,
            resegment_outliers: None,
            force_2d: false,
            aggregation: None,
            families: Family::ALL.to_vec(),
            original: true,
            filtered: Vec::new(),
            correct_mask: false,
            geometry_tolerance: 1e-6,
        }
    }
}

impl Settings {
    /// Aggregations that will be computed, in the order of results.
    pub(crate) fn spaces(&self) -> Vec<Space> {
        let wanted = |space: &Space| match &self.aggregation {
            Some(list) => list.contains(space),
            None => !self.force_2d || *space != Space::Volume,
        };
        Space::ALL.into_iter().filter(wanted).collect()
    }
}
