//! Zones by union-find: a voxel joins the zones of those earlier neighbours that
//! no other neighbour joins it with (26-connected; 8-connected within planes,
//! where neighbours are confined to these).

use super::forest::Forest;
use super::links::Links;
use super::tally::tally;
use crate::levels::LevelGrid;
use crate::size_matrix::SizeMatrix;

/// Zones by level and number of voxels.
pub(crate) fn count(grid: &LevelGrid) -> SizeMatrix {
    let mut matrix = SizeMatrix::default();
    Finder::default().count(grid, &mut matrix);
    matrix
}

/// Zones by level and what `of` says of their voxels, at [x, y, z] within the
/// box, put together by `join`; less than 2³¹.
pub(crate) fn by(
    grid: &LevelGrid,
    of: impl Fn([usize; 3]) -> u32,
    join: impl Fn(u32, u32) -> u32,
) -> SizeMatrix {
    let mut matrix = SizeMatrix::default();
    Finder::default().fill(grid, of, join, &mut matrix);
    matrix
}

/// Finds zones; to be used again from grid to grid.
#[derive(Default)]
pub(crate) struct Finder {
    /// Trees of voxels: the zones.
    forest: Forest,
    links: Vec<u16>,
    pairs: Vec<(u16, u32)>,
}

impl Finder {
    /// [`count`] in place of what is in `matrix`.
    pub fn count(&mut self, grid: &LevelGrid, matrix: &mut SizeMatrix) {
        self.fill(grid, |_| 1, |a, b| a + b, matrix);
    }

    fn fill(
        &mut self,
        grid: &LevelGrid,
        of: impl Fn([usize; 3]) -> u32,
        join: impl Fn(u32, u32) -> u32,
        matrix: &mut SizeMatrix,
    ) {
        let Self { forest, links, pairs } = self;
        let neighbours = Links::new(grid);
        let border = (grid.stride[1] - grid.size[0]) / 2;
        forest.make_room(grid.data.len());
        for row in &grid.rows {
            neighbours.of_row(&grid.data, *row, links);
            let first = row.start % grid.stride[1] - border;
            let levels = &grid.data[row.start..row.end];
            for (k, (links, _)) in links.iter().zip(levels).enumerate().filter(|(_, (_, level))| **level > 0)
            {
                let value = of([first + k, row.at[0], row.at[1]]);
                forest.plant(row.start + k, value, neighbours.linked(*links), &join);
            }
        }
        pairs.clear();
        for row in &grid.rows {
            let levels = grid.data[row.start..row.end].iter().zip(row.start..);
            let zones = levels.filter(|(level, _)| **level > 0);
            pairs.extend(zones.filter_map(|(level, voxel)| Some((*level, forest.tree(voxel)?))));
        }
        tally(pairs, grid.largest, matrix);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::directions::half_offsets;
    use crate::levels::Levels;
    use crate::roi::Roi;

    /// Zones by flooding from each voxel: level and size, sorted.
    fn flooded(grid: &LevelGrid) -> Vec<(u32, u32)> {
        let jumps: Vec<isize> = half_offsets(&[1], grid.near).iter().map(|o| grid.jump(*o)).collect();
        let mut data = grid.data.clone();
        let mut zones = Vec::new();
        for start in 0..data.len() {
            let level = data[start];
            if level == 0 {
                continue;
            }
            data[start] = 0;
            let (mut edge, mut size) = (vec![start], 0);
            while let Some(voxel) = edge.pop() {
                size += 1;
                for jump in jumps.iter().flat_map(|jump| [*jump, -*jump]) {
                    let next = voxel.wrapping_add_signed(jump);
                    if data[next] == level {
                        data[next] = 0;
                        edge.push(next);
                    }
                }
            }
            zones.push((u32::from(level), size));
        }
        zones.sort_unstable();
        zones
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn zones_are_those_of_flooding(
            size in [1..20_usize, 1..7, 1..6],
            seed in any::<u64>(),
            largest in 1..5_u64,
            holes in 0..4_u64,
            across in proptest::option::of(0..3_usize),
            reach in 1..3_usize,
        ) {
            let mut state = seed;
            let mut next = |below: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % below
            };
            let voxels: usize = size.iter().product();
            let mut inside: Vec<bool> = (0..voxels).map(|_| next(8) >= holes).collect();
            inside[0] = true;
            let count = inside.iter().filter(|inside| **inside).count();
            let levels = Levels::of((0..count).map(|_| 1 + next(largest) as u16).collect());
            let roi = Roi { size, origin: [0; 3], spacing: [1.0; 3], inside, values: vec![0.0; count] };
            let grid = LevelGrid::new(&roi, &levels, reach, across);
            let zones = super::count(&grid).cells;
            let found: Vec<(u32, u32)> = zones
                .iter()
                .flat_map(|(level, size, count)| std::iter::repeat_n((*level, *size), *count as usize))
                .collect();
            prop_assert_eq!(found, flooded(&grid));
        }
    }
}
