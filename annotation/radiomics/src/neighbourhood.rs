//! One pass over all neighbours of every voxel, for GLDM and NGTDM.
//!
//! Rows are handled in blocks of a few voxels that go through all offsets
//! while their counters stay in registers; the compiler turns a block into
//! vector instructions. All counts are whole numbers, so that the order of
//! slabs and threads cannot change them.

use rayon::prelude::*;

use crate::directions::half_offsets;
use crate::levels::{BLOCK, LevelGrid, Row};

/// Counts over the neighbourhoods of all voxels.
#[derive(Clone, Debug, Default, PartialEq)]
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

/// Which neighbours there are, and which of them are dependent.
pub(crate) struct Manner {
    /// Distances in a grid's data to all neighbours.
    jumps: Vec<isize>,
    alpha: u16,
    /// Whether 16 bits hold the sum of all neighbours' levels.
    small: bool,
}

impl Manner {
    /// Every neighbour whose Chebyshev distance is in `distances`, in grids laid
    /// out like this one with levels up to `largest`. A neighbour is dependent
    /// when its level differs by at most `alpha`.
    pub fn new(grid: &LevelGrid, largest: usize, distances: &[u32], alpha: u32) -> Self {
        let mut jumps: Vec<isize> =
            half_offsets(distances, grid.near).iter().map(|o| grid.jump(*o)).collect();
        jumps.extend(jumps.clone().into_iter().map(isize::wrapping_neg));
        let alpha = u16::try_from(alpha).unwrap_or(u16::MAX);
        let small = largest * jumps.len() <= usize::from(u16::MAX);
        Self { jumps, alpha, small }
    }
}

impl Neighbourhoods {
    /// Looks at the neighbours of every voxel, as [`Manner::new`] says.
    pub fn count(grid: &LevelGrid, distances: &[u32], alpha: u32) -> Self {
        let manner = Manner::new(grid, grid.largest, distances, alpha);
        let slab = grid.rows.len().div_ceil(rayon::current_num_threads().max(1)).max(64);
        let empty = || {
            let mut counts = Self::default();
            counts.clear(grid.largest, &manner);
            counts
        };
        grid.rows
            .par_chunks(slab)
            .map(|rows| {
                let mut counts = empty();
                counts.add(&grid.data, &grid.data, rows, &manner);
                counts
            })
            .reduce(empty, Self::plus)
    }

    /// Counts of a small grid in place of these. Its levels are ranks, whose
    /// levels stand in `levels`, laid out alike; rows of the tables are ranks.
    pub fn recount(&mut self, ranks: &LevelGrid, levels: &[u16], manner: &Manner) {
        self.clear(ranks.largest, manner);
        self.add(levels, &ranks.data, &ranks.rows, manner);
    }

    fn clear(&mut self, largest: usize, manner: &Manner) {
        self.width = manner.jumps.len() + 1;
        for (table, size) in [
            (&mut self.dependent, (largest + 1) * self.width),
            (&mut self.difference, (largest + 1) * self.width),
            (&mut self.alone, largest + 1),
        ] {
            table.clear();
            table.resize(size, 0);
        }
    }

    fn add(&mut self, levels: &[u16], places: &[u16], rows: &[Row], manner: &Manner) {
        let Manner { jumps, alpha, small } = manner;
        let alpha = *alpha;
        for row in rows {
            match (small, alpha) {
                (true, 0) => self.add_row::<u16>(levels, places, *row, jumps, |a, b| a == b),
                (false, 0) => self.add_row::<u32>(levels, places, *row, jumps, |a, b| a == b),
                _ => self
                    .add_row::<u32>(levels, places, *row, jumps, |a, b| (b != 0) & (a.abs_diff(b) <= alpha)),
            }
        }
    }

    /// The counts of both; the same offsets and largest level made them.
    pub fn plus(mut self, other: Self) -> Self {
        self.dependent.iter_mut().zip(other.dependent).for_each(|(a, b)| *a += b);
        self.difference.iter_mut().zip(other.difference).for_each(|(a, b)| *a += b);
        self.alone.iter_mut().zip(other.alone).for_each(|(a, b)| *a += b);
        self
    }

    /// `S` holds the sum of all neighbours' levels; `places` says in which row
    /// of the tables a voxel counts.
    #[inline(always)]
    fn add_row<S: Sum>(
        &mut self,
        levels: &[u16],
        places: &[u16],
        row: Row,
        jumps: &[isize],
        alike: impl Fn(u16, u16) -> bool,
    ) {
        for from in (row.start..row.end).step_by(BLOCK) {
            let block = Block::<S>::count(levels, from, jumps, &alike);
            let here = levels[from..row.end].iter().zip(&places[from..row.end]);
            for (x, (level, place)) in here.take(BLOCK).enumerate() {
                if *level == 0 {
                    continue;
                }
                let base = usize::from(*place) * self.width;
                let neighbours = block.neighbours[x];
                self.alone[usize::from(*place)] += u64::from(neighbours == 0);
                let expected = u64::from(*level) * u64::from(neighbours);
                self.dependent[base + usize::from(block.dependent[x])] += 1;
                self.difference[base + usize::from(neighbours)] += expected.abs_diff(block.sum[x].into());
            }
        }
    }
}

/// What [`BLOCK`] voxels side by side have around them.
struct Block<S> {
    neighbours: [u16; BLOCK],
    dependent: [u16; BLOCK],
    sum: [S; BLOCK],
}

/// A sum of levels.
trait Sum: Copy + Default + Into<u64> {
    fn plus(self, level: u16) -> Self;
}

impl Sum for u16 {
    fn plus(self, level: u16) -> Self {
        self.wrapping_add(level)
    }
}

impl Sum for u32 {
    fn plus(self, level: u16) -> Self {
        self.wrapping_add(Self::from(level))
    }
}

impl<S: Sum> Block<S> {
    /// A voxel outside the region counts nonsense, which is not looked at.
    #[inline(always)]
    fn count(data: &[u16], from: usize, jumps: &[isize], alike: impl Fn(u16, u16) -> bool) -> Self {
        let mut block = Self { neighbours: [0; BLOCK], dependent: [0; BLOCK], sum: [S::default(); BLOCK] };
        let Some(here) = data[from..].first_chunk::<BLOCK>() else { return block };
        for jump in jumps {
            let there = data[from.wrapping_add_signed(*jump)..].first_chunk::<BLOCK>();
            let Some(there) = there else { continue };
            for x in 0..BLOCK {
                // None of them can overflow: checks would stop the vector instructions.
                block.neighbours[x] = block.neighbours[x].wrapping_add(u16::from(there[x] != 0));
                block.dependent[x] = block.dependent[x].wrapping_add(u16::from(alike(here[x], there[x])));
                block.sum[x] = block.sum[x].plus(there[x]);
            }
        }
        block
    }
}
