//! `workbench radiomics extract`: one ROI.

use std::path::PathBuf;

use crate::AppError;

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
        let settings = self.manner.prepare()?;
        let csv = match self.output.extension().and_then(|suffix| suffix.to_str()) {
            Some("csv") => true,
            Some("json") => false,
            _ => return Err(AppError::bad("--output ends in .json or .csv")),
        };
        let selector = super::selector(self.roi, self.label, &settings);
        let features = super::features(&self.image, &self.mask, &selector, &settings)?;
        let bytes = if csv { table(&features)? } else { format!("{:#}\n", features.to_json()).into_bytes() };
        Ok(imaging::write_file(&self.output, &bytes)?)
    }
}

/// One row, a column a feature.
fn table(features: &radiomics::Features) -> Result<Vec<u8>, AppError> {
    let names = features.values.iter().map(|(name, _)| name.clone()).collect();
    let mut table = workbench_core::FeatureTable::new(names);
    table.push("1", &features.values.iter().map(|(_, value)| *value).collect::<Vec<_>>())?;
    Ok(table.to_csv())
}
