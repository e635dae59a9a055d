//! Steps from each voxel to the border of a region (IBSI 3.9).

/// Manhattan distance to the nearest voxel outside, at least 1 inside: the
/// number of erosions by the 6 (in a slice 4) nearest neighbours that the voxel
/// does not outlive.
pub(super) struct Distances {
    size: [usize; 3],
    of_voxel: Vec<u32>,
}

impl Distances {
    /// Of a mask on a box of `size`, x fastest, outside of which is outside. A
    /// box one voxel thick along z is a slice: there is no outside above it.
    pub fn new(inside: &[bool], size: [usize; 3]) -> Self {
        let [nx, ny, nz] = size;
        let far = (nx + ny + nz) as u32;
        let mut of_voxel: Vec<u32> = inside.iter().map(|inside| if *inside { far } else { 0 }).collect();
        let stride = [1, nx, nx * ny];
        let axes = if nz == 1 { 2 } else { 3 };
        // Distances along one axis after another add up to Manhattan's.
        for axis in 0..axes {
            let (n, step) = (size[axis], stride[axis]);
            for start in (0..of_voxel.len()).filter(|at| at / step % n == 0) {
                let mut before = 0;
                for at in (0..n).map(|k| start + k * step) {
                    before = of_voxel[at].min(before + 1);
                    of_voxel[at] = before;
                }
                before = 0;
                for at in (0..n).rev().map(|k| start + k * step) {
                    before = of_voxel[at].min(before + 1);
                    of_voxel[at] = before;
                }
            }
        }
        Self { size, of_voxel }
    }

    /// Smallest distance among the voxels `first..end` of row `at` (y, z).
    pub fn nearest(&self, first: usize, end: usize, at: [usize; 2]) -> u32 {
        let row = self.size[0] * (at[0] + self.size[1] * at[1]);
        self.of_voxel[row + first..row + end].iter().copied().min().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Erosion after erosion.
    fn slowly(inside: &[bool], size: [usize; 3]) -> Vec<u32> {
        let mut left = inside.to_vec();
        let mut steps = vec![0; inside.len()];
        while left.contains(&true) {
            let at = |x: isize, y: isize, z: isize| {
                let within = [x, y, z].iter().zip(size).all(|(k, n)| (0..n as isize).contains(k));
                within && left[x as usize + size[0] * (y as usize + size[1] * z as usize)]
            };
            let mut next = left.clone();
            for (k, step) in steps.iter_mut().enumerate().filter(|(k, _)| left[*k]) {
                *step += 1;
                let [x, y, z] =
                    [k % size[0], k / size[0] % size[1], k / size[0] / size[1]].map(|k| k as isize);
                let mut near = at(x - 1, y, z) && at(x + 1, y, z) && at(x, y - 1, z) && at(x, y + 1, z);
                if size[2] > 1 {
                    near &= at(x, y, z - 1) && at(x, y, z + 1);
                }
                next[k] = near;
            }
            left = next;
        }
        steps
    }

    #[test]
    fn distances_are_erosions() {
        for size in [[9, 8, 7], [11, 13, 1]] {
            let n = size.iter().product::<usize>();
            let inside: Vec<bool> = (0..n).map(|k| k * k % 17 != 3).collect();
            assert_eq!(Distances::new(&inside, size).of_voxel, slowly(&inside, size));
        }
    }
}
