//! Counting runs along one direction.

use std::collections::HashSet;

use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// Runs of equal grey level along `offset` (components -1, 0, 1); empty when
/// no line along it meets two voxels of the region.
pub(super) fn count(grid: &LevelGrid, offset: [i32; 3]) -> SizeMatrix {
    let (runs, adjacent) = every(grid, offset);
    if adjacent || shares_a_line(grid, offset) { runs } else { SizeMatrix::default() }
}

/// Runs of equal grey level along `offset`, and whether any two voxels of the
/// region are neighbours along it.
pub(crate) fn every(grid: &LevelGrid, offset: [i32; 3]) -> (SizeMatrix, bool) {
    let longest = grid.size.iter().copied().max().unwrap_or(1);
    let jump = grid.jump(offset);
    let mut table = vec![0_u32; (grid.largest + 1) * longest];
    let mut adjacent = false;
    for row in &grid.rows {
        let (here, before) = grid.pair(*row, jump.wrapping_neg());
        for (x, (level, previous)) in here.iter().zip(before).enumerate() {
            if *level == 0 {
                continue;
            }
            adjacent |= *previous != 0;
            if level == previous {
                continue;
            }
            // A run starts here: walk it. The border of zeros ends every run.
            let mut at = row.start + x;
            let mut length = 0;
            loop {
                at = at.wrapping_add_signed(jump);
                if grid.data[at] != *level {
                    break;
                }
                length += 1;
            }
            table[usize::from(*level) * longest + length] += 1;
        }
    }
    (SizeMatrix::from_dense(&table, longest), adjacent)
}

/// Whether two voxels of the region, however far apart, lie on one line.
fn shares_a_line(grid: &LevelGrid, offset: [i32; 3]) -> bool {
    let mut seen = HashSet::new();
    for row in &grid.rows {
        let levels = &grid.data[row.start..row.end];
        let first = row.start % grid.stride[1];
        for x in levels.iter().enumerate().filter(|(_, level)| **level > 0).map(|(x, _)| x + first) {
            let voxel = [x as i64, row.at[0] as i64, row.at[1] as i64];
            // Slide along the line until a moving axis reads 0.
            let axis = (0..3).find(|axis| offset[*axis] != 0).unwrap_or(0);
            let steps = voxel[axis] * i64::from(offset[axis]);
            let key: [i64; 3] = std::array::from_fn(|a| voxel[a] - steps * i64::from(offset[a]));
            if !seen.insert(key) {
                return true;
            }
        }
    }
    false
}
