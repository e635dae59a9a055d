//! Counting runs along one direction.
//!
//! Row after row: a voxel's length is one more than that of the voxel before
//! it where both have the same level. Rows are compared element by element,
//! which the compiler turns into vector instructions. Only the ends of longer
//! runs are looked at one by one; runs of one voxel are what remains.

use std::collections::HashSet;

use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// To be used again from direction to direction.
#[derive(Default)]
pub(crate) struct Buffers {
    /// Of the run up to each voxel.
    lengths: Vec<u16>,
    ends: Vec<u8>,
    counts: Vec<u32>,
}

/// Runs of equal grey level along `offset` (components -1, 0, 1; a later
/// voxel); empty when no line along it meets two voxels of the region.
pub(super) fn count(grid: &LevelGrid, offset: [i32; 3], buffers: &mut Buffers, runs: &mut SizeMatrix) {
    runs.cells.clear();
    if adjacent(grid, grid.jump(offset)) || shares_a_line(grid, offset) {
        every(grid, offset, buffers, runs);
    }
}

/// Runs of equal grey level along `offset`.
pub(crate) fn every(grid: &LevelGrid, offset: [i32; 3], buffers: &mut Buffers, runs: &mut SizeMatrix) {
    let longest = grid.size.iter().copied().max().unwrap_or(1);
    let jump = grid.jump(offset).unsigned_abs();
    let Buffers { lengths, ends, counts } = buffers;
    counts.clear();
    counts.resize((grid.largest + 1) * longest, 0);
    let mut table = Table { counts, longest };
    if jump == 1 {
        along_rows(grid, &mut table);
    } else {
        across_rows(grid, jump, lengths, ends, &mut table);
    }
    table.add_singles(&grid.histogram);
    runs.fill(counts, longest);
}

/// `[level * longest + length - 1]`: runs.
struct Table<'c> {
    counts: &'c mut [u32],
    longest: usize,
}

impl Table<'_> {
    fn add(&mut self, level: u16, length: usize) {
        self.counts[usize::from(level) * self.longest + length - 1] += 1;
    }

    /// Voxels of each level that are in no longer run.
    fn add_singles(&mut self, voxels: &[u64]) {
        for (row, voxels) in self.counts.chunks_mut(self.longest).zip(voxels) {
            let in_longer: u64 =
                row.iter().zip(1_u64..).map(|(runs, length)| u64::from(*runs) * length).sum();
            row[0] = (voxels - in_longer) as u32;
        }
    }
}

fn along_rows(grid: &LevelGrid, table: &mut Table) {
    for row in &grid.rows {
        let runs = grid.data[row.start..row.end].chunk_by(|a, b| a == b);
        for run in runs.filter(|run| run.len() > 1 && run[0] > 0) {
            table.add(run[0], run.len());
        }
    }
}

/// `lengths`: of the run up to each voxel; what has not been passed is never read as such.
fn across_rows(grid: &LevelGrid, jump: usize, lengths: &mut Vec<u16>, ends: &mut Vec<u8>, table: &mut Table) {
    lengths.resize(grid.data.len(), 0);
    for row in &grid.rows {
        let (here, before) = grid.pair(*row, -(jump as isize));
        let (_, after) = grid.pair(*row, jump as isize);
        let (passed, rest) = lengths.split_at_mut(row.start);
        let passed = &passed[row.start - jump..][..here.len()];
        let lengths = &mut rest[..here.len()];
        ends.clear();
        ends.resize(here.len().next_multiple_of(8), 0_u8);
        // A hole's length is nonsense, and its end none.
        let levels = here.iter().zip(before).zip(after);
        for (((length, passed), end), ((here, before), after)) in
            lengths.iter_mut().zip(passed).zip(&mut *ends).zip(levels)
        {
            let longer = u16::from(here == before);
            *length = (passed & longer.wrapping_neg()).wrapping_add(1);
            *end = (longer & u16::from(here != after) & u16::from(*here != 0)) as u8;
        }
        for (eight, flags) in ends.chunks_exact(8).enumerate() {
            let mut flags = flags.first_chunk().map_or(0, |flags| u64::from_le_bytes(*flags));
            while flags != 0 {
                let x = eight * 8 + flags.trailing_zeros() as usize / 8;
                table.add(here[x], usize::from(lengths[x]));
                flags &= flags - 1;
            }
        }
    }
}

/// Whether two voxels of the region are neighbours in this direction.
fn adjacent(grid: &LevelGrid, jump: isize) -> bool {
    grid.rows.iter().any(|row| {
        let (here, there) = grid.pair(*row, jump);
        here.iter().zip(there).fold(false, |any, (a, b)| any | (*a != 0 && *b != 0))
    })
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
