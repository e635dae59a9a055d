//! Resampling to voxels of 1 mm: tricubic spline for the image, trilinear for the mask, the centres of both
//! grids on each other (IBSI 2.4).

use radiomics::response::Field;
use workbench_core::Geometry;

/// The image at 1 mm, rounded to whole intensities, and whether each voxel belongs to the region.
pub fn resample(image: &Field, mask: &[f64]) -> (Field, Vec<bool>) {
    let old = &image.geometry;
    let size = [0, 1, 2].map(|axis| (old.size[axis] as f64 * old.spacing[axis]).ceil() as usize);
    let places = [0, 1, 2].map(|axis| {
        let middle = |n: usize| (n as f64 - 1.0) / 2.0;
        let place = |k: usize| middle(old.size[axis]) + (k as f64 - middle(size[axis])) / old.spacing[axis];
        (0..size[axis]).map(place).collect::<Vec<_>>()
    });
    let (mut data, mut part, mut shape) = (image.data.clone(), mask.to_vec(), old.size);
    for axis in 0..3 {
        data = lines(&data, shape, axis, &|row| cubic(row, &places[axis]));
        part = lines(&part, shape, axis, &|row| linear(row, &places[axis]));
        shape[axis] = size[axis];
    }
    data.iter_mut().for_each(|value| *value = value.round());
    let geometry = Geometry::axis_aligned(size, [1.0; 3], [0.0; 3]);
    (Field { geometry, data }, part.iter().map(|value| *value >= 0.5).collect())
}

fn lines(data: &[f64], size: [usize; 3], axis: usize, of: &dyn Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let stride: usize = size[..axis].iter().product();
    let (n, outer) = (size[axis], size[axis + 1..].iter().product::<usize>());
    let mut out = Vec::new();
    for block in 0..outer {
        let made: Vec<Vec<f64>> = (0..stride)
            .map(|inner| of(&(0..n).map(|k| data[(block * n + k) * stride + inner]).collect::<Vec<_>>()))
            .collect();
        for k in 0..made[0].len() {
            out.extend(made.iter().map(|line| line[k]));
        }
    }
    out
}

fn linear(row: &[f64], places: &[f64]) -> Vec<f64> {
    let last = row.len() - 1;
    let at = |place: f64| {
        let place = place.clamp(0.0, last as f64);
        let low = place.floor() as usize;
        row[low] + (row[(low + 1).min(last)] - row[low]) * (place - low as f64)
    };
    places.iter().map(|place| at(*place)).collect()
}

/// Cubic B-spline through the voxels, mirrored at the centres of the last ones.
fn cubic(row: &[f64], places: &[f64]) -> Vec<f64> {
    let n = row.len() as isize;
    let mirror = |k: isize| {
        let turn = k.rem_euclid(2 * n - 2);
        turn.min(2 * n - 2 - turn) as usize
    };
    let pole = 3_f64.sqrt() - 2.0;
    // The spline's filter is 6 Σ pole^|k| / (pole - pole^-1), cut off where nothing is left of it.
    let gain = 6.0 / (pole - pole.recip());
    let coefficient = |k: isize| {
        gain * (-40..=40).map(|d: isize| pole.powi(d.abs() as i32) * row[mirror(k + d)]).sum::<f64>()
    };
    let coefficients: Vec<f64> = (0..n).map(coefficient).collect();
    let weight = |t: f64| match t.abs() {
        t if t < 1.0 => 2.0 / 3.0 - t * t + t * t * t / 2.0,
        t if t < 2.0 => (2.0 - t).powi(3) / 6.0,
        _ => 0.0,
    };
    let at = |place: f64| {
        let low = place.floor() as isize;
        (low - 1..=low + 2).map(|k| weight(place - k as f64) * coefficients[mirror(k)]).sum::<f64>()
    };
    places.iter().map(|place| at(*place)).collect()
}
