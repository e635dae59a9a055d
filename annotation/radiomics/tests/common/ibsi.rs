//! IBSI 1 reference data: phantoms in the few lines of NIfTI that they need, and
//! reference values.

use std::io::Read;
use std::path::{Path, PathBuf};

use workbench_core::{Geometry, Mask, Volume};

/// Folder `radiomics/ibsi1` of the reference data.
pub fn data() -> Option<PathBuf> {
    let root = std::env::var_os("WORKBENCH_DATA")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new("../../../shared/data").to_path_buf());
    let folder = root.join("radiomics/ibsi1");
    folder.join("digital_phantom").is_dir().then_some(folder)
}

/// Image and mask of `digital_phantom` or `ct_phantom`.
pub fn phantom(folder: &Path, name: &str) -> (Volume, Mask) {
    let (geometry, numbers) = nifti(&folder.join(name).join("phantom.nii.gz"));
    let volume = Volume::new(geometry, numbers.iter().map(|v| *v as f32).collect()).unwrap();
    let (geometry, numbers) = nifti(&folder.join(name).join("mask.nii.gz"));
    let mask = Mask::new(geometry, numbers.iter().map(|v| *v as u8).collect()).unwrap();
    (volume, mask)
}

fn nifti(path: &Path) -> (Geometry, Vec<f64>) {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    let short = |at: usize| i16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let single = |at: usize| f32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let size = [42, 44, 46].map(|at| short(at) as usize);
    let spacing = [80, 84, 88].map(|at| f64::from(single(at)));
    let data = &bytes[single(108) as usize..];
    let numbers = match short(70) {
        2 => data.iter().map(|b| f64::from(*b)).collect(),
        4 => data.chunks_exact(2).map(|b| f64::from(i16::from_le_bytes([b[0], b[1]]))).collect(),
        16 => data.chunks_exact(4).map(|b| f64::from(f32::from_le_bytes([b[0], b[1], b[2], b[3]]))).collect(),
        other => panic!("NIfTI type {other}"),
    };
    (Geometry::axis_aligned(size, spacing, [0.0; 3]), numbers)
}

/// A reference value.
pub struct Reference {
    pub tag: String,
    /// None where IBSI has no consensus.
    pub expected: Option<Expected>,
}

/// What a value should be.
pub struct Expected {
    pub value: f64,
    pub tolerance: f64,
    /// Significant digits that the value is given with, at least three.
    digits: usize,
}

impl Expected {
    /// Whether a value, at the digits of the reference, is within its tolerance.
    pub fn agrees(&self, found: f64) -> bool {
        let found: f64 = format!("{found:.*e}", self.digits - 1).parse().unwrap();
        (found - self.value).abs() <= self.tolerance + 1e-9 * self.value.abs()
    }
}

/// The rows of a file `reference value;tolerance;tag`.
pub fn references(path: &Path) -> Vec<Reference> {
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    rows.map(|line| {
        let fields: Vec<&str> = line.trim().split(';').collect();
        let mantissa = fields[0].split('E').next().unwrap().trim_start_matches(['-', '0', '.']);
        // Zeros that only fill up say nothing about precision.
        let mantissa = if mantissa.contains('.') { mantissa } else { mantissa.trim_end_matches('0') };
        let digits = mantissa.chars().filter(char::is_ascii_digit).count().max(3);
        let expected = (!fields[0].is_empty()).then(|| Expected {
            value: fields[0].parse().unwrap(),
            tolerance: fields[1].parse().unwrap(),
            digits,
        });
        Reference { tag: fields[2].to_owned(), expected }
    })
    .collect()
}
