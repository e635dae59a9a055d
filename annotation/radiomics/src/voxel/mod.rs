//! Feature maps: for each voxel of a region the features of the kernel around
//! it (`PyRadiomics`' voxel-based extraction).
//!
//! Grey levels are those of the whole region; a kernel holds the voxels of the
//! region (or of its box) at most `kernelRadius` away along every axis, and its
//! features are what the classes make of these voxels alone. Images and classes
//! come one after the other: no more than the maps of one class are in memory.

mod field;
mod kernel;
mod map;
mod measure;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use serde_json::Value;
use workbench_core::{Mask, Volume};

use crate::error::{RadiomicsError, Result};
use crate::extract::{Column, columns};
use crate::filter::{ORIGINAL, Source};
use crate::prepare::{self, Prepared};
use crate::roi::Roi;
use crate::settings::{FeatureClass, Settings, ValidSettings, VoxelSettings};
use field::{Field, Layout};
pub(crate) use kernel::Kernel;
pub use map::FeatureMap;
use map::Place;
use measure::{Measure, Workspace};

/// Voxels a thread takes at a time.
const SHARE: usize = 64;

/// The maps to compute.
pub struct Maps<'s> {
    settings: &'s ValidSettings,
    columns: Vec<Column>,
}

/// How far the computation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Kernels measured.
    pub done: u64,
    /// Kernels to measure: voxels × images × classes.
    pub total: u64,
}

impl<'s> Maps<'s> {
    /// A map of each feature that `settings` compute, but of those of form,
    /// which a kernel has none of.
    pub fn new(settings: &'s ValidSettings) -> Self {
        Self { settings, columns: columns(settings).filter(|column| !column.class.is_form()).collect() }
    }

    /// Keeps the maps whose name `wanted` accepts.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.columns.retain(|column| wanted(&column.name()));
    }

    /// Names of the maps, in the order of results.
    pub fn names(&self) -> Vec<String> {
        self.columns.iter().map(Column::name).collect()
    }

    /// The settings under `PyRadiomics`' key names, `voxelSetting` included.
    pub fn to_json(&self) -> Value {
        let mut used = self.settings.to_json();
        used["voxelSetting"] = Value::Object(self.settings.settings().voxel.to_json());
        used
    }

    /// Computes the maps for the voxels of `mask` that have `label` and hands
    /// them over class by class. `watch` is told how far it is, from any thread.
    ///
    /// Work is spread over the threads of the current rayon pool; the values
    /// are the same bits for any number of threads.
    ///
    /// # Errors
    /// What [`extract`](crate::extract) refuses, kernels that would hold NaN or
    /// infinity, no map at all, and any error of `take`, which ends the work.
    pub fn compute<E: From<RadiomicsError>>(
        &self,
        volume: &Volume,
        mask: &Mask,
        label: u8,
        watch: &(dyn Fn(Progress) + Sync),
        mut take: impl FnMut(Vec<FeatureMap>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        if self.columns.is_empty() {
            let available = columns(self.settings).filter(|column| !column.class.is_form()).count();
            return Err(RadiomicsError::NoMaps { available }.into());
        }
        let prepared = prepare::prepare(volume, mask, label, self.settings)?;
        let stage = Stage::new(self.settings.settings(), &prepared, volume, label)?;
        let total = self.steps() * stage.centres.len() as u64;
        let watch = Watch { told: watch, done: AtomicU64::new(0), total };
        let images = self.settings.images();
        let filters =
            || images.iter().flat_map(|image| image.filters.iter().map(move |f| (f, &image.settings)));
        let source = Source::new(&prepared.image, &stage.region, None, filters().map(|(filter, _)| filter));
        let mut number = 0;
        for (filter, settings) in filters() {
            let names = filter.names();
            let numbers = number..number + names.len();
            number = numbers.end;
            if !self.columns.iter().any(|column| numbers.contains(&column.image)) {
                continue;
            }
            let derived = filter.apply(&source)?;
            for ((number, name), values) in numbers.zip(names).zip(derived) {
                let field = Field::new(&stage.region, &values, settings.bins, stage.layout);
                let field =
                    field.map_err(|error| if name == ORIGINAL { error } else { error.in_image(&name) })?;
                for class in FeatureClass::ALL {
                    let of_class = |column: &&Column| (column.image, column.class) == (number, class);
                    let columns: Vec<&Column> = self.columns.iter().filter(of_class).collect();
                    if !columns.is_empty() {
                        take(stage.maps(&field, settings, &columns, &watch))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Classes over all images.
    fn steps(&self) -> u64 {
        let mut steps: Vec<_> = self.columns.iter().map(|column| (column.image, column.class)).collect();
        steps.dedup();
        steps.len() as u64
    }
}

/// Who is told how far it is.
struct Watch<'w> {
    told: &'w (dyn Fn(Progress) + Sync),
    done: AtomicU64,
    total: u64,
}

impl Watch<'_> {
    fn add(&self, kernels: usize) {
        let kernels = kernels as u64;
        let done = self.done.fetch_add(kernels, Ordering::Relaxed) + kernels;
        (self.told)(Progress { done, total: self.total });
    }
}

/// What is the same for all images.
struct Stage {
    /// The voxels that kernels may hold.
    region: Roi,
    layout: Layout,
    /// Where the kernels' centres lie in a field: the voxels of the maps.
    centres: Vec<usize>,
    place: Arc<Place>,
}

impl Stage {
    fn new(settings: &Settings, prepared: &Prepared, volume: &Volume, label: u8) -> Result<Self> {
        let VoxelSettings { kernel_radius, masked_kernel, init_value } = settings.voxel;
        let reach = kernel_radius as usize;
        let roi = Roi::crop(&prepared.image, &prepared.mask, label, settings)?;
        let resampled = settings.preparation.resamples();
        let place = Place::new(&roi, &prepared.image, &volume.geometry, resampled, init_value);
        let region = if masked_kernel { roi.clone() } else { roi.widened(&prepared.image, reach)? };
        // A kernel need not be longer than what there is to hold.
        let mut radius = region.size.map(|n| reach.min(n - 1));
        if let Some(across) = settings.across() {
            radius[across] = 0;
        }
        let layout = Layout::new(region.size, radius);
        let first: [usize; 3] = std::array::from_fn(|axis| roi.origin[axis] - region.origin[axis]);
        let centre = |voxel: usize| {
            let voxel = roi.voxel(voxel);
            layout.place(std::array::from_fn(|axis| voxel[axis] + first[axis]))
        };
        let inside = roi.inside.iter().enumerate().filter(|(_, inside)| **inside);
        let centres = inside.map(|(voxel, _)| centre(voxel)).collect();
        Ok(Self { region, layout, centres, place: Arc::new(place) })
    }

    /// The maps of `columns`, which are of one image and one class.
    fn maps(
        &self,
        field: &Field,
        settings: &Settings,
        columns: &[&Column],
        watch: &Watch,
    ) -> Vec<FeatureMap> {
        let features: Vec<&str> = columns.iter().map(|column| column.feature).collect();
        let class = columns.first().map(|column| column.class);
        let Some(measure) =
            class.and_then(|class| Measure::new(class, &features, field, &self.region, settings))
        else {
            return Vec::new();
        };
        let names = measure.names();
        let place = |feature: &&str| names.iter().position(|name| name == feature);
        let places: Vec<usize> = features.iter().filter_map(place).collect();
        // Voxel by voxel, then map by map: each thread writes to one place.
        let mut table = vec![f64::NAN; self.centres.len() * places.len()];
        let shares = table.par_chunks_mut(SHARE * places.len()).zip(self.centres.par_chunks(SHARE));
        shares.for_each_init(
            || (Workspace::new(field, settings), Vec::new()),
            |(work, found), (rows, centres)| {
                for (row, centre) in rows.chunks_mut(places.len()).zip(centres) {
                    measure.of_kernel(field, *centre, work, found);
                    row.iter_mut().zip(&places).for_each(|(value, place)| *value = found[*place]);
                }
                watch.add(centres.len());
            },
        );
        let map = |(number, column): (usize, &&Column)| {
            let values = table.iter().skip(number).step_by(places.len()).copied().collect();
            FeatureMap::new(column.name(), values, self.place.clone())
        };
        columns.iter().enumerate().map(map).collect()
    }
}

#[cfg(test)]
mod tests;
