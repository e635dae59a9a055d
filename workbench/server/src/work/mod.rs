//! What jobs and commands do: the chain from reports and images to findings,
//! through the domain crates and the store.

pub mod apply_values;
pub mod bulk_edit;
pub mod calculate;
pub mod distribution;
pub mod dry_run;
pub mod extract;
pub mod feature_file;
pub mod feature_spec;
pub mod fill;
pub mod import_dicom;
pub mod import_reports;
pub mod import_values;
pub mod index;
pub mod kept;
pub mod mine_terms;
pub mod model_fill;
pub mod predict;
pub mod profiles;
pub mod refill;
pub mod rois;
pub mod switch_rules;
pub mod term_table;
pub mod tick;
pub mod train;
pub mod volumes;
pub mod worker;

pub use tick::Tick;

use serde::{Deserialize, Serialize};

use crate::AppError;

/// A job's arguments, as kept in its row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    ImportReports(import_reports::Arguments),
    FillDatabase(fill::Arguments),
    SwitchRules(switch_rules::Arguments),
    DryRun(dry_run::Arguments),
    MineTerms(mine_terms::Arguments),
    ModelFill(model_fill::Arguments),
    ImportValues(import_values::Arguments),
    ImportDicom(import_dicom::Arguments),
    Calculate(calculate::Arguments),
    BulkEdit(bulk_edit::Arguments),
    ApplyValues(apply_values::Arguments),
    ExtractFeatures(extract::Arguments),
    TrainModel(train::Arguments),
    Predict(predict::Arguments),
    BuildIndex(index::Arguments),
    BuildExport(crate::export::build::Arguments),
}

impl Task {
    /// The word for this kind of job.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ImportReports(_) => "import_reports",
            Self::FillDatabase(_) => "fill_database",
            Self::SwitchRules(_) => "switch_ruleset",
            Self::DryRun(_) => "dry_run",
            Self::MineTerms(_) => "mine_terms",
            Self::ModelFill(_) => "model_fill",
            Self::ImportValues(_) => "import_values",
            Self::ImportDicom(_) => "import_dicom",
            Self::Calculate(_) => "calculate",
            Self::BulkEdit(_) => "bulk_edit",
            Self::ApplyValues(_) => "apply_values",
            Self::ExtractFeatures(_) => "extract_features",
            Self::TrainModel(_) => "train_model",
            Self::Predict(_) => "predict",
            Self::BuildIndex(_) => "build_index",
            Self::BuildExport(_) => "build_export",
        }
    }

    /// The row to queue; the same task is not queued twice at a time.
    pub fn job(&self) -> Result<workbench_store::NewJob, AppError> {
        let payload = serde_json::to_value(self).map_err(|error| AppError::bad(error.to_string()))?;
        let key = workbench_core::Digest::of_json(&payload).to_string();
        Ok(workbench_store::NewJob { kind: self.kind(), payload, dedupe_key: Some(key) })
    }
}
