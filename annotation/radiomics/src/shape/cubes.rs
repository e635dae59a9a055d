//! Marching cubes over the region padded by one voxel, iso value one half.

pub(crate) use super::triangulate::Diagonal;
use super::triangulate::triangles;
use crate::roi::Roi;

/// Surface of the region's mesh.
pub(crate) struct Mesh {
    /// mm² (IBSI C0JK).
    pub area: f64,
    /// mm³ (IBSI RNU0).
    pub volume: f64,
}

/// How often a kind of cube occurs, and the sum of where.
#[derive(Clone, Copy, Default)]
struct Kind {
    count: u64,
    position: [u64; 3],
}

/// Area and volume of the mesh.
///
/// Cubes of one kind have the same triangles but for their place: it is enough
/// to count the kinds and add up their places, in whole numbers.
pub(crate) fn measure(roi: &Roi, diagonal: Diagonal) -> Mesh {
    let kinds = count(roi);
    let mut mesh = Mesh { area: 0.0, volume: 0.0 };
    for (code, kind) in kinds.iter().enumerate().filter(|(_, kind)| kind.count > 0) {
        for triangle in triangles(code as u8, diagonal) {
            let [a, b, c] = triangle
                .map(|point| -> [f64; 3] { std::array::from_fn(|k| point[k] as f64 / 2.0 * roi.spacing[k]) });
            let normal = cross(minus(b, a), minus(c, a));
            mesh.area += kind.count as f64 * dot(normal, normal).sqrt() / 2.0;
            // det(a + p, b + p, c + p) = det(a, b, c) + p · normal
            let places: [f64; 3] = std::array::from_fn(|k| kind.position[k] as f64 * roi.spacing[k]);
            mesh.volume += (kind.count as f64 * dot(a, cross(b, c)) + dot(places, normal)) / 6.0;
        }
    }
    mesh
}

fn count(roi: &Roi) -> [Kind; 256] {
    let [nx, ny, nz] = roi.size;
    let mut kinds = [Kind::default(); 256];
    let outside = vec![false; nx];
    let row = |y: usize, z: usize| -> &[bool] {
        match (y.checked_sub(1), z.checked_sub(1)) {
            (Some(y), Some(z)) if y < ny && z < nz => &roi.inside[nx * (y + ny * z)..][..nx],
            _ => &outside,
        }
    };
    for z in 0..=nz {
        for y in 0..=ny {
            // Bits 1, 3, 5, 7 are the corners at x + 1; a step in x moves them down.
            let corners = [row(y, z), row(y + 1, z), row(y, z + 1), row(y + 1, z + 1)];
            let mut code = 0_u8;
            for x in 0..=nx {
                code = (code >> 1) & 0b0101_0101;
                for (k, row) in corners.iter().enumerate() {
                    code |= u8::from(row.get(x).copied().unwrap_or(false)) << (2 * k + 1);
                }
                if code != 0 && code != 255 {
                    let kind = &mut kinds[usize::from(code)];
                    kind.count += 1;
                    for (sum, at) in kind.position.iter_mut().zip([x, y, z]) {
                        *sum += at as u64;
                    }
                }
            }
        }
    }
    kinds
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|k| a[k] - b[k])
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn region(inside: Vec<bool>) -> Roi {
        let values = vec![0.0; inside.iter().filter(|inside| **inside).count()];
        Roi { size: [3; 3], origin: [0; 3], spacing: [1.0; 3], inside, values }
    }

    proptest! {
        /// Normals of a closed surface, weighted by area, add up to nothing; each voxel apart adds its octahedron.
        #[test]
        fn separated_surfaces_are_closed(inside in proptest::collection::vec(any::<bool>(), 27)) {
            let roi = region(inside);
            let mut sum = [0.0; 3];
            for (code, kind) in count(&roi).iter().enumerate() {
                for [a, b, c] in triangles(code as u8, Diagonal::Apart) {
                    let [a, b, c] = [a, b, c].map(|point| point.map(|half| half as f64));
                    let normal = cross(minus(b, a), minus(c, a));
                    sum.iter_mut().zip(normal).for_each(|(sum, part)| *sum += kind.count as f64 * part);
                }
            }
            prop_assert_eq!(sum, [0.0; 3]);
            prop_assert!(measure(&roi, Diagonal::Apart).volume <= roi.voxels() as f64 + 1e-9);
        }
    }

    #[test]
    fn two_voxels_across_an_edge() {
        for (a, b) in [(0, 4), (1, 3), (0, 10), (1, 9), (3, 9), (0, 12)] {
            let mut inside = vec![false; 27];
            (inside[a], inside[b]) = (true, true);
            let mesh = measure(&region(inside), Diagonal::Apart);
            assert!((mesh.volume - 1.0 / 3.0).abs() < 1e-12, "{a} {b}: {}", mesh.volume);
        }
    }
}
