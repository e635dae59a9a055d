//! Local binary patterns (Ojala, Pietikäinen, Mäenpää 2002) of axial slices.

use super::Source;

/// How the signs around a voxel become a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Number of ones where signs change at most twice, else P + 1 (riu2).
    Uniform,
    /// Uniform patterns told apart by their rotation.
    NonRotationInvariant,
    /// The signs as bits.
    Default,
    /// The smallest number among the rotations of the bits.
    RotationInvariant,
}

/// P samples on a circle of radius R voxels around each voxel.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lbp2d {
    method: Method,
    /// Row and column of each sample from the centre, voxels.
    around: Vec<[f64; 2]>,
}

impl Lbp2d {
    /// `radius` in voxels, `samples` from 1 to 31.
    pub fn new(radius: f64, samples: usize, method: Method) -> Self {
        // scikit-image rounds positions to 5 decimals.
        let round = |value: f64| (value * 1e5).round_ties_even() / 1e5;
        let around = (0..samples)
            .map(|k| {
                let angle = 2.0 * std::f64::consts::PI * k as f64 / samples as f64;
                [round(-radius * angle.sin()), round(radius * angle.cos())]
            })
            .collect();
        Self { method, around }
    }

    /// Pattern of each voxel of the region; outside the image is 0.
    pub fn apply(&self, source: &Source) -> Vec<f64> {
        let [nx, ny, _] = source.volume.geometry.size;
        source.per_voxel(|[x, y, z]| {
            let slice = &source.volume.data[z * nx * ny..][..nx * ny];
            let centre = f64::from(slice[y * nx + x]);
            let mut signs = 0_u32;
            for (k, [row, column]) in self.around.iter().enumerate() {
                let sample = bilinear(slice, nx, ny, y as f64 + row, x as f64 + column);
                signs |= u32::from(sample - centre >= 0.0) << k;
            }
            f64::from(self.pattern(signs))
        })
    }

    /// `signs`: bit k is set when sample k is not below the centre.
    fn pattern(&self, signs: u32) -> u32 {
        let count = self.around.len() as u32;
        let ones = signs.count_ones();
        // The step from the last sample to the first does not count.
        let changes = ((signs ^ (signs >> 1)) & ((1 << (count - 1)) - 1)).count_ones();
        let first = |bits: u32| bits.trailing_zeros();
        match self.method {
            Method::Uniform if changes <= 2 => ones,
            Method::Uniform => count + 1,
            Method::NonRotationInvariant if changes > 2 => count * (count - 1) + 2,
            Method::NonRotationInvariant if ones == 0 => 0,
            Method::NonRotationInvariant if ones == count => count * (count - 1) + 1,
            Method::NonRotationInvariant => {
                // Number of the rotation that brings the run of ones to the front.
                let turn = if signs & 1 == 1 {
                    i64::from(ones) - i64::from(first(!signs))
                } else {
                    i64::from(count) - i64::from(first(signs))
                };
                (1 + i64::from(ones - 1) * i64::from(count) + turn) as u32
            }
            Method::Default => signs,
            Method::RotationInvariant => {
                let turn = |k: u32| (signs >> k | signs << (count - k)) & ((1 << count) - 1);
                (1..=count).map(turn).min().unwrap_or(signs)
            }
        }
    }
}

/// Value between four voxels of a slice of `nx` columns and `ny` rows.
fn bilinear(slice: &[f32], nx: usize, ny: usize, row: f64, column: f64) -> f64 {
    let at = |row: f64, column: f64| {
        let inside = row >= 0.0 && column >= 0.0 && row < ny as f64 && column < nx as f64;
        if inside { f64::from(slice[row as usize * nx + column as usize]) } else { 0.0 }
    };
    let [top, left] = [row.floor(), column.floor()];
    let [bottom, right] = [row.ceil(), column.ceil()];
    let [down, along] = [row - top, column - left];
    let upper = (1.0 - along) * at(top, left) + along * at(top, right);
    let lower = (1.0 - along) * at(bottom, left) + along * at(bottom, right);
    (1.0 - down) * upper + down * lower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_eight() {
        let pattern = |method, signs| Lbp2d::new(1.0, 8, method).pattern(signs);
        assert_eq!(pattern(Method::Uniform, 0b0011_1000), 3);
        assert_eq!(pattern(Method::Uniform, 0b1010_1000), 9);
        assert_eq!(pattern(Method::Default, 0b1010_1000), 0b1010_1000);
        assert_eq!(pattern(Method::RotationInvariant, 0b1010_1000), 0b0001_0101);
        assert_eq!(pattern(Method::NonRotationInvariant, 0), 0);
        assert_eq!(pattern(Method::NonRotationInvariant, 0xFF), 57);
        assert_eq!(pattern(Method::NonRotationInvariant, 0b1010_1010), 58);
        assert_eq!(pattern(Method::NonRotationInvariant, 0b0000_0001), 1);
        assert_eq!(pattern(Method::NonRotationInvariant, 0b1000_0000), 2);
    }
}
