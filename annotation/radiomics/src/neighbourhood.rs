//! One pass over all neighbours of every voxel, for GLDM and NGTDM.
//!
//! Rows are handled whole: for each offset the row and the row it points to
//! are compared element by element, which the compiler turns into vector
//! instructions. All counts are whole numbers, so that the order of slabs and
//! threads cannot change them.

use rayon::prelude::*;

use crate::directions::half_offsets;
use crate::levels::{LevelGrid, Row};

/// Counts over the neighbourhoods of all voxels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Neighbourhoods {
    /// Columns of both tables: neighbours a voxel can have, and 0.
    pub width: usize,
    /// `[level * width + n]`: voxels of this level with n dependent neighbours.
    pub dependent: Vec<u64>,
    /// `[level * width + n]`: over voxels of this level with n neighbours in
    /// the region, the sum of |n * level - sum of the neighbours' levels|.
    pub difference: Vec<u64>,
    /// `[level]`: voxels of this level without a neighbour in the region.
    pub alone: Vec<u64>,
}

impl Neighbourhoods {
    /// Looks at every neighbour whose Chebyshev distance is in `distances`. A
    /// neighbour is dependent when its level differs by at most `alpha`.
    pub fn count(grid: &LevelGrid, distances: &[u32], alpha: u32) -> Self {
        let mut jumps: Vec<isize> =
            half_offsets(distances, grid.near).iter().map(|o| grid.jump(*o)).collect();
        jumps.extend(jumps.clone().into_iter().map(isize::wrapping_neg));
        let alpha = u16::try_from(alpha).unwrap_or(u16::MAX);
        let width = jumps.len() + 1;
        let slab = grid.rows.len().div_ceil(rayon::current_num_threads().max(1)).max(64);
        let empty = || Self {
            width,
            dependent: vec![0; (grid.largest + 1) * width],
            difference: vec![0; (grid.largest + 1) * width],
            alone: vec![0; grid.largest + 1],
        };
        grid.rows
            .par_chunks(slab)
            .map(|rows| {
                let mut counts = empty();
                let mut buffer = Buffer::default();
                for row in rows {
                    counts.add_row(grid, *row, &jumps, alpha, &mut buffer);
                }
                counts
            })
            .reduce(empty, Self::plus)
    }

    /// The counts of both; the same offsets and largest level made them.
    pub fn plus(mut self, other: Self) -> Self {
        self.dependent.iter_mut().zip(other.dependent).for_each(|(a, b)| *a += b);
        self.difference.iter_mut().zip(other.difference).for_each(|(a, b)| *a += b);
        self.alone.iter_mut().zip(other.alone).for_each(|(a, b)| *a += b);
        self
    }

    fn add_row(&mut self, grid: &LevelGrid, row: Row, jumps: &[isize], alpha: u16, buffer: &mut Buffer) {
        let length = row.end - row.start;
        buffer.reset(length);
        for jump in jumps {
            let (here, there) = grid.pair(row, *jump);
            buffer.add(here, there, alpha);
        }
        let here = &grid.data[row.start..row.end];
        for (x, level) in here.iter().enumerate().filter(|(_, level)| **level > 0) {
            let base = usize::from(*level) * self.width;
            let neighbours = buffer.neighbours[x];
            self.alone[usize::from(*level)] += u64::from(neighbours == 0);
            let expected = u64::from(*level) * u64::from(neighbours);
            self.dependent[base + usize::from(buffer.dependent[x])] += 1;
            self.difference[base + usize::from(neighbours)] += expected.abs_diff(u64::from(buffer.sum[x]));
        }
    }
}

/// Counters of the voxels of one row.
#[derive(Default)]
struct Buffer {
    neighbours: Vec<u16>,
    dependent: Vec<u16>,
    sum: Vec<u32>,
}

impl Buffer {
    fn reset(&mut self, length: usize) {
        self.neighbours.clear();
        self.neighbours.resize(length, 0);
        self.dependent.clear();
        self.dependent.resize(length, 0);
        self.sum.clear();
        self.sum.resize(length, 0);
    }

    fn add(&mut self, here: &[u16], there: &[u16], alpha: u16) {
        for (n, other) in self.neighbours.iter_mut().zip(there) {
            *n += u16::from(*other != 0);
        }
        if alpha == 0 {
            // A voxel outside counts nonsense here and is skipped later.
            for (n, (level, other)) in self.dependent.iter_mut().zip(here.iter().zip(there)) {
                *n += u16::from(level == other);
            }
        } else {
            for (n, (level, other)) in self.dependent.iter_mut().zip(here.iter().zip(there)) {
                *n += u16::from(*other != 0) & u16::from(level.abs_diff(*other) <= alpha);
            }
        }
        for (sum, other) in self.sum.iter_mut().zip(there) {
            *sum += u32::from(*other);
        }
    }
}
