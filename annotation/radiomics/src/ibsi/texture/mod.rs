//! Texture matrices over slices and volume (IBSI 3.6 to 3.11).

mod directed;
mod distance;
mod neighbourhood;
mod zone;

use rayon::prelude::*;

use super::aggregation::Aggregation;
use super::region::Region;
use super::{Family, Space};
use crate::levels::{LevelGrid, Levels};
use crate::roi::Roi;
use distance::Distances;

/// Values of a family under one aggregation, by tag.
pub(super) type Aggregated = (Family, Aggregation, Vec<(&'static str, f64)>);

/// The grey levels as slices and as a volume.
struct Levelled {
    /// Slices of the box that have a voxel of the intensity mask.
    slices: Vec<Part>,
    volume: Part,
}

/// A grid of levels and what belongs to it.
struct Part {
    grid: LevelGrid,
    /// Steps to the border of the morphological mask.
    distances: Distances,
    /// Voxels of the intensity mask.
    voxels: f64,
}

/// The texture families that are wanted, in the order of results.
pub(super) fn features(
    region: &Region,
    levels: &Levels,
    families: &[Family],
    spaces: &[Space],
) -> Vec<Aggregated> {
    let levelled = Levelled::new(region, levels, spaces);
    let ways =
        families.iter().flat_map(|family| family.aggregations().iter().map(move |way| (*family, *way)));
    let ways: Vec<_> = ways.filter(|(_, way)| spaces.contains(&way.space)).collect();
    ways.into_par_iter()
        .map(|(family, way)| {
            let values = match family {
                Family::Glcm => directed::glcm(&levelled, way),
                Family::Glrlm => directed::glrlm(&levelled, way),
                Family::Glszm => zone::glszm(&levelled, way.space),
                Family::Gldzm => zone::gldzm(&levelled, way.space),
                Family::Ngtdm => neighbourhood::ngtdm(&levelled, way.space),
                _ => neighbourhood::ngldm(&levelled, way.space),
            };
            (family, way, values)
        })
        .collect()
}

impl Levelled {
    fn new(region: &Region, levels: &Levels, spaces: &[Space]) -> Self {
        let roi = &region.intensity;
        let plane = roi.size[0] * roi.size[1];
        let flat = spaces.iter().any(|space| *space != Space::Volume);
        let mut before = 0;
        let mut parts = Vec::new();
        for z in 0..if flat { roi.size[2] } else { 0 } {
            let inside = &roi.inside[z * plane..(z + 1) * plane];
            let voxels = inside.iter().filter(|inside| **inside).count();
            if voxels > 0 {
                parts.push((
                    inside,
                    &region.form.inside[z * plane..(z + 1) * plane],
                    before..before + voxels,
                ));
            }
            before += voxels;
        }
        let slices = parts
            .into_par_iter()
            .map(|(inside, form, own)| {
                let size = [roi.size[0], roi.size[1], 1];
                let of_voxel = levels.of_voxel[own].to_vec();
                // The histogram is the region's: it says how many levels there are.
                let levels = Levels { of_voxel, histogram: levels.histogram.clone() };
                let slice = Roi {
                    size,
                    origin: [0; 3],
                    spacing: roi.spacing,
                    inside: inside.to_vec(),
                    values: vec![],
                };
                Part::new(&slice, &levels, form)
            })
            .collect();
        Self { slices, volume: Part::new(roi, levels, &region.form.inside) }
    }

    /// The parts whose matrices count in this space.
    fn parts(&self, space: Space) -> &[Part] {
        if space == Space::Volume { std::slice::from_ref(&self.volume) } else { &self.slices }
    }
}

impl Part {
    fn new(roi: &Roi, levels: &Levels, form: &[bool]) -> Self {
        Self {
            grid: LevelGrid::new(roi, levels, 1, None),
            distances: Distances::new(form, roi.size),
            voxels: levels.of_voxel.len() as f64,
        }
    }
}
