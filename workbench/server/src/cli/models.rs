//! `workbench train` and `workbench predict`.

use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Subcommand;
use training::Columns;
use training::cli::TrainTabular;

use super::print;
use crate::AppError;

#[derive(Subcommand)]
pub enum Train {
    /// Binary classification on a table
    Tabular {
        /// CSV; `-` for standard input
        #[arg(long)]
        table: PathBuf,
        #[arg(long)]
        target: String,
        /// The positive value of the target
        #[arg(long)]
        positive: Option<String>,
        /// Column with the patient; a split never crosses a patient
        #[arg(long)]
        group: Option<String>,
        /// Comma-separated: logistic, mlp
        #[arg(long, value_delimiter = ',', default_value = "logistic")]
        learners: Vec<String>,
        /// JSON file [[test row indices], …]
        #[arg(long, conflicts_with = "cv")]
        folds: Option<PathBuf>,
        #[arg(long, default_value_t = 5)]
        cv: usize,
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Folder for metrics.json, predictions.csv, curves and models
        #[arg(long)]
        output: PathBuf,
    },
}

#[derive(clap::Args)]
pub struct Predict {
    /// Folder or file of a trained model
    #[arg(long)]
    model: PathBuf,
    /// CSV
    #[arg(long)]
    input: PathBuf,
    /// CSV with a probability a learner
    #[arg(long)]
    output: PathBuf,
}

impl Train {
    pub fn run(self) -> Result<(), AppError> {
        let Self::Tabular { table, target, positive, group, learners, folds, cv, seed, output } = self;
        let columns = Columns { target, positive, group, ignore: Vec::new() };
        let arguments = TrainTabular { table, columns, learners, folds, cv, seed, output };
        let outcome = training::cli::train_tabular(&arguments, &mut |_| ControlFlow::Continue(()))?;
        for learner in &outcome.metrics.learners {
            let auc = learner.pooled.auc.map_or(f64::NAN, |auc| auc.value);
            print(&format!("{}: AUC {auc:.4}, accuracy {:.4}", learner.learner, learner.pooled.accuracy))?;
        }
        Ok(())
    }
}

impl Predict {
    pub fn run(self) -> Result<(), AppError> {
        Ok(inference::cli::predict(&self.model, &self.input, &self.output)?)
    }
}
