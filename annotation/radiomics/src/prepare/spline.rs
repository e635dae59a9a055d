//! Coefficients of the cubic B-spline through an image (Unser, Aldroubi, Eden:
//! B-spline signal processing, IEEE Trans Signal Process 1993;41:821-848). At
//! its ends the image is mirrored at the centre of the last voxel.

use rayon::prelude::*;

use super::image::Image;
use super::window::Window;
use crate::error::{RadiomicsError, Result};

/// The filter's pole, √3 - 2.
const POLE: f64 = 1.732_050_807_568_877_2 - 2.0;
/// Voxels after which the mirrored start of the recursion is cut off: what
/// follows is below 1e-10.
const HORIZON: usize = 18;
/// Voxels beyond those needed: a cut this far away shows below 1e-22.
const MARGIN: usize = 40;

/// Coefficients of the voxels within `bounds` (first and last voxel of each
/// axis) and of some around them.
///
/// # Errors
/// When a voxel within reach is not finite: the filter would spread it over
/// whole rows.
pub(super) fn coefficients(image: &Image, bounds: [[usize; 2]; 3]) -> Result<Window> {
    let size = image.geometry.size;
    let wide = [0, 1, 2].map(|axis| {
        let [first, last] = bounds[axis];
        [first.saturating_sub(MARGIN), (last + MARGIN).min(size[axis] - 1)]
    });
    let mut window = Window::read(image, wide);
    let count = window.data.iter().filter(|value| !value.is_finite()).count();
    if count > 0 {
        return Err(RadiomicsError::NotFiniteAround { count });
    }
    decompose(&mut window);
    Ok(window)
}

/// The B-spline's value at the four voxels around a point that lies `t`
/// (0 to 1) behind the second of them.
pub(super) fn weights(t: f64) -> [f64; 4] {
    let last = 1.0 / 6.0 * t * t * t;
    let first = 1.0 / 6.0 + 0.5 * t * (t - 1.0) - last;
    let third = t + first - 2.0 * last;
    [first, 1.0 - first - third - last, third, last]
}

/// The voxel of an axis of `n` that stands for `index`.
pub(super) fn mirror(index: f64, n: usize) -> usize {
    let period = (2 * n).saturating_sub(2).max(1) as f64;
    let within = index.abs() % period;
    (if n == 1 { 0.0 } else { within.min(period - within) }) as usize
}

/// Voxels to coefficients, axis after axis.
fn decompose(window: &mut Window) {
    let [nx, ny, nz] = window.size;
    window.data.par_chunks_mut(nx).for_each(|row| filter(row, 1, nx));
    window.data.par_chunks_mut(nx * ny).for_each(|slice| filter(slice, nx, ny));
    filter(&mut window.data, nx * ny, nz);
}

/// Filters `lanes` interleaved lines of `n` voxels.
fn filter(data: &mut [f64], lanes: usize, n: usize) {
    if n < 2 {
        return;
    }
    let gain = (1.0 - POLE) * (1.0 - 1.0 / POLE);
    data.iter_mut().for_each(|value| *value *= gain);
    for lane in 0..lanes {
        data[lane] = start(|k| data[lane + k * lanes], n);
    }
    for at in lanes..data.len() {
        data[at] += POLE * data[at - lanes];
    }
    let last = data.len() - lanes;
    for at in last..data.len() {
        data[at] = POLE / (POLE * POLE - 1.0) * (POLE * data[at - lanes] + data[at]);
    }
    for at in (0..last).rev() {
        data[at] = POLE * (data[at + lanes] - data[at]);
    }
}

/// First value of the causal recursion: the sum over the mirrored past.
fn start(voxel: impl Fn(usize) -> f64, n: usize) -> f64 {
    let mut power = POLE;
    let mut sum = voxel(0);
    if HORIZON < n {
        for k in 1..HORIZON {
            sum += power * voxel(k);
            power *= POLE;
        }
        return sum;
    }
    // A short line: the whole period of 2n - 2, in closed form.
    let inverse = 1.0 / POLE;
    let mut back = POLE.powi(n as i32 - 1);
    sum += back * voxel(n - 1);
    back = back * back * inverse;
    for k in 1..n - 1 {
        sum += (power + back) * voxel(k);
        power *= POLE;
        back *= inverse;
    }
    sum / (1.0 - power * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mirrors_at_the_centres_of_the_last_voxels() {
        let found: Vec<usize> = (-3..8).map(|k| mirror(f64::from(k), 4)).collect();
        assert_eq!(found, [3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1]);
        assert_eq!([-2.0, -1.0, 0.0, 1.0, 2.0].map(|k| mirror(k, 1)), [0; 5]);
        assert_eq!([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0].map(|k| mirror(k, 2)), [0, 1, 0, 1, 0, 1]);
    }
}
