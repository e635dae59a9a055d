//! Convolution with a kernel along one axis, and with products of such kernels.

use rayon::prelude::*;

use super::boundary::Boundary;

/// Rows a thread takes at least: less is not worth handing out.
const ROWS: usize = 16;

/// A kernel of odd length along one axis, its centre in the middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass<'a> {
    /// 0 for x, 1 for y, 2 for z.
    pub axis: usize,
    /// Coefficients.
    pub kernel: &'a [f64],
    /// What lies outside.
    pub boundary: Boundary,
}

/// `out_i += Σ_k g_k f_{i − k}` along the axis, k from the kernel's centre.
pub(super) fn add(out: &mut [f64], image: &[f64], size: [usize; 3], pass: Pass) {
    let [nx, ny, _] = size;
    let radius = pass.kernel.len() / 2;
    let taps: Vec<(isize, f64)> = pass
        .kernel
        .iter()
        .enumerate()
        .filter(|(_, g)| **g != 0.0)
        .map(|(k, g)| (radius as isize - k as isize, *g))
        .collect();
    let outside = pass.boundary.constant();
    let rows = out.par_chunks_mut(nx).with_min_len(ROWS).enumerate();
    if pass.axis == 0 {
        rows.for_each_init(Vec::new, |wide, (row, out)| {
            extend(wide, &image[row * nx..][..nx], radius, pass.boundary);
            let sources = taps.iter().map(|(step, g)| (*g, &wide[(radius as isize + step) as usize..][..nx]));
            accumulate(out, sources);
        });
        return;
    }
    rows.for_each(|(row, out)| {
        let at = [row % ny, row / ny];
        let place = |step: isize| pass.boundary.place(at[pass.axis - 1] as isize + step, size[pass.axis]);
        let start = |found: usize| nx * if pass.axis == 1 { found + ny * at[1] } else { at[0] + ny * found };
        let inside =
            taps.iter().filter_map(|(step, g)| place(*step).map(|found| (*g, &image[start(found)..][..nx])));
        accumulate(out, inside);
        if outside != 0.0 {
            let weight: f64 = taps.iter().filter(|(step, _)| place(*step).is_none()).map(|(_, g)| g).sum();
            out.iter_mut().for_each(|value| *value += weight * outside);
        }
    });
}

/// The row with `radius` more voxels on either side.
fn extend(wide: &mut Vec<f64>, row: &[f64], radius: usize, boundary: Boundary) {
    let (n, radius) = (row.len(), radius as isize);
    let at = |place: isize| boundary.place(place, n).map_or(boundary.constant(), |found| row[found]);
    wide.clear();
    wide.extend((-radius..0).map(at));
    wide.extend_from_slice(row);
    wide.extend((n as isize..n as isize + radius).map(at));
}

/// Adds weighted rows, four at a time to touch `out` less often.
fn accumulate<'a>(out: &mut [f64], rows: impl Iterator<Item = (f64, &'a [f64])>) {
    let mut four: [(f64, &[f64]); 4] = [(0.0, &[]); 4];
    let mut filled = 0;
    for row in rows {
        four[filled] = row;
        filled += 1;
        if filled == 4 {
            let [(ga, a), (gb, b), (gc, c), (gd, d)] = four;
            let sources = a.iter().zip(b).zip(c.iter().zip(d));
            for (value, ((a, b), (c, d))) in out.iter_mut().zip(sources) {
                *value += (ga * a + gb * b) + (gc * c + gd * d);
            }
            filled = 0;
        }
    }
    for (g, row) in &four[..filled] {
        for (value, voxel) in out.iter_mut().zip(*row) {
            *value += g * voxel;
        }
    }
}

/// One pass into a new image.
pub(super) fn along(image: &[f64], size: [usize; 3], pass: Pass) -> Vec<f64> {
    let mut out = vec![0.0; image.len()];
    add(&mut out, image, size, pass);
    out
}

/// The same kernel along the first `axes` axes.
pub(super) fn product(
    image: &[f64],
    size: [usize; 3],
    kernel: &[f64],
    axes: usize,
    boundary: Boundary,
) -> Vec<f64> {
    let sum: f64 = kernel.iter().sum();
    let mut out = along(image, size, Pass { axis: 0, kernel, boundary });
    let mut boundary = boundary;
    for axis in 1..axes {
        boundary = boundary.filtered(sum);
        out = along(&out, size, Pass { axis, kernel, boundary });
    }
    out
}
