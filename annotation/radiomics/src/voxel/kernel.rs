//! The voxels around one voxel, laid out so that every class can count them.

use super::field::{Field, Layout};
use crate::levels::{BLOCK, LevelGrid, Row};

/// A kernel and the buffers it is read into; one a thread.
pub(crate) struct Kernel {
    /// The kernel as a region of its own, but with ranks for grey levels: as
    /// few as there are, so that tables are small.
    pub ranks: LevelGrid,
    /// Grey levels, laid out like `ranks`.
    pub levels: Vec<u16>,
    /// Grey level of each rank, ascending; rank 0 is outside.
    pub palette: Vec<u16>,
    /// Intensities in storage order.
    pub values: Vec<f64>,
    /// Rank of each grey level of the field; 0 where the kernel has none.
    rank_of: Vec<u16>,
    lines: Vec<Line>,
}

/// A row of the kernel.
struct Line {
    /// First voxel in the field, seen from the centre.
    from: isize,
    /// First voxel in the kernel's data.
    to: usize,
    /// Row and slice.
    at: [usize; 2],
}

impl Kernel {
    /// Of `radius` voxels along each axis, for neighbours at distances of up to
    /// `reach`.
    pub fn new(field: &Field, reach: usize) -> Self {
        let Layout { radius, stride: in_field, .. } = field.layout;
        let size = radius.map(|r| 2 * r + 1);
        let border = size.map(|n| reach.min(n - 1));
        let width = size[0] + 2 * border[0];
        let stride = [1, width, width * (size[1] + 2 * border[1])];
        let lines = (0..size[1] * size[2]).map(|line| {
            let at = [line % size[1], line / size[1]];
            let step = |axis: usize| at[axis - 1] as isize - radius[axis] as isize;
            Line {
                from: step(1) * in_field[1] as isize + step(2) * in_field[2] as isize - radius[0] as isize,
                to: border[0] + (at[0] + border[1]) * stride[1] + (at[1] + border[2]) * stride[2],
                at,
            }
        });
        let voxels = stride[2] * (size[2] + 2 * border[2]) + BLOCK;
        let ranks = LevelGrid {
            data: vec![0; voxels],
            stride,
            rows: Vec::new(),
            largest: 0,
            histogram: Vec::new(),
            size,
            near: size,
        };
        Self {
            ranks,
            levels: vec![0; voxels],
            palette: Vec::new(),
            values: Vec::new(),
            rank_of: vec![0; field.largest + 1],
            lines: lines.collect(),
        }
    }

    /// Reads the grey levels around voxel `centre` of the field.
    pub fn read(&mut self, field: &Field, centre: usize) {
        let Self { ranks, levels, palette, rank_of, lines, .. } = self;
        palette.iter().for_each(|level| rank_of[usize::from(*level)] = 0);
        palette.clear();
        palette.push(0);
        ranks.rows.clear();
        let length = ranks.size[0];
        for line in lines.iter() {
            let found = &field.levels[centre.wrapping_add_signed(line.from)..][..length];
            levels[line.to..line.to + length].copy_from_slice(found);
            let (mut first, mut end) = (length, 0);
            for (x, level) in found.iter().enumerate().filter(|(_, level)| **level > 0) {
                (first, end) = (first.min(x), x + 1);
                if rank_of[usize::from(*level)] == 0 {
                    rank_of[usize::from(*level)] = 1;
                    palette.push(*level);
                }
            }
            if first < end {
                ranks.rows.push(Row { start: line.to + first, end: line.to + end, at: line.at });
            }
        }
        palette[1..].sort_unstable();
        for (level, rank) in palette.iter().zip(0_u16..) {
            rank_of[usize::from(*level)] = rank;
        }
        ranks.largest = palette.len() - 1;
        ranks.histogram.clear();
        ranks.histogram.resize(palette.len(), 0);
        for line in lines.iter() {
            let here = line.to..line.to + length;
            for (rank, level) in ranks.data[here.clone()].iter_mut().zip(&levels[here]) {
                *rank = rank_of[usize::from(*level)];
                ranks.histogram[usize::from(*rank)] += u64::from(*rank > 0);
            }
        }
    }

    /// Reads the intensities of the voxels of the last [`Kernel::read`].
    pub fn read_values(&mut self, field: &Field, centre: usize) {
        self.values.clear();
        let length = self.ranks.size[0];
        for line in &self.lines {
            let row = &field.values[centre.wrapping_add_signed(line.from)..][..length];
            let levels = &self.levels[line.to..line.to + length];
            self.values
                .extend(row.iter().zip(levels).filter(|(_, level)| **level > 0).map(|(value, _)| value));
        }
    }
}
