//! One region out of two files: what lies around a label, and no more of the
//! image than is asked for.

use std::path::Path;

use workbench_core::volume::{extent, join};
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
        for (number, row) in (first..).zip(labels.chunks_exact(nx)) {
            let Some([start, end]) = extent(row, label) else { continue };
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
    let mut data = grid.room(geometry.checked_len()?);
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::write_file;

    /// The region's box and a voxel around it.
    fn around(grid: &Geometry, region: Bounds) -> Bounds {
        std::array::from_fn(|axis| {
            [region[axis][0].saturating_sub(1), (region[axis][1] + 1).min(grid.size[axis] - 1)]
        })
    }

    fn cut<T: Copy>(grid: &Geometry, data: &[T], [x, y, z]: Bounds) -> Vec<T> {
        let rows = (z[0]..=z[1]).flat_map(|z| (y[0]..=y[1]).map(move |y| (y, z)));
        rows.flat_map(|(y, z)| &data[grid.index(x[0], y, z)..=grid.index(x[1], y, z)]).copied().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_region_is_a_box_of_the_pair(
            size in [1..9_usize, 1..7, 1..6],
            values in proptest::collection::vec(-3000.0_f32..3000.0, 9 * 7 * 6),
            labels in proptest::collection::vec(0..4_u8, 9 * 7 * 6),
            whole: bool,
            nifti: bool,
        ) {
            let grid = Geometry::axis_aligned(size, [0.7, 0.8, 2.5], [-10.0, 3.0, 20.0]);
            let number = |v: &f32| if whole { v.round() } else { *v };
            let volume = Volume::new(grid.clone(), values[..grid.len()].iter().map(number).collect()).unwrap();
            let mask = Mask::new(grid.clone(), labels[..grid.len()].to_vec()).unwrap();
            let folder = tempfile::tempdir().unwrap();
            let at = |name: &str| folder.path().join(name);
            let (image_file, mask_file) = (at("image"), at("mask"));
            if nifti {
                write_file(&image_file, &nifti::encode_volume(&volume).unwrap()).unwrap();
                write_file(&mask_file, &nifti::encode_mask(&mask).unwrap()).unwrap();
            } else {
                nrrd::write_volume(&image_file, &volume).unwrap();
                nrrd::write_mask(&mask_file, &mask).unwrap();
            }
            let selector = Selector::Number(2);
            let found = load_region(&image_file, &mask_file, &selector, around);
            let pair = load_pair(&image_file, &mask_file, &selector);
            let (Ok((excerpt, part)), Ok((image, mask))) = (&found, &pair) else {
                let said = |error: Option<String>| error.unwrap_or_default();
                prop_assert_eq!(said(found.err().map(|e| e.to_string())), said(pair.err().map(|e| e.to_string())));
                return Ok(());
            };
            let bounds = around(&image.geometry, mask.bounding_box(1).unwrap());
            prop_assert_eq!(&excerpt.volume.data, &cut(&image.geometry, &image.data, bounds));
            prop_assert_eq!(&part.data, &cut(&mask.geometry, &mask.data, bounds));
            prop_assert_eq!(&excerpt.grid, &image.geometry);
            prop_assert_eq!(&excerpt.volume.geometry, &part.geometry);
            prop_assert_eq!(excerpt.first, bounds.map(|[first, _]| first));
            let peak = image.data.iter().map(|v| f64::from(v.abs())).fold(0.0, f64::max);
            prop_assert_eq!(excerpt.peak, Some(peak));
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_as_of_a_pair() {
        let grid = Geometry::axis_aligned([3, 3, 2], [1.0; 3], [0.0; 3]);
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let volume = Volume::new(grid.clone(), vec![f32::NAN; 18]).unwrap();
        nrrd::write_volume(&at("image.nrrd"), &volume).unwrap();
        nrrd::write_mask(&at("mask.nrrd"), &Mask::new(grid.clone(), vec![2; 18]).unwrap()).unwrap();
        let moved = Geometry { origin: [5.0; 3], ..grid };
        nrrd::write_mask(&at("moved.nrrd"), &Mask::new(moved, vec![2; 18]).unwrap()).unwrap();
        let mut bytes = std::fs::read(at("image.nrrd")).unwrap();
        write_file(&at("cut.nrrd"), &bytes[..bytes.len() - 2]).unwrap();
        // A gzip file ends with the check sum and the length, four bytes each.
        let sum = bytes.len() - 6;
        bytes[sum] ^= 1;
        write_file(&at("changed.nrrd"), &bytes).unwrap();
        let read = |image: &str, mask: &str, label: u32| {
            load_region(&at(image), &at(mask), &Selector::Number(label), around)
        };
        let (excerpt, _) = read("image.nrrd", "mask.nrrd", 2).unwrap();
        assert_eq!(excerpt.peak, Some(0.0));
        for (image, mask, label, expected) in [
            ("image.nrrd", "mask.nrrd", 1, "no voxel has label 1, the mask has 2"),
            ("image.nrrd", "moved.nrrd", 2, "origin"),
            ("cut.nrrd", "mask.nrrd", 2, "damaged"),
            ("changed.nrrd", "mask.nrrd", 2, "damaged"),
            ("absent.nrrd", "mask.nrrd", 2, "absent.nrrd"),
        ] {
            let error = read(image, mask, label).unwrap_err().to_string();
            assert!(error.contains(expected), "{image} {mask}: {error}");
        }
    }
}
