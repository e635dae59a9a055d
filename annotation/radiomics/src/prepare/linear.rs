//! Trilinear interpolation; beyond the outermost centres the edge goes on.

use rayon::prelude::*;

use super::image::{Image, Number};
use super::window::{Taps, Window, reach};

/// Intensities at the positions given along each axis, 0 outside.
pub(crate) fn sample(image: &Image, positions: &[Vec<Option<f64>>; 3], number: Number) -> Vec<f64> {
    let size = image.geometry.size;
    let taps: [Taps<2>; 3] =
        std::array::from_fn(|axis| positions[axis].iter().map(|x| x.map(|x| tap(x, size[axis]))).collect());
    let [nx, ny, nz] = [0, 1, 2].map(|axis| taps[axis].len());
    let mut data = vec![0.0; nx * ny * nz];
    let [Some(x), Some(y), Some(z)] = [0, 1, 2].map(|axis| reach(&taps[axis])) else {
        return data;
    };
    let window = Window::read(image, [x, y, z]);
    data.par_chunks_mut(nx * ny).zip(&taps[2]).for_each(|(slice, z)| {
        for (row, y) in slice.chunks_mut(nx).zip(&taps[1]) {
            let (Some((y, wy)), Some((z, wz))) = (y, z) else { continue };
            let rows = z.map(|z| y.map(|y| window.row(y, z)));
            for (voxel, x) in row.iter_mut().zip(&taps[0]) {
                let Some((x, wx)) = x else { continue };
                let [left, right] = x.map(|x| x - window.first[0]);
                // x, then y, then z: ITK's order, so that sums round alike.
                let plane = rows.map(|rows| mix(rows.map(|row| mix([row[left], row[right]], wx[1])), wy[1]));
                *voxel = number.store(mix(plane, wz[1]));
            }
        }
    });
    data
}

fn mix([a, b]: [f64; 2], weight: f64) -> f64 {
    a + (b - a) * weight
}

/// The voxels on either side of `x` and their weights.
fn tap(x: f64, n: usize) -> ([usize; 2], [f64; 2]) {
    let x = x.clamp(0.0, (n - 1) as f64);
    let low = x.floor() as usize;
    let weight = x - low as f64;
    ([low, (low + 1).min(n - 1)], [1.0 - weight, weight])
}
