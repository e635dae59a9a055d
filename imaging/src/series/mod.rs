//! A series of instances as one volume.

mod frame;
mod lut;
mod stack;

use rayon::prelude::*;
use workbench_core::Volume;

pub(crate) use frame::{Place, places};

use crate::dicom::{Body, Extent};
use crate::error::{ImagingError, Result};
use crate::instance::describe;
use crate::pixels::Frames;

/// More voxels than this are refused: 2 GiB as 32-bit numbers.
pub const MAX_VOXELS: usize = 1 << 29;

/// A volume with the instances it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedSeries {
    /// Intensities after the modality LUT (HU for CT), right-handed geometry,
    /// slices in ascending order along the normal.
    pub volume: Volume,
    /// SOP Instance UID of each slice, in z order; one UID repeats for the
    /// frames of a multi-frame instance.
    pub sop_uids: Vec<String>,
    /// Index (as given to `read`) of the instance of each slice, in z order.
    pub sources: Vec<usize>,
    /// Series Instance UID.
    pub series_uid: String,
    /// Study Instance UID.
    pub study_uid: String,
    /// Frame of Reference UID.
    pub frame_of_reference: Option<String>,
    /// Modality.
    pub modality: Option<String>,
    /// Window centre and width of the first slice that has them.
    pub window: Option<[f64; 2]>,
    /// What a careful person would want to know; empty when all is well.
    pub warnings: Vec<String>,
}

struct Slice {
    source: usize,
    sop_uid: String,
    place: Place,
    data: Vec<f32>,
}

struct Part {
    slices: Vec<Slice>,
    series_uid: String,
    study_uid: String,
    frame_of_reference: Option<String>,
    modality: Option<String>,
    window: Option<[f64; 2]>,
}

/// Reads `n` instances of one series, in any order, and stacks them by their
/// position along the slice normal (PS3.3 C.7.6.2). Decoding runs on all
/// cores; `read(i)` gives the bytes of instance `i`.
///
/// # Errors
/// When an instance cannot be read or decoded (named by its index, from 1), or
/// the slices differ in size, orientation or spacing, repeat a position, or
/// are not evenly spaced.
pub fn load(n: usize, read: impl Fn(usize) -> Result<Vec<u8>> + Sync) -> Result<LoadedSeries> {
    let part = |index: usize| {
        let bytes = read(index)?;
        decode(index, n, &bytes).map_err(|error| error.within(format!("instance {}", index + 1)))
    };
    let parts: Vec<Part> = (0..n).into_par_iter().map(part).collect::<Result<_>>()?;
    let Some(first) = parts.first() else {
        return Err(ImagingError::Series("it has no image".into()));
    };
    if let Some(other) = parts.iter().find(|part| part.series_uid != first.series_uid) {
        return Err(ImagingError::Series(format!(
            "instances of two series were given, {} and {}",
            first.series_uid, other.series_uid
        )));
    }
    let series_uid = first.series_uid.clone();
    let study_uid = first.study_uid.clone();
    let frame_of_reference = first.frame_of_reference.clone();
    let modality = first.modality.clone();
    let window = parts.iter().find_map(|part| part.window);
    let mut slices: Vec<Option<Slice>> = parts.into_iter().flat_map(|part| part.slices).map(Some).collect();
    let places: Vec<&Place> = slices.iter().flatten().map(|slice| &slice.place).collect();
    let stack = stack::stack(&places)?;
    let voxels = stack.geometry.checked_len().filter(|len| *len <= MAX_VOXELS).ok_or_else(too_large)?;
    let mut data = Vec::with_capacity(voxels);
    let (mut sop_uids, mut sources) = (Vec::new(), Vec::new());
    for index in stack.order {
        if let Some(slice) = slices.get_mut(index).and_then(Option::take) {
            data.extend_from_slice(&slice.data);
            sop_uids.push(slice.sop_uid);
            sources.push(slice.source);
        }
    }
    let volume = Volume::new(stack.geometry, data)?;
    let warnings = stack.warnings;
    Ok(LoadedSeries {
        volume,
        sop_uids,
        sources,
        series_uid,
        study_uid,
        frame_of_reference,
        modality,
        window,
        warnings,
    })
}

fn too_large() -> ImagingError {
    ImagingError::TooLarge { what: "the volume".into(), limit: format!("{MAX_VOXELS} voxels") }
}

fn decode(source: usize, instances: usize, bytes: &[u8]) -> Result<Part> {
    let body = Body::open(bytes)?;
    let set = body.dataset(Extent::All)?;
    let instance = describe(&body, &set)?;
    let frames = Frames::of(&body, &set)?;
    let format = &frames.format;
    if format.samples != 1 {
        return Err(ImagingError::Series("colour pixels make no volume of intensities".into()));
    }
    let each = format.frame_pixels().checked_mul(format.frames).and_then(|n| n.checked_mul(instances));
    if each.is_none_or(|voxels| voxels > MAX_VOXELS) {
        return Err(too_large());
    }
    let table = lut::table(&set)?;
    let slices = places(&set, format)?
        .into_iter()
        .enumerate()
        .map(|(frame, place)| {
            let samples = frames.samples(frame)?;
            let data = match &table {
                Some(table) => samples.iter().map(|raw| table.value(*raw)).collect(),
                None => samples.iter().map(|raw| (raw * place.slope + place.intercept) as f32).collect(),
            };
            Ok(Slice { source, sop_uid: instance.sop_instance_uid.clone(), place, data })
        })
        .collect::<Result<_>>()?;
    let window = instance.image.as_ref().and_then(|image| Some([image.window_center?, image.window_width?]));
    Ok(Part {
        slices,
        series_uid: instance.series.uid,
        study_uid: instance.study.uid,
        frame_of_reference: instance.series.frame_of_reference,
        modality: instance.modality,
        window,
    })
}
