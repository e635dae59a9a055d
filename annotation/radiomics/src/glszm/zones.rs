//! Zones by union-find over runs of equal level: a run joins the runs of its
//! four earlier neighbour rows that touch it (26-connected; 8-connected within
//! planes, where neighbours are confined to these).

use std::collections::BTreeMap;
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
    let (runs, mut parent) = find(grid);
    let mut zones: Vec<Option<u32>> = vec![None; runs.len()];
    for (index, run) in runs.iter().enumerate() {
        let zone = &mut zones[root(&mut parent, index as u32) as usize];
        *zone = Some(zone.map_or(of(run), |before| join(before, of(run))));
    }
    let mut counts = BTreeMap::<(u32, u32), u32>::new();
    for (run, zone) in runs.iter().zip(zones) {
        if let Some(value) = zone {
            *counts.entry((u32::from(run.level), value)).or_default() += 1;
        }
    }
    SizeMatrix {
        cells: counts.into_iter().map(|((level, value), count)| (level, value, f64::from(count))).collect(),
    }
}

/// The runs of all rows and, for each, an earlier run of its zone or itself.
fn find(grid: &LevelGrid) -> (Vec<Run>, Vec<u32>) {
    let ny = grid.size[1];
    let [slack, beside, above] = grid.near.map(|n| u32::from(n > 1));
    let mut runs: Vec<Run> = Vec::new();
    let mut parent: Vec<u32> = Vec::new();
    // Runs of row (y, z) are runs[first[y + ny z]..first[y + ny z + 1]].
    let mut first = vec![0_usize];
    for row in &grid.rows {
        let at = row.at[0] + ny * row.at[1];
        first.resize(at + 1, runs.len());
        let begin = runs.len();
        let x = (row.start % grid.stride[1]) as u32;
        push_runs(&grid.data[row.start..row.end], x, slack, row.at, &mut runs);
        parent.extend(begin as u32..runs.len() as u32);
        first.push(runs.len());
        let [y, z] = row.at;
        let mut meet = |y: Option<usize>, z: Option<usize>| {
            let (Some(y), Some(z)) = (y.filter(|y| *y < ny), z) else { return };
            let other = y + ny * z;
            join(&runs, begin..runs.len(), first[other]..first[other + 1], slack, &mut parent);
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
    (runs, parent)
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
