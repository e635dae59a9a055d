//! Principal axes of the voxel centres.

use nalgebra::{Matrix3, SymmetricEigen};

use crate::roi::Roi;

/// Eigenvalues of the covariance of voxel centres (divided by their number),
/// mm², ascending; rounding below 0 becomes 0.
pub(crate) fn eigenvalues(roi: &Roi) -> [f64; 3] {
    let [nx, ny, _] = roi.size;
    let mut sum = [0_i128; 3];
    let mut product = [[0_i128; 3]; 3];
    for (row, inside) in roi.inside.chunks(nx).enumerate() {
        let (mut count, mut x_sum, mut x_square) = (0_i128, 0_i128, 0_i128);
        for x in inside.iter().enumerate().filter(|(_, v)| **v).map(|(x, _)| x as i128) {
            count += 1;
            x_sum += x;
            x_square += x * x;
        }
        let (y, z) = ((row % ny) as i128, (row / ny) as i128);
        let first = [x_sum, y * count, z * count];
        sum.iter_mut().zip(first).for_each(|(s, f)| *s += f);
        product[0][0] += x_square;
        product[0][1] += y * x_sum;
        product[0][2] += z * x_sum;
        product[1][1] += y * y * count;
        product[1][2] += y * z * count;
        product[2][2] += z * z * count;
    }
    let count = roi.voxels() as i128;
    let square = (count * count) as f64;
    // Whole numbers until the last division: translation changes no bit.
    let covariance = Matrix3::from_fn(|i, j| {
        let (low, high) = (i.min(j), i.max(j));
        let exact = count * product[low][high] - sum[i] * sum[j];
        exact as f64 / square * roi.spacing[i] * roi.spacing[j]
    });
    let mut values: [f64; 3] = SymmetricEigen::new(covariance).eigenvalues.into();
    values.sort_by(f64::total_cmp);
    // An axis along which the region is one voxel thick has no spread at all.
    values.map(|value| if value < 1e-10 { 0.0 } else { value })
}
