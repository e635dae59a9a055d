//! Directions between neighbouring voxels and their weights.

use crate::settings::WeightingNorm;

/// One half of the offsets (x, y, z) whose largest component is in
/// `distances`; the other half are their negatives. The sign is that of
/// `PyRadiomics`: the first component that is not 0, looked at in the order z,
/// y, x, is positive. Offsets longer than the box of `size` meet no voxel and
/// are left out.
pub(crate) fn half_offsets(distances: &[u32], size: [usize; 3]) -> Vec<[i32; 3]> {
    let reach = distances.iter().copied().max().unwrap_or(0) as i32;
    let mut offsets = Vec::new();
    for z in (-reach..=reach).rev() {
        for y in (-reach..=reach).rev() {
            for x in (-reach..=reach).rev() {
                let norm = x.abs().max(y.abs()).max(z.abs()) as u32;
                let fits = [x, y, z].iter().zip(size).all(|(d, n)| (d.unsigned_abs() as usize) < n);
                if fits && distances.contains(&norm) && [z, y, x] > [0, 0, 0] {
                    offsets.push([x, y, z]);
                }
            }
        }
    }
    offsets
}

/// Length of an offset in mm under this norm; 1 without weighting.
pub(crate) fn length(offset: [i32; 3], spacing: [f64; 3], norm: WeightingNorm) -> f64 {
    let mm: [f64; 3] = std::array::from_fn(|axis| f64::from(offset[axis].abs()) * spacing[axis]);
    match norm {
        WeightingNorm::Manhattan => mm.iter().sum(),
        WeightingNorm::Euclidean => mm.iter().map(|d| d * d).sum::<f64>().sqrt(),
        WeightingNorm::Infinity => mm.iter().copied().fold(0.0, f64::max),
        WeightingNorm::NoWeighting => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_all_neighbours() {
        let size = [9, 9, 9];
        assert_eq!(half_offsets(&[1], size).len(), 13);
        assert_eq!(half_offsets(&[1, 2], size).len(), 62);
        assert_eq!(half_offsets(&[2], size).len(), 49);
        assert_eq!(half_offsets(&[1], [9, 9, 1]).len(), 4);
        for offset in half_offsets(&[1, 2], size) {
            assert!(!half_offsets(&[1, 2], size).contains(&offset.map(|d| -d)));
        }
    }
}
