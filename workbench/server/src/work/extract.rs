//! ROIs become rows of a feature table (E3).

use std::collections::{BTreeMap, BTreeSet};

use radiomics::{Settings, ValidSettings};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use workbench_core::FeatureTable;
use workbench_core::ids::{FeatureTableId, RoiId, SeriesId};
use workbench_store::{Entity, FailedRow, Grant, Instance, NewFeatureTable, Roi, Store};

use super::{Tick, volumes};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub name: String,
    /// Only these ROIs; all when empty.
    pub rois: Vec<RoiId>,
    /// Only ROIs of this label; all when empty.
    pub label: String,
    /// A PyRadiomics parameter file; its defaults when empty.
    pub settings: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub feature_table: FeatureTableId,
    pub rows: usize,
    pub columns: usize,
    pub failed: usize,
}

/// Which ROIs a table was made of; a model trained on it judges no others.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Part of their label; empty for any.
    pub label: String,
    /// Modalities of their images.
    pub modalities: Vec<String>,
}

impl Selection {
    /// The selection kept with a table's parameters.
    pub fn of(kept: &serde_json::Value) -> Self {
        kept.get("selection").and_then(|part| serde_json::from_value(part.clone()).ok()).unwrap_or_default()
    }

    /// Why an ROI is not among them.
    pub fn refuses(&self, label: &str, modality: &str) -> Option<String> {
        if !label.contains(&self.label) {
            return Some(format!("the model judges ROIs called `{}`, not `{label}`", self.label));
        }
        let known = self.modalities.is_empty() || self.modalities.iter().any(|one| one == modality);
        (!known)
            .then(|| format!("the model was trained on {}, not on {modality}", self.modalities.join(", ")))
    }
}

/// Parses the parameters before any work is queued.
pub fn settings(text: &str) -> Result<ValidSettings, AppError> {
    let settings = if text.trim().is_empty() { Settings::default() } else { Settings::from_yaml(text)? };
    Ok(settings.check()?)
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    let settings = settings(&arguments.settings)?;
    let mut rois = app.store.rois(grant).await?;
    rois.retain(|roi| arguments.label.is_empty() || roi.label.contains(&arguments.label));
    rois.retain(|roi| arguments.rois.is_empty() || arguments.rois.contains(&roi.id));
    if rois.is_empty() {
        return Err(AppError::bad("no ROI fits the choice").zh("没有符合条件的标注（ROI）"));
    }
    tick.stage("计算特征 computing features", rois.len());
    let mut by_series: BTreeMap<SeriesId, Vec<Roi>> = BTreeMap::new();
    for roi in rois {
        by_series.entry(roi.series_id).or_default().push(roi);
    }
    let mut work = Vec::with_capacity(by_series.len());
    let mut modalities = BTreeSet::new();
    for (series, rois) in by_series {
        modalities.insert(app.store.series(grant, series).await?.modality);
        work.push((app.store.instances_of(grant, series).await?, rois));
    }
    let selection =
        Selection { label: arguments.label.clone(), modalities: modalities.into_iter().collect() };
    let mut plan = settings.to_json();
    plan["selection"] = serde_json::json!(selection);
    let (store, steps) = (app.store.clone(), tick.clone());
    let names = radiomics::feature_names(&settings);
    let columns = names.clone();
    let (table, failed, used) = on_thread(move || compute(&store, work, &settings, &columns, &steps)).await?;
    let object = app.store.objects().put(table.to_csv()).await?;
    let new = NewFeatureTable {
        name: arguments.name.clone(),
        settings: plan.clone(),
        rows: table.rows.len() as i64,
        columns: names,
        failed,
        object,
    };
    let id = app.store.keep_feature_table(grant, &new).await?;
    let made = [Entity::new("feature_table", id, object)];
    app.store.record_activity(grant, "extract_features", &plan, started, &used, &made).await?;
    Ok(Summary {
        feature_table: id,
        rows: table.rows.len(),
        columns: table.columns.len(),
        failed: new.failed.len(),
    })
}

type Rows = Vec<(Roi, Result<Vec<f64>, AppError>)>;

fn compute(
    store: &Store,
    work: Vec<(Vec<Instance>, Vec<Roi>)>,
    settings: &ValidSettings,
    columns: &[String],
    tick: &Tick,
) -> Result<(FeatureTable, Vec<FailedRow>, Vec<Entity>), AppError> {
    let rows: Vec<Rows> = work
        .into_par_iter()
        .map(|(instances, rois)| {
            tick.go_on()?;
            of_series(store, &instances, rois, settings, tick)
        })
        .collect::<Result<_, AppError>>()?;
    let mut table = FeatureTable::new(columns.to_vec());
    let (mut failed, mut used) = (Vec::new(), Vec::new());
    for (roi, row) in rows.into_iter().flatten() {
        match row {
            Ok(values) => {
                table.push(roi.id.to_string(), &values)?;
                used.push(Entity::new("roi", roi.id, roi.mask));
            }
            Err(error) => failed.push(FailedRow { roi: roi.id.to_string(), reason: error.to_string() }),
        }
    }
    if table.rows.is_empty() {
        let first = failed.first().map(|row| row.reason.clone()).unwrap_or_default();
        return Err(AppError::bad(format!(
            "none of the {} ROIs could be computed; the first: {first}",
            failed.len()
        )));
    }
    Ok((table, failed, used))
}

fn of_series(
    store: &Store,
    instances: &[Instance],
    rois: Vec<Roi>,
    settings: &ValidSettings,
    tick: &Tick,
) -> Result<Rows, AppError> {
    let loaded = volumes::load_blocking(store, instances);
    rois.into_iter()
        .map(|roi| {
            let values = match &loaded {
                Ok(loaded) => of_roi(store, &loaded.volume, &roi, settings),
                Err(error) => Err(error.clone()),
            };
            tick.step()?;
            Ok((roi, values))
        })
        .collect()
}

/// The features of one ROI, in the order of [`radiomics::feature_names`].
pub fn of_roi(
    store: &Store,
    volume: &workbench_core::Volume,
    roi: &Roi,
    settings: &ValidSettings,
) -> Result<Vec<f64>, AppError> {
    let mask = volumes::mask_blocking(store, roi)?;
    let features = radiomics::extract(volume, &mask, 1, settings)?;
    Ok(features.values.into_iter().map(|(_, value)| value).collect())
}

/// The parameters a feature table was made with, as its row keeps them.
pub fn from_json(kept: &serde_json::Value) -> Result<ValidSettings, AppError> {
    let mut file = serde_json::Map::new();
    for key in ["setting", "imageType", "featureClass"] {
        let Some(part) = kept.get(key) else { continue };
        let mut part = part.clone();
        if let Some(entries) = part.as_object_mut() {
            entries.retain(|_, value| !value.is_null());
        }
        file.insert(key.to_owned(), part);
    }
    // JSON is YAML: the kept form is a parameter file.
    settings(&serde_json::Value::Object(file).to_string())
}
