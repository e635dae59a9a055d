//! Splits, learners, metrics and curves 训练.
//!
//! A table of features becomes a tested model:
//!
//! | step | type |
//! |---|---|
//! | read and check | [`Dataset`] |
//! | who is tested when, patient by patient | [`Folds`], [`stratified_groups`] |
//! | impute and scale, inside the fold | [`Preparation`] |
//! | fit | [`learner::Learner`]: `logistic`, `mlp` |
//! | judge on unseen rows | [`metrics::Metrics`], [`metrics::roc`], [`metrics::auc`] |
//! | keep, apply, explain | [`Model`] |
//!
//! ```
//! use std::ops::ControlFlow;
//! use training::{Columns, Dataset, Spec, run};
//!
//! let rows = (0..40).map(|i| format!("{},{},{}\n", i, i % 7, u8::from(i > 18)));
//! let csv = format!("size,noise,malignant\n{}", rows.collect::<String>());
//! let columns = Columns { target: "malignant".into(), ..Columns::default() };
//! let data = Dataset::from_csv(csv.as_bytes(), &columns)?;
//! let spec = Spec::default().check(&data)?;
//! let outcome = run(&data, &spec, &mut |_| ControlFlow::Continue(()))?;
//! let model = &outcome.models[0];
//! assert!(model.predict(data.table())?[39] > 0.9);
//! assert_eq!(model.contributions(data.table(), 39)?[0].feature, "size");
//! # Ok::<(), training::TrainingError>(())
//! ```
//!
//! Nothing here reads a clock; files are read and written in [`cli`] and by
//! [`Model::load`] and [`Outcome::write`] only.

pub mod cli;
mod dataset;
mod error;
pub mod learner;
pub mod metrics;
mod model;
mod outcome;
mod prepare;
mod run;
mod sheet;
mod spec;
mod split;
mod target;
pub mod torch;
mod write;

pub use dataset::{Columns, Dataset};
pub use error::{Result, TrainingError};
pub use model::{Contribution, Model};
pub use outcome::{EpochCurve, LearnerMetrics, Outcome, Prediction, RocCurve, RunMetrics};
pub use prepare::{Feature, Preparation};
pub use run::{OnProgress, Progress, run};
pub use sheet::Sheet;
pub use spec::{FoldSource, Spec, ValidSpec};
pub use split::{Folds, stratified_groups};
pub use target::Target;
