//! `workbench radiomics`: features of volumes and masks.

mod batch;
mod cases;
mod extract;
mod filter;
mod key;
mod map;
mod map_folder;
mod pattern;
mod threads;

use std::path::PathBuf;

use clap::Subcommand;
use imaging::Selector;

use crate::AppError;
use crate::work::feature_spec::FeatureSpec;

#[derive(Subcommand)]
pub enum Radiomics {
    /// Features of one ROI
    Extract(extract::Extract),
    /// Features of many ROIs: goes on where it was stopped, and past a bad case
    Batch(batch::Batch),
    /// Feature maps: every feature around every voxel of one ROI
    Map(map::Map),
    /// Response map of a convolutional filter (IBSI 2)
    Filter(filter::Filter),
}

impl Radiomics {
    pub fn run(self) -> Result<(), AppError> {
        match self {
            Self::Extract(one) => one.run(),
            Self::Batch(many) => many.run(),
            Self::Map(one) => one.run(),
            Self::Filter(one) => one.run(),
        }
    }
}

/// How features are computed.
#[derive(clap::Args)]
struct Manner {
    /// PyRadiomics parameter file, or settings of the IBSI profile
    #[arg(long)]
    settings: Option<PathBuf>,
    /// pyradiomics or ibsi
    #[arg(long, default_value = "pyradiomics")]
    profile: String,
    #[arg(long)]
    threads: Option<usize>,
}

impl Manner {
    /// The settings, checked; sets the number of threads.
    fn prepare(&self) -> Result<FeatureSpec, AppError> {
        threads::limit(self.threads)?;
        let text = match &self.settings {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| AppError::from(error).within(&path.display().to_string()))?,
            None => String::new(),
        };
        FeatureSpec::new(&self.profile, &text)
    }
}

/// An ROI by name, else by number, else the label of the settings.
fn selector(roi: Option<String>, label: Option<u32>, spec: &FeatureSpec) -> Selector {
    picked(roi, label, spec.label())
}

fn picked(roi: Option<String>, label: Option<u32>, otherwise: u8) -> Selector {
    match roi {
        Some(name) => Selector::Name(name),
        None => Selector::Number(label.unwrap_or_else(|| u32::from(otherwise))),
    }
}
