//! `workbench radiomics map`: features around each voxel of one ROI.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use radiomics::{Maps, Progress, Settings, ValidSettings};

use super::map_folder::MapFolder;
use super::pattern::Patterns;
use crate::AppError;

/// Shown by `--help`.
const MORE: &str = "\
MAPS
  The values are those of PyRadiomics' voxel-based extraction: for each voxel of
  the ROI the features of the voxels around it, with the grey levels of the
  whole ROI. One map a feature, NAME.nii.gz of 32-bit floats on the grid of the
  image (of the resampled image, with resampledPixelSpacing), and maps.json with
  the settings. NaN where a feature is not defined, such as GLCM of a voxel
  alone. Form has no maps.

SETTINGS
  A PyRadiomics parameter file; its section voxelSetting has
    kernelRadius: 1      voxels from the centre of a kernel to its faces, 1 to 10
    maskedKernel: true   false: kernels hold voxels outside the ROI, too
    initValue: 0         outside the ROI; nan is shown as nothing by viewers
    voxelBatch           changes nothing: memory is bounded anyway

EXAMPLE
  workbench radiomics map --image ct.nii.gz --mask roi.nii.gz --kernel-radius 2 \\
      --features 'firstorder_Entropy,glcm_*' --output maps
";

#[derive(clap::Args)]
#[command(after_long_help = MORE)]
pub struct Map {
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
    /// Only these: names, with * and ?, separated by commas; glcm_Contrast is that of every image
    #[arg(long, value_delimiter = ',')]
    features: Vec<String>,
    /// Instead of kernelRadius in the settings
    #[arg(long)]
    kernel_radius: Option<u32>,
    #[arg(long)]
    threads: Option<usize>,
    /// Write the box around the ROI instead of the whole grid
    #[arg(long)]
    crop: bool,
    /// Replace the maps that OUTPUT has
    #[arg(long)]
    overwrite: bool,
    /// Folder for the maps
    #[arg(long)]
    output: PathBuf,
}

impl Map {
    pub fn run(self) -> Result<(), AppError> {
        super::threads::limit(self.threads)?;
        let settings = self.settings()?;
        let patterns = Patterns::new(self.features);
        let mut maps = Maps::new(&settings);
        patterns.check(&maps.names())?;
        maps.retain(|name| patterns.fit(name));
        let mut folder = MapFolder::open(&self.output, &maps.names(), self.overwrite)?;
        let selector = super::picked(self.roi, self.label, settings.settings().label);
        let (volume, mask) = imaging::load_pair(&self.image, &self.mask, &selector)?;
        let bar = bar();
        let watch = |progress: Progress| {
            bar.set_length(progress.total);
            bar.set_position(progress.done);
        };
        let take = |found: Vec<radiomics::FeatureMap>| {
            bar.set_message(found.first().map_or_else(String::new, |map| map.name.clone()));
            folder.add(&found, self.crop)
        };
        let done = maps.compute(&volume, &mask, 1, &watch, take);
        bar.finish_and_clear();
        done?;
        folder.finish(maps.to_json())
    }

    fn settings(&self) -> Result<ValidSettings, AppError> {
        let mut settings = Settings::default();
        if let Some(path) = &self.settings {
            let place = path.display().to_string();
            let text = std::fs::read_to_string(path).map_err(|error| AppError::from(error).within(&place))?;
            settings = Settings::from_yaml(&text).map_err(|error| AppError::from(error).within(&place))?;
        }
        if let Some(radius) = self.kernel_radius {
            settings.voxel.kernel_radius = radius;
        }
        Ok(settings.check()?)
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg:32!} {bar:32.cyan/blue} {percent}% {elapsed} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
