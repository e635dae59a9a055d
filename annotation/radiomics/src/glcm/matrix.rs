//! The co-occurrence matrix of one direction.

use crate::levels::LevelGrid;

/// Cells that are not empty, sorted by row level, then column level.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Joint {
    /// Level of the voxel, level of its neighbour, weighted count.
    pub cells: Vec<(u16, u16, f64)>,
    /// Sum of the counts.
    pub total: f64,
}

/// Cells for each voxel from which on sorting pairs is faster than a table.
const SPARSE: usize = 32;

/// Number of different grey levels in the grid.
pub(crate) fn levels_present(grid: &LevelGrid) -> usize {
    let mut seen = vec![false; grid.largest + 1];
    for row in &grid.rows {
        for level in &grid.data[row.start..row.end] {
            seen[usize::from(*level)] = true;
        }
    }
    seen.iter().skip(1).filter(|s| **s).count()
}

impl Joint {
    /// Counts the pairs (voxel, voxel + offset) that lie both in the region.
    /// Symmetric: each pair counts once in either order.
    pub fn count(grid: &LevelGrid, offset: [i32; 3], symmetric: bool) -> Self {
        let mut joint = Self::default();
        joint.recount(grid, offset, symmetric, &mut Vec::new());
        joint
    }

    /// The same, in place of what is there; `table` is a buffer.
    pub fn recount(&mut self, grid: &LevelGrid, offset: [i32; 3], symmetric: bool, table: &mut Vec<u32>) {
        let width = grid.largest + 1;
        let jump = grid.jump(offset);
        let voxels: usize = grid.rows.iter().map(|row| row.end - row.start).sum();
        if width * width > SPARSE * voxels {
            *self = Self::list(grid, jump, symmetric);
            return;
        }
        // Row 0 and column 0 gather pairs with a voxel outside and are dropped:
        // counting them is cheaper than asking.
        table.clear();
        table.resize(width * width, 0);
        for row in &grid.rows {
            let (here, there) = grid.pair(*row, jump);
            for (i, j) in here.iter().zip(there) {
                table[usize::from(*i) * width + usize::from(*j)] += 1;
            }
        }
        self.cells.clear();
        let mut total = 0_u64;
        for i in 1..width {
            for j in 1..width {
                let mut count = u64::from(table[i * width + j]);
                if symmetric {
                    count += u64::from(table[j * width + i]);
                }
                if count > 0 {
                    self.cells.push((i as u16, j as u16, count as f64));
                    total += count;
                }
            }
        }
        self.total = total as f64;
    }

    /// Puts `levels[k]`, ascending, in place of each level k.
    pub fn rename(&mut self, levels: &[u16]) {
        for (i, j, _) in &mut self.cells {
            *i = levels[usize::from(*i)];
            *j = levels[usize::from(*j)];
        }
    }

    /// The same where most cells are empty: by sorting the pairs.
    fn list(grid: &LevelGrid, jump: isize, symmetric: bool) -> Self {
        let mut pairs = Vec::new();
        for row in &grid.rows {
            let (here, there) = grid.pair(*row, jump);
            for (i, j) in here.iter().zip(there).filter(|(i, j)| **i > 0 && **j > 0) {
                pairs.push((*i, *j));
                if symmetric {
                    pairs.push((*j, *i));
                }
            }
        }
        pairs.sort_unstable();
        let equal = pairs.chunk_by(|a, b| a == b);
        let cells = equal.map(|pairs| (pairs[0].0, pairs[0].1, pairs.len() as f64)).collect();
        Self { cells, total: pairs.len() as f64 }
    }

    /// Sum of `weight * matrix`, added in the order given.
    pub fn merge<'a>(parts: impl Iterator<Item = (&'a Self, f64)>) -> Self {
        let mut sum = std::collections::BTreeMap::<(u16, u16), f64>::new();
        for (joint, weight) in parts {
            for (i, j, count) in &joint.cells {
                *sum.entry((*i, *j)).or_default() += count * weight;
            }
        }
        let cells: Vec<_> = sum.into_iter().map(|((i, j), count)| (i, j, count)).collect();
        let total = cells.iter().map(|cell| cell.2).sum();
        Self { cells, total }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directions::half_offsets;
    use crate::levels::Levels;
    use crate::roi::Roi;
    use crate::settings::Bins;

    proptest! {
        #[test]
        fn symmetric_and_normalised(values in proptest::collection::vec(0..9_i8, 60), hole in 0..60_usize) {
            let mut inside = vec![true; 60];
            inside[hole] = false;
            let values: Vec<f64> = values.iter().skip(1).map(|v| f64::from(*v)).collect();
            let levels = Levels::discretise(&values, Bins::Width(1.0)).unwrap();
            let roi = Roi { size: [5, 4, 3], origin: [0; 3], spacing: [1.0; 3], inside, values };
            let grid = LevelGrid::new(&roi, &levels, 2, None);
            for offset in half_offsets(&[1, 2], roi.size) {
                let joint = Joint::count(&grid, offset, true);
                let share: f64 = joint.cells.iter().map(|(_, _, count)| count / joint.total).sum();
                prop_assert!((share - 1.0).abs() < 1e-12);
                for (i, j, count) in &joint.cells {
                    prop_assert!(joint.cells.contains(&(*j, *i, *count)));
                }
                let back = Joint::count(&grid, offset.map(|d| -d), true);
                prop_assert_eq!(&joint, &back);
                for symmetric in [false, true] {
                    let listed = Joint::list(&grid, grid.jump(offset), symmetric);
                    prop_assert_eq!(&Joint::count(&grid, offset, symmetric), &listed);
                }
            }
        }
    }
}
