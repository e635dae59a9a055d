//! Zones by union-find over runs of equal level: a run joins the runs of its
//! four earlier neighbour rows that touch it (26-connected; 8-connected within
//! planes, where neighbours are confined to these).

use std::ops::Range;

use super::forest::Forest;
use super::tally::tally;
use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// A stretch of equal level within a row.
pub(crate) struct Run {
    /// First voxel along x, border included.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    level: u16,
}

/// Zones by level and number of voxels.
pub(crate) fn count(grid: &LevelGrid) -> SizeMatrix {
    let mut matrix = SizeMatrix::default();
    Finder::default().count(grid, &mut matrix);
    matrix
}

/// Zones by level and what `of` says of their runs, given row and slice within
/// the box, put together by `join`.
pub(crate) fn by(
    grid: &LevelGrid,
    of: impl Fn(&Run, [usize; 2]) -> u32,
    join: impl Fn(u32, u32) -> u32,
) -> SizeMatrix {
    let mut matrix = SizeMatrix::default();
    Finder::default().fill(grid, of, join, &mut matrix);
    matrix
}

/// Finds zones; to be used again from grid to grid.
#[derive(Default)]
pub(crate) struct Finder {
    runs: Vec<Run>,
    /// Trees of runs: the zones.
    forest: Forest,
    /// Runs of row (y, z) are `runs[first[y + ny z]..first[y + ny z + 1]]`.
    first: Vec<usize>,
    pairs: Vec<(u16, u32)>,
}

impl Finder {
    /// [`count`] in place of what is in `matrix`.
    pub fn count(&mut self, grid: &LevelGrid, matrix: &mut SizeMatrix) {
        self.fill(grid, |run, _| run.end - run.start, |a, b| a + b, matrix);
    }

    fn fill(
        &mut self,
        grid: &LevelGrid,
        of: impl Fn(&Run, [usize; 2]) -> u32,
        join: impl Fn(u32, u32) -> u32,
        matrix: &mut SizeMatrix,
    ) {
        self.find(grid, of, join);
        let zones = self.forest.roots().map(|(root, value)| (self.runs[root].level, value));
        self.pairs.clear();
        self.pairs.extend(zones);
        tally(&mut self.pairs, grid.largest, matrix);
    }

    fn find(
        &mut self,
        grid: &LevelGrid,
        of: impl Fn(&Run, [usize; 2]) -> u32,
        join: impl Fn(u32, u32) -> u32,
    ) {
        let ny = grid.size[1];
        let [slack, beside, above] = grid.near.map(|n| u32::from(n > 1));
        let Self { runs, forest, first, .. } = self;
        runs.clear();
        forest.clear();
        first.clear();
        first.push(0);
        for row in &grid.rows {
            let at = row.at[0] + ny * row.at[1];
            first.resize(at + 1, runs.len());
            let begin = runs.len();
            let x = (row.start % grid.stride[1]) as u32;
            push_runs(&grid.data[row.start..row.end], x, slack, runs);
            forest.plant(runs[begin..].iter().map(|run| of(run, row.at)));
            first.push(runs.len());
            let [y, z] = row.at;
            let mut meet = |y: Option<usize>, z: Option<usize>| {
                let (Some(y), Some(z)) = (y.filter(|y| *y < ny), z) else { return };
                let other = y + ny * z;
                let unite = |a, b| forest.unite(a, b, &join);
                touch(runs, begin..runs.len(), first[other]..first[other + 1], slack, unite);
            };
            if beside > 0 {
                meet(y.checked_sub(1), Some(z));
            }
            if above > 0 {
                meet(Some(y), z.checked_sub(1));
            }
            if beside > 0 && above > 0 {
                meet(y.checked_sub(1), z.checked_sub(1));
                meet(Some(y + 1), z.checked_sub(1));
            }
        }
    }
}

/// Without slack along x each voxel is a run of its own.
fn push_runs(levels: &[u16], origin: u32, slack: u32, runs: &mut Vec<Run>) {
    let mut x = origin;
    for equal in levels.chunk_by(|a, b| slack > 0 && a == b) {
        let end = x + equal.len() as u32;
        if let Some(level) = equal.first().filter(|level| **level > 0) {
            runs.push(Run { start: x, end, level: *level });
        }
        x = end;
    }
}

/// Unites runs of two rows that have the same level and touch, corners included
/// where there is slack.
fn touch(
    runs: &[Run],
    mine: Range<usize>,
    theirs: Range<usize>,
    slack: u32,
    mut unite: impl FnMut(u32, u32),
) {
    let mut from = theirs.start;
    let theirs = &runs[..theirs.end];
    for (run, index) in runs[mine.clone()].iter().zip(mine) {
        while theirs.get(from).is_some_and(|near| near.end + slack <= run.start) {
            from += 1;
        }
        for (near, other) in theirs[from..].iter().zip(from..) {
            if near.start >= run.end + slack {
                break;
            }
            if near.level == run.level {
                unite(index as u32, other as u32);
            }
        }
    }
}
