//! The order of slices and the grid they make.

use workbench_core::Geometry;

use super::Place;
use super::frame::normal;
use crate::error::{ImagingError, Result};

/// Slices may stray this share of the spacing from an even grid in silence…
const EVEN: f64 = 0.01;
/// … and this share with a warning: positions are often written rounded.
const NEARLY_EVEN: f64 = 0.05;

pub(super) struct Stack {
    pub geometry: Geometry,
    /// Indices of the slices in ascending z order.
    pub order: Vec<usize>,
    pub warnings: Vec<String>,
}

fn series(reason: String) -> ImagingError {
    ImagingError::Series(reason)
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn unit(v: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(&v, &v).sqrt();
    (length.is_finite() && length > 1e-6).then(|| v.map(|x| x / length))
}

/// Orthonormal row, column and normal directions.
fn directions(turn: &[f64; 6]) -> Result<[[f64; 3]; 3]> {
    let bad =
        || series(format!("Image Orientation (Patient) {turn:?} is not a pair of right-angled directions"));
    let row = unit([turn[0], turn[1], turn[2]]).ok_or_else(bad)?;
    let col = unit([turn[3], turn[4], turn[5]]).ok_or_else(bad)?;
    if dot(&row, &col).abs() > 1e-2 {
        return Err(bad());
    }
    // Written with few digits, the pair is rarely exactly right-angled.
    let along = dot(&row, &col);
    let col = unit(std::array::from_fn(|a| col[a] - along * row[a])).ok_or_else(bad)?;
    Ok([row, col, normal(&[row[0], row[1], row[2], col[0], col[1], col[2]])])
}

/// Orders the slices and finds their grid.
pub(super) fn stack(places: &[&Place]) -> Result<Stack> {
    let Some(first) = places.first() else { return Err(series("it has no image".into())) };
    let mut warnings = Vec::new();
    if let Some(other) = places.iter().find(|p| (p.rows, p.cols) != (first.rows, first.cols)) {
        return Err(series(format!(
            "slices of {}×{} and of {}×{} pixels",
            first.cols, first.rows, other.cols, other.rows
        )));
    }
    let single = places.len() == 1;
    let spacing = match first.spacing {
        Some(mm) if mm.iter().all(|mm| *mm > 0.0 && mm.is_finite()) => mm,
        _ if single && first.position.is_none() => {
            warnings.push("no pixel spacing: 1 mm is assumed".to_owned());
            [1.0, 1.0]
        }
        _ => return Err(series("Pixel Spacing (0028,0030) is missing".into())),
    };
    let (Some(start), Some(turn)) = (first.position, first.orientation) else {
        if !single {
            return Err(series("Image Position or Orientation (Patient) is missing".into()));
        }
        warnings.push("no position in the patient: the image's own axes are used".to_owned());
        let size = [first.cols, first.rows, 1];
        let depth = first.thickness.unwrap_or(1.0);
        let geometry = Geometry::axis_aligned(size, [spacing[1], spacing[0], depth], [0.0; 3]);
        return Ok(Stack { geometry, order: vec![0], warnings });
    };
    let direction = directions(&turn)?;
    let mut along = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let (Some(position), Some(own)) = (place.position, place.orientation) else {
            return Err(series(format!("slice {} has no position or orientation", index + 1)));
        };
        if own.iter().zip(&turn).any(|(a, b)| (a - b).abs() > 1e-3) {
            return Err(series(format!("two orientations, {turn:?} and {own:?}; load each stack by itself")));
        }
        let own = place.spacing.unwrap_or(spacing);
        if own.iter().zip(&spacing).any(|(a, b)| (a - b).abs() > 1e-3 * b) {
            return Err(series(format!("two pixel spacings, {spacing:?} and {own:?} mm")));
        }
        let offset: [f64; 3] = std::array::from_fn(|a| position[a] - start[a]);
        let drift = [dot(&offset, &direction[0]), dot(&offset, &direction[1])];
        let depth = dot(&offset, &direction[2]);
        if drift.iter().zip(&spacing).any(|(d, s)| d.abs() > (0.1 * s).max(1e-3 * depth.abs())) {
            return Err(series(format!(
                "the slices are shifted sideways (gantry tilt or several stacks): {start:?} and {position:?} mm"
            )));
        }
        along.push(depth);
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| along[*a].total_cmp(&along[*b]));
    let sorted: Vec<f64> = order.iter().map(|index| along[*index]).collect();
    let depth = depth_spacing(&sorted, first, &mut warnings)?;
    let lowest = order.first().and_then(|index| places[*index].position).unwrap_or(start);
    let geometry = Geometry {
        size: [first.cols, first.rows, places.len()],
        spacing: [spacing[1], spacing[0], depth],
        origin: lowest,
        direction,
    };
    Ok(Stack { geometry, order, warnings })
}

/// The distance between slices, from sorted positions along the normal.
fn depth_spacing(sorted: &[f64], first: &Place, warnings: &mut Vec<String>) -> Result<f64> {
    let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else { return Ok(1.0) };
    if sorted.len() == 1 {
        if first.thickness.is_none() {
            warnings.push("one slice without thickness: 1 mm is assumed".to_owned());
        }
        return Ok(first.thickness.unwrap_or(1.0));
    }
    let steps = || sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let doubles = steps().filter(|step| *step < 1e-3).count();
    if doubles > 0 {
        return Err(series(format!(
            "{doubles} slices repeat the position of another; it may hold several time points, echoes or reconstructions"
        )));
    }
    let mut sizes: Vec<f64> = steps().collect();
    sizes.sort_by(f64::total_cmp);
    let usual = sizes[sizes.len() / 2];
    // Report the gap where it is, before judging the whole.
    if let Some(at) = steps().position(|step| step > 1.5 * usual) {
        return Err(series(format!(
            "slices are missing between {:.2} and {:.2} mm along the normal: the usual step is {usual:.3} mm",
            sorted[at],
            sorted[at + 1]
        )));
    }
    let mean = (high - low) / (sorted.len() - 1) as f64;
    let stray = |index: usize| (sorted[index] - low - mean * index as f64).abs() / mean;
    let worst = (0..sorted.len()).max_by(|a, b| stray(*a).total_cmp(&stray(*b))).unwrap_or(0);
    let share = stray(worst);
    if share > NEARLY_EVEN {
        return Err(series(format!(
            "the slices are not evenly spaced: at {:.3} mm along the normal the position is {:.0} % of a step off",
            sorted[worst],
            share * 100.0
        )));
    }
    if share > EVEN {
        warnings.push(format!(
            "slice positions stray up to {:.1} % of a step from an even grid; {mean:.4} mm is used",
            share * 100.0
        ));
    }
    // Differences of decimal numbers: drop the binary dust.
    Ok((mean * 1e9).round() / 1e9)
}
