//! From image and mask to features.

use workbench_core::{Mask, Volume};

use crate::error::{RadiomicsError, Result};
use crate::features::Features;
use crate::levels::{LevelGrid, Levels};
use crate::neighbourhood::Neighbourhoods;
use crate::prepare;
use crate::roi::Roi;
use crate::settings::{FeatureClass, ValidSettings};
use crate::{first_order, glcm, gldm, glrlm, glszm, ngtdm, shape};

/// Prefix of features of the unfiltered image.
const ORIGINAL: &str = "original";

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
/// holds NaN or infinity, or falls into too many grey levels.
pub fn extract(volume: &Volume, mask: &Mask, label: u8, settings: &ValidSettings) -> Result<Features> {
    let prepared = prepare::prepare(volume, mask, label, settings)?;
    let roi = Roi::crop(&prepared.image, &prepared.mask, label, settings.settings())?;
    let outline = prepared.shape.as_ref().map(|mask| Roi::outline(mask, label)).transpose()?;
    let form = outline.as_ref().unwrap_or(&roi);
    let (shape, textures) = rayon::join(|| forms(form, label, settings), || textures(&roi, settings));
    let mut found = textures?;
    found.extend(shape?);
    let value_of = |class: FeatureClass, name: &str| {
        let values = found.iter().filter(|(c, _)| *c == class).flat_map(|(_, values)| values);
        values.into_iter().find(|(n, _)| *n == name).map_or(f64::NAN, |(_, value)| *value)
    };
    let values = settings
        .selected()
        .iter()
        .map(|(class, entry)| (full_name(*class, entry.name), value_of(*class, entry.name)))
        .collect();
    let mut used = settings.to_json();
    if let Some(setting) = used.pointer_mut("/setting/label") {
        *setting = label.into();
    }
    Ok(Features { values, settings: used })
}

/// Names of the features that `settings` compute, in the order of results.
pub fn feature_names(settings: &ValidSettings) -> Vec<String> {
    settings.selected().iter().map(|(class, entry)| full_name(*class, entry.name)).collect()
}

fn full_name(class: FeatureClass, feature: &str) -> String {
    format!("{ORIGINAL}_{}_{feature}", class.key())
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

/// Every class but those of form: one discretisation serves all.
fn textures(roi: &Roi, valid: &ValidSettings) -> Result<Vec<(FeatureClass, Values)>> {
    let wants = |class| valid.wants(class);
    let settings = valid.settings();
    let form = [FeatureClass::Shape, FeatureClass::Shape2D];
    if !FeatureClass::ALL.into_iter().any(|class| !form.contains(&class) && wants(class)) {
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
            values.push((FeatureClass::Ngtdm, ngtdm::features(&counts)));
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
                        first_order::features(roi, &levels, settings.voxel_array_shift)
                    })
                },
                || one(FeatureClass::Glszm, &|| glszm::features(&grid)),
            )
        },
        || {
            rayon::join(
                || one(FeatureClass::Glrlm, &|| glrlm::features(&grid, spacing, settings)),
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
