//! `workbench radiomics filter`: the response map of a convolutional filter.

use std::path::PathBuf;

use radiomics::response::Spec;

use crate::AppError;

/// Shown by `--help`: a file of each kind.
const FILTERS: &str = "\
FILTER FILES
  YAML, one filter a file. Every filter takes
    dimensions: 3        3 the volume, 2 each axial slice by itself
    boundary: mirror     zero, nearest, periodic, mirror, or a number outside
  Axes are x, y, z of the voxel grid. Case, blanks, - and _ do not matter.

  filter: mean
  support: 15            voxels along each axis, odd

  filter: log            Laplacian of Gaussian
  sigma: 3               mm
  truncate: 4            half the kernel, standard deviations

  filter: laws
  kernels: E5L5S5        L3 E3 S3 L5 E5 S5 W5 R5, one for each axis
  pooling: max           none, max, min, average over right-angled rotations
  energy: 7              texture energy up to this distance in voxels; leave
                         out for the plain response

  filter: gabor
  sigma: 10              mm
  lambda: 4              wavelength, mm
  gamma: 0.5             aspect ratio
  theta: 60              degrees, or `1.05 rad`, `pi/3`; from x towards y
  theta_step: 45         instead: all orientations of a full turn
  planes: orthogonal     axial (default), or the other two as well
  pooling: average       over orientations and planes: average, max, min
  response: modulus      modulus, real, imaginary, phase
  truncate: 6            half the kernel, standard deviations of its wider axis

  filter: wavelet        separable, not decimated
  wavelet: db2           haar, db1-8, sym2-8, coif1-3
  bands: LHL             L or H for each axis
  level: 1               filters of higher levels have holes (à trous)
  pooling: average       none, max, min, average over right-angled rotations

  filter: simoncelli     non-separable: or shannon, meyer, papadakis
  level: 1
  map: B                 B the band, LL all below it

  Riesz transform after log or a non-separable wavelet:
  riesz: [0, 2, 0]       order along each axis
  tensor_sigma: 2        mm; along the axes of the structure tensor

EXAMPLE
  printf 'filter: log\\nsigma: 3\\nboundary: mirror\\n' > log.yaml
  workbench radiomics filter --image ct.nii.gz --filter log.yaml log.nii.gz
";

#[derive(clap::Args)]
#[command(after_long_help = FILTERS)]
pub struct Filter {
    /// NRRD, NIfTI or a DICOM series folder
    #[arg(long)]
    image: PathBuf,
    /// YAML file with one filter; --help shows each kind
    #[arg(long, value_name = "SPEC.yaml")]
    filter: PathBuf,
    #[arg(long)]
    threads: Option<usize>,
    /// Response map, on the grid of the image
    #[arg(value_name = "OUT.nii.gz")]
    output: PathBuf,
}

impl Filter {
    pub fn run(self) -> Result<(), AppError> {
        super::threads::limit(self.threads)?;
        if !self.output.to_string_lossy().ends_with(".nii.gz") {
            return Err(AppError::bad("the response map is written as .nii.gz"));
        }
        let place = self.filter.display().to_string();
        let text =
            std::fs::read_to_string(&self.filter).map_err(|error| AppError::from(error).within(&place))?;
        let spec = Spec::from_yaml(&text).map_err(|error| AppError::from(error).within(&place))?;
        let volume = imaging::load_image(&self.image)?;
        if let Some(note) = spec.note(&volume.geometry) {
            eprintln!("note: {note}");
        }
        let response = spec.apply(&volume)?.to_volume();
        Ok(imaging::nifti::write_volume(&self.output, &response)?)
    }
}
