//! ROIs become rows of a feature table (E3).

mod choice;
mod compute;
mod lineage;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::Handle;
use workbench_core::FeatureTable;
use workbench_core::ids::{CohortId, FeatureTableId, RoiId};
use workbench_store::{Entity, FailedRow, Grant, NewFeatureTable, Roi, Store};

pub use choice::{Choice, Selection};
use compute::{Done, Work};

use super::feature_file::{self, Content};
use super::feature_spec::FeatureSpec;
use super::{Tick, kept, profiles, volumes};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Arguments {
    pub name: String,
    /// Only these ROIs; all when empty.
    pub rois: Vec<RoiId>,
    /// Only ROIs whose label holds this; all when empty.
    pub label: String,
    /// Only ROIs of exactly these labels; all when empty.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Only ROIs of the patients of a frozen cohort.
    #[serde(default)]
    pub cohort: Option<CohortVersionOf>,
    /// A parameter file of the profile; its defaults when empty.
    pub settings: String,
    /// Whose definitions; the first of [`profiles::Profile::ALL`] when empty.
    #[serde(default)]
    pub profile: String,
}

/// A version of a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CohortVersionOf {
    /// Cohort.
    pub id: CohortId,
    /// From 1.
    pub version: i64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub feature_table: FeatureTableId,
    pub rows: usize,
    pub columns: usize,
    pub failed: usize,
    /// Rows whose values were kept from before.
    pub kept: usize,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let started = chrono::Utc::now();
    let spec = FeatureSpec::new(&arguments.profile, &arguments.settings)?;
    let choice = Choice::of(app, grant, arguments).await?;
    let (series, modalities) = choice.by_series(app, grant).await?;
    let mut plan = spec.to_json();
    plan["engine"] = json!(profiles::ENGINE);
    plan["selection"] = json!(Selection {
        label: arguments.label.clone(),
        labels: arguments.labels.clone(),
        modalities,
        cohort: arguments.cohort,
    });
    tick.stage("计算特征 computing features", choice.rois.len());
    let work = Work {
        kept: kept::Rows { store: app.store.clone(), grant: grant.clone(), runtime: Handle::current() },
        names: spec.names(),
        spec,
        tick: tick.clone(),
    };
    let key = app.store.image_key(grant);
    let context = plan.clone();
    let made = on_thread(move || {
        let done = work.all(series)?;
        Made::of(&work.names, done, &key, &context, started)
    })
    .await?;
    let objects = app.store.objects();
    let object = objects.put(made.table.to_csv()).await?;
    let parquet = objects.put(made.parquet).await?;
    let new = NewFeatureTable {
        name: arguments.name.clone(),
        settings: plan.clone(),
        rows: made.table.rows.len() as i64,
        columns: made.table.columns,
        failed: made.failed,
        object,
        parquet: Some(parquet),
    };
    let id = app.store.keep_feature_table(grant, &new).await?;
    let entities = [Entity::new("feature_table", id, object)];
    app.store.record_activity(grant, "extract_features", &plan, started, &made.used, &entities).await?;
    Ok(Summary {
        feature_table: id,
        rows: made.table.rows.len(),
        columns: new.columns.len(),
        failed: new.failed.len(),
        kept: made.kept,
    })
}

/// What was computed, ready to be kept.
struct Made {
    table: FeatureTable,
    parquet: Vec<u8>,
    failed: Vec<FailedRow>,
    used: Vec<Entity>,
    kept: usize,
}

impl Made {
    fn of(
        names: &[String],
        done: Vec<Done>,
        key: &str,
        settings: &serde_json::Value,
        created: chrono::DateTime<chrono::Utc>,
    ) -> Result<Self, AppError> {
        let mut table = FeatureTable::new(names.to_vec());
        let (mut failed, mut used, mut rows, mut kept) = (Vec::new(), Vec::new(), Vec::new(), 0);
        let mut first = None;
        for one in done {
            match one.values {
                Ok(values) => {
                    table.push(one.roi.id.to_string(), &values)?;
                    used.push(Entity::new("roi", one.roi.id, one.roi.mask));
                    kept += usize::from(one.known);
                    rows.push((one.roi, one.image));
                }
                Err(error) => {
                    failed.push(FailedRow {
                        roi: one.roi.id.to_string(),
                        label: one.roi.label,
                        reason: error.message.clone(),
                        reason_zh: error.message_zh.clone(),
                    });
                    first.get_or_insert(error);
                }
            }
        }
        if let Some(first) = first.filter(|_| rows.is_empty()) {
            let (count, zh) = (failed.len(), first.message_zh.as_ref().unwrap_or(&first.message));
            return Err(AppError::bad(format!(
                "none of the {count} ROIs could be computed; the first: {first}"
            ))
            .zh(format!("{count} 个标注均未能提取；第一个的原因：{zh}")));
        }
        let texts = lineage::columns(&rows, key);
        let parquet = feature_file::write(&Content { texts, table: &table, settings, created })?;
        Ok(Self { table, parquet, failed, used, kept })
    }
}

/// The features of one ROI, in the order of [`FeatureSpec::names`].
pub fn of_roi(
    store: &Store,
    volume: &workbench_core::Volume,
    roi: &Roi,
    spec: &FeatureSpec,
) -> Result<Vec<f64>, AppError> {
    let mask = volumes::mask_blocking(store, roi)?;
    Ok(spec.extract(volume, &mask)?.values())
}
