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
        let [nx, ny, _] = source.image.geometry.size;
        let [x0, y0, _] = source.roi.origin;
        let places: Vec<[Vec<Between>; 2]> = self
            .around
            .iter()
            .map(|offset| {
                let along = |axis: usize| {
                    let first = source.roi.origin[axis];
                    let offset = offset[1 - axis];
                    let length = source.image.geometry.size[axis];
                    (first..first + source.roi.size[axis])
                        .map(move |at| Between::new(at as f64 + offset, length))
                };
                [along(0).collect(), along(1).collect()]
            })
            .collect();
        source.per_voxel(|[x, y, z]| {
            let voxel = |x: usize, y: usize| source.image.at((z * ny + y) * nx + x);
            let centre = voxel(x, y);
            let mut signs = 0_u32;
            for (k, [columns, rows]) in places.iter().enumerate() {
                let sample = bilinear(voxel, &rows[y - y0], &columns[x - x0]);
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

/// A position between two voxels of an axis.
struct Between {
    /// The voxels before and after it; none outside the image.
    ends: [Option<usize>; 2],
    /// How far it is from the first to the second, 0 to 1.
    part: f64,
}

impl Between {
    fn new(at: f64, length: usize) -> Self {
        let inside = |at: f64| (at >= 0.0 && at < length as f64).then_some(at as usize);
        Self { ends: [inside(at.floor()), inside(at.ceil())], part: at - at.floor() }
    }
}

/// Value between four voxels of a slice of `nx` columns.
fn bilinear(voxel: impl Fn(usize, usize) -> f64, row: &Between, column: &Between) -> f64 {
    let line = |row: Option<usize>| {
        let at = |column: Option<usize>| match (row, column) {
            (Some(row), Some(column)) => voxel(column, row),
            _ => 0.0,
        };
        (1.0 - column.part) * at(column.ends[0]) + column.part * at(column.ends[1])
    };
    (1.0 - row.part) * line(row.ends[0]) + row.part * line(row.ends[1])
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
