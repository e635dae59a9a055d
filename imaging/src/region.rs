//! One region out of two files: what lies around a label, and no more of the
//! image than is asked for.

use std::path::Path;

use workbench_core::volume::join;
use workbench_core::{Bounds, Excerpt, Geometry, Mask, Volume};

use crate::error::Result;
use crate::load::{Format, Selector, TOLERANCE, format, load_pair};
use crate::source::Source;
use crate::voxels::Grid;
use crate::{nifti, nrrd};

/// Image and mask (1 inside) of one label. `around` is given the image's grid and
/// the label's box, and says which box of the image to keep; the mask lies on the
/// same box. Of files other than label maps and volumes in NRRD or NIfTI all is kept.
///
/// # Errors
/// As [`load_pair`].
pub fn load_region(
    image: &Path,
    mask: &Path,
    selector: &Selector,
    around: impl Fn(&Geometry, Bounds) -> Bounds,
) -> Result<(Excerpt, Mask)> {
    if let Some(found) = streamed(image, mask, selector, around) {
        return Ok(found);
    }
    // Whatever is unusual or wrong is read whole, which says why.
    let (volume, mask) = load_pair(image, mask, selector)?;
    Ok((volume.into(), mask))
}

fn streamed(
    image: &Path,
    mask: &Path,
    selector: &Selector,
    around: impl Fn(&Geometry, Bounds) -> Bounds,
) -> Option<(Excerpt, Mask)> {
    let label = match selector {
        Selector::Only => 1,
        Selector::Number(number) => u8::try_from(*number).ok().filter(|label| *label > 0)?,
        Selector::Name(_) => return None,
    };
    let grid = open(image)?;
    let rows = label_rows(open(mask)?, label)?;
    grid.geometry.check_same(&rows.geometry, TOLERANCE).ok()?;
    let bounds = around(&grid.geometry, rows.bounds);
    // The image's own numbers: those of the mask's file may be rounded.
    let geometry = grid.geometry.part(bounds);
    let mask = rows.mask(geometry, bounds)?;
    Some((excerpt(grid, bounds)?, mask))
}

fn open(path: &Path) -> Option<Grid<'static>> {
    let mut source = Source::open(path).ok()?;
    match format(source.peek()) {
        Format::Nifti => nifti::grid(source).ok(),
        Format::Nrrd => nrrd::grid(source).ok(),
        Format::Dicom => None,
    }
}

/// The rows of a label map that have a label, and its box.
struct LabelRows {
    geometry: Geometry,
    /// Number of each row, y fastest, with its first and last voxel of the label.
    rows: Vec<(usize, [usize; 2])>,
    /// The voxels between these, row after row: whether they have the label.
    voxels: Vec<u8>,
    bounds: Bounds,
}

fn label_rows(grid: Grid<'_>, label: u8) -> Option<LabelRows> {
    let [nx, ny, _] = grid.geometry.size;
    let (mut rows, mut voxels, mut bounds) = (Vec::new(), Vec::new(), None);
    let geometry = grid.label_rows(|first, labels| {
        // Most rows have none, which `contains` finds out many voxels at a time.
        if !labels.contains(&label) {
            return;
        }
        for (number, row) in (first..).zip(labels.chunks_exact(nx)) {
            let Some(start) = row.iter().position(|found| *found == label) else { continue };
            let end = row.iter().rposition(|found| *found == label).unwrap_or(start);
            let (y, z) = (number % ny, number / ny);
            let found: Bounds = [[start, end], [y, y], [z, z]];
            bounds = Some(bounds.map_or(found, |old| join(old, found)));
            rows.push((number, [start, end]));
            voxels.extend(row[start..=end].iter().map(|found| u8::from(*found == label)));
        }
    });
    let geometry = geometry.ok()?;
    Some(LabelRows { geometry, rows, voxels, bounds: bounds? })
}

impl LabelRows {
    /// As a mask within `bounds` on `grid`.
    fn mask(&self, grid: Geometry, bounds: Bounds) -> Option<Mask> {
        let ny = self.geometry.size[1];
        let mut data = vec![0; grid.checked_len()?];
        let mut voxels = self.voxels.as_slice();
        for (number, [start, end]) in &self.rows {
            let row = voxels.split_off(..=end - start)?;
            let at = [*start, number % ny, number / ny];
            let [x, y, z] = [0, 1, 2].map(|axis| at[axis].checked_sub(bounds[axis][0]));
            let place = grid.index(x?, y?, z?);
            data.get_mut(place..place + row.len())?.copy_from_slice(row);
        }
        Mask::new(grid, data).ok()
    }
}

/// The intensities within `bounds`; all are looked at for the largest.
fn excerpt(grid: Grid<'_>, bounds: Bounds) -> Option<Excerpt> {
    let whole = grid.geometry.clone();
    let [nx, ny, _] = whole.size;
    let [x, y, z] = bounds;
    let within = |at: usize, [first, last]: [usize; 2]| (first..=last).contains(&at);
    let geometry = whole.part(bounds);
    let mut data = Vec::with_capacity(geometry.checked_len()?);
    let mut peak = 0.0_f32;
    let read = grid.intensity_rows(|first, intensities| {
        peak = peak.max(largest(intensities));
        for (number, row) in (first..).zip(intensities.chunks_exact(nx)) {
            if within(number % ny, y) && within(number / ny, z) {
                data.extend_from_slice(&row[x[0]..=x[1]]);
            }
        }
    });
    read.ok()?;
    let volume = Volume::new(geometry, data).ok()?;
    Some(Excerpt { volume, grid: whole, first: bounds.map(|[first, _]| first), peak: Some(f64::from(peak)) })
}

/// Largest |value|; NaN and infinity are left out.
fn largest(values: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 32];
    let size = |value: f32| if value.abs() < f32::INFINITY { value.abs() } else { 0.0 };
    let (blocks, rest) = values.as_chunks::<32>();
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            let size = size(*value);
            *lane = if size > *lane { size } else { *lane };
        }
    }
    rest.iter().map(|value| size(*value)).chain(lanes).fold(0.0, f32::max)
}
