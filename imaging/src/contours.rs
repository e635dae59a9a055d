//! Planar contours laid on a grid: the crossing rule, slice by slice.

use workbench_core::{Geometry, Mask};

use crate::error::{ImagingError, Result};
use crate::rtstruct::{Contour, Roi};

/// A closed contour in voxel units of a grid, on one slice.
pub(crate) struct Outline {
    pub slice: usize,
    /// Distance of the contour's plane from the slice centre, in slices.
    pub off: f64,
    /// (x, y); whole numbers are voxel centres.
    pub points: Vec<[f64; 2]>,
}

/// How a voxel on the border is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Border {
    /// [`Centre`](Self::Centre), unless it misses the covered area by more
    /// than 0.5 % (coarse grids such as PET, thin ROIs); then
    /// [`Area`](Self::Area).
    #[default]
    Auto,
    /// A voxel belongs to the ROI when its centre lies inside: the usual rule
    /// (it gives the published mask of the IBSI CT phantom voxel for voxel).
    Centre,
    /// Per slice, the voxels with the largest covered area are taken until
    /// their number is that of the contour's area: keeps the volume on coarse
    /// grids, where the centre rule is off by chance. The whole volume is right
    /// to half a voxel.
    Area,
}

/// The centre rule may miss the covered area by this share.
const MISS: f64 = 0.005;
/// Points on one slice; people draw hundreds.
const MAX_POINTS: usize = 200_000;

/// Lines a voxel row is cut into to measure covered area.
const LINES: usize = 16;

fn fail(roi: &Roi, reason: impl Into<String>) -> ImagingError {
    ImagingError::Contours { roi: roi.name.clone(), reason: reason.into() }
}

/// The closed contours of a ROI on the slices of `grid`.
fn outlines(roi: &Roi, grid: &Geometry) -> Result<Vec<Outline>> {
    let closed: Vec<&Contour> = roi.contours.iter().filter(|contour| contour.is_closed()).collect();
    if closed.is_empty() {
        return Err(fail(roi, "it has no closed contour, so it has no inside"));
    }
    let [nx, ny, nz] = grid.size;
    let (mut found, mut outside, mut beside) = (Vec::new(), 0, 0);
    for contour in &closed {
        let voxels: Vec<[f64; 3]> = contour.points.iter().map(|point| grid.to_voxel(*point)).collect();
        let mean = voxels.iter().map(|voxel| voxel[2]).sum::<f64>() / voxels.len() as f64;
        let spread = voxels.iter().map(|voxel| (voxel[2] - mean).abs()).fold(0.0, f64::max);
        if !mean.is_finite() || spread > 0.5 {
            return Err(fail(
                roi,
                "a contour is not parallel to the image's slices; it was drawn on another series",
            ));
        }
        let nearest = mean.round();
        if nearest < 0.0 || nearest >= nz as f64 {
            outside += 1;
            continue;
        }
        let points: Vec<[f64; 2]> = voxels.iter().map(|voxel| [voxel[0], voxel[1]]).collect();
        let touches = |axis: usize, size: usize| {
            let low = points.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
            let high = points.iter().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
            high > -0.5 && low < size as f64 - 0.5
        };
        if !touches(0, nx) || !touches(1, ny) {
            beside += 1;
            continue;
        }
        found.push(Outline { slice: nearest as usize, off: mean - nearest, points });
    }
    if outside + beside > 0 {
        return Err(fail(
            roi,
            format!(
                "{outside} of {} contours lie above or below the image and {beside} beside it; choose the series they \
                 were drawn on",
                closed.len()
            ),
        ));
    }
    // Contours drawn on finer slices than the image's: the nearest plane wins.
    found.sort_by_key(|outline| outline.slice);
    let mut kept = Vec::with_capacity(found.len());
    for group in found.chunk_by(|a, b| a.slice == b.slice) {
        if group.iter().map(|outline| outline.points.len()).sum::<usize>() > MAX_POINTS {
            return Err(fail(roi, format!("more than {MAX_POINTS} points on one slice")));
        }
        let best = group.iter().map(|outline| outline.off.abs()).fold(f64::INFINITY, f64::min);
        kept.extend(group.iter().filter(|outline| outline.off.abs() <= best + 0.02).map(|outline| Outline {
            slice: outline.slice,
            off: outline.off,
            points: outline.points.clone(),
        }));
    }
    Ok(kept)
}

/// Rows of voxels that the outlines can touch.
fn rows(outlines: &[Outline]) -> std::ops::Range<usize> {
    let heights = || outlines.iter().flat_map(|outline| &outline.points).map(|point| point[1]);
    let low = heights().fold(f64::INFINITY, f64::min).floor().max(0.0);
    let high = heights().fold(f64::NEG_INFINITY, f64::max).ceil().max(0.0);
    low as usize..(high as usize).saturating_add(1)
}

/// Where a horizontal line at `y` crosses the outlines, sorted by x.
fn crossings(outlines: &[Outline], y: f64, out: &mut Vec<f64>) {
    out.clear();
    for outline in outlines {
        let points = &outline.points;
        let Some(mut previous) = points.last() else { continue };
        for point in points {
            let (a, b) = (previous, point);
            previous = point;
            // Half-open, so that a shared corner counts once.
            if (a[1] <= y) != (b[1] <= y) {
                out.push(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
            }
        }
    }
    out.sort_by(f64::total_cmp);
}

/// The voxels of `grid` inside the closed contours of `roi`, labelled 1, by
/// [`Border::Auto`].
///
/// # Errors
/// As [`rasterise_with`].
pub fn rasterise(roi: &Roi, grid: &Geometry) -> Result<Mask> {
    rasterise_with(roi, grid, Border::Auto)
}

/// The voxels of `grid` inside the closed contours of `roi`, labelled 1.
///
/// Contours of one slice are combined by the crossing rule, so that a contour
/// within another cuts a hole (PS3.3 C.8.8.6). A contour belongs to the slice
/// whose centre is nearest, at most half a slice away.
///
/// # Errors
/// When there is no closed contour, or contours do not lie on the slices of
/// the grid.
pub fn rasterise_with(roi: &Roi, grid: &Geometry, border: Border) -> Result<Mask> {
    let len = grid.checked_len().filter(|len| *len <= crate::series::MAX_VOXELS);
    let mut mask = Mask::new(grid.clone(), vec![0; len.unwrap_or(0)])?;
    let outlines = outlines(roi, grid)?;
    let covered = match border {
        Border::Centre => {
            by_centre(&outlines, &mut mask);
            mask.count(1) as f64
        }
        Border::Area => by_area(&outlines, &mut mask),
        Border::Auto => {
            by_centre(&outlines, &mut mask);
            let found = mask.count(1) as f64;
            let mut other = Mask::new(grid.clone(), vec![0; mask.data.len()])?;
            let covered = by_area(&outlines, &mut other);
            if (found - covered).abs() > MISS * covered {
                mask = other;
            }
            covered
        }
    };
    if mask.count(1) == 0 {
        return Err(fail(
            roi,
            format!("no voxel of this image lies inside: the contours cover {covered:.2} voxels"),
        ));
    }
    Ok(mask)
}

/// Slices with the outlines on them, and the part of the mask they fill.
fn each_slice(
    outlines: &[Outline],
    mask: &mut Mask,
    mut fill: impl FnMut(&[Outline], &mut [u8], usize, usize),
) {
    let [nx, ny, _] = mask.geometry.size;
    for group in outlines.chunk_by(|a, b| a.slice == b.slice) {
        let start = group.first().map_or(0, |outline| outline.slice) * nx * ny;
        if let Some(slice) = mask.data.get_mut(start..start + nx * ny) {
            fill(group, slice, nx, ny);
        }
    }
}

fn by_centre(outlines: &[Outline], mask: &mut Mask) {
    let mut line = Vec::new();
    each_slice(outlines, mask, |group, slice, nx, _| {
        let span = rows(group);
        for (y, row) in slice.chunks_mut(nx).enumerate().take(span.end).skip(span.start) {
            crossings(group, y as f64, &mut line);
            for pair in line.as_chunks::<2>().0 {
                let first = pair[0].ceil().max(0.0) as usize;
                let end = pair[1].ceil().clamp(0.0, nx as f64) as usize;
                if let Some(inside) = row.get_mut(first..end) {
                    inside.fill(1);
                }
            }
        }
    });
}

/// Returns the covered area of all slices, in voxels.
fn by_area(outlines: &[Outline], mask: &mut Mask) -> f64 {
    let (mut total, mut owed) = (0.0, 0.0);
    each_slice(outlines, mask, |group, slice, nx, ny| {
        let cover = coverage(group, nx, ny);
        let area: f64 = cover.iter().sum();
        total += area;
        // What rounding leaves over goes to the next slice.
        owed += area;
        let wanted = owed.round().max(0.0);
        owed -= wanted;
        let mut order: Vec<usize> = (0..cover.len()).filter(|at| cover[*at] > 0.0).collect();
        order.sort_by(|a, b| cover[*b].total_cmp(&cover[*a]));
        for at in order.into_iter().take(wanted as usize) {
            slice[at] = 1;
        }
    });
    total
}

/// Covered share of each voxel of a slice.
fn coverage(outlines: &[Outline], nx: usize, ny: usize) -> Vec<f64> {
    let mut cover = vec![0.0; nx * ny];
    let mut line = Vec::new();
    let span = rows(outlines);
    for (y, row) in cover.chunks_mut(nx).enumerate().take(span.end).skip(span.start) {
        for step in 0..LINES {
            let at = y as f64 - 0.5 + (step as f64 + 0.5) / LINES as f64;
            crossings(outlines, at, &mut line);
            for pair in line.as_chunks::<2>().0 {
                // Voxel x covers x − 0.5 to x + 0.5.
                let (low, high) = ((pair[0] + 0.5).max(0.0), (pair[1] + 0.5).min(nx as f64));
                if high <= low {
                    continue;
                }
                for (x, share) in row.iter_mut().enumerate().take(high.ceil() as usize).skip(low as usize) {
                    *share += (high.min(x as f64 + 1.0) - low.max(x as f64)).max(0.0) / LINES as f64;
                }
            }
        }
    }
    cover
}
