//! Counting runs along one direction.
//!
//! Row after row: a voxel's length is one more than that of the voxel before
//! it where both have the same level. Rows are compared element by element,
//! which the compiler turns into vector instructions. Every voxel then counts
//! in a cell of its own choice, those within a run in cells that are not looked
//! at: cheaper than to guess where runs end.

use std::collections::HashSet;

use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// To be used again from direction to direction.
#[derive(Default)]
pub(crate) struct Buffers {
    /// Of the run up to each voxel.
    lengths: Vec<u16>,
    cells: Vec<u32>,
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
    let Buffers { lengths, cells, counts } = buffers;
    counts.clear();
    counts.resize((grid.largest + 1) * longest + NOWHERE, 0);
    if jump == 1 {
        along_rows(grid, counts, longest);
    } else {
        across_rows(grid, jump, lengths, cells, counts, longest);
    }
    runs.fill(&counts[NOWHERE..], longest);
}

/// Cells in front that voxels within a run take turns in: one would be waited for.
const NOWHERE: usize = 8;

/// Cell of runs of a level and length, both from 1.
#[inline(always)]
fn cell(level: u16, length: u32, longest: u32) -> u32 {
    u32::from(level).wrapping_mul(longest).wrapping_add(length).wrapping_add(NOWHERE as u32 - 1)
}

fn along_rows(grid: &LevelGrid, counts: &mut [u32], longest: usize) {
    for row in &grid.rows {
        let runs = grid.data[row.start..row.end].chunk_by(|a, b| a == b);
        for run in runs.filter(|run| run[0] > 0) {
            counts[cell(run[0], run.len() as u32, longest as u32) as usize] += 1;
        }
    }
}

/// `lengths`: of the run up to each voxel; what has not been passed is never read as such.
fn across_rows(
    grid: &LevelGrid,
    jump: usize,
    lengths: &mut Vec<u16>,
    cells: &mut Vec<u32>,
    counts: &mut [u32],
    longest: usize,
) {
    if lengths.len() < grid.data.len() {
        lengths.resize(grid.data.len(), 0);
    }
    for row in &grid.rows {
        let (here, before) = grid.pair(*row, -(jump as isize));
        let (_, after) = grid.pair(*row, jump as isize);
        let (passed, rest) = lengths.split_at_mut(row.start);
        let passed = &passed[row.start - jump..][..here.len()];
        let lengths = &mut rest[..here.len()];
        cells.resize(here.len(), 0);
        let longest = longest as u32;
        pulp::Arch::new().dispatch(Step { here, before, after, passed, lengths, cells, longest });
        for cell in &*cells {
            counts[*cell as usize] += 1;
        }
    }
}

/// A row's lengths from those of the row before it, and its cells, with the
/// machine's widest vector instructions.
struct Step<'a> {
    here: &'a [u16],
    before: &'a [u16],
    after: &'a [u16],
    passed: &'a [u16],
    lengths: &'a mut [u16],
    cells: &'a mut [u32],
    longest: u32,
}

impl pulp::NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self { here, before, after, passed, lengths, cells, longest } = self;
        // A hole's length is nonsense, and counts nowhere.
        let levels = here.iter().zip(before).zip(after);
        for ((((length, passed), to), ((here, before), after)), turn) in
            lengths.iter_mut().zip(passed).zip(cells).zip(levels).zip(0_u32..)
        {
            *length = (passed & u16::from(here == before).wrapping_neg()).wrapping_add(1);
            let ends = (u32::from(here != after) & u32::from(*here != 0)).wrapping_neg();
            *to = (cell(*here, u32::from(*length), longest) & ends) | ((turn % NOWHERE as u32) & !ends);
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
