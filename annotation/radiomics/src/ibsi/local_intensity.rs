//! Local intensity: prefix `loc` (IBSI 3.2, 9ST6).

use rayon::prelude::*;

use super::region::Region;
use crate::prepare::Image;

/// mm³: 1 cm³.
const SPHERE: f64 = 1000.0;

/// Both peaks by tag: the mean over the voxels of the image whose centres lie
/// within a sphere of 1 cm³ around a voxel of the intensity mask; around the
/// brightest voxel (of several the highest mean), and the highest of all. Voxels
/// beyond the image or that are not finite are left out of a mean.
pub(super) fn features(image: &Image, region: &Region) -> Vec<(&'static str, f64)> {
    let sphere = Sphere::new(image.geometry.spacing);
    let [nx, ny, _] = region.intensity.size;
    // Rows of the box with the first value of each.
    let mut rows = Vec::new();
    let mut before = 0;
    for (row, inside) in region.intensity.inside.chunks(nx).enumerate() {
        let count = inside.iter().filter(|inside| **inside).count();
        if count > 0 {
            rows.push((row % ny, row / ny, before, inside));
            before += count;
        }
    }
    let brightest = region.intensity.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let peaks: Vec<[f64; 2]> = rows
        .into_par_iter()
        .map(|(y, z, before, inside)| {
            let at = [y - 1 + region.first[1], z - 1 + region.first[2]];
            let means = sphere.means(image, region.first[0], nx - 2, at);
            let mut peaks = [f64::NEG_INFINITY; 2];
            let mine = inside[1..].iter().zip(&means).filter(|(inside, _)| **inside);
            for ((_, mean), value) in mine.zip(&region.intensity.values[before..]) {
                peaks[1] = peaks[1].max(*mean);
                if *value == brightest {
                    peaks[0] = peaks[0].max(*mean);
                }
            }
            peaks
        })
        .collect();
    let [local, global] =
        peaks.into_iter().fold([f64::NEG_INFINITY; 2], |a, b| [a[0].max(b[0]), a[1].max(b[1])]);
    vec![("loc_peak_loc", local), ("loc_peak_glob", global)]
}

/// Rows of voxels within the sphere.
struct Sphere {
    /// Offset along y and z, voxels to either side along x.
    rows: Vec<[isize; 3]>,
}

impl Sphere {
    fn new(spacing: [f64; 3]) -> Self {
        let radius = (3.0 * SPHERE / (4.0 * std::f64::consts::PI)).cbrt();
        let reach = |mm: f64| (radius / mm).floor() as isize;
        let mut rows = Vec::new();
        for z in -reach(spacing[2])..=reach(spacing[2]) {
            for y in -reach(spacing[1])..=reach(spacing[1]) {
                let rest = radius.powi(2) - (y as f64 * spacing[1]).powi(2) - (z as f64 * spacing[2]).powi(2);
                if rest >= 0.0 {
                    rows.push([y, z, (rest.sqrt() / spacing[0]).floor() as isize]);
                }
            }
        }
        Self { rows }
    }

    /// Means around the voxels `first..first + n` of row `at` (y, z).
    fn means(&self, image: &Image, first: usize, n: usize, at: [usize; 2]) -> Vec<f64> {
        let [width, height, depth] = image.geometry.size;
        let (mut sums, mut counts) = (vec![0.0; n], vec![0_u32; n]);
        let mut row = Vec::new();
        for [dy, dz, reach] in &self.rows {
            let (Some(y), Some(z)) = (at[0].checked_add_signed(*dy), at[1].checked_add_signed(*dz)) else {
                continue;
            };
            if y >= height || z >= depth {
                continue;
            }
            let reach = *reach as usize;
            let (from, end) = (first.saturating_sub(reach), (first + n + reach).min(width));
            let start = image.geometry.index(0, y, z);
            row.clear();
            image.read(start + from..start + end, &mut row);
            // A stretch is the difference of two running sums: spheres of fine voxels are large.
            let running: Vec<(f64, u32)> = std::iter::once((0.0, 0))
                .chain(row.iter().scan((0.0, 0), |(sum, count), value| {
                    if value.is_finite() {
                        (*sum, *count) = (*sum + value, *count + 1);
                    }
                    Some((*sum, *count))
                }))
                .collect();
            for (k, (sum, count)) in sums.iter_mut().zip(&mut counts).enumerate() {
                let low = running[(first + k).saturating_sub(reach) - from];
                let high = running[(first + k + reach + 1).min(end) - from];
                *sum += high.0 - low.0;
                *count += high.1 - low.1;
            }
        }
        sums.iter().zip(counts).map(|(sum, count)| sum / f64::from(count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sphere_of_one_cubic_centimetre() {
        let voxels = |mm: f64| Sphere::new([mm; 3]).rows.iter().map(|row| 2 * row[2] + 1).sum::<isize>();
        assert_eq!(voxels(7.0), 1);
        assert_eq!(voxels(6.0), 7);
        let fine = voxels(0.25) as f64 * 0.25_f64.powi(3);
        assert!((fine - SPHERE).abs() < 5.0, "{fine}");
    }
}
