//! What a training run shall do, checked once.

use crate::dataset::Dataset;
use crate::error::{Result, TrainingError};
use crate::learner::{Learner, by_name};
use crate::split::{Folds, stratified_groups};

/// Where the folds come from.
#[derive(Clone, Debug, PartialEq)]
pub enum FoldSource {
    /// k folds split by patient, stratified by class.
    CrossValidation(usize),
    /// Folds made elsewhere.
    Given(Folds),
}

/// A run as asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Words of [`by_name`], each once.
    pub learners: Vec<String>,
    /// The folds.
    pub folds: FoldSource,
    /// Every random choice comes from it.
    pub seed: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Self { learners: vec!["logistic".into()], folds: FoldSource::CrossValidation(5), seed: 0 }
    }
}

/// A run that can be done on the data it was checked against.
pub struct ValidSpec {
    pub(crate) learners: Vec<Box<dyn Learner>>,
    pub(crate) folds: Folds,
    pub(crate) seed: u64,
    pub(crate) rows: usize,
}

impl Spec {
    /// Makes the folds and the learners.
    ///
    /// # Errors
    /// When a learner is unknown or doubled, or the folds do not suit the data
    /// (a patient on both sides, one class only, an index out of range).
    pub fn check(&self, data: &Dataset) -> Result<ValidSpec> {
        let learners = self.learners.iter().map(|name| by_name(name)).collect::<Result<Vec<_>>>()?;
        ValidSpec::new(learners, &self.folds, self.seed, data)
    }
}

impl ValidSpec {
    /// A run of learners with parameters of one's own.
    ///
    /// # Errors
    /// As [`Spec::check`].
    pub fn new(
        learners: Vec<Box<dyn Learner>>,
        folds: &FoldSource,
        seed: u64,
        data: &Dataset,
    ) -> Result<Self> {
        let mut names: Vec<_> = learners.iter().map(|learner| learner.name()).collect();
        names.sort_unstable();
        let doubled = names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        if let Some(problem) = match doubled {
            Some(name) => Some(format!("`{name}` is asked for twice")),
            None => names.is_empty().then(|| "none is asked for".to_owned()),
        } {
            return Err(TrainingError::Parameter { name: "learners", problem });
        }
        let folds = match folds {
            FoldSource::Given(folds) => Folds::new(folds.test().to_vec(), data.len())?,
            FoldSource::CrossValidation(k) => stratified_groups(data.labels(), data.groups(), *k, seed)?,
        };
        folds.check(data)?;
        Ok(Self { learners, folds, seed, rows: data.len() })
    }

    /// The folds of the run.
    pub fn folds(&self) -> &Folds {
        &self.folds
    }
}
