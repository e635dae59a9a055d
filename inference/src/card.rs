//! What a reader must know of a model before believing it.

use crate::error::{InferenceError, Result};
use crate::finding::Term;
use serde::{Deserialize, Serialize};
use training::Model;
use workbench_core::Digest;

/// How far a model version has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// For research only; every finding says so.
    #[default]
    Research,
    /// Runs beside the clinic, unseen by readers.
    Shadow,
    /// Shown to readers as a released tool.
    Production,
    /// No longer run.
    Archived,
}

/// The card of one model version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// The model's name, e.g. `lung-nodule-malignancy`.
    pub name: String,
    /// The version, e.g. `1.0.0`.
    pub version: String,
    /// Digest of the model file.
    pub sha256: Digest,
    /// How far it has come.
    pub stage: Stage,
    /// What a finding of it is called in a code system.
    pub code: Term,
    /// What the probability is of, in Chinese: 恶性肺结节.
    pub label_zh: String,
    /// The same in English.
    pub label_en: String,
    /// From this probability on a finding counts as positive.
    pub threshold: f64,
    /// Out-of-fold AUC.
    pub auc: Option<f64>,
    /// Its 95 % interval.
    pub auc_interval: Option<[f64; 2]>,
    /// Rows trained on.
    pub training_rows: usize,
    /// What it is for and what it is not for.
    pub intended_use: String,
}

impl ModelCard {
    /// The card of a tabular model; the figures come from the model itself.
    ///
    /// # Errors
    /// When the model cannot be written, or as [`check`](Self::check).
    pub fn of(model: &Model, name: &str, version: &str, code: Term, labels: [&str; 2]) -> Result<Self> {
        let auc = model.cross_validated.and_then(|metrics| metrics.auc);
        let card = Self {
            name: name.into(),
            version: version.into(),
            sha256: Digest::of(&model.to_bytes()?),
            stage: Stage::Research,
            code,
            label_zh: labels[0].into(),
            label_en: labels[1].into(),
            threshold: model.threshold,
            auc: auc.map(|auc| auc.value),
            auc_interval: auc.and_then(|auc| Some([auc.low?, auc.high?])),
            training_rows: model.rows,
            intended_use: String::new(),
        };
        card.check()?;
        Ok(card)
    }

    /// Checks that a finding can be written from it.
    ///
    /// # Errors
    /// When a name is empty or the threshold is no probability.
    pub fn check(&self) -> Result<()> {
        let fields = [
            ("name", &self.name),
            ("version", &self.version),
            ("Chinese label", &self.label_zh),
            ("English label", &self.label_en),
            ("code value", &self.code.value),
        ];
        let empty = fields
            .iter()
            .find(|(_, text)| text.trim().is_empty())
            .map(|(what, _)| format!("its {what} is empty"));
        let threshold = (!(0.0..=1.0).contains(&self.threshold))
            .then(|| format!("its threshold {} is not between 0 and 1", self.threshold));
        match empty.or(threshold) {
            Some(problem) => Err(InferenceError::Card { card: self.name.clone(), problem }),
            None => Ok(()),
        }
    }
}
