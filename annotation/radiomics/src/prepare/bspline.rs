//! Cubic B-spline interpolation (Unser, Aldroubi, Eden: B-spline signal
//! processing, IEEE Trans Signal Process 1993;41:821-848): a recursive filter
//! turns voxels into coefficients, four coefficients an axis give a new voxel.
//! At its ends the image is mirrored at the centre of the last voxel.

use rayon::prelude::*;

use super::image::{Image, Number};
use super::spline::{coefficients, mirror, weights};
use super::window::{Taps, Window, reach};
use crate::error::Result;

/// Closer than this to a whole number, the order of additions decides what is
/// left of it when the fraction goes.
const NEAR_WHOLE: f64 = 1e-7;

/// Intensities at the positions given along each axis, 0 outside.
///
/// # Errors
/// When a voxel within reach is not finite: the filter would spread it over
/// whole rows.
pub(crate) fn sample(image: &Image, positions: &[Vec<Option<f64>>; 3], number: Number) -> Result<Vec<f64>> {
    let size = image.geometry.size;
    let taps: [Taps<4>; 3] =
        std::array::from_fn(|axis| positions[axis].iter().map(|x| x.map(|x| tap(x, size[axis]))).collect());
    let [nx, ny, nz] = [0, 1, 2].map(|axis| taps[axis].len());
    let mut data = vec![0.0; nx * ny * nz];
    let near = [0, 1, 2].map(|axis| reach(&taps[axis]));
    let [Some(x), Some(y), Some(z)] = near else { return Ok(data) };
    let window = coefficients(image, [x, y, z])?;
    let columns = x[0] - window.first[0]..x[1] - window.first[0] + 1;
    data.par_chunks_mut(nx * ny).zip(&taps[2]).for_each(|(slice, z)| {
        let Some((z, wz)) = z else { return };
        let plane: Vec<Vec<f64>> =
            (y[0]..=y[1]).map(|y| combine(z.map(|z| &window.row(y, z)[columns.clone()]), wz)).collect();
        for (row, tap_y) in slice.chunks_mut(nx).zip(&taps[1]) {
            let Some((rows, wy)) = tap_y else { continue };
            let line = combine(rows.map(|row| plane[row - y[0]].as_slice()), wy);
            for (voxel, tap_x) in row.iter_mut().zip(&taps[0]) {
                let Some((at, wx)) = tap_x else { continue };
                let mut value: f64 = at.iter().zip(wx).map(|(at, w)| w * line[at - x[0]]).sum();
                if matches!(number, Number::Whole { .. }) && (value - value.round()).abs() < NEAR_WHOLE {
                    value = directly(&window, [at, rows, z], [wx, wy, wz]);
                }
                *voxel = number.store(value);
            }
        }
    });
    Ok(data)
}

/// Weighted sum of four rows.
fn combine(rows: [&[f64]; 4], weights: &[f64; 4]) -> Vec<f64> {
    let [a, b, c, d] = rows;
    let [wa, wb, wc, wd] = weights;
    let pairs = a.iter().zip(b).zip(c.iter().zip(d));
    pairs.map(|((a, b), (c, d))| wa * a + wb * b + wc * c + wd * d).collect()
}

/// One voxel from its 64 coefficients, added in ITK's order.
fn directly(window: &Window, at: [&[usize; 4]; 3], weights: [&[f64; 4]; 3]) -> f64 {
    let mut sum = 0.0;
    for (z, wz) in at[2].iter().zip(weights[2]) {
        for (y, wy) in at[1].iter().zip(weights[1]) {
            let row = window.row(*y, *z);
            for (x, wx) in at[0].iter().zip(weights[0]) {
                sum += wx * wy * wz * row[x - window.first[0]];
            }
        }
    }
    sum
}

/// The four voxels around `x`, mirrored at the ends, and the B-spline's value
/// at each.
fn tap(x: f64, n: usize) -> ([usize; 4], [f64; 4]) {
    // In single precision, as in ITK: a hair below a centre counts as there.
    let low = f64::from((x as f32).floor());
    ([-1.0, 0.0, 1.0, 2.0].map(|step| mirror(low + step, n)), weights(x - low))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use workbench_core::{Geometry, Volume};

    use super::*;

    fn at(image: &Image, point: [f64; 3]) -> f64 {
        sample(image, &point.map(|x| vec![Some(x)]), Number::Double).unwrap()[0]
    }

    proptest! {
        #[test]
        fn passes_through_the_voxels(values in proptest::collection::vec(-1000..1000_i16, 4 * 21 * 3)) {
            let grid = Geometry::axis_aligned([4, 21, 3], [1.0; 3], [0.0; 3]);
            let volume = Volume::new(grid, values.iter().map(|v| f32::from(*v)).collect()).unwrap();
            let image = Image::of(&volume);
            for (x, y, z) in [(0, 0, 0), (3, 20, 2), (1, 10, 1), (2, 19, 0)] {
                let voxel = f64::from(volume.data[volume.geometry.index(x, y, z)]);
                // The start of the recursion is cut off at 1e-10.
                let off = at(&image, [x as f64, y as f64, z as f64]) - voxel;
                prop_assert!(off.abs() < 1e-6, "{off}");
            }
        }

        #[test]
        fn follows_a_cubic_between_voxels(x in 25.0..35.0, a in -1.0..1.0, b in -1.0..1.0) {
            let cubic = |x: f64| (x - 30.0).powi(3) * 0.01 + a * (x - 30.0).powi(2) + b * x;
            let grid = Geometry::axis_aligned([60, 1, 1], [1.0; 3], [0.0; 3]);
            let values: Vec<f64> = (0..60).map(|x| cubic(f64::from(x))).collect();
            let image = Image::made(grid, values, Number::Double);
            prop_assert!((at(&image, [x, 0.0, 0.0]) - cubic(x)).abs() < 1e-8);
        }
    }
}
