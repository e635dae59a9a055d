//! From image and mask to features.

use rayon::prelude::*;
use workbench_core::{Mask, Volume};

use crate::error::{RadiomicsError, Result};
use crate::features::Features;
use crate::filter::{Filter, ORIGINAL, Source};
use crate::levels::{LevelGrid, Levels};
use crate::neighbourhood::Neighbourhoods;
use crate::pool::Pools;
use crate::prepare::{self, Image};
use crate::roi::Roi;
use crate::settings::{FeatureClass, Settings, ValidSettings};
use crate::{first_order, glcm, gldm, glrlm, glszm, ngtdm, shape};

/// Named values of one class.
type Values = Vec<(&'static str, f64)>;

/// Features of the voxels of `mask` that have `label`.
///
/// Work is spread over the threads of the current rayon pool; the values are
/// the same bits for any number of threads.
///
/// # Errors
/// When image and mask lie on different grids, the label is missing or lost by
/// resampling or re-segmentation, the region is too small for the settings,
/// holds NaN or infinity, or falls into too many grey levels, or a filter
/// cannot be applied.
pub fn extract(volume: &Volume, mask: &Mask, label: u8, settings: &ValidSettings) -> Result<Features> {
    extract_knowing(volume, mask, label, settings, None)
}

/// [`extract`] where the largest finite |intensity| of the image may be known.
pub(crate) fn extract_knowing(
    volume: &Volume,
    mask: &Mask,
    label: u8,
    settings: &ValidSettings,
    peak: Option<f64>,
) -> Result<Features> {
    let prepared = prepare::prepare(volume, mask, label, settings)?;
    let roi = Roi::crop(&prepared.image, &prepared.mask, label, settings.settings())?;
    let outline = prepared.shape.as_ref().map(|mask| Roi::outline(mask, label)).transpose()?;
    let form = outline.as_ref().unwrap_or(&roi);
    let (shape, images) =
        rayon::join(|| forms(form, label, settings), || images(&prepared.image, &roi, settings, peak));
    let (shape, images) = (shape?, images?);
    let value_of = |image: usize, class: FeatureClass, name: &str| {
        let found = if class.is_form() { &shape } else { &images[image] };
        let values = found.iter().filter(|(c, _)| *c == class).flat_map(|(_, values)| values);
        values.into_iter().find(|(n, _)| *n == name).map_or(f64::NAN, |(_, value)| *value)
    };
    let values = columns(settings).map(|c| (c.name(), value_of(c.image, c.class, c.feature))).collect();
    let mut used = settings.to_json();
    if let Some(setting) = used.pointer_mut("/setting/label") {
        *setting = label.into();
    }
    Ok(Features { values, settings: used })
}

/// Names of the features that `settings` compute, in the order of results:
/// shape, then image by image the other classes.
pub fn feature_names(settings: &ValidSettings) -> Vec<String> {
    columns(settings).map(|column| column.name()).collect()
}

/// A feature of an image.
pub(crate) struct Column {
    /// Number of the image.
    pub image: usize,
    prefix: String,
    pub class: FeatureClass,
    pub feature: &'static str,
}

impl Column {
    /// Its name among the results.
    pub fn name(&self) -> String {
        format!("{}_{}_{}", self.prefix, self.class.key(), self.feature)
    }
}

/// Every feature that `settings` compute, in the order of results.
pub(crate) fn columns(settings: &ValidSettings) -> impl Iterator<Item = Column> + '_ {
    let of_image = |image: usize, prefix: String, shape: bool| {
        let wanted = settings.selected().iter().filter(move |(c, _)| c.is_form() == shape);
        wanted.map(move |(class, entry)| Column {
            image,
            prefix: prefix.clone(),
            class: *class,
            feature: entry.name,
        })
    };
    let names = settings.images().iter().flat_map(|image| &image.filters).flat_map(Filter::names);
    let textures = names.enumerate().flat_map(move |(image, prefix)| of_image(image, prefix, false));
    of_image(0, ORIGINAL.to_owned(), true).chain(textures)
}

/// Every class but shape, for each image in the order of results.
fn images(
    image: &Image,
    roi: &Roi,
    valid: &ValidSettings,
    peak: Option<f64>,
) -> Result<Vec<Vec<(FeatureClass, Values)>>> {
    let filters = || valid.images().iter().flat_map(|image| image.filters.iter().map(move |f| (f, image)));
    let source = Source::new(image, roi, peak, filters().map(|(filter, _)| filter));
    let jobs: Vec<_> = filters().collect();
    let pools = Pools::default();
    let done: Vec<Result<Vec<_>>> = jobs
        .into_par_iter()
        .map(|(filter, image)| {
            let derived: Vec<(String, Vec<f64>)> =
                filter.names().into_iter().zip(filter.apply(&source)?).collect();
            let found: Vec<Result<_>> = derived
                .into_par_iter()
                .map(|(name, values)| {
                    let found = textures(&roi.with_values(values), valid, &image.settings, &pools);
                    found.map_err(|error| if name == ORIGINAL { error } else { error.in_image(&name) })
                })
                .collect();
            found.into_iter().collect()
        })
        .collect();
    // The first error in the order of results, not in the order of time.
    Ok(done.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// The classes of form.
fn forms(roi: &Roi, label: u8, settings: &ValidSettings) -> Result<Vec<(FeatureClass, Values)>> {
    let mut found = Vec::new();
    if settings.wants(FeatureClass::Shape) {
        found.push((FeatureClass::Shape, shape::features(roi)));
    }
    if let Some(across) = settings.settings().across()
        && settings.wants(FeatureClass::Shape2D)
    {
        if roi.size[across] > 1 {
            let axis = ["x", "y", "z"][across];
            return Err(RadiomicsError::NotFlat { label, axis, found: roi.size[across] });
        }
        found.push((FeatureClass::Shape2D, shape::flat::features(roi, across)));
    }
    Ok(found)
}

/// Every class but those of form, of one image: one discretisation serves all.
fn textures(
    roi: &Roi,
    valid: &ValidSettings,
    settings: &Settings,
    pools: &Pools,
) -> Result<Vec<(FeatureClass, Values)>> {
    let wants = |class| valid.wants(class);
    if !FeatureClass::ALL.into_iter().any(|class| !class.is_form() && wants(class)) {
        return Ok(Vec::new());
    }
    let levels = Levels::discretise(&roi.values, settings.bins)?;
    let reach = settings.distances.iter().copied().max().unwrap_or(1).max(1) as usize;
    let grid = LevelGrid::new(roi, &levels, reach, settings.across());
    let spacing = roi.spacing;
    let neighbours = || {
        let mut values = Vec::new();
        if wants(FeatureClass::Gldm) || wants(FeatureClass::Ngtdm) {
            let counts = Neighbourhoods::count(&grid, &settings.distances, settings.gldm_a);
            values.push((FeatureClass::Gldm, gldm::features(&counts)));
            values.push((FeatureClass::Ngtdm, ngtdm::features(&counts, true)));
        }
        values
    };
    let one = |class: FeatureClass, compute: &(dyn Fn() -> Values + Sync)| {
        if wants(class) { vec![(class, compute())] } else { Vec::new() }
    };
    let ((first, zones), (runs, (pairs, near))) = rayon::join(
        || {
            rayon::join(
                || {
                    one(FeatureClass::FirstOrder, &|| {
                        let shift = settings.voxel_array_shift;
                        pools.first_order.lend(|buffers| first_order::features(roi, &levels, shift, buffers))
                    })
                },
                || one(FeatureClass::Glszm, &|| pools.zones.lend(|space| glszm::features(&grid, space))),
            )
        },
        || {
            rayon::join(
                || one(FeatureClass::Glrlm, &|| glrlm::features(&grid, spacing, settings, &pools.runs)),
                || {
                    rayon::join(
                        || one(FeatureClass::Glcm, &|| glcm::features(&grid, spacing, settings)),
                        neighbours,
                    )
                },
            )
        },
    );
    Ok([first, zones, runs, pairs, near].into_iter().flatten().collect())
}
