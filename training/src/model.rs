//! A fitted model as one file that explains itself.

use crate::dataset::Dataset;
use crate::error::{Result, TrainingError, short};
use crate::learner::{Weights, sigmoid};
use crate::metrics::Metrics;
use crate::prepare::{Feature, Preparation, positions};
use crate::target::Target;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use workbench_core::{Digest, FeatureTable};

/// The word that tells our files from others.
const FORMAT: &str = "workbench-tabular-model/1";

/// Largest model file that is read.
const MAX_BYTES: u64 = 256 << 20;

/// A learner fitted on all rows, with everything needed to apply it to a table
/// and to say where it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    format: String,
    /// The learner's word: `logistic`, `mlp`.
    pub learner: String,
    /// Its parameters.
    pub parameters: serde_json::Value,
    /// What a probability is a probability of.
    pub target: Target,
    /// From this probability on a row is called positive.
    pub threshold: f64,
    /// Seed of the run.
    pub seed: u64,
    /// Version of this crate that fitted it.
    pub software: String,
    /// Digest of the training data.
    pub data_sha256: Digest,
    /// Rows it was fitted on.
    pub rows: usize,
    /// Positive rows among them.
    pub positives: usize,
    /// Out-of-fold figures of the run, all folds pooled; the model itself has seen every row.
    pub cross_validated: Option<Metrics>,
    /// Columns that were constant and are not used.
    pub dropped: Vec<String>,
    features: Vec<Feature>,
    weights: Weights,
}

/// The part of a model file that says how to read the rest.
#[derive(Deserialize)]
struct Mark {
    format: String,
}

/// What one feature adds to the answer for one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// Column name.
    pub feature: String,
    /// The cell; `None` when it was missing and the median stood in.
    pub value: Option<f64>,
    /// Standard deviations from the training mean.
    pub score: f64,
    /// Log-odds lost when the feature is set to its training mean; for logistic
    /// this is coefficient × score.
    pub log_odds: f64,
}

impl Model {
    /// Puts a fitted learner together with what it was fitted on.
    pub(crate) fn new(
        learner: &dyn crate::learner::Learner,
        data: &Dataset,
        data_sha256: Digest,
        seed: u64,
        preparation: Preparation,
        weights: Weights,
    ) -> Result<Self> {
        let model = Self {
            format: FORMAT.into(),
            learner: learner.name().into(),
            parameters: learner.parameters(),
            target: data.target().clone(),
            threshold: 0.5,
            seed,
            software: concat!("training ", env!("CARGO_PKG_VERSION")).into(),
            data_sha256,
            rows: data.len(),
            positives: data.labels().iter().filter(|&&label| label).count(),
            cross_validated: None,
            dropped: preparation.dropped,
            features: preparation.features,
            weights,
        };
        match model.problem() {
            None => Ok(model),
            Some(problem) => Err(TrainingError::Diverged { learner: model.learner, problem }),
        }
    }

    /// The columns it reads, in order.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The fitted weights, one coefficient or input per feature.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The file: JSON; numbers read back to the same bits.
    ///
    /// # Errors
    /// When a number cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a file and checks every shape in it; any bytes are safe.
    ///
    /// # Errors
    /// When it is not one of our models, or its parts contradict each other.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        if bytes.len() as u64 > MAX_BYTES {
            return Err(TrainingError::Model(format!("it is larger than {} MB", MAX_BYTES >> 20)));
        }
        let mark: Mark = serde_json::from_slice(bytes).map_err(|error| {
            TrainingError::Model(format!("it is not a model file of this program: {error}"))
        })?;
        if mark.format != FORMAT {
            let found = short(&mark.format);
            return Err(TrainingError::Model(format!(
                "its format is `{found}`, this program reads `{FORMAT}`"
            )));
        }
        let model: Self = serde_json::from_slice(bytes).map_err(|error| {
            TrainingError::Model(format!("it is not a model file of this program: {error}"))
        })?;
        match model.problem() {
            None => Ok(model),
            Some(problem) => Err(TrainingError::Model(problem)),
        }
    }

    /// The one model of a file, or of a folder that holds exactly one.
    ///
    /// # Errors
    /// When there is none or several, or it cannot be read.
    pub fn load(path: &Path) -> Result<Self> {
        let mut models = Self::load_all(path)?;
        match (models.pop(), models.len()) {
            (Some(model), 0) => Ok(model),
            (_, more) => Err(TrainingError::Model(format!(
                "`{}` holds {} models; name one of its files",
                path.display(),
                more + 1
            ))),
        }
    }

    /// The model of a file, or every `model-*.json` of a folder in name order.
    ///
    /// # Errors
    /// When there is none or one cannot be read; the file is named.
    pub fn load_all(path: &Path) -> Result<Vec<Self>> {
        let mut files: Vec<PathBuf> = Vec::new();
        if std::fs::metadata(path).map_err(TrainingError::io(path))?.is_dir() {
            for entry in std::fs::read_dir(path).map_err(TrainingError::io(path))? {
                let file = entry.map_err(TrainingError::io(path))?.path();
                let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                if name.starts_with("model-") && name.ends_with(".json") {
                    files.push(file);
                }
            }
            files.sort();
        } else {
            files.push(path.to_owned());
        }
        if files.is_empty() {
            let problem = format!("folder `{}` has no file model-*.json", path.display());
            return Err(TrainingError::Model(problem));
        }
        files.iter().map(|file| Self::load_file(file)).collect()
    }

    fn load_file(file: &Path) -> Result<Self> {
        let size = std::fs::metadata(file).map_err(TrainingError::io(file))?.len();
        if size > MAX_BYTES {
            let problem = format!("`{}` is larger than {} MB", file.display(), MAX_BYTES >> 20);
            return Err(TrainingError::Model(problem));
        }
        let bytes = std::fs::read(file).map_err(TrainingError::io(file))?;
        Self::from_bytes(&bytes).map_err(|error| match error {
            TrainingError::Model(problem) => TrainingError::Model(format!("`{}`: {problem}", file.display())),
            other => other,
        })
    }

    /// The probability of the positive class for each row. Columns are found by
    /// name; others are ignored; NaN is filled with the training median.
    ///
    /// # Errors
    /// When the table lacks a column, or its shape is wrong.
    pub fn predict(&self, table: &FeatureTable) -> Result<Vec<f64>> {
        let at = self.locate(table)?;
        let mut out = Vec::with_capacity(table.rows.len());
        for row in 0..table.rows.len() {
            let logit = self.weights.logit(&self.scores(table.row(row), &at));
            if logit.is_nan() {
                return Err(TrainingError::Model(format!("its weights give no number for row {row}")));
            }
            out.push(sigmoid(logit));
        }
        Ok(out)
    }

    /// Why row `row` got its probability: one entry per feature, largest effect first.
    ///
    /// # Errors
    /// When the table lacks a column or the row.
    pub fn contributions(&self, table: &FeatureTable, row: usize) -> Result<Vec<Contribution>> {
        let at = self.locate(table)?;
        if row >= table.rows.len() {
            return Err(TrainingError::Shape(format!(
                "there is no row {row}, the table has {}",
                table.rows.len()
            )));
        }
        let cells = table.row(row);
        let mut scores = self.scores(cells, &at);
        let logit = self.weights.logit(&scores);
        let mut out = Vec::with_capacity(at.len());
        for (index, (feature, &at)) in self.features.iter().zip(&at).enumerate() {
            let score = std::mem::replace(&mut scores[index], 0.0);
            let log_odds = match &self.weights {
                Weights::Linear { coefficients, .. } => coefficients[index] * score,
                Weights::Network { .. } => logit - self.weights.logit(&scores),
            };
            scores[index] = score;
            let value = Some(cells[at]).filter(|value| !value.is_nan());
            out.push(Contribution { feature: feature.name.clone(), value, score, log_odds });
        }
        out.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
        Ok(out)
    }

    /// Where each feature stands in a table whose shape is right.
    fn locate(&self, table: &FeatureTable) -> Result<Vec<usize>> {
        if table.rows.len().checked_mul(table.columns.len()) != Some(table.values.len()) {
            return Err(TrainingError::Shape("the table's numbers do not fill its rows".into()));
        }
        positions(&self.features, table, &self.learner)
    }

    fn scores(&self, cells: &[f64], at: &[usize]) -> Vec<f64> {
        self.features.iter().zip(at).map(|(feature, &at)| feature.score(cells[at])).collect()
    }

    fn problem(&self) -> Option<String> {
        if self.features.is_empty() {
            return Some("it has no features".into());
        }
        if !(0.0..=1.0).contains(&self.threshold) {
            return Some(format!("its threshold {} is not between 0 and 1", self.threshold));
        }
        let mut names = std::collections::HashSet::new();
        for feature in &self.features {
            let numbers = [feature.median, feature.mean, feature.scale];
            if !numbers.iter().all(|value| value.is_finite()) || feature.scale <= 0.0 {
                return Some(format!("the scaling of feature `{}` is not usable", short(&feature.name)));
            }
            if !names.insert(feature.name.as_str()) {
                return Some(format!("feature `{}` occurs twice", short(&feature.name)));
            }
        }
        self.weights.problem(self.features.len())
    }
}
