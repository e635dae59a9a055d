//! From what is prepared to features.

use rayon::prelude::*;
use workbench_core::{Mask, Volume};

use super::aggregation::WHOLE;
use super::filtered::families;
use super::prepare::{Prepared, prepare};
use super::settings::{Settings, ValidSettings};
use super::{Family, Feature, Features, catalogue, texture};
use super::{discretise, distribution, histogram, intensity_volume, local_intensity, morphology};
use crate::error::Result;

/// Features of the voxels of `mask` that have `label`.
///
/// Work is spread over the threads of the current rayon pool; the values are
/// the same bits for any number of threads.
///
/// # Errors
/// As [`prepare`] and [`measure`].
pub fn extract(volume: &Volume, mask: &Mask, label: u8, settings: &ValidSettings) -> Result<Features> {
    let prepared = prepare(volume, mask, label, settings)?;
    let mut features = Features {
        values: Vec::new(),
        diagnostics: prepared.diagnostics.clone(),
        settings: settings.to_json(),
    };
    if settings.settings().original {
        features.values = measure(&prepared, settings)?.values;
    }
    for filtered in &settings.settings().filtered {
        let response = filtered.apply(&prepared)?;
        let found = values(&response, settings.settings(), &families(&settings.settings().families));
        for mut feature in found.map_err(|error| error.in_image(filtered.name()))? {
            feature.tag = filtered.tag(&feature.tag);
            features.values.push(feature);
        }
    }
    if let Some(used) = features.settings.pointer_mut("/setting/label") {
        *used = label.into();
    }
    Ok(features)
}

/// Features of an image, or of a response map over its masks.
///
/// # Errors
/// When the intensities fall into too many grey levels, or are no levels though
/// they should be.
pub fn measure(prepared: &Prepared, valid: &ValidSettings) -> Result<Features> {
    let settings = valid.settings();
    let values = values(prepared, settings, &settings.families)?;
    Ok(Features { values, diagnostics: prepared.diagnostics.clone(), settings: valid.to_json() })
}

fn values(prepared: &Prepared, settings: &Settings, families: &[Family]) -> Result<Vec<Feature>> {
    let region = &prepared.region;
    let intensities = &region.intensity.values;
    let (textures, others): (Vec<Family>, Vec<Family>) =
        families.iter().partition(|family| !family.aggregations().is_empty());
    let discretised = !textures.is_empty() || others.contains(&Family::Histogram);
    let low = prepared.range.map(|[low, _]| low);
    let levels =
        if discretised { Some(discretise::levels(intensities, settings.discretisation, low)?) } else { None };
    let whole = |family: Family| match (family, &levels) {
        (Family::Morphology, _) => morphology::features(region),
        (Family::LocalIntensity, _) => local_intensity::features(&prepared.image, region),
        (Family::Statistics, _) => distribution::statistics(intensities),
        (Family::IntensityVolume, _) => {
            intensity_volume::features(intensities, settings.intensity_volume, prepared.range)
        }
        (_, Some(levels)) => histogram::features(levels),
        (_, None) => Vec::new(),
    };
    let (whole, aggregated) = rayon::join(
        || others.par_iter().map(|family| whole(*family)).collect::<Vec<_>>(),
        || match &levels {
            Some(levels) => texture::features(region, levels, &textures, &settings.spaces()),
            None => Vec::new(),
        },
    );
    let mut values = Vec::new();
    for (tag, value) in whole.into_iter().flatten() {
        values.push(feature(tag, tag.to_owned(), WHOLE, value));
    }
    for (_, way, found) in aggregated {
        for (tag, value) in found {
            values.push(feature(tag, format!("{tag}_{}", way.suffix), way.code, value));
        }
    }
    Ok(values)
}

fn feature(name: &'static str, tag: String, aggregation: &'static str, value: f64) -> Feature {
    let code = catalogue::entry(name).map_or("", |entry| entry.code);
    // 0 / 0 and 1 / 0 alike: the definition gives no value.
    Feature { tag, code, aggregation, value: if value.is_finite() { value } else { f64::NAN } }
}

/// Tags of the features that `settings` compute, in the order of results.
pub fn feature_names(settings: &ValidSettings) -> Vec<String> {
    let settings = settings.settings();
    let mut names = if settings.original { tags(settings, &settings.families) } else { Vec::new() };
    for filtered in &settings.filtered {
        let tags = tags(settings, &families(&settings.families));
        names.extend(tags.iter().map(|tag| filtered.tag(tag)));
    }
    names
}

fn tags(settings: &Settings, families: &[Family]) -> Vec<String> {
    let spaces = settings.spaces();
    let mut names = Vec::new();
    for family in families {
        if family.aggregations().is_empty() {
            names.extend(family.tags().map(str::to_owned));
        }
        for way in family.aggregations().iter().filter(|way| spaces.contains(&way.space)) {
            names.extend(family.tags().map(|tag| format!("{tag}_{}", way.suffix)));
        }
    }
    names
}
