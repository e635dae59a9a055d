//! `workbench radiomics`: features of a volume and a mask.

use std::path::PathBuf;

use clap::Subcommand;
use imaging::Selector;

use crate::AppError;
use crate::work::extract;

#[derive(Subcommand)]
pub enum Radiomics {
    /// Features of one ROI
    Extract {
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
        /// PyRadiomics parameter file
        #[arg(long)]
        settings: Option<PathBuf>,
        /// pyradiomics or ibsi
        #[arg(long, default_value = "pyradiomics")]
        profile: String,
        #[arg(long)]
        threads: Option<usize>,
        /// .json or .csv
        #[arg(long)]
        output: PathBuf,
    },
}

impl Radiomics {
    pub fn run(self) -> Result<(), AppError> {
        let Self::Extract { image, mask, label, roi, settings, profile, threads, output } = self;
        if profile != "pyradiomics" {
            return Err(AppError::bad(format!("the profile `{profile}` is not built yet; pyradiomics is")));
        }
        if let Some(threads) = threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
            pool.map_err(|error| AppError::bad(format!("--threads: {error}")))?;
        }
        let text = match settings {
            Some(path) => std::fs::read_to_string(&path)
                .map_err(|error| AppError::from(error).within(&path.display().to_string()))?,
            None => String::new(),
        };
        let settings = extract::settings(&text)?;
        let csv = match output.extension().and_then(|suffix| suffix.to_str()) {
            Some("csv") => true,
            Some("json") => false,
            _ => return Err(AppError::bad("--output ends in .json or .csv")),
        };
        let volume = imaging::load_image(&image)?;
        let label = label.or_else(|| Some(u32::from(settings.settings().label))).filter(|_| roi.is_none());
        let selector = match (roi, label) {
            (Some(name), _) => Selector::Name(name),
            (None, Some(number)) => Selector::Number(number),
            (None, None) => Selector::Only,
        };
        let mask = imaging::load_mask(&mask, &volume, &selector)?;
        let features = radiomics::extract(&volume, &mask, 1, &settings)?;
        let bytes = if csv { table(&features)? } else { format!("{:#}\n", features.to_json()).into_bytes() };
        Ok(imaging::write_file(&output, &bytes)?)
    }
}

/// One row, a column a feature.
fn table(features: &radiomics::Features) -> Result<Vec<u8>, AppError> {
    let names = features.values.iter().map(|(name, _)| name.clone()).collect();
    let mut table = workbench_core::FeatureTable::new(names);
    table.push("1", &features.values.iter().map(|(_, value)| *value).collect::<Vec<_>>())?;
    Ok(table.to_csv())
}
