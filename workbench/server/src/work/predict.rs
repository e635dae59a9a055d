//! A model answers for studies: every ROI becomes a finding (A2, A3).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use inference::{Finding, ModelCard, RoiFacts, Runtime, Term, finding_for};
use serde::{Deserialize, Serialize};
use serde_json::json;
use workbench_core::ids::{ModelId, SeriesId, StudyId};
use workbench_core::{DataLevel, FeatureTable};
use workbench_store::{Entity, Grant, Instance, ModelRow, NewFinding, Roi, Store};

use super::extract::{self, Selection};
use super::feature_spec::FeatureSpec;
use super::import_dicom::Problem;
use super::{Tick, volumes};
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
    pub problems: Vec<Problem>,
}

/// Answers for the studies. Those answered since `begun` are left out: a job
/// that is run again goes on where it was broken off.
pub async fn run(
    app: &Shared,
    grant: &Grant,
    arguments: &Arguments,
    begun: DateTime<Utc>,
    tick: &Tick,
) -> Result<Summary, AppError> {
    let row = app.store.model(grant, arguments.model).await?;
    let model = training::Model::from_bytes(&app.store.objects().get(row.hash).await?)?;
    let table = app.store.feature_table(grant, row.feature_table).await?;
    let judge = Arc::new(Judge {
        store: app.store.clone(),
        spec: FeatureSpec::from_json(&table.settings)?,
        selection: Selection::of(&table.settings),
        card: card(&row, &model, arguments.threshold)?,
        runtime: Runtime::new(vec![model])?,
    });
    let answered = app.store.answered(grant, arguments.model, begun).await?;
    let mut summary = Summary { studies: 0, findings: 0, problems: Vec::new() };
    tick.stage("模型预测 predicting", arguments.studies.len());
    for study in &arguments.studies {
        tick.go_on()?;
        if !answered.contains(study) {
            of_study(app, grant, &judge, arguments.model, *study, tick, &mut summary).await?;
        }
        tick.step()?;
    }
    Ok(summary)
}

async fn of_study(
    app: &Shared,
    grant: &Grant,
    judge: &Arc<Judge>,
    model: ModelId,
    study: StudyId,
    tick: &Tick,
    summary: &mut Summary,
) -> Result<(), AppError> {
    let started = chrono::Utc::now();
    let (mut findings, mut used) = (Vec::new(), Vec::new());
    let mut by_series: BTreeMap<SeriesId, Vec<Roi>> = BTreeMap::new();
    // what is said of an ROI is kept where every member reads it
    for roi in app.store.rois_of_study(&grant.no_deeper_than(DataLevel::Deidentified), study).await? {
        by_series.entry(roi.series_id).or_default().push(roi);
    }
    if by_series.is_empty() {
        let reason = "the study has no ROI; this model judges ROIs, draw or import one first".to_owned();
        summary.problems.push(Problem { file: study.to_string(), reason });
        return Ok(());
    }
    for (series, rois) in by_series {
        tick.go_on()?;
        let modality = app.store.series(grant, series).await?.modality;
        let instances = app.store.instances_of(grant, series).await?;
        let judge = judge.clone();
        let answers = on_thread(move || judge.series(&instances, &modality, rois)).await?;
        for (roi, answer) in answers {
            match answer {
                Ok(finding) => {
                    used.push(Entity::new("roi", roi.id, roi.mask));
                    findings.push(NewFinding {
                        roi: roi.id,
                        probability: finding.probability,
                        positive: finding.positive,
                        detail: json!(finding),
                    });
                }
                Err(error) => {
                    let file = format!("{} · ROI {}", roi.patient.label, roi.label);
                    summary.problems.push(Problem { file, reason: error.to_string() });
                }
            }
        }
    }
    if findings.is_empty() {
        return Ok(());
    }
    let (_, ids) = app.store.keep_prediction(grant, model, study, &findings).await?;
    used.push(Entity::new("model", model, judge.card.sha256));
    let made: Vec<Entity> = ids.iter().map(|id| Entity::new("finding", id, "")).collect();
    let plan = json!({"threshold": judge.card.threshold, "settings": judge.spec.to_json(), "selection": judge.selection});
    app.store.record_activity(grant, "predict", &plan, started, &used, &made).await?;
    summary.studies += 1;
    summary.findings += ids.len();
    Ok(())
}

/// What the model said of each ROI, or why it said nothing.
type Answers = Vec<(Roi, Result<Finding, AppError>)>;

/// A model with everything it needs to look at an ROI.
struct Judge {
    store: Store,
    spec: FeatureSpec,
    selection: Selection,
    card: ModelCard,
    runtime: Runtime,
}

impl Judge {
    /// Answers for the ROIs of one series, which is read once.
    fn series(&self, instances: &[Instance], modality: &str, rois: Vec<Roi>) -> Result<Answers, AppError> {
        let refused = |roi: &Roi| self.selection.refuses(&roi.label, modality);
        let loaded = match rois.iter().all(|roi| refused(roi).is_some()) {
            true => None,
            false => Some(volumes::load_blocking(&self.store, instances)),
        };
        let answer = |roi: Roi| {
            let found = match (refused(&roi), &loaded) {
                (Some(reason), _) => Err(AppError::bad(reason)),
                (None, Some(Ok(loaded))) => self.answer(loaded, &roi),
                (None, Some(Err(error))) => Err(error.clone()),
                (None, None) => Err(AppError::bad("the series was not read")),
            };
            (roi, found)
        };
        Ok(rois.into_iter().map(answer).collect())
    }

    fn answer(&self, loaded: &imaging::LoadedSeries, roi: &Roi) -> Result<Finding, AppError> {
        let values = extract::of_roi(&self.store, &loaded.volume, roi, &self.spec)?;
        let mut table = FeatureTable::new(self.spec.names());
        table.push(roi.id.to_string(), &values)?;
        let probability = self.runtime.predict(&table)?.first().and_then(|answers| answers.first().copied());
        let probability = probability.ok_or_else(|| AppError::bad("the model gave no answer"))?;
        let reasons = self.runtime.reasons(&table, 0, REASONS)?;
        Ok(finding_for(probability, &facts(loaded, roi, &table), &self.card)?.with_reasons(reasons))
    }
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

/// Place and size of the ROI. The diameters are the axes of the ellipsoid with
/// the ROI's second moments (IBSI TDIC, P9VJ), as the feature table holds them.
fn facts(loaded: &imaging::LoadedSeries, roi: &Roi, table: &FeatureTable) -> RoiFacts {
    let feature = |code: &str| {
        let name = table.columns.iter().find(|name| radiomics::ibsi_code(name) == Some(code))?;
        table.column(name).ok().and_then(|column| column.first().copied()).filter(|mm| *mm > 0.0)
    };
    let centre = std::array::from_fn(|axis| (roi.bbox[0][axis] + roi.bbox[1][axis]) / 2.0);
    let slice = loaded.volume.geometry.to_voxel(centre)[2].round().max(0.0) as usize;
    RoiFacts {
        roi: roi.id.to_string(),
        series_uid: roi.series_uid.clone(),
        sop_uid: loaded.sop_uids.get(slice).cloned(),
        bbox_mm: roi.bbox,
        long_mm: feature("TDIC"),
        short_mm: feature("P9VJ"),
        volume_mm3: Some(roi.volume_mm3),
        place_zh: None,
        place_en: None,
    }
}
