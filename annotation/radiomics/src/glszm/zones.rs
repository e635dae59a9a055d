//! Zones by union-find over runs of equal level: a run joins the runs of its
//! four earlier neighbour rows that touch it (26-connected; 8-connected within
//! planes, where neighbours are confined to these).

use std::ops::Range;

use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// A stretch of equal level within a row.
pub(crate) struct Run {
    /// First voxel along x, border included.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    level: u16,
    /// Row and slice within the box.
    pub at: [usize; 2],
}

/// Zones by level and number of voxels.
pub(crate) fn count(grid: &LevelGrid) -> SizeMatrix {
    by(grid, |run| run.end - run.start, |a, b| a + b)
}

/// Zones by level and what `of` says of their runs, put together by `join`.
pub(crate) fn by(grid: &LevelGrid, of: impl Fn(&Run) -> u32, join: impl Fn(u32, u32) -> u32) -> SizeMatrix {
    let mut matrix = SizeMatrix::default();
    Finder::default().fill(grid, of, join, &mut matrix);
    matrix
}

/// Finds zones; to be used again from grid to grid.
#[derive(Default)]
pub(crate) struct Finder {
    runs: Vec<Run>,
    /// Of each run, an earlier run of its zone or itself.
    parent: Vec<u32>,
    /// Runs of row (y, z) are `runs[first[y + ny z]..first[y + ny z + 1]]`.
    first: Vec<usize>,
    /// Of runs that are roots, what their zone comes to.
    zones: Vec<Option<u32>>,
    cells: Vec<(u16, u32)>,
}

impl Finder {
    /// [`count`] in place of what is in `matrix`.
    pub fn count(&mut self, grid: &LevelGrid, matrix: &mut SizeMatrix) {
        self.fill(grid, |run| run.end - run.start, |a, b| a + b, matrix);
    }

    fn fill(
        &mut self,
        grid: &LevelGrid,
        of: impl Fn(&Run) -> u32,
        join: impl Fn(u32, u32) -> u32,
        matrix: &mut SizeMatrix,
    ) {
        self.find(grid);
        self.zones.clear();
        self.zones.resize(self.runs.len(), None);
        for (index, run) in self.runs.iter().enumerate() {
            let zone = &mut self.zones[root(&mut self.parent, index as u32) as usize];
            *zone = Some(zone.map_or(of(run), |before| join(before, of(run))));
        }
        self.cells.clear();
        let found = self.runs.iter().zip(&self.zones).filter_map(|(run, zone)| Some((run.level, (*zone)?)));
        self.cells.extend(found);
        self.cells.sort_unstable();
        let equal = self.cells.chunk_by(|a, b| a == b);
        matrix.cells.clear();
        matrix.cells.extend(equal.map(|same| (u32::from(same[0].0), same[0].1, same.len() as f64)));
    }

    fn find(&mut self, grid: &LevelGrid) {
        let ny = grid.size[1];
        let [slack, beside, above] = grid.near.map(|n| u32::from(n > 1));
        let Self { runs, parent, first, .. } = self;
        runs.clear();
        parent.clear();
        first.clear();
        first.push(0);
        for row in &grid.rows {
            let at = row.at[0] + ny * row.at[1];
            first.resize(at + 1, runs.len());
            let begin = runs.len();
            let x = (row.start % grid.stride[1]) as u32;
            push_runs(&grid.data[row.start..row.end], x, slack, row.at, runs);
            parent.extend(begin as u32..runs.len() as u32);
            first.push(runs.len());
            let [y, z] = row.at;
            let mut meet = |y: Option<usize>, z: Option<usize>| {
                let (Some(y), Some(z)) = (y.filter(|y| *y < ny), z) else { return };
                let other = y + ny * z;
                join(runs, begin..runs.len(), first[other]..first[other + 1], slack, parent);
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
fn push_runs(levels: &[u16], origin: u32, slack: u32, at: [usize; 2], runs: &mut Vec<Run>) {
    let mut x = origin;
    for equal in levels.chunk_by(|a, b| slack > 0 && a == b) {
        let end = x + equal.len() as u32;
        if let Some(level) = equal.first().filter(|level| **level > 0) {
            runs.push(Run { start: x, end, level: *level, at });
        }
        x = end;
    }
}

/// Joins runs of two rows that have the same level and touch, corners included
/// where there is slack.
fn join(runs: &[Run], mine: Range<usize>, theirs: Range<usize>, slack: u32, parent: &mut [u32]) {
    let mut from = theirs.start;
    for index in mine {
        let run = &runs[index];
        while from < theirs.end && runs[from].end + slack <= run.start {
            from += 1;
        }
        for (other, near) in runs[from..theirs.end].iter().enumerate() {
            if near.start >= run.end + slack {
                break;
            }
            if near.level == run.level {
                unite(parent, index as u32, (from + other) as u32);
            }
        }
    }
}

fn root(parent: &mut [u32], mut node: u32) -> u32 {
    while parent[node as usize] != node {
        let grand = parent[parent[node as usize] as usize];
        parent[node as usize] = grand;
        node = grand;
    }
    node
}

/// The earlier run becomes the root, so that roots do not depend on the order.
fn unite(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b) as usize] = a.min(b);
}
