//! Counts over (grey level, size): the matrix behind run lengths, zones and
//! dependences, and the sixteen features the three share (IBSI 3.7, 3.8, 3.11).

use crate::accumulate::p_log_p;

/// Number of features of [`SizeMatrix::features`].
pub(crate) const FEATURES: usize = 16;

/// Cells that are not empty, sorted by level, then size.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SizeMatrix {
    /// Grey level from 1, size from 1, weighted count above 0.
    pub cells: Vec<(u32, u32, f64)>,
}

/// Position of each feature in the result of [`SizeMatrix::features`].
#[derive(Clone, Copy)]
pub(crate) enum Of {
    Small,
    Large,
    LevelNonUniformity,
    LevelNonUniformityNormalized,
    SizeNonUniformity,
    SizeNonUniformityNormalized,
    Percentage,
    LevelVariance,
    SizeVariance,
    Entropy,
    LowLevel,
    HighLevel,
    SmallLowLevel,
    SmallHighLevel,
    LargeLowLevel,
    LargeHighLevel,
}

impl SizeMatrix {
    /// Takes over a dense table of `table[level * width + size - 1]` counts.
    pub fn fill(&mut self, table: &[u32], width: usize) {
        self.cells.clear();
        for (level, row) in table.chunks(width.max(1)).enumerate().skip(1) {
            for (size, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
                self.cells.push((level as u32, size as u32 + 1, f64::from(*count)));
            }
        }
    }

    /// Sum of `weight * matrix`, added in the order given.
    pub fn weighted_sum<'a>(parts: impl Iterator<Item = (&'a Self, f64)>) -> Self {
        let mut sum = std::collections::BTreeMap::<(u32, u32), f64>::new();
        for (matrix, weight) in parts {
            for (level, size, count) in &matrix.cells {
                *sum.entry((*level, *size)).or_default() += count * weight;
            }
        }
        Self { cells: sum.into_iter().map(|((level, size), count)| (level, size, count)).collect() }
    }

    /// Sum of the counts.
    pub fn total(&self) -> f64 {
        self.cells.iter().map(|cell| cell.2).sum()
    }

    /// Sum of the squared shares of the cells.
    pub fn energy(&self) -> f64 {
        let total = self.total();
        self.cells.iter().map(|cell| (cell.2 / total).powi(2)).sum()
    }

    /// Puts `levels[k]`, ascending, in place of each level k.
    pub fn rename(&mut self, levels: &[u16]) {
        self.cells.iter_mut().for_each(|cell| cell.0 = u32::from(levels[cell.0 as usize]));
    }

    /// The shared features, indexed by [`Of`]; all NaN for an empty matrix.
    pub fn features(&self) -> [f64; FEATURES] {
        self.features_with(&mut Buffers::default())
    }

    /// The same with buffers to be used again.
    pub fn features_with(&self, buffers: &mut Buffers) -> [f64; FEATURES] {
        let total = self.total();
        let Buffers { by_level, by_size, order } = buffers;
        by_level.clear();
        for same in self.cells.chunk_by(|a, b| a.0 == b.0) {
            by_level.push((same[0].0, same.iter().map(|cell| cell.2).sum::<f64>()));
        }
        order.clear();
        order.extend(self.cells.iter().zip(0_u32..).map(|(cell, place)| (cell.1, place)));
        order.sort_unstable();
        by_size.clear();
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            by_size
                .push((same[0].0, same.iter().map(|(_, place)| self.cells[*place as usize].2).sum::<f64>()));
        }
        let mut f = [0.0; FEATURES];
        let mut voxels = 0.0;
        let (mut level_mean, mut size_mean) = (0.0, 0.0);
        for (level, count) in by_level.iter() {
            let (level, p) = (f64::from(*level), count / total);
            f[Of::LevelNonUniformity as usize] += count * count / total;
            f[Of::LevelNonUniformityNormalized as usize] += p * p;
            f[Of::LowLevel as usize] += p / (level * level);
            f[Of::HighLevel as usize] += p * level * level;
            level_mean += p * level;
        }
        for (size, count) in by_size.iter() {
            let (size, p) = (f64::from(*size), count / total);
            f[Of::SizeNonUniformity as usize] += count * count / total;
            f[Of::SizeNonUniformityNormalized as usize] += p * p;
            f[Of::Small as usize] += p / (size * size);
            f[Of::Large as usize] += p * size * size;
            size_mean += p * size;
            voxels += count * size;
        }
        for (level, count) in by_level.iter() {
            f[Of::LevelVariance as usize] += count / total * (f64::from(*level) - level_mean).powi(2);
        }
        for (size, count) in by_size.iter() {
            f[Of::SizeVariance as usize] += count / total * (f64::from(*size) - size_mean).powi(2);
        }
        for (level, size, count) in &self.cells {
            let p = count / total;
            let (level2, size2) = (f64::from(*level).powi(2), f64::from(*size).powi(2));
            f[Of::Entropy as usize] -= p_log_p(p);
            f[Of::SmallLowLevel as usize] += p / (level2 * size2);
            f[Of::SmallHighLevel as usize] += p * level2 / size2;
            f[Of::LargeLowLevel as usize] += p * size2 / level2;
            f[Of::LargeHighLevel as usize] += p * level2 * size2;
        }
        f[Of::Percentage as usize] = total / voxels;
        if self.cells.is_empty() { [f64::NAN; FEATURES] } else { f }
    }
}

/// To be used again from matrix to matrix.
#[derive(Default)]
pub(crate) struct Buffers {
    /// Counts summed over sizes, ascending.
    by_level: Vec<(u32, f64)>,
    /// Counts summed over levels, ascending.
    by_size: Vec<(u32, f64)>,
    /// Sizes with the places of their cells.
    order: Vec<(u32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_of_a_small_matrix() {
        // Two zones of one voxel at level 1, one zone of three at level 2.
        let f = SizeMatrix { cells: vec![(1, 1, 2.0), (2, 3, 1.0)] }.features();
        let third = 1.0 / 3.0;
        let close = |of: Of, expected: f64| assert!((f[of as usize] - expected).abs() < 1e-12);
        close(Of::Small, (2.0 + 1.0 / 9.0) * third);
        close(Of::Large, 11.0 * third);
        close(Of::LevelNonUniformity, 5.0 * third);
        close(Of::Percentage, 0.6);
        close(Of::SizeVariance, 8.0 / 9.0);
        close(Of::LargeHighLevel, (2.0 + 36.0) * third);
    }
}
