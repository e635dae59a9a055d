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
}

/// Zones by level and number of voxels.
pub(crate) fn count(grid: &LevelGrid) -> SizeMatrix {
    by(grid, |run, _| run.end - run.start, |a, b| a + b)
}

/// Zones by level and what `of` says of their runs, given row and slice within
/// the box, put together by `join`.
pub(crate) fn by(
    grid: &LevelGrid,
    of: impl Fn(&Run, [usize; 2]) -> u32,
    join: impl Fn(u32, u32) -> u32,
) -> SizeMatrix {
    let (runs, forest) = find(grid, of, join);
    let mut counts = Counts::new(grid.largest);
    let roots = (0..).zip(&forest.parent).filter(|(index, parent)| *index == **parent);
    for (root, _) in roots {
        counts.add(runs[root as usize].level, forest.value[root as usize]);
    }
    counts.matrix()
}

/// Values below this are counted in a table: most zones of a noisy region are small.
const SMALL: usize = 64;

/// How often each pair of level and value was met.
struct Counts {
    /// `[level * SMALL + value]`.
    small: Vec<u32>,
    large: BTreeMap<(u32, u32), u32>,
}

impl Counts {
    fn new(largest: usize) -> Self {
        Self { small: vec![0; (largest + 1) * SMALL], large: BTreeMap::new() }
    }

    fn add(&mut self, level: u16, value: u32) {
        match value as usize {
            small @ 0..SMALL => self.small[usize::from(level) * SMALL + small] += 1,
            _ => *self.large.entry((u32::from(level), value)).or_default() += 1,
        }
    }

    fn matrix(self) -> SizeMatrix {
        let mut cells = Vec::new();
        for (row, level) in self.small.chunks(SMALL).zip(0_u32..) {
            let small = row.iter().zip(0_u32..).filter(|(count, _)| **count > 0);
            cells.extend(small.map(|(count, value)| (level, value, f64::from(*count))));
            let large = self.large.range((level, 0)..=(level, u32::MAX));
            cells.extend(large.map(|((level, value), count)| (*level, *value, f64::from(*count))));
        }
        SizeMatrix { cells }
    }
}

/// Runs in trees; the tree of a root is a zone.
struct Forest<J> {
    /// An earlier run of the same zone, or the run itself.
    parent: Vec<u32>,
    /// Of roots: what is known of their zone.
    value: Vec<u32>,
    join: J,
}

impl<J: Fn(u32, u32) -> u32> Forest<J> {
    fn root(&mut self, mut node: u32) -> u32 {
        loop {
            let up = self.parent[node as usize];
            if up == node {
                return node;
            }
            let grand = self.parent[up as usize];
            self.parent[node as usize] = grand;
            node = grand;
        }
    }

    /// The earlier run becomes the root, so that roots do not depend on the order.
    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let (early, late) = (a.min(b) as usize, a.max(b) as usize);
            self.parent[late] = early as u32;
            self.value[early] = (self.join)(self.value[early], self.value[late]);
        }
    }
}

/// The runs of all rows and their zones.
fn find<J: Fn(u32, u32) -> u32>(
    grid: &LevelGrid,
    of: impl Fn(&Run, [usize; 2]) -> u32,
    join: J,
) -> (Vec<Run>, Forest<J>) {
    let ny = grid.size[1];
    let [slack, beside, above] = grid.near.map(|n| u32::from(n > 1));
    let mut runs: Vec<Run> = Vec::new();
    let mut forest = Forest { parent: Vec::new(), value: Vec::new(), join };
    // Runs of row (y, z) are runs[first[y + ny z]..first[y + ny z + 1]].
    let mut first = vec![0_usize];
    for row in &grid.rows {
        let at = row.at[0] + ny * row.at[1];
        first.resize(at + 1, runs.len());
        let begin = runs.len();
        let x = (row.start % grid.stride[1]) as u32;
        push_runs(&grid.data[row.start..row.end], x, slack, &mut runs);
        forest.parent.extend(begin as u32..runs.len() as u32);
        forest.value.extend(runs[begin..].iter().map(|run| of(run, row.at)));
        first.push(runs.len());
        let [y, z] = row.at;
        let mut meet = |y: Option<usize>, z: Option<usize>| {
            let (Some(y), Some(z)) = (y.filter(|y| *y < ny), z) else { return };
            let other = y + ny * z;
            touch(&runs, begin..runs.len(), first[other]..first[other + 1], slack, &mut forest);
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
    (runs, forest)
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
fn touch<J: Fn(u32, u32) -> u32>(
    runs: &[Run],
    mine: Range<usize>,
    theirs: Range<usize>,
    slack: u32,
    forest: &mut Forest<J>,
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
                forest.unite(index as u32, other as u32);
            }
        }
    }
}
