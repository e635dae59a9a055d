//! Images and masks from whatever a user points at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use workbench_core::{Mask, Volume};

use crate::error::{ImagingError, Result};
use crate::instance::{Instance, Kind, inspect};
use crate::rtstruct::{Border, rasterise_with};
use crate::scan::{list, read_file};
use crate::series::LoadedSeries;
use crate::source::Source;
use crate::{nifti, nrrd, rtstruct, seg, series};

/// Grids that should be one may differ by this: mm for spacing and origin.
/// NIfTI keeps 32-bit floats.
pub(crate) const TOLERANCE: f64 = 1e-3;

/// Which part of a mask file is meant.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Selector {
    /// The only one: label 1 of a label map, the only ROI or segment.
    #[default]
    Only,
    /// A label of a label map, or an ROI or segment number.
    Number(u32),
    /// An ROI or segment by name.
    Name(String),
}

/// What a file is, by its first bytes.
pub(crate) enum Format {
    Nifti,
    Nrrd,
    Dicom,
}

pub(crate) fn format(bytes: &[u8]) -> Format {
    let nifti_head =
        |size: &[u8]| matches!(size, [0x5C, 1, 0, 0] | [0, 0, 1, 0x5C] | [0x1C, 2, 0, 0] | [0, 0, 2, 0x1C]);
    match bytes.get(..4) {
        Some(b"NRRD") => Format::Nrrd,
        Some([0x1F, 0x8B, ..]) => Format::Nifti,
        Some(size) if nifti_head(size) && bytes.get(128..132) != Some(b"DICM") => Format::Nifti,
        _ => Format::Dicom,
    }
}

/// The one image series in a folder, or the series of one file.
///
/// # Errors
/// When there is no image, or there are several series: they are listed.
pub fn load_series(path: &Path) -> Result<LoadedSeries> {
    let named = |error: ImagingError| error.within(path.display().to_string());
    let mut found: BTreeMap<String, (Instance, Vec<PathBuf>)> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut refused = None;
    for (file, _) in list(path)? {
        let inspected = read_file(&file).and_then(|bytes| inspect(&bytes));
        match inspected {
            // The same instance copied twice is one slice.
            Ok(instance) if !seen.insert(instance.sop_instance_uid.clone()) => {}
            Ok(instance) if instance.kind == Kind::Image => {
                let uid = instance.series.uid.clone();
                found.entry(uid).or_insert_with(|| (instance, Vec::new())).1.push(file);
            }
            Ok(_) | Err(ImagingError::NotDicom(_) | ImagingError::Directory) => {}
            Err(error) => {
                refused.get_or_insert(error.within(file.display().to_string()));
            }
        }
    }
    if found.len() > 1 {
        let lines: Vec<String> = found.values().map(|(first, files)| describe(first, files.len())).collect();
        return Err(named(ImagingError::Series(format!(
            "there are {} image series, choose the folder of one: {}",
            found.len(),
            lines.join("; ")
        ))));
    }
    // A damaged slice would leave a gap.
    if let Some(error) = refused {
        return Err(error);
    }
    let Some((_, (_, files))) = found.into_iter().next() else {
        return Err(named(ImagingError::Series("no DICOM image was found".into())));
    };
    let read = |index: usize| match files.get(index) {
        Some(file) => read_file(file),
        None => Err(ImagingError::Series("an instance vanished".into())),
    };
    series::load(files.len(), read).map_err(named)
}

fn describe(first: &Instance, count: usize) -> String {
    let name = first.series.description.as_deref().unwrap_or("without description");
    let number = first.series.number.map_or_else(String::new, |number| format!(" {number}"));
    let modality = first.modality.as_deref().unwrap_or("?");
    format!("{modality}{number} `{name}` ({count} instances, {})", first.series.uid)
}

/// A volume from an NRRD or NIfTI file, a DICOM file or a folder with one
/// DICOM series.
///
/// # Errors
/// When it cannot be read, or the folder holds several series.
pub fn load_image(path: &Path) -> Result<Volume> {
    if path.is_dir() {
        return load_series(path).map(|series| series.volume);
    }
    let mut source = Source::open(path)?;
    let volume = match format(source.peek()) {
        Format::Nifti => nifti::volume(source),
        Format::Nrrd => nrrd::volume(source),
        Format::Dicom => return load_series(path).map(|series| series.volume),
    };
    volume.map_err(|error| error.within(path.display().to_string()))
}

/// A mask (1 inside) on the grid of `image`, from NRRD, NIfTI, RTSTRUCT or SEG.
///
/// # Errors
/// When the grids differ (size, spacing, origin and direction are named), or
/// the selected part is not there (what is there is listed).
pub fn load_mask(path: &Path, image: &Volume, selector: &Selector) -> Result<Mask> {
    let (file, opened) = open_mask(path)?;
    opened.onto(image, selector).map_err(|error| error.within(file.display().to_string()))
}

/// [`load_image`] and [`load_mask`] at the same time.
///
/// # Errors
/// As these; of two errors that of the image.
pub fn load_pair(image: &Path, mask: &Path, selector: &Selector) -> Result<(Volume, Mask)> {
    let (image, opened) = rayon::join(|| load_image(image), || open_mask(mask));
    let image = image?;
    let (file, opened) = opened?;
    let mask = opened.onto(&image, selector).map_err(|error| error.within(file.display().to_string()))?;
    Ok((image, mask))
}

/// [`load_mask`] from the bytes of a file.
///
/// # Errors
/// As [`load_mask`].
pub fn decode_mask(bytes: &[u8], image: &Volume, selector: &Selector) -> Result<Mask> {
    Opened::read(Source::bytes(bytes))?.onto(image, selector)
}

/// A mask file as far as it can be read without the image.
enum Opened {
    Labels(Mask),
    Dicom(Vec<u8>),
}

impl Opened {
    fn read(mut source: Source<'_>) -> Result<Self> {
        Ok(match format(source.peek()) {
            Format::Nifti => Self::Labels(nifti::mask(source)?),
            Format::Nrrd => Self::Labels(nrrd::mask(source)?),
            Format::Dicom => Self::Dicom(source.read()?),
        })
    }

    fn onto(self, image: &Volume, selector: &Selector) -> Result<Mask> {
        let bytes = match self {
            Self::Labels(mask) => return label(mask, image, selector),
            Self::Dicom(bytes) => bytes,
        };
        let name = match selector {
            Selector::Only => None,
            Selector::Number(number) => Some(number.to_string()),
            Selector::Name(name) => Some(name.clone()),
        };
        match inspect(&bytes)?.kind {
            Kind::RtStruct => {
                let set = rtstruct::read(&bytes)?;
                rasterise_with(set.roi(name.as_deref())?, &image.geometry, Border::Auto)
            }
            Kind::Segmentation => {
                let seg = seg::read(&bytes)?;
                seg::mask(&seg, seg.segment(name.as_deref())?.number, &image.geometry)
            }
            _ => Err(ImagingError::Unsupported("a mask is NRRD, NIfTI, RTSTRUCT or DICOM SEG".into())),
        }
    }
}

fn open_mask(path: &Path) -> Result<(PathBuf, Opened)> {
    let file = match path.is_dir() {
        true => only_file(path)?,
        false => path.to_owned(),
    };
    let opened = Source::open(&file).and_then(Opened::read);
    match opened {
        Ok(opened) => Ok((file, opened)),
        Err(error) => Err(error.within(file.display().to_string())),
    }
}

fn only_file(folder: &Path) -> Result<PathBuf> {
    let mut files = list(folder)?;
    match (files.pop(), files.is_empty()) {
        (Some((file, _)), true) => Ok(file),
        _ => {
            let error = ImagingError::Choice("a mask is one file, choose it in the folder".into());
            Err(error.within(folder.display().to_string()))
        }
    }
}

fn label(mut mask: Mask, image: &Volume, selector: &Selector) -> Result<Mask> {
    image.geometry.check_same(&mask.geometry, TOLERANCE)?;
    let wanted = match selector {
        Selector::Only => 1,
        Selector::Number(number) => *number,
        Selector::Name(name) => {
            return Err(ImagingError::Choice(format!(
                "a label map has numbers, not names: `{name}` cannot be chosen"
            )));
        }
    };
    let label = u8::try_from(wanted).ok().filter(|label| *label != 0 && mask.data.contains(label));
    let Some(label) = label else {
        let mut seen = [false; 256];
        mask.data.iter().for_each(|voxel| seen[usize::from(*voxel)] = true);
        let labels: Vec<String> =
            (1..256).filter(|label| seen[*label]).map(|label| label.to_string()).collect();
        return Err(ImagingError::Choice(match labels.is_empty() {
            true => "the mask is empty".to_owned(),
            false => format!("no voxel has label {wanted}, the mask has {}", labels.join(", ")),
        }));
    };
    mask.data.iter_mut().for_each(|voxel| *voxel = u8::from(*voxel == label));
    // The image's own numbers: the file's may be rounded.
    mask.geometry = image.geometry.clone();
    Ok(mask)
}
