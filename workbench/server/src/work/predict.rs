//! A model answers for studies: every ROI becomes a finding (A2, A3).

use inference::{Finding, ModelCard, RoiFacts, Runtime, Term, finding_for};
use radiomics::ValidSettings;
use serde::{Deserialize, Serialize};
use serde_json::json;
use workbench_core::FeatureTable;
use workbench_core::ids::{ModelId, StudyId};
use workbench_store::{Entity, Grant, ModelRow, NewFinding, Roi, Store};

use super::{Tick, extract, volumes};
use crate::AppError;
use crate::app::Shared;
use crate::error::on_thread;

/// Reasons shown with a finding.
const REASONS: usize = 8;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arguments {
    pub model: ModelId,
    pub studies: Vec<StudyId>,
    /// Instead of the model's own threshold.
    pub threshold: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub studies: usize,
    pub findings: usize,
    pub problems: Vec<super::import_dicom::Problem>,
}

pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let row = app.store.model(grant, arguments.model).await?;
    let model = training::Model::from_bytes(&app.store.objects().get(row.hash).await?)?;
    let table = app.store.feature_table(grant, row.feature_table).await?;
    let settings = extract::from_json(&table.settings)?;
    let card = card(&row, &model, arguments.threshold)?;
    let runtime = std::sync::Arc::new(Runtime::new(vec![model])?);
    let mut summary = Summary { studies: 0, findings: 0, problems: Vec::new() };
    tick.stage("模型预测 predicting", arguments.studies.len());
    for study in &arguments.studies {
        tick.step()?;
        let started = chrono::Utc::now();
        let rois = app.store.rois_of_study(grant, *study).await?;
        if rois.is_empty() {
            summary.problems.push(super::import_dicom::Problem {
                file: study.to_string(),
                reason: "the study has no ROI; this model judges ROIs, draw or import one first".to_owned(),
            });
            continue;
        }
        let mut findings = Vec::new();
        for roi in &rois {
            match judge(app, grant, roi, &settings, &runtime, &card).await {
                Ok(finding) => findings.push(NewFinding {
                    roi: roi.id,
                    probability: finding.probability,
                    positive: finding.positive,
                    detail: json!(finding),
                }),
                Err(error) => summary.problems.push(super::import_dicom::Problem {
                    file: format!("ROI {}", roi.label),
                    reason: error.to_string(),
                }),
            }
        }
        let (_, ids) = app.store.keep_prediction(grant, arguments.model, *study, &findings).await?;
        let mut used = vec![Entity::new("model", arguments.model, row.hash)];
        used.extend(rois.iter().map(|roi| Entity::new("roi", roi.id, roi.mask)));
        let made: Vec<Entity> = ids.iter().map(|id| Entity::new("finding", id, "")).collect();
        let plan = json!({"threshold": card.threshold, "settings": table.settings});
        app.store.record_activity(grant, "predict", &plan, started, &used, &made).await?;
        summary.studies += 1;
        summary.findings += ids.len();
    }
    Ok(summary)
}

fn card(row: &ModelRow, model: &training::Model, threshold: Option<f64>) -> Result<ModelCard, AppError> {
    let code = Term::new("99WB", &row.target, &row.target);
    let labels = match row.target.as_str() {
        "malignant" => ["恶性结节".to_owned(), "malignant nodule".to_owned()],
        other => {
            [format!("{other} = {}", model.target.positive), format!("{other} = {}", model.target.positive)]
        }
    };
    let version = row.version.to_string();
    let mut card = ModelCard::of(model, &row.name, &version, code, [&labels[0], &labels[1]])?;
    if let Some(threshold) = threshold {
        if !(0.0..=1.0).contains(&threshold) {
            return Err(AppError::bad("the threshold lies between 0 and 1"));
        }
        card.threshold = threshold;
    }
    Ok(card)
}

async fn judge(
    app: &Shared,
    grant: &Grant,
    roi: &Roi,
    settings: &ValidSettings,
    runtime: &std::sync::Arc<Runtime>,
    card: &ModelCard,
) -> Result<Finding, AppError> {
    let instances = app.store.instances_of(grant, roi.series_id).await?;
    let (store, roi, settings) = (app.store.clone(), roi.clone(), settings.clone());
    let (runtime, card) = (runtime.clone(), card.clone());
    on_thread(move || {
        let loaded = volumes::load_blocking(&store, &instances)?;
        answer(&store, &loaded, &roi, &settings, &runtime, &card)
    })
    .await
}

fn answer(
    store: &Store,
    loaded: &imaging::LoadedSeries,
    roi: &Roi,
    settings: &ValidSettings,
    runtime: &Runtime,
    card: &ModelCard,
) -> Result<Finding, AppError> {
    let values = extract::of_roi(store, &loaded.volume, roi, settings)?;
    let mut table = FeatureTable::new(radiomics::feature_names(settings));
    table.push(roi.id.to_string(), &values)?;
    let probability = runtime.predict(&table)?.first().and_then(|answers| answers.first().copied());
    let probability = probability.ok_or_else(|| AppError::bad("the model gave no answer"))?;
    let reasons = runtime.reasons(&table, 0, REASONS)?;
    Ok(finding_for(probability, &facts(loaded, roi, &table), card)?.with_reasons(reasons))
}

/// Place and size of the ROI. The diameters are the axes of the ellipsoid with
/// the ROI's second moments (IBSI TDIC, P9VJ), as the feature table holds them.
fn facts(loaded: &imaging::LoadedSeries, roi: &Roi, table: &FeatureTable) -> RoiFacts {
    let feature = |name: &str| {
        table.column(name).ok().and_then(|column| column.first().copied()).filter(|mm| *mm > 0.0)
    };
    let centre = std::array::from_fn(|axis| (roi.bbox[0][axis] + roi.bbox[1][axis]) / 2.0);
    let slice = loaded.volume.geometry.to_voxel(centre)[2].round().max(0.0) as usize;
    RoiFacts {
        roi: roi.id.to_string(),
        series_uid: roi.series_uid.clone(),
        sop_uid: loaded.sop_uids.get(slice).cloned(),
        bbox_mm: roi.bbox,
        long_mm: feature("original_shape_MajorAxisLength"),
        short_mm: feature("original_shape_MinorAxisLength"),
        volume_mm3: Some(roi.volume_mm3),
        place_zh: None,
        place_en: None,
    }
}
