//! `workbench radiomics extract`: one ROI.

use std::path::PathBuf;

use crate::AppError;
use crate::work::feature_spec::Found;

#[derive(clap::Args)]
pub struct Extract {
    /// NRRD, NIfTI or a DICOM series folder
    #[arg(long)]
    image: PathBuf,
    /// NRRD, NIfTI, SEG or RTSTRUCT
    #[arg(long)]
    mask: PathBuf,
    /// Label of a label map, number of a segment or ROI
    #[arg(long)]
    label: Option<u32>,
    /// Name of an ROI or segment
    #[arg(long, conflicts_with = "label")]
    roi: Option<String>,
    #[command(flatten)]
    manner: super::Manner,
    /// .json or .csv
    #[arg(long)]
    output: PathBuf,
}

impl Extract {
    pub fn run(self) -> Result<(), AppError> {
        let spec = self.manner.prepare()?;
        let csv = match self.output.extension().and_then(|suffix| suffix.to_str()) {
            Some("csv") => true,
            Some("json") => false,
            _ => return Err(AppError::bad("--output ends in .json or .csv")),
        };
        let selector = super::selector(self.roi, self.label, &spec);
        let found = spec.extract_files(&self.image, &self.mask, &selector)?;
        let bytes = match (&found, csv) {
            (Found::PyRadiomics(features), true) => row(features)?,
            (Found::Ibsi(features), true) => list(features)?,
            (Found::PyRadiomics(features), false) => json(features.to_json()),
            (Found::Ibsi(features), false) => json(features.to_json()),
        };
        Ok(imaging::write_file(&self.output, &bytes)?)
    }
}

fn json(value: serde_json::Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

/// One row, a column a feature.
fn row(features: &radiomics::Features) -> Result<Vec<u8>, AppError> {
    let names = features.values.iter().map(|(name, _)| name.clone()).collect();
    let mut table = workbench_core::FeatureTable::new(names);
    table.push("1", &features.values.iter().map(|(_, value)| *value).collect::<Vec<_>>())?;
    Ok(table.to_csv())
}

/// A row a feature with its IBSI codes; nothing where a feature has no value.
fn list(features: &radiomics::ibsi::Features) -> Result<Vec<u8>, AppError> {
    let bad = |error: csv::Error| AppError::bad(format!("the table cannot be written: {error}"));
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["feature", "code", "aggregation", "value"]).map_err(bad)?;
    for feature in &features.values {
        let value = if feature.value.is_nan() { String::new() } else { feature.value.to_string() };
        table.write_record([feature.tag.as_str(), feature.code, feature.aggregation, &value]).map_err(bad)?;
    }
    table.into_inner().map_err(|error| bad(error.into_error().into()))
}
